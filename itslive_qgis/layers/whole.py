"""Small files that are whole or not there at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def write_whole(path: str | Path, content: bytes | memoryview) -> Path:
    """Write ``content`` beside ``path`` and move it there; an earlier file stays until then.

    Raises:
        OSError: it cannot be written; nothing is left of it.
    """
    path = Path(path)
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(content)
        os.replace(part, path)
    finally:
        with suppress(OSError):  # most often: it has been moved
            os.remove(part)
    return path
