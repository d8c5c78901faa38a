"""The fastest inflater and compressor at hand: libdeflate, else zlib."""

from __future__ import annotations

import ctypes
import zlib

_NAME = "libdeflate.so.0"


def _load() -> ctypes.CDLL | None:
    try:
        library = ctypes.CDLL(_NAME)  # lets other threads run while it works
    except OSError:
        return None
    pointer, size, text = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p
    signatures = {
        "alloc_decompressor": (pointer, []),
        "alloc_compressor": (pointer, [ctypes.c_int]),
        "free_decompressor": (None, [pointer]),
        "free_compressor": (None, [pointer]),
        "zlib_decompress": (
            ctypes.c_int,
            [pointer, text, size, pointer, size, ctypes.POINTER(size)],
        ),
        "zlib_compress": (size, [pointer, text, size, pointer, size]),
        "zlib_compress_bound": (size, [pointer, size]),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(library, f"libdeflate_{name}")
        function.restype, function.argtypes = result, arguments
    return library


_LIBRARY = _load()
NAME = _NAME if _LIBRARY else f"zlib {zlib.ZLIB_RUNTIME_VERSION}"


class Deflate:
    """Inflates and compresses streams in zlib's format; for one thread at a time.

    :param level: of compression, 1 being the fastest
    """

    def __init__(self, level: int) -> None:
        self._level = level
        self._buffer = ctypes.create_string_buffer(0)
        if _LIBRARY:
            self._inflater = _LIBRARY.libdeflate_alloc_decompressor()
            self._compressor = _LIBRARY.libdeflate_alloc_compressor(level)

    def __del__(self) -> None:
        if _LIBRARY:
            _LIBRARY.libdeflate_free_decompressor(self._inflater)
            _LIBRARY.libdeflate_free_compressor(self._compressor)

    def inflate(self, stored: bytes, size: int) -> int:
        """Inflate into a buffer that is used again; return how many bytes there are.

        Raises:
            ValueError: not a stream of zlib's, or more than ``size`` bytes.
        """
        if not _LIBRARY:
            return len(zlib.decompress(stored, bufsize=size))
        got = ctypes.c_size_t()
        failed = _LIBRARY.libdeflate_zlib_decompress(
            self._inflater, stored, len(stored), self._room(size), size, ctypes.byref(got)
        )
        if failed:
            raise ValueError(f"libdeflate cannot inflate this ({failed})")
        return got.value

    def compress(self, data: bytes) -> bytes:
        """Return the data as a stream of zlib's."""
        if not _LIBRARY:
            return zlib.compress(data, self._level)
        bound = _LIBRARY.libdeflate_zlib_compress_bound(self._compressor, len(data))
        room = self._room(bound)
        length = _LIBRARY.libdeflate_zlib_compress(self._compressor, data, len(data), room, bound)
        return ctypes.string_at(room, length)

    def _room(self, size: int) -> ctypes.Array:
        if len(self._buffer) < size:
            self._buffer = ctypes.create_string_buffer(size)
        return self._buffer
