"""A queue of downloads: what it can be told while it runs, and what a folder knows of it."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from itslive_qgis.archive import download_queue, transfers
from itslive_qgis.archive.download import report_of
from itslive_qgis.archive.download_queue import DownloadQueue
from itslive_qgis.archive.folder_lock import claim, release
from itslive_qgis.archive.granule import Granule
from itslive_qgis.archive.queue_items import CANCELLED, DONE, FAILED, PAUSED, RUNNING, WAITING
from itslive_qgis.archive.record import Record
from itslive_qgis.archive.record_lines import RECORD_NAME
from itslive_qgis.errors import Cancelled, ItsliveError

from .place import DATA, Place, hdf5_like
from .scripted_server import Asked, Reply, stored
from .watched import WatchedMonitor

CHUNK = 65_536


def granules_of(place: Place, count: int, *steps: object) -> list[Granule]:
    """So many granules, each of other bytes, or all answered by the same steps."""
    granules = []
    for number in range(count):
        name = f"granule-{number}"
        answer = steps or (stored(hdf5_like(seed=number)),)
        url = place.server.on(f"/{name}.nc", *answer)
        granules.append(place.make(url=url, granule_id=name))
    return granules


def gone(_asked: Asked) -> Reply:
    """What a line does that has gone away."""
    time.sleep(0.05)
    return Reply(200, {}, DATA, cut=0, reset=True)


def states(queue: DownloadQueue) -> list[str]:
    return [item.state for item in queue.items()]


def wait_for(truth: Callable[[], bool], seconds: float = 5) -> None:
    end = time.monotonic() + seconds
    while not truth():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.01)


@contextmanager
def running(queue: DownloadQueue, place: Place, connections: int = 2) -> Iterator[list[object]]:
    """The queue runs in another thread; what it raised is in the list at the end."""
    raised: list[object] = []

    def run() -> None:
        try:
            queue.run(place.network, None, connections)
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield raised
    finally:
        queue.pause()
        thread.join(10)
        assert not thread.is_alive()


def requests_of(place: Place, name: str) -> list[Asked]:
    return [asked for asked in place.server.of("GET") if asked.target == f"/{name}.nc"]


def names_here(place: Place) -> set[str]:
    return {path.name for path in place.folder.iterdir() if not path.name.startswith("granules.")}


def test_everything_arrives_once_however_often_it_is_asked_for(place: Place) -> None:
    granules = granules_of(place, 5)
    queue = DownloadQueue(str(place.folder))
    assert queue.add(granules) == 5
    assert queue.add(granules) == 0
    with running(queue, place):
        queue.add(granules[:3])
        wait_for(lambda: states(queue) == [DONE] * 5)
    assert len(place.server.of("GET")) == 5
    for number, item in enumerate(queue.items()):
        assert (place.folder / item.file).read_bytes() == hdf5_like(seed=number)
        assert item.received == item.size == len(DATA)
    assert queue.totals().counts[DONE] == 5
    assert queue.totals().received == 5 * len(DATA)
    assert queue.totals().bytes_left == 0


def test_what_is_added_while_it_runs_comes_too(place: Place) -> None:
    slow = stored(DATA, cut=CHUNK, stall=True)
    first, later = granules_of(place, 1, slow)[0], granules_of(place, 3)[1:]
    place.server.on("/granule-0.nc", slow)
    queue = DownloadQueue(str(place.folder))
    queue.add([first])
    with running(queue, place):
        wait_for(lambda: states(queue) == [RUNNING])
        assert queue.add(later) == 2
        wait_for(lambda: states(queue) == [RUNNING, DONE, DONE])


def test_pausing_stops_soon_and_goes_on_where_it_was(place: Place) -> None:
    (granule,) = granules_of(place, 1, stored(DATA, cut=3 * CHUNK, stall=True), stored(DATA))
    queue = DownloadQueue(str(place.folder))
    queue.add([granule])
    with running(queue, place) as raised:
        wait_for(lambda: queue.totals().received == 3 * CHUNK)
        began = time.monotonic()
        queue.pause()
    assert time.monotonic() - began < 1
    assert raised == []
    assert place.server.gone.wait(2), "the stalled server still sees our socket"
    assert states(queue) == [WAITING]
    assert report_of(queue).outcomes[0].status == "waiting"
    queue.run(place.network)
    assert states(queue) == [WAITING], "a paused queue does nothing"
    queue.resume()
    queue.run(place.network)
    assert states(queue) == [DONE]
    assert [asked.headers.get("Range") for asked in requests_of(place, "granule-0")] == [
        None,
        f"bytes={3 * CHUNK}-",
    ]


def test_one_of_them_is_paused_while_others_go_on(place: Place) -> None:
    granules = granules_of(place, 3)
    place.server.on("/granule-0.nc", stored(hdf5_like(seed=0), cut=CHUNK, stall=True))
    queue = DownloadQueue(str(place.folder))
    queue.add(granules)
    with running(queue, place, connections=1):
        wait_for(lambda: queue.totals().received == CHUNK)
        queue.pause([granules[0].url])
        wait_for(lambda: states(queue) == [PAUSED, DONE, DONE])
    place.server.on("/granule-0.nc", stored(hdf5_like(seed=0)))
    queue.resume()
    queue.run(place.network)
    assert states(queue) == [DONE] * 3
    assert (place.folder / "granule-0.nc").read_bytes() == hdf5_like(seed=0)


def test_what_is_cancelled_leaves_nothing_and_is_not_restored(place: Place) -> None:
    granules = granules_of(place, 4)
    place.server.on("/granule-0.nc", stored(DATA, cut=CHUNK, stall=True))
    queue = DownloadQueue(str(place.folder))
    queue.add(granules)
    with running(queue, place, connections=1):
        wait_for(lambda: queue.totals().received == CHUNK)
        queue.pause([granules[3].url])
        queue.cancel([granules[0].url, granules[3].url])
        wait_for(lambda: states(queue) == [CANCELLED, DONE, DONE, CANCELLED])
    assert names_here(place) == {"granule-1.nc", "granule-2.nc"}
    assert DownloadQueue(str(place.folder)).restore() == 0
    assert report_of(queue).count == 2
    place.server.on("/granule-0.nc", stored(hdf5_like(seed=0)))
    assert queue.add(granules[:1]) == 1
    queue.resume()
    queue.run(place.network)
    assert (place.folder / "granule-0.nc").read_bytes() == hdf5_like(seed=0)


def test_cancelling_without_a_run_is_settled(place: Place) -> None:
    granules = granules_of(place, 2)
    queue = DownloadQueue(str(place.folder))
    queue.add(granules)
    queue.settle()
    (place.folder / "granule-0.nc.part").write_bytes(b"begun")
    queue.cancel()
    assert queue.has_unsettled()
    queue.settle()
    assert not queue.has_unsettled()
    assert names_here(place) == set()
    assert DownloadQueue(str(place.folder)).restore() == 0


def test_the_folder_tells_what_is_still_to_come(place: Place) -> None:
    granules = granules_of(place, 4)
    place.server.on("/granule-1.nc", Reply(404))
    place.server.on("/granule-2.nc", stored(hdf5_like(seed=2), cut=2 * CHUNK, stall=True))
    queue = DownloadQueue(str(place.folder))
    queue.add(granules[:3])
    with running(queue, place):
        wait_for(lambda: states(queue) == [DONE, FAILED, RUNNING])
        wait_for(lambda: queue.items()[2].received == 2 * CHUNK)
        queue.add(granules[3:])
        queue.pause()

    again = DownloadQueue(str(place.folder))
    assert again.restore() == 3
    failed, cut, waiting = again.items()
    assert [each.state for each in (failed, cut, waiting)] == [FAILED, WAITING, WAITING]
    assert [each.granule for each in (failed, cut, waiting)] == granules[1:]
    assert cut.received == 2 * CHUNK
    assert failed.error is not None
    assert failed.error.code == "not_found"
    assert failed.error.advice
    place.server.asked.clear()
    for number in (1, 2):
        place.server.on(f"/granule-{number}.nc", stored(hdf5_like(seed=number)))
    assert again.retry() == 1
    again.run(place.network)
    assert states(again) == [DONE] * 3
    assert requests_of(place, "granule-2")[0].headers["Range"] == f"bytes={2 * CHUNK}-"
    for number in range(4):
        assert (place.folder / f"granule-{number}.nc").read_bytes() == hdf5_like(seed=number)


def test_restoring_keeps_what_a_search_told(place: Place) -> None:
    granule = place.make(url=place.server.url + "/a.nc", orbit="ascending", places=("061018",))
    queue = DownloadQueue(str(place.folder))
    queue.add([granule], {"itslive_search": 1, "name": "where from"})
    queue.settle()
    again = DownloadQueue(str(place.folder))
    again.restore()
    assert [item.granule for item in again.items()] == [granule]
    (standing,) = Record(place.folder).standings()
    assert Record(place.folder).searches()[standing.search]["name"] == "where from"


def test_restoring_can_be_cancelled(place: Place) -> None:
    """After some of the partial files were looked at: nothing is taken up by halves."""

    class Stops(WatchedMonitor):
        asked = 0

        def check(self) -> None:
            self.asked += 1
            if self.asked == 3:
                raise Cancelled

    queue = DownloadQueue(str(place.folder))
    queue.add(unasked(place, 0, 4))
    queue.settle()
    again = DownloadQueue(str(place.folder))
    with pytest.raises(Cancelled):
        again.restore(monitor=Stops())
    assert again.items() == []


def test_a_folder_that_is_not_there_has_nothing_to_restore(tmp_path: Path) -> None:
    assert DownloadQueue(str(tmp_path / "none")).restore() == 0
    assert not (tmp_path / "none").exists()


@pytest.fixture
def unreadable(place: Place) -> Callable[[], None]:
    """Make the folder's record one that nobody can read, not even root: a link to itself."""

    def unreadable() -> None:
        place.folder.mkdir(exist_ok=True)
        (place.folder / RECORD_NAME).unlink(missing_ok=True)
        (place.folder / RECORD_NAME).symlink_to(RECORD_NAME)

    return unreadable


