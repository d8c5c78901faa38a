"""The remote way against downloading, over a line of 100 Mbit/s with 50 ms before each answer."""

from __future__ import annotations

import shutil
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import netCDF4
import numpy as np

from tests.bench.measured_run import Run, measured_run
from tests.bench.slow_line import slow_line
from tests.bench.slow_nginx import slow_nginx

RATE = 100e6 / 8  # bytes a second
LATENCY = 0.05  # seconds
ROUNDS = 3
WAYS = {"download": "downloaded, then built", "remote": "read in the archive"}


@dataclass(frozen=True)
class Race:
    """All runs of each way, and the bytes that came over the line in each."""

    runs: dict[str, list[Run]]
    bytes: dict[str, list[int]]

    def results(self) -> dict[str, float]:
        """Bytes of the remote way by those of downloading, and time the other way round."""
        walls = {way: statistics.median(run.wall for run in self.runs[way]) for way in WAYS}
        loads = {way: statistics.median(self.bytes[way]) for way in WAYS}
        return {
            "remote_bytes_ratio": loads["remote"] / loads["download"],
            "remote_time_ratio": walls["download"] / walls["remote"],
        }


def race(granules: Path, place: Path) -> Race:
    """Build the cube both ways, in turn; both cubes have to hold the same components.

    Args:
        granules: their folder, with the area in it.
        place: a folder for what is written.
    """
    own = place / "nginx"
    own.mkdir()
    found: dict[str, list[Run]] = {way: [] for way in WAYS}
    loads: dict[str, list[int]] = {way: [] for way in WAYS}
    with slow_nginx(granules, own, LATENCY) as server:
        for _ in range(ROUNDS):
            for way in WAYS:
                run, load = _run(way, granules, place, urlsplit(server.url).port or 0)
                found[way].append(run)
                loads[way].append(load)
    _compare(*(place / f"{way}.nc" for way in WAYS))
    return Race(found, loads)


def _run(way: str, granules: Path, place: Path, port: int) -> tuple[Run, int]:
    folder, addresses = place / "downloaded", place / "addresses"
    shutil.rmtree(folder, ignore_errors=True)
    with slow_line(port, RATE) as line:
        addresses.write_text(
            "".join(
                f"http://127.0.0.1:{line.port}/{path.name}\n"
                for path in sorted(granules.glob("*.nc"))
            )
        )
        files = (addresses, granules / "area.json", place / f"{way}.nc", folder)
        program = [sys.executable, "-m", "tests.bench.far_cube", way, *map(str, files)]
        run = measured_run(*program)
    return run, line.sent


def _compare(one: Path, other: Path) -> None:
    with netCDF4.Dataset(one) as first, netCDF4.Dataset(other) as second:
        for name in ("vx", "vy", "mid_date"):
            np.testing.assert_array_equal(first[name][:], second[name][:], err_msg=name)
        difference = np.ma.abs(first["v"][:].astype(int) - second["v"][:])
        if difference.max() > 1:
            raise RuntimeError(f"speeds differ by {difference.max()} m/yr")
