"""What stops a work midway: somebody who cancels, and a disk that takes no more."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager

from itslive_qgis.monitor import Monitor


class StopAfter(Monitor):
    """Cancels at the n-th question."""

    def __init__(self, checks: int) -> None:
        self.left = checks

    def is_cancelled(self) -> bool:
        self.left -= 1
        return self.left < 0


@contextmanager
def small_files(size: int) -> Iterator[None]:
    """No file of this process grows beyond this; Python ignores the signal that goes with it."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
