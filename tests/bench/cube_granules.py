"""The granules that cube builders are timed with: 100 real-size V2 files in two UTM zones.

Each is 1,600 by 1,600 cells in the archive's chunks (768 x 1,600, zlib 2 and shuffle), 60 % valid
in patches, with seven variables on the grid, and covers a polygon of 30 by 20 km where both zones
meet. The ground moves smoothly; what was measured of it is noisy, as far as makes files of 5 to
7 MB. They are always the same, are made once, and stay in ``build/bench``.

Written by netCDF4 alone, with the headers of the simulated archive: nothing here knows the plugin.

Run as ``python -m tests.bench.cube_granules`` to have them made, and be told where they are.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path

import netCDF4
import numpy as np

from tests.archive import header, projections, truth
from tests.archive.granule_file import Measured
from tests.archive.layout import CELL, PHASES, Frame
from tests.archive.pairs import Granule
from tests.archive.scenes import Scene
from tests.archive.writers import write_dataset
from tests.bench.cube_variables import VARIABLES
from tests.tools.layout import BUILD

VERSION = 1  # of what the files hold: another one makes them anew
COUNT = 100
SIDE = 1600  # cells
ZONES = (32607, 32607, 32607, 32608, 32608)  # dealt out in turn
VALID_SHARE, VALID_NEAR = 0.6, 0.03  # of a granule, and how near to it the polygon's share is
BYTES = 5_000_000, 7_000_000
# 30 by 20 km around 138 W, 60 N
AREA = {
    "type": "Polygon",
    "coordinates": [
        [
            [-138.2690, 59.9103],
            [-137.7310, 59.9103],
            [-137.7310, 60.0897],
            [-138.2690, 60.0897],
            [-138.2690, 59.9103],
        ]
    ],
}

_MARK = "complete.json"
_FRAMES = ("061017", "062017", "061018", "063017")  # Landsat paths and rows
_EDGE = 60  # cells that a granule reaches beyond the polygon at least
_REACH = SIDE  # cells of the common ground on every side of the polygon's middle


def granules() -> list[Granule]:
    """The catalogue of the bench: no image and no date is used twice."""
    made = []
    for number in range(COUNT):
        rng = np.random.default_rng([1906, number])
        start = datetime(2014, 2, 20, tzinfo=timezone.utc) + timedelta(days=38 * number)
        apart = 16 * int(rng.integers(2, 8))
        scenes = []
        for day in (start, start + timedelta(days=apart)):
            # Landsat's overpass: seconds and their fraction are never the same
            clock = timedelta(hours=20, minutes=13, microseconds=int(rng.integers(0, 120_000_000)))
            acquired = day + clock
            processed = max(acquired, datetime(2020, 9, 5, tzinfo=timezone.utc))
            satellite = "89"[day.year >= 2022]
            frame = _FRAMES[number % len(_FRAMES)]
            scenes.append(Scene(satellite, frame, acquired, processed + timedelta(days=12)))
        epsg = ZONES[number % len(ZONES)]
        made.append(Granule(scenes[0], scenes[1], epsg, 100 * VALID_SHARE, False, 7 * number))
    return made


def ensure_granules(folder: Path | None = None) -> Path:
    """Make the granules where they are not there already, whole.

    Returns:
        Their folder, which holds ``area.json`` too.
    """
    folder = folder or BUILD / "bench" / f"cube-granules-{VERSION}"
    mark = folder / _MARK
    if mark.exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)  # what an interrupted run left
    folder.mkdir(parents=True)
    (folder / "area.json").write_text(json.dumps(AREA), encoding="utf-8")
    jobs = [(folder, granule) for granule in granules()]
    # one zone after the other: each process needs the ground of one at a time
    jobs.sort(key=lambda job: job[1].epsg)
    with multiprocessing.get_context("spawn").Pool(os.cpu_count()) as pool:
        sizes = pool.starmap(_write, jobs, chunksize=1)
    part = mark.with_suffix(".part")
    part.write_text(json.dumps({"granules": len(sizes), "bytes": sum(sizes)}), encoding="utf-8")
    part.replace(mark)
    return folder


def window(epsg: int) -> tuple[float, float, float, float]:
    """Extent of the polygon in a projection: x and y from, x and y to, metres."""
    x, y = truth.to_map(epsg, *np.array(AREA["coordinates"][0]).T)
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def _frame(granule: Granule) -> Frame:
    """The granule's grid: on the common lattice, anywhere as long as it covers the polygon."""
    rng = np.random.default_rng([1907, granule.seed])
    x_from, y_from, x_to, y_to = window(granule.epsg)
    x_phase, y_phase = PHASES[CELL]
    columns, rows = (
        int(rng.integers(_EDGE, SIDE - _EDGE - length / CELL))
        for length in (x_to - x_from, y_to - y_from)
    )
    left = (round((x_from - x_phase) / CELL) - columns) * CELL + x_phase
    top = (round((y_to - y_phase) / CELL) + rows) * CELL + y_phase
    cells = np.arange(SIDE) * CELL
    return Frame(left + cells, top - cells)


def _waves(frame: Frame, rng: np.random.Generator, lengths: tuple[float, float]) -> np.ndarray:
    """A smooth random field of unit variance on a grid; wave lengths in metres, from and to."""
    count = 14
    x, y = frame.x[None, :] - frame.x.mean(), frame.y[:, None] - frame.y.mean()
    total = np.zeros((y.size, x.size), dtype=np.float32)
    for _ in range(count):
        k = 2 * np.pi / rng.uniform(*lengths)
        angle, phase = rng.uniform(0, np.pi), rng.uniform(0, 2 * np.pi)
        across, along = k * np.cos(angle) * x + phase, k * np.sin(angle) * y
        # sin(a + b), which needs no sine of every cell
        total += np.sin(across).astype(np.float32) * np.cos(along).astype(np.float32)
        total += np.cos(across).astype(np.float32) * np.sin(along).astype(np.float32)
    return total * np.float32(np.sqrt(2 / count))


