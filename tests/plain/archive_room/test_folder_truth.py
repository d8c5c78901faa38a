"""The folder is the truth: without its record, at another place, under several programs at once."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from itslive_qgis.archive.download import download
from itslive_qgis.archive.download_queue import DownloadQueue
from itslive_qgis.archive.export import write
from itslive_qgis.archive.fetch import CHUNK
from itslive_qgis.archive.folder_rows import folder_rows
from itslive_qgis.archive.granule import Granule
from itslive_qgis.archive.record import Record
from itslive_qgis.archive.record_lines import RECORD_NAME
from itslive_qgis.monitor import Monitor

from .place import DATA, SIZE, Place, hdf5_like
from .scripted_server import Asked, Reply, stored

CHILD = """
import sys
from itslive_qgis.archive.download import download
from itslive_qgis.archive.export import read
from itslive_qgis.archive.http import Network

report = download(read(sys.argv[1]), sys.argv[2], Network(attempts=3, backoff=0.01), connections=3)
print(report.count, len(report.failed))
"""


def served(place: Place, count: int, **faults: Any) -> list[Granule]:
    """So many granules of different contents, each at an address of its own."""
    return [
        place.make(
            url=place.server.on(f"/{number}.nc", stored(content(number), **faults)),
            granule_id=str(number),
        )
        for number in range(count)
    ]


def content(number: int) -> bytes:
    return hdf5_like(SIZE + number, seed=number)


def fetched(place: Place) -> Counter[str]:
    """How often each file was asked for."""
    return Counter(asked.target for asked in place.server.of("GET"))


def assert_complete(place: Place, folder: Path, count: int) -> None:
    """Every file is there, right, and recorded so, by what the folder itself says."""
    names = [f"{number}.nc" for number in range(count)]
    assert sorted(path.name for path in folder.glob("*.nc*")) == sorted(names)
    entries = [json.loads(line) for line in (folder / RECORD_NAME).read_text().splitlines()]
    last = {entry["file"]: entry for entry in entries if "file" in entry}
    for number, name in enumerate(names):
        assert (folder / name).read_bytes() == content(number)
        assert last[name]["state"] == "complete"
        assert last[name]["size"] == SIZE + number
        assert last[name]["sha256"] == hashlib.sha256(content(number)).hexdigest()


def test_without_its_record_each_file_is_verified_once(place: Place) -> None:
    granules = served(place, 6)
    # No MD5 can be told of one that was uploaded in parts.
    place.server.on("/1.nc", stored(content(1), etag='"0123456789abcdef0123456789abcdef-2"'))
    download(granules[:5], place.folder, place.network)
    (place.folder / RECORD_NAME).unlink()
    with (place.folder / "2.nc").open("r+b") as file:  # the same size, other bytes
        file.seek(CHUNK)
        file.write(b"other")
    (place.folder / "3.nc").write_bytes(content(3)[:-9])
    (place.folder / "4.nc").rename(place.folder / "4.nc.part")  # nobody knows its ETag any more
    (place.folder / "cube.nc").write_bytes(DATA)
    place.server.asked.clear()
    report = download(granules, place.folder, place.network)
    statuses = [outcome.status for outcome in report.outcomes]
    assert statuses == ["present"] * 2 + ["downloaded"] * 4
    assert fetched(place) == {f"/{number}.nc": 1 for number in (2, 3, 4, 5)}
    heads = Counter(asked.target for asked in place.server.of("HEAD"))
    assert heads["/0.nc"] == heads["/1.nc"] == 1
    assert (place.folder / "cube.nc").read_bytes() == DATA
    (place.folder / "cube.nc").unlink()
    (place.folder / "2.nc.old").unlink()  # whole, and nobody can tell that it was damaged
    assert_complete(place, place.folder, 6)
    place.server.asked.clear()
    assert {each.status for each in download(granules, place.folder, place.network).outcomes} == {
        "present"
    }
    assert not place.server.asked


def test_without_its_record_a_name_of_two_zones_stays_with_its_file(place: Place) -> None:
    contents = {epsg: hdf5_like(3000, seed=epsg) for epsg in (32607, 32608)}
    granules = {
        epsg: place.make(
            url=place.server.on(f"/v00.0/{epsg}/same.nc", stored(contents[epsg])), epsg=epsg
        )
        for epsg in contents
    }
    download(list(granules.values()), place.folder, place.network)
    (place.folder / RECORD_NAME).unlink()
    place.server.asked.clear()
    # The second zone alone: by its plain name it would take the file of the first for its own.
    outcome = place.one(granules[32608])
    assert outcome.status == "present"
    assert outcome.path == str(place.folder / "same_EPSG32608.nc")
    assert not place.server.of("GET")
    assert (place.folder / "same.nc").read_bytes() == contents[32607]


def test_a_folder_moves_to_another_place_in_the_middle(place: Place, tmp_path: Path) -> None:
    granules = served(place, 5)
    place.server.on("/3.nc", stored(content(3), cut=3 * CHUNK), Reply(404))
    queue = DownloadQueue(str(place.folder))
    queue.add(granules[:4], {"name": "été"})
    queue.run(place.network)
    assert queue.totals().counts["failed"] == 1
    told = [path.read_bytes() for path in place.folder.iterdir() if path.suffix != ".nc"]
    assert not any(str(tmp_path).encode() in each for each in told)
    moved = tmp_path / "disk été" / "granules of 2018"
    moved.parent.mkdir()
    shutil.move(place.folder, moved)
    place.server.on("/3.nc", stored(content(3)))
    place.server.asked.clear()
    again = DownloadQueue(str(moved))
    assert again.restore() == 1
    again.retry()
    again.add(granules)
    again.run(place.network)
    assert fetched(place) == {"/3.nc": 1, "/4.nc": 1}
    (resumed,) = (asked for asked in place.server.of("GET") if asked.target == "/3.nc")
    assert resumed.headers["Range"] == f"bytes={3 * CHUNK}-"
    assert_complete(place, moved, 5)
    assert Record(moved).searches() == {"1": {"name": "été"}}
    assert not place.folder.exists()


def start(granules: list[Granule], place: Place, name: str) -> subprocess.Popen[str]:
    """A program of its own that downloads into the folder."""
    listed = place.folder.parent / f"{name}.csv"
    write(granules, listed)
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(listed), str(place.folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


def wait_until(is_so: Any) -> None:
    end = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system knows no SIGKILL")
def test_two_programs_share_a_folder_while_a_third_is_killed(place: Place) -> None:
    def slowly(number: int) -> Any:
        def step(asked: Asked) -> Reply:
            time.sleep(0.05)
            return stored(content(number))(asked)

        return step

    count = 24
    granules = served(place, count)
    for number in range(1, count):
        place.server.on(f"/{number}.nc", slowly(number))
    # The third holds a file in the middle of its transfer when it is killed.
    place.server.on("/0.nc", stored(content(0), cut=2 * CHUNK, stall=True))
    third = start(granules[:1], place, "third")
    part = place.folder / "0.nc.part"
    wait_until(lambda: part.is_file() and part.stat().st_size == 2 * CHUNK)
    place.server.on("/0.nc", stored(content(0)))
    programs = [
        start(granules[:18], place, "one"),
        start(granules[:5:-1] + granules[:1], place, "two"),
    ]
    wait_until(lambda: len(list(place.folder.glob("*.nc"))) > 4)
    third.kill()
    third.communicate(timeout=30)
    for program, expected in zip(programs, (18, count - 5)):
        told, trouble = program.communicate(timeout=60)
        assert program.returncode == 0, trouble
        assert told.split() == [str(expected), "0"]
    gets = fetched(place)
    # What the killed one had begun was gone on with, by one of the others.
    assert gets.pop("/0.nc") == 2
    (rest,) = (asked for asked in place.server.of("GET") if "Range" in asked.headers)
    assert (rest.target, rest.headers["Range"]) == ("/0.nc", f"bytes={2 * CHUNK}-")
    assert gets == {f"/{number}.nc": 1 for number in range(1, count)}
    assert_complete(place, place.folder, count)
    assert {row.status for row in folder_rows(place.folder)} == {"complete"}
    place.server.asked.clear()
    report = download(granules, place.folder, place.network, Monitor())
    assert {outcome.status for outcome in report.outcomes} == {"present"}
    assert not place.server.asked
