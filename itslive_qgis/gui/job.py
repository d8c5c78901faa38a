"""The job at hand: the steps from area to plot, and what follows from one for the next."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Callable

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsPointXY,
    QgsProject,
)
from qgis.PyQt.QtCore import QObject, pyqtSignal

from .. import settings
from ..archive.download import DownloadReport
from ..archive.granule import Granule
from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..layers.points import MapPoint
from ..layers.table_file import discard
from ..palette import point_colour
from . import texts
from .free_path import free_path
from .plot_choices import PlotChoices
from .plot_words import of_export
from .search_job import SearchJob
from .steps.base import Step
from .steps.cube import ENDING, CubeStep
from .steps.download import DownloadStep
from .steps.export import OWN, ExportStep, Saved, SavedTable, not_saved
from .steps.folder_view import FolderViewStep
from .steps.one_granule import OneGranuleStep
from .steps.pair_granule import PairGranuleStep
from .steps.points_from import PointsFound, PointsFromStep
from .steps.series import LON_LAT, SeriesStep
from .summary_job import SummaryJob


class Job(SearchJob):
    """Holds the steps and ties them together. Widgets bind to the steps and call them.

    Signals:
        granules_replaced: the granules at hand are, or are going to be, those of other work.
    """

    granules_replaced = pyqtSignal()

    def __init__(self, project: QgsProject, parent: QObject | None = None) -> None:
        super().__init__(project, parent)
        self.download = DownloadStep(self)
        self.cube = CubeStep(self)
        self.summaries = SummaryJob(self.cube, self.layers, self)
        self.series = SeriesStep(self)
        self.pair_granule = PairGranuleStep(self)
        self.points_from = PointsFromStep(self)
        self.one_granule = OneGranuleStep(self)
        self.export = ExportStep(self)
        self.keep = FolderViewStep(project, self.layers.add, self)
        self._kept: DownloadReport | None = None
        self._was_downloading = False
        self._is_of_project = True  # the download was begun in the project that is open now
        self._at_hand: frozenset[str] = frozenset()
        for step in self.all_steps():
            step.failed.connect(self.failed)
        self._tie_granules()
        self._tie_cube()

    def all_steps(self) -> tuple[Step, ...]:
        """Every step that may run a task and fail."""
        return (
            self.area,
            self.outlines,
            self.names,
            self.search,
            self.download,
            self.cube,
            self.cube.typical,
            *self.summaries.steps(),
            self.series,
            self.pair_granule,
            self.points_from,
            self.one_granule,
            self.export,
            self.keep,
            self.news,
            self.explain,
            self.lists,
        )

    def add_point(self, point: QgsPointXY, crs: QgsCoordinateReferenceSystem) -> None:
        """Add a point of the map to the series."""
        place = self._lon_lat(point, crs)
        if place is not None:
            self.series.add_point(place.x(), place.y())

    def move_point(self, label: str, point: QgsPointXY, crs: QgsCoordinateReferenceSystem) -> bool:
        """Put a point elsewhere on the map; whether that is a place."""
        place = self._lon_lat(point, crs)
        if place is not None:
            self.series.move_point(label, place.x(), place.y())
        return place is not None

    def start_download(self) -> bool:
        """Download what was chosen of the search, or let it join the download that runs."""
        # The next evening begins where this one ended.
        settings.set_download_folder(self.download.folder)
        return self.download.download(self.search.chosen(), self.origin())

    def show_folder(self) -> bool:
        """Write the view of the download folder anew and show it."""
        return self.keep.show(self.download.folder)

    def suggested_cube_path(self, ending: str = ENDING) -> str:
        """Where a cube would be written: beside the granules, under a name not taken yet."""
        return str(free_path(Path(self.download.folder) / f"cube{ending}"))

    def add_cube_date(self) -> None:
        """Add a layer of its own for the date that is shown."""
        description = self.cube.description
        if description is not None:
            self._guarded(lambda: self.layers.add_cube_date(description, self.cube.index))

    def add_granule_layer(self, index: int) -> None:
        """Show the granule of this layer of the cube by itself, unclipped."""
        wanted = self.cube.layers()[index]
        stem = Path(str(wanted["granule_id"])).stem
        path = next((each for each in self.download.inputs() if Path(each).stem == stem), "")
        if not path:
            self.failed.emit(
                ItsliveError(
                    QT_TRANSLATE_NOOP("Messages", "The granule {name} is not in the folder."),
                    QT_TRANSLATE_NOOP("Messages", "Choose its folder in the Download step."),
                    code="no_granule",
                    name=stem,
                )
            )
            return
        header = {**wanted, "epsg": wanted["source_epsg"]}
        self._guarded(lambda: self.layers.show_granule(path, header))

    def fetch_granule(self, wanted: Granule | str) -> bool:
        """Fetch one granule, given itself or by address or name, and add it to the map."""
        return self.one_granule.fetch(wanted, self.download.folder)

    def add_point_layer(self) -> None:
        """Write the points beside the cube and show them as a layer."""
        points = [
            MapPoint(each.label, each.lon, each.lat, point_colour(each.index))
            for each in self.series.points
        ]
        # Points of an earlier project are never overwritten; those added a moment ago are.
        path = self.layers.points_path() or self._beside_cube("_points.gpkg")
        self._guarded(lambda: self.layers.show_points(points, path))

    def add_series_table(self) -> None:
        """Write all values of all points beside the points' file, and show them as a table."""
        path = self.layers.series_path() or self._beside_cube("_velocities.gpkg")
        self.export.save_table(self.series.points, path)

    def _beside_cube(self, ending: str) -> Path:
        base = Path(self.cube.path or self.download.folder + "/cube.nc")
        with suppress(OSError):  # told when the file is written
            base.parent.mkdir(parents=True, exist_ok=True)  # nothing may be downloaded yet
        return free_path(base.with_name(base.stem + ending))

    def save_csv(self, path: str, form: str = OWN, choices: PlotChoices | None = None) -> None:
        """Save the values of all points in one of ``steps.export.FORMS``."""
        self.export.save_csv(self.series.points, path, form, choices)

    def show_date(self, index: int) -> None:
        """Show this date of the cube on the map, not the typical speed."""
        if self.cube.typical.wanted:
            self.show_typical_speed(False)
        self.cube.show(index)

    def show_typical_speed(self, wanted: bool = True) -> None:
        """Show the typical speed on the map (computed first if it is not there), or the date."""
        typical = self.cube.typical
        typical.wanted = wanted
        typical.changed.emit()
        if wanted and not typical.is_done() and self.cube.path:
            typical.compute(self.cube.path)

    def dispose(self) -> None:
        """Let go of every running task."""
        for step in (*self.all_steps(), self.preview, self.saved):
            step.dispose()

    def _lon_lat(self, point: QgsPointXY, crs: QgsCoordinateReferenceSystem) -> QgsPointXY | None:
        """A place of the map in degrees; if it is none, that is told."""
        lon_lat = QgsCoordinateReferenceSystem(LON_LAT)
        transform = QgsCoordinateTransform(crs, lon_lat, self._project.transformContext())
        try:
            return transform.transform(point)
        except QgsCsException:
            self.failed.emit(
                ItsliveError(
                    QT_TRANSLATE_NOOP("Messages", "This place of the map is outside the Earth."),
                    QT_TRANSLATE_NOOP("Messages", "Click on the glacier."),
                    code="no_place",
                )
            )
            return None

    def _tie_granules(self) -> None:
        """What follows from other granules, found or fetched."""
        self.search.found.connect(self.download.reset)
        self.search.found.connect(self.granules_replaced)
        self.download.folder_changed.connect(self._tell_replaced)
        self.download.changed.connect(self._keep_granules)
        self.download.changed.connect(self._watch_granules)
        self.download.running_changed.connect(self._note_beginning)
        self.search.changed.connect(self.one_granule.forget_problem)
        self.search.asked.connect(self.one_granule.forget_problem)
        self.pair_granule.found.connect(self.fetch_granule)
        self.one_granule.fetched.connect(self._show_one_granule)
        self._project.cleared.connect(self.granules_replaced)
        self._project.cleared.connect(self._note_other_project)

    def _tie_cube(self) -> None:
        """What follows from another cube, or another date of it."""
        self.cube.about_to_write.connect(self.layers.release)
        self.cube.opened.connect(self._after_cube)
        self.cube.stopped.connect(self.layers.restore)
        self.cube.failed.connect(self._restore_layers)
        self.cube.index_changed.connect(self._show_date)
        self.cube.typical.changed.connect(self._show_typical)
        self.summaries.failed.connect(self.failed)
        self.summaries.told.connect(self.told)
        self.export.table_written.connect(self._after_table)
        self.points_from.found.connect(self._add_found)
        self.export.saved.connect(self._after_export)

    def _add_found(self, found: PointsFound) -> None:
        if found.points:
            self.series.add_points((each.name, each.lon, each.lat) for each in found.points)

    def _after_export(self, saved: Saved) -> None:
        self.told.emit(of_export(saved))

    def _after_table(self, table: SavedTable) -> None:
        try:
            self.layers.show_series(table.part, table.path, table.has_pairs)
        except OSError as error:
            discard(table.part)
            self.failed.emit(not_saved(str(table.path), error))
            return
        text = self.tr("The table {name} has all {count} values, whatever the plot shows.")
        self.told.emit(text.format(name=table.path.name, count=texts.number(table.rows)))

    def _keep_granules(self) -> None:
        """Write the view of the folder, and show it in the project that the download is of."""
        report = self.download.report
        if report is None or report is self._kept or not report.outcomes:
            return
        self._kept = report
        self.keep.show(report.folder, self._is_of_project)

    def _note_beginning(self) -> None:
        is_downloading = self.download.is_downloading()
        if is_downloading and not self._was_downloading:
            self._is_of_project = True
        self._was_downloading = is_downloading

    def _note_other_project(self) -> None:
        self._is_of_project = False

    def _watch_granules(self) -> None:
        """A folder may hold other granules than when it was last read."""
        present = frozenset(self.download.inputs())
        if not present:
            return
        before, self._at_hand = self._at_hand, present
        if before and not before & present:
            self.granules_replaced.emit()

    def _tell_replaced(self, _folder: str) -> None:
        self.granules_replaced.emit()

    def _restore_layers(self, _error: ItsliveError) -> None:
        self.layers.restore()

    def _after_cube(self) -> None:
        description = self.cube.description
        if description is None:
            return
        gone = self.layers.reopen(description)
        self._guarded(lambda: self.layers.show_cube(description, self.cube.index))
        if self.series.cube != self.cube.path or self.cube.built is not None:
            self.series.use_cube(self.cube.path)
        if self.cube.built is not None and not self.cube.typical.is_done():
            self.cube.typical.compute(self.cube.path)
        # At last, since what begins takes away what was told before.
        if gone:
            self.failed.emit(_gone(gone, self.cube.path))

    def _show_date(self, index: int) -> None:
        description = self.cube.description
        if description is not None:
            self._guarded(lambda: self.layers.show_cube(description, index))

    def _show_typical(self) -> None:
        description = self.cube.description
        if description is not None and self.cube.typical.path:
            path = self.cube.typical.path
            alone = self.cube.typical.wanted
            self._guarded(lambda: self.layers.show_typical_speed(path, description, alone))

    def _show_one_granule(self, granule: Granule, path: str) -> None:
        header = {
            "granule_id": granule.granule_id,
            "epsg": granule.epsg,
            "mid_date": granule.mid_date.isoformat(),
            "date_1": granule.date_1.isoformat(),
            "date_2": granule.date_2.isoformat(),
            "separation_days": granule.separation_days,
            "satellite": granule.satellite,
        }
        if self._guarded(lambda: self.layers.show_granule(path, header)):
            text = self.tr("{name} is on the map.")
            self.told.emit(text.format(name=Path(path).name))

    def _guarded(self, show: Callable[[], None]) -> bool:
        """A layer that cannot be shown is told, and the job goes on; whether it is shown."""
        try:
            show()
        except ItsliveError as error:
            self.failed.emit(error)
            return False
        return True


def _gone(names: list[str], cube: str) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages", "The new {cube} does not have the dates of layers you kept: {names}."
        ),
        QT_TRANSLATE_NOOP(
            "Messages",
            "These layers are gone. To keep dates of different builds, write each to its own file.",
        ),
        code="date_gone",
        cube=Path(cube).name,
        names=", ".join(names),
    )
