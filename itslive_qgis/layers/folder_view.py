"""The granules of a download folder as a layer: where they lie, and how each file stands.

``granules.gpkg`` beside the record is a view of it, made anew whenever it is wanted. The record is
the truth: SQLite files are unsafe on network and synced folders, and this one may be deleted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Callable

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFields,
    QgsFillSymbol,
    QgsMapLayer,
    QgsProject,
    QgsProviderRegistry,
    QgsRendererCategory,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..archive.files import RECORD_NAME
from ..archive.folder_lock import turn
from ..archive.folder_rows import CHANGED, MISSING, UNVERIFIED, FolderRow, folder_rows
from ..archive.record_lines import COMPLETE, DROPPED, FAILED, WANTED
from . import released
from .fields import fields
from .footprints import CRS, PAIR, TABLE, footprint_feature, footprint_fields, write_styled
from .metadata import LayerFacts, describe_layer, set_feature_times
from .released import ReleasedLayer
from .times import qdatetime

VIEW_NAME = "granules.gpkg"

_OF_FOLDER = {
    "status": "text",
    "file": "text",
    "size": "number",
    "sha256": "text",
    "downloaded": "time",
    "reason": "text",
    "search": "text",
}
#: Told apart by colour-blind readers too (after Okabe and Ito); in the order of the legend.
_COLOURS = {
    COMPLETE: "#009e73",
    WANTED: "#56b4e9",
    FAILED: "#d55e00",
    DROPPED: "#7f7f7f",
    MISSING: "#cc79a7",
    CHANGED: "#e69f00",
    UNVERIFIED: "#0072b2",
}
_FILL_SHARE = 60  # of 255: the map below stays visible


def view_fields() -> QgsFields:
    """The fields of the view: those of footprints, then what the folder knows."""
    result = footprint_fields()
    for each in fields(_OF_FOLDER):
        result.append(each)
    return result


def is_view(present: QgsFields) -> bool:
    """Whether these are the fields of a view, or more."""
    return set(view_fields().names()) <= set(present.names())


def is_view_layer(layer: QgsMapLayer) -> bool:
    """Whether a layer shows the view of some folder."""
    return isinstance(layer, QgsVectorLayer) and is_view(layer.fields())


def view_source(folder: str | Path) -> str:
    """What QGIS opens as the view of ``folder``."""
    return f"{_path(folder).as_posix()}|layername={TABLE}"


def write_view(folder: str | Path) -> str:
    """Write the view of a folder's record beside it; any thread may.

    Args:
        folder: one that was downloaded into.

    Returns:
        the path of the GeoPackage, which is whole or, after an error, as it was before. Layers
        that have it open must be released first (:func:`release_view`).

    Raises:
        ItsliveError: if the record cannot be read ("not_readable") or the file not be
            written ("not_written").
    """
    path = _path(folder)
    with turn(path.parent, VIEW_NAME):
        write_styled(_layer(folder_rows(path.parent), path.parent), path, TABLE)
    return str(path)


def open_view(folder: str | Path) -> QgsVectorLayer:
    """The view of ``folder`` as a layer to add to a project, with a name and a tool tip."""
    layer = QgsVectorLayer(view_source(folder), view_name(folder), "ogr")
    set_tool_tip(layer)
    set_feature_times(layer, *PAIR)
    return layer


def view_name(folder: str | Path) -> str:
    """What a layer of the view is called."""
    return _tr("Granules in {folder}").format(folder=_path(folder).parent.name)


def set_tool_tip(layer: QgsMapLayer) -> None:
    """Say in the layer tree's tool tip what a layer of the view is."""
    layer.setAbstract(_sentence())


def release_view(project: QgsProject, folder: str | Path) -> list[ReleasedLayer]:
    """Take the layers that show the view out of ``project`` before it is written anew.

    Windows replaces no open file, and elsewhere they would go on showing the old one.
    """
    return released.release(project, view_layers(project, folder))


def show_view(
    project: QgsProject,
    folder: str | Path,
    before: Sequence[ReleasedLayer] = (),
    add: Callable[[QgsMapLayer], Any] | None = None,
) -> QgsMapLayer | None:
    """Show the view in ``project``: the layers that were released, or else a new one.

    Args:
        project: where to show it.
        folder: whose view it is; it must be written.
        before: what :func:`release_view` gave.
        add: puts a new layer into the project; by default ``project.addMapLayer``.

    Returns:
        a layer of the project; None if the view cannot be read.
    """
    shown = None
    for each in sorted(before, key=lambda each: each.place):
        layer = released.reopened(each)
        if layer is not None:
            released.put_back(project, each, layer)
            shown = shown or layer
    if shown is None:
        layer = open_view(folder)
        if not layer.isValid():
            return None
        (add or project.addMapLayer)(layer)
        shown = layer
    return shown


