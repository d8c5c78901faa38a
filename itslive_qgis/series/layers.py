"""What an official cube tells of its layers: dates, satellites and errors, in order of mid-date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..archive.satellites import satellite_name
from .zarr_meta import ArrayInfo

#: One-dimensional arrays without which no series can be drawn.
FIRST = ("mid_date", "date_dt", "mission_img1", "satellite_img1", "vx_error", "vy_error")
#: And those that tell more of each pair.
FURTHER = ("acquisition_date_img1", "acquisition_date_img2", "mission_img2", "satellite_img2")
_NANOSECONDS = {
    "days": 86_400_000_000_000,
    "hours": 3_600_000_000_000,
    "minutes": 60_000_000_000,
    "seconds": 1_000_000_000,
    "milliseconds": 1_000_000,
    "microseconds": 1_000,
    "nanoseconds": 1,
}
_DAY = _NANOSECONDS["days"]
#: Stands for no time where nothing else is told to, as it does in numpy.
NO_TIME = np.iinfo(np.int64).min
_ASCII = 128
_LARGEST_TABLE = 1 << 21
_MOST_LETTERS = 8  # of what is counted by code instead of being sorted


@dataclass(frozen=True, eq=False)
class Layers:
    """Each of shape (layers,), in order of mid-date; see ``PointSeries`` for what they hold.

    Attributes:
        order: of each its index in the store; what has no date comes last.
    """

    mid_date: np.ndarray
    separation: np.ndarray
    satellite: np.ndarray
    satellites: tuple[str, ...]
    vx_error: np.ndarray
    vy_error: np.ndarray
    order: np.ndarray


@dataclass(frozen=True, eq=False)
class Pairs:
    """What identifies the pairs, each of shape (layers,), in order of mid-date."""

    date_1: np.ndarray
    date_2: np.ndarray
    satellite_2: np.ndarray
    satellites_2: tuple[str, ...]


def layers_of(arrays: Mapping[str, np.ndarray], infos: Mapping[str, ArrayInfo]) -> Layers:
    """Decode the arrays of :data:`FIRST`; all but ``mid_date`` may be missing.

    Args:
        arrays: by name, as stored.
        infos: of the store.
    """
    mid_date = dates(arrays["mid_date"], infos["mid_date"])
    count = len(mid_date)
    codes, names = _satellites(arrays, "1", count)
    order = np.argsort(mid_date, kind="stable")
    return Layers(
        mid_date=mid_date[order],
        separation=_days(arrays, infos, count)[order],
        satellite=codes[order],
        satellites=names,
        vx_error=numbers(arrays, infos, "vx_error", count)[order],
        vy_error=numbers(arrays, infos, "vy_error", count)[order],
        order=order,
    )


def pairs_of(
    arrays: Mapping[str, np.ndarray], infos: Mapping[str, ArrayInfo], order: np.ndarray
) -> Pairs:
    """Decode the arrays of :data:`FURTHER`, any of which may be missing.

    Args:
        arrays: by name, as stored.
        infos: of the store.
        order: of the layers by mid-date.
    """
    count = order.size
    no_date = np.full(count, np.datetime64("NaT", "ns"))
    first, second = (
        dates(arrays[name], infos[name]) if name in arrays else no_date for name in FURTHER[:2]
    )
    codes, names = _satellites(arrays, "2", count)
    early, late = np.fmin(first, second)[order], np.fmax(first, second)[order]
    return Pairs(early, late, codes[order], names)


def dates(values: np.ndarray, info: ArrayInfo) -> np.ndarray:
    """Dates as CF has them (``days since 1970-01-01``), datetime64[ns]; NaT where missing.

    As xarray decodes them, to the nanosecond.

    Raises:
        ValueError: the unit is none of time.
    """
    unit, _, since = str(info.attributes.get("units", "")).partition(" since ")
    unit = _plural(unit)
    if unit not in _NANOSECONDS or not since or values.dtype.kind not in "iuf":
        raise ValueError(f"{info.name}: {info.attributes.get('units')!r} is no unit of dates")
    epoch = np.datetime64(since.strip().replace(" ", "T").rstrip("Z"), "ns")
    held = present(values, info) & (np.isfinite(values) & (values != NO_TIME))
    kind = np.float64 if values.dtype.kind == "f" else np.int64
    steps = np.where(held, values, 0).astype(kind) * kind(_NANOSECONDS[unit])
    found = epoch + steps.astype(np.int64).astype("timedelta64[ns]")
    found[~held] = np.datetime64("NaT")
    return found


def _plural(unit: str) -> str:
    unit = unit.strip().lower()
    return unit if unit.endswith("s") else f"{unit}s"


def present(values: np.ndarray, info: ArrayInfo) -> np.ndarray:
    """Where there is a value; of that shape."""
    held = ~np.isnan(values) if values.dtype.kind == "f" else np.ones(values.shape, bool)
    for missing in info.missing:
        held &= values != missing
    return held


def numbers(
    arrays: Mapping[str, np.ndarray], infos: Mapping[str, ArrayInfo], name: str, count: int
) -> np.ndarray:
    """An array as float32 with NaN where missing; all NaN where the store has none."""
    if name not in arrays:
        return np.full(count, np.nan, np.float32)
    values = arrays[name]
    return np.where(present(values, infos[name]), values, np.nan).astype(np.float32)


def _days(
    arrays: Mapping[str, np.ndarray], infos: Mapping[str, ArrayInfo], count: int
) -> np.ndarray:
    if "date_dt" not in arrays:
        return np.full(count, np.nan)
    info = infos["date_dt"]
    unit = _plural(str(info.attributes.get("units", "days")))
    values = np.where(present(arrays["date_dt"], info), arrays["date_dt"], np.nan)
    return values.astype(float) * (_NANOSECONDS.get(unit, _DAY) / _DAY)


def _satellites(
    arrays: Mapping[str, np.ndarray], image: str, count: int
) -> tuple[np.ndarray, tuple[str, ...]]:
    """Codes (layers,) uint8 of the satellites' names, and the names."""
    missions = arrays.get(f"mission_img{image}")
    numbers_of = arrays.get(f"satellite_img{image}")
    if missions is None or numbers_of is None:
        return np.zeros(count, np.uint8), ("",)
    mission_codes, mission_texts = _coded(missions)
    number_codes, number_texts = _coded(numbers_of)
    both = mission_codes.astype(np.int64) * len(number_texts) + number_codes
    there = np.flatnonzero(np.bincount(both, minlength=1))
    names = [
        _name(mission_texts[each // len(number_texts)], number_texts[each % len(number_texts)])
        for each in there
    ]
    distinct = tuple(dict.fromkeys(names))
    table = np.zeros(int(both.max(initial=0)) + 1, np.uint8)
    for each, name in zip(there, names):
        table[each] = distinct.index(name)
    return table[both], distinct or ("",)


def _coded(texts: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Codes of texts, and the texts; sorting 200,000 texts would take a fifth of a second."""
    if texts.dtype.kind == "U" and texts.dtype.itemsize <= 4 * _MOST_LETTERS:
        letters = np.ascontiguousarray(texts).view(np.uint32).reshape(len(texts), -1)
        if not letters.size or int(letters.max()) < _ASCII:
            keys = np.zeros(len(texts), np.int64)
            for letter in letters.T:
                keys = keys * _ASCII + letter
            found, codes = _distinct(keys, _ASCII ** letters.shape[1])
            return codes, [_text(int(key), letters.shape[1]) for key in found]
    found, codes = np.unique(texts.astype(str), return_inverse=True)
    return codes, [str(each) for each in found]


def _distinct(keys: np.ndarray, limit: int) -> tuple[np.ndarray, np.ndarray]:
    """The keys there are, rising, and for each of ``keys`` its place among them."""
    if limit > _LARGEST_TABLE:
        return np.unique(keys, return_inverse=True)
    there = np.zeros(limit, bool)
    there[keys] = True
    return np.flatnonzero(there), (np.cumsum(there) - 1)[keys]


def _text(key: int, length: int) -> str:
    letters = []
    for _ in range(length):
        key, letter = divmod(key, _ASCII)
        letters.append(chr(letter))
    return "".join(reversed(letters)).rstrip("\0")


def _name(mission: str, number: str) -> str:
    """``"L"`` and ``"8"``, or ``"8.0"`` as older cubes have it: ``"Landsat 8"``."""
    number = number.strip().partition(".")[0]
    if mission == "S":
        return satellite_name(f"S{number}")
    if mission == "L":
        return f"Landsat {number}"
    return satellite_name(f"{mission}{number}")
