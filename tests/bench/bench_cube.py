"""Time and memory of a clipped cube against the way granules were stacked before.

The two run in turn in processes of their own, so that the ratio holds on a machine whose speed
drifts. Results: a table, and ``build/bench/cube.json``.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.archive import truth
from tests.tools.layout import BUILD
from tests.tools.run_desktop import start_archive, stop

GRANULES = 16
ROUNDS = 3
WAYS = ("seed", "our")


def timed(module: str, *arguments: str) -> tuple[float, float]:
    """Wall seconds and peak memory (MB) of ``python -m module arguments``."""
    started = time.perf_counter()
    pid = os.posix_spawn(
        sys.executable, [sys.executable, "-m", module, *arguments], dict(os.environ)
    )
    _pid, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - started
    if os.waitstatus_to_exitcode(status) != 0:
        raise RuntimeError(f"{module} failed")
    return wall, usage.ru_maxrss / 1024


def main() -> None:
    server, _url = start_archive(str(GRANULES), "real")
    stop(server)  # only its granules are wanted
    granules = BUILD / f"archive-real-{GRANULES}"
    results: dict[str, list[tuple[float, float]]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory() as folder:
        area = Path(folder) / "area.json"
        ring = [list(point) for point in truth.OUTLINE]
        area.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}))
        for _round in range(ROUNDS):
            for way in WAYS:
                output = str(Path(folder) / f"{way}.nc")
                results[way].append(
                    timed(f"tests.bench.{way}_cube", str(granules), str(area), output)
                )
    ratios = [seed[0] / our[0] for seed, our in zip(results["seed"], results["our"])]
    memory = {way: max(peak for _wall, peak in results[way]) for way in WAYS}
    print(f"{GRANULES} granules of 1,600 to 2,000 pixels, 4 variables, {ROUNDS} rounds")
    print(f"{'':6} {'wall s (median)':>16} {'peak MB':>9}")
    for way in WAYS:
        wall = statistics.median(wall for wall, _peak in results[way])
        print(f"{way:6} {wall:16.2f} {memory[way]:9.0f}")
    report = {
        "wall_ratio": statistics.median(ratios),
        "memory_ratio": memory["seed"] / memory["our"],
        "granules": GRANULES,
        "cores": os.cpu_count(),
    }
    print(f"wall ratio {report['wall_ratio']:.1f}, memory ratio {report['memory_ratio']:.1f}")
    target = BUILD / "bench" / "cube.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(report, indent=2), encoding="utf-8")
