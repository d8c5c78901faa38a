"""Catalogues and cubes that change, move, go away, or are nothing of the kind."""

from __future__ import annotations

import shutil
import time
from dataclasses import replace

import pytest

from itslive_qgis.archive.block_cache import BlockCache
from itslive_qgis.archive.cube_catalogue import CatalogueFile
from itslive_qgis.archive.http import make_session
from itslive_qgis.archive.objects import Objects
from itslive_qgis.errors import ItsliveError
from itslive_qgis.monitor import Monitor
from itslive_qgis.series import reader as reader_module
from tests.plain.archive_room.scripted_server import Reply

from .checks import assert_pixel
from .served import CATALOGUE, on
from .stores import Cube, catalogue, feature

PIXEL = 31, 27
PAGE = Reply(200, {"Content-Type": "text/html"}, b"<!DOCTYPE html><html>Log in</html>")
DAY = 86_400


@pytest.fixture
def later(monkeypatch):
    """Have a reader live some seconds later."""

    def move(reader, seconds: float):
        monkeypatch.setattr(reader.objects, "_clock", lambda: time.time() + seconds)
        return reader

    return move


def test_the_catalogue_is_asked_for_once_a_day(archive, make_reader, later):
    cube = archive.cube()
    archive.list(cube)
    lonlat = cube.of_pixel(*PIXEL)
    for _ in range(2):
        make_reader(cache=True).point(*lonlat)
    assert archive.paths().count(CATALOGUE) == 1

    answer = later(make_reader(cache=True), DAY + 60).point(*lonlat)
    assert answer.problem is None
    asked = [each for each in archive.asked if each.target.endswith(CATALOGUE)]
    assert len(asked) == 2
    assert asked[1].headers["If-None-Match"]  # which was answered by 304
    before = len(archive.asked)
    later(make_reader(cache=True), DAY + 120).point(*lonlat)
    assert len(archive.asked) == before  # a 304 makes it young again


def test_a_catalogue_that_changed_is_taken_up(archive, make_reader, later):
    one, other = archive.cube("one"), archive.cube("other", corner=(0.0, -2_000_000.0), seed=2)
    archive.list(one)
    lonlat = other.of_pixel(*PIXEL)
    assert make_reader(cache=True).point(*lonlat).series is None

    archive.list(one, other)
    assert make_reader(cache=True).point(*lonlat).series is None  # not asked for yet
    answer = later(make_reader(cache=True), DAY + 60).point(*lonlat)
    assert_pixel(answer.series, other, *PIXEL)


def test_a_clock_that_was_set_back_makes_nothing_younger(archive, make_reader, later):
    cube = archive.cube()
    archive.list(cube)
    make_reader(cache=True).point(*cube.of_pixel(*PIXEL))
    later(make_reader(cache=True), -10 * DAY).point(*cube.of_pixel(*PIXEL))
    assert archive.paths().count(CATALOGUE) == 2


@pytest.mark.parametrize("seconds", [0, 7200, 2 * DAY])
def test_without_a_network_what_was_read_is_there(archive, make_reader, later, network, seconds):
    cube = archive.cube()
    archive.list(cube)
    lonlat = cube.of_pixel(*PIXEL)
    make_reader(cache=True).point(*lonlat)
    archive.rules.append(lambda *_: Reply(200, {}, b"x", cut=0, reset=True))
    answer = later(make_reader(cache=True, network=network), seconds).point(*lonlat)

    assert_pixel(answer.series, cube, *PIXEL)
    assert answer.whole
    assert (answer.problem is None) == (seconds == 0)
    if seconds:
        assert answer.problem.code == "connection"


def test_without_a_network_what_was_not_read_is_an_error(archive, make_reader):
    cube = archive.cube()
    archive.list(cube)
    make_reader(cache=True).point(*cube.of_pixel(0, 0))
    archive.rules.append(lambda *_: Reply(200, {}, b"x", cut=0, reset=True))
    answer = make_reader(cache=True).point(*cube.of_pixel(*PIXEL))
    assert (answer.whole, answer.problem.code, len(answer.series)) == (False, "connection", 0)

    shutil.rmtree(archive.root.parent / "cache")
    with pytest.raises(ItsliveError) as caught:
        make_reader(cache=True).point(*cube.of_pixel(*PIXEL))
    assert caught.value.code == "connection"


def test_a_page_in_the_place_of_the_catalogue(archive, make_reader, later):
    """It is told of, not kept, and what is known of the cubes stays known."""
    cube = archive.cube()
    archive.list(cube)
    lonlat = cube.of_pixel(*PIXEL)
    archive.rules.append(on(CATALOGUE, PAGE))
    with pytest.raises(ItsliveError) as caught:
        make_reader(cache=True).point(*lonlat)
    assert caught.value.code == "no_catalogue"

    archive.rules.clear()
    assert_pixel(make_reader(cache=True).point(*lonlat).series, cube, *PIXEL)

    archive.rules.append(lambda *_: PAGE)
    answer = later(make_reader(cache=True), 2 * DAY).point(*lonlat)
    assert_pixel(answer.series, cube, *PIXEL)
    assert answer.problem.code == "no_catalogue"

    archive.rules.clear()
    answer = later(make_reader(cache=True), 2 * DAY).point(*lonlat)
    assert answer.problem is None


def test_no_catalogue_at_all(archive, make_reader):
    with pytest.raises(ItsliveError) as caught:
        make_reader(cache=True).point(0, 70)
    assert caught.value.code == "not_found"


