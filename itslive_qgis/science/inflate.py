"""zlib streams in and out: by libdeflate where the system has it, else by Python's own zlib.

libdeflate takes a third of zlib's time to inflate. GDAL's libtiff brings it along, so that nearly
every QGIS has it; where it is missing everything is done all the same.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
import zlib
from functools import lru_cache
from typing import Any

import numpy as np

#: What the library is called on Linux, macOS and Windows.
_NAMES = (
    "libdeflate.so.0",
    "libdeflate.0.dylib",
    "libdeflate.dylib",
    "libdeflate.dll",
    "deflate.dll",
)
#: Compression level of what is written: zlib's 2 is what the archive uses for its granules.
LEVEL = 2
_ZLIB_ALONE = "ITSLIVE_NO_LIBDEFLATE"

_of_thread = threading.local()


class DamagedStreamError(ValueError):
    """What should be a zlib stream of a certain length is none."""


def inflate(packed: bytes, size: int) -> np.ndarray:
    """The ``size`` bytes that were packed, as uint8 of shape ``(size,)``.

    The array lies in a buffer of this thread and holds until the thread's next call.

    Raises:
        DamagedStreamError: it is no zlib stream, or one of another length.
    """
    library = _library()
    if library is None:
        return _inflate_by_zlib(packed, size)
    held = int(getattr(_of_thread, "size", -1))
    if held < size:
        _of_thread.buffer = np.empty(size, np.uint8)
        _of_thread.size = size
    buffer: np.ndarray = _of_thread.buffer
    inflater = _tool("inflater", library.libdeflate_alloc_decompressor)
    failed = library.libdeflate_zlib_decompress(
        inflater, packed, len(packed), buffer.ctypes.data, size, None
    )
    if failed:  # with no place for its length, another length is a failure, too
        raise DamagedStreamError(f"libdeflate: {failed}")
    return buffer[:size]


def deflate(values: np.ndarray) -> bytes:
    """The bytes of a contiguous array as a zlib stream."""
    library = _library()
    if library is None:
        return zlib.compress(values.tobytes(), LEVEL)
    deflater = _tool("deflater", lambda: library.libdeflate_alloc_compressor(LEVEL))
    bound = library.libdeflate_zlib_compress_bound(deflater, values.nbytes)
    packed = ctypes.create_string_buffer(bound)
    length = library.libdeflate_zlib_compress(
        deflater, values.ctypes.data, values.nbytes, packed, bound
    )
    return ctypes.string_at(packed, length) if length else zlib.compress(values.tobytes(), LEVEL)


def inflater_name() -> str:
    """What inflates here: ``"libdeflate"`` or ``"zlib"``."""
    return "zlib" if _library() is None else "libdeflate"


def _inflate_by_zlib(packed: bytes, size: int) -> np.ndarray:
    try:
        values = np.frombuffer(zlib.decompress(packed, bufsize=max(size, 1)), np.uint8)
    except zlib.error as error:
        raise DamagedStreamError(str(error)) from error
    if values.size != size:
        raise DamagedStreamError(f"{values.size} bytes, not {size}")
    return values


def _tool(name: str, make: Any) -> Any:
    """A compressor or decompressor of this thread: libdeflate's serve one thread at a time."""
    tool = getattr(_of_thread, name, None)
    if tool is None:
        tool = make()
        if not tool:
            raise MemoryError
        setattr(_of_thread, name, tool)
    return tool


@lru_cache(maxsize=1)
def _library() -> Any:
    """libdeflate, None where there is none."""
    if os.environ.get(_ZLIB_ALONE):
        return None
    # In a conda environment or beside QGIS for Windows it lies where Python's own libraries do.
    folders = ("", f"{sys.prefix}/lib/", f"{sys.prefix}/Library/bin/")
    for folder in folders:
        for name in _NAMES:
            try:
                return _typed(ctypes.CDLL(folder + name))
            except (OSError, AttributeError):
                continue
    return None


def _typed(library: Any) -> Any:
    pointer, size = ctypes.c_void_p, ctypes.c_size_t
    signatures = {
        "libdeflate_alloc_decompressor": (pointer, []),
        "libdeflate_zlib_decompress": (
            ctypes.c_int,
            [pointer, ctypes.c_char_p, size, pointer, size, pointer],
        ),
        "libdeflate_alloc_compressor": (pointer, [ctypes.c_int]),
        "libdeflate_zlib_compress_bound": (size, [pointer, size]),
        "libdeflate_zlib_compress": (size, [pointer, pointer, size, pointer, size]),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library
