"""What makes the faults of the table: files and cuts, scripts, and nginx's directives."""

from __future__ import annotations

import gzip
from collections.abc import Callable
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
