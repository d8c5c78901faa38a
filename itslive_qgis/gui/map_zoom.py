"""Moves the map to an area."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
)
from qgis.gui import QgsMapCanvas

from ..archive.area import Area

_ROOM = 1.2  # leaves a margin


def zoom_to_area(canvas: QgsMapCanvas, area: Area) -> bool:
    """Show all of ``area`` that the map's projection reaches.

    Its corners are looked at one by one: the box of an area around a pole, or across 180 degrees,
    would be the whole globe.

    Returns:
        Whether there was something to show.
    """
    transform = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:4326"),
        canvas.mapSettings().destinationCrs(),
        QgsProject.instance(),
    )
    box = QgsRectangle()
    box.setMinimal()
    for polygon in area.polygons:
        for lon, lat in polygon[0]:
            try:
                place = transform.transform(QgsPointXY(lon, lat))
            except QgsCsException:
                continue  # this corner has no place on the map
            box.combineExtentWith(place.x(), place.y())
    if box.isEmpty() or not box.isFinite():
        return False
    box.scale(_ROOM)
    canvas.setExtent(box)
    canvas.refresh()
    return True
