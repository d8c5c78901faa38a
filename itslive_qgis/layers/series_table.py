"""Point series as a table: one row per point and date, for CSV files and for Processing alike.

Pure Python. The input is the answer of the worker's ``point_series``: ``{"crs": ..., "series":
[...]}``, one entry per point, each with lists over the dates that have a measurement there.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

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


def series_rows(
    result: dict[str, Any], names: Sequence[str] = (), epsg: int | None = None
) -> list[dict[str, Any]]:
    """The rows of all points, sorted by point (in the given order), then by mid-date.

    Args:
        result: the answer of the worker's ``point_series``.
        names: of the points, in the same order; by default their numbers from 1.
        epsg: of the cube, along whose axes the components are; by default from ``result["crs"]``.

    Returns:
        One dict per point and date with the keys of ``COLUMNS``; None where there is no value.
        A point outside the cube has no rows.
    """
    epsg = _epsg(result.get("crs")) if epsg is None else epsg
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


def write_csv(path: str | Path, rows: Sequence[dict[str, Any]]) -> Path:
    """Write ``rows`` as UTF-8 CSV with one header line; a missing value is an empty cell.

    The file is whole or not there at all: it is written beside its name and moved there.

    Raises:
        OSError: it cannot be written; nothing is left of it.
    """
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(COLUMNS), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return write_whole(path, text.getvalue().encode("utf-8"))
