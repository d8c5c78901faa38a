"""What a long work reports to, and asks whether to go on.

Rooms without QGIS take a :class:`Monitor`; the QGIS side hands in one that feeds a ``QgsTask`` or a
``QgsProcessingFeedback``, the worker one that writes to its stream.
"""

from __future__ import annotations

from typing import Any

from .errors import Cancelled


class Monitor:
    """The silent monitor: reports nowhere and is never cancelled. Subclass to connect it."""

    def progress(self, fraction: float, text: str = "", **values: Any) -> None:
        """Tell how far the work is.

        Args:
            fraction: share done, 0 to 1, never falling within one work.
            text: sentence template of what is being done (marked for translation), may be empty.
            values: fills the ``{names}`` in ``text``.
        """

    def say(self, text: str, **values: Any) -> None:
        """Tell why nothing moves for a while; the share done stays.

        Shown by a :class:`Steady` monitor, which knows that share.
        """

    def is_cancelled(self) -> bool:
        """Whether the user asked to stop."""
        return False

    def check(self) -> None:
        """Raise :class:`Cancelled` if the user asked to stop; call it at least every 100 ms."""
        if self.is_cancelled():
            raise Cancelled

    def part(self, start: float, stop: float) -> Monitor:
        """A monitor for a step that fills the range ``start`` to ``stop`` of this one."""
        return _Part(self, start, stop)


class Steady(Monitor):
    """Keeps the bar of another monitor from falling, and keeps it where it is while it speaks."""

    def __init__(self, whole: Monitor) -> None:
        self._whole = whole
        self._told = 0.0

    def progress(self, fraction: float, text: str = "", **values: Any) -> None:
        """Tell how far the work is; a share smaller than the last one counts as that."""
        self._told = max(self._told, fraction)
        self._whole.progress(self._told, text, **values)

    def say(self, text: str, **values: Any) -> None:
        """Tell why nothing moves for a while."""
        self._whole.progress(self._told, text, **values)

    def is_cancelled(self) -> bool:
        """Whether the user asked to stop."""
        return self._whole.is_cancelled()


class _Part(Monitor):
    def __init__(self, whole: Monitor, start: float, stop: float) -> None:
        self._whole = whole
        self._start = start
        self._span = stop - start

    def progress(self, fraction: float, text: str = "", **values: Any) -> None:
        self._whole.progress(self._start + self._span * fraction, text, **values)

    def say(self, text: str, **values: Any) -> None:
        self._whole.say(text, **values)

    def is_cancelled(self) -> bool:
        return self._whole.is_cancelled()
