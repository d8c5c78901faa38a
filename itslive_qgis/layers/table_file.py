"""Files of features as OGR left them: whether all features are in, and their removal if not."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from osgeo import ogr
from qgis.core import QgsVectorFileWriter, QgsVectorLayer

from ..errors import QT_TRANSLATE_NOOP, ItsliveError

_BESIDE = ("", "-journal", "-wal", "-shm")
#: What OGR writes beside a file of the kind, under the same name.
_COMPANIONS = {".tab": (".dat", ".id", ".map"), ".mif": (".mid",), ".gml": (".xsd", ".gfs")}
#: Drivers that drop or refuse a feature without geometry where others have or could have one.
_PLACED = ("FlatGeobuf", "MapInfo File", "Geoconcept")


def is_complete(path: str, count: int) -> bool:
    """Whether the file at ``path`` holds ``count`` features; true of what is no file.

    OGR does not tell of every disk that was full, so the file is read.
    """
    if path.lower().endswith(".shp") and not Path(path).exists():
        path = f"{path[:-4]}.dbf"  # all there is of a shapefile without geometries
    if not Path(path).is_file():
        return True
    # A SpatiaLite file does not list a table without geometries, but opens it by its name.
    for source in (path, f"{path}|layername={Path(path).stem}"):
        layer = QgsVectorLayer(source, "", "ogr")
        if layer.isValid():
            return sum(1 for _ in layer.getFeatures()) == count
    if _driver(path) == "PGDUMP":  # which OGR writes, but does not read
        return Path(path).read_bytes().rstrip().endswith(b"COMMIT;")
    return count == 0 and _holds_no_layer(path)


def not_written(path: str, unplaced: int, problem: str = "") -> ItsliveError:
    """Why a table is not at ``path``: the kind of its file, or else its place.

    Args:
        path: where it was to be.
        unplaced: how many of its features have no geometry.
        problem: what OGR said, if anything.
    """
    if unplaced and _driver(path) in _PLACED:
        return ItsliveError(
            QT_TRANSLATE_NOOP(
                "Messages",
                "The table could not be written to {destination}: {count} of its rows have no "
                "place on the map, and files of this kind hold no such rows.",
            ),
            QT_TRANSLATE_NOOP("Messages", "Choose a file whose name ends in .gpkg."),
            code="no_place",
            detail=problem,
            destination=path,
            count=unplaced,
        )
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "The table could not be written to {destination}."),
        QT_TRANSLATE_NOOP("Messages", "Choose another place, or make room on the disk."),
        code="not_written",
        detail=problem,
        destination=path,
    )


def discard(path: str | Path) -> None:
    """Remove a half-written file, and what belongs to it; nothing happens if it is no file."""
    stem, suffix = os.path.splitext(str(path))
    if suffix.lower() == ".shp":
        QgsVectorFileWriter.deleteShapeFile(str(path))
        path = f"{stem}.dbf"
    companions = [f"{stem}{end}" for end in _COMPANIONS.get(suffix.lower(), ())]
    for each in [f"{path}{end}" for end in _BESIDE] + companions:
        with suppress(OSError):  # most often: it is not there
            os.remove(each)


def _holds_no_layer(path: str) -> bool:
    """Whether a file that QGIS does not open is what its kind is without any feature."""
    if _driver(path) == "GeoJSONSeq":
        return os.path.getsize(path) == 0  # a line for each feature, and nothing else
    if _driver(path) != "ODS":
        return False  # OGR opens what is left of others, too, and finds no layer in it
    try:
        source = ogr.Open(path)
    except RuntimeError:  # GDAL 4 raises where GDAL 3 gives None
        return False
    return source is not None and source.GetLayerCount() == 0


def _driver(path: str) -> str:
    """Name of the OGR driver for files of this name; QGIS adds ``.json`` to ``.geojsonl``."""
    stem, suffix = os.path.splitext(path)
    inner = QgsVectorFileWriter.driverForExtension(os.path.splitext(stem)[1])
    return inner if inner == "GeoJSONSeq" else QgsVectorFileWriter.driverForExtension(suffix)
