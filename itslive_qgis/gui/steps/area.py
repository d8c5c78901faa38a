"""The area step: from a drawn outline, features or the map's extent to an :class:`Area`."""

from __future__ import annotations

from typing import Any, Callable

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeatureRequest,
    QgsGeometry,
    QgsRectangle,
    QgsVectorLayer,
    QgsVectorLayerFeatureSource,
)
from qgis.PyQt.QtCore import QCoreApplication, pyqtSignal

from ...archive.area import Area
from ...layers.area_shape import shape_of
from ...layers.areas import PreparedArea, on_the_globe, prepared_area
from ...layers.outlines import Outlines
from ...monitor import Monitor
from ...tasks.base import WorkTask
from .base import Step

translate = QCoreApplication.translate

_CELL_KM2 = 0.120**2  # the archive's finest pixels are 120 m wide


class AreaStep(Step):
    """Holds the area that will be searched, whatever the user drew or chose.

    ``geometry`` is its shape in longitude and latitude, ``km2`` its size and ``cells`` how many of
    the archive's finest pixels that is. ``remarks`` says what had to be repaired or left out, a
    sentence each; ``title`` what it is, as a glacier's name, and is empty for a mere drawing.

    Signals:
        drawn: there is another area.
    """

    drawn = pyqtSignal()

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.area: Area | None = None
        self.geometry = QgsGeometry()
        self.km2 = 0.0
        self.cells = 0
        self.title = ""
        self.remarks: tuple[str, ...] = ()

    def is_done(self) -> bool:
        """Whether there is an area."""
        return self.area is not None

    def set_geometry(self, geometry: QgsGeometry, crs: QgsCoordinateReferenceSystem) -> None:
        """Take a drawn polygon."""
        copy = QgsGeometry(geometry)
        self._take(lambda monitor: [copy], crs)

    def set_extent(self, extent: QgsRectangle, crs: QgsCoordinateReferenceSystem) -> None:
        """Take the map's extent, as far as there is ground."""
        part = on_the_globe(extent, crs)
        remarks = ()
        if part != extent:
            remarks = (
                translate(
                    "Areas",
                    "The map shows more than the globe: the area ends where the globe does.",
                ),
            )
        outline = QgsGeometry.fromRect(part)
        self._take(lambda monitor: [outline], crs, remarks)

    def set_features(self, layer: QgsVectorLayer) -> None:
        """Take the selected features of a polygon layer, or all of them if none is selected."""
        source = QgsVectorLayerFeatureSource(layer)
        request = QgsFeatureRequest()
        if layer.selectedFeatureCount():
            request.setFilterFids(layer.selectedFeatureIds())
        request.setSubsetOfAttributes([])
        self._take(lambda monitor: _geometries(source, request, monitor), layer.crs())

    def set_outlines(self, outlines: Outlines) -> None:
        """Take polygons that were read from a file, or found by a click or a name."""
        geometries = list(outlines.geometries)
        self._take(lambda monitor: geometries, outlines.crs, outlines.remarks, outlines.title)

    def set_area(self, area: Area) -> None:
        """Take an area as it is, such as that of a saved search."""

        def work(monitor: Monitor) -> tuple[QgsGeometry, float]:
            return shape_of(area), area.km2()

        def done(result: tuple[QgsGeometry, float]) -> None:
            outline, km2 = result
            self.title, self.remarks = "", ()
            self._set(area, outline, km2)
            self.drawn.emit()

        self.dispose()
        self.start(WorkTask(translate("Tasks", "Prepare the area"), work), done)

    def clear(self) -> None:
        """Forget the area."""
        self.dispose()
        self.title = ""
        self.remarks = ()
        self._set(None, QgsGeometry(), 0.0)

    def _take(
        self,
        read: Callable[[Monitor], list[QgsGeometry]],
        crs: QgsCoordinateReferenceSystem,
        remarks: tuple[str, ...] = (),
        title: str = "",
    ) -> None:
        """Prepare the area in a task: an outline may have a hundred thousand corners."""

        def work(monitor: Monitor) -> tuple[PreparedArea, float]:
            prepared = prepared_area(read(monitor), crs)
            return prepared, prepared.area.km2()

        def done(result: tuple[PreparedArea, float]) -> None:
            prepared, km2 = result
            self.remarks = (*remarks, *prepared.remarks())
            self.title = title
            self._set(prepared.area, prepared.shape, km2)
            self.drawn.emit()

        self.dispose()
        self.start(WorkTask(translate("Tasks", "Prepare the area"), work), done)

    def _set(self, area: Area | None, geometry: QgsGeometry, km2: float) -> None:
        self.error = None
        self.area = area
        self.geometry = geometry
        self.km2 = km2
        self.cells = round(km2 / _CELL_KM2)
        self.changed.emit()


def _geometries(
    source: QgsVectorLayerFeatureSource, request: QgsFeatureRequest, monitor: Monitor
) -> list[QgsGeometry]:
    geometries = []
    for feature in source.getFeatures(request):
        monitor.check()
        geometries.append(feature.geometry())  # a missing one too: it is counted and told
    return geometries
