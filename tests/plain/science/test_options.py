"""What can be chosen about a cube does what it says."""

from __future__ import annotations

import netCDF4
import numpy as np
import pyproj
import pytest

from itslive_qgis.errors import ItsliveError
from itslive_qgis.science.cube import build_cube
from itslive_qgis.science.cubefile import cube_grid
from itslive_qgis.science.granule import FILL

DAY = 86_400


def read(report: dict, *names: str) -> list[np.ndarray]:
    with netCDF4.Dataset(report["output"]) as data:
        data.set_auto_maskandscale(False)
        return [np.asarray(data[name][:]) for name in names]


@pytest.fixture
def build(its_live, outline, tmp_path):
    def building(name: str = "cube.nc", **chosen) -> dict:
        chosen.setdefault("area", outline)
        return build_cube(str(tmp_path / name), folder=str(its_live.root), **chosen)

    return building


@pytest.mark.parametrize("crs", ["EPSG:32608", "EPSG:3413", "EPSG:6931"])
def test_true_north_is_where_a_geodesic_leads(crs, build):
    """Step along each vector on the map for a year: the geodesic between is what it says."""
    report = build(crs=crs, variables=["v_east", "v_north"])
    vx, vy, east, north = read(report, "vx", "vy", "v_east", "v_north")
    with netCDF4.Dataset(report["output"]) as data:
        grid = cube_grid(data)
        ground = np.asarray(data["map_scale_corrected"][:], bool)
    assert not ground.any()
    layer, row, column = (each[::501] for each in np.nonzero(vx != FILL))
    x, y = grid.x[column], grid.y[row]
    to_globe = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    lon, lat = to_globe.transform(x, y)
    # half a year back and half a year on, so that the direction is that of the middle
    half = 0.5 * vx[layer, row, column], 0.5 * vy[layer, row, column]
    lon_1, lat_1 = to_globe.transform(x - half[0], y - half[1])
    lon_2, lat_2 = to_globe.transform(x + half[0], y + half[1])
    geod = pyproj.Geod(ellps="WGS84")
    to_start, _, back = geod.inv(lon, lat, lon_1, lat_1)
    to_end, _, on = geod.inv(lon, lat, lon_2, lat_2)
    to_start, to_end = np.radians(to_start), np.radians(to_end)
    truth_east = on * np.sin(to_end) - back * np.sin(to_start)
    truth_north = on * np.cos(to_end) - back * np.cos(to_start)

    assert np.abs(truth_east).max() > 300
    assert np.abs(east[layer, row, column] - truth_east).max() < 1
    assert np.abs(north[layer, row, column] - truth_north).max() < 1
    assert ((east == FILL) == (vx == FILL)).all()


def test_true_north_of_metres_on_the_ground_has_their_length(whole_its_live, tmp_path):
    here = {each.granule_id for each in whole_its_live.catalogue if each.site == "pine_island"}
    paths = [str(path) for path in whole_its_live.granules if path.stem in here]
    report = build_cube(
        str(tmp_path / "cube.nc"), inputs=paths, crs="EPSG:3031", variables=["v_east", "v_north"]
    )
    v, east, north, ground = read(report, "v", "v_east", "v_north", "map_scale_corrected")
    held = (v != FILL) & (ground == 1)[:, None, None]

    assert held.sum() > 1000
    assert np.abs(np.hypot(east[held], north[held]) - v[held]).max() < 2


