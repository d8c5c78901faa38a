"""Fields of layers by plain names of types, the same in Qt 5 and Qt 6."""

from __future__ import annotations

from qgis.core import QgsField, QgsFields
from qgis.PyQt.QtCore import QMetaType, QVariant

_NAMES = {
    "text": ("QString", "String"),
    "whole": ("Int", "Int"),
    "number": ("Double", "Double"),
    "time": ("QDateTime", "DateTime"),
}


def field(name: str, kind: str) -> QgsField:
    """A field named ``name``; ``kind`` is ``text``, ``whole``, ``number`` or ``time``."""
    new, old = _NAMES[kind]
    try:
        return QgsField(name, getattr(QMetaType.Type, new))
    except TypeError:
        # Before 3.38 QGIS knows field types as QVariant.Type only.
        return QgsField(name, getattr(QVariant.Type, old))


def fields(table: dict[str, str]) -> QgsFields:
    """Fields from a table of name and kind."""
    result = QgsFields()
    for name, kind in table.items():
        result.append(field(name, kind))
    return result
