"""One request, asked with patience and given up at once when the user cancels."""

from __future__ import annotations

import queue
import re
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

import requests

from ..errors import QT_TRANSLATE_NOOP, Cancelled, ItsliveError
from ..monitor import Monitor
from . import failures
from .http import ArchiveSession
from .urls import secure_url

POLL = 0.05  # seconds between two looks at the monitor
LONGEST_PAUSE = 30.0  # seconds of our own choice between two attempts
LONGEST_WISH = 120.0  # seconds a server may ask us to wait
SLOWEST = 1_000  # bytes a second; what comes slower for long will not come
_REDIRECTS = 5
_CHUNK = 2_048  # bytes
_DOUBTFUL = 2  # attempts after which a fault of the server may be one of the question
_ASKS_TO_WAIT = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_WORTH_TELLING = 1.0  # seconds
_SECONDS = re.compile(r"\d+(\.\d+)?", re.ASCII)

Result = TypeVar("Result")


def interruptible(
    function: Callable[[], Result],
    monitor: Monitor,
    stop: Callable[[], Any],
    overdue: Callable[[], ItsliveError | None] = lambda: None,
) -> Result:
    """Run a blocking function in a thread of its own, and leave it if the user cancels.

    Args:
        function: what to run; its result or exception becomes this function's.
        monitor: asked every POLL seconds.
        stop: called on cancellation, to make the function end soon.
        overdue: asked every POLL seconds as well; an error it gives is raised, and the function
            left to itself.

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
            late = overdue()
            if late is not None:
                raise late from None
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
    wish = wish_of(response) if response is not None else 0.0
    return None if wish > LONGEST_WISH else max(own, wish)


def is_refusal(response: requests.Response | None) -> bool:
    """Whether a server answered that it is asked too much."""
    return response is not None and response.status_code in _ASKS_TO_WAIT


def wish_of(response: requests.Response) -> float:
    """Seconds that an answer asks us to wait; 0 if it does not."""
    return retry_after(response.headers.get("Retry-After", ""), response.headers.get("Date", ""))


def retry_after(text: str, date: str = "") -> float:
    """Seconds asked for by a Retry-After header, as a number or a date; 0 if it says nothing.

    Args:
        text: the header.
        date: the Date header beside it. A date is counted from this one, so that our own clock,
            which may be wrong or set anew meanwhile, does not matter.
    """
    if _SECONDS.fullmatch(text.strip()):
        return float(text)
    moment = _moment(text)
    if moment is None:
        return 0.0
    now = _moment(date) or datetime.now(timezone.utc)
    return max(0.0, (moment - now).total_seconds())


def _moment(text: str) -> datetime | None:
    """A date as HTTP writes it; None if it is none."""
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def send(  # noqa: PLR0913 - all but four are by name
    session: ArchiveSession,
    method: str,
    url: str,
    monitor: Monitor,
    *,
    body: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
    patient: bool = True,
    doubtful: bool = False,
    attempts: int | None = None,
) -> requests.Response:
    """Ask, and ask again after passing faults, with the answer's body read.

    Connection errors, 408, 429 and 5xx are tried ``network.attempts`` times with growing pauses.
    An answer that comes at less than SLOWEST for as long as two time-outs is given up at once.

    Args:
        patient: False asks once only when the answer comes too late, as the caller will ask for
            less at a time.
        doubtful: True gives back a server's fault (500) the second time already, as the caller
            can put the question in another way.
        attempts: how often to try at most; by default as often as the network says.

    Returns:
        the answer, whatever its status; its ``elapsed`` is the time until it was there whole.

    Raises:
        ItsliveError: if no answer came.
        Cancelled: within 200 ms, even while the server stalls.
    """
    network = session.network
    most = network.attempts if attempts is None else attempts
    attempt = 1
    while True:
        monitor.check()
        gap = session.pace.left()
        if gap:
            wait(gap, monitor)
        response, failure = _attempt(session, method, url, body, headers, monitor)
        if response is not None and response.status_code not in failures.PASSING:
            session.pace.answered()
            return response
        pause = pause_before(attempt, network.backoff, response)
        give_up = attempt >= most or pause is None
        give_up = give_up or (not patient and _is_late(response, failure))
        give_up = give_up or (doubtful and attempt >= _DOUBTFUL and _is_fault(response))
        if failure is not None and (give_up or not failure.retry):
            raise failure
        if response is not None and give_up:
            return response
        if response is not None and response.status_code in _ASKS_TO_WAIT:
            session.pace.slow_down(pause or 0.0)
        _tell_of_wait(url, response, pause or 0.0, monitor)
        wait(pause or 0.0, monitor)
        attempt += 1


def _attempt(
    session: ArchiveSession,
    method: str,
    url: str,
    body: dict[str, Any] | None,
    headers: dict[str, str] | None,
    monitor: Monitor,
) -> tuple[requests.Response | None, ItsliveError | None]:
    """An answer, or why there is none that may come another time."""
    arrival = _Arrival(session, url)
    try:
        response = interruptible(
            lambda: _ask(session, method, url, body, headers, arrival),
            monitor,
            session.cut if session.goes_on else session.abort,
            arrival.overdue,
        )
    except (requests.RequestException, OSError) as error:
        return None, failures.of_exception(error, url)
    return response, None


class _Arrival:
    """What has arrived of an answer, and whether it is worth waiting for the rest.

    A server that sends a byte now and then never exceeds the time-out of a single read.
    """

    def __init__(self, session: ArchiveSession, url: str) -> None:
        self._session = session
        self._url = url
        self._start = time.monotonic()
        self.bytes = 0

    def seconds(self) -> float:
        return time.monotonic() - self._start

    def overdue(self) -> ItsliveError | None:
        network = self._session.network
        allowed = network.connect_timeout + 2 * network.read_timeout + self.bytes / SLOWEST
        if self.seconds() <= allowed:
            return None
        self._session.cut()
        return failures.too_slow(self._url, self.bytes, self.seconds())


def _tell_of_wait(
    url: str, response: requests.Response | None, seconds: float, monitor: Monitor
) -> None:
    """Tell why nothing moves, where the server asked for it."""
    if response is None or response.status_code not in _ASKS_TO_WAIT or seconds < _WORTH_TELLING:
        return
    monitor.say(
        QT_TRANSLATE_NOOP("Messages", "{host} asks us to wait {seconds} s"),
        host=urlsplit(url).hostname or url,
        seconds=round(seconds),
    )


def _is_late(response: requests.Response | None, failure: ItsliveError | None) -> bool:
    """Whether a time-out ended an attempt: ours, or that of a gateway before the server."""
    if response is not None:
        return response.status_code == HTTPStatus.GATEWAY_TIMEOUT
    return failure is not None and failure.code == "timeout"


def _is_fault(response: requests.Response | None) -> bool:
    return response is not None and response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR


def _ask(
    session: ArchiveSession,
    method: str,
    url: str,
    body: dict[str, Any] | None,
    headers: dict[str, str] | None,
    arrival: _Arrival,
) -> requests.Response:
    response = _once(session, method, url, body, headers, arrival)
    for _ in range(_REDIRECTS):
        # requests turns a redirected POST into a GET without body, which would search for nothing.
        target = session.get_redirect_target(response) if body is not None else None
        if target is None:
            break
        base = response.url
        url = secure_url(urljoin(base, target), base)
        response = _once(session, method, url, body, headers, arrival)
    response.elapsed = timedelta(seconds=arrival.seconds())
    return response


def _once(
    session: ArchiveSession,
    method: str,
    url: str,
    body: dict[str, Any] | None,
    headers: dict[str, str] | None,
    arrival: _Arrival,
) -> requests.Response:
    response = session.request(
        method,
        url,
        json=body,
        headers=headers,
        timeout=session.network.timeout,
        allow_redirects=body is None,
        stream=True,
    )
    chunks = []
    for chunk in response.iter_content(session.bite or _CHUNK):
        chunks.append(chunk)
        arrival.bytes += len(chunk)
    response._content = b"".join(chunks)  # as requests itself does, which cannot count meanwhile
    # JSON is UTF-8. Left to itself requests guesses for a second or so, byte by byte in Python.
    response.encoding = response.encoding or "utf-8"
    return response
