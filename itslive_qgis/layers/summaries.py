"""Summaries of a cube as raster layers: one per year, season or month, in one style."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsColorRampShader,
    QgsRasterBandStats,
    QgsRasterLayer,
    QgsRasterShader,
    QgsSingleBandPseudoColorRenderer,
)
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QColor

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .metadata import LayerFacts, describe_layer, speed_sentences
from .names import short_name
from .rasters import open_raster
from .style import apply_linear_style, apply_velocity_style, ramp_top
from .times import utc

MEAN, MEDIAN = "mean", "median"
#: How good they are: median absolute deviation, number of values, share of the pairs with one.
MAD, COUNT, VALID = "mad", "count", "valid_fraction"
STATISTICS = (MEAN, MEDIAN, MAD, COUNT, VALID)
_BANDS = {MEAN: "v", MEDIAN: "v_median", MAD: "v_mad", COUNT: "count", VALID: "valid_fraction"}
_MAXIMA = {MEAN: "max", MEDIAN: "median_max", MAD: "mad_max", COUNT: "count_max"}
#: Those in m/yr.
_SPEEDS = (MEAN, MEDIAN, MAD)
#: Slowing, steady, speeding up: told apart by colour-blind readers (after ColorBrewer's PuOr).
_TREND_COLOURS = ("#e08214", "#f7f7f7", "#8073ac")
#: m/yr per year; no finer steps are shown, where the ice is steady.
_LEAST_TREND = 1.0


def group_name(cube: str | Path) -> str:
    """The name of the group of a cube's summaries."""
    return _tr("Summary · {cube}").format(cube=short_name(Path(cube).stem))


def period_name(period: dict[str, Any]) -> str:
    """A period in words: ``2019``, ``2019-07``, ``winter 2018/19``, or its two ends.

    Args:
        period: of the worker's ``summarize_cube``.
    """
    begin, last = utc(period["begin"]), _last(period)
    if period["key"] == "whole":
        return f"{begin.date().isoformat()} – {last.date().isoformat()}"
    if not period["season"]:
        return str(period["key"])
    years = str(last.year) if begin.year == last.year else f"{begin.year}/{last.year % 100:02d}"
    return _season(period["season"]).format(years=years)


def period_layer(
    period: dict[str, Any], report: dict[str, Any], statistic: str = MEAN
) -> QgsRasterLayer:
    """A statistic of a period, styled as that of all others of the summary, and described.

    Args:
        period: one of ``report["periods"]``.
        report: of the worker's ``summarize_cube``.
        statistic: one of :data:`STATISTICS`.

    Raises:
        ItsliveError: GDAL cannot read the file (code ``layer_unreadable``).
    """
    layer = open_raster(_source(period["path"]), report["crs"])
    style = apply_velocity_style if is_speed(statistic) else apply_linear_style
    style(layer, top_of(report, statistic), band_of(report, statistic))
    layer.setName(_name(statistic).format(period=period_name(period)))
    facts = LayerFacts(
        title=layer.name(),
        abstract=(*_speed_sentences(report), _meaning(statistic), _counted(period)),
        begin=utc(period["begin"]),
        end=_last(period),
        history=_history(report),
    )
    describe_layer(layer, facts)
    return layer


def trend_layer(report: dict[str, Any]) -> QgsRasterLayer | None:
    """The trend of the speeds, slowing and speeding up in two colours; None if there is none.

    Raises:
        ItsliveError: GDAL cannot read the file (code ``layer_unreadable``).
    """
    if report["trend"] is None:
        return None
    layer = open_raster(_source(report["trend"]), report["crs"])
    band = report["trend_bands"].index("trend") + 1
    _style_trend(layer, band)
    layer.setName(_tr("Trend of the speed (m/yr per year)"))
    facts = LayerFacts(
        title=layer.name(),
        abstract=(
            *_speed_sentences(report)[1:],
            _tr(
                "Trend of the speed along the mean flow, fitted together with a season. Further "
                "bands: amplitude of the season and day of its maximum, speed without the season "
                "on 1 January {year}, each with its standard error, and the number of values."
            ).format(year=f"{report['trend_reference']:.0f}"),
        ),
        history=_history(report),
    )
    describe_layer(layer, facts)
    return layer


def summary_layers(report: dict[str, Any], statistic: str = MEAN) -> list[QgsRasterLayer]:
    """All layers of a summary in the order they belong in: the newest period first, trend last.

    Raises:
        ItsliveError: GDAL cannot read a file (code ``layer_unreadable``).
    """
    layers = [period_layer(each, report, statistic) for each in reversed(report["periods"])]
    trend = trend_layer(report)
    return layers if trend is None else [*layers, trend]


