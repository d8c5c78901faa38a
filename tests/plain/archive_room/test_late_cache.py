"""A cache that brings what it is given to the disk later."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from itslive_qgis.archive.block_cache import BlockCache
from itslive_qgis.archive.late_cache import LateCache


class SlowCache(BlockCache):
    """A disk that takes its time, until it is told."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, 10**9)
        self.may_write = threading.Event()

    def put(self, name: str, piece: bytes) -> None:
        self.may_write.wait(5)
        super().put(name, piece)


def test_nobody_waits_for_the_disk(tmp_path):
    slow = SlowCache(tmp_path)
    late = LateCache(slow)
    for number in range(5):
        late.put(str(number), b"x" * number)

    assert [late.get(str(number)) for number in range(5)] == [b"x" * n for n in range(5)]
    assert slow.get("3") is None
    slow.may_write.set()
    assert late.flush(5)
    assert slow.get("3") == b"xxx"
    assert late.get("3") == b"xxx"
    late.close()


def test_the_last_piece_of_a_name_stays(tmp_path):
    slow = SlowCache(tmp_path)
    late = LateCache(slow)
    late.put("a", b"first")
    late.put("a", b"second")
    slow.may_write.set()
    assert late.flush(5)

    assert late.get("a") == slow.get("a") == b"second"
    late.close()


def test_its_thread_ends_and_begins_again(tmp_path):
    late = LateCache(BlockCache(tmp_path, 10**9))
    late.put("a", b"1")
    assert late.flush(5)
    late.close()
    before = {thread.name for thread in threading.enumerate()}
    assert "itslive cache" not in before

    late.put("b", b"2")
    assert late.flush(5)
    assert late.get("b") == b"2"
    late.close()


def test_what_waits_when_it_is_closed_is_let_go(tmp_path):
    slow = SlowCache(tmp_path)
    late = LateCache(slow)
    for number in range(3):
        late.put(str(number), b"x")
    threading.Timer(0.1, slow.may_write.set).start()
    late.close()
    time.sleep(0.05)

    assert late.get("2") is None


def test_without_a_folder_nothing_is_kept():
    late = LateCache(BlockCache(None, 10**9))
    late.put("a", b"1")

    assert late.get("a") is None
    assert late.flush(1)
