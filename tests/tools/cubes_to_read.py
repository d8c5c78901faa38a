"""Make a cube of the simulated archive as a file and as a store, for other programs to read.

    python -m tests.tools.cubes_to_read FOLDER ARCHIVE

leaves ``cube.nc`` and ``cube.zarr`` in the folder; the archive is made if it is not there.
"""

from __future__ import annotations

import sys
from pathlib import Path

from itslive_qgis.science.cube import build_cube
from tests.archive import build, truth

ENDINGS = ("nc", "zarr")


def make(folder: Path, archive: Path) -> None:
    """Build the cubes, of granules of both zones."""
    build.make(archive, build.Parameters())
    area = {"type": "Polygon", "coordinates": [[list(point) for point in truth.OUTLINE]]}
    for ending in ENDINGS:
        build_cube(str(folder / f"cube.{ending}"), folder=str(archive), area=area)


if __name__ == "__main__":
    make(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
