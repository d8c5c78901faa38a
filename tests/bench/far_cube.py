"""A cube of granules that lie in the archive, as a program of its own, for benches.

Run as ``python -m tests.bench.far_cube remote|download LIST AREA.json OUTPUT.nc FOLDER``; LIST is a
file with an address in each line. ``remote`` reads the granules there; ``download`` downloads them
into FOLDER first. Prints as JSON how many seconds it took without its imports.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from itslive_qgis.archive.download import download
from itslive_qgis.science.cube import build_cube
from tests.bench.our_download import granule_at

CONNECTIONS = 8


def main() -> None:
    way, addresses, area, output, folder = sys.argv[1:]
    started = time.perf_counter()
    urls = Path(addresses).read_text().split()
    outline = json.loads(Path(area).read_text())
    if way == "remote":
        build_cube(output, inputs=urls, area=outline)
    else:
        report = download([granule_at(url) for url in urls], folder, connections=CONNECTIONS)
        if report.failed:
            raise RuntimeError(report.failed[0].error)
        build_cube(output, folder=folder, area=outline)
    print(json.dumps({"inner": time.perf_counter() - started}))


if __name__ == "__main__":
    main()
