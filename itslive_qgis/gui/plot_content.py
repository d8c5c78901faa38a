"""From the records of points and what is chosen to what the plot draws. Without Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..errors import ItsliveError
from ..monitor import Monitor
from ..palette import point_colour
from ..series.components import Component, component
from ..series.curve import Curve, Result
from ..series.models import linear_trend, seasonal_model
from ..series.selection import Selected, select
from ..series.summaries import climatology, period_medians, rolling_median
from ..series.table import PointSeries
from .plot_choices import ANNUAL, ROLLING, SEASONAL, TREND, PlotChoices
from .plot_data import PlotCurve, PlotData, PlotSeries, prepare
from .plot_views import SEASON, TIME

_ROLLING_DAYS = 90.0
#: How each curve is drawn, beside the lines of the others.
_STYLES = {ANNUAL: "points", SEASONAL: "steps"}
_METRE_PER_YEAR_IN_DAYS = 1 / 365.25


@dataclass(frozen=True, eq=False)
class Record:
    """The record of one point that is plotted."""

    index: int
    label: str
    series: PointSeries


@dataclass(frozen=True, eq=False)
class Content:
    """What is drawn of the pairs.

    Attributes:
        data: the values.
        selected: by a point's index what was chosen of it.
        shown: values that are drawn.
        total: values that there are.
    """

    data: PlotData
    selected: dict[int, Selected]
    shown: int
    total: int


@dataclass(frozen=True, eq=False)
class Drawn:
    """A curve of a point, and what it says; or why there is none.

    Attributes:
        kind: one of ``plot_choices.CURVES``.
        label: of the point.
        curve: the curve.
        reason: why there is none.
        plot: as the plot draws it.
    """

    kind: str
    label: str
    curve: Curve | None
    reason: ItsliveError | None
    plot: PlotCurve | None


def content(records: Sequence[Record], choices: PlotChoices) -> Content:
    """Choose the values and their component, and sort them into groups."""
    selected = {each.index: select(each.series, choices.selection) for each in records}
    entries = []
    for each in records:
        chosen = _chosen(each, choices, selected[each.index])
        entries.append(PlotSeries(each.index, each.label, each.series, chosen.values, chosen.error))
    masks = {index: found.mask for index, found in selected.items()}
    data = prepare(entries, None, choices.colour_by, masks)
    if choices.per != "m/yr":
        data = replace(data, least=_METRE_PER_YEAR_IN_DAYS)
    total = sum(each.total for each in selected.values())
    return Content(data, selected, data.shown, total)


def curves(records: Sequence[Record], choices: PlotChoices, monitor: Monitor) -> list[Drawn]:
    """The curves that are chosen, of all points; takes a second where records are long.

    Raises:
        Cancelled: on request.
    """
    found = []
    for each in records:
        monitor.check()
        selected = select(each.series, choices.selection)
        chosen = _chosen(each, choices, selected)
        kinds = choices.curves if choices.view == TIME else ()
        for kind in kinds:
            monitor.check()
            found.append(_drawn(kind, each, _curve(kind, each.series, chosen, selected.mask)))
        if choices.view == SEASON and choices.curves:
            days, values = _rows(each.series, chosen, selected.mask)
            drawn = _drawn(ROLLING, each, climatology(days, values))
            if drawn.plot is not None:
                drawn = replace(drawn, plot=replace(drawn.plot, view=SEASON))
            found.append(drawn)
    return found


def _chosen(record: Record, choices: PlotChoices, selected: Selected) -> Component:
    return component(record.series, choices.component, selected.mask).per(choices.per)


def _rows(
    series: PointSeries, chosen: Component, mask: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    return series.mid_days[mask], np.asarray(chosen.values, float)[mask]


def _curve(kind: str, series: PointSeries, chosen: Component, mask: np.ndarray) -> Result:
    days, values = _rows(series, chosen, mask)
    south = series.place.lat < 0
    if kind == ROLLING:
        return rolling_median(days, values, _ROLLING_DAYS)
    if kind == ANNUAL:
        return period_medians("annual", days, values, south=south)
    if kind == SEASONAL:
        return period_medians("seasonal", days, values, south=south)
    if kind == TREND:
        return linear_trend(days, values, np.asarray(chosen.error, float)[mask])
    return seasonal_model(series, chosen, mask)


def _drawn(kind: str, record: Record, result: Result) -> Drawn:
    curve = result.curve
    if curve is None:
        return Drawn(kind, record.label, None, result.reason, None)
    low, high = (None, None) if kind == TREND else (curve.low, curve.high)
    colour = point_colour(record.index)
    style = _STYLES.get(kind, "line")
    plot = PlotCurve("", colour, curve.days, curve.values, low, high, style)
    return Drawn(kind, record.label, curve, result.reason, plot)
