"""Files of features as OGR left them: whether all features are in, and their removal if not."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from qgis.core import QgsVectorFileWriter, QgsVectorLayer

_BESIDE = ("", "-journal", "-wal", "-shm")


def is_complete(path: str, count: int) -> bool:
    """Whether the file at ``path`` holds ``count`` features; true of what is no file.

    OGR does not tell of every disk that was full, so the file is read.
    """
    if path.lower().endswith(".shp") and not Path(path).exists():
        path = f"{path[:-4]}.dbf"  # all there is of a shapefile without geometries
    if not Path(path).is_file():
        return True
    layer = QgsVectorLayer(path, "", "ogr")
    return layer.isValid() and sum(1 for _ in layer.getFeatures()) == count


def discard(path: str | Path) -> None:
    """Remove a half-written file, and what belongs to it; nothing happens if it is no file."""
    if str(path).lower().endswith(".shp"):
        QgsVectorFileWriter.deleteShapeFile(str(path))
        path = f"{str(path)[:-4]}.dbf"
    for end in _BESIDE:
        with suppress(OSError):  # most often: it is not there
            os.remove(f"{path}{end}")
