"""The table of faults: what goes wrong, how each kind of server makes it, and what may be listed.

Faults of the connection are made by the relay before either server; faults of the server by a
script, and by nginx's own directives.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

from .fault_servers import Nginx, Scene, Script
from .place import hdf5_like
from .relay import Cut
from .scripted_server import Asked, Reply, stored

SIZE = 200_000
CHUNK = 1 << 16
BIG = 101 * CHUNK + 77  # bytes: 1 % of it is more than one read
HALF = SIZE // 2
DAY = 86_400  # seconds
HTML = b"<!DOCTYPE html><html><title>Hotel</title><form>Log in</form></html>"
PORTAL = f"default_type text/html; return 200 '{HTML.decode()}';"
WEAK = 'W/"1"'
OTHER = hdf5_like(SIZE, seed=99)
FAR = "Fri, 01 Jan 2100 00:00:00 GMT"
PAST = "Sat, 01 Jan 2000 00:00:00 GMT"


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


def files(count: int = 6, size: int = SIZE) -> Callable[[Scene], None]:
    """So many different files, and no fault of the connection."""

    def prepare(scene: Scene) -> None:
        for number in range(count):
            scene.add(hdf5_like(size + number, seed=number))

    return prepare


def cuts(make: Callable[[int], list[Cut]], count: int = 6, size: int = SIZE):
    """So many files; ``make(number)`` says how the answers for each are broken, one by one."""

    def prepare(scene: Scene) -> None:
        files(count, size)(scene)
        for number, granule in enumerate(scene.granules):
            scene.relay.cuts[path_of(granule.url)] = make(number)

    return prepare


def always(cut: Cut, count: int = 4) -> Callable[[Scene], None]:
    """So many files, all of whose answers are broken in the same way."""

    def prepare(scene: Scene) -> None:
        files(count)(scene)
        scene.relay.always = cut

    return prepare


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3].partition("?")[0]


def changed_midway(scene: Scene) -> None:
    """One file, cut in its middle and other bytes of the same length when asked for again."""
    cuts(lambda _: [Cut(HALF, "close")], count=1)(scene)

    def before(number: int) -> None:
        if number == 2:
            scene.replace(0, OTHER)

    scene.relay.before = before


def always_html(_data: bytes) -> list[Reply]:
    return [Reply(200, {"Content-Type": "text/html"}, HTML)]


def ignoring_range(data: bytes) -> list:
    return [lambda _asked: Reply(200, {"ETag": '"1"'}, data)]


def part_is_html(data: bytes) -> list:
    def step(asked: Asked) -> Reply:
        return Reply(200, {}, HTML) if "Range" in asked.headers else stored(data)(asked)

    return [step]


def sent_on(asked: Asked) -> Reply:
    if asked.target.endswith("?login"):
        return Reply(200, {"Content-Type": "text/html"}, HTML)
    return Reply(302, {"Location": asked.target + "?login"})


def zipped(data: bytes) -> list[Reply]:
    return [Reply(200, {"Content-Encoding": "gzip", "ETag": '"x"'}, gzip.compress(data, 1))]


def gzip_files(prepare: Callable[[Scene], None]) -> Callable[[Scene], None]:
    """The same with compressed files beside those that nginx serves."""

    def prepared(scene: Scene) -> None:
        prepare(scene)
        for path in (scene.www / "its-live-data").glob("*.nc"):
            path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes(), 1))

    return prepared


def status(code: int, times: int | None = None, **headers: str) -> Script:
    """So many answers with this status before the file; None for ever."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}

    def script(data: bytes) -> list:
        reply = Reply(code, named, b"not now")
        return [reply] if times is None else [reply] * times + [stored(data)]

    return script


def storm(code: int, headers: str = "") -> Nginx:
    """nginx lets through so few requests that most are refused at first."""
    few = f"limit_req zone=few burst=1 nodelay; limit_req_status {code}; {headers}"
    return Nginx(few, http="limit_req_zone $binary_remote_addr zone=few:1m rate=25r/s;")


#: The first answer for each file is a 429 with a date one second ahead.
DATED = Nginx(
    """
    access_by_lua_block {
        if ngx.shared.seen:add(ngx.var.uri, true) then
            ngx.header["Retry-After"] = ngx.http_time(ngx.time() + 1)
            return ngx.exit(429)
        end
    }
    """,
    http="lua_shared_dict seen 1m;",
    lua=True,
)


def dated(data: bytes) -> list:
    def first(_asked: Asked) -> Reply:
        moment = datetime.now(timezone.utc) + timedelta(seconds=1)
        return Reply(429, {"Retry-After": format_datetime(moment, usegmt=True)})

    return [first, stored(data)]


def changed_behind_a_cache(scene: Scene) -> None:
    """The same, and who answers forgets both If-Range and ETag where a part is asked for."""
    changed_midway(scene)
    (scene.www / "part").symlink_to(scene.www)


STRIPPED = Nginx(
    """
    if ($http_range) { rewrite ^ /part$uri last; }
    location /part/ {
        etag off;
        rewrite_by_lua_block { ngx.req.clear_header("If-Range") }
    }
    """,
    lua=True,
)


def stripped(data: bytes) -> list:
    def part(asked: Asked) -> Reply:
        if "Range" not in asked.headers:
            return stored(OTHER)(asked)
        start = int(asked.headers["Range"][len("bytes=") : -1])
        return Reply(206, {"Content-Range": f"bytes {start}-{SIZE - 1}/{SIZE}"}, OTHER[start:])

    return [stored(data), part]


NAMES = (
    "/../../x.nc",
    "/a/..%2f..%2fx.nc",
    "/%2e%2e/%2e%2e/x.nc",
    "/a/..%5C..%5Cx.nc",
    "/a/C%3A%5Cx.nc",
    "/a/CON",
    "/b/CON.nc",
    "/a/nul.tar.nc",
    "/a/" + "n" * 300 + ".nc",
    "/b/" + "n" * 300 + ".nc",
    "/a/" + "%C3%A9" * 150 + ".nc",
    "/a/...",
    "/a/....nc",
    "/a/.nc",
    "/a/",
    "/a/%20.nc",
    "/a/gletscher-%C3%A9.nc",
    "/a/gletscher-e%CC%81.nc",
    "/a/Gletscher-%C3%89.nc",
    "/a/gletscher-é.nc",
    "/a%2Fsame.nc",
    "/a/same.nc",
    "/b%2F..%2Fsame.nc",
    "/a/%00.nc",
    "/a/line%0Abreak.nc",
    "/a/%FF.nc",
    "/a/%FE.nc",
    "/a/granules.jsonl",
    "/a/0.nc.part",
    "/a/x%3Fy.nc",
    "/a/x;y:z*.nc",
    "/a/trailing.%20.nc",
)


def names(scene: Scene) -> None:
    """Files whose names lead elsewhere, or mean something to a system."""
    for number, path in enumerate(NAMES):
        scene.add(hdf5_like(3000 + number, seed=number), path, epsg=None)


def one_percent_each(number: int) -> list[Cut]:
    return [Cut(SIZE * (number + 1) // 100, "reset")]


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
