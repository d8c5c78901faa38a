"""One velocity ramp for every raster of speeds.

The colours lie in ``resources/styles/velocity_ramp.csv``: lightness rises evenly, so they can be
ordered by eye, in grey print and by colour-blind readers. Speeds are placed on them by square root
(stop ``p`` of a ramp to ``vmax`` lies at ``vmax * p**2``): the slow margins and the fast trunk of
a glacier both keep visible steps, as in the browse images of ITS_LIVE.
"""

from __future__ import annotations

import csv
import math

from qgis.core import (
    QgsColorRampShader,
    QgsGradientColorRamp,
    QgsGradientStop,
    QgsRasterLayer,
    QgsRasterShader,
    QgsSingleBandPseudoColorRenderer,
)
from qgis.PyQt.QtGui import QColor

from ..paths import resource

DEFAULT_VMAX = 1000.0
"""Top of the ramp in m/yr where nothing is known of the speeds."""

_ROUND = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
_SLOWEST_VMAX = 10.0


def apply_velocity_style(layer: QgsRasterLayer, vmax: float | None, band: int = 1) -> None:
    """Colour ``band`` of ``layer`` with the velocity ramp from 0 to about ``vmax`` m/yr.

    Layers that get the same ``vmax`` get the same colours. Faster pixels take the last colour.
    """
    top = ramp_top(vmax)
    shader = QgsRasterShader(0.0, top)
    shader.setRasterShaderFunction(velocity_shader(top))
    renderer = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), band, shader)
    renderer.setClassificationMin(0.0)
    renderer.setClassificationMax(top)
    layer.setRenderer(renderer)


def apply_linear_style(layer: QgsRasterLayer, top: float, band: int = 1) -> None:
    """Colour ``band`` of ``layer`` evenly from 0 to ``top``, by the colours of the velocity ramp.

    For what is no speed: a number of values, or a share.
    """
    function = QgsColorRampShader(0.0, top, None, QgsColorRampShader.Type.Interpolated)
    function.setColorRampItemList(
        [
            QgsColorRampShader.ColorRampItem(top * position, colour, f"{top * position:.3g}")
            for position, colour in ramp_stops()
        ]
    )
    function.legendSettings().setUseContinuousLegend(False)
    shader = QgsRasterShader(0.0, top)
    shader.setRasterShaderFunction(function)
    renderer = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), band, shader)
    renderer.setClassificationMin(0.0)
    renderer.setClassificationMax(top)
    layer.setRenderer(renderer)


def velocity_shader(top: float) -> QgsColorRampShader:
    """The ramp as a shader for speeds from 0 to ``top`` m/yr."""
    stops = ramp_stops()
    # The source ramp holds the same stops, so that editing the style in QGIS starts from them.
    ramp = QgsGradientColorRamp(
        stops[0][1],
        stops[-1][1],
        False,
        [QgsGradientStop(position**2, colour) for position, colour in stops[1:-1]],
    )
    shader = QgsColorRampShader(0.0, top, ramp, QgsColorRampShader.Type.Interpolated)
    items = []
    for position, colour in stops:
        speed = top * position**2
        items.append(QgsColorRampShader.ColorRampItem(speed, colour, _label(speed, top)))
    shader.setColorRampItemList(items)
    # A continuous legend is linear and would squeeze the slow colours into its foot.
    shader.legendSettings().setUseContinuousLegend(False)
    return shader


def ramp_stops() -> list[tuple[float, QColor]]:
    """Positions 0 to 1 and colours of the velocity ramp."""
    with resource("styles", "velocity_ramp.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        (float(row["position"]), QColor(int(row["red"]), int(row["green"]), int(row["blue"])))
        for row in rows
    ]


def ramp_top(vmax: float | None) -> float:
    """``vmax`` rounded up to a number that reads well in a legend, in m/yr."""
    if vmax is None or not math.isfinite(vmax) or vmax <= 0:
        return DEFAULT_VMAX
    wanted = max(float(vmax), _SLOWEST_VMAX)
    unit = 10.0 ** math.floor(math.log10(wanted))
    return next(step * unit for step in _ROUND if step * unit >= wanted * (1 - 1e-9))


def _label(speed: float, top: float) -> str:
    text = f"{speed:.6g}"
    if speed <= 0:
        return f"{text} m/yr"
    return f"≥ {text} m/yr" if speed >= top else text
