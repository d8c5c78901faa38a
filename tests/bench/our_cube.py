"""The plugin's cube builder as a program of its own, for benches.

Run as ``python -m tests.bench.our_cube FOLDER AREA.json OUTPUT.nc``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from itslive_qgis.science.cube import build_cube

if __name__ == "__main__":
    build_cube(sys.argv[3], folder=sys.argv[1], area=json.loads(Path(sys.argv[2]).read_text()))
