"""The numbers of a record that can be looked at: speeds and components, and in which units.

``v, vx, vy`` are as stored, of official cubes metres of the map grid. East and north are true, in
metres on the ground. Along and across are turned into the median flow, in the metres of ``v``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..errors import QT_TRANSLATE_NOOP
from ..science.grid import Grid
from ..science.outliers import Flow, median_flow, usable
from ..science.rotation import VectorTransform
from ..science.seasonal import DAYS_IN_YEAR
from ..science.statistics import speed_error
from ..science.true_north import ground_transform
from .selection import vectors
from .table import GROUND, MAP, Place, PointSeries

PER_YEAR, PER_DAY = "m/yr", "m/d"

#: What can be looked at, and how it is called; marked for translation.
LABELS = {
    "v": QT_TRANSLATE_NOOP("Messages", "Speed"),
    "vx": QT_TRANSLATE_NOOP("Messages", "Velocity along x of the map"),
    "vy": QT_TRANSLATE_NOOP("Messages", "Velocity along y of the map"),
    "v_east": QT_TRANSLATE_NOOP("Messages", "Velocity to true east"),
    "v_north": QT_TRANSLATE_NOOP("Messages", "Velocity to true north"),
    "along": QT_TRANSLATE_NOOP("Messages", "Velocity along the flow"),
    "across": QT_TRANSLATE_NOOP("Messages", "Velocity across the flow, to its left"),
}
COMPONENTS = tuple(LABELS)
_TRUE = ("v_east", "v_north")


@dataclass(frozen=True)
class Unit:
    """In what velocities are told.

    Attributes:
        per: :data:`PER_YEAR` or :data:`PER_DAY`.
        metres: of the map grid or on the ground, ``table.MAP`` or ``table.GROUND``.
    """

    per: str = PER_YEAR
    metres: str = MAP

    @property
    def label(self) -> str:
        """What stands behind a number, in words; marked for translation."""
        return _UNIT_LABELS[self.per, self.metres]


_UNIT_LABELS = {
    (PER_YEAR, MAP): QT_TRANSLATE_NOOP("Messages", "m/yr of the map grid"),
    (PER_YEAR, GROUND): QT_TRANSLATE_NOOP("Messages", "m/yr on the ground"),
    (PER_DAY, MAP): QT_TRANSLATE_NOOP("Messages", "m/d of the map grid"),
    (PER_DAY, GROUND): QT_TRANSLATE_NOOP("Messages", "m/d on the ground"),
}


@dataclass(frozen=True, eq=False)
class Component:
    """One number for each row of a record.

    Attributes:
        name: one of :data:`COMPONENTS`.
        values: (n,), NaN where missing.
        error: one-sigma errors, (n,), NaN where unknown.
        unit: of both.
    """

    name: str
    values: np.ndarray
    error: np.ndarray
    unit: Unit

    @property
    def label(self) -> str:
        """Its name in words, marked for translation."""
        return LABELS[self.name]

    def per(self, per: str) -> Component:
        """The same in metres per year or per day; a year has 365.25 days."""
        if per == self.unit.per:
            return self
        factor = DAYS_IN_YEAR if per == PER_YEAR else 1 / DAYS_IN_YEAR
        return self._times(factor, replace(self.unit, per=per))

    def in_metres(self, metres: str, place: Place) -> Component:
        """The same in metres of the map grid or on the ground, by the map's scale at a place."""
        if metres == self.unit.metres:
            return self
        factor = place.map_scale if metres == MAP else 1 / place.map_scale
        return self._times(factor, replace(self.unit, metres=metres))

    def _times(self, factor: float, unit: Unit) -> Component:
        return Component(self.name, self.values * factor, self.error * factor, unit)


def component(
    series: PointSeries, name: str, mask: np.ndarray | None = None, flow: Flow | None = None
) -> Component:
    """A component of a record with its errors, m/yr.

    Errors of the two stored components are taken as independent, as ``science.statistics`` does,
    and added in squares.

    Args:
        series: the record.
        name: one of :data:`COMPONENTS`.
        mask: bool (n,), the rows whose median flow is what ``along`` and ``across`` refer to; by
            default all that can be velocities.
        flow: that flow, where it is known already.

    Raises:
        ValueError: there is no such component.
    """
    unit = Unit(PER_YEAR, series.place.metres)
    if name == "v":
        return Component(name, series.v, _error_of_v(series), unit)
    if name in ("vx", "vy"):
        return Component(name, getattr(series, name), getattr(series, f"{name}_error"), unit)
    if name in _TRUE:
        turned = to_true_north(series)[_TRUE.index(name)]
        return Component(name, *turned, Unit(PER_YEAR, GROUND))
    if name not in COMPONENTS:
        raise ValueError(f"{name} is none of {', '.join(COMPONENTS)}")
    flow = flow or flow_of(series, mask)
    vx, vy = vectors(series)
    values = (flow.along if name == "along" else flow.across)(vx, vy)
    ux, uy = (flow.ux, flow.uy) if name == "along" else (-flow.uy, flow.ux)
    return Component(name, values, _turned_error(series, ux, uy), unit)


def flow_of(series: PointSeries, mask: np.ndarray | None = None) -> Flow:
    """The median flow of some rows of a record; see ``science.outliers.median_flow``."""
    vx, vy = vectors(series)
    mask = usable(vx, vy) if mask is None else mask & usable(vx, vy)
    rows = np.flatnonzero(mask)
    return median_flow(np.ones(rows.size, bool), vx[rows], vy[rows], series.separation[rows])


def to_true_north(
    series: PointSeries,
) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Velocities to the true east and north on the ground, m/yr, each with its errors.

    By the Jacobian of the projection at the place, see ``science.true_north``; where the record is
    in metres on the ground already, by its rotation alone. NaN where the projection is not known.
    """
    if not series.place.crs:
        unknown = np.full(len(series), np.nan)
        return (unknown, unknown), (unknown, unknown)
    matrix = _matrix(series.place)
    if series.place.metres == GROUND:
        matrix = matrix.without_scale()
    east, north = matrix.apply(series.vx, series.vy)
    return (
        (east, _turned_error(series, matrix.xx, matrix.xy)),
        (north, _turned_error(series, matrix.yx, matrix.yy)),
    )


def _matrix(place: Place) -> VectorTransform:
    x, y = place.x, place.y
    if place.pixel_x is not None and place.pixel_y is not None:
        x, y = place.pixel_x, place.pixel_y
    cell = ground_transform(Grid(place.crs, x, y, 1.0, 1.0, 1, 1))
    return VectorTransform(*(each.ravel() for each in (cell.xx, cell.xy, cell.yx, cell.yy)))


def _turned_error(series: PointSeries, by_x: np.ndarray, by_y: np.ndarray) -> np.ndarray:
    """The error of ``by_x * vx + by_y * vy``."""
    if not np.isfinite(series.vx).any():
        return series.v_error
    return np.hypot(by_x * series.vx_error, by_y * series.vy_error)


def _error_of_v(series: PointSeries) -> np.ndarray:
    """The errors as stored; where there is none, from those of the components."""
    if np.isfinite(series.v_error).all():
        return series.v_error
    carried = speed_error(series.vx, series.vy, series.vx_error, series.vy_error)
    return np.where(np.isfinite(series.v_error), series.v_error, carried)
