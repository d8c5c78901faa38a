"""Records of points as the tables that other ITS_LIVE tools write, for whoever reads those."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import numpy as np

from .table import PointSeries

_VALUES = ("v", "v_error", "vx", "vx_error", "vy", "vy_error")
_AFTER_PLACE = (*(f"{name} [m/yr]" for name in _VALUES), "date_dt [days]", "mission", "satellite",
                "epsg")  # fmt: skip
#: Columns of itslive-py 0.6, and of its earlier versions and the notebooks.
ITSLIVE_PY = ("mid_date", "lon", "lat", *_AFTER_PLACE)
ITSLIVE_PY_EARLIER = ("mid_date", "lat", "lon", *_AFTER_PLACE)
_MAPPIN = "mid_date, v [m/yr], satellite, dt (days)\n"
_MAPPIN_TITLE = "# Level 2 Image-Pair Data\n"
_PLACES = 4


def itslive_py_csv(series: PointSeries, *, earlier: bool = False) -> str:
    """A record as itslive-py exports it.

    Like there, rows that lack any of the numbers are left out, coordinates are in degrees to four
    decimals, and separations are whole days. Components are as stored.

    Args:
        series: the record.
        earlier: latitude before longitude, as until version 0.5.
    """
    rows = np.isfinite(series.separation)
    for name in _VALUES:
        rows = rows & np.isfinite(getattr(series, name))
    chosen = series.at(np.flatnonzero(rows))
    lon, lat = (round(each, _PLACES) for each in (series.place.lon, series.place.lat))
    codes = [_mission_and_code(name) for name in series.satellites]
    epsg = "" if series.place.epsg is None else series.place.epsg
    place = (lat, lon) if earlier else (lon, lat)
    columns = [_shortest(getattr(chosen, name)) for name in _VALUES]
    table = (
        (mid, *place, *values, int(days), *codes[satellite], epsg)
        for mid, days, satellite, *values in zip(
            _moments(chosen.mid_date), chosen.separation, chosen.satellite, *columns
        )
    )
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(ITSLIVE_PY_EARLIER if earlier else ITSLIVE_PY)
    writer.writerows(table)
    return text.getvalue()


def itslive_py_name(series: PointSeries, *, earlier: bool = False) -> str:
    """The name that itslive-py gives the file."""
    lon, lat = (round(each, _PLACES) for each in (series.place.lon, series.place.lat))
    return f"LAT{lat}--LON{lon}.csv" if earlier else f"LON{lon}--LAT{lat}.csv"


def mappin_csv(series: PointSeries, *, earlier: bool = False) -> str:
    """A record as the ITS_LIVE web app exports it: speeds with satellite and separation.

    Args:
        series: the record; rows without a speed or separation are left out.
        earlier: without the title that the app writes since it has annual composites.
    """
    rows = np.flatnonzero(np.isfinite(series.v) & np.isfinite(series.separation))
    names = [_group_words(name) for name in series.satellites]
    # Truncated to milliseconds, as dates of JavaScript are.
    mids = np.datetime_as_string(series.mid_date[rows].astype("datetime64[ms]"), unit="ms")
    lines = (
        f"{mid}Z,{_plain(v)}, {names[satellite]}, {round(days)} \n"
        for mid, v, satellite, days in zip(
            mids, series.v[rows], series.satellite[rows], series.separation[rows]
        )
    )
    return "".join((*(() if earlier else (_MAPPIN_TITLE,)), _MAPPIN, *lines))


def mappin_name(series: PointSeries) -> str:
    """The name that the web app gives the file; it has the only word of the place."""
    lon, lat = (round(each, _PLACES) for each in (series.place.lon, series.place.lat))
    return f"lat_{lat}_lon_{lon}.csv"


def _moments(mids: np.ndarray) -> Iterable[str]:
    """Dates as pandas writes them: with nanoseconds where there is any."""
    texts = np.datetime_as_string(mids, unit="ns")
    return (text.replace("T", " ").removesuffix(".000000000") for text in texts)


def _shortest(values: np.ndarray) -> list[str]:
    """Each number in as few digits as tell it, with at least one decimal."""
    return [str(each) for each in values]


def _plain(value: np.floating) -> str:
    """As JavaScript writes numbers: 143, 143.5."""
    return str(value).removesuffix(".0")


def _mission_and_code(name: str) -> tuple[str, str]:
    """``L`` and ``8``, ``S`` and ``1A``; another name is its own code."""
    for beginning in ("Landsat ", "Sentinel-"):
        if name.startswith(beginning):
            return beginning[0], name[len(beginning) :]
    return "", name


def _group_words(name: str) -> str:
    """``Sentinel-2B`` as ``Sentinel 2``."""
    mission, code = _mission_and_code(name)
    return f"Sentinel {code[:1]}" if mission == "S" else name
