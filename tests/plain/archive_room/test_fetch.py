"""One file: a final name means a whole file, whatever the network does."""

from __future__ import annotations

import gzip
import hashlib
import os
import time
from pathlib import Path
from typing import Callable

import pytest

from itslive_qgis.archive.fetch import CHUNK
from itslive_qgis.archive.parts import DOUBTED, FLUSH_EVERY
from itslive_qgis.archive.record_lines import RECORD_NAME

from .place import DATA, ETAG, SIZE, Place, hdf5_like
from .scripted_server import Reply, stored


def test_a_file_arrives_and_is_recorded(place: Place) -> None:
    place.on(stored(DATA))
    place.assert_whole(place.one())
    entry = place.entries()[-1]
    time_written = entry.pop("time")
    assert time_written.endswith("+00:00")
    assert entry == {
        "state": "complete",
        "granule_id": place.granule.granule_id,
        "url": place.granule.url,
        "file": "granule.nc",
        "etag": ETAG,
        "size": SIZE,
        "sha256": hashlib.sha256(DATA).hexdigest(),
    }
    assert place.server.asked[0].headers["Accept-Encoding"] == "identity"


def test_what_is_here_is_not_fetched_again(place: Place) -> None:
    place.on(stored(DATA))
    place.one()
    place.server.asked.clear()
    outcome = place.one()
    assert (outcome.status, outcome.bytes, outcome.path) == ("present", SIZE, str(place.file))
    assert not place.server.asked


def test_a_file_without_record_is_verified_once(place: Place) -> None:
    place.on(stored(DATA))
    place.one()
    (place.folder / RECORD_NAME).unlink()
    place.server.asked.clear()
    assert place.one().status == "present"
    assert [asked.method for asked in place.server.asked] == ["HEAD"]
    assert place.entries()[-1]["sha256"] == hashlib.sha256(DATA).hexdigest()
    place.server.asked.clear()
    assert place.one().status == "present"
    assert not place.server.asked


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[: len(data) // 2],
        lambda data: b"",
        lambda data: b"<html>" + data,
    ],
)
def test_a_foreign_file_that_is_not_whole_is_replaced(
    place: Place, damage: Callable[[bytes], bytes]
) -> None:
    place.on(stored(DATA))
    place.folder.mkdir()
    place.file.write_bytes(damage(DATA))
    place.assert_whole(place.one())


OWN = {
    "another size": hdf5_like(5000, seed=77),
    "the same size": hdf5_like(seed=77),
    "something added": DATA + b"more",
}


@pytest.mark.parametrize("kind", OWN)
def test_a_whole_file_of_somebody_else_is_kept(place: Place, kind: str) -> None:
    own = OWN[kind]
    place.on(stored(DATA))
    place.folder.mkdir()
    place.file.write_bytes(own)
    place.assert_whole(place.one())
    assert (place.folder / "granule.nc.old").read_bytes() == own
    second = hdf5_like(6000, seed=78)
    place.file.write_bytes(second)  # over what the record knows
    place.assert_whole(place.one())
    assert (place.folder / "granule.nc.old").read_bytes() == own
    assert (place.folder / "granule.nc.old-2").read_bytes() == second


def test_a_whole_file_of_somebody_else_stays_where_it_is_until_another_is_whole(
    place: Place,
) -> None:
    own = hdf5_like(5000, seed=77)
    place.folder.mkdir()
    place.file.write_bytes(own)
    place.on(stored(DATA, cut=CHUNK), Reply(404))
    assert place.one().status == "failed"
    assert place.file.read_bytes() == own
    assert not list(place.folder.glob("*.old*"))


def test_what_the_server_has_in_another_version_by_now_is_replaced(place: Place) -> None:
    place.on(stored(DATA))
    place.one()
    other = hdf5_like(SIZE + 1000, seed=2)
    place.on(stored(other))
    signed = place.make(url=place.granule.url + "?signature=2")  # not the address of the record
    place.assert_whole(place.one(signed), other)
    assert not list(place.folder.glob("*.old*"))


def test_the_servers_own_file_is_not_kept_twice(place: Place) -> None:
    # The server does not say how large it is without sending it.
    place.folder.mkdir()
    place.file.write_bytes(DATA)
    place.on(lambda asked: Reply(403) if asked.method == "HEAD" else stored(DATA)(asked))
    place.assert_whole(place.one())
    assert not list(place.folder.glob("*.old*"))


def test_a_recorded_file_that_was_cut_later_is_replaced(place: Place) -> None:
    place.on(stored(DATA))
    place.one()
    place.file.write_bytes(DATA[:1000])
    place.assert_whole(place.one())


