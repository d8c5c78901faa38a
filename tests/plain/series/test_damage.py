"""Chunks that are missing, damaged or none, and stores that would be misread."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pytest

from itslive_qgis.errors import ItsliveError
from tests.plain.archive_room.scripted_server import Reply

from .checks import assert_part, assert_pixel
from .served import on, times

PIXEL = 31, 27
PAGE = b"<!DOCTYPE html><html><body>Please log in to this network.</body></html>"


def flipped(data: bytes) -> bytes:
    """Some bits turned over behind the header."""
    middle = len(data) // 2
    return (
        data[:middle]
        + bytes(each ^ 0xA5 for each in data[middle : middle + 8])
        + data[middle + 8 :]
    )


DAMAGES = {
    "bits flipped": flipped,
    "header flipped": lambda data: data[:2] + b"\x2f" + data[3:],
    "version flipped": lambda data: b"\x07" + data[1:],
    "cut short": lambda data: data[: len(data) // 3],
    "cut in the header": lambda data: data[:9],
    "nothing": lambda _: b"",
    "too long": lambda data: data + b"\0",
    "a page": lambda _: PAGE,
    "zeros": lambda data: bytes(len(data)),
}


def damage(archive, path: str, how: str) -> Reply:
    """The answer with a damaged chunk."""
    return Reply(200, {}, DAMAGES[how]((archive.root / path).read_bytes()))


def of(cube, archive, name: str) -> str:
    return f"{cube.path.relative_to(archive.root)}/{name}"


@pytest.mark.parametrize(
    ("name", "how"),
    [
        *(("vx/1.2.3", how) for how in DAMAGES),
        *((name, "cut short") for name in ("v/0.2.3", "satellite_img1/0", "date_dt/1", "x/0")),
    ],
)
def test_a_chunk_damaged_on_the_way_is_asked_for_once_more(archive, make_reader, how, name):
    cube = archive.cube()
    archive.list(cube)
    path = of(cube, archive, name)
    archive.rules.append(times(1, on(path, damage(archive, path, how))))
    answer = make_reader().point(*cube.of_pixel(*PIXEL))

    assert answer.whole
    assert_pixel(answer.series, cube, *PIXEL)
    assert archive.paths().count(path) == 2


@pytest.mark.parametrize("how", DAMAGES)
def test_a_chunk_damaged_in_the_archive_is_named(archive, make_reader, how):
    cube = archive.cube()
    archive.list(cube)
    path = of(cube, archive, "vx/1.2.3")
    bad = damage(archive, path, how)

    make_reader().point(*cube.of_pixel(*PIXEL))
    others = set(archive.paths()) - {path}
    archive.asked.clear()

    def late(asked, _request):
        if asked != path:
            return None
        while others - set(archive.paths()):
            time.sleep(0.01)
        time.sleep(0.5)  # until the others have come
        return bad

    archive.rules.append(late)
    reader = make_reader(cache=True)
    answer = reader.point(*cube.of_pixel(*PIXEL))

    assert not answer.whole
    assert answer.problem.code == "damaged_chunk"
    assert cube.path.name in str(answer.problem)
    assert "vx/1.2.3" in answer.problem.detail
    assert archive.paths().count(path) == 2
    assert_part(answer.series, cube, *PIXEL)
    assert len(answer.series) > 50
    assert not ((answer.series.layer >= 100) & (answer.series.layer < 200)).any()

    archive.rules.clear()  # once it is mended, what was kept of it does no harm
    assert_pixel(make_reader(cache=True).point(*cube.of_pixel(*PIXEL)).series, cube, *PIXEL)
    assert_pixel(reader.point(*cube.of_pixel(*PIXEL)).series, cube, *PIXEL)


def test_where_nothing_came_it_is_an_error(archive, make_reader):
    cube = archive.cube()
    archive.list(cube)
    archive.rules.append(on("mid_date/0", Reply(200, {}, PAGE)))
    with pytest.raises(ItsliveError) as caught:
        make_reader().point(*cube.of_pixel(*PIXEL))
    assert caught.value.code == "damaged_chunk"


def test_a_chunk_damaged_on_this_disk_is_fetched_anew(archive, make_reader, tmp_path):
    cube = archive.cube()
    archive.list(cube)
    first = make_reader(cache=True)
    first.point(*cube.of_pixel(*PIXEL))
    assert first.objects.flush()
    pieces = [path for path in Path(tmp_path / "cache").rglob("*") if path.is_file()]
    assert len(pieces) > 12
    for path in pieces:
        path.write_bytes(flipped(path.read_bytes()))
    answer = make_reader(cache=True).point(*cube.of_pixel(*PIXEL))

    assert answer.whole
    assert answer.problem is None
    assert_pixel(answer.series, cube, *PIXEL)


def test_what_is_kept_is_not_asked_for_again(archive, make_reader):
    cube = archive.cube()
    archive.list(cube)
    make_reader(cache=True).point(*cube.of_pixel(*PIXEL))
    before = len(archive.asked)
    assert_pixel(make_reader(cache=True).point(*cube.of_pixel(*PIXEL)).series, cube, *PIXEL)
    assert len(archive.asked) == before


@pytest.mark.parametrize("name", ["vx/0.2.3", "vy/1.2.3", "v/2.2.3", "vx_error/0", "vy_error/1"])
def test_a_chunk_that_the_store_leaves_out_holds_nothing(archive, make_reader, name):
    cube = archive.cube(fill="both")
    archive.list(cube)
    (cube.path / name).unlink()
    answer = make_reader().point(*cube.of_pixel(*PIXEL))

    assert answer.whole
    assert_pixel(answer.series, cube, *PIXEL)


def test_all_chunks_of_a_pixel_left_out(archive, make_reader):
    """Most of a cube is no ice: the record is empty, which is no failure."""
    cube = archive.cube()
    archive.list(cube)
    for path in cube.path.glob("v*/*.2.3"):
        path.unlink()
    answer = make_reader().point(*cube.of_pixel(*PIXEL))

    assert answer.whole
    assert (len(answer.series), answer.problem, answer.layers) == (0, None, 300)


def test_left_out_without_a_fill_value(archive, make_reader):
    """Dates and names that nobody knows are told to be unknown, not those of 1970."""
    cube = archive.cube()
    archive.list(cube)
    whole = make_reader().point(*cube.of_pixel(*PIXEL)).series
    for name in ("acquisition_date_img1/0", "satellite_img1/0", "mission_img1/0"):
        (cube.path / name).unlink()
    series = make_reader().point(*cube.of_pixel(*PIXEL)).series

    np.testing.assert_array_equal(series.vx, whole.vx)
    lost = series.layer < 207
    assert lost.any()
    assert not lost.all()
    # Of the two images the one date that is known stands for both ends of their order.
    assert (series.satellite_names[lost] == "").all()
    assert (series.satellite_names[~lost] == whole.satellite_names[~lost]).all()
    np.testing.assert_array_equal(series.date_1[~lost], whole.date_1[~lost])
    assert (series.date_1[lost] != np.datetime64(0, "ns")).all()


@pytest.mark.parametrize("name", ["mid_date/0", "x/0", "y/0"])
def test_without_dates_or_axes_there_is_no_record(archive, make_reader, name):
    cube = archive.cube()
    archive.list(cube)
    (cube.path / name).unlink()
    with pytest.raises(ItsliveError) as caught:
        make_reader().point(*cube.of_pixel(*PIXEL))
    assert caught.value.code == "no_store"
    assert name in caught.value.detail


def array(name: str, **changes):
    """Change what is told of an array."""

    def change(told: dict) -> None:
        told[f"{name}/.zarray"].update(changes)

    return change


def attributes(name: str, **changes):
    """Change an array's attributes."""

    def change(told: dict) -> None:
        told[f"{name}/.zattrs"].update(changes)

    return change


