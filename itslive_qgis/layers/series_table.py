"""Point series as a table: one row per point and date, for CSV files and for Processing alike.

Without QGIS. Processing gives the worker's answer: ``{"crs": ..., "series": [...]}``, one entry per
point, each with lists over the dates that have a measurement there; the dock gives records.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import timezone
from pathlib import Path
from typing import Any

import numpy as np

from ..series.table import PointSeries
from .whole import write_whole

COLUMNS: dict[str, str] = {
    "point": "text",
    "lon": "number",
    "lat": "number",
    "mid_date": "time",
    "date_1": "time",
    "date_2": "time",
    "separation_days": "number",
    "satellite": "text",
    "granule_id": "text",
    "v": "number",
    "vx": "number",
    "vy": "number",
    "v_error": "number",
    "epsg": "whole",
    "metres": "text",
    "map_scale": "number",
}
"""Names of the columns and kinds of their values. Dates are UTC; ``v, vx, vy, v_error`` are m/yr,
``vx`` and ``vy`` along the axes of the projection ``epsg``. Where ``metres`` is ``map`` they are
metres of that projection's grid, and divided by ``map_scale`` metres on the ground."""

_OF_POINT = ("point", "lon", "lat", "epsg", "metres", "map_scale")
_PER_DATE = tuple(name for name in COLUMNS if name not in _OF_POINT)


def series_rows(result: dict[str, Any], names: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The rows of all points, sorted by point (in the given order), then by mid-date.

    Args:
        result: the answer of the worker's ``point_series``.
        names: of the points, in the same order; by default their numbers from 1.

    Returns:
        One dict per point and date with the keys of ``COLUMNS``; None where there is no value.
        A point outside the cube has no rows.
    """
    epsg = _epsg(result.get("crs"))
    rows = []
    for number, series in enumerate(result["series"]):
        if not series.get("inside", True):
            continue
        name = names[number] if number < len(names) else str(number + 1)
        place = {"point": name, "lon": series["lon"], "lat": series["lat"], "epsg": epsg}
        place.update(metres=series["metres"], map_scale=series["map_scale"])
        dates = [
            {**place, **{column: series[column][i] for column in _PER_DATE}}
            for i in range(len(series["mid_date"]))
        ]
        rows.extend(sorted(dates, key=lambda row: row["mid_date"]))
    return rows


def _epsg(crs: str | None) -> int | None:
    """The number in ``"EPSG:32607"``; None for a projection without one."""
    authority, _, code = (crs or "").partition(":")
    return int(code) if authority == "EPSG" and code.isdigit() else None


def write_csv(path: str | Path, points: Sequence[tuple[str, PointSeries]]) -> Path:
    """Write records as UTF-8 CSV with one header line; a missing value is an empty cell.

    The file is whole or not there at all: it is written beside its name and moved there.

    Args:
        path: of the file.
        points: name and record of each point, in the order wanted.

    Raises:
        OSError: it cannot be written; nothing is left of it.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for name, series in points:
        writer.writerows(_rows(name, series))
    return write_whole(path, text.getvalue().encode("utf-8"))


def _rows(name: str, series: PointSeries) -> Iterator[tuple[Any, ...]]:
    """A record's rows with their values in the order of ``COLUMNS``."""
    place, count = series.place, len(series)
    columns: dict[str, Sequence[Any]] = {
        "point": [name] * count,
        "lon": [place.lon] * count,
        "lat": [place.lat] * count,
        "mid_date": _moments(series.mid_date),
        "date_1": _moments(series.date_1),
        "date_2": _moments(series.date_2),
        "separation_days": series.separation.tolist(),
        "satellite": series.satellite_names.tolist(),
        "granule_id": series.granules or [None] * count,
        "v": _numbers(series.v),
        "vx": _numbers(series.vx),
        "vy": _numbers(series.vy),
        "v_error": _numbers(series.v_error),
        "epsg": [place.epsg] * count,
        "metres": [place.metres] * count,
        "map_scale": [place.map_scale] * count,
    }
    return zip(*(columns[column] for column in COLUMNS))


def _moments(dates: np.ndarray) -> list[str | None]:
    """Dates as ISO texts in UTC, None where there is none."""
    days = dates.astype("datetime64[us]").tolist()
    return [day and day.replace(tzinfo=timezone.utc).isoformat() for day in days]


def _numbers(values: np.ndarray) -> list[float | int | None]:
    """Whole numbers without a point, as cubes hold them; others to a tenth, as series do."""
    plain = np.round(values.astype(float), 1).tolist()
    return [
        None if value != value else int(value) if value.is_integer() else value  # noqa: PLR0124
        for value in plain
    ]