def test_an_unknown_file_stays_when_the_server_is_away(place: Place) -> None:
    place.folder.mkdir()
    place.file.write_bytes(DATA)
    place.on(Reply(503))
    outcome = place.one()
    assert outcome.status == "failed"
    assert outcome.error is not None
    assert outcome.error.code == "server_error"
    assert place.file.read_bytes() == DATA


def test_a_cut_file_goes_on_where_it_was(place: Place) -> None:
    place.on(stored(DATA, cut=3 * CHUNK), stored(DATA))
    place.assert_whole(place.one())
    first, second = place.server.of("GET")
    assert "Range" not in first.headers
    assert second.headers["If-Range"] == ETAG
    assert second.headers["Range"] == f"bytes={3 * CHUNK}-"


@pytest.mark.parametrize("cut", range(1, 9))
def test_a_cut_within_the_signature_is_a_cut(place: Place, cut: int) -> None:
    place.on(stored(DATA, cut=cut), stored(DATA))
    place.assert_whole(place.one())


def test_a_reset_connection_costs_only_what_was_under_way(place: Place) -> None:
    # a reset takes with it what the system had received and we had not read
    place.on(stored(DATA, cut=3 * CHUNK, reset=True), stored(DATA))
    place.assert_whole(place.one())
    assert len(place.server.of("GET")) == 2


