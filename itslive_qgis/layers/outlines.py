"""Outlines of glaciers in a polygon layer (RGI, GLIMS or any other): by place, by name, by feature.

Everything here reads a layer's snapshot, so that it may run in a task: an inventory of a region has
tens of thousands of outlines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qgis.core import (
    NULL,
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
from qgis.PyQt.QtCore import QCoreApplication, QMetaType

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
        folded: the names as they are compared, a line break before each.
        code: its id in the inventory, empty without one.
    """

    fid: int
    name: str
    folded: str
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
    # Before 3.38 QGIS gives a QVariant.Type, with the same number.
    texts = [each.name() for each in fields if each.type() == QMetaType.Type.QString]
    known = [each for each in texts if each.lower() in _NAME_FIELDS]
    return known or [each for each in texts if _NAME_LIKE.search(each)]


def named_outlines(source: OutlineSource, monitor: Monitor) -> tuple[NamedOutline, ...]:
    """Every feature that has a name, by name; features without one are passed over.

    Args:
        source: of the layer.
        monitor: asked often whether to go on.
    """
    names = name_fields(source.fields)
    if not names:
        return ()
    codes = _id_fields(source.fields)
    request = QgsFeatureRequest().setFlags(QgsFeatureRequest.Flag.NoGeometry)
    request.setSubsetOfAttributes([*names, *codes], source.fields)
    found = []
    for count, feature in enumerate(source.features.getFeatures(request)):
        monitor.check()
        if count % _TELL_EVERY == 0:
            text = QT_TRANSLATE_NOOP("Messages", "Read the names of glaciers: {count}")
            monitor.progress(0, text, count=count)
        own = _names_of(feature, names)
        if own:
            compared = "".join(f"\n{folded(each)}" for each in own)
            code = next(iter(_texts(feature, codes)), "")
            found.append(NamedOutline(feature.id(), ", ".join(own), compared, code))
    return tuple(sorted(found, key=lambda each: each.folded))


def best_named(
    names: Sequence[NamedOutline], wanted: str, most: int
) -> list[tuple[int, NamedOutline]]:
    """The names that fit best, with their ranks as :func:`archive.glaciers.rank` gives them.

    This is asked at each letter that is typed, so it looks through a hundred thousand names with
    nothing but searches in texts.

    Args:
        names: sorted, as :func:`named_outlines` gives them.
        wanted: folded, not empty.
        most: how many are enough.
    """
    longest, *others = sorted(wanted.split(), key=len, reverse=True)
    holding = [each for each in names if longest in each.folded]
    found: dict[int, tuple[int, NamedOutline]] = {}
    fits: tuple[Callable[[str], bool], ...] = (
        lambda text: text.startswith(f"\n{wanted}"),
        lambda text: f"\n{wanted}" in text,
        lambda text: f" {wanted}" in text,
        lambda text: all(word in text for word in others),
    )
    for rank, fit in zip((0, 1, 2, 4), fits):
        for each in holding:
            if len(found) >= most:
                return list(found.values())
            if fit(each.folded):
                found.setdefault(each.fid, (rank, each))
    return list(found.values())


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
    texts = (each for each in _texts(feature, fields) if each.lower() not in _NAMELESS)
    return list(dict.fromkeys(texts))


def _texts(feature: QgsFeature, fields: list[str]) -> list[str]:
    values = (feature.attribute(each) for each in fields)
    texts = (str(each).strip() for each in values if each is not None and each != NULL)
    return [each for each in texts if each]


def _code(feature: QgsFeature) -> str:
    return next(iter(_texts(feature, _id_fields(feature.fields()))), "")


def _id_fields(fields: QgsFields) -> list[str]:
    by_name = {each.name().lower(): each.name() for each in fields}
    return [by_name[each] for each in _ID_FIELDS if each in by_name]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Areas", text)
