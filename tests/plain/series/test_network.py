"""Refusals, faults of the server, lines that go away, and users who do not wait."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest

from itslive_qgis.errors import Cancelled, ItsliveError
from itslive_qgis.monitor import Monitor
from itslive_qgis.series import official
from itslive_qgis.series.pixels import MEAN, Sampling
from tests.plain.archive_room.scripted_server import Reply

from .checks import ONES, assert_part, assert_pixel
from .served import CATALOGUE

PIXEL = 31, 27
#: Without which nothing can be drawn.
FIRST = {
    *("x", "y", "mid_date", "date_dt", "mission_img1", "satellite_img1"),
    *("vx_error", "vy_error"),
}
GONE = Reply(200, {}, b"no more", cut=0, reset=True)


class Wish(Monitor):
    """A user who wants to stop when told to."""

    def __init__(self) -> None:
        self.event = threading.Event()
        self.fractions: list[float] = []

    def is_cancelled(self) -> bool:
        return self.event.is_set()

    def progress(self, fraction, text="", **values) -> None:
        self.fractions.append(fraction)


def chunks_after(count: int, reply: Reply):
    """A rule: from the so-manieth chunk on, this answer."""
    seen = []

    def rule(path, _asked):
        if path.endswith((".zmetadata", ".json")):
            return None
        seen.append(path)
        return reply if len(seen) > count else None

    return rule


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(403, {}, b"<Error><Code>AccessDenied</Code></Error>"), "forbidden"),
        (Reply(500, {}, b"<Error/>"), "server_error"),
        (Reply(503, {}, b"SlowDown"), "server_error"),
        (Reply(429, {}, b""), "too_many_requests"),
        (GONE, "connection"),
        (Reply(200, {}, bytes(1000), cut=100), None),
        (Reply(200, {"Content-Length": "1000"}, bytes(100), cut=100, stall=True), "timeout"),
    ],
    ids=["403", "500", "503", "429", "gone", "cut", "stalls"],
)
@pytest.mark.parametrize("count", [0, 10, 19])
def test_what_came_before_is_right_and_the_problem_told(
    archive, make_reader, network, reply, code, count
):
    cube = archive.cube()
    archive.list(cube)
    quick = replace(network, attempts=2, read_timeout=0.4)
    archive.rules.append(chunks_after(count, reply))
    reader = make_reader(network=quick)
    lonlat = cube.of_pixel(*PIXEL)
    try:
        answer = reader.point(*lonlat)
    except ItsliveError as error:
        problem = error
    else:
        problem = answer.problem
        assert not answer.whole
        assert_part(answer.series, cube, *PIXEL)
    assert problem.code in ({code} if code else {"connection", "cut_short", "damaged_chunk"})
    assert problem.advice
    assert "{" not in str(problem)

    archive.rules.clear()
    answer = reader.point(*lonlat)
    assert answer.whole
    assert answer.problem is None
    assert_pixel(answer.series, cube, *PIXEL)


@pytest.mark.parametrize("count", [2, 10, 19])
def test_a_server_that_is_no_longer_there(archive, make_reader, network, count):
    """It listens no more, and ends the connections there are."""
    cube = archive.cube()
    archive.list(cube)
    lonlat = cube.of_pixel(*PIXEL)
    gone = chunks_after(count, GONE)

    def rule(path, asked):
        reply = gone(path, asked)
        if reply is not None:
            archive.socket.close()
        return reply

    archive.rules.append(rule)
    reader = make_reader(network=replace(network, attempts=2), cache=True)
    try:
        answer = reader.point(*lonlat)
    except ItsliveError as error:
        problem = error
    else:
        problem = answer.problem
        assert not answer.whole
        assert_part(answer.series, cube, *PIXEL)
    assert problem.code in ("refused", "connection")
    with pytest.raises(ItsliveError):
        make_reader(network=network).point(*lonlat)


def test_passing_faults_are_not_noticed(archive, make_reader):
    cube = archive.cube()
    archive.list(cube)
    seen: dict[str, int] = {}

    def storm(path, _asked):
        seen[path] = seen.get(path, 0) + 1
        return [Reply(500), GONE, None][min(seen[path] - 1, 2)]

    archive.rules.append(storm)
    answer = make_reader().point(*cube.of_pixel(*PIXEL))

    assert (answer.whole, answer.problem) == (True, None)
    assert_pixel(answer.series, cube, *PIXEL)


@pytest.mark.parametrize("ending", [CATALOGUE, ".zmetadata", "mid_date/0", "vx/1.2.3"])
def test_a_wish_to_stop_is_heard_while_the_server_stalls(archive, make_reader, network, ending):
    """The time-out of ten minutes would be the test's end, too."""
    cube = archive.cube()
    archive.list(cube)
    wish = Wish()
    stalls = Reply(200, {"Content-Length": "9"}, b"12345678", cut=1, stall=True)

    def rule(path, _asked):
        if not path.endswith(ending):
            return None
        threading.Timer(0.1, wish.event.set).start()
        return stalls

    archive.rules.append(rule)
    reader = make_reader(network=replace(network, read_timeout=600), cache=True)
    lonlat = cube.of_pixel(*PIXEL)
    with pytest.raises(Cancelled):
        reader.point(*lonlat, monitor=wish)

    archive.rules.clear()
    answer = reader.point(*lonlat)
    assert (answer.whole, answer.problem) == (True, None)
    assert_pixel(answer.series, cube, *PIXEL)


