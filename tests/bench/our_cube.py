"""The plugin's cube builder as a program of its own, for benches.

Run as ``python -m tests.bench.our_cube FOLDER AREA.json OUTPUT.nc``; prints as JSON how many
seconds it took without its imports.
"""

from __future__ import annotations

import inspect
import json
import sys
import time
from pathlib import Path

from itslive_qgis.science.cube import build_cube


def main() -> None:
    folder, area, output = sys.argv[1:]
    started = time.perf_counter()
    # a builder without this choice has the velocities alone, which the bench will not let pass
    knows = "variables" in inspect.signature(build_cube).parameters
    every = {"variables": "all"} if knows else {}
    build_cube(output, folder=folder, area=json.loads(Path(area).read_text()), **every)
    print(json.dumps({"inner": time.perf_counter() - started}))


if __name__ == "__main__":
    main()