def panel_writer() -> Callable[[str, dict[str, Any], str], None]:
    """What draws the figure, ``panels.write_panels``; to be asked for before the work.

    Raises:
        ItsliveError: there is no matplotlib (code ``no_matplotlib``).
    """
    try:
        from .panels import write_panels
    except ImportError as error:
        raise ItsliveError(
            QT_TRANSLATE_NOOP(
                "Messages", "The figure needs the Python package matplotlib in QGIS ({problem})."
            ),
            QT_TRANSLATE_NOOP("Messages", "Install it, or leave the figure out."),
            code="no_matplotlib",
            problem=str(error),
        ) from error
    return write_panels


def band_of(report: dict[str, Any], statistic: str) -> int:
    """The number of the band of a period's raster that holds a statistic."""
    return int(report["bands"].index(_BANDS[statistic])) + 1


def is_speed(statistic: str) -> bool:
    """Whether a statistic is one of m/yr, and coloured as speeds are."""
    return statistic in _SPEEDS


def top_of(report: dict[str, Any], statistic: str) -> float:
    """Where the colours of all the summary's rasters end: m/yr, values, or 1 of a share."""
    if statistic == VALID:
        return 1.0
    most = report[_MAXIMA[statistic]]
    return ramp_top(most) if is_speed(statistic) else float(max(most, 1))


def _last(period: dict[str, Any]) -> Any:
    # Else it would be shown together with the next one at the moment where both meet.
    return utc(period["end"]) - timedelta(milliseconds=1)


def _source(path: str) -> str:
    return Path(path).absolute().as_posix()


def _speed_sentences(report: dict[str, Any]) -> tuple[str, ...]:
    return speed_sentences(ground_metres=report["metres"] == "ground")


def _name(statistic: str) -> str:
    return {
        MEAN: _tr("Mean speed {period}"),
        MEDIAN: _tr("Median speed {period}"),
        MAD: _tr("Deviation from the median speed {period}"),
        COUNT: _tr("Number of values {period}"),
        VALID: _tr("Valid fraction {period}"),
    }[statistic]


def _meaning(statistic: str) -> str:
    if statistic == MAD:
        return _tr(
            "Median absolute deviation of the speeds from their median, m/yr: how far they "
            "scatter, whatever a few outliers do."
        )
    if statistic == COUNT:
        return _tr("Number of velocities that were used in each pixel.")
    if statistic == VALID:
        return _tr(
            "Share of the image pairs of this time that gave a velocity which was used, 0 to 1: "
            "what the filters removed counts as missing."
        )
    if statistic == MEDIAN:
        return _tr(
            "Median of the speeds: noise biases it upwards where the ice is slow, since a speed is "
            "never negative."
        )
    return _tr(
        "Length of the mean velocity vector: both components averaged, weighted by their errors. "
        "The band v_error is its standard error, image pairs taken as independent."
    )


def _counted(period: dict[str, Any]) -> str:
    return _tr(
        "{count} image pairs have their mid-date in this time; the band count says how many were "
        "used in each pixel."
    ).format(count=period["layers"])


def _history(report: dict[str, Any]) -> tuple[str, ...]:
    used = ", ".join(f"{name} = {value}" for name, value in report["filters"].items())
    told = [_tr("Outliers removed by: {filters}").format(filters=used)] if used else []
    if report["ice_only"]:
        told.append(_tr("Only pixels that are ice by the ice mask of the cube."))
    return tuple(told)


def _style_trend(layer: QgsRasterLayer, band: int) -> None:
    provider = layer.dataProvider()
    low, high = provider.cumulativeCut(band, 0.02, 0.98, layer.extent(), 250_000)
    stats = provider.bandStatistics(band, QgsRasterBandStats.Stats.Range, layer.extent(), 250_000)
    held = low <= high and stats.minimumValue <= stats.maximumValue
    top = ramp_top(max(abs(low), abs(high), _LEAST_TREND)) if held else ramp_top(None)
    function = QgsColorRampShader(-top, top, None, QgsColorRampShader.Type.Interpolated)
    function.setColorRampItemList(
        [
            QgsColorRampShader.ColorRampItem(value, QColor(colour), f"{value:+.6g}")
            for value, colour in zip((-top, 0.0, top), _TREND_COLOURS)
        ]
    )
    function.legendSettings().setUseContinuousLegend(False)
    shader = QgsRasterShader(-top, top)
    shader.setRasterShaderFunction(function)
    renderer = QgsSingleBandPseudoColorRenderer(provider, band, shader)
    renderer.setClassificationMin(-top)
    renderer.setClassificationMax(top)
    layer.setRenderer(renderer)


def _season(name: str) -> str:
    return {
        "winter": _tr("winter {years}"),
        "spring": _tr("spring {years}"),
        "summer": _tr("summer {years}"),
        "autumn": _tr("autumn {years}"),
    }[name]


def _tr(text: str) -> str:
    return QCoreApplication.translate("LayerMetadata", text)