def without(name: str):
    """Leave an array out."""

    def change(told: dict) -> None:
        told.pop(f"{name}/.zarray")

    return change


MISTOLD = {
    "no vx": without("vx"),
    "no mid_date": without("mid_date"),
    "no x": without("x"),
    "another order": array("vx", order="F"),
    "zarr 3": array("vy", zarr_format=3),
    "other chunks": array("v", chunks=[100, 10, 20]),
    "other shape": array("v_error", shape=[300, 30, 39]),
    "transposed": attributes("vx", _ARRAY_DIMENSIONS=["mid_date", "x", "y"]),
    "scaled": attributes("vx", scale_factor=0.1),
    "offset": attributes("vy", add_offset=100),
    "nothing missing": attributes("vx", missing_value=None),
    "two-dimensional x": array("x", shape=[40, 1], chunks=[40, 1]),
    "no dimension": array("y", shape=[], chunks=[]),
    "a type of tomorrow": array("vx", dtype="float7"),
    "texts": array("vx", dtype="<U2"),
    "objects": array("mid_date", dtype="|O"),
    "no unit": attributes("mid_date", units="metres"),
    "a unit since when": attributes("mid_date", units="days since the flood"),
    "another projection": attributes("mapping", spatial_epsg=3031),
    "an endless chunk": array("vx", chunks=[10**9, 10**9, 10**9]),
    "a shape without end": array("vx", shape=[1e999, 1, 1]),
}


