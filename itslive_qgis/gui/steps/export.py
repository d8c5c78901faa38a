"""The export step: series as CSV files and as a table of the project."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from qgis.PyQt.QtCore import QCoreApplication, pyqtSignal

from ...errors import QT_TRANSLATE_NOOP, ItsliveError
from ...layers.series_layer import has_all_dates, write_series
from ...layers.series_table import write_csv
from ...layers.table_file import discard
from ...layers.whole import write_whole
from ...monitor import Monitor
from ...series.table import PointSeries
from ...series.tables_out import itslive_py_csv, mappin_csv
from ...tasks.base import WorkTask
from ..free_path import free_path
from ..plot_choices import PlotChoices
from ..plot_content import Record, content
from .base import Step
from .series import SeriesPoint

translate = QCoreApplication.translate


#: Forms of a CSV: the plugin's own table of all values, or of those that the plot shows; and the
#: tables of other ITS_LIVE tools, which hold one point each.
OWN, SHOWN, ITSLIVE_PY, MAPPIN = FORMS = "own", "shown", "itslive-py", "mappin"
_HEADS = {ITSLIVE_PY: 1, MAPPIN: 2}  # lines before the rows
_WRITERS = {ITSLIVE_PY: itslive_py_csv, MAPPIN: mappin_csv}
_NO_NAME = re.compile(r"[^\w.-]+")
_LONGEST_NAME = 60

Named = Sequence[tuple[str, PointSeries]]


@dataclass(frozen=True)
class Saved:
    """What was written.

    Attributes:
        form: one of :data:`FORMS`.
        paths: of the files.
        rows: how many values they hold.
        total: how many values there are.
    """

    form: str
    paths: tuple[Path, ...]
    rows: int
    total: int


@dataclass(frozen=True)
class SavedTable:
    """A table that waits beside its name to be shown.

    Attributes:
        part: where it is.
        path: where it is to be.
        rows: how many it has.
        has_pairs: whether every row tells the dates of both images.
    """

    part: Path
    path: Path
    rows: int
    has_pairs: bool


class ExportStep(Step):
    """Writes series in the background.

    Signals:
        saved: what was written as CSV, a :class:`Saved`.
        table_written: a :class:`SavedTable`.
    """

    saved = pyqtSignal(object)
    table_written = pyqtSignal(object)

    def save_csv(
        self,
        points: Sequence[SeriesPoint],
        path: str,
        form: str = OWN,
        choices: PlotChoices | None = None,
    ) -> bool:
        """Write the values of ``points``, one row per point and date.

        Args:
            points: those that were read are written.
            path: of the file. Where a form holds one point and there are several, each has a file
                beside it with the point's label in its name; those replace nothing.
            form: one of :data:`FORMS`.
            choices: what the plot shows, for :data:`SHOWN`.
        """
        read = _read(points)
        records = _records(points)

        def work(monitor: Monitor) -> Saved:
            total = sum(len(series) for _, series in read)
            try:
                if form in _WRITERS:
                    paths, rows = _write_each(path, read, form, monitor)
                else:
                    kept = _shown(records, choices) if form == SHOWN and choices else read
                    paths, rows = (write_csv(path, kept),), sum(len(each) for _, each in kept)
            except OSError as error:
                raise not_saved(path, error) from error
            return Saved(form, paths, rows, total)

        return self.start(WorkTask(translate("Tasks", "Save the values"), work), self.saved.emit)

    def save_table(self, points: Sequence[SeriesPoint], path: Path) -> bool:
        """Write all values as a GeoPackage beside ``path``, for :attr:`table_written`."""
        read = _read(points)
        part = path.with_name(f"{path.stem}.part.gpkg")

        def work(monitor: Monitor) -> SavedTable:
            discard(part)  # of a QGIS that was ended
            try:
                rows = write_series(part, read, monitor)
            except OSError as error:
                raise not_saved(str(path), error) from error
            return SavedTable(part, path, rows, has_all_dates(read))

        task = WorkTask(translate("Tasks", "Write the table of values"), work)
        return self.start(task, self.table_written.emit)


def _read(points: Sequence[SeriesPoint]) -> Named:
    return [(point.label, point.series) for point in points if point.series is not None]


def _records(points: Sequence[SeriesPoint]) -> list[Record]:
    return [
        Record(point.index, point.label, point.series)
        for point in points
        if point.series is not None and point.has_values()
    ]


def _shown(records: Sequence[Record], choices: PlotChoices) -> Named:
    """Of each record the rows that are drawn, in their order."""
    groups = content(records, choices).data.groups
    found = []
    for each in records:
        rows = [group.rows for group in groups if group.point == each.index]
        if rows:
            found.append((each.label, each.series.at(np.sort(np.concatenate(rows)))))
    return found


def _write_each(
    path: str, points: Named, form: str, monitor: Monitor
) -> tuple[tuple[Path, ...], int]:
    """A file for each point, and how many rows they have."""
    whole, paths, rows = Path(path), [], 0
    for number, (name, series) in enumerate(points):
        monitor.check()
        text = _WRITERS[form](series)
        file = whole
        if len(points) > 1:
            word = _NO_NAME.sub("_", name)[:_LONGEST_NAME]
            file = free_path(whole.with_name(f"{whole.stem}_{word}{whole.suffix}"))
        paths.append(write_whole(file, text.encode("utf-8")))
        rows += text.count("\n") - _HEADS[form]
        monitor.progress((number + 1) / len(points))
    return tuple(paths), rows


def not_saved(path: str, error: OSError) -> ItsliveError:
    """The failure to write a file the user asked for."""
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "{name} cannot be written: {problem}."),
        QT_TRANSLATE_NOOP(
            "Messages", "Choose another folder, make room on the disk, or close the file elsewhere."
        ),
        code="not_written",
        name=Path(path).name,
        problem=error.strerror or str(error),
    )
