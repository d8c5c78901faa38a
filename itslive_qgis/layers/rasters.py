"""Cubes, granules and mean speeds as QGIS raster layers.

All are opened by GDAL's own drivers, so a saved project opens in any QGIS, without the plugin. A
cube is one layer whose band is switched; band ``index + 1`` is the cube's layer ``index``, since
GDAL's names of NetCDF bands show raw numbers of seconds instead of dates. Where GDAL opens a Zarr
store date by date (``sources``), the layer's source is switched instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsDataProvider,
    QgsProject,
    QgsProviderRegistry,
    QgsRasterLayer,
    QgsRasterRange,
)
from qgis.PyQt.QtCore import QCoreApplication

from .. import credits
from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .metadata import LayerFacts, describe_layer, speed_sentences
from .names import pair_name, short_name
from .sources import cube_source, file_of, has_a_source_per_date, netcdf_source, of_date
from .style import apply_velocity_style
from .times import utc

NODATA = -32767.0
CUBE = "itslive/cube"
INDEX = "itslive/index"
GRANULE = "itslive/granule_id"
_SAMPLE = 250_000


def cube_layer(description: dict[str, Any], index: int, name: str | None = None) -> QgsRasterLayer:
    """The speeds of one date of a cube, styled and described.

    Args:
        description: of the cube, as the worker's ``describe_cube`` gives it.
        index: of the cube's layer, from 0.
        name: of the QGIS layer; by default the date, satellite and separation.

    Raises:
        ItsliveError: GDAL cannot read the file (code ``layer_unreadable``).
    """
    source, band = cube_source(description["path"], index)
    layer = open_raster(source, description["crs"])
    apply_velocity_style(layer, description.get("v_max_typical"), band)
    show_cube_date(layer, description, index)
    if name is not None:
        layer.setName(name)
    return layer


def show_cube_date(layer: QgsRasterLayer, description: dict[str, Any], index: int) -> None:
    """Let an existing cube layer show the cube's layer ``index``.

    The style stays as the user has it; name, metadata and time range follow the date.

    Raises:
        ItsliveError: the cube has no such layer (code ``no_such_date``).
    """
    pairs = description["layers"]
    band = _turn_to(layer, description, index) if 0 <= index < len(pairs) else 0
    if not band:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "The cube {name} has no layer number {number}."),
            QT_TRANSLATE_NOOP("Messages", "Open the cube again: its file may have changed."),
            code="no_such_date",
            name=Path(description["path"]).name,
            number=index + 1,
        )
    pair = pairs[index]
    _ensure_nodata(layer, band)
    _set_band(layer, band, description.get("v_max_typical"))
    layer.setName(pair_name(pair, description.get("metres")))
    layer.setCustomProperty(CUBE, str(description["path"]))
    layer.setCustomProperty(INDEX, index)
    layer.setCustomProperty(GRANULE, pair["granule_id"])
    name = Path(description["path"]).name
    describe_layer(layer, _pair_facts(pair, name, description.get("metres")))
    layer.triggerRepaint()


def follow_date(layer: QgsRasterLayer, description: dict[str, Any], index: int) -> None:
    """As :func:`show_cube_date`, but a name the user has given stays.

    Raises:
        ItsliveError: the cube has no such layer (code ``no_such_date``).
    """
    name = layer.name()
    is_own = name != layer.metadata().title()
    show_cube_date(layer, description, index)
    if is_own:
        layer.setName(name)


def best_index(description: dict[str, Any]) -> int:
    """The cube layer to show first: the one with most valid pixels, the newest of equals."""
    pairs = description["layers"]
    return max(range(len(pairs)), key=lambda i: (pairs[i].get("valid_percent") or 0, i))


def granule_layer(path: str | Path, header: dict[str, Any]) -> QgsRasterLayer:
    """The speeds of a downloaded granule, styled and described.

    Args:
        path: of the NetCDF file.
        header: its record in the worker's ``describe_folder`` (granule_id, epsg, mid_date,
            separation_days, satellite; date_1 and date_2 if known, v_max_typical if known).

    Raises:
        ItsliveError: GDAL cannot read the file (code ``layer_unreadable``).
    """
    epsg = header.get("epsg")
    layer = open_raster(netcdf_source(path), f"EPSG:{epsg}" if epsg else None)
    _ensure_nodata(layer, 1)
    apply_velocity_style(layer, header.get("v_max_typical") or _typical_maximum(layer))
    layer.setName(pair_name(header))
    layer.setCustomProperty(GRANULE, header["granule_id"])
    describe_layer(layer, _pair_facts(header, Path(path).name))
    return layer


def typical_speed_layer(path: str | Path, description: dict[str, Any]) -> QgsRasterLayer:
    """The typical speed of a cube (a GeoTIFF the worker wrote), styled like the cube's layers.

    Args:
        path: of the GeoTIFF.
        description: of the cube, as the worker's ``describe_cube`` gives it.

    Raises:
        ItsliveError: GDAL cannot read the file (code ``layer_unreadable``).
    """
    layer = open_raster(Path(path).absolute().as_posix(), description.get("crs"))
    _ensure_nodata(layer, 1)
    apply_velocity_style(layer, description.get("v_max_typical"))
    pairs = description.get("layers", [])
    cube = str(description.get("path", ""))
    layer.setName(
        _tr("Typical speed · {cube} · {count} image pairs").format(
            cube=short_name(Path(cube or path).stem), count=len(pairs)
        )
    )
    layer.setCustomProperty(CUBE, cube)
    facts = LayerFacts(
        title=layer.name(),
        abstract=(
            *speed_sentences(ground_metres=description.get("metres") == "ground"),
            _tr(
                "Length of the mean velocity vector: both components averaged over all dates, "
                "weighted by their errors."
            ),
        ),
        begin=min((utc(pair["date_1"]) for pair in pairs), default=None),
        end=max((utc(pair["date_2"]) for pair in pairs), default=None),
        history=tuple(pair["granule_id"] for pair in pairs),
    )
    describe_layer(layer, facts)
    return layer


def layers_from_file(project: QgsProject, path: str | Path) -> list[QgsRasterLayer]:
    """The raster layers of ``project`` that read the file ``path``, whichever variable.

    A file that is to be replaced must be released by them first (Windows refuses otherwise), and
    they must be opened again afterwards.
    """
    wanted = Path(path).absolute().as_posix()
    return [layer for layer, held in _sources(project) if wanted in (held, file_of(held))]


def layers_from_folder(project: QgsProject, folder: str | Path) -> list[QgsRasterLayer]:
    """The raster layers of ``project`` that read a file which lies in ``folder`` itself."""
    wanted = Path(folder).absolute()
    return [layer for layer, held in _sources(project) if Path(file_of(held)).parent == wanted]


def _sources(project: QgsProject) -> Iterator[tuple[QgsRasterLayer, str]]:
    """Each raster layer of a project and the path in its source."""
    registry = QgsProviderRegistry.instance()
    for layer in project.mapLayers().values():
        if isinstance(layer, QgsRasterLayer):
            parts = registry.decodeUri(layer.providerType(), layer.source())
            yield layer, str(parts.get("path") or "")


def _turn_to(layer: QgsRasterLayer, description: dict[str, Any], index: int) -> int:
    """Let a layer read a date of the cube; return its band, 0 if the file has no such date."""
    _, band = cube_source(description["path"], index)
    if has_a_source_per_date(description["path"]):
        source = of_date(layer.source(), index)
        # Tried first, so that the layer is not left without anything to read.
        if not QgsRasterLayer(source, "v", "gdal", QgsRasterLayer.LayerOptions(False)).isValid():
            return 0
        if source != layer.source():
            layer.setDataSource(source, layer.name(), "gdal", QgsDataProvider.ProviderOptions())
        _use_crs(layer, description["crs"])
    return band if band <= layer.bandCount() else 0


def open_raster(source: str, crs: str | None) -> QgsRasterLayer:
    """A layer of GDAL's name of a raster, not styled yet.

    Args:
        source: as GDAL opens it.
        crs: of the layer, whatever the file says; None leaves it the file's.

    Raises:
        ItsliveError: GDAL cannot read it (code ``layer_unreadable``).
    """
    # The default style would read the whole raster for its statistics.
    options = QgsRasterLayer.LayerOptions(False)
    layer = QgsRasterLayer(source, "v", "gdal", options)
    if not layer.isValid():
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "QGIS cannot read the velocities in {name}."),
            QT_TRANSLATE_NOOP(
                "Messages", "The file may be incomplete, or no ITS_LIVE file; get it again."
            ),
            code="layer_unreadable",
            detail=layer.error().message(),
            name=Path(file_of(source)).name,
        )
    _use_crs(layer, crs)
    return layer


def _use_crs(layer: QgsRasterLayer, crs: str | None) -> None:
    wanted = _crs(crs)
    if wanted.isValid() and layer.crs() != wanted:
        layer.setCrs(wanted)


def _crs(text: str | None) -> QgsCoordinateReferenceSystem:
    """A CRS from its authority code or from WKT."""
    crs = QgsCoordinateReferenceSystem(text or "")
    return crs if crs.isValid() or not text else QgsCoordinateReferenceSystem.fromWkt(text)


def _ensure_nodata(layer: QgsRasterLayer, band: int) -> None:
    provider = layer.dataProvider()
    if not provider.sourceHasNoDataValue(band):
        provider.setUserNoDataValue(band, [QgsRasterRange(NODATA, NODATA)])


def _set_band(layer: QgsRasterLayer, band: int, vmax: float | None) -> None:
    # In place: a clone of the renderer loses its range in QGIS 3.22.
    renderer = layer.renderer()
    for setter in ("setInputBand", "setBand", "setGrayBand"):
        # setInputBand came with 3.38; before it each single-band renderer had a name of its own.
        if hasattr(renderer, setter):
            getattr(renderer, setter)(band)
            layer.emitStyleChanged()
            return
    apply_velocity_style(layer, vmax, band)


def _typical_maximum(layer: QgsRasterLayer) -> float:
    """The 98th percentile of a sample of the raster, in m/yr."""
    _, high = layer.dataProvider().cumulativeCut(1, 0.0, 0.98, layer.extent(), _SAMPLE)
    return high


def _pair_facts(pair: dict[str, Any], file_name: str, metres: str | None = None) -> LayerFacts:
    half = timedelta(days=pair["separation_days"] / 2)
    middle = utc(pair["mid_date"])
    begin = utc(pair["date_1"]) if pair.get("date_1") else middle - half
    end = utc(pair["date_2"]) if pair.get("date_2") else middle + half
    granule_id = pair["granule_id"]
    dates = _tr(
        "Mean over the time between two images of {satellite}: {begin} and {end} UTC, "
        "{days} days apart."
    ).format(
        satellite=pair["satellite"],
        begin=begin.strftime("%Y-%m-%d %H:%M"),
        end=end.strftime("%Y-%m-%d %H:%M"),
        days=f"{pair['separation_days']:.1f}",
    )
    ground_metres = bool(pair.get("ground_metres", credits.is_version_1(granule_id)))
    steps = [_tr("Granule {granule}").format(granule=granule_id)]
    if pair.get("reprojected"):
        steps.append(
            _tr("Reprojected from EPSG:{epsg}, the velocity vectors turned with the grid.").format(
                epsg=pair["source_epsg"]
            )
        )
    if pair.get("filled_percent"):
        steps.append(
            _tr("Holes filled from the same image pair in another projection: {percent} %.").format(
                percent=f"{pair['filled_percent']:.1f}"
            )
        )
    steps.append(_tr("File {name}").format(name=file_name))
    return LayerFacts(
        title=pair_name(pair, metres),
        abstract=(*speed_sentences(ground_metres=ground_metres), dates),
        begin=begin,
        end=end,
        history=tuple(steps),
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("LayerMetadata", text)
