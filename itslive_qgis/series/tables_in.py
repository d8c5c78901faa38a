"""Records of points in the tables that other ITS_LIVE tools write.

itslive-py writes all columns of a cube's record, the web app its speeds alone. Both leave out the
dates of the two images, so that these are unknown (NaT) here: the separation is in whole days, and
the mid-date's fraction of a second is a code.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyproj

from ..archive.satellites import GROUPS, satellite_name
from ..archive.whole import read_text
from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..science.grid import Grid
from ..science.true_north import ground_transform
from .table import Place, PointSeries

#: What stands for a missing number in the archive, should a tool have written it.
_FILL = -32767.0
_UNIT = re.compile(r"\s*[\[(].*?[\])]")
_COLUMNS = {
    "separation": ("date_dt", "dt", "separation_days"),
    "satellite": ("satellite", "satellite_img1"),
    "mission": ("mission", "mission_img1"),
}
_VALUES = ("v", "v_error", "vx", "vx_error", "vy", "vy_error")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_NOTHING = {"", "nan", "none", "null", "na", "<na>", "nat"}
#: The name that the web app gives a table.
_PLACE_IN_NAME = re.compile(r"lat_(-?\d+(?:\.\d+)?)_lon_(-?\d+(?:\.\d+)?)", re.IGNORECASE)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: Of more names the column is not that of satellites.
_MOST_SATELLITES = 255
#: Degrees by which the rows of one point may differ.
_ONE_PLACE = 1e-6


def read_csv(path: str | Path) -> PointSeries:
    """A record written by itslive-py or by the web app, whichever the columns are of.

    Raises:
        ItsliveError: as :func:`read_itslive_csv`.
    """
    table = _Table(path)
    return _of_itslive(table) if {"lon", "lat"} <= set(table.names) else _of_mappin(table)


def read_itslive_csv(path: str | Path) -> PointSeries:
    """A record written by itslive-py, or the notebooks before it, in order of mid-date.

    Its columns may stand in any order and with or without their units: ``mid_date, lon, lat, v,
    v_error, vx, vx_error, vy, vy_error, date_dt, mission, satellite, epsg``. Missing components
    and errors are NaN, a missing EPSG code leaves the projection open (``crs`` empty).

    Raises:
        ItsliveError: there is no such file, or it is no text (code ``not_read``), a column that is
            needed is missing (``not_a_series``), a cell cannot be read (``series_cell``), or the
            rows are of several points (``several_points``).
    """
    return _of_itslive(_Table(path))


def _of_itslive(table: _Table) -> PointSeries:
    table.need("mid_date", "lon", "lat", "v", "separation", "satellite")
    lon, lat = (_only(table, name) for name in ("lon", "lat"))
    epsg = _only(table, "epsg") if "epsg" in table.names else np.nan
    crs = f"EPSG:{int(epsg)}" if np.isfinite(epsg) else ""
    codes = table.column("satellite")
    missions = table.column("mission") if "mission" in table.names else [""] * len(codes)
    satellites = [_satellite(mission, code) for mission, code in zip(missions, codes)]
    return _series(table, _place(table, lon, lat, crs), satellites)


def read_mappin_csv(path: str | Path) -> PointSeries:
    """A record written by the ITS_LIVE web app, in order of mid-date: speeds, no components.

    The place is that in the file's name, as the app gives it, else NaN. What follows the pairs,
    the annual composite, is not read.

    Raises:
        ItsliveError: as :func:`read_itslive_csv`.
    """
    return _of_mappin(_Table(path))


def _of_mappin(table: _Table) -> PointSeries:
    table.need("mid_date", "v", "satellite", "separation")
    found = _PLACE_IN_NAME.search(table.path.name)
    lat, lon = (float(each) for each in found.groups()) if found else (np.nan, np.nan)
    satellites = [_satellite("", name) for name in table.column("satellite")]
    return _series(table, Place(lon, lat, "", np.nan, np.nan), satellites)


class _Table:
    """The rows of a file and what its columns are, by our names."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        rows = _rows(read_text(self.path))
        _, header = next(rows, (0, []))
        self.names = [_name(cell) for cell in header]
        self.numbers: list[int] = []
        self._rows: list[list[str]] = []
        for number, row in rows:
            if row and row[0].lower() == "year":  # the web app's composites
                break
            self.numbers.append(number)
            self._rows.append(row)

    def need(self, *names: str) -> None:
        """See that there are these columns."""
        missing = [name for name in names if name not in self.names]
        if missing:
            raise ItsliveError(
                QT_TRANSLATE_NOOP(
                    "Messages", "{file} is no table of a point's record: it lacks {columns}."
                ),
                QT_TRANSLATE_NOOP(
                    "Messages",
                    "Choose a CSV file that itslive-py or the ITS_LIVE web app has written.",
                ),
                code="not_a_series",
                file=self.path.name,
                columns=", ".join(missing),
            )

    def column(self, name: str) -> list[str]:
        """The cells of a column, empty where a row is too short."""
        place = self.names.index(name)
        return [row[place] if place < len(row) else "" for row in self._rows]

    def floats(self, name: str) -> np.ndarray:
        """A column as float64, NaN where it is missing or empty; of ``32 days`` the number."""
        if name not in self.names:
            return np.full(len(self._rows), np.nan)
        cells = self.column(name)
        try:
            found = np.array(cells, float) if cells else np.empty(0)
        except ValueError:
            found = np.array([self._float(at, cell) for at, cell in enumerate(cells)], float)
        return np.where(found == _FILL, np.nan, found)

    def dates(self, name: str) -> np.ndarray:
        """A column as datetime64[ns], UTC; none may be missing."""
        cells = [cell.rstrip("Zz").replace("+00:00", "") for cell in self.column(name)]
        try:
            found = np.array(cells, "datetime64[ns]")
        except ValueError:
            found = np.array([self._date(at, cell) for at, cell in enumerate(cells)])
        missing = np.flatnonzero(np.isnat(found))
        if missing.size:
            raise self.unreadable(int(missing[0]), "")
        return found

    def _float(self, at: int, cell: str) -> float:
        if cell.lower() in _NOTHING:
            return np.nan
        found = _NUMBER.match(cell)
        if found is None or not re.fullmatch(r"\s*(days?.*)?", cell[found.end() :]):
            raise self.unreadable(at, cell)
        return float(found[0])

    def _date(self, at: int, cell: str) -> np.datetime64:
        try:
            return np.datetime64(cell, "ns")
        except ValueError:
            raise self.unreadable(at, cell) from None

    def unreadable(self, at: int, cell: str) -> ItsliveError:
        """That a row cannot be read, and what of it."""
        return ItsliveError(
            QT_TRANSLATE_NOOP(
                "Messages", "Line {line} of {file} cannot be read: \u201c{cell}\u201d."
            ),
            QT_TRANSLATE_NOOP("Messages", "Export the file again, or remove the line."),
            code="series_cell",
            line=self.numbers[at],
            file=self.path.name,
            cell=cell[:60],
        )


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The number and cells of each line that is neither empty nor a comment."""
    lines = text.splitlines()
    held = [n for n, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")]
    for number, row in zip(held, csv.reader([lines[each] for each in held])):
        yield number + 1, [cell.strip() for cell in row]


def _name(cell: str) -> str:
    bare = _UNIT.sub("", cell).strip().lower()
    return next((name for name, others in _COLUMNS.items() if bare in others), bare)


def _only(table: _Table, name: str) -> float:
    """The number that a column has in all rows; NaN without rows."""
    values = table.floats(name)
    values = values[np.isfinite(values)]
    if not len(values):
        return np.nan
    if np.ptp(values) > _ONE_PLACE:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "{file} holds several points: {name} changes."),
            QT_TRANSLATE_NOOP("Messages", "Choose a file of one point, as itslive-py writes them."),
            code="several_points",
            file=table.path.name,
            name=name,
        )
    return float(values[0])


def _satellite(mission: str, code: str) -> str:
    """The name of a satellite by ``L`` and ``8`` (``8.0``), ``S`` and ``1A``, or ``Sentinel 2``."""
    code = code.removesuffix(".0")
    spaced = code.replace("Sentinel ", "Sentinel-")
    if spaced in GROUPS or not code:
        return spaced
    if mission.upper() == "S" or (not mission and code[-1:].upper() in _LETTERS):
        return satellite_name(f"S{code.upper()}")
    return f"Landsat {code}" if code.isdigit() else code


def _place(table: _Table, lon: float, lat: float, crs: str) -> Place:
    if not crs or not np.isfinite([lon, lat]).all():
        return Place(lon, lat, crs, np.nan, np.nan)
    try:
        to_map = pyproj.Transformer.from_crs(4326, crs, always_xy=True)
    except pyproj.exceptions.CRSError as error:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "The projection {crs} of {file} is not known."),
            QT_TRANSLATE_NOOP("Messages", "Correct its column epsg."),
            code="bad_crs",
            detail=str(error),
            crs=crs,
            file=table.path.name,
        ) from error
    x, y = to_map.transform(lon, lat)
    matrix = ground_transform(Grid(crs, x, y, 1.0, 1.0, 1, 1))
    ground = np.abs(matrix.xx * matrix.yy - matrix.xy * matrix.yx).item()
    return Place(lon, lat, crs, x, y, map_scale=ground**-0.5)


def _series(table: _Table, place: Place, satellites: Sequence[str]) -> PointSeries:
    names = tuple(dict.fromkeys(satellites))
    if len(names) > _MOST_SATELLITES:
        raise table.unreadable(0, satellites[0])
    codes = {name: code for code, name in enumerate(names)}
    mid = table.dates("mid_date")
    nowhen = np.full(len(mid), np.datetime64("NaT"), "datetime64[ns]")
    values: dict[str, Any] = {name: table.floats(name).astype(np.float32) for name in _VALUES}
    series = PointSeries(
        place=place,
        mid_date=mid,
        date_1=nowhen,
        date_2=nowhen,
        separation=table.floats("separation"),
        satellite=np.array([codes[name] for name in satellites], np.uint8),
        satellites=names,
        source=np.zeros(len(mid), np.uint8),
        sources=(str(table.path),),
        layer=np.arange(len(mid)),
        **values,
    )
    return series.at(np.argsort(mid, kind="stable"))
