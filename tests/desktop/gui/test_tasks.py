"""The carrier of long work: its three ends, its progress, and its promise never to raise."""

from __future__ import annotations

import shutil
import threading
import time
from pathlib import Path

import pytest

from itslive_qgis.archive.area import Area
from itslive_qgis.archive.by_name import granule_at
from itslive_qgis.archive.download_queue import DownloadQueue
from itslive_qgis.archive.http import Network
from itslive_qgis.archive.query import Query
from itslive_qgis.archive.record import Record
from itslive_qgis.archive.search import search
from itslive_qgis.archive.services import STAC, make_service
from itslive_qgis.errors import ItsliveError
from itslive_qgis.tasks import base, cube
from itslive_qgis.tasks.archive import restore_task, room_task, settle_task
from itslive_qgis.tasks.base import WorkTask
from itslive_qgis.worker import client

from .conftest import until

DEADLY_METHODS = Path(__file__).parents[2] / "plain" / "worker" / "deadly_methods.py"


class Ends:
    """Notes which end a task came to."""

    def __init__(self, task: WorkTask) -> None:
        self.seen: list[tuple[str, object]] = []
        self.thread = None
        task.succeeded.connect(lambda result: self.note("succeeded", result))
        task.failed.connect(lambda error: self.note("failed", error))
        task.cancelled.connect(lambda: self.note("cancelled", None))

    def note(self, what: str, value: object) -> None:
        self.thread = threading.current_thread()
        self.seen.append((what, value))


def run(work) -> Ends:
    return run_task(WorkTask("work", work))


def run_task(task: WorkTask) -> Ends:
    ends = Ends(task)
    task.start()
    del task
    until(lambda: ends.seen)
    return ends


def test_success_carries_the_result_to_the_gui_thread(qgis_app):
    ends = run(lambda monitor: 42)
    assert ends.seen == [("succeeded", 42)]
    assert ends.thread is threading.main_thread()
    assert not base._unfinished


def test_the_room_for_a_download(qgis_app, its_live, tmp_path):
    network = Network()
    query = Query(Area.from_rings([[its_live.truth.OUTLINE]]), months=(6, 7))
    granules = search(make_service(STAC, its_live.url, network), query).granules[:3]
    sizes = [(file.stem, file.stat().st_size) for file in its_live.granules]
    expected = sum(dict(sizes)[granule.granule_id] for granule in granules)
    ((what, ahead),) = run_task(room_task(granules, str(tmp_path / "new"), network)).seen
    assert what == "succeeded"
    assert (ahead.count, ahead.bytes) == (3, expected)
    assert ahead.room.needed > expected
    assert ahead.room.free > 0
    assert not (tmp_path / "new").exists()


def test_an_expected_failure_is_carried_as_it_is(qgis_app):
    def work(monitor):
        raise ItsliveError("No room.", "Make room.", code="no_room")

    ((what, error),) = run(work).seen
    assert what == "failed"
    assert error.code == "no_room"


def test_an_unforeseen_failure_becomes_a_sentence(qgis_app):
    def work(monitor):
        raise KeyError("epsg")

    ((what, error),) = run(work).seen
    assert what == "failed"
    assert error.code == "unexpected"
    assert "KeyError" in str(error)
    assert "Traceback" in error.detail
    assert "Traceback" not in str(error)


def test_a_cancelled_task_ends_as_cancelled(qgis_app):
    started = threading.Event()

    def work(monitor):
        started.set()
        while True:
            monitor.check()
            time.sleep(0.01)

    task = WorkTask("work", work)
    ends = Ends(task)
    task.start()
    until(started.is_set)
    task.cancel()
    until(lambda: ends.seen)
    assert ends.seen == [("cancelled", None)]


def test_a_task_cancelled_before_it_began_ends_too(qgis_app):
    task = WorkTask("work", lambda monitor: 1)
    ends = Ends(task)
    task.start()
    task.cancel()
    until(lambda: ends.seen)
    assert ends.seen[0][0] in ("cancelled", "succeeded")
    assert len(ends.seen) == 1


@pytest.fixture
def wanting_folder(its_live, tmp_path):
    """A folder whose record wants a granule, and the granule."""
    granule = granule_at(f"https://example.org/{its_live.granules[0].name}")
    Record(tmp_path).add_wanted([granule])
    return tmp_path, granule


def test_looking_what_a_folder_lacks_can_be_cancelled(qgis_app, wanting_folder):
    folder, granule = wanting_folder
    queue = DownloadQueue(str(folder))
    task = restore_task(queue)
    task.cancel()
    assert not task.run()
    assert queue.items() == []
    ((what, there),) = run_task(restore_task(queue)).seen
    assert (what, there) == ("succeeded", [])
    assert [item.granule.url for item in queue.items()] == [granule.url]


def test_settling_that_waits_for_another_can_be_cancelled(qgis_app, wanting_folder):
    folder, granule = wanting_folder
    queue = DownloadQueue(str(folder))
    queue.restore()
    queue.cancel()
    with queue._writing:
        task = settle_task(queue, lambda: [granule])
        ends = Ends(task)
        task.start()
        until(lambda: task.status() == WorkTask.TaskStatus.Running)
        task.cancel()
        until(lambda: ends.seen)
    assert ends.seen == [("cancelled", None)]
    assert queue.has_unsettled(), "what was given up waits for the next time"


@pytest.mark.parametrize("fractions", [[0.1, 0.5, 1.0], [0.5, 2.0]])
def test_progress_reaches_the_task_within_its_bounds(qgis_app, fractions):
    def work(monitor):
        for fraction in fractions:
            monitor.progress(fraction, "Layer {number}", number=fraction)
            time.sleep(0.06)

    task = WorkTask("work", work)
    ends = Ends(task)
    percents: list[float] = []
    notes: list[str] = []
    task.progressChanged.connect(percents.append)
    task.note.connect(notes.append)
    task.start()
    until(lambda: ends.seen)
    assert max(percents) <= 100
    assert percents == sorted(percents)
    assert notes[0] == f"Layer {fractions[0]}"


@pytest.fixture
def deadly_workers(monkeypatch):
    """Shared workers that die of a file named after a signal."""
    workers = {lane: client.Worker(extra_methods=str(DEADLY_METHODS)) for lane in client.LANES}
    monkeypatch.setattr(client, "_shared", workers)
    yield
    for worker in workers.values():
        worker.stop()


def test_a_granule_that_crashes_the_worker_fails_no_task(
    qgis_app, deadly_workers, its_live, tmp_path
):
    granule = its_live.granules[0]
    shutil.copy(granule, tmp_path)
    shutil.copy(granule, tmp_path / "SIGSEGV_X_.nc")

    ((what, told),) = run_task(cube.describe_folder_task(str(tmp_path), "")).seen
    assert what == "succeeded"
    assert [each["granule_id"] for each in told["granules"]] == [granule.stem, "SIGSEGV_X_"]
    request = {"folder": str(tmp_path), "output": str(tmp_path / "cube.nc")}
    ((what, told),) = run_task(cube.build_task(request, "", Network())).seen
    assert what == "succeeded"
    assert told["build"]["layers"] == 1
    assert [each["granule_id"] for each in told["build"]["skipped"]] == ["SIGSEGV_X_"]
