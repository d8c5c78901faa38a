"""Whole objects, those that never change and those that do, as an object store gives them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from itslive_qgis.archive.block_cache import BlockCache
from itslive_qgis.archive.http import make_session
from itslive_qgis.archive.objects import Objects
from itslive_qgis.errors import ItsliveError
from itslive_qgis.monitor import Monitor

from .scripted_server import Asked, Reply

PATH = "/datacubes/a.zarr/.zmetadata"


class Clock:
    """The time, as a test wants it."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make(network, tmp_path, clock):
    """Make what asks; all keep what came in one folder unless told otherwise."""

    def objects(folder: Path | None = tmp_path / "kept") -> Objects:
        return Objects(make_session(network), BlockCache(folder, 10**8), clock)

    return objects


def changing(data: bytes, tag: str = "") -> object:
    """What an object store answers, by ETag."""
    tag = tag or f'"{hashlib.md5(data).hexdigest()}"'

    def step(asked: Asked) -> Reply:
        if asked.headers.get("If-None-Match") == tag:
            return Reply(304, {"ETag": tag})
        return Reply(200, {"ETag": tag}, data)

    return step


def test_an_object_is_fetched_once(server, make):
    url = server.on("/a", Reply(200, {}, b"content"))
    first = make()
    assert first.get(url, "1", Monitor()) == b"content"
    assert make().get(url, "1", Monitor()) == b"content"
    assert (len(server.asked), first.requests, first.received) == (1, 1, 7)
    assert server.asked[0].headers["Accept-Encoding"] == "identity"

    assert make().get(url, "2", Monitor()) == b"content"  # of another version it may be another
    assert make().get(url, "2", Monitor(), anew=True) == b"content"
    assert len(server.asked) == 3


@pytest.mark.parametrize("content", [b"", b"-", b"+", b"\0" * 5])
def test_any_content_is_kept_as_it_is(server, make, content):
    url = server.on("/a", Reply(200, {}, content))
    for _ in range(2):
        assert make().get(url, "1", Monitor()) == content
    assert len(server.asked) == 1


def test_what_is_not_there_is_known_not_to_be(server, make):
    url = server.url + "/nothing"
    for _ in range(2):
        assert make().get(url, "1", Monitor()) is None
    assert len(server.asked) == 1
    server.on("/nothing", Reply(200, {}, b"now"))
    assert make().get(url, "1", Monitor(), anew=True) == b"now"
    assert make().get(url, "1", Monitor()) == b"now"


def test_without_a_folder_all_is_asked_for(server, make):
    url = server.on("/a", Reply(200, {}, b"content"))
    objects = make(None)
    for _ in range(2):
        assert objects.get(url, "1", Monitor()) == b"content"
        assert objects.current(url, Monitor(), 1e9).data == b"content"
    assert (len(server.asked), objects.requests, objects.received) == (4, 4, 28)


def test_an_answer_that_ends_early_is_asked_for_again(server, make):
    short = Reply(200, {"Content-Length": "100"}, bytes(100), cut=40)
    url = server.on("/a", short, Reply(200, {}, bytes(100)))
    assert make().get(url, "1", Monitor()) == bytes(100)

    url = server.on("/b", short)
    with pytest.raises(ItsliveError) as caught:
        make().get(url, "1", Monitor())
    assert caught.value.code in ("cut_short", "connection")
    assert make(None)._cache.get(f"{url} 1") is None


@pytest.mark.parametrize(("status", "code"), [(403, "forbidden"), (401, "forbidden")])
def test_a_refusal_is_no_object(server, make, status, code):
    url = server.on("/a", Reply(status, {}, b"<Error/>"), Reply(200, {}, b"content"))
    with pytest.raises(ItsliveError) as caught:
        make().get(url, "1", Monitor())
    assert caught.value.code == code
    assert make().get(url, "1", Monitor()) == b"content"  # the refusal was not kept


