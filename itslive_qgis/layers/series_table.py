"""Point series as a table: one row per point and date, for CSV files and for Processing alike."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import timezone
from pathlib import Path
from typing import Any

import numpy as np

from ..series.table import Place, PointSeries
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
    "vx_error": "number",
    "vy_error": "number",
    "pixel_lon": "number",
    "pixel_lat": "number",
    "distance_m": "number",
    "pixels": "whole",
    "derived": "whole",
    "cube": "text",
}
"""Names of the columns and kinds of their values. Dates are UTC; ``v, vx, vy`` and their errors are
m/yr, ``vx`` and ``vy`` along the axes of the projection ``epsg``. Where ``metres`` is ``map`` they
are metres of that projection's grid, and divided by ``map_scale`` metres on the ground.
``distance_m`` is from the point to the centre of the pixel at ``pixel_lon, pixel_lat``, in metres
of the map; ``pixels`` are as many as the values are a mean of; ``derived`` is 1 where ``v`` and
``v_error`` were computed from the components; ``cube`` is the address of the archive's
cube, or the name of one's own."""

_PLACES = 7  # decimals of degrees: a centimetre
_CENTIMETRES = 2


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
        writer.writerows(table_rows(name, series))
    return write_whole(path, text.getvalue().encode("utf-8"))


def table_rows(name: str, series: PointSeries) -> Iterator[tuple[Any, ...]]:
    """A record's rows, by mid-date, with their values in the order of :data:`COLUMNS`.

    Args:
        name: of the point.
        series: its record.

    Yields:
        Numbers, texts, and moments as ISO texts in UTC; None where there is no value.
    """
    place, count = series.place, len(series)
    names = [_source_name(source) for source in series.sources]
    columns: dict[str, Sequence[Any]] = {
        "mid_date": _moments(series.mid_date),
        "date_1": _moments(series.date_1),
        "date_2": _moments(series.date_2),
        "separation_days": _or_none(series.separation.tolist()),
        "satellite": series.satellite_names.tolist(),
        "granule_id": series.granules or [None] * count,
        "v": _numbers(series.v),
        "vx": _numbers(series.vx),
        "vy": _numbers(series.vy),
        "v_error": _numbers(series.v_error),
        "vx_error": _numbers(series.vx_error),
        "vy_error": _numbers(series.vy_error),
        "cube": [names[each] for each in series.source.tolist()],
    }
    same = {"point": name, "derived": int(series.derived), **_of_place(place)}
    columns.update((column, [value] * count) for column, value in same.items())
    return zip(*(columns[column] for column in COLUMNS))


def _of_place(place: Place) -> dict[str, Any]:
    lon, lat = place.pixel_lon_lat or (None, None)
    return {
        "lon": place.lon,
        "lat": place.lat,
        "epsg": place.epsg,
        "metres": place.metres,
        "map_scale": place.map_scale,
        "pixel_lon": None if lon is None else round(lon, _PLACES),
        "pixel_lat": None if lat is None else round(lat, _PLACES),
        "distance_m": None if place.distance is None else round(place.distance, _CENTIMETRES),
        "pixels": place.pixels,
    }


def _source_name(source: str) -> str:
    """An address, or the name of a file alone: where it lies on this computer tells nobody."""
    return source if "://" in source else Path(source).name


def _or_none(values: list[float]) -> list[float | None]:
    return [None if value != value else value for value in values]  # noqa: PLR0124


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
