"""Points that several cubes hold: each pair once, vectors along the axes of one projection."""

from __future__ import annotations

import time

import numpy as np
import pyproj
import pytest

from itslive_qgis.series import official

from .checks import ONES, satellites
from .stores import Cube

#: Where UTM 7N, 8N and the polar stereographic overlap, on the 138th meridian and at 70 N.
LON, LAT = -138.0, 70.0


def pairs(numbers) -> tuple[np.ndarray, np.ndarray]:
    """Acquisition dates of pairs by number, to the second."""
    first = np.datetime64("2015-01-01T12:34:56", "ns") + np.asarray(numbers) * np.timedelta64(
        86_400 * 3 + 17, "s"
    )
    return first, first + np.timedelta64(16 * 86_400, "s")


def cube_at(archive, name: str, epsg: int, numbers, shift: float, **options) -> Cube:
    """A cube around the place, whose edge is the nearer the larger the shift."""
    x, y = pyproj.Transformer.from_crs(4326, epsg, always_xy=True).transform(LON, LAT)
    return archive.cube(
        name,
        epsg=epsg,
        corner=(x - 2430 + shift, y + 1830),
        layers=len(numbers),
        pairs=pairs(numbers),
        **options,
    )


def held(cube: Cube, lon: float = LON, lat: float = LAT) -> dict[int, dict[str, float]]:
    """By number of the pair what the cube's nearest pixel has, read by xarray."""
    data = cube.opened()
    x, y = pyproj.Transformer.from_crs(4326, cube.epsg, always_xy=True).transform(lon, lat)
    pixel = data.sel(x=x, y=y, method="nearest").load()
    first = pairs([0])[0][0]
    numbers = (pixel["acquisition_date_img1"].values - first) / np.timedelta64(86_400 * 3 + 17, "s")
    found = {}
    for at, number in enumerate(np.rint(numbers).astype(int).tolist()):
        row = {name: float(pixel[name].values[at]) for name in (*ONES, "vx_error", "vy_error")}
        if np.isfinite(row["vx"]) and np.isfinite(row["vy"]):
            found[number] = {**row, "layer": at}
    return found


def moved(cube: Cube, epsg: int, vx: float, vy: float) -> np.ndarray:
    """A vector in another projection: where a step of a hundredth of its length ends."""
    to = pyproj.Transformer.from_crs(cube.epsg, epsg, always_xy=True)
    x, y = pyproj.Transformer.from_crs(4326, cube.epsg, always_xy=True).transform(LON, LAT)
    step = 0.01
    here, there = to.transform(x, y), to.transform(x + step * vx, y + step * vy)
    return (np.array(there) - here) / step


def test_three_projections(archive, make_reader):
    first = cube_at(archive, "a", 32607, range(200), 0, seed=1)
    second = cube_at(archive, "b", 32608, range(100, 300), 300, seed=2)
    third = cube_at(archive, "c", 3413, range(50, 350), 600, seed=3)
    archive.list(third, second, first)
    answer = make_reader().point(LON, LAT)
    series = answer.series

    assert answer.whole
    assert answer.cubes == tuple(archive.address(each) for each in (first, second, third))
    assert series.sources == answer.cubes
    assert answer.layers == 700
    wanted: dict[int, tuple[Cube, dict]] = {}
    for cube in (first, second, third):
        for number, row in held(cube).items():
            wanted.setdefault(number, (cube, row))
    assert len(series) == len(wanted) > 200
    assert (np.diff(series.mid_date) >= np.timedelta64(0)).all()
    for at, (number, (cube, row)) in enumerate(sorted(wanted.items())):
        assert abs(series.date_1[at] - pairs([number])[0][0]) < np.timedelta64(1, "us")
        assert series.sources[series.source[at]] == archive.address(cube)
        assert series.layer[at] == row["layer"]
        if cube is first:
            for name in (*ONES, "vx_error", "vy_error"):
                np.testing.assert_equal(float(getattr(series, name)[at]), row[name])
            continue
        vector = moved(cube, first.epsg, row["vx"], row["vy"])
        np.testing.assert_allclose((series.vx[at], series.vy[at]), vector, rtol=2e-4, atol=0.05)
        ratio = np.hypot(*vector) / np.hypot(row["vx"], row["vy"])
        assert series.v[at] == pytest.approx(row["v"] * ratio, rel=1e-4)
        assert series.v_error[at] == pytest.approx(row["v_error"] * ratio, rel=1e-4)
    assert series.place.crs == "EPSG:32607"


def test_the_turn_is_that_of_the_meridians(archive, make_reader):
    """By PROJ's meridian convergence: another way to the same angle."""
    values = np.full((2, 60, 30, 40), [[[[700.0]]], [[[-400.0]]]])
    first = cube_at(archive, "a", 32607, [0], 0, values=values[:, :1])
    second = cube_at(archive, "b", 32608, range(60), 300, values=values)
    archive.list(first, second)
    series = make_reader().point(LON, LAT).series

    one, other = (
        pyproj.Proj(epsg).get_factors(LON, LAT).meridian_convergence for epsg in (32607, 32608)
    )
    angle = np.arctan2(series.vy[1:].astype(float), series.vx[1:])
    turn = np.degrees(angle - np.arctan2(-400.0, 700.0))
    # Convergence is the angle from north of the map to true north, and directions keep that one.
    np.testing.assert_allclose(turn, one - other, atol=1e-3)
    assert abs(one - other) > 5


