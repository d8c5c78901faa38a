"""A cube of 100 granules in two zones: ours against the old way, and against the least it can cost.

Four contestants (``seed_cube.py``, ``our_cube.py`` and the two of ``cube_floor.py``) run in turn in
processes of their own on the same granules (``cube_granules.py``), read from memory. Judged is the
time from the start of a process to its end, imports and closed file included, for all alike; the
time without start and imports is printed beside it. What the two cubes hold is compared.

The old way counts only while it takes 9 to 13 times its own floor, as measured of the original.
Memory is the sum of the peaks of all processes. How it grows is seen with 1,000 granules, ten
copies of each with other dates and scenes, and the same polygon.

The remote way is measured beside downloading first, over a line of 100 Mbit/s with 50 ms before
each answer (``cube_remote.py``): bytes that came over it, and time.

``others`` in the table is how many cores other programs kept busy meanwhile: where that is not near
0, the times say little.

Results: a table, and ``build/bench/cube.json``, whose ratios are of medians of all rounds. A bound
that is missed is an error.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench import deflate
from tests.bench.cube_agreement import check_agreement
from tests.bench.cube_copies import make_copies
from tests.bench.cube_floor import take_blocks
from tests.bench.cube_granules import COUNT, ensure_granules
from tests.bench.cube_remote import WAYS as FAR
from tests.bench.cube_remote import race
from tests.bench.cube_variables import VARIABLES
from tests.bench.measured_run import Run, measured_run
from tests.tools.layout import BUILD, REPOSITORY

ROUNDS = 9
SEED_ROUNDS = (1, 4, 7)  # the old way takes a minute, so long that a disturbance passes
COPIES = 10
SPACE = 10_000_000_000  # bytes on the disk

WAYS = {
    "seed": "the old way",
    "our": "ours",
    "anchor": "floor of the old way: zlib, 1 thread",
    "floor": "floor of ours: read, inflate, compress, 2 threads",
}
# each result's bound: at least, at most
BOUNDS = {
    "anchor_ratio": (9, 13),
    "wall_ratio": (20, None),
    "memory_ratio": (20, None),
    "floor_ratio": (None, 1.5),
    "memory_growth": (None, 1.2),
    "remote_bytes_ratio": (None, 0.5),
    "remote_time_ratio": (2, None),
}


class Contest:
    """Runs the contestants on a folder of granules."""

    def __init__(self, granules: Path, place: Path) -> None:
        self._granules, self._place = granules, place
        self._area = str(granules / "area.json")
        self._blocks = str(place / "blocks.bin")

    def cube(self, way: str) -> Path:
        """Where a way writes its cube."""
        return self._place / f"{way}.nc"

    def run(self, way: str, granules: Path | None = None) -> Run:
        """One run, its output new each time."""
        folder = str(granules or self._granules)
        output = self.cube(way)
        output.unlink(missing_ok=True)
        how = {
            "seed": ["seed_cube", folder, self._area, str(output)],
            "our": ["our_cube", folder, self._area, str(output)],
            "anchor": ["cube_floor", "anchor", folder, self._area],
            "floor": ["cube_floor", "ours", folder, self._area, self._blocks, str(output)],
        }
        return measured_run(*_program(how[way]))

    def warm_up(self) -> None:
        """Bring granules and modules into memory, and the floor its blocks: those of our cube."""
        self.run("our")
        take_blocks(self.cube("our"), Path(self._blocks))
        _read_all(self._granules)


def main() -> None:
    subprocess.run([REPOSITORY / "tests" / "tools" / "setup.sh", "bench"], check=True)
    granules = ensure_granules()
    bench = BUILD / "bench"
    if shutil.disk_usage(bench).free < SPACE:
        raise RuntimeError(f"{bench} needs {SPACE / 1e9:.0f} GB of free disk")
    # not in /tmp, which may be memory: all write to the disk that the repository is on
    with tempfile.TemporaryDirectory(dir=bench, prefix="cube-") as name:
        contest = Contest(granules, Path(name))
        contest.warm_up()
        runs = _run_all(contest)
        try:
            agreed: dict[str, float] | str = check_agreement(
                contest.cube("our"), contest.cube("seed"), VARIABLES
            )
        except RuntimeError as error:
            agreed = str(error)  # told with the numbers, and raised after them
        many = _run_many(contest, granules, Path(name) / "many")
        far = race(granules, Path(name))
    results = {**_results(runs, many), **far.results()}
    _print({**runs, **far.runs}, many, results, agreed)
    report = {**results, "agreement": agreed, **_details({**runs, **far.runs}, many)}
    report["bytes_over_the_line"] = far.bytes
    (bench / "cube.json").write_text(json.dumps(report, indent=2), encoding="utf-8")
    _judge(results, agreed)


def _program(arguments: list[str]) -> list[str]:
    return [sys.executable, "-m", f"tests.bench.{arguments[0]}", *arguments[1:]]


def _read_all(folder: Path) -> None:
    for path in folder.glob("*.nc"):
        path.read_bytes()


def _run_all(contest: Contest) -> dict[str, list[Run]]:
    runs: dict[str, list[Run]] = {way: [] for way in WAYS}
    for turn in range(ROUNDS):
        for way, mine in runs.items():
            if way != "seed" or turn in SEED_ROUNDS:
                mine.append(contest.run(way))
    inflated = [tuple(sorted(run.said.items())) for run in (*runs["anchor"], *runs["floor"])]
    if len(set(inflated)) != 1:
        raise RuntimeError(f"the floors did not do the same work: {sorted(set(inflated))}")
    return runs


def _run_many(contest: Contest, granules: Path, folder: Path) -> Run:
    folder.mkdir()
    count = make_copies(granules, folder, COPIES)
    if count != COUNT * COPIES:
        raise RuntimeError(f"{count} copies, not {COUNT * COPIES}")
    _read_all(folder)
    return contest.run("our", folder)


def _middle(runs: list[Run], key: str) -> float:
    return statistics.median(getattr(run, key) for run in runs)


def _ratio(runs: dict[str, list[Run]], way: str, other: str, key: str) -> float:
    return _middle(runs[way], key) / _middle(runs[other], key)


def _results(runs: dict[str, list[Run]], many: Run) -> dict[str, float]:
    return {
        "wall_ratio": _ratio(runs, "seed", "our", "wall"),
        "memory_ratio": _ratio(runs, "seed", "our", "peak"),
        "floor_ratio": _ratio(runs, "our", "floor", "wall"),
        "memory_growth": many.peak / _middle(runs["our"], "peak"),
        "anchor_ratio": _ratio(runs, "seed", "anchor", "wall"),
        "wall_ratio_without_start": _ratio(runs, "seed", "our", "inner"),
        "floor_ratio_without_start": _ratio(runs, "our", "floor", "inner"),
        "anchor_ratio_without_start": _ratio(runs, "seed", "anchor", "inner"),
    }


def _print(
    runs: dict[str, list[Run]],
    many: Run,
    results: dict[str, float],
    agreed: dict[str, float] | str,
) -> None:
    rows = [({**WAYS, **FAR}[way], turns) for way, turns in runs.items()]
    rows.append((f"ours, {COUNT * COPIES} granules", [many]))
    print(f"{COUNT} granules, {len(VARIABLES)} variables, {ROUNDS} rounds; {deflate.NAME}")
    heads = ("s (median)", "without start", "CPU s", "others", "peak MB", "processes")
    print(" " * 50, *heads)
    for name, turns in rows:
        keys = ("wall", "inner", "cpu", "others", "peak", "processes")
        wall, inner, cpu, others, peak, processes = (_middle(turns, key) for key in keys)
        print(
            f"{name:50} {wall:10.2f} {inner:13.2f} {cpu:5.1f} {others:6.2f} {peak:7.0f} "
            f"{processes:9g}   ({', '.join(f'{turn.wall:.2f}' for turn in turns)})"
        )
    for name, value in results.items():
        low, high = BOUNDS.get(name, (None, None))
        bounds = [f"at least {low}"] * (low is not None) + [f"at most {high}"] * (high is not None)
        verdict = "  MISSED" if _is_missed(name, value) else ""
        print(f"{name:28} {value:7.2f}  {', '.join(bounds)}{verdict}")
    print(f"agreement of the cubes: {agreed}")


def _is_missed(name: str, value: float) -> bool:
    low, high = BOUNDS.get(name, (None, None))
    return (low is not None and value < low) or (high is not None and value > high)


def _judge(results: dict[str, float], agreed: dict[str, float] | str) -> None:
    missed = [
        f"{name} is {value:.2f}" for name, value in results.items() if _is_missed(name, value)
    ]
    if isinstance(agreed, str):
        missed.append(agreed)
    if missed:
        raise RuntimeError("; ".join(missed))


def _details(runs: dict[str, list[Run]], many: Run) -> dict[str, object]:
    turns = {**runs, "our_many": [many]}
    tables = {
        "seconds": "wall",
        "seconds_without_start": "inner",
        "cpu_seconds": "cpu",
        "cores_busy_with_others": "others",
        "peak_megabytes": "peak",
    }
    return {
        **{
            name: {way: [getattr(run, key) for run in mine] for way, mine in turns.items()}
            for name, key in tables.items()
        },
        "inflated": runs["floor"][0].said,
        "inflater": deflate.NAME,
        "granules": COUNT,
        "many_granules": COUNT * COPIES,
        "variables": VARIABLES,
        "machine": {"cores": os.cpu_count(), "system": platform.platform()},
    }


if __name__ == "__main__":
    main()
