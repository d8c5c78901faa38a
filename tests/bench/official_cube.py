"""One official cube as large as ITS_LIVE's largest, for benches of point series.

It is the test archive's cube of Jakobshavn with 200,000 layers, of which only a row of chunks is
written. What a reader waits for is bytes, so the values are as hard to pack as real ones: a chunk
of ``vx`` has 1.1 to 1.2 MB.
"""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import fields, replace
from pathlib import Path

import numpy as np

from tests.archive import official
from tests.archive.items import BUCKET
from tests.archive.official import store
from tests.archive.official.cubes import BLOCK, Cube
from tests.archive.official.layers import Layers, layers
from tests.archive.official.values import Pixels, spoilt

LAYERS = 200_000
ROW, COLUMNS = 65, range(64, 70)  # of chunks, on the fast ice
SEED = 6
MOVED = 30 * 86_400  # s, by which layers are moved at most, so that those drawn twice differ
EMPTY = 0.49  # of the layers are fill, or not of this place, besides those that are in the archive
LEFT_OUT = ("granule_url", "M11", "M12", "chip_size_height", "chip_size_width", "interp_mask")


def cube() -> Cube:
    """The cube that is written; chunks of 20,000 layers by 10 by 10 pixels."""
    (found,) = official.find("jakobshavn", 3413)
    return found


def points(count: int) -> list[tuple[float, float]]:
    """Pixel centres with values in a row from west to east, x and y in the cube's projection."""
    x = cube().x[COLUMNS.start * BLOCK : COLUMNS.stop * BLOCK]
    y = float(cube().y[ROW * BLOCK + BLOCK // 2])
    chosen = np.linspace(0, x.size - 1, count).round().astype(int)
    return [(float(x[index]), y) for index in chosen]


def write_bench_cube(folder: Path, count: int = LAYERS) -> Path:
    """Return the folder of the store, made first unless it is there.

    :param folder: of benches; the store lies in it as in the bucket, so that a server of files can
        serve it: ``official-200000/its-live-data/datacubes/...zarr``
    :param count: layers
    """
    root = folder / f"official-{count}"
    stamp, path = root / "stamp", root / BUCKET / cube().key
    version = _version()
    if stamp.is_file() and stamp.read_text() == version:
        return path
    shutil.rmtree(root, ignore_errors=True)
    _write(path, count)
    stamp.write_text(version)
    return path


def _version() -> str:
    digest = hashlib.sha256()
    for source in (Path(__file__), *sorted(Path(official.__file__).parent.glob("*.py"))):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def _write(path: Path, count: int) -> None:
    held, chunk = _drawn(count), cube().time_chunk
    store.write_layers(path, cube(), held, LEFT_OUT)
    rng = np.random.default_rng([SEED, 1])
    for start in range(0, count, chunk):
        part = _at(held, np.arange(start, min(start + chunk, count)))
        for column in COLUMNS:
            made = spoilt(cube(), part, Pixels.of(cube(), ROW, column), rng)
            arrays = {
                name: array.reshape(-1, BLOCK, BLOCK)
                for name, array in made.items()
                if name not in LEFT_OUT
            }
            store.put(path, arrays, (start, ROW * BLOCK, column * BLOCK))


def _drawn(count: int) -> Layers:
    """Layers like those of the archive's cube, in no order, at other times."""
    rng = np.random.default_rng(SEED)
    held = _at(layers(cube()), rng.integers(0, layers(cube()).count, count))
    held = replace(held, empty=held.empty | (rng.random(count) < EMPTY))
    again = np.arange(count)
    while again.size:
        later = np.zeros(count, dtype="timedelta64[s]")
        later[again] = rng.integers(0, MOVED, again.size).astype("timedelta64[s]")
        dates = {"date_1": held.pairs.date_1 + later, "date_2": held.pairs.date_2 + later}
        held = replace(held, pairs=replace(held.pairs, **dates))
        _, first = np.unique(held.mid_dates, return_index=True)
        again = np.setdiff1d(np.arange(count), first)
    return held


def _at(held: Layers, index: np.ndarray) -> Layers:
    columns = {each.name: getattr(held, each.name) for each in fields(held)}
    pairs = columns.pop("pairs").at(index)
    return Layers(pairs=pairs, **{name: column[index] for name, column in columns.items()})
