"""Ice masks on the cube's grid against GDAL, PROJ and a point in a polygon; and what they leave."""

from __future__ import annotations

import json
import math
import subprocess
from pathlib import Path

import netCDF4
import numpy as np
import pyproj
import pytest
import rasterio
import xarray as xr
from osgeo import gdal, ogr, osr

from itslive_qgis.errors import ItsliveError
from itslive_qgis.science.cube import build_cube
from itslive_qgis.science.describe import describe_cube
from itslive_qgis.science.summarize import summarize_cube
from tests.plain.science.same_cube import assert_same
from tests.plain.science.test_conventions import complaints
from tests.plain.science.test_extend import earlier, part_of

gdal.UseExceptions()
FILL = -32767


def write_mask(path: Path, epsg: int, bounds, pixel: float, draw, nodata: int | None = None) -> str:
    """A raster of what ``draw(x, y)`` says at each pixel's centre, uint8."""
    west, south, east, north = bounds
    wide, high = math.ceil((east - west) / pixel), math.ceil((north - south) / pixel)
    x = west + pixel * (np.arange(wide) + 0.5)
    y = north - pixel * (np.arange(high) + 0.5)
    values = draw(*np.meshgrid(x, y)).astype(np.uint8)
    profile = {
        "driver": "GTiff", "dtype": "uint8", "count": 1, "width": wide, "height": high,
        "crs": f"EPSG:{epsg}", "nodata": nodata,
        "transform": rasterio.Affine(pixel, 0, west, 0, -pixel, north),
    }  # fmt: skip
    with rasterio.open(path, "w", **profile) as raster:
        raster.write(values, 1)
    return str(path)


def stripes(x, y):
    """Ice in slanting bands, so that a shift by a pixel or a flip is seen."""
    return (np.floor((x + 0.37 * y) / 1500) % 2 == 0) & (np.floor(y / 4000) % 3 != 0)


def around(outline, epsg: int, room: float = 3000) -> tuple[float, float, float, float]:
    lon, lat = zip(*outline["coordinates"][0])
    x, y = pyproj.Transformer.from_crs(4326, epsg, always_xy=True).transform(lon, lat)
    return min(x) - room, min(y) - room, max(x) + room, max(y) + room


def read(path, *names):
    with netCDF4.Dataset(path) as data:
        data.set_auto_maskandscale(False)
        return [np.asarray(data[name][:]) for name in names]


@pytest.mark.parametrize(
    ("epsg", "pixel"), [(32607, 120), (32608, 240), (3413, 300), (4326, 0.003)]
)
def test_the_raster_is_looked_up_at_each_cells_centre(epsg, pixel, granules, outline, tmp_path):
    """GDAL's own lookup of a place, cell by cell, is the truth; ``gdallocationinfo`` does so."""
    if epsg == 4326:
        bounds, draw = around(outline, epsg, 0.05), lambda x, y: stripes(x * 5e4, y * 1e5)
    else:
        bounds, draw = around(outline, epsg), stripes
    mask = write_mask(tmp_path / "mask.tif", epsg, bounds, pixel, draw)
    report = build_cube(
        str(tmp_path / "cube.nc"), folder=str(granules), area=outline, crs="EPSG:32607",
        ice_mask=mask,
    )  # fmt: skip
    landice, x, y = read(report["output"], "landice", "x", "y")
    rng = np.random.default_rng(4)
    cells = [(rng.integers(y.size), rng.integers(x.size)) for _ in range(400)]
    there = pyproj.Transformer.from_crs(32607, epsg, always_xy=True)
    asked = "\n".join("{!r} {!r}".format(*there.transform(x[c], y[r])) for r, c in cells)
    command = ["gdallocationinfo", "-valonly", "-geoloc", mask]
    told = subprocess.run(command, input=asked, text=True, capture_output=True, check=True).stdout

    assert set(np.unique(landice)) == {0, 1}
    assert [landice[cell] for cell in cells] == [int(line) for line in told.split()]