def test_a_record_that_cannot_be_read_is_told_so(
    place: Place, unreadable: Callable[[], None]
) -> None:
    unreadable()
    queue = DownloadQueue(str(place.folder))
    queue.add(unasked(place, 0, 1))
    for work in (queue.restore, queue.settle):
        with pytest.raises(ItsliveError) as caught:
            work()
        assert caught.value.code == "not_readable"
        assert str(place.folder / RECORD_NAME) in str(caught.value)
    assert states(queue) == [WAITING]


def test_a_record_that_cannot_be_read_any_more_is_told_so(
    place: Place, unreadable: Callable[[], None]
) -> None:
    def spoil(asked: Asked) -> Reply:
        unreadable()
        return Reply(404)

    granules = granules_of(place, 2)
    place.server.on("/granule-0.nc", spoil)
    queue = DownloadQueue(str(place.folder))
    queue.add(granules)
    queue.run(place.network, connections=1)
    error = queue.items()[1].error
    assert error is not None
    assert error.code == "not_readable"


def test_the_preferred_one_comes_first(place: Place) -> None:
    granules = granules_of(place, 6)
    queue = DownloadQueue(str(place.folder))
    queue.add(granules)
    queue.prefer([granules[4].url, granules[2].url])
    queue.run(place.network, connections=1)
    asked = [each.target for each in place.server.of("GET")]
    order = [4, 2, 0, 1, 3, 5]
    assert asked == [f"/granule-{number}.nc" for number in order]


