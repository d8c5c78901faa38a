"""What is still to come, and whether there is room for it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from itslive_qgis.archive.fetch import CHUNK
from itslive_qgis.archive.granule import Granule
from itslive_qgis.archive.record_lines import RECORD_NAME
from itslive_qgis.archive.room import no_room, outlook, readable_bytes, room
from tests.tools.needed import require

from .place import DATA, SIZE, Place, hdf5_like
from .scripted_server import Reply, stored

MEGABYTE = 1_000_000


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 400 MiB of its own, of which nothing is used."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=400m", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        require("A disk can be mounted by root on Linux only.")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def granules(place: Place) -> list[Granule]:
    """Ten granules of one size."""
    return [
        place.make(url=place.server.on(f"/{number}.nc", stored(hdf5_like(SIZE, number))))
        for number in range(10)
    ]


def test_the_margin_is_five_percent_and_100_mb(disk: Path) -> None:
    free = 400 * 1024**2
    most = int((free - 100 * MEGABYTE) / 1.05)
    assert room(disk, most - 1).fits
    assert not room(disk, most + 2).fits
    assert room(disk, 200 * MEGABYTE).needed == 310 * MEGABYTE
    assert room(disk, 200 * MEGABYTE).free == free
    assert room(disk / "not" / "there" / "yet", 1).free == free


def test_nothing_needs_no_room(disk: Path) -> None:
    (disk / "full").write_bytes(bytes(350 * 1024**2))
    assert not room(disk, 1).fits
    assert room(disk, 0).fits


def test_a_disk_that_does_not_tell_is_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: object) -> None:
        raise OSError("no such thing here")

    monkeypatch.setattr(shutil, "disk_usage", refuse)
    told = room(tmp_path, 10**15)
    assert (told.free, told.fits) == (None, True)


def test_the_sentence_names_what_is_needed_and_free(disk: Path) -> None:
    error = no_room(room(disk, 2_000 * MEGABYTE), disk)
    assert error.code == "no_room"
    text = str(error)
    assert "2.2 GB" in text
    assert "419 MB" in text
    assert str(disk) in text
    assert "{" not in text


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0.0 kB"),
        (1_500, "1.5 kB"),
        (999_400, "999 kB"),
        (999_600, "1.0 MB"),
        (15_400_000, "15 MB"),
        (1_340_000_000, "1.3 GB"),
        (7.2e12, "7.2 TB"),
        (5e15, "5000 TB"),
    ],
)
def test_bytes_as_people_say_them(count: float, text: str) -> None:
    assert readable_bytes(count) == text


def test_only_what_is_not_there_counts(place: Place, granules: list[Granule]) -> None:
    ahead = outlook(granules, place.folder, place.network)
    assert (ahead.count, ahead.bytes) == (10, 10 * SIZE)
    assert not place.folder.exists()
    for granule in granules[:4]:
        place.one(granule)
    place.server.on("/4.nc", stored(hdf5_like(SIZE, 4), cut=2 * CHUNK), Reply(404))
    place.one(granules[4])
    assert (place.folder / "4.nc.part").stat().st_size == 2 * CHUNK
    place.server.on("/4.nc", stored(hdf5_like(SIZE, 4)))
    place.server.asked.clear()
    ahead = outlook([*granules, granules[9]], place.folder, place.network)
    assert (ahead.count, ahead.bytes) == (6, 6 * SIZE - 2 * CHUNK)
    assert ahead.room.fits == (ahead.room.free is None or ahead.room.free >= ahead.room.needed)
    assert {asked.method for asked in place.server.asked} == {"HEAD"}
    assert not {asked.target for asked in place.server.asked} & {"/0.nc", "/1.nc", "/2.nc"}


def test_files_of_a_folder_without_record_count_as_there(place: Place) -> None:
    place.on(stored(DATA))
    place.one()
    (place.folder / RECORD_NAME).unlink()
    ahead = outlook([place.granule], place.folder, place.network)
    assert (ahead.count, ahead.bytes, ahead.room.needed) == (0, 0, 0)


def test_a_size_that_nobody_tells(place: Place) -> None:
    place.on(Reply(404))
    ahead = outlook([place.granule], place.folder, place.network)
    assert (ahead.count, ahead.bytes, ahead.room.fits) == (1, None, True)