def test_the_deepest_cube_may_have_nothing(archive, make_reader):
    """Where it has no value of a pair, another's stands in."""
    nothing = np.full((2, 100, 30, 40), np.nan)
    first = cube_at(archive, "a", 32607, range(100), 0, values=nothing)
    second = cube_at(archive, "b", 32608, range(100), 300)
    archive.list(first, second)
    answer = make_reader().point(LON, LAT)

    rows = held(second)
    assert len(answer.series) == len(rows) > 20
    assert answer.series.place.crs == "EPSG:32607"
    assert set(answer.series.source.tolist()) == {answer.series.sources.index(answer.cubes[1])}


def test_neighbours_of_one_projection(archive, make_reader):
    """On their common edge both hold the point; the pairs of the first stay as they are."""
    x, y = 500_007.5, 7_000_007.5
    options = {"epsg": 32607, "layers": 200}
    west = archive.cube("a", corner=(x - 4800, y), pairs=pairs(range(200)), **options)
    east = archive.cube("b", corner=(x, y), pairs=pairs(range(100, 300)), seed=2, **options)
    archive.list(west, east)
    on_edge = west.lonlat(x, y - 1025)
    reader = make_reader()
    for lon, lat in (on_edge, west.lonlat(x - 1e-4, y - 1025), west.lonlat(x + 1e-4, y - 1025)):
        answer = reader.point(lon, lat)
        order = [west, east] if answer.cubes[0] == archive.address(west) else [east, west]
        order = order[: len(answer.cubes)]
        rows = [held(cube, lon, lat) for cube in order]
        united = {number: row for each in rows[::-1] for number, row in each.items()}
        assert len(answer.series) == len(united)
        for at, (number, row) in enumerate(sorted(united.items())):
            first = pairs([number])[0][0]
            assert abs(answer.series.date_1[at] - first) < np.timedelta64(1, "us")
            assert answer.series.vx[at] == row["vx"]
            assert answer.series.v[at] == row["v"]
        assert answer.series.place.distance == pytest.approx(np.hypot(60, 5), abs=1)


def test_satellites_of_both_images_come_along(archive, make_reader):
    """Also where one of the cubes tells those of the first image alone."""
    values = np.ones((2, 100, 30, 40))
    first = cube_at(archive, "a", 32607, range(50), 0, values=values[:, :50])
    second = cube_at(archive, "b", 32608, range(100), 300, values=values)
    lost = ("mission_img2", "satellite_img2")
    third = cube_at(
        archive, "c", 3413, range(150), 600, values=np.ones((2, 150, 30, 40)), without=lost
    )
    archive.list(first, second, third)
    series = make_reader().point(LON, LAT).series
    assert len(series) == 150
    for row in range(150):
        cube = (first, second, third)[series.source[row]]
        names = [satellites(cube.opened(), image, [series.layer[row]]) for image in "12"]
        assert series.satellites_of(row) == tuple(dict.fromkeys(names[0] + names[1]))


def test_dates_that_just_miss_a_second(archive, make_reader):
    """One cube counts fractions of days, the other one nanoseconds."""
    values = np.ones((2, 100, 30, 40))
    first = cube_at(archive, "a", 32607, range(100), 0, values=values)
    second = cube_at(archive, "b", 32608, range(100), 300, values=values)
    for name, dates in zip(("acquisition_date_img1", "acquisition_date_img2"), pairs(range(100))):
        counted = dates.astype(np.int64)
        assert (counted % 10**9 == 0).all()
        second.change(name, counted - 1, units="nanoseconds since 1970-01-01")
    archive.list(first, second)
    assert len(make_reader().point(LON, LAT).series) == 100


def test_scenes_side_by_side_stay_two(archive, make_reader):
    """Two rows of one cube with the same dates and satellite are of neighbouring scenes."""
    twice = np.repeat(np.arange(50), 2)
    values = np.ones((2, 100, 30, 40))
    cube = cube_at(archive, "a", 32607, twice, 0, values=values)
    other = cube_at(archive, "b", 32608, twice, 300, values=values)
    archive.list(cube, other)
    series = make_reader().point(LON, LAT).series
    own = series.source == series.sources.index(archive.address(cube))
    assert own.sum() == 100


def test_pairs_without_dates_are_told_apart_by_their_mid_date(archive, make_reader):
    lost = ("acquisition_date_img1", "acquisition_date_img2")
    values = np.ones((2, 100, 30, 40))
    cubes = {
        "both": (lost, lost),
        "first": (lost, ()),
        "second": ((), lost),
    }
    for name, (one, other) in cubes.items():
        first = cube_at(archive, f"{name}-a", 32607, range(100), 0, values=values, without=one)
        second = cube_at(
            archive, f"{name}-b", 32608, range(50, 150), 300, values=values, without=other
        )
        archive.list(first, second)
        assert len(make_reader().point(LON, LAT).series) == 150, name


def test_news_hold_no_pair_twice(archive, make_reader, monkeypatch):
    monkeypatch.setattr(official, "BETWEEN_NEWS", 0.0)
    values = np.ones((2, 100, 30, 40))
    first = cube_at(archive, "a", 32607, range(100), 0, values=values)
    second = cube_at(archive, "b", 32608, range(50, 150), 300, values=values)
    archive.list(first, second)

    def late(path, _asked):
        if "/acquisition_date" in path or "/v_error/" in path:
            time.sleep(0.5)  # all else has come: that they are the same pairs, mid-dates tell

    archive.rules.append(late)
    told = []
    answer = make_reader().point(LON, LAT, news=lambda each: told.append(each.series))

    counts = [len(series) for series in told] + [len(answer.series)]
    assert counts == sorted(counts)
    assert counts[-1] == 150
    assert any(0 < len(series) < 150 for series in told)
    for series in told:
        assert len(set(series.mid_date.tolist())) == len(series)
