"""How fast a session asks: as fast as answers come, until the service asks for a pause."""

from __future__ import annotations

import time

LONGEST_GAP = 10.0  # seconds between two requests
_EASED_AFTER = 5  # answers in a row
_NO_GAP = 0.2  # seconds: shorter ones are none


class Pace:
    """The gap kept between the requests of one session, such as the pages of a search.

    A service that asked for a pause once has too many requests as they come: the next ones keep
    that distance, until some were answered well.
    """

    def __init__(self) -> None:
        self.gap = 0.0
        self._answered_at: float | None = None
        self._well = 0

    def left(self) -> float:
        """Seconds to wait before the next request."""
        if not self.gap or self._answered_at is None:
            return 0.0
        return max(0.0, self._answered_at + self.gap - time.monotonic())

    def slow_down(self, seconds: float) -> None:
        """The service asked for a pause of so many seconds."""
        self.gap = min(LONGEST_GAP, max(seconds, 2 * self.gap))
        self._well = 0

    def answered(self) -> None:
        """The service answered well."""
        self._answered_at = time.monotonic()
        self._well += 1
        if self._well % _EASED_AFTER == 0:
            self.gap = self.gap / 2 if self.gap > _NO_GAP else 0.0


class NoPace(Pace):
    """No gap: for a session that asks for many things at once, each of which waits by itself.

    A service that refuses sixteen requests of one moment asks once for a pause, not sixteen times
    for one that is twice as long.
    """

    def slow_down(self, seconds: float) -> None:
        """Leave the waiting to the request that was refused."""
