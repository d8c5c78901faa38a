"""Answers of a STAC service, and what comes in their place."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

import requests

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from . import failures
from .granule import Granule
from .requesting import wish_of
from .service import Unreadable
from .stac_items import read_item

_DETAIL = 2_000  # bytes


def features_of(response: requests.Response, asked: str) -> dict[str, Any]:
    """The JSON of an answer to a search, which has a list of features.

    Args:
        response: the answer.
        asked: the address that was asked, which may have led elsewhere.

    Raises:
        ItsliveError: as ``failures.of_response`` for another status than 200; if the answer is cut
            or damaged ("answer_damaged") or something else ("not_stac").
    """
    if response.status_code != HTTPStatus.OK:
        wish = wish_of(response)
        raise failures.of_response(response, asked, wish)
    try:
        answer = json.loads(response.content)  # UTF-8, whatever its type may say
    except (ValueError, RecursionError) as error:
        if response.content.lstrip()[:1] in (b"{", b"["):
            raise ItsliveError(
                QT_TRANSLATE_NOOP("Messages", "The service's answer is damaged or cut short."),
                QT_TRANSLATE_NOOP("Messages", "Search again; ask for fewer granules if it recurs."),
                code="answer_damaged",
                detail=f"{error}: {_detail(response)}",
                retry=True,
            ) from error
        raise no_stac(response.url, _detail(response)) from error
    if not isinstance(answer, dict) or not isinstance(answer.get("features"), list):
        raise no_stac(response.url, _detail(response))
    return answer


def matched_of(answer: dict[str, Any]) -> int | None:
    """How many items the service says there are, None if it does not say."""
    context = answer.get("context")
    matched = answer.get("numberMatched")
    if matched is None and isinstance(context, dict):
        matched = context.get("matched")
    return matched if isinstance(matched, int) and not isinstance(matched, bool) else None


def read_features(
    features: list[Any], base_url: str
) -> tuple[tuple[Granule, ...], tuple[Unreadable, ...]]:
    """The granules among the features, and what is none."""
    read = [read_item(item, base_url) for item in features]
    granules = tuple(entry for entry in read if isinstance(entry, Granule))
    return granules, tuple(entry for entry in read if isinstance(entry, Unreadable))


def no_stac(url: str, detail: str) -> ItsliveError:
    """The failure for an answer that is no search result."""
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "{url} gave something else than search results."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "If this network asks for a login, open a web page and log in first; else check the "
            "address of the service in the settings.",
        ),
        code="not_stac",
        detail=detail,
        url=url,
    )


def endless() -> ItsliveError:
    """The failure for pages that go in circles."""
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "The service repeats its pages without end."),
        QT_TRANSLATE_NOOP("Messages", "Search a smaller area or a shorter time."),
        code="endless_pages",
    )


def _detail(response: requests.Response) -> str:
    return response.content[:_DETAIL].decode("utf-8", "replace")
