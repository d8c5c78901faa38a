"""A small official cube whose layers are the pairs of granules that the simulated archive serves.

    python -m tests.desktop.gui.small_cube FOLDER CUBE_ADDRESS ARCHIVE_ROOT ARCHIVE_ADDRESS LON LAT

It is written by zarr, which may not be imported in QGIS's process, and so by one of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CATALOGUE, STORE = "catalogue.json", "ITS_LIVE_vel_EPSG32607_G0120_X650000_Y6550000.zarr"


@contextmanager
def served_cube(folder: Path, its_live, point: tuple[float, float]) -> Iterator[str]:
    """Write and serve the cube around a point (degrees); gives its catalogue's address."""
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        address = f"http://127.0.0.1:{server.server_address[1]}"
        given = (folder, f"{address}/{STORE}", its_live.root, its_live.url, *point)
        command = [sys.executable, "-m", "tests.desktop.gui.small_cube", *map(str, given)]
        subprocess.run(command, check=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"{address}/{CATALOGUE}"
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


def write(folder: Path, address: str, root: Path, archive: str, lon: float, lat: float) -> None:
    """Write the store and a catalogue of it."""
    import numpy as np
    import pyproj

    from tests.archive.items import BUCKET
    from tests.plain.series.stores import PIXEL, Cube, catalogue, feature

    items = json.loads((root / "manifest.json").read_text(encoding="utf-8"))["items"]
    told = [item["properties"] for item in items]
    first, second = (
        np.array([each[name].rstrip("Z") for each in told], "datetime64[ns]")
        for name in ("start_datetime", "end_datetime")
    )
    urls = [f"{archive}/{BUCKET}/{item['assets']['data']['href']}" for item in items]
    x, y = pyproj.Transformer.from_crs(4326, 32607, always_xy=True).transform(lon, lat)
    cube = Cube(
        folder / STORE,
        epsg=32607,
        corner=(x - 20.5 * PIXEL, y + 15.5 * PIXEL),
        layers=len(items),
        pairs=(first, second),
        extra={"granule_url": np.array(urls, "<U1024")},
    ).write()
    (folder / CATALOGUE).write_bytes(catalogue(feature(cube, address)))


if __name__ == "__main__":
    place, cube_address, archive_root, archive_address, *degrees = sys.argv[1:]
    write(Path(place), cube_address, Path(archive_root), archive_address, *map(float, degrees))
