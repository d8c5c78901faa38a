"""Outlines of glaciers in a polygon layer (RGI, GLIMS or any other): by place, by name, by feature.

Everything here reads a layer's snapshot, so that it may run in a task: an inventory of a region has
tens of thousands of outlines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureRequest,
    QgsFields,
    QgsGeometry,
    QgsPointXY,
    QgsRectangle,
    QgsVectorLayer,
    QgsVectorLayerFeatureSource,
)
from qgis.PyQt.QtCore import NULL, QCoreApplication, QVariant

from ..archive.glaciers import folded
from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor

#: Fields of names in RGI 6 and 7 and GLIMS; another layer's are those with "name" in their own.
_NAME_FIELDS = ("name", "glac_name")
_NAME_LIKE = re.compile("name", re.IGNORECASE)
_ID_FIELDS = ("rgi_id", "rgiid", "glac_id", "glimsid", "glims_id")
_NAMELESS = frozenset({"", "null", "none", "nan", "unnamed", "unknown"})
_TELL_EVERY = 5000


@dataclass(frozen=True)
class Outlines:
    """Polygons that are to become the area.

    Attributes:
        geometries: polygons, in ``crs``.
        crs: theirs; invalid where nobody knows it.
        title: what they are, in the user's words: a glacier's name; empty for a mere drawing.
        remarks: what the user should know of them, a sentence each.
        distant: whether they may lie elsewhere than the map shows.
    """

    geometries: tuple[QgsGeometry, ...]
    crs: QgsCoordinateReferenceSystem
    title: str = ""
    remarks: tuple[str, ...] = ()
    distant: bool = True


@dataclass(frozen=True)
class NamedOutline:
    """A feature by its names.

    Attributes:
        fid: of the feature.
        name: as the layer has it, all its names with commas between.
        folded: the names as they are compared.
        code: its id in the inventory, empty without one.
    """

    fid: int
    name: str
    folded: tuple[str, ...]
    code: str


@dataclass(frozen=True)
class OutlineSource:
    """A snapshot of a layer that a task may read while the layer changes or goes.

    Make it in the GUI thread.
    """

    features: QgsVectorLayerFeatureSource
    fields: QgsFields
    crs: QgsCoordinateReferenceSystem
    layer_name: str

    @classmethod
    def of(cls, layer: QgsVectorLayer) -> OutlineSource:
        """The snapshot of ``layer`` as it is now."""
        source = QgsVectorLayerFeatureSource(layer)
        return cls(source, QgsFields(layer.fields()), layer.crs(), layer.name())


def name_fields(fields: QgsFields) -> list[str]:
    """Text fields that hold glaciers' names: the inventories' own, else all with *name* in them."""
    texts = [each.name() for each in fields if each.type() == QVariant.Type.String]
    known = [each for each in texts if each.lower() in _NAME_FIELDS]
    return known or [each for each in texts if _NAME_LIKE.search(each)]


def named_outlines(source: OutlineSource, monitor: Monitor) -> tuple[NamedOutline, ...]:
    """Every feature that has a name; features without one are passed over.

    Args:
        source: of the layer.
        monitor: asked often whether to go on.
    """
    names = name_fields(source.fields)
    if not names:
        return ()
    request = QgsFeatureRequest().setFlags(QgsFeatureRequest.Flag.NoGeometry)
    request.setSubsetOfAttributes([*names, *_id_fields(source.fields)], source.fields)
    found = []
    for count, feature in enumerate(source.features.getFeatures(request)):
        monitor.check()
        if count % _TELL_EVERY == 0:
            text = QT_TRANSLATE_NOOP("Messages", "Read the names of glaciers: {count}")
            monitor.progress(0, text, count=count)
        own = _names_of(feature, names)
        if own:
            compared = tuple(folded(each) for each in own)
            found.append(NamedOutline(feature.id(), ", ".join(own), compared, _code(feature)))
    return tuple(found)


def outline_at(source: OutlineSource, place: QgsPointXY, monitor: Monitor) -> Outlines:
    """The outline around a place, the smallest if there are several.

    Args:
        source: of the layer.
        place: in the layer's CRS.
        monitor: asked often whether to go on.

    Raises:
        ItsliveError: no outline of the layer is there (code ``no_outline_here``).
    """
    request = QgsFeatureRequest().setFilterRect(QgsRectangle(place, place))
    around = []
    for feature in source.features.getFeatures(request):
        monitor.check()
        if _holds(feature.geometry(), place):
            around.append(feature)
    if not around:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "{layer} has no outline at this place of the map."),
            QT_TRANSLATE_NOOP(
                "Messages", "Click inside of an outline, or choose another layer of outlines."
            ),
            code="no_outline_here",
            layer=source.layer_name,
        )
    smallest = min(around, key=lambda each: each.geometry().area())
    remarks = ()
    if len(around) > 1:
        text = _tr("Outlines at the place of the click: {count}. The smallest one was taken.")
        remarks = (text.format(count=len(around)),)
    title = ", ".join(_names_of(smallest, name_fields(source.fields))) or _code(smallest)
    return Outlines((smallest.geometry(),), source.crs, title, remarks, distant=False)


def outline_of(source: OutlineSource, fid: int, title: str, monitor: Monitor) -> Outlines:
    """The outline of one feature.

    Raises:
        ItsliveError: the layer has no such feature any more (code ``outline_gone``).
    """
    request = QgsFeatureRequest(fid).setSubsetOfAttributes([])
    for feature in source.features.getFeatures(request):
        monitor.check()
        return Outlines((feature.geometry(),), source.crs, title)
    raise outline_gone(title)


def outline_gone(title: str) -> ItsliveError:
    """What to say if a feature or its layer is gone between its listing and its choice."""
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "The outline of {name} is no longer in the project."),
        QT_TRANSLATE_NOOP("Messages", "Type the name again to see what there is now."),
        code="outline_gone",
        name=title,
    )


def _holds(geometry: QgsGeometry, place: QgsPointXY) -> bool:
    if geometry.isNull():
        return False
    # GEOS gives no answer for an invalid outline.
    whole = geometry if geometry.isGeosValid() else geometry.makeValid()
    return bool(whole.intersects(QgsGeometry.fromPointXY(place)))


def _names_of(feature: QgsFeature, fields: list[str]) -> list[str]:
    """The feature's names, each once."""
    values = (feature.attribute(each) for each in fields)
    texts = (str(each).strip() for each in values if each is not None and each != NULL)
    return list(dict.fromkeys(each for each in texts if each.lower() not in _NAMELESS))


def _code(feature: QgsFeature) -> str:
    for field in _id_fields(feature.fields()):
        value = feature.attribute(field)
        if value is not None and value != NULL and str(value).strip():
            return str(value).strip()
    return ""


def _id_fields(fields: QgsFields) -> list[str]:
    by_name = {each.name().lower(): each.name() for each in fields}
    return [by_name[each] for each in _ID_FIELDS if each in by_name]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Areas", text)
