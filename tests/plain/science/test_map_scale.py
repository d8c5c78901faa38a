"""The local scale of projections, and cubes that hold metres of the map and of the ground."""

from __future__ import annotations

import netCDF4
import numpy as np
import pytest
import rasterio
import xarray as xr
from pyproj import Geod, Proj, Transformer

from itslive_qgis.science.cube import build_cube
from itslive_qgis.science.cube_series import point_series
from itslive_qgis.science.describe import describe_cube
from itslive_qgis.science.grid import Grid
from itslive_qgis.science.map_scale import map_scale, scale_at
from itslive_qgis.science.typical import typical_speed
from tests.archive import truth
from tests.archive.pairs import Granule


@pytest.mark.parametrize(
    ("crs", "lon", "lat", "scale"),
    [
        ("EPSG:3413", -45.0, 58, 1.0495),
        ("EPSG:3413", -45.0, 70, 1.0),
        ("EPSG:3413", -45.0, 78, 0.981),
        ("EPSG:3031", 20.0, -63, 1.029),
        ("EPSG:3031", 20.0, -75, 0.990),
        ("EPSG:32607", -141.0, 60.0, 0.9996),
    ],
)
def test_the_scale_is_that_of_the_literature(crs, lon, lat, scale):
    x, y = Transformer.from_crs(4326, crs, always_xy=True).transform(lon, lat)
    assert scale_at(crs, np.array(x), np.array(y)) == pytest.approx(scale, abs=6e-4)


@pytest.mark.parametrize(
    ("epsg", "lon", "lat"), [(3413, -136.5, 58.0), (3031, -100.6, -75.0), (32608, -138.0, 59.0)]
)
@pytest.mark.parametrize(("nx", "ny"), [(901, 640), (1, 1), (2, 65)])
def test_the_scale_of_a_grid_is_that_of_geodesics(epsg, lon, lat, nx, ny):
    x, y = Transformer.from_crs(4326, epsg, always_xy=True).transform(lon, lat)
    grid = Grid(f"EPSG:{epsg}", x, y, 120.0, 120.0, nx, ny)
    to_globe = Transformer.from_crs(epsg, 4326, always_xy=True)

    scale = map_scale(grid)

    assert scale.shape == (ny, nx)
    rng = np.random.default_rng(4)
    for row, column in zip(rng.integers(0, ny, 50), rng.integers(0, nx, 50)):
        east, north = grid.x[column], grid.y[row]
        ends = [to_globe.transform(east + side, north) for side in (-50, 50)]
        ground = Geod(ellps="WGS84").inv(*ends[0], *ends[1])[2]
        assert scale[row, column] == pytest.approx(100 / ground, abs=3e-6)


@pytest.fixture(scope="module")
def mixed(whole_its_live, tmp_path_factory) -> str:
    """A cube in EPSG:3413 at 58 N of granules of versions 0, 1 and 2."""
    paths = {path.stem: str(path) for path in whole_its_live.granules}
    chosen = [
        paths[granule.granule_id]
        for granule in whole_its_live.catalogue
        if granule.site == "panhandle" and "lost-fast-ice" not in granule.special
    ]
    ring = [list(place) for place in truth.site("panhandle").outline]
    area = {"type": "Polygon", "coordinates": [ring]}
    output = str(tmp_path_factory.mktemp("mixed") / "cube.nc")
    return build_cube(output, inputs=chosen, area=area, crs="EPSG:3413")["output"]


def test_a_series_of_both_kinds_has_no_step(mixed, whole_its_live):
    lon, lat = truth.site("panhandle").fast_point

    (series,) = point_series(mixed, [(lon, lat)], "EPSG:4326")["series"]

    assert {*series["ground_metres"]} == {True, False}
    assert series["metres"] == "map"
    assert series["map_scale"] == pytest.approx(1.0495, abs=1e-3)
    granules: dict[str, Granule] = {g.granule_id: g for g in whole_its_live.catalogue}
    for index, name in enumerate(series["granule_id"]):
        granule = granules[name]
        x, y = truth.to_map(3413, lon, lat)
        # the pixel's own speed differs from that at the point by its place in the flow
        expected = np.hypot(*truth.components(3413, x, y, *granule.dates))
        assert series["v"][index] == pytest.approx(float(expected), rel=0.012)


def test_the_typical_speed_is_of_one_kind(mixed, tmp_path):
    lon, lat = truth.site("panhandle").fast_point
    factor = Proj("EPSG:3413").get_factors(lon, lat).meridional_scale
    x, y = (float(value) for value in truth.to_map(3413, lon, lat))

    found = typical_speed(mixed, str(tmp_path / "t.tif"))

    assert found["metres"] == describe_cube(mixed)["metres"] == "map"
    with rasterio.open(tmp_path / "t.tif") as raster:
        assert raster.tags()["metres"] == "map"
        speed = next(raster.sample([(x, y)]))[0]
    with xr.open_dataset(mixed, decode_timedelta=False) as data:
        at = data.sel(x=x, y=y, method="nearest")
        to_map = np.where(at.map_scale_corrected == 1, factor, 1.0)
        means = [
            float(
                (at[name] * to_map)
                .weighted(1 / (at[f"{name}_error"] * to_map) ** 2)
                .mean("mid_date")
            )
            for name in ("vx", "vy")
        ]
    assert speed == pytest.approx(np.hypot(*means), rel=1e-4)


def test_a_cube_of_old_granules_alone_stays_on_the_ground(whole_its_live, tmp_path):
    old = [path for path in whole_its_live.granules if "G0240" in path.name]
    lon, lat = truth.site("panhandle").fast_point
    ring = [list(place) for place in truth.site("panhandle").outline]
    area = {"type": "Polygon", "coordinates": [ring]}
    chosen = [str(path) for path in old]
    cube = build_cube(str(tmp_path / "c.nc"), inputs=chosen, area=area, crs="EPSG:3413")

    (series,) = point_series(cube["output"], [(lon, lat)], "EPSG:4326")["series"]

    assert series["metres"] == "ground"
    with netCDF4.Dataset(cube["output"]) as data:
        column = int(np.abs(data["x"][:] - truth.to_map(3413, lon, lat)[0]).argmin())
        row = int(np.abs(data["y"][:] - truth.to_map(3413, lon, lat)[1]).argmin())
        stored = data["v"][:, row, column]
    assert series["v"] == [int(value) for value in stored.compressed()]
    assert typical_speed(cube["output"], str(tmp_path / "t.tif"))["metres"] == "ground"
