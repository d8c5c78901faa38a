"""Tell a damaged file from a computer that is short of memory or of open files.

libhdf5 and zlib say "HDF error" for either. Taken for damage, a shortage would drop sound granules,
one after another, and tell the user to delete them.
"""

from __future__ import annotations

import errno
import math
import os
from contextlib import ExitStack

import netCDF4
import numpy as np

from ..errors import TooManyOpenFiles

#: What a file that is damaged, or of another kind, makes netCDF4, numpy and pyproj raise; so does,
#: at times, a shortage: ask :func:`check_shortage` first.
UNREADABLE = (
    OSError,
    RuntimeError,
    LookupError,
    AttributeError,
    ValueError,
    TypeError,
    ArithmeticError,
    EOFError,
    StopIteration,
)

#: Bytes that the libraries need for themselves, whatever they read.
_BASE = 64_000_000
#: To unpack a block libhdf5 holds it packed, unpacked (growing by doubling) and unshuffled, and
#: some of that is free again by the time we look.
_BLOCKS = 8
#: Bytes; a damaged header may claim any size, and no sound granule needs more than this.
_MOST = 2_000_000_000
#: The file itself, and what libhdf5 opens beside it.
_HANDLES = 4


def check_shortage(error: BaseException, needed: int = _BASE) -> None:
    """Return if the failure of a read cannot have come of a want of memory or of open files.

    Args:
        error: what the read raised.
        needed: bytes that the read may have taken, see :func:`bytes_needed`.

    Raises:
        MemoryError: there is not that much memory.
        TooManyOpenFiles: this process can open no further file.
    """
    number = getattr(error, "errno", None)
    if number in (errno.EMFILE, errno.ENFILE) or not _can_open():
        raise TooManyOpenFiles(str(error)) from error
    if number == errno.ENOMEM or not _can_hold(needed):
        raise MemoryError(str(error)) from error


def bytes_needed(dataset: netCDF4.Dataset) -> int:
    """An upper estimate of the bytes that reading a granule's variables takes.

    All of them, since those read before the one that failed are free again by the time we look.
    """
    try:
        sizes = [_plane_and_block(variable) for variable in dataset.variables.values()]
    except UNREADABLE:  # damaged to the point that it cannot tell
        sizes = []
    planes, blocks = zip(*sizes) if sizes else ((0,), (0,))
    return min(_BASE + sum(planes) + _BLOCKS * max(blocks), _MOST)


def _plane_and_block(variable: netCDF4.Variable) -> tuple[int, int]:
    item = getattr(variable.dtype, "itemsize", 1)
    plane = item * math.prod(variable.shape[-2:])
    chunk = variable.chunking()
    block = item * math.prod(chunk) if isinstance(chunk, list) else plane
    # A block larger than all there is to read is damage, not need.
    return plane, min(block, plane)


def _can_hold(size: int) -> bool:
    try:
        np.empty(size, np.uint8)
    except MemoryError:
        return False
    return True


def _can_open() -> bool:
    try:
        with ExitStack() as files:
            for _ in range(_HANDLES):
                files.enter_context(open(os.devnull, "rb"))
    except OSError as error:
        return error.errno not in (errno.EMFILE, errno.ENFILE)
    return True
