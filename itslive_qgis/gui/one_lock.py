"""Keeps views of Python models quick while threads compute in Python."""

from __future__ import annotations

from qgis.PyQt.QtCore import QEvent
from qgis.PyQt.QtGui import QPaintEvent


class OneLock:
    """For a view of a Python model: holds Python's lock through a whole event.

    A view asks its model for hundreds of values per event. While a thread computes in Python,
    taking the lock for each of them anew costs 5 ms each time: seconds for one paint.
    """

    def event(self, event: QEvent) -> bool:
        """As Qt has it, called from Python."""
        return bool(super().event(event))  # type: ignore[misc]

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """As Qt has it, called from Python."""
        return bool(super().viewportEvent(event))  # type: ignore[misc]

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """As Qt has it, called from Python."""
        super().paintEvent(event)  # type: ignore[misc]
