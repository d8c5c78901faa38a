"""Many granules out of few: copies with other dates and scenes, as if satellites had come again.

Run as ``python -m tests.bench.cube_copies SOURCE FOLDER TIMES``.
"""

from __future__ import annotations

import shutil
import sys
from datetime import datetime, timedelta
from pathlib import Path

import h5py
import numpy as np

APART = timedelta(days=3)  # ten copies stay between a granule of the source and the next one
_DAY = "%Y%m%d"


def make_copies(source: Path, folder: Path, times: int, apart: timedelta = APART) -> int:
    """Write every granule of the source ``times`` times; return how many there are then."""
    for path in sorted(source.glob("*.nc")):
        for number in range(times):
            later = number * apart
            first, second, rest = _parts(path.stem)
            first, second = _later_scene(first, later), _later_scene(second, later)
            copy = folder / f"{first}_X_{second}_{rest}.nc"
            if copy.exists():
                raise RuntimeError(f"two copies have the name {copy.name}")
            shutil.copyfile(path, copy)
            with h5py.File(copy, "r+") as file:
                _shift_header(file["img_pair_info"].attrs, later)
    return sum(1 for _ in folder.glob("*.nc"))


def _parts(name: str) -> tuple[str, str, str]:
    """Both scenes of a granule's name, and what follows them."""
    first, _, others = name.partition("_X_")
    second, _, rest = others.partition("_G0120")
    return first, second, f"G0120{rest}"


def _later_day(text: str, later: timedelta) -> str:
    """A date or time as the archive writes it, its first eight digits moved."""
    return f"{datetime.strptime(text[:8], _DAY) + later:{_DAY}}{text[8:]}"


def _later_scene(scene: str, later: timedelta) -> str:
    """A Landsat scene's name, acquired and processed later."""
    tokens = scene.split("_")
    tokens[3:5] = (_later_day(token, later) for token in tokens[3:5])
    return "_".join(tokens)


def _shift_header(pair: h5py.AttributeManager, later: timedelta) -> None:
    for name in list(pair):
        if name.startswith("id_img"):
            pair[name] = np.bytes_(_later_scene(pair[name].decode(), later))
        elif name.startswith(("acquisition_date", "processing_date", "date_center")):
            pair[name] = np.bytes_(_later_day(pair[name].decode(), later))


if __name__ == "__main__":
    print(make_copies(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))