def test_coarse_pixels_are_means_of_components(build):
    fine = build("fine.nc", area=None)
    coarse = build("coarse.nc", area=None, resolution=360)
    with netCDF4.Dataset(fine["output"]) as one, netCDF4.Dataset(coarse["output"]) as other:
        fine_grid, grid = cube_grid(one), cube_grid(other)
    assert (grid.dx, grid.dy) == (360, 360)
    names = read(fine, "granule")[0].tolist()
    numbers = [names.index(name) for name in read(coarse, "granule")[0]]
    vx, vy, v_error = (each[numbers] for each in read(fine, "vx", "vy", "v_error"))
    left = round((grid.bounds[0] - fine_grid.bounds[0]) / 120)
    top = round((fine_grid.bounds[3] - grid.bounds[3]) / 120)
    checked = 0
    for row in range(3, grid.ny - 3, 5):
        for column in range(3, grid.nx - 3, 5):
            rows = slice(top + 3 * row, top + 3 * row + 3)
            columns = slice(left + 3 * column, left + 3 * column + 3)
            for layer, results in enumerate(zip(*read_at(coarse, row, column))):
                cells = vx[layer, rows, columns].ravel()
                held = cells != FILL
                if held.sum() < 5:
                    assert results == (FILL,) * 4
                    continue
                mean_x = cells[held].astype(float).mean()
                mean_y = vy[layer, rows, columns].ravel()[held].astype(float).mean()
                error = v_error[layer, rows, columns].ravel()[held].astype(float).mean()
                truth = mean_x, mean_y, np.hypot(mean_x, mean_y), error
                np.testing.assert_allclose(results, truth, atol=0.501)
                checked += 1
    assert checked > 200


def read_at(report: dict, row: int, column: int) -> list[np.ndarray]:
    with netCDF4.Dataset(report["output"]) as data:
        data.set_auto_maskandscale(False)
        return [np.asarray(data[name][:, row, column]) for name in ("vx", "vy", "v", "v_error")]


def test_fine_pixels_repeat_the_granules(build):
    fine, own = build("fine.nc", resolution=60), build("own.nc")
    (vx,), (twice,) = read(own, "vx"), read(fine, "vx")
    with netCDF4.Dataset(own["output"]) as one, netCDF4.Dataset(fine["output"]) as other:
        column = round((cube_grid(other).bounds[0] - cube_grid(one).bounds[0]) / 60)
        row = round((cube_grid(one).bounds[3] - cube_grid(other).bounds[3]) / 60)
        copied = np.flatnonzero(np.asarray(one["reprojected"][:]) == 0)
    repeated = vx.repeat(2, axis=1).repeat(2, axis=2)[:, row:, column:]
    shape = np.minimum(repeated.shape, twice.shape)[1:]
    first, second = (each[copied, : shape[0], : shape[1]] for each in (repeated, twice))
    both = (first != FILL) & (second != FILL)

    assert both.sum() > 10_000
    np.testing.assert_array_equal(first[both], second[both])


def test_240_m_pixels_lie_on_the_archives_own_lattice(build):
    with netCDF4.Dataset(build(resolution=240)["output"]) as data:
        grid = cube_grid(data)
    assert grid.x0 % 240 == 112.5
    assert grid.y0 % 240 == 127.5


def test_the_nearest_pixel_is_taken_and_turned(build, its_live):
    report = build(crs="EPSG:32608", resampling="nearest")
    names, reprojected, v, vx = read(report, "granule", "reprojected", "v", "vx")
    files = {path.stem: path for path in its_live.granules}
    with netCDF4.Dataset(report["output"]) as data:
        grid = cube_grid(data)
    checked = 0
    for index in np.flatnonzero(reprojected)[:3]:
        with netCDF4.Dataset(files[names[index]]) as granule:
            granule.set_auto_maskandscale(False)
            epsg = int(granule["mapping"].spatial_epsg)
            x, y, speed, east = (np.asarray(granule[name][:]) for name in ("x", "y", "v", "vx"))
        to_granule = pyproj.Transformer.from_crs("EPSG:32608", epsg, always_xy=True)
        rows, columns = np.nonzero(v[index] != FILL)
        there = to_granule.transform(grid.x[columns], grid.y[rows])
        column = np.rint((there[0] - x[0]) / 120).astype(int)
        row = np.rint((y[0] - there[1]) / 120).astype(int)
        # turned by 5 degrees, but as long as before within the zones' 0.1 % of scale and rounding
        apart = np.abs(speed[row, column] - v[index, rows, columns].astype(float))
        assert apart.max() <= 1 + 0.002 * speed[row, column].max()
        assert np.abs(east[row, column] - vx[index, rows, columns].astype(float)).max() > 20
        checked += rows.size
    assert checked > 1000


