"""The records of one point from several cubes as one: each image pair once.

Cubes of neighbouring projections overlap, and hold many pairs both. The first cube's rows stay as
they are stored; of the others the pairs are added that it has no value of, their components brought
to the axes and metres of its projection.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..science.rotation import VectorTransform, vector_transform
from .table import PointSeries

_COLUMNS = (
    *("mid_date", "date_1", "date_2", "separation", "layer"),
    *("v", "vx", "vy", "v_error", "vx_error", "vy_error"),
)


def merged(records: Sequence[PointSeries]) -> PointSeries:
    """Some records of one point as one, in order of mid-date.

    A pair is known by the times of its two images, to the second, and its satellite; where these
    times are not told, by its mid-date and the days between them. Where two rows of one cube have
    the same, they are of neighbouring scenes, and both stay.

    Args:
        records: at least one; of the first one all rows stay as they are.

    Raises:
        ValueError: there is none.
    """
    if not records:
        raise ValueError("no record")
    if len(records) == 1:
        return records[0]
    parts = [records[0]]
    known = _Known()
    known.add(records[0])
    for record in records[1:]:
        parts.append(_brought(record.at(~known.has(record)), records[0]))
        known.add(record)
    return _joined(parts)


class _Known:
    """The pairs of some records."""

    def __init__(self) -> None:
        self._pairs: set[tuple[int, int, str]] = set()
        self._middles: set[tuple[int, int, str]] = set()
        self._undated: set[tuple[int, int, str]] = set()  # of those whose images have no times

    def add(self, record: PointSeries) -> None:
        """Make a record's pairs known."""
        pairs, middles = _pairs(record), _middles(record)
        self._pairs.update(pair for pair in pairs if pair is not None)
        self._middles.update(middles)
        self._undated.update(middle for pair, middle in zip(pairs, middles) if pair is None)

    def has(self, record: PointSeries) -> np.ndarray:
        """Whether each of a record's pairs is known, (n,) bool."""
        found = [
            middle in self._middles
            if pair is None
            else pair in self._pairs or middle in self._undated
            for pair, middle in zip(_pairs(record), _middles(record))
        ]
        return np.array(found, bool)


def _middles(record: PointSeries) -> list[tuple[int, int, str]]:
    """Mid-date to the second, hours between the images, and satellite of each row."""
    seconds = record.mid_date.astype("datetime64[s]").astype(np.int64).tolist()
    hours = np.rint(np.nan_to_num(record.separation) * 24).astype(np.int64).tolist()
    return list(zip(seconds, hours, record.satellite_names.tolist()))


def _pairs(record: PointSeries) -> list[tuple[int, int, str] | None]:
    """What identifies each row's pair; None where its dates are not known."""
    # To the nearest one: cubes count days as fractions, by which a whole second may be just missed.
    half = np.timedelta64(500, "ms")
    dates = [(each + half).astype("datetime64[s]") for each in (record.date_1, record.date_2)]
    lost = np.isnat(dates[0]) | np.isnat(dates[1])
    first, second = (each.astype(np.int64).tolist() for each in dates)
    keys = zip(first, second, record.satellite_names.tolist())
    return [None if unknown else key for unknown, key in zip(lost.tolist(), keys)]


def _brought(record: PointSeries, first: PointSeries) -> PointSeries:
    """A record with its components along the axes of the first one's projection."""
    source, target = record.place, first.place
    if source.crs == target.crs or not len(record):
        return replace(record, place=target)
    turn = _turn(source.crs, target.crs, source.x, source.y)
    vx, vy = turn.apply(record.vx, record.vy)
    vx_error, vy_error = turn.carry_errors(record.vx_error, record.vy_error)
    # The speed as stored, in the other metres: a speed of the rounded components would be another.
    before = np.hypot(record.vx.astype(float), record.vy)
    ratio = np.divide(np.hypot(vx, vy), before, out=np.ones_like(before), where=before > 0)
    return replace(
        record,
        place=target,
        vx=vx.astype(np.float32),
        vy=vy.astype(np.float32),
        vx_error=vx_error.astype(np.float32),
        vy_error=vy_error.astype(np.float32),
        v=(record.v * ratio).astype(np.float32),
        v_error=(record.v_error * ratio).astype(np.float32),
    )


def _turn(source: str, target: str, x: float, y: float) -> VectorTransform:
    return vector_transform(source, target, np.asarray(x), np.asarray(y))


def _joined(parts: Sequence[PointSeries]) -> PointSeries:
    names = tuple(dict.fromkeys(name for part in parts for name in part.satellites))
    sources = tuple(dict.fromkeys(name for part in parts for name in part.sources))
    codes = [_recoded(part.satellite, part.satellites, names) for part in parts]
    origins = [_recoded(part.source, part.sources, sources) for part in parts]
    others = [_others(part) for part in parts]
    names_2 = tuple(dict.fromkeys(name for _, known in others for name in known))
    columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in _COLUMNS}
    whole = replace(
        parts[0],
        satellite=np.concatenate(codes),
        satellites=names,
        source=np.concatenate(origins),
        sources=sources,
        derived=any(part.derived for part in parts),
        satellite_2=np.concatenate([_recoded(codes, known, names_2) for codes, known in others]),
        satellites_2=names_2,
        **columns,
    )
    return whole.at(np.argsort(whole.mid_date, kind="stable"))


def _others(part: PointSeries) -> tuple[np.ndarray, tuple[str, ...]]:
    """Codes and names of the satellites of the second images; no name where they are not known."""
    if part.satellite_2 is None:
        return np.zeros(len(part), np.uint8), ("",)
    return part.satellite_2, part.satellites_2


def _recoded(codes: np.ndarray, names: tuple[str, ...], wanted: tuple[str, ...]) -> np.ndarray:
    table = np.array([wanted.index(name) for name in names], np.uint8)
    return table[codes] if len(names) else codes
