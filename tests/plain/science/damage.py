"""Read damaged granules in processes of their own, since libhdf5 can crash on them or never end.

Run as ``python -m tests.plain.science.damage GRANULE FOLDER COUNT``: damages the granule in COUNT
ways, reads each copy, and prints one line for each, ``SEED OUTCOME``. OUTCOME is ``read``, an
ItsliveError's code, a signal's name, ``timeout``, or another exception.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import sys
from pathlib import Path

from itslive_qgis.errors import ItsliveError
from itslive_qgis.science.granule import read_further, read_header, read_window

SECONDS = 5
MEMORY = 4 * 2**30
WHOLE = slice(None)


def damaged(content: bytes, seed: int) -> bytes:
    """A copy with one to twelve bytes changed, or a stretch of it overwritten or lost."""
    rng = random.Random(seed)
    changed = bytearray(content)
    way = rng.random()
    at = rng.randrange(len(changed))
    if way < 0.8:
        for _ in range(rng.randint(1, 12)):
            changed[rng.randrange(len(changed))] = rng.randrange(256)
    elif way < 0.9:
        changed[at : at + 512] = rng.randbytes(min(512, len(changed) - at))
    else:
        del changed[at : at + rng.randint(1, 2000)]
    return bytes(changed)


def outcome(path: Path) -> str:
    """What reading all of a granule gives."""
    try:
        header = read_header(path)
        check(header)
        read_window(path, header, WHOLE, WHOLE)
        read_further(path, header, WHOLE, WHOLE)
    except ItsliveError as error:
        return error.code
    except Exception as error:
        return repr(error).replace("\n", " ")
    return "read"


def check(header) -> None:
    """What holds of every header that is given out at all."""
    grid = header.grid
    assert header.date_1 < header.date_2
    assert grid.dx > 0
    assert grid.dy > 0
    assert all(abs(edge) < 1e8 for edge in grid.bounds)
    assert 1 < grid.nx <= 20_000
    assert 1 < grid.ny <= 20_000
    assert header.epsg > 0
    assert header.separation_days > 0
    assert {"vx", "vy", "v"} <= set(header.variables)


def outcome_elsewhere(path: Path) -> str:
    """As :func:`outcome`, from a child process, whatever happens to it."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        signal.alarm(SECONDS)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        os.write(writer, outcome(path).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        told = answer.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        name = signal.Signals(os.WTERMSIG(status)).name
        return "timeout" if name == "SIGALRM" else name
    return told


def main(granule: str, folder: str, count: str) -> None:
    """Print the outcomes."""
    content = Path(granule).read_bytes()
    for seed in range(int(count)):
        path = Path(folder) / f"damaged{seed}_X_.nc"
        path.write_bytes(damaged(content, seed))
        print(seed, outcome_elsewhere(path), flush=True)  # noqa: T201 - its answer
        path.unlink()


if __name__ == "__main__":
    main(*sys.argv[1:])
