"""The table of faults: what goes wrong, how each kind of server makes it, and what may be listed.

Faults of the connection are made by the relay before either server; faults of the server by a
script, and by nginx's own directives.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from .fault_makers import (
    BIG,
    DATED,
    DAY,
    FAR,
    HALF,
    HTML,
    OTHER,
    PAST,
    PORTAL,
    SIZE,
    STRIPPED,
    WEAK,
    always,
    always_html,
    changed_behind_a_cache,
    changed_midway,
    cuts,
    dated,
    files,
    gzip_files,
    ignoring_range,
    names,
    one_percent_each,
    part_is_html,
    sent_on,
    status,
    storm,
    stripped,
    zipped,
)
from .fault_servers import Nginx, Scene, Script
from .relay import Cut
from .scripted_server import Reply, stored


@dataclass(frozen=True)
class Row:
    """One fault.

    Attributes:
        prepare: makes files and faults in a scene whose server is not started yet.
        codes: what may be listed; empty if all files must be there in spite of the fault.
        script: the scripted server's part; None leaves it to the simulated archive.
        nginx: the part of nginx's configuration.
        all_fail: whether no file may be there.
        attempts: of each request.
        again: whether files that come in spite of the fault take more than one request each.
        never: whether some files cannot come even when all is well.
    """

    prepare: Callable[[Scene], None]
    codes: frozenset[str] = frozenset()
    script: Script | None = None
    nginx: Nginx = field(default_factory=Nginx)
    all_fail: bool = False
    attempts: int = 3
    again: bool = True
    never: bool = False


ROWS = {
    "no fault": Row(files(), again=False),
    "reset at every 1 %, a file each": Row(cuts(one_percent_each, count=100)),
    "reset at every 1 % of one file": Row(
        cuts(lambda _: [Cut(BIG // 100, "reset")] * 100, count=1, size=BIG)
    ),
    "reset before any answer": Row(cuts(lambda _: [Cut(-1, "reset")])),
    "reset of every answer": Row(always(Cut(0, "reset")), frozenset({"connection"}), all_fail=True),
    "body cut, right length": Row(
        cuts(lambda number: [Cut(SIZE * number // 7 + 1, "close"), Cut(9999, "close")])
    ),
    "body cut, length as cut": Row(cuts(lambda _: [Cut(HALF, "close", length=HALF)])),
    "body cut, length as cut, always": Row(
        always(Cut(HALF, "close", length=HALF)), frozenset({"cut_short"}), all_fail=True
    ),
    "length too long": Row(cuts(lambda _: [Cut(2 * SIZE, "close", length=2 * SIZE)])),
    "body cut, no length": Row(cuts(lambda _: [Cut(HALF, "close", length=0)])),
    "stalled socket": Row(cuts(lambda number: [Cut(number * 40_000, "stall")], count=4)),
    "stalled socket, always": Row(
        always(Cut(0, "stall")), frozenset({"timeout"}), all_fail=True, attempts=2
    ),
    "ETag changed midway": Row(changed_midway),
    "changed midway, If-Range and ETag lost": Row(
        changed_behind_a_cache, script=stripped, nginx=STRIPPED
    ),
    "weak ETag, body cut": Row(
        cuts(lambda _: [Cut(HALF, "close")]),
        script=lambda data: [stored(data, etag=WEAK)],
        nginx=Nginx(f"etag off; add_header ETag '{WEAK}';"),
    ),
    "weak ETag, changed midway": Row(
        changed_midway,
        script=lambda data: [stored(data, etag=WEAK), stored(OTHER, etag=WEAK)],
        nginx=Nginx(f"etag off; add_header ETag '{WEAK}';"),
    ),
    "Range ignored": Row(
        cuts(lambda _: [Cut(HALF, "close")]),
        script=ignoring_range,
        nginx=Nginx("max_ranges 0;"),
    ),
    "304 that nobody asked for": Row(
        files(),
        frozenset({"http_status"}),
        script=status(304),
        nginx=Nginx("return 304;"),
        all_fail=True,
    ),
    "404, reprocessed": Row(
        files(),
        frozenset({"not_found"}),
        script=status(404),
        nginx=Nginx("return 404;"),
        all_fail=True,
    ),
    "429 storm": Row(
        files(12),
        frozenset({"too_many_requests"}),
        script=status(429, 2),
        nginx=storm(429),
    ),
    "429 storm with Retry-After": Row(
        files(6),
        frozenset({"too_many_requests"}),
        script=status(429, 1, Retry_After="1"),
        nginx=storm(429, "add_header Retry-After 1 always;"),
    ),
    "503 storm": Row(
        files(12), frozenset({"server_error"}), script=status(503, 2), nginx=storm(503)
    ),
    "503 storm with Retry-After": Row(
        files(6),
        frozenset({"server_error"}),
        script=status(503, 1, Retry_After="1"),
        nginx=storm(503, "add_header Retry-After 1 always;"),
    ),
    "429 without end": Row(
        files(),
        frozenset({"too_many_requests"}),
        script=status(429),
        nginx=Nginx("return 429;"),
        all_fail=True,
    ),
    "503 without end": Row(
        files(),
        frozenset({"server_error"}),
        script=status(503),
        nginx=Nginx("return 503;"),
        all_fail=True,
    ),
    "Retry-After is a date": Row(files(), script=dated, nginx=DATED),
    "Retry-After is a day": Row(
        files(),
        frozenset({"too_many_requests"}),
        script=status(429, Retry_After=str(DAY)),
        nginx=Nginx(f"add_header Retry-After {DAY} always; return 429;"),
        all_fail=True,
    ),
    "Retry-After lies far ahead": Row(
        files(),
        frozenset({"server_error"}),
        script=status(503, Retry_After=FAR),
        nginx=Nginx(f"add_header Retry-After '{FAR}' always; return 503;"),
        all_fail=True,
    ),
    "Retry-After is past": Row(
        files(),
        frozenset({"server_error"}),
        script=status(503, Retry_After=PAST),
        nginx=Nginx(f"add_header Retry-After '{PAST}' always; return 503;"),
        all_fail=True,
    ),
    "Retry-After is nonsense": Row(
        files(),
        frozenset({"server_error"}),
        script=status(503, Retry_After="soon"),
        nginx=Nginx("add_header Retry-After soon always; return 503;"),
        all_fail=True,
    ),
    "captive portal": Row(
        files(),
        frozenset({"not_a_granule"}),
        script=always_html,
        nginx=Nginx(PORTAL),
        all_fail=True,
    ),
    "captive portal after a cut": Row(
        cuts(lambda _: [Cut(HALF, "close")]),
        frozenset({"not_a_granule"}),
        script=part_is_html,
        nginx=Nginx(f"if ($http_range) {{ return 200 '{HTML.decode()}'; }}"),
        all_fail=True,
    ),
    "sent on to a login page": Row(
        files(),
        frozenset({"not_a_granule"}),
        script=lambda _: [sent_on],
        nginx=Nginx(f"location / {{ return 302 /login; }} location = /login {{ {PORTAL} }}"),
        all_fail=True,
    ),
    "gzip-encoded body": Row(
        gzip_files(files()), script=zipped, nginx=Nginx("gzip_static always;"), again=False
    ),
    "gzip-encoded body, cut": Row(
        gzip_files(cuts(lambda _: [Cut(HALF, "close")])),
        script=zipped,
        nginx=Nginx("gzip_static always;"),
    ),
    "redirect to http": Row(
        files(),
        frozenset({"insecure_redirect"}),
        script=status(301, Location="http://login.hotel.example/x.nc"),
        nginx=Nginx("return 301 http://login.hotel.example$request_uri;"),
        all_fail=True,
    ),
    "redirect without end": Row(
        files(),
        frozenset({"endless_redirect"}),
        script=lambda _: [lambda asked: Reply(302, {"Location": asked.target})],
        nginx=Nginx("return 302 $request_uri;"),
        all_fail=True,
    ),
    "names that lead elsewhere": Row(
        names, frozenset({"http_status", "not_found", "bad_url"}), again=False, never=True
    ),
}
