"""One granule from what a user has at hand: its address, or its name."""

from __future__ import annotations

import re
from http import HTTPStatus
from urllib.parse import quote

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from . import failures
from .granule import Granule
from .http import Network, make_session
from .itslive_search_answers import read_entry
from .names import granule_id_of, parse_name
from .requesting import send
from .services import STAC
from .stac import COLLECTION
from .stac_items import read_item

_ADDRESS = re.compile(r"(?:https?|s3)://", re.IGNORECASE)


def find_granule(
    text: str,
    service_kind: str = STAC,
    service_url: str = "",
    network: Network | None = None,
    monitor: Monitor | None = None,
) -> Granule:
    """The granule at an address, or of a name.

    An address is believed as it is. A name alone does not say in which folder its file lies, so
    the STAC service is asked.

    Args:
        text: ``https://…/NAME.nc``, ``s3://…/NAME.nc``, ``NAME.nc`` or ``NAME``.
        service_kind: as in :func:`~.services.make_service`.
        service_url: the service's root.
        network: how to reach it.
        monitor: asked whether to go on.

    Raises:
        ItsliveError: it names no granule ("no_granule_name"), or none that is known
            ("granule_unknown").
        Cancelled: within 200 ms of the user's wish.
    """
    text = text.strip().strip("\"'<>")
    if _ADDRESS.match(text):
        return granule_at(text, service_url)
    granule_id = granule_id_of(text)
    if parse_name(granule_id).dates is None:
        raise _no_name(text)
    if service_kind != STAC:
        raise _unknown(granule_id, "the older service knows no names")
    return _asked(granule_id, service_url.strip().rstrip("/"), network, monitor or Monitor())


def granule_at(url: str, service_url: str = "") -> Granule:
    """The granule at an address, as far as its name tells.

    Args:
        url: of its file; of plain http it is made https, unless it is on the service's host.
        service_url: root of the service that the user chose.

    Raises:
        ItsliveError: the address does not end in the name of a granule ("no_granule_name").
    """
    read = read_entry({"url": url}, service_url.strip())
    if not isinstance(read, Granule):
        raise _no_name(url)
    return read


def _asked(granule_id: str, base_url: str, network: Network | None, monitor: Monitor) -> Granule:
    url = f"{base_url}/collections/{COLLECTION}/items/{quote(granule_id)}"
    monitor.progress(0.0, QT_TRANSLATE_NOOP("Messages", "Asking {service}"), service=base_url)
    with make_session(network or Network(), base_url) as session:
        response = send(session, "GET", url, monitor)
    if response.status_code == HTTPStatus.NOT_FOUND:
        raise _unknown(granule_id, url)
    if response.status_code != HTTPStatus.OK:
        raise failures.of_status(response.status_code, url)
    try:
        granule = read_item(response.json(), base_url)
    except ValueError as error:
        raise _unknown(granule_id, f"{url}: {error}") from error
    if not isinstance(granule, Granule):
        raise _unknown(granule_id, f"{url}: {granule.reason}")
    return granule


def _no_name(text: str) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "This is no address and no name of a granule: {text}."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Paste the address of a NetCDF file of ITS_LIVE, whose name holds two scenes and "
            "ends in .nc.",
        ),
        code="no_granule_name",
        text=text,
    )


def _unknown(granule_id: str, detail: str) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "The search service does not know a granule {name}."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "It may have been processed anew under another name; paste its address instead.",
        ),
        code="granule_unknown",
        detail=detail,
        name=granule_id,
    )