def test_outlines_hold_the_centres_of_the_ice(granules, outline, tmp_path):
    """With a hole, and a second part; OGR tells of each centre whether it lies in them."""
    ring = np.array(outline["coordinates"][0])
    middle = ring.mean(axis=0)
    inner = (middle + (ring - middle) * 0.3)[::-1]
    half = middle + (ring - middle) * 0.6
    east = ring * 0.05 + middle * 0.95 + [0.18, 0]
    geometry = {
        "type": "MultiPolygon",
        "coordinates": [[half.tolist(), inner.tolist()], [east.tolist()]],
    }
    report = build_cube(
        str(tmp_path / "cube.nc"), folder=str(granules), area=outline, ice_mask=geometry
    )
    landice, x, y = read(report["output"], "landice", "x", "y")
    shape = ogr.CreateGeometryFromJson(json.dumps(geometry))
    lonlat, grid = osr.SpatialReference(), osr.SpatialReference()
    lonlat.ImportFromEPSG(4326)
    lonlat.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    grid.ImportFromEPSG(int(report["crs"][5:]))
    shape.Transform(osr.CoordinateTransformation(lonlat, grid))
    off = []
    for row in range(0, y.size, 3):
        for column in range(0, x.size, 3):
            point = ogr.Geometry(ogr.wkbPoint)
            point.AddPoint_2D(float(x[column]), float(y[row]))
            if shape.Contains(point) != bool(landice[row, column]):
                off.append(shape.Boundary().Distance(point))
    assert (landice == 1).sum() > 500
    assert (landice == 0).sum() > 500
    # Edges are transformed by their vertices alone, here and there: within metres of each other.
    assert max(off, default=0) < 5


@pytest.fixture
def mask(outline, tmp_path) -> str:
    bounds = around(outline, 32608)
    return write_mask(tmp_path / "mask.tif", 32608, bounds, 200, stripes)


def test_what_is_off_the_ice_is_left_out(granules, outline, mask, tmp_path):
    common = {"folder": str(granules), "area": outline, "variables": ["interp_mask", "v_east"]}
    whole = build_cube(str(tmp_path / "whole.nc"), ice_mask=mask, **common)
    report = build_cube(str(tmp_path / "ice.nc"), ice_mask=mask, ice_only=True, **common)
    (landice, all_vx, all_names, all_share), (same, vx, names, share) = (
        read(each["output"], "landice", "vx", "granule", "valid_percent")
        for each in (whole, report)
    )
    np.testing.assert_array_equal(landice, same)
    numbers = [all_names.tolist().index(name) for name in names]
    assert len(numbers) > 10
    np.testing.assert_array_equal(vx, np.where(landice == 1, all_vx[numbers], FILL))
    for name, missing in (("v", FILL), ("v_error", FILL), ("v_east", FILL), ("interp_mask", 255)):
        (values,) = read(report["output"], name)
        assert (values[:, landice != 1] == missing).all()
        assert (values[:, landice == 1] != missing).any()
    # The area is now the ice in it.
    area = build_cube(str(tmp_path / "rest.nc"), folder=str(granules), area=outline)
    (plain,) = read(area["output"], "vx")
    inside = round(float(np.median((plain != FILL).sum(axis=(1, 2)) / all_share)) * 100)
    assert abs(inside - (plain != FILL).any(axis=0).sum()) < 0.2 * inside
    counts = (vx != FILL).sum(axis=(1, 2))
    cells = counts / (share / 100)
    assert np.ptp(cells) < 1e-2 * cells.max()
    assert cells.max() < 0.8 * inside


def test_where_the_raster_does_not_tell_nobody_knows(granules, outline, tmp_path):
    """Beside it, and where it has no data: 255, which readers take as missing."""
    west, south, east, north = around(outline, 32607)
    middle = (west + east) / 2
    mask = write_mask(
        tmp_path / "half.tif", 32607, (west, south, middle, north), 120,
        lambda x, y: np.where(y > (south + north) / 2, 7, stripes(x, y)), nodata=7,
    )  # fmt: skip
    report = build_cube(
        str(tmp_path / "cube.nc"), folder=str(granules), area=outline, crs="EPSG:32607",
        ice_mask=mask, ice_only=True,
    )  # fmt: skip
    landice, x, y, vx = read(report["output"], "landice", "x", "y", "vx")
    known = (x < middle - 120)[None, :] & (y < (south + north) / 2 - 120)[:, None]
    unknown = (x > middle + 120)[None, :] | (y > (south + north) / 2 + 120)[:, None]
    assert set(np.unique(landice[known])) == {0, 1}
    assert set(np.unique(landice[unknown])) == {255}
    assert (vx[:, unknown] == FILL).all()
    with xr.open_dataset(report["output"]) as data:
        assert set(np.unique(data.landice.values[~np.isnan(data.landice.values)])) == {0, 1}


