"""Two thousand granules with 2 GB of memory in all, and a build that is killed twenty times.

The granules are those of the bench, twenty copies of each with other dates and scenes. One build
runs to its end; another is killed (-9) at random moments, begun again each time, and must end in
the same cube. Each runs in a process of its own under ``ulimit -v``; should it start others, their
peaks would be summed.

Run as ``python -m tests.bench.proof_cube [--kills N] [--copies N]``; raises if a bound is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import netCDF4
import numpy as np

from tests.bench.cube_copies import make_copies
from tests.bench.cube_granules import ensure_granules
from tests.bench.measured_run import measured_run
from tests.tools.layout import BUILD

MEMORY = 2_000_000_000
#: Of a block, at most.
LAYERS = 16
OF_THE_DAY = {"history", "date_created"}


def main() -> None:
    """Prove it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--copies", type=int, default=20)
    chosen = parser.parse_args()
    granules, bench = ensure_granules(), BUILD / "bench"
    area = str(granules / "area.json")
    with tempfile.TemporaryDirectory(dir=bench, prefix="proof-") as name:
        place = Path(name)
        many = place / "many"
        many.mkdir()
        count = make_copies(granules, many, chosen.copies, timedelta(days=1))
        shutil.copy(area, place / "area.json")
        whole, killed = place / "whole.nc", place / "killed.nc"
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
        run = measured_run(*_command(many, area, whole))
        print(
            f"{count} granules under ulimit -v of {MEMORY / 1e9:g} GB: {run.wall:.1f} s, "
            f"{run.processes} process, peak {run.peak:.0f} MB, "
            f"cube {whole.stat().st_size / 1e6:.0f} MB"
        )
        begun = _build_and_kill(_command(many, area, killed), killed, chosen.kills, count // LAYERS)
        differing = _differing(whole, killed)
        left = [path.name for path in place.iterdir() if "unfinished" in path.name]
    print(f"blocks found after each kill: {begun}")
    print(
        f"variables and attributes that differ: {differing or 'none'}; "
        f"left behind: {left or 'none'}"
    )
    if differing or left or run.peak * 1e6 > MEMORY:
        raise RuntimeError("missed")


def _command(folder: Path, area: str, output: Path) -> list[str]:
    return [sys.executable, "-m", "tests.bench.our_cube", str(folder), area, str(output)]


def _build_and_kill(command: list[str], output: Path, kills: int, blocks: int) -> list[int]:
    """How many blocks lay there after each kill; the last run goes to its end.

    Every fifth kill comes while headers are read, the others after some more blocks and a moment.
    """
    chance, begun = random.Random(6), [0]
    while len(begun) <= kills:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        more = chance.uniform(0, 1.8 * 0.9 * blocks / kills)
        wanted = 0 if len(begun) % 5 == 0 else begun[-1] + more
        while process.poll() is None and _finished(output) < wanted:
            time.sleep(0.01)
        time.sleep(chance.uniform(0.2, 2) if not wanted else chance.uniform(0, 0.2))
        if process.poll() is not None:
            raise RuntimeError(f"done before kill {len(begun)}: exit {process.returncode}")
        process.kill()
        process.wait()
        begun.append(_finished(output))
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    print(f"{kills} kills; the last run took {time.perf_counter() - started:.1f} s")
    return begun[1:]


def _finished(output: Path) -> int:
    return len(list(Path(f"{output}.unfinished").glob("*.block")))


def _differing(one: Path, other: Path) -> list[str]:
    with netCDF4.Dataset(one) as first, netCDF4.Dataset(other) as second:
        for data in (first, second):
            data.set_auto_maskandscale(False)
        wrong = [
            name
            for name in {*first.ncattrs(), *second.ncattrs()} - OF_THE_DAY
            if first.__dict__.get(name) != second.__dict__.get(name)
        ]
        wrong += sorted(set(first.variables) ^ set(second.variables))
        for name in set(first.variables) & set(second.variables):
            if not _same(first[name], second[name]):
                wrong.append(name)
    return wrong


def _same(one: netCDF4.Variable, other: netCDF4.Variable) -> bool:
    if one.shape != other.shape or json.dumps(_told(one)) != json.dumps(_told(other)):
        return False
    step = 64
    if one.ndim == 0:
        return True
    return all(
        np.array_equal(one[start : start + step], other[start : start + step])
        for start in range(0, one.shape[0], step)
    )


def _told(variable: netCDF4.Variable) -> dict[str, str]:
    return {name: str(value) for name, value in variable.__dict__.items()}


if __name__ == "__main__":
    os.environ.setdefault("PYTHONSAFEPATH", "1")
    main()
