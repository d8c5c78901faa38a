"""The plugin's cube builder as a program of its own, for benches.

Run as ``python -m tests.bench.our_cube FOLDER AREA.json OUTPUT.nc``; prints as JSON how many
seconds it took without its imports.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from itslive_qgis.science.cube import build_cube
from tests.bench.cube_variables import VARIABLES


def main() -> None:
    folder, area, output = sys.argv[1:]
    started = time.perf_counter()
    outline = json.loads(Path(area).read_text())
    build_cube(output, folder=folder, area=outline, variables=VARIABLES[4:])
    print(json.dumps({"inner": time.perf_counter() - started}))


if __name__ == "__main__":
    main()