def test_a_document_is_asked_about_when_it_is_old(server, make, clock):
    url = server.on(PATH, changing(b"one"))
    first = make().current(url, Monitor(), 60)
    assert (first.data, first.age, first.failure) == (b"one", 0, None)

    clock.now += 59
    young = make().current(url, Monitor(), 60)
    assert (young.data, young.version, young.age) == (b"one", first.version, 59)
    assert len(server.asked) == 1

    clock.now += 2
    objects = make()
    again = objects.current(url, Monitor(), 60)
    assert (again.data, again.version, again.age) == (b"one", first.version, 0)
    assert objects.received == 0
    assert server.asked[1].headers["If-None-Match"] == first.version

    clock.now += 61
    server.on(PATH, changing(b"two"))
    newer = make().current(url, Monitor(), 60)
    assert newer.data == b"two"
    assert newer.version != first.version
    assert make().current(url, Monitor(), 60).data == b"two"


def test_a_clock_set_back_asks(server, make, clock):
    url = server.on(PATH, changing(b"one"))
    make().current(url, Monitor(), 60)
    clock.now -= 3600
    make().current(url, Monitor(), 60)
    assert len(server.asked) == 2


@pytest.mark.parametrize("tag", ['W/"weak"', None])
def test_without_a_strong_etag_the_content_tells(server, make, tag):
    headers = {"ETag": tag} if tag else {}
    url = server.on(
        PATH,
        Reply(200, headers, b"one"),
        Reply(200, headers, b"one"),
        Reply(200, headers, b"two"),
    )
    first, second, third = (make().current(url, Monitor()) for _ in range(3))
    assert first.version == second.version != third.version
    assert all("If-None-Match" not in asked.headers for asked in server.asked)


def test_a_document_that_went_away(server, make):
    url = server.on(PATH, changing(b"one"))
    make().current(url, Monitor())
    server.on(PATH, Reply(404))
    assert make().current(url, Monitor(), 0) is None


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(200, {}, b"x", cut=0, reset=True), "connection"),
        (Reply(503), "server_error"),
        (Reply(403), "forbidden"),
        (Reply(200, {"Content-Length": "9"}, b"123456789", cut=3, stall=True), "timeout"),
    ],
    ids=["gone", "503", "403", "stalls"],
)
def test_what_was_kept_is_given_with_the_failure(server, make, clock, reply, code):
    url = server.on(PATH, changing(b"one"))
    make().current(url, Monitor())
    clock.now += 500
    server.on(PATH, reply)
    before = len(server.asked)
    found = make().current(url, Monitor())
    assert (found.data, found.age, found.failure.code) == (b"one", 500, code)
    assert len(server.asked) == before + 1  # with something to go on with, it asks once

    if reply.stall:
        return  # three times as long
    with pytest.raises(ItsliveError) as caught:
        make(None).current(url, Monitor())
    assert caught.value.code == code


def test_what_is_no_such_document_is_not_kept(server, make):
    def check(data: bytes) -> None:
        if data.startswith(b"<"):
            raise ItsliveError("a page", code="page")

    url = server.on(PATH, Reply(200, {}, b"<html>"), changing(b"one"))
    with pytest.raises(ItsliveError):
        make().current(url, Monitor(), 1e9, check)
    good = make().current(url, Monitor(), 1e9, check)
    assert (good.data, good.failure) == (b"one", None)

    server.on(PATH, Reply(200, {"ETag": '"page"'}, b"<html>"))
    found = make().current(url, Monitor(), 0, check)
    assert (found.data, found.version, found.failure.code) == (b"one", good.version, "page")
    assert make().current(url, Monitor(), 1e9, check).data == b"one"


def test_what_is_damaged_on_this_disk_is_not_there(server, make, tmp_path):
    url = server.on(PATH, changing(b"one" * 100))
    other = server.on("/a", Reply(200, {}, b"content" * 100))
    make().current(url, Monitor())
    make().get(other, "1", Monitor())
    for path in (tmp_path / "kept").rglob("*.piece"):
        path.write_bytes(path.read_bytes()[:-7] + b"\0" * 7)
    assert make().current(url, Monitor(), 1e9).data == b"one" * 100
    assert make().get(other, "1", Monitor()) == b"content" * 100
    assert len(server.asked) == 4
