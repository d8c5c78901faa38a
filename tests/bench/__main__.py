"""Run the benches: ``python -m tests.bench [name ...]``; all of them without a name.

A bench is a module ``bench_<name>.py`` here with ``main() -> None`` that prints what it measured
and raises where it missed a bound it has.
"""

from __future__ import annotations

import importlib
import sys
import time
import traceback
from pathlib import Path

NAMES = sorted(path.stem[len("bench_") :] for path in Path(__file__).parent.glob("bench_*.py"))


def main(wanted: list[str]) -> int:
    """Run the wanted benches one after the other; return how many failed."""
    unknown = [name for name in wanted if name not in NAMES]
    if unknown or not NAMES:
        print(f"No bench {', '.join(unknown)}; there are: {', '.join(NAMES) or 'none'}")
        return 1
    failed = 0
    for name in wanted or NAMES:
        print(f"== {name}", flush=True)
        started = time.perf_counter()
        try:
            importlib.import_module(f"tests.bench.bench_{name}").main()
            verdict = "done"
        except Exception:
            traceback.print_exc()
            failed += 1
            verdict = "FAILED"
        print(f"== {name} {verdict} in {time.perf_counter() - started:.1f} s", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
