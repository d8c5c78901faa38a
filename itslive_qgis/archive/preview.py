"""The small picture that lies beside a granule."""

from __future__ import annotations

from http import HTTPStatus

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from . import failures
from .granule import Granule
from .http import Network, make_session
from .requesting import send
from .urls import secure_url

_MOST = 20_000_000  # bytes; pictures of the archive have some hundred thousand
_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN, HTTPStatus.GONE)


def fetch_preview(
    granule: Granule, network: Network | None = None, monitor: Monitor | None = None
) -> bytes:
    """The encoded picture of a granule, PNG or JPEG as the archive has it.

    Raises:
        ItsliveError: the granule has none ("no_preview"), or it cannot be had.
        Cancelled: within 200 ms of the user's wish.
    """
    monitor = monitor or Monitor()
    if not granule.preview:
        raise _none(granule)
    monitor.progress(0.0, QT_TRANSLATE_NOOP("Messages", "Fetching the preview image"))
    url = secure_url(granule.preview, granule.preview)
    with make_session(network or Network(attempts=2)) as session:
        response = send(session, "GET", url, monitor)
    if response.status_code in _GONE:
        # The bucket answers 403 for what is not there.
        raise _none(granule, f"{response.status_code} {url}")
    if response.status_code != HTTPStatus.OK:
        raise failures.of_status(response.status_code, url)
    if len(response.content) > _MOST:
        raise _none(granule, f"{len(response.content)} bytes")
    return response.content


def _none(granule: Granule, detail: str = "") -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "There is no preview image of {name}."),
        QT_TRANSLATE_NOOP("Messages", "Add the granule to the map to see its velocities."),
        code="no_preview",
        detail=detail,
        name=granule.granule_id,
    )