@cache
def _ground(epsg: int) -> tuple[Frame, np.ndarray, np.ndarray]:
    """The motion of the ground, m/yr in the projection, on a grid around the polygon.

    Fast ice in winding bands between slow ice. Frames in both projections see the same ground:
    its speed and azimuth hang on longitude and latitude.
    """
    x_from, y_from, x_to, y_to = window(epsg)
    x_phase, y_phase = PHASES[CELL]
    left = (round(((x_from + x_to) / 2 - x_phase) / CELL) - _REACH) * CELL + x_phase
    top = (round(((y_from + y_to) / 2 - y_phase) / CELL) + _REACH) * CELL + y_phase
    cells = np.arange(2 * _REACH) * CELL
    frame = Frame(left + cells, top - cells)
    lon, lat = truth.to_lonlat(epsg, *np.meshgrid(frame.x, frame.y))
    east, north = (lon + 138) * 55.8, (lat - 60) * 111.4  # kilometres
    bends = np.sin(north / 17 + np.sin(east / 23)) + np.sin(east / 13 - 0.6 * np.cos(north / 9))
    speed = 6 + 900 * np.exp(-30 * bends**2)
    azimuth = 2.4 + 1.1 * np.sin(east / 31 + 0.4) + 0.9 * np.cos(north / 27)
    # grid north lies off true north by the convergence of the meridians
    meridian = epsg % 100 * 6 - 183
    turned = azimuth - np.radians(lon - meridian) * np.sin(np.radians(lat))
    vx, vy = speed * np.sin(turned), speed * np.cos(turned)
    return frame, vx.astype(np.float32), vy.astype(np.float32)


def _valid(frame: Frame, granule: Granule) -> np.ndarray:
    """Which cells hold data: patches some kilometres wide, the same share in the polygon."""
    x_from, y_from, x_to, y_to = window(granule.epsg)
    rows = (frame.y >= y_from) & (frame.y <= y_to)
    columns = (frame.x >= x_from) & (frame.x <= x_to)
    rng = np.random.default_rng([1908, granule.seed])
    for _ in range(200):
        field = _waves(frame, rng, (6_000.0, 18_000.0))
        valid = field > np.quantile(field[::4, ::4], 1 - VALID_SHARE)
        if abs(valid[np.ix_(rows, columns)].mean() - VALID_SHARE) < VALID_NEAR:
            return valid
    raise RuntimeError(f"no patches fit the polygon in {granule.granule_id}")


def _measure(granule: Granule) -> Measured:
    frame = _frame(granule)
    rng = np.random.default_rng([1909, granule.seed])
    noise = rng.uniform(2, 7)
    whole, *motion = _ground(granule.epsg)
    row = round((whole.y[0] - frame.y[0]) / CELL)
    column = round((frame.x[0] - whole.x[0]) / CELL)
    there = slice(row, row + SIDE), slice(column, column + SIDE)
    shape = SIDE, SIDE
    vx, vy = (
        part[there] + np.float32(noise) * rng.standard_normal(shape, dtype=np.float32)
        for part in motion
    )
    v = np.hypot(vx, vy)
    error_x, error_y = (errors.best for errors in header.error_terms(granule))
    v_error = np.hypot(error_x * vx, error_y * vy) / np.maximum(v, 1e-6)
    valid = _valid(frame, granule)
    doublings = np.digitize(_waves(frame, rng, (15_000.0, 60_000.0)), [0.5, 1.3, 2.2])
    chips = np.where(valid, 240 * 2**doublings, 0).astype(np.uint16)
    interpolated = rng.random(shape, dtype=np.float32) < 0.04 + 0.12 * (doublings > 0)
    arrays = {
        name: np.where(valid, np.rint(values), header.FILL).astype(np.int16)
        for name, values in {"vx": vx, "vy": vy, "v": v, "v_error": v_error}.items()
    }
    arrays["chip_size_width"] = arrays["chip_size_height"] = chips
    arrays["interp_mask"] = (valid & interpolated).astype(np.uint8)
    return Measured(frame, valid, arrays)


def _write(folder: Path, granule: Granule) -> int:
    """Write one granule, which appears whole or not at all; return its size."""
    measured = _measure(granule)
    share = round(100 * float(measured.valid.mean()), 1)
    granule = replace(granule, valid_percentage=share)
    path = folder / f"{granule.granule_id}.nc"
    part = path.with_suffix(".part")
    with netCDF4.Dataset(part, "w", format="NETCDF4") as dataset:
        write_dataset(dataset, granule, measured)
        assert set(VARIABLES) < set(dataset.variables)
        assert dataset["vx"].chunking() == [768, SIDE]
        assert dataset["mapping"].spatial_epsg == granule.epsg
        expected = projections.mapping_attributes(granule.epsg, measured.frame)
        assert dataset["mapping"].GeoTransform == expected["GeoTransform"]
    size = part.stat().st_size
    if not BYTES[0] <= size <= BYTES[1]:
        raise RuntimeError(f"{path.name} has {size} bytes, not 5 to 7 million")
    part.replace(path)
    return size


if __name__ == "__main__":
    print(ensure_granules())
