"""A download of 500 granules against aria2, from Debian's nginx with a latency of 50 ms.

Ours runs as in QGIS: QGIS's own Python, each file flushed to disk, summed up (SHA-256), checked to
be a whole HDF5 file, moved to its name and recorded. aria2 just writes. The two run in turn in
processes of their own, timed from their start to their end, each into a fresh folder of the same
disk with nothing left to write from before. Every file is compared with its source afterwards.

Results: a table, and ``build/bench/download.json``. ``throughput_ratio`` is aria2's time by ours,
medians of all rounds.
"""

from __future__ import annotations

import filecmp
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

from tests.bench.slow_nginx import Logged, SlowNginx, slow_nginx
from tests.tools.layout import BUILD, REPOSITORY, STAGE

GRANULES = 500
SIZE = 1_000_000  # bytes of data in each
LATENCY = 0.05  # seconds
CONNECTIONS = 8
ROUNDS = 5
QGIS_PYTHON = os.environ.get("PYTHON", "/usr/bin/python3")


@dataclass(frozen=True)
class Run:
    """One client's turn; ``inner`` is without the start of its process.

    All in seconds, but for the number of connections that the server saw.
    """

    wall: float
    inner: float
    cpu: float
    connections: int


def main() -> None:
    subprocess.run([REPOSITORY / "tests" / "tools" / "setup.sh", "bench"], check=True)
    bench = BUILD / "bench"
    bench.mkdir(parents=True, exist_ok=True)
    # not in /tmp, which may be memory: both write to the disk that the repository is on
    with tempfile.TemporaryDirectory(dir=bench, prefix="download-") as name:
        place = Path(name)
        source = place / "source"
        _make_granules(source)
        own = place / "nginx"
        own.mkdir()
        with slow_nginx(source, own, LATENCY) as server:
            addresses = place / "list"
            addresses.write_text(
                "".join(f"{server.url}/{path.name}\n" for path in sorted(source.iterdir()))
            )
            runs = _run_all(server, source, addresses, place)
    report = _report(runs)
    (bench / "download.json").write_text(json.dumps(report, indent=2), encoding="utf-8")


def _make_granules(folder: Path) -> None:
    """Files of noise, no two alike: whoever mixes them up is found out."""
    folder.mkdir()
    for number in range(GRANULES):
        noise = np.random.default_rng(number).integers(0, 256, SIZE, dtype=np.uint8)
        with h5py.File(folder / f"granule-{number:03}.nc", "w") as file:
            file["v"] = noise


def _run_all(server: SlowNginx, source: Path, addresses: Path, place: Path) -> dict[str, list[Run]]:
    ways: dict[str, Callable[[Path], tuple[float, float, float]]] = {
        "aria2": lambda folder: _aria2(addresses, folder),
        "our": lambda folder: _our(addresses, folder),
    }
    runs: dict[str, list[Run]] = {way: [] for way in ways}
    for _round in range(ROUNDS):
        for way, client in ways.items():
            folder = place / way
            folder.mkdir()
            os.sync()  # what others wrote must not be written at this one's cost
            wall, inner, cpu = client(folder)
            runs[way].append(Run(wall, inner, cpu, _connections(server.new_requests())))
            _compare(source, folder)
            shutil.rmtree(folder)
    return runs


def _aria2(addresses: Path, folder: Path) -> tuple[float, float, float]:
    how = ["-x1", f"-j{CONNECTIONS}", "--file-allocation=none", "-i", str(addresses)]
    # neither the user's settings nor a picture of the progress, which nobody watches
    start, _cpu, _said = _timed(["aria2c", "--version"])
    wall, cpu, _said = _timed(["aria2c", "--no-conf", *how, "-d", str(folder)])
    return wall, wall - start, cpu


def _our(addresses: Path, folder: Path) -> tuple[float, float, float]:
    program = [QGIS_PYTHON, "-m", "tests.bench.our_download"]
    wall, cpu, said = _timed([*program, str(addresses), str(folder), str(CONNECTIONS)])
    return wall, float(said), cpu


