"""The search services a user can choose from.

The services themselves are imported when one is made: settings know their kinds before anyone has
looked whether the packages are there that they need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import QT_TRANSLATE_NOOP, ItsliveError

if TYPE_CHECKING:
    from .http import Network
    from .service import SearchService

STAC, OLDER = "stac", "older"
KINDS = (STAC, OLDER)


def make_service(kind: str, url: str, network: Network | None = None) -> SearchService:
    """The search service of this kind at this address.

    Args:
        kind: ``"stac"`` for the current one, ``"older"`` for the itslive-search API.
        url: its root.
        network: how to reach it.

    Raises:
        ItsliveError: for an unknown kind, or without an address ("no_service").
    """
    if kind not in KINDS:
        raise ItsliveError(
            QT_TRANSLATE_NOOP(
                "Messages", "{kind} is no kind of search service; those are {known}."
            ),
            QT_TRANSLATE_NOOP("Messages", "Choose the service in the plugin's options."),
            code="no_service",
            kind=str(kind),
            known=", ".join(KINDS),
        )
    if not url.strip():
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "The search service has no address."),
            QT_TRANSLATE_NOOP(
                "Messages",
                "Enter it in the plugin's options: the older service has no public address any "
                "more.",
            ),
            code="no_service",
        )
    if kind == OLDER:
        from .itslive_search import ItsliveSearchService

        return ItsliveSearchService(url, network)
    from .stac import StacService

    return StacService(url, network)
