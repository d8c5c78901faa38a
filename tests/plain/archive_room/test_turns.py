"""More files under way than connections: one uses the network while another uses the disk."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from itslive_qgis.archive.fetch import CHUNK, Fetch
from itslive_qgis.archive.gate import Gate
from itslive_qgis.archive.http import ArchiveSession, make_session
from itslive_qgis.archive.record import Record
from itslive_qgis.archive.turns import LARGEST_BITE, Turn
from itslive_qgis.errors import Cancelled, ItsliveError
from itslive_qgis.monitor import Monitor

from .place import DATA, Place, hdf5_like
from .scripted_server import Asked, Reply, stored
from .watched import WatchedMonitor

LONG = hdf5_like(3 * LARGEST_BITE + 7, seed=3)
PATIENCE = 10  # seconds before a test is given up


@pytest.fixture
def fetch(place: Place) -> Any:
    """Make a fetch of an address into the place's folder."""
    place.folder.mkdir()
    record = Record(place.folder)

    def make(url: str, turn: Turn, monitor: Monitor | None = None) -> Fetch:
        target = place.folder / url.rsplit("/", 1)[1]
        monitor = monitor or Monitor()
        return Fetch(url, target, "x", place.network, record, monitor, lambda *_: None, turn)

    return make


def lines(place: Place, count: int) -> tuple[Gate, list[ArchiveSession]]:
    """So many connections, and the gate before them."""
    return Gate(count), [make_session(place.network) for _ in range(count)]


class Disk:
    """Flushes files only when it is allowed to."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.allowed = threading.Event()

    def fsync(self, handle: int) -> None:
        self.asked.set()
        assert self.allowed.wait(PATIENCE)
        REAL_FSYNC(handle)


REAL_FSYNC = os.fsync


def test_the_network_does_not_wait_for_the_disk(
    place: Place, fetch: Callable[..., Fetch], monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk()
    monkeypatch.setattr(os, "fsync", disk.fsync)
    gate, sessions = lines(place, 1)
    turn = Turn(gate, sessions)
    url = place.server.on("/first.nc", stored(DATA))
    first = threading.Thread(target=fetch(url, turn).run)
    first.start()
    assert disk.asked.wait(PATIENCE)
    assert not (place.folder / "first.nc").exists(), "not flushed, and final already"
    other = Turn(gate, sessions)
    other.take(WatchedMonitor(cancel_after=PATIENCE))  # it is free
    other.give_back()
    disk.allowed.set()
    first.join(PATIENCE)
    assert (place.folder / "first.nc").read_bytes() == DATA


def test_no_more_requests_at_a_time_than_connections(
    place: Place, fetch: Callable[..., Fetch]
) -> None:
    lock = threading.Lock()
    now: list[int] = []
    most: list[int] = []

    def slowly(asked: Asked) -> Reply:
        with lock:
            now.append(1)
            most.append(len(now))
        time.sleep(0.03)
        with lock:
            now.pop()
        return stored(DATA)(asked)

    gate, sessions = lines(place, 2)
    urls = [place.server.on(f"/{number}.nc", slowly) for number in range(12)]
    threads = [threading.Thread(target=fetch(url, Turn(gate, sessions)).run) for url in urls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert max(most) == 2
    for number in range(12):
        assert (place.folder / f"{number}.nc").read_bytes() == DATA


@pytest.mark.parametrize(
    "steps",
    [
        [stored(DATA)],
        [Reply(404)],
        [Reply(503)],
        [Reply(200, {}, b"<html>")],
        [stored(DATA, cut=2 * CHUNK), stored(DATA)],
        [stored(DATA, cut=0)],
        [Reply(200, {}, DATA, bare=True)],
    ],
)
def test_a_turn_is_given_back_whatever_happens(
    place: Place, fetch: Callable[..., Fetch], steps: list[Any]
) -> None:
    gate, sessions = lines(place, 1)
    try:
        fetch(place.server.on("/x.nc", *steps), Turn(gate, sessions)).run()
    except ItsliveError:
        assert not (place.folder / "x.nc").exists()
    Turn(gate, sessions).take(WatchedMonitor(cancel_after=PATIENCE))  # it is free


def test_waiting_for_a_turn_can_be_cancelled(place: Place, fetch: Callable[..., Fetch]) -> None:
    gate, sessions = lines(place, 1)
    Turn(gate, sessions).take(Monitor())
    url = place.server.on("/x.nc", stored(DATA))
    with pytest.raises(Cancelled):
        fetch(url, Turn(gate, sessions), WatchedMonitor(cancel_after=0.1)).run()
    assert not place.server.asked
    with pytest.raises(Cancelled):  # what was never taken was not given back
        Turn(gate, sessions).take(WatchedMonitor(cancel_after=0.1))


def test_bites_follow_the_speed(place: Place) -> None:
    turn = Turn(*lines(place, 1))
    assert turn.bite == CHUNK
    turn.learn(CHUNK, 1e-6)
    assert turn.bite == CHUNK, "one quick piece was in the system's hands already"
    turn.learn(1 << 20, 0.001)
    assert turn.bite == LARGEST_BITE
    turn.learn(1 << 20, 2.0)
    assert turn.bite == CHUNK
    turn.learn(2 << 20, 1.0)
    assert CHUNK < turn.bite < LARGEST_BITE
    turn.doubt()
    assert turn.bite == CHUNK


@pytest.mark.parametrize("cut", [None, 1, CHUNK - 1, LARGEST_BITE + 1, len(LONG) - 1])
def test_large_bites_lose_no_byte(
    place: Place, fetch: Callable[..., Fetch], cut: int | None
) -> None:
    turn = Turn(*lines(place, 1))
    turn.learn(1 << 20, 1e-3)
    url = place.server.on("/long.nc", stored(LONG, cut=cut), stored(LONG))
    fetched = fetch(url, turn).run()
    assert (place.folder / "long.nc").read_bytes() == LONG
    assert fetched.size == len(LONG)
    assert len(place.server.asked) == (1 if cut is None else 2)


def test_files_come_over_one_connection(
    place: Place, fetch: Callable[..., Fetch], monkeypatch: pytest.MonkeyPatch
) -> None:
    connections: list[Any] = []
    real = place.server.get_request

    def counted() -> Any:
        connections.append(real())
        return connections[-1]

    monkeypatch.setattr(place.server, "get_request", counted)
    turn = Turn(*lines(place, 1))
    for number in range(4):
        fetch(place.server.on(f"/{number}.nc", stored(LONG)), turn).run()
    assert len(connections) == 1


def test_a_body_in_chunks_is_put_together(place: Place, fetch: Callable[..., Fetch]) -> None:
    parts = [DATA[start : start + 50_000] for start in range(0, len(DATA), 50_000)]
    body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
    # the wrong length counts for nothing beside it (RFC 9112, 6.3)
    headers = {"Transfer-Encoding": "chunked", "Content-Length": "17"}
    fetch(
        place.server.on("/x.nc", Reply(200, headers, body, bare=True)), Turn(*lines(place, 1))
    ).run()
    assert Path(place.folder / "x.nc").read_bytes() == DATA
