"""What there is of a point in the archive's cubes."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import ItsliveError
from .table import PointSeries


@dataclass(frozen=True)
class Answer:
    """What there is of a point.

    Attributes:
        lon: of the point, degrees.
        lat: likewise.
        series: its record; None where no cube holds the point.
        cubes: addresses of the cubes that hold it.
        layers: layers of these, whether they have a value there or not.
        whole: whether everything has come.
        problem: why it has not, or why what is here may be old.
    """

    lon: float
    lat: float
    series: PointSeries | None
    cubes: tuple[str, ...]
    layers: int
    whole: bool
    problem: ItsliveError | None = None
