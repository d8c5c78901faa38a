"""What the plugin does on the canvas: drawing tools, the outline of the area, the point markers."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsMapLayer,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsWkbTypes,
)
from qgis.gui import QgsMapCanvas, QgsMapTool
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..layers.area_shape import on_map
from ..layers.outlines import Outlines
from ..palette import point_colour
from .glacier_tool import GlacierTool
from .job import Job
from .map_tools import DrawTool, PolygonTool, RectangleTool, new_band
from .map_zoom import zoom_to_area
from .markers import PointMarker, shape_of
from .point_tool import PointTool
from .steps.series import LON_LAT

# Parts of the map: a cube smaller than the first is hard to see; the second leaves a margin.
_SMALL = 0.4
_ROOM = 1.2


class MapWork(QObject):
    """Chooses the tools on the canvas, and keeps outline and markers as the job has them.

    Signals:
        tool_changed: another map tool is in use.
        glacier_clicked: a place of the map, and the map's CRS.
        removed: everything of the plugin's is to leave the canvas.
    """

    tool_changed = pyqtSignal()
    glacier_clicked = pyqtSignal(QgsPointXY, QgsCoordinateReferenceSystem)
    removed = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas, job: Job, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._job = job
        self._before: QgsMapTool | None = None
        self.polygon_tool = PolygonTool(canvas)
        self.rectangle_tool = RectangleTool(canvas)
        self.point_tool = PointTool(canvas, lambda: self._markers)
        self.glacier_tool = GlacierTool(canvas)
        self._go_there = False
        self._outline = new_band(canvas)
        self._markers: list[PointMarker] = []
        for tool in (self.polygon_tool, self.rectangle_tool):
            tool.finished.connect(self._take_polygon)
            tool.given_up.connect(self.put_tool_away)
            tool.too_little.connect(job.failed)
        self.point_tool.clicked.connect(self._take_point)
        self.point_tool.moved.connect(self._move_point)
        self.point_tool.removed.connect(job.series.remove_point)
        self.glacier_tool.clicked.connect(self._tell_glacier)
        self.glacier_tool.given_up.connect(self.put_tool_away)
        canvas.mapToolSet.connect(self._tell_tool)
        canvas.destinationCrsChanged.connect(self._redraw)
        job.area.changed.connect(self._draw_outline)
        job.outlines.found.connect(self._prepare_going)
        job.area_wanted.connect(self._go_later)
        job.area.drawn.connect(self._go_to_area)
        for signal in (job.area.failed, job.area.stopped):
            signal.connect(self._stay)
        job.series.changed.connect(self._draw_markers)
        job.layers.points_changed.connect(self._draw_markers)
        job.cube.opened.connect(self._show_cube)

    @property
    def canvas(self) -> QgsMapCanvas:
        """The map."""
        return self._canvas

    def draw_polygon(self) -> None:
        """Let the user draw a polygon."""
        self._use(self.polygon_tool)

    def draw_rectangle(self) -> None:
        """Let the user drag a rectangle."""
        self._use(self.rectangle_tool)

    def pick_glacier(self) -> None:
        """Let the user click a glacier."""
        self._use(self.glacier_tool)

    def is_picking_glacier(self) -> bool:
        """Whether the tool that asks for a glacier is in use."""
        return self._canvas.mapTool() is self.glacier_tool

    def zoom_to_area(self) -> None:
        """Move the map to the area."""
        if self._job.area.area is not None:
            zoom_to_area(self._canvas, self._job.area.area)

    def pick_points(self, on: bool = True) -> None:
        """Let the user click points, or give the tool before back."""
        if on:
            self._use(self.point_tool)
        elif self._canvas.mapTool() is self.point_tool:
            self.put_tool_away()

    def current_layer(self) -> QgsMapLayer | None:
        """The layer that is chosen in the list of layers."""
        return self._canvas.currentLayer()

    def use_extent(self) -> None:
        """Take what the map shows as the area."""
        self._stay()
        settings = self._canvas.mapSettings()
        self._job.area.set_extent(settings.visibleExtent(), settings.destinationCrs())

    def drawing_tool(self) -> DrawTool | None:
        """The drawing tool in use, if one is."""
        tool = self._canvas.mapTool()
        return next((t for t in (self.polygon_tool, self.rectangle_tool) if t is tool), None)

    def is_picking(self) -> bool:
        """Whether the point tool is in use."""
        return self._canvas.mapTool() is self.point_tool

    def put_tool_away(self) -> None:
        """Give the canvas the tool back that it had before."""
        before = self._before
        self._before = None
        mine = self._canvas.mapTool()
        if before is not None and not sip.isdeleted(before):
            self._canvas.setMapTool(before)
        elif mine in self._tools():
            self._canvas.unsetMapTool(mine)

    def remove(self) -> None:
        """Take everything off the canvas for good."""
        if sip.isdeleted(self._canvas):
            return
        self.removed.emit()
        if self._canvas.mapTool() in self._tools():
            self.put_tool_away()
        self._clear_markers()
        self._canvas.scene().removeItem(self._outline)
        for tool in (self.polygon_tool, self.rectangle_tool):
            tool.remove_band()
        for tool in self._tools():
            tool.deleteLater()

    def _tools(self) -> tuple[QgsMapTool, ...]:
        return (self.polygon_tool, self.rectangle_tool, self.point_tool, self.glacier_tool)

    def _use(self, tool: QgsMapTool) -> None:
        present = self._canvas.mapTool()
        if present not in self._tools():
            self._before = present
        self._canvas.setMapTool(tool)
        self._canvas.setFocus()

    def _tell_tool(self, *_: object) -> None:
        self.tool_changed.emit()

    def _take_polygon(self, polygon: QgsGeometry) -> None:
        self.put_tool_away()
        self._stay()
        self._job.area.set_geometry(polygon, self._canvas.mapSettings().destinationCrs())

    def _take_point(self, point: QgsPointXY) -> None:
        self._job.add_point(point, self._canvas.mapSettings().destinationCrs())

    def _move_point(self, label: str, point: QgsPointXY) -> None:
        if not self._job.move_point(label, point, self._canvas.mapSettings().destinationCrs()):
            self._draw_markers()  # back to where it was

    def _tell_glacier(self, point: QgsPointXY) -> None:
        self.glacier_clicked.emit(point, self._canvas.mapSettings().destinationCrs())

    def _prepare_going(self, outlines: Outlines) -> None:
        """An area found by name may be anywhere; one that was clicked is on the map already."""
        self._go_there = outlines.distant
        if self.is_picking_glacier():
            self.put_tool_away()

    def _go_later(self) -> None:
        self._go_there = True

    def _go_to_area(self) -> None:
        if self._go_there:
            self.zoom_to_area()
        self._go_there = False

    def _stay(self, *_: object) -> None:
        """The area that was on its way does not come; the next one may be drawn here."""
        self._go_there = False

    def _show_cube(self) -> None:
        """Move the map to the cube, unless it is seen already."""
        description = self._job.cube.description
        if description is None:
            return
        here = self._canvas.mapSettings().destinationCrs()
        source = QgsCoordinateReferenceSystem(description["crs"])
        transform = QgsCoordinateTransform(source, here, QgsProject.instance())
        try:
            box = transform.transformBoundingBox(QgsRectangle(*description["extent"]))
        except QgsCsException:
            # This map's projection does not reach the cube, so the map cannot go there.
            return
        seen = self._canvas.extent()
        if (
            seen.intersects(box)
            and max(box.width() / seen.width(), box.height() / seen.height()) > _SMALL
        ):
            return
        box.scale(_ROOM)
        self._canvas.setExtent(box)
        self._canvas.refresh()

    def _redraw(self) -> None:
        self._draw_outline()
        self._draw_markers()

    def _draw_outline(self) -> None:
        """Show what will be searched: repaired, cut at the 180th meridian, on this map."""
        self._outline.reset(QgsWkbTypes.GeometryType.PolygonGeometry)
        here = self._canvas.mapSettings().destinationCrs()
        shape = on_map(self._job.area.geometry, here)
        if not shape.isNull():
            self._outline.setToGeometry(shape, here)

    def _draw_markers(self) -> None:
        self._clear_markers()
        here = self._canvas.mapSettings().destinationCrs()
        transform = QgsCoordinateTransform(
            QgsCoordinateReferenceSystem(LON_LAT), here, QgsProject.instance()
        )
        for point in self._job.series.points:
            try:
                place = transform.transform(QgsPointXY(point.lon, point.lat))
            except QgsCsException:
                # This map's projection does not reach the point: nothing to draw here.
                place = None
            if place is not None:
                colour, shape = point_colour(point.index), shape_of(point.index)
                is_labelled = not self._job.layers.has_points()
                marker = PointMarker(self._canvas, place, point.label, colour, shape, is_labelled)
                self._markers.append(marker)
        self.point_tool.show_held()

    def _clear_markers(self) -> None:
        for marker in self._markers:
            self._canvas.scene().removeItem(marker)
        self._markers = []
