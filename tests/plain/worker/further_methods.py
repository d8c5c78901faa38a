"""Methods for the worker under test, given to it by ``extra_methods``."""

from __future__ import annotations

import hashlib
import os
import queue
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

import itslive_qgis
from itslive_qgis.errors import ItsliveError


def echo(value):
    return value


def print_everywhere():
    """What libraries do: print from Python, from C, and from a program they start."""
    print("print of a library")  # noqa: T201 - the very thing under test
    sys.stdout.flush()
    os.write(1, b'{"type": "result", "id": 1, "result": "forged"}\n')
    subprocess.run(["/bin/echo", "print of a program"], check=True)
    return "clean"


def read_input():
    """A library that reads standard input gets nothing, and takes no request away."""
    return sys.stdin.read() + os.read(0, 10).decode()


def numbers():
    return {
        "array": np.array([[1.5, np.nan], [np.inf, -np.inf]], dtype=np.float32),
        "count": np.int64(3),
        "yes": np.bool_(True),
        "nan": float("nan"),
        "dates": np.array(["2020-01-02T03:04:05"], dtype="datetime64[ns]"),
        "path": Path("a") / "b",
    }


def not_json():
    return {"thing": object()}


def steps(count, monitor):
    for step in range(count):
        monitor.progress((step + 1) / count, "Step {step}", step=step + 1)
    return count


def fail(kind):
    if kind == "itslive":
        raise ItsliveError("No room on {drive}.", "Make some.", code="full", drive="D:", retry=True)
    if kind == "odd values":
        raise ItsliveError("Odd {value}.", value=object)
    if kind == "memory":
        np.zeros(10**15)
    if kind == "exit":
        sys.exit(3)
    return 1 / 0


def patient(begun, monitor, seconds=60, output=None):
    """Works long, and looks often whether it should stop."""
    _begin(begun, output)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        monitor.check()
        time.sleep(0.01)


def deaf(begun, output=None):
    """Computes long in compiled code without Python's lock, never looking up."""
    _begin(begun, output)
    hashlib.pbkdf2_hmac("sha256", b"a", b"b", 10**9)


def locked(begun, output=None):
    """Computes long in compiled code that keeps Python's lock, so no other thread runs."""
    _begin(begun, output)
    sum(range(10**12))


def die(code, begun, output=None):
    _begin(begun, output)
    os.write(2, "last words: höhö\n".encode())
    os._exit(code)


def environment():
    return dict(os.environ)


def module_paths():
    """Where modules came from whose names others might take."""
    return [queue.__file__, np.__file__, itslive_qgis.__file__]


def _begin(begun, output):
    if output is not None:
        Path(f"{output}.part").write_text("half")
    Path(begun).write_text("begun")


METHODS = {
    function.__name__: function
    for function in (
        echo,
        print_everywhere,
        read_input,
        numbers,
        not_json,
        steps,
        fail,
        patient,
        deaf,
        locked,
        die,
        environment,
        module_paths,
    )
}
