"""What can be chosen about a cube and its summaries, by the names that all rooms have for it."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

from .errors import QT_TRANSLATE_NOOP, ItsliveError

#: What a cube may hold beside v, vx, vy and v_error.
VARIABLES = (
    "v_east",
    "v_north",
    "interp_mask",
    "chip_size_width",
    "chip_size_height",
)
#: How vectors of other projections are gathered; the first is the usual one.
RESAMPLINGS = ("bilinear", "nearest")
#: Which granules of other projections are used; likewise.
PROJECTIONS = ("all", "commonest")
#: What a summary may be of; the first is the usual one.
PERIODS = ("annual", "seasonal", "monthly", "whole")

#: How the address of a dask scheduler begins.
_SCHEMES = ("tcp", "tls")


def check_days(start: date | None, end: date | None) -> None:
    """See that the first day is not after the last; either may be open.

    Raises:
        ItsliveError: it is (code ``bad_days``).
    """
    if start is None or end is None or start <= end:
        return
    raise ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "The start date {start} lies after the end date {end}."),
        QT_TRANSLATE_NOOP("Messages", "Exchange them."),
        code="bad_days",
        start=start.isoformat(),
        end=end.isoformat(),
    )


def check_address(scheduler: str) -> None:
    """See that it can be the address of a dask scheduler.

    Raises:
        ItsliveError: it cannot (code ``bad_scheduler``).
    """
    try:
        place_of(scheduler)
    except ValueError as error:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "'{address}' is no address of a dask scheduler."),
            QT_TRANSLATE_NOOP(
                "Messages",
                "Write it as tcp://host:port, as the scheduler tells it when it starts; without "
                "one the cube is built on this computer.",
            ),
            code="bad_scheduler",
            address=scheduler,
        ) from error


def place_of(scheduler: str) -> tuple[str, int]:
    """Host and port of a scheduler's address; raises ValueError if it is none."""
    parts = urlsplit(scheduler)
    if parts.scheme not in _SCHEMES or not parts.hostname or not parts.port:
        raise ValueError(scheduler)
    return parts.hostname, parts.port
