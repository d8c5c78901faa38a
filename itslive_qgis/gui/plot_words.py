"""What is said beside the plot: of a value, of the points, of the curves."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from qgis.PyQt.QtCore import QCoreApplication

from ..series.components import PER_YEAR
from ..series.table import MAP, PointSeries
from ..settings import ARCHIVE
from ..translation import error_text
from . import texts
from .plot_choices import MODEL, TREND, PlotChoices
from .plot_content import Content, Drawn
from .plot_data import PlotGroup
from .steps.export import SHOWN, Saved
from .steps.series import SeriesPoint

translate = QCoreApplication.translate

#: Where map and ground differ by less, saying both would only confuse (UTM: 0.1 %).
_SCALE_WORTH_SAYING = 0.002
_DECIMALS = {PER_YEAR: 0}
_PERIOD = "–"
_LONGEST_NAME = 28  # letters that fit into a note beside a value, in a dock of usual width
#: ``ITS_LIVE_vel_EPSG3413_G0120_X-150000_Y-2250000.zarr``
_OFFICIAL = re.compile(r"ITS_LIVE_vel_(EPSG\d+)_G\d+_(X-?\d+)_(Y-?\d+)\.zarr$")


def of_value(series: PointSeries, group: PlotGroup, place: int, choices: PlotChoices) -> str:
    """The pair of a value: its dates, satellites and cube, and what it says, in short lines."""
    row = int(group.rows[place])
    decimals = _DECIMALS.get(choices.per, 2)
    value, error = group.v[place], group.error[place]
    speed = texts.number(value, decimals)
    if not math.isnan(error):
        speed = translate("Plot", "{v} ± {error}").format(
            v=speed, error=texts.number(error, decimals)
        )
    said = translate("Plot", "{dates}\n{satellites}\n{days} days apart\n{speed} {unit}").format(
        dates=_dates_of(series, row),
        satellites=texts.joined(*series.satellites_of(row)),
        days=texts.number(series.separation[row]),
        speed=speed,
        unit=choices.per,
    )
    scale = series.place.map_scale
    is_of_map = series.place.metres == MAP and not choices.component.startswith("v_")
    if is_of_map and abs(scale - 1) > _SCALE_WORTH_SAYING:
        ground = texts.number(value / scale, decimals)
        said += translate("Plot", "\n{speed} {unit} on the ground").format(
            speed=ground, unit=choices.per
        )
    return "\n".join(part for part in (said, cube_name(series.sources[series.source[row]])) if part)


def _dates_of(series: PointSeries, row: int) -> str:
    days = [str(each[row]) for each in (series.date_1, series.date_2)]
    if "NaT" in days:
        return texts.day(str(series.mid_date[row]))
    return f"{texts.day(days[0])} {_PERIOD} {texts.day(days[1])}"


def cube_name(source: str) -> str:
    """A cube as briefly as it can be told from others: its file's name, or what tells its square.

    Args:
        source: path or address of the cube.
    """
    name = re.split(r"[/\\]", source.rstrip("/"))[-1]
    official = _OFFICIAL.match(name)
    return " ".join(official.groups()) if official else texts.shortened(name, _LONGEST_NAME)


def of_choice(found: Content, choices: PlotChoices) -> str:
    """How many values are shown of how many, and by what limits."""
    selection = choices.selection
    limits = []
    if selection.max_separation is not None:
        limits.append(
            translate("Plot", "separations up to {days} days").format(
                days=texts.number(selection.max_separation)
            )
        )
    if selection.max_error is not None:
        limits.append(
            translate("Plot", "errors up to {error} m/yr").format(
                error=texts.number(selection.max_error)
            )
        )
    if selection.satellites:
        limits.append(texts.joined(*selection.satellites))
    if selection.months:
        limits.append(translate("Plot", "{count} months").format(count=len(selection.months)))
    if selection.mad is not None:
        limits.append(translate("Plot", "without outliers"))
    if selection.bin_rule:
        limits.append(translate("Plot", "without lost pairs"))
    told = texts.joined(*limits) or translate("Plot", "all separations")
    return translate("Plot", "{shown} of {total} values shown, {limits}.").format(
        shown=texts.number(found.shown), total=texts.number(found.total), limits=told
    )


def of_points(points: Sequence[SeriesPoint]) -> list[str]:
    """Where the records come from, pixel by pixel, and what is wrong with them."""
    lines = []
    for point in points:
        series, answer = point.series, point.answer
        if series is not None and series.place.distance is not None:
            told = translate("Plot", "Point {label}: pixel {distance} m away, {source}.")
            lines.append(
                told.format(
                    label=point.label,
                    distance=texts.number(series.place.distance),
                    source=_source(point),
                )
            )
        if answer is not None and answer.problem is not None:
            lines.append(error_text(answer.problem))
            if point.is_read and not answer.whole:
                lines.append(
                    translate("Plot", "Point {label} is not complete. Read it again.").format(
                        label=point.label
                    )
                )
    return lines


def _source(point: SeriesPoint) -> str:
    if point.source != ARCHIVE or point.answer is None or point.series is None:
        return translate("Plot", "your cube")
    if not point.is_read:
        return translate("Plot", "reading {layers} image pairs").format(
            layers=texts.number(point.answer.layers)
        )
    if len(point.answer.cubes) == 1:
        return translate("Plot", "the archive's cube in {crs}").format(crs=point.series.place.crs)
    return translate("Plot", "{count} cubes of the archive, brought to {crs}").format(
        count=len(point.answer.cubes), crs=point.series.place.crs
    )


def of_curves(drawn: Sequence[Drawn], choices: PlotChoices) -> list[str]:
    """What trends and seasons come to, and why a curve is missing."""
    lines = []
    for each in drawn:
        label = translate("Plot", "Point {label}").format(label=each.label)
        if each.reason is not None:
            lines.append(f"{label}: {error_text(each.reason)}")
        if each.curve is None:
            continue
        if each.kind in (TREND, MODEL) and "trend" in each.curve.numbers:
            lines.append(f"{label}: {_trend(each, choices)}")
        lines += [error_text(note) for note in each.curve.notes]
    return lines


def of_export(saved: Saved) -> str:
    """Which files were written, how many values they have, and whether they were chosen from."""
    name = saved.paths[0].name if saved.paths else ""
    if len(saved.paths) > 1:
        name = translate("Plot", "{name} and {count} more").format(
            name=name, count=texts.number(len(saved.paths) - 1)
        )
    if saved.form == SHOWN:
        told = translate("Plot", "Saved {name}: {rows} of {total} values, those that are shown.")
    elif saved.rows == saved.total:
        told = translate("Plot", "Saved {name}: all {total} values, whatever the plot shows.")
    else:
        told = translate(
            "Plot",
            "Saved {name}: {rows} of {total} values, whatever the plot shows; this form has no "
            "rows that lack a number.",
        )
    rows, total = texts.number(saved.rows), texts.number(saved.total)
    return told.format(name=name, rows=rows, total=total)


def _trend(drawn: Drawn, choices: PlotChoices) -> str:
    numbers = drawn.curve.numbers if drawn.curve is not None else {}
    decimals = _DECIMALS.get(choices.per, 2) + 1

    def told(name: str, places: int) -> str:
        value, error = numbers[name], numbers[f"{name}_error"]
        return f"{texts.number(value, places)} ± {texts.number(error, places)}"

    said = translate("Plot", "trend {trend} {unit} per year").format(
        trend=told("trend", decimals), unit=choices.per
    )
    if drawn.kind == MODEL:
        season = translate("Plot", "season {amplitude} {unit}, highest on day {phase} of the year")
        said = texts.joined(
            said,
            season.format(
                amplitude=told("amplitude", decimals), unit=choices.per, phase=told("phase", 0)
            ),
        )
    return said