def test_changes_are_told_once(place: Place) -> None:
    granules = granules_of(place, 3)
    queue = DownloadQueue(str(place.folder))
    queue.add(granules)
    assert [item.state for item in queue.take_changes()] == [WAITING] * 3
    assert queue.take_changes() == []
    queue.run(place.network)
    assert [item.state for item in queue.take_changes()] == [DONE] * 3
    queue.forget_done()
    assert queue.items() == []
    assert queue.totals().counts[DONE] == 0


def test_a_line_that_goes_away_is_waited_for(place: Place) -> None:
    granules = granules_of(place, 4)
    patient = replace(place.network, patience=60, attempts=1)
    place.server.on("/granule-1.nc", *[gone] * 2, stored(hdf5_like(seed=1)))
    queue = DownloadQueue(str(place.folder))
    queue.add(granules)
    queue.run(patient, connections=1)
    assert states(queue) == [DONE] * 4


def test_a_line_that_was_never_there_is_not_waited_for(place: Place) -> None:
    patient = replace(place.network, patience=60, attempts=1)
    queue = DownloadQueue(str(place.folder))
    queue.add([place.make(url="http://127.0.0.1:9/x.nc")])
    began = time.monotonic()
    queue.run(patient)
    assert states(queue) == [FAILED]
    assert time.monotonic() - began < 10


