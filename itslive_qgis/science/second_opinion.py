"""Ask a fresh process about granules that libhdf5 called damaged in this one.

What libhdf5 fails to open it may keep, or free twice; from then on it may call sound files damaged,
too. A process that has opened nothing yet knows better.
"""

from __future__ import annotations

import json
import subprocess  # nosec B404 - another process is the point of it
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Union

from ..errors import ItsliveError
from ..monitor import Monitor
from .granule import GranuleHeader, read_header

#: A header, or why there is none.
Opinion = Union[GranuleHeader, ItsliveError]

#: Files that are asked about, each in a process of its own; a folder with more damaged ones than
#: that has come from a broken disk or program.
MOST = 50
_SECONDS = 30
_LOOK = 0.05
_CHILD = """
import importlib.util, json, sys
path, folder, sys.path[:] = json.loads(sys.stdin.buffer.read())
package = {package!r}
spec = importlib.util.spec_from_file_location(
    package, folder + "/__init__.py", submodule_search_locations=[folder])
sys.modules[package] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sys.modules[package])
from {package}.science.second_opinion import tell
sys.stdout.write(tell(path))
"""


def second_opinions(paths: Sequence[str], monitor: Monitor) -> dict[str, Opinion]:
    """What a fresh process finds each file to be; files on which it ends otherwise are left out.

    Raises:
        Cancelled: on request.
    """
    found: dict[str, Opinion] = {}
    for path in paths[:MOST]:
        monitor.check()
        answer = _ask(path, monitor)
        if answer is not None:
            found[path] = answer
    return found


def tell(path: str) -> str:
    """The child's answer."""
    try:
        return json.dumps({"header": read_header(path).to_dict()})
    except ItsliveError as error:
        return json.dumps({"error": error.to_dict()})


def _ask(path: str, monitor: Monitor) -> Opinion | None:
    folder = Path(__file__).resolve().parents[1]
    package = __package__.partition(".")[0]
    question = json.dumps((path, str(folder), sys.path)).encode()
    process = subprocess.Popen(  # nosec B603 - no shell, the Python that runs this
        [sys.executable, "-c", _CHILD.format(package=package)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    try:
        answer = _talk(process, question, monitor)
    finally:
        process.kill()
        process.communicate()
    if process.returncode or not answer:
        return None
    told = json.loads(answer)
    if "error" in told:
        return ItsliveError.from_dict(told["error"])
    return GranuleHeader.from_dict(told["header"])


def _talk(process: subprocess.Popen[bytes], question: bytes, monitor: Monitor) -> bytes:
    """The child's answer, empty if it takes too long."""
    deadline = time.monotonic() + _SECONDS
    sent: bytes | None = question
    while time.monotonic() < deadline:
        monitor.check()
        try:
            return process.communicate(sent, timeout=_LOOK)[0]
        except subprocess.TimeoutExpired:
            sent = None
    return b""