def _timed(command: list[str]) -> tuple[float, float, str]:
    """Seconds from the start of a process to its end, those of all cores, and what it said."""
    env = {key: value for key, value in os.environ.items() if "proxy" not in key.lower()}
    # what is measured is the staged plugin, not the source beside which the bench is started
    env |= {"PYTHONPATH": f"{STAGE}{os.pathsep}{REPOSITORY}", "PYTHONSAFEPATH": "1"}
    with tempfile.TemporaryFile("w+") as said:
        started = time.perf_counter()
        process = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=said)
        _pid, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise RuntimeError(f"{command[0]} failed ({process.returncode})")
        said.seek(0)
        return wall, usage.ru_utime + usage.ru_stime, said.read()


def _connections(requests: list[Logged]) -> int:
    """How many connections a client needed for its files, each of them asked for once."""
    paths = {request.path for request in requests}
    if len(requests) != GRANULES or len(paths) != GRANULES:
        raise RuntimeError(f"{len(requests)} requests for {len(paths)} of {GRANULES} granules")
    return len({request.connection for request in requests})


def _compare(source: Path, folder: Path) -> None:
    """See that each file arrived as it is at its source."""
    names = [path.name for path in source.iterdir()]
    _same, different, missing = filecmp.cmpfiles(source, folder, names, shallow=False)
    if different or missing:
        raise RuntimeError(f"{len(different)} files differ, {len(missing)} are missing: {folder}")
    more = {path.name for path in folder.iterdir()} - {*names, "granules.jsonl"}
    if more:
        raise RuntimeError(f"files that nobody asked for: {sorted(more)[:5]}")


def _report(runs: dict[str, list[Run]]) -> dict[str, object]:
    megabytes = GRANULES * SIZE / 1e6
    print(f"{GRANULES} granules of {SIZE / 1e6:g} MB, {CONNECTIONS} connections, {ROUNDS} rounds")
    print(f"{'':6} {'s (median)':>10} {'MB/s':>6} {'without start':>14} {'CPU s':>6}  connections")
    middle: dict[str, dict[str, float]] = {}
    for way, turns in runs.items():
        middle[way] = {
            key: statistics.median(getattr(turn, key) for turn in turns)
            for key in ("wall", "inner", "cpu", "connections")
        }
        wall, inner, cpu, connections = middle[way].values()
        print(
            f"{way:6} {wall:10.2f} {megabytes / wall:6.0f} {inner:14.2f} {cpu:6.2f} "
            f" {connections:g}   ({', '.join(f'{turn.wall:.2f}' for turn in turns)})"
        )
    ratio = middle["aria2"]["wall"] / middle["our"]["wall"]
    inner_ratio = middle["aria2"]["inner"] / middle["our"]["inner"]
    print(f"throughput ratio {ratio:.2f}, without the start of the processes {inner_ratio:.2f}")
    return {
        "throughput_ratio": ratio,
        "throughput_ratio_without_start": inner_ratio,
        "seconds": {way: [turn.wall for turn in turns] for way, turns in runs.items()},
        "seconds_without_start": {
            way: [turn.inner for turn in turns] for way, turns in runs.items()
        },
        "cpu_seconds": {way: [turn.cpu for turn in turns] for way, turns in runs.items()},
        "connections_seen": {
            way: [turn.connections for turn in turns] for way, turns in runs.items()
        },
        "granules": GRANULES,
        "bytes_each": SIZE,
        "latency": LATENCY,
        "connections": CONNECTIONS,
        "versions": _versions(),
        "machine": {
            "processor": _processor(),
            "cores": os.cpu_count(),
            "system": platform.platform(),
        },
    }


def _versions() -> dict[str, str]:
    """Whom this was measured with."""
    libraries = "import requests, urllib3; print(requests.__version__, urllib3.__version__)"
    requests, urllib3 = _said(QGIS_PYTHON, "-c", libraries).split()
    return {
        "aria2": _said("aria2c", "--version").splitlines()[0].split()[-1],
        "nginx": _said("/usr/sbin/nginx", "-v").strip().rpartition("/")[-1],
        "python": _said(QGIS_PYTHON, "--version").split()[-1],
        "requests": requests,
        "urllib3": urllib3,
    }


def _said(*command: str) -> str:
    done = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    return done.stdout


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor()


if __name__ == "__main__":
    sys.exit(main())
