"""Which pixels stand for a point, against xarray, numpy and PROJ."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import xarray as xr

from itslive_qgis.errors import ItsliveError
from itslive_qgis.series import official
from itslive_qgis.series.pixels import BILINEAR, MEAN, Sampling

from .checks import assert_pixel
from .stores import PIXEL, Cube

PLACES = {
    "Greenland": (3413, (-200_007.5, -2_199_992.5)),
    "Antarctica": (3031, (-1_600_007.5, -300_007.5 + 15)),
    "Alaska": (32607, (499_992.5, 6_599_992.5)),
    "Patagonia": (32718, (599_992.5, 4_599_992.5)),
    "New Zealand": (32759, (399_992.5, 5_199_992.5)),
}


def scale(cube: Cube, x: float, y: float) -> float:
    """Metres of the map for one on the ground: by the area of a geodesic square around a place."""
    xs, ys = x + 60 * np.array([-1, 1, 1, -1]), y + 60 * np.array([-1, -1, 1, 1])
    area, _ = pyproj.Geod(ellps="WGS84").polygon_area_perimeter(*cube.lonlat(xs, ys))
    return float(np.sqrt(120 * 120 / abs(area)))


@pytest.mark.parametrize("where", PLACES)
def test_the_nearest_pixel_of_every_projection(archive, make_reader, where):
    epsg, corner = PLACES[where]
    cube = archive.cube(epsg=epsg, corner=corner)
    archive.list(cube)
    reader = make_reader()
    rng = np.random.default_rng(4)
    for column, row in ((0, 0), (31, 27), (39, 29)):
        x, y = cube.x[column], cube.y[row]
        dx, dy = rng.uniform(-0.49, 0.49, 2) * PIXEL
        lon, lat = cube.lonlat(x + dx, y + dy)
        series = reader.point(lon, lat).series

        assert_pixel(series, cube, column, row)
        place = series.place
        assert place.crs == f"EPSG:{epsg}"
        assert (place.lon, place.lat) == (lon, lat)
        assert (place.x, place.y) == pytest.approx((x + dx, y + dy), abs=1e-3)
        assert (place.pixel_x, place.pixel_y) == (x, y)
        assert place.distance == pytest.approx(np.hypot(dx, dy), abs=1e-3)
        assert place.map_scale == pytest.approx(scale(cube, x, y), rel=1e-5)
        assert (place.pixels, place.metres) == (1, "map")


@pytest.mark.parametrize("number", range(4))
def test_edges_and_corners_of_the_cube(archive, make_reader, number):
    """A centimetre inside there is a record, a centimetre outside none."""
    cube = archive.cube()
    archive.list(cube)
    reader = make_reader()
    west, south, east, north = cube.bounds
    x, y = [(west, north), (east, north), (east, south), (west, south)][number]
    to_middle = np.sign((west + east) / 2 - x), np.sign((north + south) / 2 - y)
    column, row = (0 if x == west else 39), (0 if y == north else 29)

    inside = reader.point(*cube.lonlat(x + 0.01 * to_middle[0], y + 0.01 * to_middle[1]))
    assert_pixel(inside.series, cube, column, row)
    assert inside.series.place.distance == pytest.approx(60 * np.sqrt(2), abs=0.02)
    outside = reader.point(*cube.lonlat(x - 0.01 * to_middle[0], y + 0.01 * to_middle[1]))
    assert (outside.series, outside.cubes, outside.layers) == (None, (), 0)
    assert (outside.whole, outside.problem) == (True, None)


def test_between_pixels_one_of_the_nearest_is_taken(archive, make_reader):
    cube = archive.cube()
    archive.list(cube)
    reader = make_reader()
    for dx, dy in ((60, 0), (0, 60), (60, 60), (-60, 60), (59.99, 0), (-59.99, 59.99)):
        x, y = cube.x[10] + dx, cube.y[10] + dy
        place = reader.point(*cube.lonlat(x, y)).series.place
        nearest = np.hypot(cube.x[:, None] - x, cube.y - y).min()
        assert place.distance == pytest.approx(nearest, abs=2e-3)
        assert place.distance == pytest.approx(
            np.hypot(place.pixel_x - x, place.pixel_y - y), abs=2e-3
        )


def test_a_grid_that_is_smaller_than_the_catalogue_says(archive, make_reader):
    """The catalogue's outline holds the point, the cube's axes do not."""
    cube = archive.cube()
    archive.list(cube)
    small = archive.cube(size=(20, 30))
    for transform in (True, False):
        answer = make_reader().point(*cube.lonlat(cube.x[35], cube.y[3]))
        assert answer.series is None, transform
        assert answer.cubes == (archive.address(small),)
        assert answer.whole


@pytest.mark.parametrize("south_first", [False, True])
def test_bilinear_is_what_xarray_interpolates(archive, make_reader, south_first):
    rng = np.random.default_rng(6)
    values = rng.normal(100, 30, (2, 60, 30, 40))
    cube = archive.cube(layers=60, dtype="<f4", values=values, south_first=south_first)
    archive.list(cube)
    reader = make_reader()
    data = cube.opened()
    for x, y in rng.uniform(0, 1, (6, 2)):
        place = cube.x[0] + x * 39 * PIXEL, cube.y.min() + y * 29 * PIXEL
        series = reader.point(*cube.lonlat(*place), sampling=Sampling(BILINEAR)).series

        wanted = data.interp(x=series.place.x, y=series.place.y, method="linear")
        assert (series.place.x, series.place.y) == pytest.approx(place, abs=1e-3)
        assert len(series) == 60
        assert (series.place.pixels, series.derived) == (4, True)
        for name in ("vx", "vy"):
            np.testing.assert_allclose(
                getattr(series, name), wanted[name].values[series.layer], rtol=1e-5, atol=1e-3
            )
        speed = np.hypot(wanted["vx"].values, wanted["vy"].values)[series.layer]
        np.testing.assert_allclose(series.v, speed, atol=0.501, rtol=0)


def test_bilinear_where_pixels_are_missing(archive, make_reader):
    """Half of the weight must be there; a vector counts where both components are."""
    cube = archive.cube(layers=400, chunks=(400, 10, 10))
    archive.list(cube)
    x, y = cube.x[9] + 30, cube.y[9] - 42  # between four chunks
    series = make_reader().point(*cube.lonlat(x, y), sampling=Sampling(BILINEAR)).series

    wanted = _mean(cube.opened(), [9, 10, 9, 10], [9, 9, 10, 10], _shares(0.25, 0.35))
    _assert_mean(series, cube.opened(), wanted)


def _shares(along: float, down: float) -> np.ndarray:
    return np.outer([1 - down, down], [1 - along, along]).ravel()


def _mean(data: xr.Dataset, columns, rows, weights) -> np.ndarray:
    """Of both components, (2, layers): loops over layers and pixels, no more."""
    both = [data[name].values for name in ("vx", "vy")]
    found = np.full((2, data.sizes["mid_date"]), np.nan)
    for layer in range(found.shape[1]):
        total, sums = 0.0, np.zeros(2)
        for column, row, weight in zip(columns, rows, weights):
            vector = np.array([each[layer, row, column] for each in both], float)
            if np.isfinite(vector).all():
                total += weight
                sums += weight * vector
        if total > 0.5 - 1e-9:
            found[:, layer] = sums / total
    return found


def _assert_mean(series, data: xr.Dataset, wanted: np.ndarray) -> None:
    dates = data["mid_date"].values
    rows = np.flatnonzero(np.isfinite(wanted[0]))
    rows = rows[np.argsort(dates[rows], kind="stable")]
    assert rows.size > 20
    np.testing.assert_array_equal(series.layer, rows)
    np.testing.assert_allclose(series.vx, wanted[0][rows], rtol=1e-5)
    np.testing.assert_allclose(series.vy, wanted[1][rows], rtol=1e-5)
    np.testing.assert_allclose(series.v, np.hypot(*wanted[:, rows]), atol=0.501, rtol=0)
    assert series.derived


@pytest.mark.parametrize("radius", [0.0, 50.0, 121.0, 400.0, 1000.0])
def test_the_mean_of_a_radius(archive, make_reader, radius):
    cube = archive.cube(layers=120)
    archive.list(cube)
    x, y = cube.x[19] + 11, cube.y[9] - 23
    series = make_reader().point(*cube.lonlat(x, y), sampling=Sampling(MEAN, radius)).series

    near = [
        (column, row)
        for column in range(40)
        for row in range(30)
        if np.hypot(cube.x[column] - x, cube.y[row] - y) <= radius or (column, row) == (19, 9)
    ]
    columns, rows = zip(*near)
    wanted = _mean(cube.opened(), columns, rows, np.full(len(near), 1 / len(near)))
    _assert_mean(series, cube.opened(), wanted)
    assert series.place.pixels == len(near)
    assert series.place.distance == pytest.approx(np.hypot(11, 23), abs=1e-3)


def test_of_a_mean_no_speeds_are_fetched(archive, make_reader):
    cube = archive.cube()
    archive.list(cube)
    make_reader().point(*cube.of_pixel(9, 9), sampling=Sampling(MEAN, 300.0))
    assert {path.split("/")[-2] for path in archive.chunks()} == {"vx", "vy"}


def test_a_mean_of_too_many_pixels_is_refused(archive, make_reader, monkeypatch):
    cube = archive.cube()
    archive.list(cube)
    monkeypatch.setattr(official, "MOST_VALUES", 300 * 50)
    reader = make_reader()
    with pytest.raises(ItsliveError) as caught:
        reader.point(*cube.of_pixel(20, 15), sampling=Sampling(MEAN, 1000.0))
    assert caught.value.code == "too_many_pixels"
    assert "300" in str(caught.value)
    assert_pixel(reader.point(*cube.of_pixel(20, 15)).series, cube, 20, 15)


@pytest.mark.parametrize("epsg", [3413, 3031])
def test_at_the_pole(archive, make_reader, epsg):
    """The pole lies between four pixels; every longitude names it."""
    cube = archive.cube(epsg=epsg, corner=(-1200.0, 1200.0), transform="none")
    archive.list(cube)
    reader = make_reader()
    lat = 90 if epsg == 3413 else -90
    for lon in (0, 45, -180, 180, 359.5):
        place = reader.point(lon, lat).series.place
        assert place.distance == pytest.approx(60 * np.sqrt(2), abs=1e-3)
        assert place.map_scale == pytest.approx(scale(cube, 0, 0), rel=1e-5)


@pytest.mark.parametrize("corner", [(-1260.0, 1140.0), (-1207.5, 1192.5), (-1240.0, 1160.0)])
def test_the_scale_of_pixels_around_the_pole(archive, make_reader, corner):
    """One pixel has its centre at the pole itself, or nearly."""
    cube = archive.cube(epsg=3413, corner=corner, transform="none")
    archive.list(cube)
    place = make_reader().point(0, 90).series.place
    assert place.map_scale == pytest.approx(scale(cube, 0, 0), rel=1e-5)


@pytest.mark.parametrize("lon", [180.0, -180.0, 179.99999999, -179.99999999, 540.0])
def test_where_the_day_changes(archive, make_reader, lon):
    x, y = pyproj.Transformer.from_crs(4326, 32601, always_xy=True).transform(180.0, 66.0)
    cube = archive.cube(epsg=32601, corner=(x - 1200, y + 1200))
    archive.list(cube)
    series = make_reader().point(lon, 66.0).series
    assert (series.place.x, series.place.y) == pytest.approx((x, y), abs=0.01)


def test_longitudes_to_360(archive, make_reader):
    cube = archive.cube()
    archive.list(cube)
    lon, lat = cube.of_pixel(31, 27)
    assert_pixel(make_reader().point(lon + 360, lat).series, cube, 31, 27)


@pytest.mark.parametrize(
    ("lon", "lat"),
    [(0, 0), (100, -45), (np.nan, 70), (0, np.nan), (np.inf, 0), (0, 95), (0, -91), (1e30, 70)],
)
def test_places_that_no_cube_holds(archive, make_reader, lon, lat):
    cube = archive.cube()
    utm = archive.cube("b", epsg=32607, corner=(499_992.5, 6_599_992.5))
    archive.list(cube, utm)
    answer = make_reader().point(lon, lat)
    assert (answer.series, answer.cubes, answer.whole, answer.problem) == (None, (), True, None)


def test_land_is_an_empty_record(archive, make_reader):
    nothing = np.full((300, 30, 40), np.nan)
    cube = archive.cube(values=(nothing, nothing))
    archive.list(cube)
    for sampling in (Sampling(), Sampling(BILINEAR), Sampling(MEAN, 500)):
        answer = make_reader().point(*cube.of_pixel(31, 27), sampling=sampling)
        assert (len(answer.series), answer.whole, answer.layers) == (0, True, 300)
        assert answer.series.place.pixel_x == cube.x[31]