@pytest.mark.parametrize("ending", ["nc", "zarr"])
def test_a_cube_with_a_mask_is_told_of_and_extended(ending, granules, outline, mask, tmp_path):
    common = {"area": outline, "crs": "EPSG:32607", "ice_mask": mask, "ice_only": True}
    whole = build_cube(str(tmp_path / f"whole.{ending}"), folder=str(granules), **common)
    output = str(tmp_path / f"cube.{ending}")
    build_cube(output, folder=str(part_of(granules, earlier)), **common)
    Path(mask).unlink()  # the cube holds it
    assert build_cube(output, folder=str(granules), append=True)["written"]
    if ending == "nc":
        assert_same(output, whole["output"])
        # CF 1.8 knows no unsigned bytes, of which the archive makes its masks (1.9 does).
        told = [line for line in complaints(output).splitlines() if line[:2] == "* "]
        assert told == ["* The variable landice failed because the datatype is uint8"]
    assert describe_cube(output)["landice"]
    with xr.open_dataset(output, engine="zarr" if ending == "zarr" else None) as data:
        assert data.landice.attrs["flag_meanings"] == "non-ice ice"
        assert list(data.landice.attrs["flag_values"]) == [0, 1]
        assert json.loads(data.attrs["options"])["ice_mask"] == "mask.tif"
        assert str(tmp_path) not in json.dumps({k: str(v) for k, v in data.attrs.items()})


def test_another_mask_is_a_difference_the_same_one_is_none(granules, outline, mask, tmp_path):
    output = str(tmp_path / "cube.nc")
    first = part_of(granules, earlier)
    build_cube(output, folder=str(first), area=outline, ice_mask=mask)
    copy = Path(mask).rename(tmp_path / "renamed.tif")
    assert not build_cube(output, folder=str(first), append=True, ice_mask=str(copy))["written"]
    for other in ({"ice_mask": outline}, {"ice_only": True}):
        with pytest.raises(ItsliveError) as caught:
            build_cube(output, folder=str(first), append=True, **other)
        assert caught.value.code == "other_options"


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        ("gone", "The ice mask mask.tif cannot be read."),
        ("text", "The ice mask mask.tif cannot be read."),
        ("depth", "is no ice mask: it holds 3, where 1 is ice"),
        ("no crs", "does not say in which projection it is"),
        ("no ice", "shows no ice in the area"),
        ("elsewhere", "shows no ice in the area"),
        ("none", "nothing says which cells are ice"),
        ("point", "cannot be built with this: ice_mask"),
    ],
)
def test_what_is_no_mask_is_told(spoil, words, granules, outline, tmp_path):
    path = tmp_path / "mask.tif"
    bounds = around(outline, 32607)
    values = {"depth": 3, "no ice": 0}.get(spoil, 1)
    write_mask(path, 32607, bounds, 500, lambda x, y: np.full(x.shape, values))
    mask: object = str(path)
    if spoil == "gone":
        path.unlink()
    elif spoil == "text":
        path.write_text("ice")
    elif spoil == "no crs":
        with rasterio.open(path) as raster:
            numbers = raster.read()
        with rasterio.open(
            path, "w", driver="GTiff", dtype="uint8", count=1,
            width=numbers.shape[2], height=numbers.shape[1],
        ) as raster:  # fmt: skip
            raster.write(numbers)
    elif spoil == "elsewhere":
        mask = {"type": "Polygon", "coordinates": [[[0, 45], [1, 45], [1, 46], [0, 45]]]}
    elif spoil == "none":
        mask = None
    elif spoil == "point":
        mask = {"type": "Point", "coordinates": [0, 45]}
    with pytest.raises(ItsliveError) as caught:
        build_cube(
            str(tmp_path / "cube.nc"), folder=str(granules), area=outline, ice_mask=mask,
            ice_only=True,
        )  # fmt: skip
    assert words in str(caught.value)
    assert "{" not in str(caught.value).replace("{'type'", "")
    assert not (tmp_path / "cube.nc").exists()


def test_a_summary_of_the_ice_alone(granules, outline, mask, tmp_path):
    cube = build_cube(str(tmp_path / "cube.nc"), folder=str(granules), area=outline, ice_mask=mask)[
        "output"
    ]
    reports = [
        summarize_cube(cube, str(tmp_path / name), "whole", ice_only=ice)
        for name, ice in (("all", False), ("ice", True))
    ]
    (landice,) = read(cube, "landice")
    (everything, ice) = (rasterio.open(each["periods"][0]["path"]) for each in reports)
    with everything, ice:
        assert everything.tags()["cells"] == "all"
        assert "landice" in ice.tags()["cells"]
        for band, name in enumerate(ice.descriptions, 1):
            expected = everything.read(band)
            empty = 0 if name in ("count", "valid_fraction") else FILL
            expected[landice != 1] = empty
            np.testing.assert_array_equal(ice.read(band), expected, err_msg=name)
    assert 0 < reports[1]["values"] < reports[0]["values"]
    plain = build_cube(str(tmp_path / "plain.nc"), folder=str(granules), area=outline)["output"]
    with pytest.raises(ItsliveError, match="does not say which cells are ice"):
        summarize_cube(plain, str(tmp_path / "none"), ice_only=True)
    assert not (tmp_path / "none").exists()
