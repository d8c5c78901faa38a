"""Names that are not taken yet."""

from __future__ import annotations

import os
from pathlib import Path


def free_path(path: Path) -> Path:
    """The path itself, or with a number behind its name if something is there already."""
    free, number = path, 2
    while os.path.exists(free):  # a name too long for the disk is told when it is written
        free = path.with_name(f"{path.stem}_{number}{path.suffix}")
        number += 1
    return free