def test_cubes_of_tomorrow_lie_elsewhere(archive, make_reader):
    """A cube of the kept catalogue is not there: the catalogue is asked for at once."""
    old = archive.cube("one")
    archive.list(old)
    lonlat = old.of_pixel(*PIXEL)
    first = make_reader(cache=True)
    first.point(*old.of_pixel(0, 0))
    assert first.objects.flush()
    shutil.rmtree(archive.root.parent / "cache")
    with_catalogue = make_reader(cache=True)
    with_catalogue.catalogue(Monitor())

    new = archive.cube("one", folder="datacubes/v3-tomorrow", seed=9)
    archive.list(new)
    shutil.rmtree(old.path)
    answer = with_catalogue.point(*lonlat)

    assert (answer.whole, answer.problem) == (True, None)
    assert answer.cubes == (archive.address(new),)
    assert_pixel(answer.series, new, *PIXEL)


def test_of_two_cubes_the_one_that_moved_takes_the_other_along(archive, make_reader):
    """Nothing of the version that was left is mixed with the one that took its place."""
    options = {"layers": 40, "size": (40, 30)}
    first = archive.cube("a", **options)
    second = archive.cube("b", corner=(first.corner[0] + 600, first.corner[1]), seed=2, **options)
    archive.list(first, second)
    lonlat = first.of_pixel(25, 14)
    reader = make_reader()
    reader.catalogue(Monitor())
    newer = [
        archive.cube("a", folder="v3", seed=5, **options),
        archive.cube("b", folder="v3", corner=second.corner, seed=6, **options),
    ]
    archive.list(*newer)
    shutil.rmtree(second.path)
    answer = reader.point(*lonlat)

    assert set(answer.cubes) == {archive.address(each) for each in newer}
    assert set(answer.series.sources) == set(answer.cubes)
    assert answer.whole


def test_a_cube_that_is_nowhere_is_told_of(archive, make_reader):
    there, gone = archive.cube("a"), archive.cube("b", seed=3)
    archive.list(there, gone)
    shutil.rmtree(gone.path)
    answer = make_reader().point(*there.of_pixel(*PIXEL))

    assert_pixel(answer.series, there, *PIXEL)
    assert (answer.whole, answer.problem.code) == (False, "cube_moved")
    assert "b.zarr" in str(answer.problem)

    archive.list(gone)
    with pytest.raises(ItsliveError) as caught:
        make_reader().point(*there.of_pixel(*PIXEL))
    assert caught.value.code == "cube_moved"


def test_a_damaged_cube_does_not_keep_the_others_back(archive, make_reader):
    bad, good = archive.cube("a", seed=3), archive.cube("b")
    archive.list(bad, good)
    archive.rules.append(on("a.zarr/mid_date/0", Reply(200, {}, b"nothing")))
    answer = make_reader().point(*good.of_pixel(*PIXEL))

    assert_pixel(answer.series, good, *PIXEL)
    assert (answer.whole, answer.problem.code) == (False, "damaged_chunk")


def test_a_cube_written_anew_is_read_anew(archive, make_reader, later):
    old = archive.cube()
    archive.list(old)
    lonlat = old.of_pixel(*PIXEL)
    make_reader(cache=True).point(*lonlat)
    shutil.rmtree(old.path)
    new = archive.cube(seed=77, layers=420)
    answer = later(make_reader(cache=True), 7200).point(*lonlat)

    assert_pixel(answer.series, new, *PIXEL)
    assert answer.layers == 420


@pytest.mark.parametrize("ending", ["mid_date/0", "vx/0.2.3", "v/2.2.3"])
def test_nothing_is_mixed_where_a_cube_is_written_meanwhile(
    archive, make_reader, monkeypatch, ending
):
    monkeypatch.setattr(reader_module, "_SETTLED", 0.0)
    old = archive.cube()
    archive.list(old)
    new: list[Cube] = []

    def write(path, _asked):
        if path.endswith(ending) and not new:
            new.append(replace(old, seed=78))
            shutil.rmtree(old.path)
            new[0].write()

    archive.rules.append(write)
    reader = make_reader(cache=True)
    answer = reader.point(*old.of_pixel(*PIXEL))

    assert answer.whole
    assert_pixel(answer.series, new[0], *PIXEL)
    assert_pixel(reader.point(*old.of_pixel(*PIXEL)).series, new[0], *PIXEL)


def test_a_cube_that_is_read_on_and_on_is_asked_about_now_and_then(
    archive, make_reader, monkeypatch
):
    cube = archive.cube()
    archive.list(cube)
    reader = make_reader()
    for column in (5, 15):
        reader.point(*cube.of_pixel(column, 5))
    about = [path for path in archive.paths() if path.endswith(".zmetadata")]
    assert len(about) == 1

    monkeypatch.setattr(reader_module, "_SETTLED", 0.0)
    reader.point(*cube.of_pixel(25, 5))
    monkeypatch.undo()
    assert_pixel(reader.point(*cube.of_pixel(5, 15)).series, cube, 5, 15)
    about = [path for path in archive.paths() if path.endswith(".zmetadata")]
    assert len(about) == 2


def objects(network, folder) -> Objects:
    return Objects(make_session(network), BlockCache(folder, 10**8))


def test_addresses_of_plain_http_are_asked_by_https(archive, network, tmp_path):
    cube = Cube(tmp_path / "a.zarr")
    entry = feature(cube, "http://its-live-data.s3.amazonaws.com/datacubes/v2/a.zarr")
    archive.rules.append(on("c.json", Reply(200, {}, catalogue(entry))))
    known = CatalogueFile(f"{archive.url}/c.json", objects(network, tmp_path / "kept")).load(
        Monitor()
    )

    assert [each.url for each in known.catalogue.cubes] == [
        "https://its-live-data.s3.amazonaws.com/datacubes/v2/a.zarr"
    ]
    assert known.failure is None