def test_after_a_wish_to_stop_the_next_reading_is_not_disturbed(archive, make_reader, network):
    """No connection of the next one is cut: each chunk is asked for once."""
    cube = archive.cube()
    archive.list(cube)
    reader = make_reader(network=replace(network, read_timeout=600, attempts=1))
    lonlat = cube.of_pixel(*PIXEL)
    reader.point(*cube.of_pixel(0, 0))
    for _ in range(5):
        wish = Wish()
        stalls = Reply(200, {"Content-Length": "9"}, b"12345678", cut=1, stall=True)

        def rule(path, _asked, wish=wish, stalls=stalls):
            if path.split("/")[-2] not in ("vx", "vy", "v", "v_error"):
                return None
            wish.event.set()
            return stalls

        archive.rules[:] = [rule]
        with pytest.raises(Cancelled):
            reader.point(*lonlat, monitor=wish)
        archive.rules.clear()
        before = len(archive.chunks())
        # One attempt: a connection that is cut would be a failure.
        answer = reader.point(*cube.of_pixel(0, 0), sampling=Sampling(MEAN, 0.0))
        assert answer.whole
        assert len(archive.chunks()) == before
    answer = reader.point(*lonlat)
    assert (answer.whole, answer.problem) == (True, None)
    assert_pixel(answer.series, cube, *PIXEL)


def test_who_waits_for_another_reading_can_stop_waiting(archive, make_reader, network):
    cube = archive.cube()
    archive.list(cube)
    stalled = threading.Event()

    def rule(path, _asked):
        if not path.endswith("vx/1.2.3"):
            return None
        stalled.set()
        return Reply(200, {"Content-Length": "9"}, b"12345678", cut=1, stall=True)

    archive.rules.append(rule)
    reader = make_reader(network=replace(network, read_timeout=600))
    first, second, ended = Wish(), Wish(), []

    def read():
        try:
            reader.point(*cube.of_pixel(*PIXEL), monitor=first)
        except Cancelled:
            ended.append("cancelled")

    thread = threading.Thread(target=read)
    thread.start()
    assert stalled.wait(60)
    threading.Timer(0.1, second.event.set).start()
    with pytest.raises(Cancelled):
        reader.point(*cube.of_pixel(0, 0), monitor=second)
    first.event.set()
    thread.join(60)
    assert ended == ["cancelled"]