def test_a_connection_that_breaks_again_and_again_gets_there(place: Place) -> None:
    # every answer brings a little more, far more often than a fault may repeat without progress
    place.on(stored(DATA, cut=CHUNK // 2, reset=True))
    place.assert_whole(place.one())
    assert len(place.server.of("GET")) > 3 * place.network.attempts


def test_no_progress_ends(place: Place) -> None:
    place.on(stored(DATA, cut=0))
    outcome = place.one()
    assert outcome.error is not None
    place.assert_failed(outcome, outcome.error.code)
    # versions of urllib3 differ in which of the two they notice
    assert outcome.error.code in ("cut_short", "connection")
    assert len(place.server.of("GET")) == place.network.attempts


def test_it_goes_on_the_next_day(place: Place) -> None:
    place.on(stored(DATA, cut=3 * CHUNK), *[Reply(503)] * 2)
    place.assert_failed(place.one(), "server_error")
    assert place.part.stat().st_size == 3 * CHUNK
    place.server.asked.clear()
    place.on(stored(DATA))
    place.assert_whole(place.one())
    assert place.ranges() == [f"bytes={3 * CHUNK}-"]


def lose_the_end(part: Path, lost: int) -> None:
    """What a power cut may leave: the length, and zeros where bytes had not come to the disk."""
    size = part.stat().st_size
    with part.open("r+b") as file:
        file.seek(max(0, size - lost))
        file.write(bytes(min(lost, size)))


NO_MD5 = '"0123456789abcdef0123456789abcdef-2"'  # nothing tells that bytes are wrong
YEAR = 365 * 86_400


@pytest.mark.parametrize("years", [-1, 1])  # of a clock that is wrong after the start
def test_what_a_power_cut_may_have_lost_is_fetched_again(place: Place, years: int) -> None:
    place.on(stored(DATA, etag=NO_MD5, cut=3 * CHUNK), Reply(404))
    place.assert_failed(place.one(), "not_found")
    lose_the_end(place.part, CHUNK)
    moment = time.time() + years * YEAR
    os.utime(place.part, (moment, moment))
    place.server.asked.clear()
    place.on(stored(DATA, etag=NO_MD5))
    place.assert_whole(place.one())
    assert place.ranges() == [None], "all of so small a file is in doubt"


def test_of_a_large_file_a_power_cut_costs_only_the_end(place: Place) -> None:
    data = hdf5_like(40 << 20, seed=3)
    place.on(stored(data, etag=NO_MD5, cut=38 << 20), Reply(404))
    place.assert_failed(place.one(), "not_found")
    lose_the_end(place.part, FLUSH_EVERY)
    os.utime(place.part, (0, 0))
    place.server.asked.clear()
    place.on(stored(data, etag=NO_MD5))
    place.assert_whole(place.one(), data)
    assert place.ranges() == [f"bytes={(38 << 20) - DOUBTED}-"]


@pytest.mark.parametrize("begun", [0, 30 << 20])
def test_no_more_than_the_end_is_ever_in_doubt(
    place: Place, begun: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = hdf5_like(60 << 20, seed=3)
    if begun:
        place.on(stored(data, cut=begun), Reply(404))
        place.one()
    flushed = [0]
    unflushed = []
    fsync = os.fsync

    def watched(handle: int) -> None:
        if place.part.exists() and os.path.samestat(os.fstat(handle), place.part.stat()):
            size = os.fstat(handle).st_size
            unflushed.append(size - flushed[-1])
            flushed.append(size)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", watched)
    place.on(stored(data))
    place.assert_whole(place.one(), data)
    assert flushed[1:2] == ([begun] if begun else flushed[1:2])
    assert flushed[-1] == len(data)
    assert max(unflushed[bool(begun) :]) < DOUBTED
    assert min(unflushed[bool(begun) : -1]) >= FLUSH_EVERY, "the connection waits too often"


def test_a_file_that_changed_meanwhile_starts_anew(place: Place) -> None:
    other = hdf5_like(seed=2)
    place.on(stored(DATA, cut=3 * CHUNK), stored(other))
    place.assert_whole(place.one(), other)


def test_a_range_that_is_ignored_starts_anew(place: Place) -> None:
    place.on(stored(DATA, cut=3 * CHUNK), Reply(200, {"ETag": ETAG}, DATA))
    place.assert_whole(place.one())


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Range": f"bytes {2 * CHUNK}-{SIZE - 1}/{SIZE}"},
        {"Content-Range": f"bytes {3 * CHUNK}-{4 * CHUNK}/{SIZE}"},
        {"Content-Range": "bytes */5"},
        {},
        {"Content-Range": f"bytes {3 * CHUNK}-{SIZE - 1}/{SIZE}", "ETag": '"another"'},
    ],
)
def test_a_wrong_part_is_not_taken(place: Place, headers: dict[str, str]) -> None:
    body = DATA[2 * CHUNK :] if "another" not in str(headers) else hdf5_like(seed=9)[3 * CHUNK :]
    place.on(stored(DATA, cut=3 * CHUNK), Reply(206, {"ETag": ETAG, **headers}, body), stored(DATA))
    place.assert_whole(place.one())
    assert place.ranges()[-1] is None


def test_a_wrong_part_of_the_right_length_is_not_taken(place: Place) -> None:
    # neither length nor ETag would tell afterwards
    etag = '"version-1"'
    lie = {"ETag": etag, "Content-Range": f"bytes {2 * CHUNK}-{SIZE - 1}/{SIZE}"}
    body = DATA[2 * CHUNK :][: SIZE - 3 * CHUNK]
    whole = stored(DATA, etag=etag)
    place.on(stored(DATA, etag=etag, cut=3 * CHUNK), Reply(206, lie, body), whole)
    place.assert_whole(place.one())


def test_a_weak_etag_is_not_resumed(place: Place) -> None:
    place.on(stored(DATA, etag='W/"1"', cut=3 * CHUNK), stored(DATA, etag='W/"1"'))
    place.assert_whole(place.one())
    assert place.ranges() == [None, None]


def test_416_when_nothing_is_missing(place: Place) -> None:
    place.on(stored(DATA, cut=3 * CHUNK), *[Reply(503)] * 2)
    place.one()
    place.part.write_bytes(DATA)  # all there, but for the final name
    place.on(stored(DATA))
    place.assert_whole(place.one())


def test_416_when_the_part_is_of_no_use(place: Place) -> None:
    place.on(stored(DATA, cut=3 * CHUNK), *[Reply(503)] * 2)
    place.one()
    place.part.write_bytes(DATA + b"more")
    place.on(stored(DATA))
    place.assert_whole(place.one())


def test_a_damaged_file_is_fetched_again(place: Place) -> None:
    wrong = DATA[:1000] + b"\0" + DATA[1001:]
    place.on(Reply(200, {"ETag": ETAG}, wrong), stored(DATA))
    place.assert_whole(place.one())
    place.file.unlink()
    flip = iter(range(100))
    place.on(lambda _: Reply(200, {"ETag": ETAG}, DATA[:-1] + bytes([next(flip)])))
    place.assert_failed(place.one(), "damaged")


def test_a_file_damaged_before_and_after_a_break_is_fetched_again(place: Place) -> None:
    # MD5 counts what was received before as well, here and in a later session
    wrong = DATA[:1000] + b"\0" + DATA[1001:]
    place.on(stored(wrong, etag=ETAG, cut=3 * CHUNK), *[Reply(503)] * 2)
    place.assert_failed(place.one(), "server_error")
    place.server.asked.clear()
    place.on(stored(DATA))
    place.assert_whole(place.one())
    assert place.ranges() == [f"bytes={3 * CHUNK}-", None]


def test_an_etag_that_is_no_md5_is_understood(place: Place) -> None:
    place.on(stored(DATA, etag=f'"{"0" * 32}"'))
    place.assert_whole(place.one())
    assert len(place.server.of("GET")) == 2
    assert place.ranges() == [None, None]


def test_a_file_shorter_than_it_says_itself_is_not_taken(place: Place) -> None:
    # the server's length is right, for a file that was cut before it came to the server
    place.on(stored(DATA[: SIZE // 2]))
    place.assert_failed(place.one(), "cut_short")
    assert len(place.server.of("GET")) <= place.network.attempts + 1


def test_without_a_length_the_file_itself_tells(place: Place) -> None:
    place.on(Reply(200, {}, DATA, bare=True))
    place.assert_whole(place.one())
    place.file.unlink()
    place.on(Reply(200, {}, DATA, cut=SIZE - 10, bare=True))
    place.assert_failed(place.one(), "cut_short")


@pytest.mark.parametrize("packed", [False, True])
def test_without_a_length_nothing_may_be_added(place: Place, packed: bool) -> None:
    def sent(data: bytes) -> Reply:
        if packed:
            return Reply(200, {"Content-Encoding": "gzip"}, gzip.compress(data))
        return Reply(200, {}, data, bare=True)

    place.on(sent(DATA + b"garbage"), sent(DATA))
    place.assert_whole(place.one())
    place.file.unlink()
    place.on(sent(DATA + b"garbage"))
    place.assert_failed(place.one(), "damaged")
    assert not place.part.exists()


def test_a_compressed_answer_is_unpacked(place: Place) -> None:
    body = gzip.compress(DATA)
    place.on(Reply(200, {"Content-Encoding": "gzip", "ETag": '"x"'}, body))
    place.assert_whole(place.one())


@pytest.mark.parametrize(
    "body",
    [b"<!DOCTYPE html><title>Hotel</title>" * 50, b"\n<html>", b"CDF\x01" + b"0" * 100, b"x"],
)
def test_what_is_no_granule_is_not_kept(place: Place, body: bytes) -> None:
    place.on(Reply(200, {"Content-Type": "text/html"}, body))
    place.assert_failed(place.one(), "not_a_granule")
    assert len(place.server.of("GET")) == 1
    assert os.listdir(place.folder) == [RECORD_NAME]


def test_a_login_page_costs_no_partial_file(place: Place) -> None:
    place.on(stored(DATA, cut=3 * CHUNK), Reply(200, {}, b"<html>Please log in</html>"))
    place.assert_failed(place.one(), "not_a_granule")
    assert place.part.stat().st_size == 3 * CHUNK
    place.on(stored(DATA))
    place.assert_whole(place.one())


@pytest.mark.parametrize("name", ["granule.nc", "granule.nc.part"])
def test_a_folder_in_the_way_is_named_before_anything_is_fetched(place: Place, name: str) -> None:
    place.on(stored(DATA))
    (place.folder / name).mkdir(parents=True)
    error = place.one().error
    assert error is not None
    assert error.code == "folder_in_the_way"
    assert f"named {name}" in str(error)
    assert str(place.folder) in str(error)
    assert "{" not in str(error)
    assert not place.server.asked
    assert (place.folder / name).is_dir()


def test_faults_that_pass(place: Place) -> None:
    place.on(Reply(503), Reply(429, {"Retry-After": "0"}), stored(DATA))
    place.assert_whole(place.one())


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(404), "not_found"),
        (Reply(410), "not_found"),
        (Reply(403), "forbidden"),
        (Reply(500), "server_error"),
        (Reply(416), "http_status"),
        (Reply(302, {"Location": "http://login.example/"}), "insecure_redirect"),
    ],
)
def test_failures_are_told(place: Place, reply: Reply, code: str) -> None:
    place.on(reply)
    outcome = place.one()
    place.assert_failed(outcome, code)
    if code == "not_found":
        assert "reprocessed or moved; search again" in str(outcome.error)


def test_a_granule_behind_a_login_is_no_file_and_the_login_is_named(place: Place) -> None:
    """Version 1 at NSIDC: refused outright, or sent on to the page of NASA Earthdata."""
    place.on(Reply(401, {}, b"HTTP Basic: Access denied."))
    outcome = place.one()
    place.assert_failed(outcome, "forbidden")
    assert "Earthdata" in str(outcome.error)

    page = place.server.on("/login", Reply(200, {"Content-Type": "text/html"}, b"<html>Log in"))
    place.on(Reply(302, {"Location": page}))
    outcome = place.one()
    place.assert_failed(outcome, "not_a_granule")
    assert "Earthdata" in str(outcome.error)