def test_waiting_for_a_line_can_be_cancelled(place: Place) -> None:
    good, lost = granules_of(place, 2)
    place.server.on("/granule-1.nc", gone)
    queue = DownloadQueue(str(place.folder))
    queue.add([good, lost])
    monitor = WatchedMonitor(cancel_after=1.0)
    with pytest.raises(Cancelled):
        queue.run(replace(place.network, patience=60, attempts=1), monitor, 1)
    assert monitor.seconds_since_stop() < 0.2
    assert states(queue) == [DONE, WAITING]


def test_a_storm_of_refusals_is_weathered(place: Place) -> None:
    asked = threading.Semaphore(12)

    def crowded(step: Callable[[Asked], Reply]) -> Callable[[Asked], Reply]:
        def answer(request: Asked) -> Reply:
            refused = asked.acquire(blocking=False)
            return Reply(429, {"Retry-After": "0.05"}) if refused else step(request)

        return answer

    granules = granules_of(place, 20)
    for number in range(20):
        place.server.on(f"/granule-{number}.nc", crowded(stored(hdf5_like(seed=number))))
    queue = DownloadQueue(str(place.folder))
    queue.add(granules)
    queue.run(replace(place.network, attempts=8), connections=8)
    assert [item.error for item in queue.items()] == [None] * 20
    assert states(queue) == [DONE] * 20


def test_a_rate_is_kept(place: Place) -> None:
    queue = DownloadQueue(str(place.folder), rate_limit=len(DATA))
    queue.add(granules_of(place, 2))
    began = time.monotonic()
    queue.run(place.network)
    assert states(queue) == [DONE] * 2
    assert time.monotonic() - began > 1.2  # a quarter of a second's worth may come at once


def test_a_folder_that_cannot_be_written_loses_nothing(place: Place, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    queue = DownloadQueue(str(tmp_path / "file"))
    queue.add(granules_of(place, 2))
    with pytest.raises(ItsliveError) as caught:
        queue.run(place.network)
    assert caught.value.code == "folder_not_writable"
    assert states(queue) == [WAITING] * 2
    (tmp_path / "file").unlink()
    queue.run(place.network)
    assert states(queue) == [DONE] * 2


def test_two_may_settle_one_queue(place: Place) -> None:
    queue = DownloadQueue(str(place.folder))
    for start in range(0, 900, 90):
        queue.add(unasked(place, start, start + 90))
    raised: list[BaseException] = []

    def settle() -> None:
        try:
            queue.settle()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=settle) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert raised == []
    assert len({item.file for item in queue.items()}) == 900
    assert DownloadQueue(str(place.folder)).restore() == 900


def test_writing_what_is_wanted_can_be_cancelled(place: Place) -> None:
    queue = DownloadQueue(str(place.folder))
    queue.add(unasked(place, 0, 3000))
    with pytest.raises(Cancelled):
        queue.settle(WatchedMonitor(cancel_after=0.05))
    written = DownloadQueue(str(place.folder)).restore()
    assert written < 3000
    queue.settle()
    assert DownloadQueue(str(place.folder)).restore() == 3000


def test_files_of_one_path_are_kept_apart_in_any_number(place: Place) -> None:
    """More than are written at a time, each address there twice but for its query."""
    granules = unasked(place, 0, 600)
    twins = [replace(each, url=each.url + "?twin") for each in granules]
    queue = DownloadQueue(str(place.folder))
    queue.add(granules + twins)
    queue.settle()
    assert len({item.file.lower() for item in queue.items()}) == 1200


def test_what_another_window_fetches_is_given_up_but_not_deleted(place: Place) -> None:
    queue = DownloadQueue(str(place.folder))
    queue.add(unasked(place, 0, 2))
    queue.settle()
    for number in range(2):
        (place.folder / f"granule-{number}.nc.part").write_bytes(b"begun")
    assert claim(place.folder, "granule-0.nc")
    queue.cancel()
    queue.settle()
    assert names_here(place) == {"granule-0.nc.part"}
    assert DownloadQueue(str(place.folder)).restore() == 0, "the wish is lost"
    assert not queue.has_unsettled()
    release(place.folder, "granule-0.nc")
    queue.settle()
    assert names_here(place) == set()


