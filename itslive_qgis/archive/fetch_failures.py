"""Why a granule's file could not be had, in sentences."""

from __future__ import annotations

import requests

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from . import failures
from .requesting import wish_of
from .urls import host_of


def refused(response: requests.Response, url: str) -> ItsliveError:
    """What an answer that is no file means."""
    failure = failures.of_status(response.status_code, url, wish=wish_of(response))
    if failure.code == "not_found":
        failure.advice = QT_TRANSLATE_NOOP(
            "Messages", "The granule was reprocessed or moved; search again."
        )
    elif failure.code == "forbidden":
        failure.advice = QT_TRANSLATE_NOOP(
            "Messages", "It may need a login at NASA Earthdata, or was moved; search again."
        )
    return failure


def broken(error: BaseException, url: str) -> ItsliveError:
    """What a connection that failed means."""
    failure = failures.of_exception(error, url)
    if failure.code == "bad_url":
        failure.advice = QT_TRANSLATE_NOOP(
            "Messages", "Search again, or correct the list of granules that holds it."
        )
    return failure


def no_granule(beginning: bytes, url: str) -> ItsliveError:
    """The answer begins as no HDF5 file does."""
    page = beginning.lstrip()[:1] == b"<"
    return _failure(
        url,
        QT_TRANSLATE_NOOP("Messages", "{host} sent a web page instead of the granule.")
        if page
        else QT_TRANSLATE_NOOP("Messages", "What {host} sent is no NetCDF-4 file."),
        "not_a_granule",
        QT_TRANSLATE_NOOP(
            "Messages",
            "It may need a login at NASA Earthdata, which this plugin cannot do. If it is this "
            "network that asks for one, open a web page and log in first.",
        ),
    )


def cut_short(url: str) -> ItsliveError:
    """Less came than there is."""
    what = QT_TRANSLATE_NOOP("Messages", "The file of {host} ended too early.")
    return _failure(url, what, "cut_short")


def damaged(url: str) -> ItsliveError:
    """Other bytes came, or more of them."""
    what = QT_TRANSLATE_NOOP("Messages", "The file of {host} arrived damaged.")
    return _failure(url, what, "damaged")


def wrong_range(url: str) -> ItsliveError:
    """A part came that does not follow what is here."""
    what = QT_TRANSLATE_NOOP("Messages", "{host} sent another part of the file than asked.")
    return _failure(url, what, "wrong_range")


def _failure(url: str, what: str, code: str, advice: str = "") -> ItsliveError:
    advice = advice or QT_TRANSLATE_NOOP("Messages", "Download again: it goes on from there.")
    return ItsliveError(what, advice, code=code, retry=True, host=host_of(url))
