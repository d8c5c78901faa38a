"""Areas over the 180th meridian and around poles clip cubes cell by cell."""

from __future__ import annotations

import json
from pathlib import Path

import netCDF4
import numpy as np
import pyproj
import pytest

from itslive_qgis.archive.area import Area
from itslive_qgis.science.cube import build_cube
from itslive_qgis.science.grid import Grid, archive_lattice
from itslive_qgis.science.outline import project_geometry
from itslive_qgis.science.target import area_mask

from . import small_granules as small

Box = tuple[float, float, float, float]
NEAR = 60.0  # metres from a border: outlines keep within 30 of where they were drawn


def box(west: float, south: float, east: float, north: float) -> list:
    return [[[(west, south), (east, south), (east, north), (west, north)]]]


def grid_over(crs: str, bounds: Box, cells: int = 150) -> Grid:
    size = max(bounds[2] - bounds[0], bounds[3] - bounds[1]) / cells
    return archive_lattice(crs, max(1, round(size / 120)) * 120.0).snapped_to(bounds)


def within(x: np.ndarray, y: np.ndarray, bounds: Box, near: float = NEAR) -> np.ndarray:
    """1 inside of a box, 0 outside, and -1 near its border."""
    west, south, east, north = bounds
    depth = np.minimum.reduce([x - west, east - x, y - south, north - y])
    return np.where(np.abs(depth) <= near, -1, depth > 0)


def centres(grid: Grid, crs: str) -> tuple[np.ndarray, np.ndarray]:
    x, y = np.meshgrid(grid.x, grid.y)
    return pyproj.Transformer.from_crs(grid.crs, crs, always_xy=True).transform(x, y)


@pytest.mark.parametrize(
    ("drawn_in", "bounds"),
    [
        ("EPSG:3031", (-200_000, -900_000, 200_000, -500_000)),
        ("EPSG:3031", (-200_000, -200_000, 300_000, 200_000)),
        ("EPSG:3031", (-200_000, -900_000, 200_000, 0)),
        ("EPSG:3413", (-1_500_000, 1_300_000, -1_200_000, 1_600_000)),
        ("EPSG:3413", (-300_000, -100_000, 200_000, 200_000)),
        ("EPSG:32601", (250_000, 7_900_000, 550_000, 8_200_000)),
        ("EPSG:32660", (450_000, 7_900_000, 750_000, 8_200_000)),
        ("EPSG:32701", (150_000, 1_900_000, 550_000, 2_200_000)),
    ],
)
def test_every_cell_is_told_right_in_the_projection_drawn_in(drawn_in: str, bounds: Box) -> None:
    area = Area.from_rings(box(*bounds), drawn_in).geojson()
    room = 0.6 * (bounds[2] - bounds[0])
    reach = (bounds[0] - room, bounds[1] - room, bounds[2] + room, bounds[3] + room)
    outline = project_geometry(area, drawn_in, reach)
    assert outline is not None
    assert outline.bounds == pytest.approx(bounds, abs=NEAR)
    grid = grid_over(drawn_in, reach)
    truth = within(*centres(grid, drawn_in), bounds)
    mask = area_mask(grid, area)
    assert (mask == truth)[truth >= 0].all()
    assert mask.any()
    assert not mask.all()


@pytest.mark.parametrize(
    ("crs", "bounds"),
    [
        ("EPSG:32601", (250_000, 7_800_000, 550_000, 8_100_000)),
        ("EPSG:32660", (450_000, 7_800_000, 750_000, 8_100_000)),
        ("EPSG:3413", (-1_700_000, 1_400_000, -1_200_000, 1_900_000)),
    ],
)
def test_every_cell_is_told_right_in_another_projection(crs: str, bounds: Box) -> None:
    drawn_in, drawn = "EPSG:3413", (-1_500_000, 1_500_000, -1_350_000, 1_700_000)
    area = Area.from_rings(box(*drawn), drawn_in).geojson()
    grid = grid_over(crs, bounds)
    truth = within(*centres(grid, drawn_in), drawn)
    mask = area_mask(grid, area)
    assert (mask == truth)[truth >= 0].all()
    assert mask.any()


@pytest.mark.parametrize(
    ("crs", "bounds", "degrees"),
    [
        ("EPSG:32601", (250_000, 7_800_000, 550_000, 8_100_000), (179, 70, 181, 72)),
        ("EPSG:32601", (250_000, 7_800_000, 550_000, 8_100_000), (100, 70, 300, 72)),
        ("EPSG:32601", (250_000, 7_800_000, 550_000, 8_100_000), (170, 70, 180, 72)),
        ("EPSG:32601", (250_000, 7_800_000, 550_000, 8_100_000), (180, 70, 183, 72)),
        ("EPSG:32660", (450_000, 7_800_000, 750_000, 8_100_000), (179, 70, 181, 72)),
        ("EPSG:32660", (300_000, 1_900_000, 700_000, 2_300_000), (100, 17.5, 300, 20)),
        ("EPSG:3031", (-700_000, -1_900_000, 700_000, -700_000), (170, -80, 190, -75)),
        ("EPSG:3031", (-700_000, -700_000, 700_000, 700_000), (-180, -90, 180, -85)),
        ("EPSG:3031", (-700_000, -700_000, 700_000, 700_000), (100, -90, 250, -85)),
        ("EPSG:3413", (-700_000, -700_000, 700_000, 700_000), (170, 85, 190, 90)),
    ],
)
def test_every_cell_is_told_right_by_its_longitude_and_latitude(
    crs: str, bounds: Box, degrees: Box
) -> None:
    area = Area.from_rings(box(*degrees)).geojson()
    grid = grid_over(crs, bounds)
    lon, lat = centres(grid, "EPSG:4326")
    west, south, east, north = degrees
    half = (east - west) / 2
    beside = half - np.abs((lon - west - half + 180) % 360 - 180)
    depth = np.minimum(
        beside * np.cos(np.radians(lat)) if half < 180 else np.inf,
        np.minimum(lat - south, north - lat if north < 90 else np.inf)
        if south > -90
        else north - lat,
    )
    clear = np.abs(depth) > NEAR / 111_000
    mask = area_mask(grid, area)
    assert (mask == (depth > 0))[clear].all()
    assert mask.any()
    assert not mask.all()


