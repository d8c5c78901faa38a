"""What the worker found in granule files, as features: one per file, with the file's footprint."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFeature,
    QgsFields,
    QgsFillSymbol,
    QgsRendererCategory,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..errors import ItsliveError
from ..translation import error_text
from .fields import fields
from .footprints import multipolygon
from .times import qdatetime

COLUMNS: dict[str, str] = {
    "file": "text",
    "whole": "whole",
    "problems": "text",
    "record": "text",
    "bytes": "number",
    "granule_id": "text",
    "version": "text",
    "satellite_1": "text",
    "satellite_2": "text",
    "scene_1": "text",
    "scene_2": "text",
    "date_1": "time",
    "date_2": "time",
    "mid_date": "time",
    "separation_days": "number",
    "epsg": "whole",
    "nx": "whole",
    "ny": "whole",
    "pixel": "number",
    "valid_percent": "number",
    "name_percent": "number",
    "saturated_cells": "whole",
    "speed_median": "number",
    "speed_max": "number",
    "vx_error": "number",
    "vy_error": "number",
    "ground_metres": "whole",
    "map_scale": "number",
    "path": "text",
}
"""Names of the columns and kinds of their values. ``whole`` and ``ground_metres`` are 1 or 0; dates
are UTC; ``pixel`` is in metres, speeds and errors in m/yr, shares in percent."""

_COLOURS = {1: "#009e73", 0: "#d55e00"}


def granule_row(found: dict[str, Any]) -> dict[str, Any]:
    """The row of one file.

    Args:
        found: the answer of the worker's ``inspect_granule``.

    Returns:
        The keys of :data:`COLUMNS`; None where the file does not tell.
    """
    row = {name: found.get(name) for name in COLUMNS}
    row["file"] = found["name"]
    row["whole"] = int(found["whole"])
    row["problems"] = " ".join(problem_texts(found))
    row["pixel"] = found.get("dx")
    if found["is_granule"]:
        row["ground_metres"] = int(found["ground_metres"])
        for name in ("scene", "satellite"):
            both = found[f"{name}s"]
            row[f"{name}_1"], row[f"{name}_2"] = both[0], both[-1]
    return row


def problem_texts(found: dict[str, Any]) -> list[str]:
    """What is wrong with a file: sentences in the user's language."""
    return [error_text(ItsliveError.from_dict(problem)) for problem in found["problems"]]


def granule_fields() -> QgsFields:
    """The fields of the table, in order."""
    return fields(COLUMNS)


def granule_feature(found: dict[str, Any], layer_fields: QgsFields) -> QgsFeature:
    """One file as a feature; without geometry where it has no place."""
    feature = QgsFeature(layer_fields)
    for name, value in granule_row(found).items():
        is_time = COLUMNS[name] == "time" and value is not None
        feature.setAttribute(name, qdatetime(value) if is_time else value)
    feature.setGeometry(multipolygon(found.get("footprint") or {}))
    return feature


def style_granules(layer: QgsVectorLayer) -> None:
    """Outlines in one colour for whole files and another for those with problems."""
    labels = {
        1: QCoreApplication.translate("GranuleTable", "Whole"),
        0: QCoreApplication.translate("GranuleTable", "With problems"),
    }
    renderer = QgsCategorizedSymbolRenderer("whole")
    for value, colour in _COLOURS.items():
        symbol = QgsFillSymbol.createSimple(
            {"style": "no", "outline_color": colour, "outline_width": "0.4"}
        )
        renderer.addCategory(QgsRendererCategory(value, symbol, labels[value]))
    layer.setRenderer(renderer)
