"""Point series and typical speed against xarray reading the same cube."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio
import xarray as xr
from pyproj import Transformer

from itslive_qgis.errors import ItsliveError
from itslive_qgis.science.cube_series import point_series
from itslive_qgis.science.describe import describe_cube, describe_folder
from itslive_qgis.science.typical import layer_weights, typical_speed


@pytest.fixture
def data(cube):
    with xr.open_dataset(cube["output"], decode_timedelta=False) as dataset:
        yield dataset


def test_a_series_is_the_pixel_that_xarray_selects(cube, data, its_live):
    point = its_live.truth.FAST_POINT
    x, y = Transformer.from_crs(4326, cube["crs"], always_xy=True).transform(*point)
    nearest = data.sel(x=x, y=y, method="nearest").dropna("mid_date", subset=["vx"])

    (series,) = point_series(cube["output"], [point], "EPSG:4326")["series"]

    assert series["inside"]
    assert series["v"] == nearest.v.values.tolist()
    assert series["vx"] == nearest.vx.values.tolist()
    assert series["granule_id"] == nearest.granule.values.tolist()
    assert data.granule.values[series["layer"]].tolist() == series["granule_id"]
    assert series["separation_days"] == pytest.approx(nearest.date_dt.values)
    plain = [text.partition("+")[0] for text in series["mid_date"]]
    told = np.array(plain, "datetime64[us]")
    assert np.abs(told - nearest.mid_date.values).max() <= np.timedelta64(1, "us")
    offset = np.hypot(float(nearest.x) - x, float(nearest.y) - y)
    assert series["distance_m"] == pytest.approx(offset)
    assert (series["lon"], series["lat"]) == pytest.approx(point)


def test_points_come_back_in_order_and_in_any_projection(cube, its_live):
    truth = its_live.truth
    lonlat = [truth.ROCK_POINT, truth.FAST_POINT]
    to_other = Transformer.from_crs(4326, 3413, always_xy=True)
    other = [to_other.transform(*point) for point in lonlat]

    a = point_series(cube["output"], lonlat, "EPSG:4326")["series"]
    b = point_series(cube["output"], other, "EPSG:3413")["series"]

    assert [one["v"] for one in a] == [one["v"] for one in b]
    assert max(a[0]["v"]) <= 1
    assert min(a[1]["v"]) > 3000


def test_a_point_outside_has_no_values(cube):
    (series,) = point_series(cube["output"], [(0, 0)], "EPSG:4326")["series"]

    assert (series["inside"], series["v"], series["distance_m"]) == (False, [], None)


def test_a_point_on_the_outermost_edges(cube):
    west, south, east, north = describe_cube(cube["output"])["extent"]
    corners = [(west, north), (east - 1, south + 1), (east + 1, north), (west, south - 1)]

    series = point_series(cube["output"], corners, cube["crs"])["series"]

    assert [one["inside"] for one in series] == [True, True, False, False]


def test_an_unknown_projection_is_named(cube):
    with pytest.raises(ItsliveError, match="EPSG:0 is not known"):
        point_series(cube["output"], [(0, 0)], "EPSG:0")


def test_typical_speed_is_the_speed_of_the_mean_velocity(cube, data, tmp_path):
    report = typical_speed(cube["output"], str(tmp_path / "typical.tif"))

    components = []
    for name in ("vx", "vy"):
        weights = 1 / data[f"{name}_error"] ** 2
        components.append(data[name].weighted(weights.fillna(0)).mean("mid_date"))
    expected = np.hypot(*components)
    with rasterio.open(report["output"]) as raster:
        band = raster.read(1, masked=True)
        assert raster.crs.to_epsg() == int(cube["crs"][5:])
        assert (raster.nodata, raster.units) == (-32767, ("meter/year",))
    np.testing.assert_array_equal(band.mask, np.isnan(expected))
    np.testing.assert_allclose(band.compressed(), expected.values[~band.mask], rtol=1e-6)


def test_a_layer_without_error_weighs_as_the_median():
    weights = layer_weights(np.array([1.0, 2.0, 4.0, np.nan, 0.0]))

    assert weights.tolist() == [1, 1 / 4, 1 / 16, 1 / 4, 1 / 4]


def test_a_cube_is_described(cube, data):
    description = describe_cube(cube["output"])

    assert (description["nx"], description["ny"]) == (cube["nx"], cube["ny"])
    assert len(description["layers"]) == cube["layers"]
    assert description["layers"][2]["granule_id"] == str(data.granule.values[2])
    speeds = data.v.values[data.v.values > 20]
    assert description["v_max_typical"] == pytest.approx(np.percentile(speeds, 98), rel=0.2)


def test_a_folder_is_described(its_live, tmp_path):
    description = describe_folder(str(its_live.root))

    assert sum(description["by_epsg"].values()) == len(its_live.granules)
    assert description["bytes"] == sum(path.stat().st_size for path in its_live.granules)
    with pytest.raises(ItsliveError, match="no granules"):
        describe_folder(str(tmp_path))


def test_a_granule_is_no_cube(its_live):
    with pytest.raises(ItsliveError, match="not a cube of this plugin"):
        describe_cube(str(its_live.granules[0]))
