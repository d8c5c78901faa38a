"""The list of what was found, as a file for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qgis.PyQt.QtCore import QCoreApplication, pyqtSignal

from ...archive import export
from ...archive.granule import Granule
from ...archive.search import SearchResult
from ...monitor import Monitor
from ...tasks.base import WorkTask
from .. import texts
from .base import Step

translate = QCoreApplication.translate


class ListStep(Step):
    """Writes lists of granules in the background.

    Signals:
        told: a list was written, a sentence.
    """

    told = pyqtSignal(str)

    def save(self, granules: Sequence[Granule], path: str, kind: str, result: SearchResult) -> bool:
        """Write ``granules`` to ``path``; ``False`` if a list is being written already.

        Args:
            granules: all or some of the result's.
            path: the file; an earlier one is replaced once the new one is whole.
            kind: one of ``archive.export.KINDS``.
            result: of the search that found them, for the record.
        """

        def work(monitor: Monitor) -> int:
            return export.write(granules, path, kind, query=result.query, service=result.service)

        def done(written: int) -> None:
            text = translate("Lists", "Saved {granules} to {name}.")
            if written < len(granules):
                text = translate(
                    "Lists",
                    "Saved {granules} to {name}; {count} need a login, so programs cannot fetch "
                    "them by their address alone.",
                )
            values = {
                "granules": texts.granules(written),
                "name": Path(path).name,
                "count": texts.number(len(granules) - written),
            }
            self.told.emit(text.format(**values))

        return self.start(WorkTask(translate("Tasks", "Save the list of granules"), work), done)
