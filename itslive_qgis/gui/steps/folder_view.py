"""The view of a download folder, written in the background and shown in the project."""

from __future__ import annotations

from typing import Any, Callable

from qgis.core import QgsMapLayer, QgsProject
from qgis.PyQt.QtCore import QCoreApplication, QObject, pyqtSignal

from ...layers.folder_view import release_view, show_view, write_view
from ...layers.released import ReleasedLayer
from ...monitor import Monitor
from ...tasks.base import WorkTask
from .base import Step


def folder_view_task(folder: str) -> WorkTask:
    """A task whose result is the path of the view of ``folder``, written anew.

    Layers that show the view must be out of the project meanwhile; :class:`FolderViewStep` sees to
    it.
    """

    def work(monitor: Monitor) -> str:
        return write_view(folder)

    return WorkTask(QCoreApplication.translate("Tasks", "List the granules of the folder"), work)


class FolderViewStep(Step):
    """Writes the view of a folder anew and shows it.

    Args:
        project: where it is shown.
        add: puts a new layer into the project; by default that is all it does.

    Signals:
        shown: the layer in the project.
    """

    shown = pyqtSignal(object)

    def __init__(
        self,
        project: QgsProject,
        add: Callable[[QgsMapLayer], Any] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._project = project
        self._add = add
        self._folder = ""
        self._before: list[ReleasedLayer] = []
        self._adds = True
        self._next: tuple[str, bool] | None = None
        self.stopped.connect(self._restore)
        project.cleared.connect(self._forget)

    def show(self, folder: str, adds: bool = True) -> bool:
        """Write and show the view of ``folder``; after the one that is being written, if one is.

        Args:
            folder: a download folder.
            adds: add a layer where none shows it yet; else those that are there show it anew.
        """
        if self.is_running():
            self._next = folder, adds
            return True
        self._folder, self._adds = folder, adds
        self._before = release_view(self._project, folder)
        return self.start(folder_view_task(folder), self._take, self._restore)

    def dispose(self) -> None:
        """Let go of a running task; layers that were released come back."""
        super().dispose()
        self._restore()

    def _take(self, _path: str) -> None:
        before, self._before = self._before, []
        if before or self._adds:
            layer = show_view(self._project, self._folder, before, self._add)
            if layer is not None:
                self.shown.emit(layer)
        wanted, self._next = self._next, None
        if wanted is not None:
            self.show(*wanted)

    def _restore(self, *_: Any) -> None:
        """The view was not written: what showed the old one shows it again."""
        self._adds, self._next = False, None
        if self._before:
            self._take("")

    def _forget(self) -> None:
        """What was taken out of one project, or asked for in it, does not belong into the next."""
        self._before, self._adds = [], False
        if self._next is not None:
            self._next = self._next[0], False
