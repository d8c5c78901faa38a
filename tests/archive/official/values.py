"""What the 3-D variables of a cube hold in one block of pixels: the truth, spoilt.

- Noise about as large as the stated error, a part of it common to all pixels of a layer.
- Holes under clouds, where nothing was matched, and most of what lies in the shear margins.
- Ice that has gone too far between both images is not recognised: it is fill at most sites. At
  Jakobshavn most of it is matched with what stands still (a wall, a shadow): a few hundred m/yr
  instead of thousands, which is why long separations must be left out there.
- A few false matches everywhere, and some values beyond what 16 bits hold.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .. import glacier
from ..radar import HEADINGS, INCIDENCE
from ..scenes import RADAR_PIXEL
from ..sites import SITES
from ..truth import to_lonlat
from . import ground
from .cubes import BLOCK, CUBES, Cube
from .layers import Layers, layers
from .motion import MOTIONS, days_of

FILL = -32_767
LARGEST = 32_767
MATRIX_SCALE = 2e-5  # of M11 and M12 as they are stored, pixel/(meter/year)
COMMON = 0.5  # part of the noise that all pixels of a layer share
UNMATCHED, IN_SHEAR, FALSE = 0.05, 0.4, 0.006
INTERPOLATED = 0.08
FAST = 1_500.0  # m/yr on average, from which ice sticks to what stands still
STUCK_SITE, STUCK = "jakobshavn", 0.8  # where, and of how much of what is lost


@dataclass(frozen=True)
class Pixels:
    """The pixels of a block, flat."""

    x: np.ndarray
    y: np.ndarray
    along: np.ndarray
    across: np.ndarray
    base_x: np.ndarray
    base_y: np.ndarray

    @classmethod
    def of(cls, cube: Cube, row: int, column: int) -> Pixels:
        """The pixels of the chunk at a row and column of chunks."""
        x, y = np.meshgrid(
            cube.x[column * BLOCK :][:BLOCK],
            cube.y[row * BLOCK :][:BLOCK],
        )
        x, y = x.ravel(), y.ravel()
        bend = glacier.bend_coordinates(*to_lonlat(cube.epsg, x, y), SITES[cube.site])
        return cls(x, y, *bend, *ground.base(cube.site, cube.epsg, x, y))


def block(cube: Cube, row: int, column: int) -> dict[str, np.ndarray]:
    """Return the 3-D variables of a chunk, of shape (layers, pixels in y, pixels in x)."""
    pixels = Pixels.of(cube, row, column)
    rng = np.random.default_rng([2_024, CUBES.index(cube), row, column])
    made = spoilt(cube, layers(cube), pixels, rng)
    rows = cube.y[row * BLOCK :][:BLOCK].size
    return {name: array.reshape(len(array), rows, -1) for name, array in made.items()}


def spoilt(
    cube: Cube, held: Layers, pixels: Pixels, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Return the 3-D variables of some layers at some pixels, of shape (layers, pixels)."""
    vx, vy, valid = _measured(cube, held, pixels, rng)
    v = np.hypot(vx, vy)
    error_x, error_y = held.error_x[:, None], held.error_y[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        v_error = np.hypot(error_x * vx / v, error_y * vy / v)
    chips = np.where(np.hypot(pixels.base_x, pixels.base_y) > 1_000, 480, 240)
    light = valid & (rng.random(valid.shape, dtype=np.float32) < INTERPOLATED)
    made = {name: _stored(array, valid) for name, array in (("v", v), ("vx", vx), ("vy", vy))}
    made["v_error"] = _stored(np.where(v > 0, v_error, error_x), valid)
    made |= {name: _stored(array, valid) for name, array in _matrices(cube, held, pixels).items()}
    chips = np.where(valid, chips, 0).astype(np.uint16)
    made |= {"chip_size_height": chips, "chip_size_width": chips}
    made["interp_mask"] = light.astype(np.uint8)
    return made


def _stored(values: np.ndarray, valid: np.ndarray) -> np.ndarray:
    """Whole numbers as they are stored; what is too large becomes the largest."""
    whole = np.clip(np.rint(np.nan_to_num(values)), -LARGEST + 1, LARGEST).astype(np.int16)
    return np.where(valid & np.isfinite(values), whole, np.int16(FILL))


def _measured(
    cube: Cube, held: Layers, pixels: Pixels, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Components and where they are valid, of shape (layers, pixels)."""
    pairs = held.pairs
    mean = MOTIONS[cube.site].mean(days_of(pairs.date_1), days_of(pairs.date_2))[:, None]
    vx, vy = (base[None] * mean for base in (pixels.base_x, pixels.base_y))
    speed = np.hypot(vx, vy)
    valid = _seen(held, pixels, rng)
    lost = speed * pairs.days[:, None] / 365.25 > pairs.followed[:, None]
    if cube.site == STUCK_SITE:
        sticks = lost & (speed > FAST) & (rng.random(lost.shape, dtype=np.float32) < STUCK)
        slowed = np.where(sticks, pairs.stuck[:, None] / np.maximum(speed, 1), 1)
        vx, vy, lost = vx * slowed, vy * slowed, lost & ~sticks
    vx = vx + _noise(cube, held, 0, vx.shape, rng)
    vy = vy + _noise(cube, held, 1, vy.shape, rng)
    false = rng.random(vx.shape, dtype=np.float32) < FALSE
    count = int(false.sum())
    vx[false], vy[false] = rng.normal(0, 900, count), rng.normal(0, 900, count)
    beyond = held.saturated[:, None] & (rng.random(vx.shape, dtype=np.float32) < 0.1)
    vx[beyond], vy[beyond] = LARGEST, -30_000
    return vx, vy, valid & ~lost


def _noise(
    cube: Cube, held: Layers, axis: int, shape: tuple[int, ...], rng: np.random.Generator
) -> np.ndarray:
    """Noise of one component, m/yr; a part of it is that of the layer in all its blocks."""
    size = ((held.error_x, held.error_y)[axis] * held.pairs.scatter)[:, None]
    common = np.random.default_rng([79, CUBES.index(cube), axis]).normal(0, 1, (held.count, 1))
    alone = rng.standard_normal(shape, dtype=np.float32)
    return size * (np.sqrt(1 - COMMON**2) * alone + COMMON * common)


def _seen(held: Layers, pixels: Pixels, rng: np.random.Generator) -> np.ndarray:
    clear = np.broadcast_to(~held.empty[:, None], (held.count, pixels.x.size))
    for along, across, radius in (held.pairs.clouds[:, n].T for n in range(3)):
        squared = (pixels.along - along[:, None]) ** 2 + (pixels.across - across[:, None]) ** 2
        clear = clear & (squared > radius[:, None] ** 2)
    beside = np.abs(pixels.across)
    sheared = (beside > glacier.TRUNK_EDGE) & (beside < glacier.SHEAR_EDGE)
    chance = np.where(sheared, IN_SHEAR, UNMATCHED)
    return clear & (rng.random(clear.shape, dtype=np.float32) >= chance)


def _matrices(cube: Cube, held: Layers, pixels: Pixels) -> dict[str, np.ndarray]:
    """M11 and M12 of radar layers in units of their scale; not a number in others."""
    radar = np.char.startswith(held.pairs.satellite_1, "1")
    parts = np.full((2, held.count, pixels.x.size), np.nan)
    for frame, flight in enumerate(name[0] for name in SITES[cube.site].sentinel_1):
        step_x, step_y = ground.direction(
            cube.epsg, pixels.x, pixels.y, np.array(HEADINGS[flight] + 90)
        )
        squared = step_x**2 + step_y**2
        here = radar & (held.pairs.frame == frame)
        factor = range_factor(held)[here, None]
        for part, step in zip(parts, (step_x, step_y)):
            part[here] = step / squared * np.sin(INCIDENCE) / factor / MATRIX_SCALE
    return {"M11": parts[0], "M12": parts[1]}


def range_factor(held: Layers) -> np.ndarray:
    """Slant range velocity, m/yr, of a displacement by one pixel, of each layer."""
    return RADAR_PIXEL[0] / held.pairs.days * 365