def test_closing_ends_what_is_being_read(archive, make_reader, network):
    cube = archive.cube()
    archive.list(cube)
    stalled, ended = threading.Event(), []

    def rule(path, _asked):
        if not path.endswith("vx/1.2.3"):
            return None
        stalled.set()
        return Reply(200, {"Content-Length": "9"}, b"12345678", cut=1, stall=True)

    archive.rules.append(rule)
    reader = make_reader(network=replace(network, read_timeout=600, attempts=5, backoff=100))

    def read():
        try:
            reader.point(*cube.of_pixel(*PIXEL))
        except (Cancelled, ItsliveError) as error:
            ended.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    assert stalled.wait(60)
    reader.close()
    thread.join(60)
    assert len(ended) == 1
    with pytest.raises((Cancelled, ItsliveError)):
        reader.point(*cube.of_pixel(0, 0))


def test_two_readings_at_once(archive, make_reader):
    cube = archive.cube()
    archive.list(cube)
    readers = [make_reader(cache=True), make_reader(cache=True)]
    places = [(0, 0), (31, 27), (12, 9), (39, 29), (5, 22), (21, 3)]
    found: list = []

    def read(reader, order):
        for pixel in order:
            found.append((pixel, reader.point(*cube.of_pixel(*pixel))))

    threads = [
        threading.Thread(target=read, args=(reader, order))
        for reader in readers
        for order in (places, places[::-1])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 * len(places)
    for pixel, answer in found:
        assert answer.whole
        assert_pixel(answer.series, cube, *pixel)


def test_progress_never_falls(archive, make_reader):
    """Not even where the guess of the chunks was wrong."""
    cube = archive.cube(transform="0 120 0 0 0 -120")
    archive.list(cube)
    wish = Wish()
    make_reader().point(*cube.of_pixel(*PIXEL), monitor=wish)

    assert wish.fractions == sorted(wish.fractions)
    assert 0.8 < wish.fractions[-1] <= 1


def test_every_news_is_a_part_of_what_is_there_in_the_end(archive, make_reader, monkeypatch):
    monkeypatch.setattr(official, "BETWEEN_NEWS", 0.0)
    cube = archive.cube(layers=600, chunks=(60, 10, 10))
    archive.list(cube)
    make_reader().point(*cube.of_pixel(*PIXEL))
    first = {path for path in archive.paths() if path.split("/")[-2] in FIRST}
    assert len(first) > 20
    archive.asked.clear()

    def layers_first(path, _asked):
        if path.split("/")[-2] in ONES:
            while first - set(archive.paths()):
                time.sleep(0.01)
            time.sleep(0.2)

    archive.rules.append(layers_first)
    told = []
    answer = make_reader().point(*cube.of_pixel(*PIXEL), news=told.append)

    assert_pixel(answer.series, cube, *PIXEL)
    assert len(told) > 5
    for each in told:
        assert not each.whole
        assert each.problem is None
        assert_part(each.series, cube, *PIXEL)
    counts = [len(each.series) for each in told] + [len(answer.series)]
    assert counts == sorted(counts)


@pytest.mark.parametrize("ending", ["vx/2.2.3", "v/2.2.3"])
def test_news_while_one_chunk_does_not_come(archive, make_reader, ending):
    """All the others are drawn meanwhile: it is let go when they are."""
    cube = archive.cube()
    archive.list(cube)
    drawn = threading.Event()
    whole = make_reader().point(*cube.of_pixel(*PIXEL)).series
    # Without the components of a time chunk its rows are not there; without speeds they are.
    count = len(whole) if ending == "v/2.2.3" else int((whole.layer < 200).sum())

    def rule(path, _asked):
        if path.endswith(ending):
            assert drawn.wait(120)

    archive.rules.append(rule)
    told = []

    def news(answer):
        told.append(answer)
        if len(answer.series) >= count:
            drawn.set()

    answer = make_reader().point(*cube.of_pixel(*PIXEL), news=news)
    assert drawn.is_set()
    for each in told:
        assert_part(each.series, cube, *PIXEL)
    assert_pixel(answer.series, cube, *PIXEL)
