"""Disks that take no more, or nothing at all, while granules come from either server."""

from __future__ import annotations

import errno
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from itslive_qgis.archive.download import there_already
from itslive_qgis.archive.folder_rows import folder_rows
from itslive_qgis.archive.http import Network
from itslive_qgis.archive.record_lines import RECORD_NAME
from itslive_qgis.archive.room import outlook
from itslive_qgis.errors import ItsliveError

from .disks import remount, seal, small_tmpfs, unseal
from .fault_makers import files
from .fault_servers import Scene, look
from .nothing_lost import Found
from .place import DATA, Place
from .scripted_server import stored

QUICK = Network(connect_timeout=2, read_timeout=2, attempts=3, backoff=0.02)
SIZE = 100_000
ALL = Found(6, 6, Counter())


@pytest.fixture
def full(scene: Scene) -> Iterator[Scene]:
    """Six files of 100 kB, a healthy server, and a disk of 256 KiB to bring them to."""
    files(6, SIZE)(scene)
    scene.serve()
    scene.folder.mkdir()
    with small_tmpfs(scene.folder):
        yield scene


@pytest.mark.parametrize("connections", [1, 4])
def test_a_full_disk(full: Scene, connections: int, befallen: list) -> None:
    found = look(full, QUICK, connections=connections)
    befallen.append((f"full disk, {connections} at a time", full.kind, found))
    assert set(found.codes) == {"disk_full"}
    assert found.there == 2 if connections == 1 else found.there <= 2
    assert look(full, QUICK).there >= found.there  # as full as before
    remount(full.folder, "size=2000k")
    assert look(full, QUICK) == ALL


@pytest.mark.parametrize("left", [0, 1, 2, 3, 4])
def test_a_disk_that_is_full_to_the_last_page(full: Scene, left: int, befallen: list) -> None:
    # What is left is too little for the file, or for a line of the record before or after it.
    page = 4096
    used = (SIZE // page + 1) * page
    (full.folder / "ballast.part").write_bytes(bytes(256 * 1024 - used - left * page))
    found = look(full, QUICK, connections=1)
    befallen.append((f"full disk but for a file and {left} pages", full.kind, found))
    assert set(found.codes) == {"disk_full"}
    remount(full.folder, "size=2000k")
    assert look(full, QUICK) == ALL


def test_a_read_only_folder(full: Scene, befallen: list) -> None:
    remount(full.folder, "ro")
    found = look(full, QUICK)
    befallen.append(("read-only folder", full.kind, found))
    assert found.codes == Counter({"folder_not_writable": 6})
    assert full.relay.count == 0
    remount(full.folder, "rw,size=2000k")
    assert look(full, QUICK) == ALL


def test_a_folder_that_becomes_read_only(full: Scene, befallen: list) -> None:
    def before(number: int) -> None:
        if number == 3:  # two files are here
            seal(full.folder)

    full.relay.before = before
    found = look(full, QUICK, connections=1)
    befallen.append(("folder becomes read-only", full.kind, found))
    assert (found.there, found.codes) == (2, Counter({"folder_not_writable": 4}))
    full.relay.heal()
    unseal(full.folder)
    remount(full.folder, "size=2000k")
    assert look(full, QUICK) == ALL


@pytest.mark.parametrize("name", ["0.nc", "0.nc.part", RECORD_NAME])
def test_a_folder_in_the_place_of_a_file(scene: Scene, name: str, befallen: list) -> None:
    files(6, SIZE)(scene)
    scene.serve()
    (scene.folder / name / "of somebody else").mkdir(parents=True)
    found = look(scene, QUICK)
    befallen.append((f"a folder named {name}", scene.kind, found))
    assert set(found.codes) == {"folder_in_the_way"}
    assert found.there == (0 if name == RECORD_NAME else 5)
    assert (scene.folder / name / "of somebody else").is_dir()


def make_unreadable(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let the disk fail whoever reads the files of a name."""
    real = Path.open

    def failing(path: Path, mode: str = "r", *given: object, **options: object) -> object:
        if path.name == name and mode == "rb":
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))
        return real(path, mode, *given, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", failing)


def test_a_record_that_cannot_be_read_is_told_as_such(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.on(stored(DATA))
    place.one()
    make_unreadable(monkeypatch, RECORD_NAME)
    for read in (
        lambda: there_already(str(place.folder)),
        lambda: folder_rows(place.folder),
        lambda: outlook([place.granule], place.folder, place.network),
    ):
        with pytest.raises(ItsliveError) as caught:
            read()
        assert caught.value.code == "not_readable"
        assert f"{place.folder / RECORD_NAME} cannot be read" in str(caught.value)


def test_a_file_that_cannot_be_read_is_told_as_such(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.on(stored(DATA))
    place.one()
    make_unreadable(monkeypatch, place.file.name)
    error = place.one().error
    assert error is not None
    assert error.code == "not_readable"
    assert f"{place.file} cannot be read" in str(error)
