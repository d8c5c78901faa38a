"""The worker's own methods, in which reading a file named after a signal ends the process by it.

``SIGSEGV_X_a.nc`` crashes when its header is read, ``pixels_SIGSEGV_X_a.nc`` with its pixels: a
stand-in for damages that crash libhdf5, which not every version of it does.
"""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

from itslive_qgis.science import cube, describe, headers, inspect, spread, stacking, wholeness
from itslive_qgis.science.chunks import NotRawError

DEADLY = re.compile(r"^(pixels_)?(SIG[A-Z]+)\d*_X_")


def _die(path, pixels):
    found = DEADLY.match(Path(path).name)
    if found and bool(found[1]) == pixels:
        os.kill(os.getpid(), getattr(signal, found[2]))
        signal.pause()


def _deadly(read, pixels):
    def reading(path, *arguments):
        _die(path, pixels)
        return read(path, *arguments)

    return reading


def _unusual(read):
    """libhdf5 has to read the deadly ones: nothing else can crash."""

    def reading(header, *arguments):
        if DEADLY.match(Path(header.path).name):
            raise NotRawError
        return read(header, *arguments)

    return reading


headers.read_header = _deadly(headers.read_header, pixels=False)
inspect.read_header = _deadly(inspect.read_header, pixels=False)
stacking.read_window = _deadly(stacking.read_window, pixels=True)
spread.read_raw = _unusual(spread.read_raw)
wholeness.read_everything = _deadly(wholeness.read_everything, pixels=True)

METHODS = {
    "build_cube": cube.build_cube,
    "describe_folder": describe.describe_folder,
    "inspect_folder": inspect.inspect_folder,
    "inspect_granule": inspect.inspect_granule,
}
