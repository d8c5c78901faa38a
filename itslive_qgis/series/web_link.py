"""The same points in ITS_LIVE's own web app, by the address that it keeps its state in.

The app (nasa-jpl's *mappin*, ``searchParamUtilities.ts``) reads ``lat`` and ``lon``, each as often
as there are points, ``z`` (zoom), ``int`` (shortest and longest separation in days), and ``x`` and
``y`` (first and last day, lowest and highest speed of the plot).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

APP = "https://its-live.jpl.nasa.gov/app/index.html"
#: Points that the app takes; it leaves out what is more.
MOST_POINTS = 11
#: Days of separation that its slider has.
SEPARATIONS = (1, 500)
#: Decimals of its coordinates: 11 m.
_PLACES = 4


def web_link(
    points: Sequence[tuple[float, float]],
    *,
    zoom: float = 9,
    separations: tuple[float | None, float | None] = (None, None),
    dates: tuple[date, date] | None = None,
    speeds: tuple[float, float] | None = None,
) -> str:
    """The address at which the app shows the same points.

    Args:
        points: longitude and latitude of each, degrees; of more than 11 the first.
        zoom: of its map.
        separations: shortest and longest in days, None for the app's ends; both None: its own
            default, 1 to 120 days.
        dates: first and last day of the plot. The app takes these with ``speeds`` alone.
        speeds: lowest and highest of the plot, m/yr.

    Raises:
        ValueError: there is no point.
    """
    if not points:
        raise ValueError("a link needs a point")
    query: list[tuple[str, str]] = []
    for lon, lat in points[:MOST_POINTS]:
        query += [("lat", _degrees(lat)), ("lon", _degrees((lon + 180) % 360 - 180))]
    query.append(("z", f"{zoom:g}"))
    if separations != (None, None):
        query += [("int", str(each)) for each in _within(separations)]
    if dates is not None and speeds is not None:
        query += [("x", day.isoformat()) for day in dates]
        query += [("y", f"{speed:.0f}") for speed in speeds]
    return f"{APP}?{urlencode(query)}"


def _within(separations: tuple[float | None, float | None]) -> tuple[int, int]:
    low, high = SEPARATIONS
    shortest, longest = separations
    first = low if shortest is None else min(max(round(shortest), low), high)
    last = high if longest is None else min(max(round(longest), low), high)
    return first, last


def _degrees(value: float) -> str:
    return f"{round(value, _PLACES):g}" if value == round(value) else f"{value:.{_PLACES}f}"
