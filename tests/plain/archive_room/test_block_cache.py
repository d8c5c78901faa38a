"""Pieces that are kept on disk."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from itslive_qgis.archive import block_cache
from itslive_qgis.archive.block_cache import BlockCache


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_was_put_is_got(tmp_path):
    cache = BlockCache(tmp_path / "cache", 10_000)
    cache.put("one", b"abc")
    cache.put("none", b"")

    assert BlockCache(tmp_path / "cache", 10_000).get("one") == b"abc"
    assert cache.get("none") == b""
    assert cache.get("other") is None


@pytest.mark.parametrize("limit", [0, -1])
def test_nothing_is_kept_without_room(limit, tmp_path):
    cache = BlockCache(tmp_path / "cache", limit)
    cache.put("one", b"abc")

    assert cache.get("one") is None
    assert not (tmp_path / "cache").exists()
    assert BlockCache(None, 100).get("one") is None


def test_a_piece_that_was_harmed_is_not_believed(tmp_path):
    cache = BlockCache(tmp_path, 10_000)
    cache.put("one", b"abc" * 100)
    (path,) = files(tmp_path)
    content = bytearray(path.read_bytes())
    content[50] ^= 1
    path.write_bytes(content)

    assert cache.get("one") is None
    assert not files(tmp_path)


def test_those_that_nobody_asked_for_go_first(tmp_path, monkeypatch):
    monkeypatch.setattr(block_cache, "_BETWEEN", 1)
    cache = BlockCache(tmp_path, 1_000_000)
    for number in range(8):
        cache.put(str(number), bytes(100_000))
    for number, path in enumerate(
        sorted(files(tmp_path), key=lambda path: path.stat().st_mtime_ns)
    ):
        os.utime(path, (number, number))
    oldest = min(range(8), key=lambda number: cache._path(str(number)).stat().st_mtime)
    assert cache.get(str(oldest)) is not None  # asked for just now
    for number in range(8, 14):
        cache.put(str(number), bytes(100_000))

    assert cache.get(str(oldest)) is not None
    assert sum(path.stat().st_size for path in files(tmp_path)) <= 1_000_000
    assert cache.get("13") is not None
    assert sum(cache.get(str(number)) is None for number in range(8)) >= 3


def test_a_disk_that_takes_nothing_is_no_error(tmp_path):
    (tmp_path / "file").write_text("no folder")
    cache = BlockCache(tmp_path / "file" / "cache", 10_000)
    cache.put("one", b"abc")

    assert cache.get("one") is None


def test_many_threads_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr(block_cache, "_BETWEEN", 1)
    cache = BlockCache(tmp_path, 60_000)

    def work(number: int) -> bool:
        name = str(number % 17)
        cache.put(name, name.encode() * 1000)
        return cache.get(name) in (None, name.encode() * 1000)

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(work, range(400)))
    assert not [path for path in files(tmp_path) if path.suffix == ".part"]