def test_dates_and_separations_are_chosen(build):
    everything = build("all.nc")
    (mid, date_1, date_2) = read(everything, "mid_date", "date_1", "date_2")
    chosen = build("some.nc", start="2019-01-01", end="2020-12-31", max_separation=40)
    first, last = (np.datetime64(day).astype(int) for day in ("2019-01-01", "2021-01-01"))
    expected = (mid >= first) & (mid < last) & (date_2 - date_1 <= 40)

    assert 0 < expected.sum() < everything["layers"]
    (kept,) = read(chosen, "mid_date")
    np.testing.assert_allclose(kept, mid[expected], atol=1e-9)
    reasons = [item["reason"]["what"] for item in chosen["skipped"]]
    assert any("not among the chosen dates" in reason for reason in reasons)
    assert any("days between its images" in reason for reason in reasons)
    with netCDF4.Dataset(chosen["output"]) as data:
        assert '"max_separation": 40' in data.options


@pytest.mark.parametrize("crs", ["EPSG:32608", "EPSG:3413"])
def test_interpolated_values_can_be_left_out(crs, build):
    everything = build("all.nc", crs=crs, variables=["interp_mask"], merge_zones=False)
    measured = build("some.nc", crs=crs, measured_only=True, merge_zones=False)
    v, mask = read(everything, "v", "interp_mask")
    (kept,) = read(measured, "v")
    with netCDF4.Dataset(measured["output"]) as data:
        assert "interp_mask" not in data.variables

    assert (mask == 1).sum() > 100
    if crs == "EPSG:3413":  # all are resampled: one interpolated neighbour of four is enough
        assert (kept[mask == 1] == FILL).mean() > 0.99
        assert set(v[kept != FILL] == kept[kept != FILL]) == {True}
        assert (kept[mask == 0] != FILL).mean() > 0.7
        return
    copied = read(everything, "reprojected")[0] == 0
    expected = np.where(mask == 1, FILL, v)
    np.testing.assert_array_equal(kept[copied], expected[copied])


def test_a_pair_in_two_projections_is_one_layer_or_two(build):
    merged, apart = build("one.nc"), build("two.nc", merge_zones=False)
    names = read(apart, "granule")[0]
    # what a scene's name says beside its processing: Landsat's path, row and day, Sentinel-2's time
    scenes = [[scene.split("_") for scene in name.split("_X_")] for name in names]
    pairs = {
        tuple((each[0], each[2], "" if each[0].startswith("S2") else each[3]) for each in both)
        for both in scenes
    }

    assert apart["completed"] == 0
    assert merged["layers"] == len(pairs) < apart["layers"] == len(set(names))
    epsg = read(apart, "source_epsg")[0]
    assert set(epsg) == {32607, 32608}


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({"variables": ["vz"]}, "vz"),
        ({"colour": "red"}, "colour red"),
        ({"resolution": -1}, "resolution -1"),
        ({"resolution": float("nan")}, "resolution nan"),
        ({"resolution": 200}, "200 m pixels cannot be made of pixels of 120 m"),
        ({"start": "31.12.2015"}, "start 31.12.2015"),
        ({"max_separation": 0}, "max_separation 0"),
        ({"resampling": "cubic"}, "cubic"),
        ({"start": "2060-01-01"}, "None of the 60 granules is of the chosen dates"),
        ({"max_separation": 0.5}, "the shortest separation"),
    ],
)
def test_what_cannot_be_chosen_is_told(chosen, words, build, tmp_path):
    with pytest.raises(ItsliveError, match=words) as caught:
        build(**chosen)
    assert caught.value.advice
    assert not list(tmp_path.iterdir())
