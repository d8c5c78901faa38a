"""A figure of small multiples: the speeds of all periods on one scale, with whom to cite.

Drawn with matplotlib from the rasters' own pixels, so that it needs no canvas and no project.
"""

from __future__ import annotations

import io
import math
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from osgeo import gdal
from qgis.PyQt.QtCore import QCoreApplication

from .. import credits
from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .style import ramp_stops
from .summaries import COUNT, MAD, MEDIAN, VALID, band_of, is_speed, period_name, top_of
from .whole import write_whole

#: Pixels of a panel's longer side; the rasters may have thousands.
_PIXELS = 600
#: Inches.
_WIDTH, _HIGHEST, _TITLE = 12.0, 9.0, 0.25
_GROUND, _NO_DATA = "#ffffff", "#e4e6ea"
_DPI = 150
_MOST_IN_ROW = 12
_ROUND = (1, 2, 5)


def write_panels(path: str, report: dict[str, Any], statistic: str) -> None:
    """Write the figure of a summary.

    Args:
        path: a picture (``.png``, ``.svg`` or ``.pdf``); replaced only when the new one is whole.
        report: of the worker's ``summarize_cube``.
        statistic: one of ``summaries.STATISTICS``.

    Raises:
        ItsliveError: a raster cannot be read, there is no such kind of picture, or it cannot be
            written.
    """
    kind = Path(path).suffix[1:].lower()
    figure = draw_panels(report, statistic)
    if kind not in FigureCanvasAgg(figure).get_supported_filetypes():
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "There are no pictures of the kind {kind}."),
            QT_TRANSLATE_NOOP("Messages", "Let the name end in .png, .svg or .pdf."),
            code="no_picture",
            kind=kind,
        )
    picture = io.BytesIO()
    figure.savefig(picture, format=kind, facecolor=_GROUND, dpi=_DPI)
    try:
        write_whole(path, picture.getbuffer())
    except OSError as error:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "The file {name} could not be written."),
            QT_TRANSLATE_NOOP(
                "Messages",
                "Check that the disk has room, that the folder may be written to and that no "
                "program uses the file.",
            ),
            code="not_written",
            detail=str(error),
            name=Path(path).name,
        ) from error


def draw_panels(report: dict[str, Any], statistic: str) -> Figure:
    """The figure: one panel per period, one colour bar, a scale bar and the citation."""
    periods = report["periods"]
    band = band_of(report, statistic)
    first, width = _pixels(periods[0]["path"], band)
    rows, columns = _layout(len(periods), first.shape)
    panel = min(_WIDTH / columns * first.shape[0] / first.shape[1], _HIGHEST)
    citation = _citation()
    foot = 0.6 + 0.13 * (citation.count("\n") + 1)
    height = rows * (panel + _TITLE) + foot
    figure = Figure(figsize=(_WIDTH, height), facecolor=_GROUND)
    colours = _colours(2 if is_speed(statistic) else 1)
    scale = Normalize(0, top_of(report, statistic))
    grid = figure.add_gridspec(
        rows, columns, left=0.01, right=0.99, top=1 - _TITLE / height, bottom=foot / height,
        wspace=0.04, hspace=_TITLE / panel,
    )  # fmt: skip
    for number, period in enumerate(periods):
        axes = figure.add_subplot(grid[number // columns, number % columns])
        speed, _ = _pixels(period["path"], band)
        axes.imshow(np.ma.masked_invalid(speed), cmap=colours, norm=scale, interpolation="nearest")
        axes.set_title(period_name(period), size=9, pad=3)
        axes.set_facecolor(_NO_DATA)
        axes.set_xticks([])
        axes.set_yticks([])
        if number == 0:
            _scale_bar(axes, width)
    bar = figure.add_axes((0.2, (foot - 0.3) / height, 0.6, 0.1 / height))
    beyond = "max" if is_speed(statistic) else "neither"
    figure.colorbar(
        ScalarMappable(scale, colours), cax=bar, orientation="horizontal", extend=beyond
    )
    bar.tick_params(labelsize=8, length=2)
    figure.text(0.81, (foot - 0.25) / height, _label(statistic), size=8, va="center")
    figure.text(0.01, 0.05 / height, citation, size=6, va="bottom", linespacing=1.3)
    return figure


def _layout(count: int, shape: Sequence[int]) -> tuple[int, int]:
    """Rows and columns of the panels, so that the figure is somewhat wider than high."""
    columns = math.ceil(math.sqrt(count * 1.5 * shape[0] / shape[1]))
    columns = min(max(columns, 1), count, _MOST_IN_ROW)
    return math.ceil(count / columns), columns


def _pixels(path: str, band: int) -> tuple[np.ndarray, float]:
    """A band with NaN for no-data, made smaller if it is large, and its width in metres."""
    raster = gdal.Open(str(path))
    if raster is None:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "QGIS cannot read the velocities in {name}."),
            QT_TRANSLATE_NOOP("Messages", "Make the summary again."),
            code="layer_unreadable",
            detail=gdal.GetLastErrorMsg(),
            name=Path(path).name,
        )
    source = raster.GetRasterBand(band)
    part = max(source.XSize, source.YSize) / _PIXELS
    width, height = (max(round(size / max(part, 1)), 1) for size in (source.XSize, source.YSize))
    values = source.ReadAsArray(buf_xsize=width, buf_ysize=height).astype(float)
    values[values == source.GetNoDataValue()] = np.nan
    return values, abs(raster.GetGeoTransform()[1]) * source.XSize


def _colours(power: int) -> LinearSegmentedColormap:
    """The ramp of the layers: a stop at ``p`` lies at ``p**2`` of the highest speed."""
    stops = [(position**power, colour.name()) for position, colour in ramp_stops()]
    colours = LinearSegmentedColormap.from_list("velocity", stops, N=1024)
    colours.set_bad(_NO_DATA)
    return colours


def _scale_bar(axes: Any, width: float) -> None:
    """A bar of a round number of kilometres of the map, about a fourth of the panel's width."""
    wanted = width / 4000
    unit = 10.0 ** math.floor(math.log10(wanted))
    length = max(step * unit for step in _ROUND if step * unit <= wanted * (1 + 1e-9))
    share = length * 1000 / width
    seen = [withStroke(linewidth=3, foreground="white")]  # on slow ice, which is dark
    place = {"transform": axes.transAxes, "path_effects": seen, "color": "black"}
    axes.plot([0.05, 0.05 + share], [0.06, 0.06], lw=2, solid_capstyle="butt", **place)
    text = f"{length:g} km"
    axes.text(0.05 + share / 2, 0.09, text, size=7, ha="center", va="bottom", **place)


def _label(statistic: str) -> str:
    return {
        MEDIAN: _tr("Median of the speeds (m/yr)"),
        MAD: _tr("Median absolute deviation of the speeds (m/yr)"),
        COUNT: _tr("Number of values"),
        VALID: _tr("Share of the image pairs with a value"),
    }.get(statistic, _tr("Speed of the mean velocity (m/yr)"))


def _citation() -> str:
    lines = [
        f"{credits.ATTRIBUTION}, {credits.HOME}",
        *(reference.citation for reference in credits.REFERENCES),
    ]
    return "\n".join(part for line in lines for part in textwrap.wrap(line, 230))


def _tr(text: str) -> str:
    return QCoreApplication.translate("LayerMetadata", text)
