"""Disks that take no more, or nothing at all, while granules come from either server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from itslive_qgis.archive.http import Network
from itslive_qgis.archive.record_lines import RECORD_NAME

from .disks import remount, seal, small_tmpfs, unseal
from .fault_makers import files
from .fault_servers import Scene, look
from .nothing_lost import Found

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
