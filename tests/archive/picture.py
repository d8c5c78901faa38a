"""Browse pictures of granules: speed in colour, as small PNG files."""

from __future__ import annotations

import struct
import zlib

import numpy as np

# speed, m/yr, and colour; grey where nothing was measured
STOPS = (
    (0, (240, 240, 250)),
    (50, (97, 195, 219)),
    (500, (84, 85, 254)),
    (2_000, (84, 254, 85)),
    (5_000, (255, 85, 85)),
    (9_000, (140, 0, 51)),
)
NOTHING = (128, 128, 128)


def _palette() -> np.ndarray:
    speeds = np.array([stop[0] for stop in STOPS], dtype=float)
    colours = np.array([stop[1] for stop in STOPS], dtype=float)
    steps = np.linspace(0, 1, 255) ** 2 * speeds[-1]
    ramp = np.stack([np.interp(steps, speeds, colours[:, band]) for band in range(3)], axis=1)
    return np.vstack([[NOTHING], ramp]).astype(np.uint8)


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def speed_png(v: np.ndarray, valid: np.ndarray, longest: int) -> bytes:
    """Return a palette PNG of speeds (m/yr), thinned to at most ``longest`` pixels a side."""
    step = max(1, -(-max(v.shape) // longest))
    v, valid = v[::step, ::step], valid[::step, ::step]
    shade = np.sqrt(np.clip(v / STOPS[-1][0], 0, 1)) * 254 + 1
    pixels = np.where(valid, shade, 0).astype(np.uint8)
    rows = np.hstack([np.zeros((pixels.shape[0], 1), dtype=np.uint8), pixels])
    size = struct.pack(">IIBBBBB", pixels.shape[1], pixels.shape[0], 8, 3, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", size),
            _chunk(b"PLTE", _palette().tobytes()),
            _chunk(b"IDAT", zlib.compress(rows.tobytes(), 6)),
            _chunk(b"IEND", b""),
        )
    )
