"""The ways to an area that must read or check something first: file, click, name, typed box."""

from __future__ import annotations

from typing import Any, Callable

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication, QLocale, pyqtSignal

from ...archive import coordinates
from ...archive.glaciers import Glacier
from ...errors import QT_TRANSLATE_NOOP, ItsliveError
from ...layers.outline_files import outlines_of_file
from ...layers.outlines import Outlines, OutlineSource, outline_at, outline_gone, outline_of
from ...monitor import Monitor
from ...tasks.base import WorkTask
from .base import Step
from .glacier_names import Suggestion

LON_LAT = "EPSG:4326"
_SIDES = ("west", "south", "east", "north")

translate = QCoreApplication.translate


class OutlineStep(Step):
    """Finds the polygons that shall be the area, in a task where something must be read.

    Signals:
        found: polygons, an :class:`Outlines`.
    """

    found = pyqtSignal(object)

    def __init__(self, project: QgsProject, parent: Any = None) -> None:
        super().__init__(parent)
        self._project = project

    def read_file(self, path: str) -> None:
        """Take all polygons of a file."""
        title = translate("Tasks", "Read the outlines of the file")
        self._read(title, lambda monitor: outlines_of_file(path, monitor))

    def take_at(
        self, layer: QgsVectorLayer, point: QgsPointXY, crs: QgsCoordinateReferenceSystem
    ) -> None:
        """Take the outline of ``layer`` around a point of the map."""
        transform = QgsCoordinateTransform(crs, layer.crs(), self._project.transformContext())
        try:
            place = transform.transform(point)
        except QgsCsException:
            self._refuse(_no_place(layer.name()))
            return
        source = OutlineSource.of(layer)
        title = translate("Tasks", "Find the outline")
        self._read(title, lambda monitor: outline_at(source, place, monitor))

    def take_suggestion(self, chosen: Suggestion) -> None:
        """Take a glacier by name: of the list its box, of a layer its outline."""
        if chosen.glacier is not None:
            self._give(_outlines_of_glacier(chosen.glacier))
            return
        layer = self._project.mapLayer(chosen.layer_id)
        if not isinstance(layer, QgsVectorLayer):
            self._refuse(outline_gone(chosen.name))
            return
        source = OutlineSource.of(layer)
        title = translate("Tasks", "Find the outline")
        self._read(title, lambda monitor: outline_of(source, chosen.fid, chosen.name, monitor))

    def refuse_name(self, text: str) -> None:
        """Say that nothing has this name."""
        self._refuse(
            ItsliveError(
                QT_TRANSLATE_NOOP("Messages", "No glacier called {name} is known here."),
                QT_TRANSLATE_NOOP(
                    "Messages",
                    "Try another of its names, add a layer of outlines that has it (RGI, GLIMS), "
                    "or draw the area.",
                ),
                code="glacier_unknown",
                name=text.strip(),
            )
        )

    def take_box(self, texts: dict[str, str], crs: QgsCoordinateReferenceSystem) -> None:
        """Take a typed box.

        Args:
            texts: what was typed for ``west``, ``south``, ``east`` and ``north``.
            crs: in which it was typed.
        """
        try:
            box = _read_box(texts, crs)
        except ItsliveError as error:
            self._refuse(error)
            return
        self._give(Outlines((QgsGeometry.fromRect(QgsRectangle(*box)),), crs))

    def forget_problem(self) -> None:
        """Another area is there: what went wrong before is over."""
        if self.error is not None and not self.is_running():
            self.error = None
            self.changed.emit()

    def _read(self, title: str, work: Callable[[Monitor], Outlines]) -> None:
        """The user has chosen anew, so an earlier reading is of no use any more."""
        self.dispose()
        self.start(WorkTask(title, work), self.found.emit)

    def _give(self, outlines: Outlines) -> None:
        self.dispose()
        self.error = None
        self.found.emit(outlines)

    def _refuse(self, error: ItsliveError) -> None:
        self.dispose()
        self.error = error
        self.failed.emit(error)
        self.running_changed.emit()


def _outlines_of_glacier(glacier: Glacier) -> Outlines:
    box = QgsGeometry.fromRect(QgsRectangle(*glacier.box))
    remark = translate(
        "Areas",
        "The area is a box around the fast part of the glacier, not its outline.",
    )
    crs = QgsCoordinateReferenceSystem(LON_LAT)
    return Outlines((box,), crs, glacier.name, (remark,))


def _read_box(
    texts: dict[str, str], crs: QgsCoordinateReferenceSystem
) -> tuple[float, float, float, float]:
    if not crs.isValid():
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "The box has no coordinate reference system."),
            QT_TRANSLATE_NOOP("Messages", "Choose the one its coordinates are in."),
            code="box_without_crs",
        )
    geographic = crs.isGeographic()
    if geographic:
        sides = [coordinates.angle(texts[side], side) for side in _SIDES]
    else:
        decimal = QLocale().decimalPoint()
        sides = [coordinates.length(texts[side], side, decimal) for side in _SIDES]
    west, south, east, north = sides
    return coordinates.box(west, south, east, north, geographic)


def _no_place(layer: str) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages", "This place of the map has none in the projection of {layer}."
        ),
        QT_TRANSLATE_NOOP("Messages", "Click on an outline that the map shows."),
        code="no_place_in_layer",
        layer=layer,
    )
