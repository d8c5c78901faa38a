"""Claims on files: between threads, between processes, and after a process was killed."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from itslive_qgis.archive import folder_lock
from itslive_qgis.archive.folder_lock import LOCK_NAME, claim, release, turn

HOLD = """
import sys
from pathlib import Path
from itslive_qgis.archive.folder_lock import claim
folder = Path(sys.argv[1])
print([claim(folder, name) for name in sys.argv[2:]], flush=True)
sys.stdin.read()
"""

COUNT = """
import sys, time
from pathlib import Path
from itslive_qgis.archive.folder_lock import claim, release
folder = Path(sys.argv[1])
for _ in range(300):
    while not claim(folder, "count"):
        time.sleep(0.0002)
    file = folder / "count"
    file.write_text(str(int(file.read_text()) + 1))
    release(folder, "count")
"""


def holder(folder: Path, *names: str) -> subprocess.Popen[str]:
    """Another process that claims these names and holds them."""
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", HOLD, str(folder), *names]
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)


def test_one_thread_at_a_time(tmp_path: Path) -> None:
    assert claim(tmp_path, "a.nc")
    granted: list[bool] = []
    thread = threading.Thread(target=lambda: granted.append(claim(tmp_path, "A.nc")))
    thread.start()
    thread.join()
    assert granted == [False]
    assert claim(tmp_path, "b.nc")
    release(tmp_path, "a.nc")
    assert claim(tmp_path, "A.NC")
    for name in ("a.nc", "b.nc"):
        release(tmp_path, name)


def test_one_process_at_a_time_and_the_dead_hold_nothing(tmp_path: Path) -> None:
    with holder(tmp_path, "a.nc", "b.nc") as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "[True, True]"
        assert not claim(tmp_path, "a.nc")
        # A refused claim closes the lock file again, which must not cost those that are held.
        assert claim(tmp_path, "c.nc")
        assert not claim(tmp_path, "a.nc")
        with holder(tmp_path, "a.nc", "c.nc", "d.nc") as third:
            assert third.stdout is not None
            assert third.stdout.readline().strip() == "[False, False, True]"
            third.kill()
        other.kill()
        other.wait()
        assert claim(tmp_path, "a.nc")
    for name in ("a.nc", "c.nc"):
        release(tmp_path, name)


def test_the_last_one_deletes_the_file(tmp_path: Path) -> None:
    lock = tmp_path / LOCK_NAME
    assert claim(tmp_path, "a.nc")
    assert claim(tmp_path, "b.nc")
    release(tmp_path, "a.nc")
    assert lock.exists()
    release(tmp_path, "b.nc")
    assert not lock.exists()
    with holder(tmp_path, "a.nc") as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "[True]"
        assert claim(tmp_path, "b.nc")
        release(tmp_path, "b.nc")
        assert lock.exists(), "another process has a claim"
        assert not claim(tmp_path, "a.nc")
        other.kill()


def test_claims_hold_however_often_the_file_comes_and_goes(tmp_path: Path) -> None:
    """Four processes count up in one file, each number read and written under a claim."""
    counter = tmp_path / "count"
    counter.write_text("0")
    command = [sys.executable, "-c", COUNT, str(tmp_path)]
    processes = [subprocess.Popen(command) for _ in range(4)]
    assert [process.wait(60) for process in processes] == [0] * 4
    assert counter.read_text() == str(4 * 300)


def test_a_folder_without_locks_has_claims_all_the_same(tmp_path: Path) -> None:
    nowhere = tmp_path / "missing"
    assert claim(nowhere, "a.nc")
    assert not claim(nowhere, "a.nc")
    release(nowhere, "a.nc")
    assert claim(nowhere, "a.nc")
    release(nowhere, "a.nc")


def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses of a clock that is moved by them alone."""
    pauses: list[float] = []
    monkeypatch.setattr(folder_lock.time, "monotonic", lambda: sum(pauses))
    monkeypatch.setattr(folder_lock.time, "sleep", pauses.append)
    return pauses


def test_a_process_that_hangs_is_waited_for_once_a_minute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with holder(tmp_path, "record") as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "[True]"
        pauses = waits(monkeypatch)
        done = []
        for _ in range(10):
            with turn(tmp_path, "record"):
                done.append(len(pauses))
        assert done[0] > 0
        assert done == [done[0]] * 10, "it is waited for again and again"
        with turn(tmp_path, "another"):
            assert not claim(tmp_path, "another")
        pauses.append(61)
        with turn(tmp_path, "record"):
            assert len(pauses) > done[0] + 1, "it may have become well meanwhile"
        other.kill()
        other.wait()
    with turn(tmp_path, "record"):
        assert not claim(tmp_path, "record"), "the turn is ours again"
    assert claim(tmp_path, "record")
    release(tmp_path, "record")


def test_who_has_become_well_is_waited_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses = waits(monkeypatch)
    assert claim(tmp_path, "record")
    with turn(tmp_path, "record"):
        pass
    in_vain = len(pauses)
    release(tmp_path, "record")
    with turn(tmp_path, "record"):
        pass
    assert claim(tmp_path, "record")
    with turn(tmp_path, "record"):
        assert len(pauses) > in_vain
    release(tmp_path, "record")


def test_a_lock_file_whose_number_changes_at_each_look_keeps_nobody_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # as some FUSE and SMB file systems have it
    monkeypatch.setattr(folder_lock, "_is_at", lambda _handle, _path: False)
    granted: list[bool] = []

    def work() -> None:
        granted.append(claim(tmp_path, "a.nc"))
        granted.append(claim(tmp_path, "a.nc"))
        granted.append(claim(tmp_path, "b.nc"))
        release(tmp_path, "a.nc")
        granted.append(claim(tmp_path, "a.nc"))

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(10)
    assert not thread.is_alive(), "it looks again and again"
    assert granted == [True, False, True, True]
    for name in ("a.nc", "b.nc"):
        release(tmp_path, name)
