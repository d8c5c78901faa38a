"""Layers of a cube out of the project while another thread has the cube's file replaced."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from qgis.core import QgsProject
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, pyqtSignal

from .rasters import layers_from_file
from .released import ReleasedLayer, put_back, release, reopened, reopened_on

#: Seconds between two looks at whether to stop, while the project's thread is busy.
_LOOK = 0.05


class LayersAside(QObject):
    """Takes the layers of one cube out of a project, and brings them back.

    Made in the project's thread; asked from any. The project's thread is waited for only as long
    as nobody cancels: on its way out QGIS waits for those who run, in that very thread.

    Args:
        project: which.
        path: of the cube.
    """

    _wanted_out = pyqtSignal()
    _wanted_back = pyqtSignal(object)
    #: Those whose layers are not back yet, lest they be gone before.
    _busy: set[LayersAside] = set()  # noqa: RUF012 - shared on purpose

    def __init__(self, project: QgsProject, path: str) -> None:
        super().__init__()
        self._project = project
        self._path = path
        self._released: list[ReleasedLayer] = []
        self._gone: list[str] = []
        self._is_out, self._is_back = threading.Event(), threading.Event()
        self._wanted_out.connect(self._take_out)
        self._wanted_back.connect(self._bring_back)
        project.cleared.connect(self._forget)

    def take_out(self, is_cancelled: Callable[[], bool]) -> None:
        """Take the layers out; :meth:`bring_back` must follow, whatever happens meanwhile."""
        self._wanted_out.emit()
        _wait(self._is_out, is_cancelled)

    def bring_back(
        self, description: dict[str, Any] | None, is_cancelled: Callable[[], bool]
    ) -> list[str]:
        """Put the layers back where they were.

        Args:
            description: of the cube that has taken the place of the one before; None: none has.
            is_cancelled: whether not to wait until they are back.

        Returns:
            names of layers whose date the new cube does not have; they are gone.
        """
        self._busy.add(self)
        self._wanted_back.emit(description)
        _wait(self._is_back, is_cancelled)
        return self._gone

    def _take_out(self) -> None:
        if not sip.isdeleted(self._project):
            layers = layers_from_file(self._project, self._path)
            self._released = release(self._project, layers)
        self._is_out.set()

    def _bring_back(self, description: dict[str, Any] | None) -> None:
        taken, self._released = self._released, []
        if not sip.isdeleted(self._project):
            self._gone = _put_back(self._project, taken, description)
        self._is_back.set()
        self._busy.discard(self)

    def _forget(self) -> None:
        """What was taken out of one project does not belong into the next."""
        self._released = []


def _put_back(
    project: QgsProject, taken: list[ReleasedLayer], description: dict[str, Any] | None
) -> list[str]:
    if description is not None:
        return reopened_on(project, taken, description)
    # From the first place to the last: each is counted among those before it.
    for each in sorted(taken, key=lambda each: each.place):
        layer = reopened(each)
        if layer is not None:
            put_back(project, each, layer)
    return []


def _wait(event: threading.Event, is_cancelled: Callable[[], bool]) -> None:
    while not event.wait(_LOOK):
        if is_cancelled():
            return