@pytest.mark.parametrize("how", MISTOLD)
def test_a_store_that_would_be_misread_is_refused(archive, make_reader, how):
    cube = archive.cube()
    archive.list(cube)
    path = cube.path / ".zmetadata"
    told = json.loads(path.read_text())
    MISTOLD[how](told["metadata"])
    path.write_text(json.dumps(told))
    with pytest.raises(ItsliveError) as caught:
        make_reader().point(*cube.of_pixel(*PIXEL))
    assert caught.value.code == "no_store"
    assert cube.path.name in str(caught.value)


@pytest.mark.parametrize("axis", ["x", "y"])
@pytest.mark.parametrize("how", ["uneven", "nan", "still"])
def test_axes_that_no_place_can_be_found_on(archive, make_reader, axis, how):
    cube = archive.cube()
    archive.list(cube)
    values = cube.raw()[axis][:]
    lonlat = cube.of_pixel(*PIXEL)
    if how == "uneven":
        values[5] += 40
    elif how == "nan":
        values[0] = np.nan
    else:
        values[:] = values[0]
    cube.change(axis, values)
    with pytest.raises(ItsliveError) as caught:
        make_reader().point(*lonlat)
    assert caught.value.code == "no_store"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        PAGE,
        b"{}",
        b"[]",
        b"null",
        b'{"metadata": []}',
        b'{"metadata": 7}',
        b"\xff\xfe",
        b"[" * 10**5,
    ],
)
def test_metadata_that_is_none(archive, make_reader, data):
    cube = archive.cube()
    archive.list(cube)
    lonlat = cube.of_pixel(*PIXEL)
    good = (cube.path / ".zmetadata").read_bytes()
    (cube.path / ".zmetadata").write_bytes(data)
    with pytest.raises(ItsliveError) as caught:
        make_reader(cache=True).point(*lonlat)
    assert caught.value.code == "no_store"

    (cube.path / ".zmetadata").write_bytes(good)
    assert_pixel(make_reader(cache=True).point(*lonlat).series, cube, *PIXEL)


@pytest.mark.parametrize(
    "transform",
    ["0 120 0 0 0 -120", "-200007.5 240 0 -2199992.5 0 -240", "nan 0 0 0 0 0", "-200007.5 120", ""],
)
@pytest.mark.parametrize("south_first", [False, True])
def test_the_axes_decide_where_a_pixel_is(archive, make_reader, transform, south_first):
    """What is told beside them is a guess of which chunks to begin with."""
    cube = archive.cube(transform=transform or "none", south_first=south_first)
    archive.list(cube)
    for pixel in ((0, 0), (12, 9), PIXEL, (39, 29)):
        answer = make_reader().point(*cube.of_pixel(*pixel))
        assert answer.whole
        assert_pixel(answer.series, cube, *pixel)
