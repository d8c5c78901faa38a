"""How far the layers of a cube of the whole archive are from where its ground really moves.

The cube is read with netCDF4 alone, and the truth comes from the archive: no line of the plugin.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import netCDF4
import numpy as np
from pyproj import Transformer

from tests.archive import truth
from tests.archive.pairs import Granule

FILL = -32767
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
#: Lower left corner of every pixel of 240 m, modulo 240.
CORNER_X, CORNER_Y = -7.5, 7.5


@dataclass(frozen=True)
class Kind:
    """Layers that are judged alike.

    Attributes:
        source, target: EPSG codes of the granule and of the cube.
        pixel: of the granule, metres.
        metres: ``map`` or ``ground``.
        made: ``copied`` or ``reprojected``; or ``filled``, the cells of a layer that came from
            the pair's granule in another projection (``source`` is that of the layer's own).
    """

    source: int
    target: int
    pixel: int
    metres: str
    made: str


@dataclass(frozen=True)
class Errors:
    """Errors of one kind's cells.

    Attributes:
        error: lengths of the vector errors, m/yr.
        beyond_linear: the same against what a linear interpolation between faultless pixels
            gives, m/yr; a copy has no interpolation.
        unrotated: what the errors would be had the source's components been taken as they are.
        unscaled: what they would be had the vectors kept their length in the source projection.
        speed: true speeds, m/yr.
        layers: how many layers there are.
    """

    error: np.ndarray
    beyond_linear: np.ndarray
    unrotated: np.ndarray
    unscaled: np.ndarray
    speed: np.ndarray
    layers: int

    @property
    def p95_beyond(self) -> float:
        """95th percentile of what exceeds 0.1 % of the speed."""
        return p95(self.error - 0.001 * self.speed)

    @property
    def p95_beyond_linear(self) -> float:
        """The same of the errors that linear interpolation does not explain."""
        return p95(self.beyond_linear - 0.001 * self.speed)


def p95(values: np.ndarray) -> float:
    return float(np.percentile(values, 95))


def layer_errors(cube: str | Path, files: dict[Granule, Path]) -> dict[Kind, Errors]:
    """Errors of a cube's layers, by kind.

    Long pairs that lost the fast ice are left out: what they hold there is no measurement.

    :param files: where each granule of the archive lies
    """
    granules = {granule.granule_id: granule for granule in files}
    found: dict[Kind, list[tuple[np.ndarray, ...]]] = defaultdict(list)
    with netCDF4.Dataset(cube) as data:
        data.set_auto_maskandscale(False)
        target = int(data["mapping"].spatial_epsg)
        x, y = np.meshgrid(data["x"][:], data["y"][:])
        for index, name in enumerate(data["granule"][:]):
            granule = granules[name]
            if "lost-fast-ice" in granule.special:
                continue
            layer = np.stack([data["vx"][index], data["vy"][index]])
            filled = np.zeros(x.shape, bool)
            if data["filled_percent"][index] > 0:
                filled = (layer[0] != FILL) & ~_own(granule, files[granule], target, x, y)
            ok = (layer[0] != FILL) & truth.trusted(target, x, y, 2 * granule.cell)
            dates = tuple(_moment(data[date][index]) for date in ("date_1", "date_2"))
            made = ("copied", "reprojected")[int(data["reprojected"][index])]
            metres = "ground" if data["map_scale_corrected"][index] else "map"
            for how, cells in ((made, ok & ~filled), ("filled", ok & filled)):
                if cells.any():
                    judged = _judged(
                        granule, target, how, dates, layer[:, cells], x[cells], y[cells]
                    )
                    found[Kind(granule.epsg, target, int(granule.cell), metres, how)].append(judged)
    return {
        kind: Errors(*(np.concatenate(part) for part in zip(*parts)), len(parts))
        for kind, parts in found.items()
    }


def _judged(
    granule: Granule,
    target: int,
    how: str,
    dates: tuple[datetime, ...],
    layer: np.ndarray,
    x: np.ndarray,
    y: np.ndarray,
) -> tuple[np.ndarray, ...]:
    """What :class:`Errors` holds, for some cells of a layer."""

    def true(at_x: np.ndarray, at_y: np.ndarray, epsg: int = target) -> np.ndarray:
        return np.stack(truth.components(epsg, at_x, at_y, *dates, ground=granule.is_old))

    if how == "copied":
        # A pixel of 240 m is repeated in four cells: it was measured at its own centre.
        faultless = linear = raw = true(*_centres(granule, x, y))
    else:
        faultless, linear = true(x, y), _interpolated(granule, target, x, y, true)
        to_source = Transformer.from_crs(target, granule.epsg, always_xy=True)
        raw = true(*to_source.transform(x, y), epsg=granule.epsg)
    speed = np.hypot(*faultless)
    return (
        np.hypot(*(layer - faultless)),
        np.hypot(*(layer - linear)),
        np.hypot(*(raw - faultless)),
        np.abs(np.hypot(*raw) - speed),
        speed,
    )


def table(rows: dict[Kind, Errors]) -> str:
    """The errors as text, a line for each kind."""
    lines = [
        f"{'granule':>7} {'cube':>7} {'pixel':>5} {'metres':6} {'made':11} {'layers':>6} "
        f"{'cells':>8} {'RMSE':>6} {'p95':>6} {'beyond 0.1 %':>12} {'not linear':>10} "
        f"{'unrotated':>9} {'unscaled':>8}  m/yr"
    ]
    for kind, found in sorted(rows.items(), key=lambda row: str(row[0])):
        rmse = float(np.sqrt(np.mean(found.error**2)))
        lines.append(
            f"{kind.source:7d} {kind.target:7d} {kind.pixel:5d} {kind.metres:6} {kind.made:11} "
            f"{found.layers:6d} {found.error.size:8d} {rmse:6.2f} {p95(found.error):6.2f} "
            f"{found.p95_beyond:12.2f} {found.p95_beyond_linear:10.2f} "
            f"{p95(found.unrotated):9.0f} {p95(found.unscaled):8.1f}"
        )
    return "\n".join(lines)


def _interpolated(
    granule: Granule,
    target: int,
    x: np.ndarray,
    y: np.ndarray,
    true: Callable[[np.ndarray, np.ndarray], np.ndarray],
) -> np.ndarray:
    """What lies linearly between the true vectors at the four pixels of the granule around."""
    to_source = Transformer.from_crs(target, granule.epsg, always_xy=True)
    source_x, source_y = to_source.transform(x, y)
    near_x, near_y = _centres(granule, source_x - granule.cell / 2, source_y - granule.cell / 2)
    right, up = (source_x - near_x) / granule.cell, (source_y - near_y) / granule.cell
    total = np.zeros((2, *x.shape))
    for i, across in ((0, 1 - right), (1, right)):
        for j, along in ((0, 1 - up), (1, up)):
            corner = near_x + i * granule.cell, near_y + j * granule.cell
            total += across * along * true(*to_source.transform(*corner, direction="INVERSE"))
    return total


def _own(granule: Granule, path: Path, target: int, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The cells for which the granule itself has pixels that hold a value."""
    with netCDF4.Dataset(path) as data:
        data.set_auto_maskandscale(False)
        held = np.squeeze(data["vx"][:]) != FILL
        left, top = float(data["x"][0]), float(data["y"][0])
    to_source = Transformer.from_crs(target, granule.epsg, always_xy=True)
    source_x, source_y = to_source.transform(x, y)
    column, row = (source_x - left) / granule.cell, (top - source_y) / granule.cell
    if target == granule.epsg:
        column, row = column.round(), row.round()
    else:
        return _all_four(held, row, column)
    inside = (column >= 0) & (column < held.shape[1]) & (row >= 0) & (row < held.shape[0])
    index = np.where(inside, row, 0).astype(int), np.where(inside, column, 0).astype(int)
    return inside & held[index]


def _all_four(held: np.ndarray, row: np.ndarray, column: np.ndarray) -> np.ndarray:
    """Where all four pixels around hold a value, so that one lies between them."""
    rows, columns = held.shape
    inside = (column >= 0) & (column < columns - 1) & (row >= 0) & (row < rows - 1)
    r, c = np.where(inside, row, 0).astype(int), np.where(inside, column, 0).astype(int)
    return inside & held[r, c] & held[r + 1, c] & held[r, c + 1] & held[r + 1, c + 1]


def _centres(granule: Granule, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The centres of the granule's pixels that hold places of its projection."""
    size = granule.cell
    return (
        np.floor((x - CORNER_X) / size) * size + CORNER_X + size / 2,
        np.floor((y - CORNER_Y) / size) * size + CORNER_Y + size / 2,
    )


def _moment(days: float) -> datetime:
    return EPOCH + timedelta(microseconds=round(float(days) * 86_400_000_000))