def test_what_another_window_wants_again_keeps_its_part(place: Place) -> None:
    granules = unasked(place, 0, 1)
    queue, other = (DownloadQueue(str(place.folder)) for _ in range(2))
    queue.add(granules)
    queue.settle()
    (place.folder / "granule-0.nc.part").write_bytes(b"begun")
    assert claim(place.folder, "granule-0.nc")
    queue.cancel()
    queue.settle()
    release(place.folder, "granule-0.nc")
    other.add(granules)
    other.settle()
    queue.settle()
    assert names_here(place) == {"granule-0.nc.part"}
    assert DownloadQueue(str(place.folder)).restore() == 1


def test_what_another_window_has_brought_is_not_recorded_as_given_up(place: Place) -> None:
    granules = granules_of(place, 2)
    queue, other = (DownloadQueue(str(place.folder)) for _ in range(2))
    queue.add(granules)
    queue.settle()
    other.add(granules[:1])
    other.run(place.network)
    queue.cancel()
    queue.settle()
    record = Record(place.folder)
    assert [record.state(f"granule-{number}.nc") for number in range(2)] == ["complete", "dropped"]
    assert names_here(place) == {"granule-0.nc"}


def test_what_is_given_up_before_it_has_a_name_is_not_restored(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = DownloadQueue(str(place.folder))
    first, late = unasked(place, 0, 2)

    def meanwhile(*_: object) -> None:
        queue.add([late])
        queue.cancel([late.url])
        queue.forget_done()
        monkeypatch.undo()

    monkeypatch.setattr(download_queue, "keep_searches", meanwhile)
    queue.add([first])
    queue.settle()
    assert queue.has_unsettled()
    queue.settle()
    assert not queue.has_unsettled()
    again = DownloadQueue(str(place.folder))
    again.restore()
    assert [item.granule for item in again.items()] == [first]


def test_what_was_given_up_is_written_though_removing_it_is_stopped(place: Place) -> None:
    queue = DownloadQueue(str(place.folder))
    queue.add(unasked(place, 0, 3))
    queue.settle()
    (place.folder / "granule-0.nc.part").write_bytes(b"begun")
    queue.cancel()
    monitor = WatchedMonitor()
    monitor.stop()
    with pytest.raises(Cancelled):
        queue.settle(monitor)
    assert DownloadQueue(str(place.folder)).restore() == 0
    assert names_here(place) == {"granule-0.nc.part"}
    queue.settle()
    assert names_here(place) == set()


def test_what_an_earlier_day_wanted_is_given_up_before_it_is_written(place: Place) -> None:
    first, twin = unasked(place, 0, 1)[0], unasked(place, 0, 1)[0]
    twin = replace(twin, url=twin.url + "?twin")
    earlier, queue = (DownloadQueue(str(place.folder)) for _ in range(2))
    earlier.add([first, twin])
    earlier.settle()
    queue.add([first])
    queue.cancel()
    queue.settle()
    again = DownloadQueue(str(place.folder))
    again.restore()
    assert [item.granule for item in again.items()] == [twin]


@pytest.mark.parametrize("pieces", [0, 2])
def test_what_is_given_up_before_it_is_written_stays_so_where_writing_stops(
    place: Place, pieces: int
) -> None:
    """More than are written at a time, given up and added and given up once more."""

    class Stops(WatchedMonitor):
        asked = 0

        def check(self) -> None:
            self.asked += 1
            if self.asked > pieces:
                raise Cancelled

    granules = unasked(place, 0, 1500)
    queue = DownloadQueue(str(place.folder))
    queue.add(granules[:700])
    queue.settle()
    queue.cancel()
    queue.add(granules)
    queue.cancel()
    with pytest.raises(Cancelled):
        queue.settle(Stops())
    assert queue.has_unsettled()
    assert DownloadQueue(str(place.folder)).restore() == 0
    queue.settle()
    assert not queue.has_unsettled()
    assert DownloadQueue(str(place.folder)).restore() == 0
    assert len(Record(place.folder).standings()) == 1500


def test_changes_are_told_in_pieces_if_wanted(place: Place) -> None:
    queue = DownloadQueue(str(place.folder))
    queue.add(unasked(place, 0, 5))
    told = [len(queue.take_changes(2)) for _ in range(4)]
    assert told == [2, 2, 1, 0]


def unasked(place: Place, start: int, stop: int) -> list[Granule]:
    """Granules that nobody will ask the server for."""
    return [
        place.make(url=f"{place.server.url}/granule-{number}.nc", granule_id=f"granule-{number}")
        for number in range(start, stop)
    ]


def test_one_bad_file_among_good_ones_is_no_outage(place: Place) -> None:
    granules = granules_of(place, 12)
    place.server.on("/granule-3.nc", Reply(200, {}, DATA, cut=0, reset=True))
    queue = DownloadQueue(str(place.folder))
    queue.add(granules)
    queue.run(replace(place.network, patience=600, backoff=0.2), connections=3)
    assert states(queue) == [FAILED if number == 3 else DONE for number in range(12)]


def test_a_pause_of_ten_minutes_is_asked_for_once(place: Place) -> None:
    granules = granules_of(place, 40, Reply(429, {"Retry-After": "600"}))
    queue = DownloadQueue(str(place.folder))
    queue.add(granules)
    queue.run(replace(place.network, patience=600), connections=4)
    assert states(queue) == [FAILED] * 40
    assert len(place.server.asked) <= 6, "each thread may ask once"
    assert "10 minutes" in str(queue.items()[-1].error)


def test_pausing_one_while_it_is_looked_at_costs_no_other(place: Place) -> None:
    granules = granules_of(place, 5)
    place.folder.mkdir()
    (place.folder / "granule-0.nc").write_bytes(hdf5_like(seed=0))
    looked = threading.Event()

    def silent(asked: Asked) -> Reply:
        if asked.method == "HEAD":
            looked.set()
            return Reply(200, {"Content-Length": str(len(DATA))}, b"", stall=True, cut=0)
        return stored(hdf5_like(seed=0))(asked)

    place.server.on("/granule-0.nc", silent)
    queue = DownloadQueue(str(place.folder))
    queue.add(granules)
    with running(queue, place, connections=1):
        assert looked.wait(5)
        queue.pause([granules[0].url])
        wait_for(lambda: states(queue)[1:] == [DONE] * 4)
    assert states(queue)[0] in (PAUSED, DONE)


@pytest.mark.parametrize(
    ("wishes", "state"),
    [
        (("pause", "resume"), DONE),
        (("pause", "add"), DONE),
        (("cancel", "add"), DONE),
        (("cancel", "pause"), CANCELLED),
    ],
)
def test_the_last_wish_for_a_running_one_counts(
    place: Place, wishes: tuple[str, str], state: str
) -> None:
    release_it = threading.Event()

    def held(asked: Asked) -> Reply:
        release_it.wait(5)
        return stored(DATA)(asked)

    (granule,) = granules_of(place, 1, held)
    queue = DownloadQueue(str(place.folder))
    queue.add([granule])
    key = [granule.url]
    acts = {
        "pause": lambda: queue.pause(key),
        "resume": lambda: queue.resume(key),
        "cancel": lambda: queue.cancel(key),
        "add": lambda: queue.add([granule]),
    }
    with running(queue, place):
        wait_for(lambda: states(queue) == [RUNNING])
        with queue.changed:  # so that no thread sees what is between
            for wish in wishes:
                acts[wish]()
        release_it.set()
        wait_for(lambda: states(queue) == [state])


def test_a_late_release_does_not_undo_what_is_done(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thread of a file may still be at its lock when the run has ended."""

    def slow(folder: Path, name: str) -> None:
        time.sleep(0.3)
        release(folder, name)

    monkeypatch.setattr(transfers, "release", slow)
    queue = DownloadQueue(str(place.folder))
    queue.add(granules_of(place, 1))
    queue.run(place.network)
    assert states(queue) == [DONE]
    time.sleep(0.5)
    assert states(queue) == [DONE]


def test_a_deleted_file_that_is_fetched_again_is_restored(place: Place) -> None:
    (granule,) = granules_of(place, 1)
    queue = DownloadQueue(str(place.folder))
    queue.add([granule])
    queue.run(place.network)
    (place.folder / "granule-0.nc").unlink()
    place.server.on("/granule-0.nc", stored(hdf5_like(seed=0), cut=CHUNK, stall=True))
    queue.add([granule])
    with running(queue, place):
        wait_for((place.folder / "granule-0.nc.part").exists)
    assert DownloadQueue(str(place.folder)).restore() == 1


@pytest.mark.parametrize("window", ["the same", "another"])
def test_a_deleted_file_that_is_asked_for_again_is_restored_before_it_begins(
    place: Place, window: str
) -> None:
    granules = granules_of(place, 3)
    queue = DownloadQueue(str(place.folder))
    queue.add(granules)
    queue.run(place.network)
    (place.folder / "granule-0.nc").unlink()
    (place.folder / "granule-1.nc").rename(place.folder / "granule-1.away")
    if window == "another":
        queue = DownloadQueue(str(place.folder))
    queue.add(granules)
    queue.settle()
    again = DownloadQueue(str(place.folder))
    assert again.restore() == 2
    assert [item.file for item in again.items()] == ["granule-0.nc", "granule-1.nc"]
    assert [item.granule for item in again.items()] == granules[:2]

    (place.folder / "granule-1.away").rename(place.folder / "granule-1.nc")
    place.server.asked.clear()
    again.run(place.network)
    assert states(again) == [DONE] * 2
    assert [asked.target for asked in place.server.asked] == ["/granule-0.nc"]
    assert DownloadQueue(str(place.folder)).restore() == 0, "what is back is complete again"


def test_a_deleted_file_that_the_queue_finds_gone_is_restored(place: Place) -> None:
    granules = granules_of(place, 2)
    queue = DownloadQueue(str(place.folder))
    queue.add(granules[:1])
    queue.run(place.network)
    (place.folder / "granule-0.nc").unlink()
    place.server.on("/granule-1.nc", stored(DATA, cut=CHUNK, stall=True))
    queue.add(granules[1:])
    queue.prefer([granules[1].url])
    with running(queue, place, connections=1):
        wait_for(lambda: queue.items()[1].received == CHUNK)
        assert DownloadQueue(str(place.folder)).restore() == 2


def test_what_was_done_and_is_gone_is_fetched_again(place: Place) -> None:
    granules = granules_of(place, 3)
    queue = DownloadQueue(str(place.folder))
    queue.add(granules[:2])
    queue.run(place.network)
    (place.folder / "granule-0.nc").unlink()
    queue.add(granules[2:])
    queue.run(place.network)
    assert states(queue) == [DONE] * 3
    assert (place.folder / "granule-0.nc").read_bytes() == hdf5_like(seed=0)
    assert report_of(queue).count == 3


def test_a_record_deleted_meanwhile_is_written_again(place: Place) -> None:
    granules = granules_of(place, 6)
    held = threading.Event()

    def hold(asked: Asked) -> Reply:
        held.wait(10)
        return stored(hdf5_like(seed=1))(asked)

    place.server.on("/granule-1.nc", hold)
    queue = DownloadQueue(str(place.folder))
    queue.add(granules)
    with running(queue, place, connections=1):
        wait_for(lambda: states(queue)[1] == RUNNING)
        (place.folder / RECORD_NAME).unlink()
        place.server.on("/granule-2.nc", stored(DATA, cut=CHUNK, stall=True))
        held.set()
        wait_for(lambda: states(queue)[1] == DONE)
        wait_for(lambda: Record(place.folder).file_of(granules[5].url) is not None)
    assert DownloadQueue(str(place.folder)).restore() == 4


def test_a_folder_that_vanishes_ends_the_run_with_a_sentence(place: Place) -> None:
    granules = granules_of(place, 20)

    def vanish(asked: Asked) -> Reply:
        shutil.rmtree(place.folder)
        return stored(hdf5_like(seed=2))(asked)

    place.server.on("/granule-2.nc", vanish)
    queue = DownloadQueue(str(place.folder))
    queue.add(granules)
    queue.run(place.network, connections=1)
    failed = queue.items()[3:]
    assert {item.state for item in failed} == {FAILED}
    assert {item.error.code for item in failed if item.error} == {"folder_gone"}
    assert len(place.server.of("GET")) <= 4
    place.folder.mkdir()
    place.server.on("/granule-2.nc", stored(hdf5_like(seed=2)))
    queue.retry()
    queue.run(place.network)
    assert states(queue) == [DONE] * 20
    assert len(list(place.folder.glob("*.nc"))) == 20


def test_a_server_that_is_not_there_is_not_asked_for_each(place: Place) -> None:
    granules = [
        place.make(url=f"http://127.0.0.1:9/{number}.nc", granule_id=str(number))
        for number in range(500)
    ]
    queue = DownloadQueue(str(place.folder))
    queue.add(granules)
    began = time.monotonic()
    queue.run(replace(place.network, backoff=0.05))
    assert states(queue) == [FAILED] * 500
    assert {item.error.code for item in queue.items() if item.error} == {"refused"}
    assert time.monotonic() - began < 20, "each was tried"