def refresh_view(project: QgsProject, folder: str | Path) -> None:
    """Let layers that were not released show the file that has replaced theirs."""
    for layer in view_layers(project, folder):
        layer.dataProvider().reloadData()
        layer.triggerRepaint()


def view_layers(project: QgsProject, folder: str | Path) -> list[QgsVectorLayer]:
    """The layers of ``project`` that show the view of ``folder``."""
    wanted = _path(folder)
    registry = QgsProviderRegistry.instance()
    found = []
    for layer in project.mapLayers().values():
        if isinstance(layer, QgsVectorLayer) and layer.providerType() == "ogr":
            path = str(registry.decodeUri("ogr", layer.source()).get("path") or "")
            if path and Path(path).absolute() == wanted:
                found.append(layer)
    return found


def _path(folder: str | Path) -> Path:
    return Path(folder).expanduser().absolute() / VIEW_NAME


def _layer(rows: Sequence[FolderRow], folder: Path) -> QgsVectorLayer:
    layer = QgsVectorLayer(f"MultiPolygon?crs={CRS}", view_name(folder), "memory")
    layer.dataProvider().addAttributes(view_fields().toList())
    layer.updateFields()
    layer.dataProvider().addFeatures([_feature(row, layer.fields()) for row in rows])
    layer.updateExtents()
    _style(layer)
    _describe(layer, rows)
    return layer


def _feature(row: FolderRow, layer_fields: QgsFields) -> QgsFeature:
    of_granule = QgsFeature(footprint_fields())
    if row.granule is not None:
        of_granule = footprint_feature(row.granule, footprint_fields())
    of_granule["granule_id"] = row.granule_id
    of_granule["url"] = row.url or None
    feature = QgsFeature(layer_fields)
    feature.setAttributes(of_granule.attributes() + [_value(row, name) for name in _OF_FOLDER])
    feature.setGeometry(of_granule.geometry())
    return feature


def _value(row: FolderRow, name: str) -> object:
    value = getattr(row, name)
    if name == "downloaded":
        return qdatetime(value) if value is not None else None
    return value if value != "" else None


def _style(layer: QgsVectorLayer) -> None:
    labels = {
        COMPLETE: _tr("Complete"),
        WANTED: _tr("To be downloaded"),
        FAILED: _tr("Failed"),
        DROPPED: _tr("Given up"),
        MISSING: _tr("File is gone"),
        CHANGED: _tr("File has changed"),
        UNVERIFIED: _tr("Not verified"),
    }
    renderer = QgsCategorizedSymbolRenderer("status")
    for status, colour in _COLOURS.items():
        fill = ",".join(str(int(colour[start : start + 2], 16)) for start in (1, 3, 5))
        symbol = QgsFillSymbol.createSimple(
            {
                "color": f"{fill},{_FILL_SHARE}",
                "outline_color": colour,
                "outline_width": "0.4",
            }
        )
        renderer.addCategory(QgsRendererCategory(status, symbol, labels[status]))
    layer.setRenderer(renderer)


def _describe(layer: QgsVectorLayer, rows: Sequence[FolderRow]) -> None:
    granules = [row.granule for row in rows if row.granule is not None]
    made = datetime.now(timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z")
    history = _tr("Made from {record} at {time}").format(record=RECORD_NAME, time=made)
    facts = LayerFacts(
        title=layer.name(),
        abstract=(_sentence(), _tr("Times are UTC, sizes are in bytes.")),
        begin=min((granule.date_1 for granule in granules), default=None),
        end=max((granule.date_2 for granule in granules), default=None),
        history=(history,),
    )
    layer.setCrs(QgsCoordinateReferenceSystem(CRS))
    describe_layer(layer, facts)


def _sentence() -> str:
    return _tr(
        "A view of the record of a download folder: {record} beside it is the truth, and changes "
        "made here are lost when the view is written anew."
    ).format(record=RECORD_NAME)


def _tr(text: str) -> str:
    return QCoreApplication.translate("FolderView", text)