def test_a_hole_over_the_seam_stays_empty() -> None:
    outer, hole = (-300_000, -900_000, 300_000, -300_000), (-90_000, -700_000, 90_000, -500_000)
    area = Area.from_rings([[box(*outer)[0][0], box(*hole)[0][0]]], "EPSG:3031").geojson()
    grid = grid_over("EPSG:3031", (-400_000, -1_000_000, 400_000, -200_000))
    x, y = centres(grid, "EPSG:3031")
    ring, gap = within(x, y, outer), within(x, y, hole)
    clear = (ring >= 0) & (gap >= 0)
    assert (area_mask(grid, area) == ((ring == 1) & (gap == 0)))[clear].all()


#: A granule of 8 by 6 cells that lies over 180 degrees, and about where its fourth column begins.
OVER = {3031: (-412.5, -1_299_967.5), 3413: (-1_399_947.5, 1_399_867.5)}


@pytest.mark.parametrize("epsg", sorted(OVER))
def test_a_cube_over_the_seam_has_the_cells_of_its_area(epsg: int, tmp_path: Path) -> None:
    """Neither more of them, as a box from -180 to 180 would give, nor fewer."""
    x, y = OVER[epsg]
    folder = tmp_path / "granules"
    folder.mkdir()
    small.write(small.v2(epsg, x, y), folder / "over_X_.nc")
    lon, _ = pyproj.Transformer.from_crs(f"EPSG:{epsg}", "EPSG:4326", always_xy=True).transform(
        [x, x + 7 * 120], [y, y - 5 * 120]
    )
    assert lon[0] * lon[1] < 0
    # the second to the sixth column, the second to the fourth row
    bounds = (x + 60, y - 3 * 120 - 60, x + 5 * 120 + 60, y - 60)
    inner = tuple(edge + step for edge, step in zip(bounds, (40, 40, -40, -40)))
    area = Area.from_rings(box(*inner), f"EPSG:{epsg}").geojson()
    assert area["type"] == "MultiPolygon"
    made = build_cube(
        str(tmp_path / "cube.nc"), folder=str(folder), area=json.loads(json.dumps(area))
    )
    assert (made["nx"], made["ny"], made["layers"]) == (5, 3, 1)
    with (
        netCDF4.Dataset(tmp_path / "cube.nc") as cube,
        netCDF4.Dataset(folder / "over_X_.nc") as granule,
    ):
        assert cube["x"][:].tolist() == granule["x"][1:6].tolist()
        assert cube["y"][:].tolist() == granule["y"][1:4].tolist()
        granule.set_auto_mask(False)
        cube.set_auto_mask(False)
        # Saturated and missing cells lie elsewhere in the granule.
        expected = np.squeeze(granule["vy"][:])[1:4, 1:6]
        assert np.squeeze(cube["vy"][:]).tolist() == expected.tolist()


@pytest.mark.parametrize("epsg", [3031, 3413])
def test_a_cube_around_a_pole_has_the_cells_of_its_area(epsg: int, tmp_path: Path) -> None:
    x, y = -427.5, 307.5
    small.write(small.v2(epsg, x, y), tmp_path / "over_X_.nc")
    area = Area.from_rings(box(x + 100, y - 400, x + 500, y - 100), f"EPSG:{epsg}").geojson()
    made = build_cube(str(tmp_path / "cube.nc"), folder=str(tmp_path), area=area)
    assert (made["nx"], made["ny"], made["layers"]) == (4, 3, 1)


def test_a_granule_of_one_end_of_the_world_makes_a_small_cube_at_the_other(tmp_path: Path) -> None:
    places = {32660: (611_932.5, 7_800_067.5), 32601: (387_052.5, 7_800_067.5)}
    area = Area.from_rings(box(179.9, 70, 180.1, 70.5)).geojson()
    for own, other in ((32660, 32601), (32601, 32660)):
        folder = tmp_path / str(own)
        folder.mkdir()
        small.write(small.v2(own, *places[own]), folder / "over_X_.nc")
        cube = tmp_path / f"{other}.nc"
        made = build_cube(str(cube), folder=str(folder), area=area, crs=f"EPSG:{other}")
        assert made["reprojected"] == 1
        assert 6 <= made["nx"] < 20
        assert 6 <= made["ny"] < 20
        with netCDF4.Dataset(cube) as data:
            assert np.ma.count(data["vx"][:]) > 10
