"""One request, asked with patience and given up at once when the user cancels."""

from __future__ import annotations

import queue
import re
import threading
import time
from collections.abc import Callable
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urljoin

import requests

from ..errors import Cancelled, ItsliveError
from ..monitor import Monitor
from . import failures
from .http import ArchiveSession
from .urls import secure_url

POLL = 0.05  # seconds between two looks at the monitor
LONGEST_PAUSE = 30.0  # seconds of our own choice between two attempts
LONGEST_WISH = 120.0  # seconds a server may ask us to wait
_REDIRECTS = 5
_SECONDS = re.compile(r"\d+(\.\d+)?", re.ASCII)

Result = TypeVar("Result")


def interruptible(function: Callable[[], Result], monitor: Monitor, stop: Any) -> Result:
    """Run a blocking function in a thread of its own, and leave it if the user cancels.

    Args:
        function: what to run; its result or exception becomes this function's.
        monitor: asked every POLL seconds.
        stop: called on cancellation, to make the function end soon.

    Raises:
        Cancelled: within 2 x POLL of the user's wish.
    """
    box: queue.Queue[tuple[Any, BaseException | None]] = queue.Queue()

    def run() -> None:
        try:
            box.put((function(), None))
        except BaseException as error:  # whatever it is, it belongs to the waiting thread
            box.put((None, error))

    threading.Thread(target=run, name="itslive request", daemon=True).start()
    while True:
        try:
            result, error = box.get(timeout=POLL)
        except queue.Empty:
            if monitor.is_cancelled():
                stop()
                raise Cancelled from None
            continue
        if error is not None:
            raise error
        return result  # type: ignore[no-any-return]


def wait(seconds: float, monitor: Monitor) -> None:
    """Wait, but not for longer than the user wants to."""
    end = time.monotonic() + seconds
    while True:
        monitor.check()
        left = end - time.monotonic()
        if left <= 0:
            return
        time.sleep(min(POLL, left))


def pause_before(attempt: int, backoff: float, response: requests.Response | None) -> float | None:
    """Seconds to wait before another attempt; None if the server asks for longer than we would.

    Args:
        attempt: how many attempts were made, 1 or more.
        backoff: seconds after the first.
        response: the answer that made us wait, if there was one.
    """
    own = min(backoff * 2 ** (attempt - 1), LONGEST_PAUSE)
    wish = retry_after(response.headers.get("Retry-After", "")) if response is not None else 0.0
    return None if wish > LONGEST_WISH else max(own, wish)


def retry_after(text: str) -> float:
    """Seconds asked for by a Retry-After header, as a number or a date; 0 if it says nothing."""
    if _SECONDS.fullmatch(text.strip()):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return max(0.0, (moment - datetime.now(timezone.utc)).total_seconds())


def send(
    session: ArchiveSession,
    method: str,
    url: str,
    monitor: Monitor,
    *,
    body: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
    patient: bool = True,
) -> requests.Response:
    """Ask, and ask again after passing faults, with the answer's body read.

    Connection errors, 408, 429 and 5xx are tried ``network.attempts`` times with growing pauses.

    Args:
        patient: False asks once only when the answer comes too late, as the caller will ask for
            less at a time.

    Returns:
        the answer, whatever its status.

    Raises:
        ItsliveError: if no answer came.
        Cancelled: within 200 ms, even while the server stalls.
    """
    network = session.network
    attempt = 1
    while True:
        monitor.check()
        response = None
        failure: ItsliveError | None = None
        try:
            response = interruptible(
                lambda: _ask(session, method, url, body, headers), monitor, session.abort
            )
        except (requests.RequestException, OSError) as error:
            failure = failures.of_exception(error, url)
        if response is not None and response.status_code not in failures.PASSING:
            return response
        pause = pause_before(attempt, network.backoff, response)
        give_up = attempt >= network.attempts or pause is None
        give_up = give_up or (not patient and _is_late(response, failure))
        if failure is not None and (give_up or not failure.retry):
            raise failure
        if response is not None and give_up:
            return response
        wait(pause or 0.0, monitor)
        attempt += 1


def _is_late(response: requests.Response | None, failure: ItsliveError | None) -> bool:
    """Whether a time-out ended an attempt: ours, or that of a gateway before the server."""
    if response is not None:
        return response.status_code == HTTPStatus.GATEWAY_TIMEOUT
    return failure is not None and failure.code == "timeout"


def _ask(
    session: ArchiveSession,
    method: str,
    url: str,
    body: dict[str, Any] | None,
    headers: dict[str, str] | None,
) -> requests.Response:
    response = _once(session, method, url, body, headers)
    for _ in range(_REDIRECTS):
        # requests turns a redirected POST into a GET without body, which would search for nothing.
        target = session.get_redirect_target(response) if body is not None else None
        if target is None:
            break
        base = response.url
        response = _once(session, method, secure_url(urljoin(base, target), base), body, headers)
    return response


def _once(
    session: ArchiveSession,
    method: str,
    url: str,
    body: dict[str, Any] | None,
    headers: dict[str, str] | None,
) -> requests.Response:
    response = session.request(
        method,
        url,
        json=body,
        headers=headers,
        timeout=session.network.timeout,
        allow_redirects=body is None,
    )
    # JSON is UTF-8. Left to itself requests guesses for a second or so, byte by byte in Python.
    response.encoding = response.encoding or "utf-8"
    return response
