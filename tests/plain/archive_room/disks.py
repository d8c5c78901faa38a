"""Small disks, and ones that become read-only."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.tools.needed import require

_PATIENCE = 2.0  # seconds


@contextmanager
def small_tmpfs(folder: Path, kilobytes: int = 256) -> Iterator[None]:
    """A disk of so many KiB in ``folder``; skips where none can be mounted."""
    if not _mount("-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)):
        require("A small disk can be mounted by root on Linux only.")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def seal(folder: Path) -> None:
    """Make a folder read-only for whoever opens a file of it from now on.

    A disk with files that are open for writing cannot be mounted read-only, but a second mount of
    it can, over the first one.
    """
    subprocess.run(["mount", "--bind", str(folder), str(folder)], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], check=True)


def unseal(folder: Path) -> None:
    """Undo :func:`seal`."""
    subprocess.run(["umount", str(folder)], check=True)


def remount(folder: Path, option: str) -> None:
    """Change a small disk: "ro", "rw" or "size=...k"."""
    end = time.monotonic() + _PATIENCE
    while not _mount("-o", f"remount,{option}", str(folder)):
        # A file that is being written keeps a disk from becoming read-only.
        assert time.monotonic() < end, f"{folder} cannot be mounted {option}"
        time.sleep(0.02)


def _mount(*arguments: str) -> bool:
    try:
        ended = subprocess.run(["mount", *arguments], capture_output=True, check=False)
    except FileNotFoundError:
        return False
    return ended.returncode == 0
