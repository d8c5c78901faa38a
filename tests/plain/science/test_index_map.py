"""The index map, interpolated between nodes, is where the projection itself leads."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest

from itslive_qgis.science.grid import Grid, archive_lattice
from itslive_qgis.science.index_map import IndexMap
from itslive_qgis.science.rotation import vector_transform

#: Source, target, a place in the target (metres), width and height in pixels.
CASES = {
    "UTM 7N on 8N": ("EPSG:32607", "EPSG:32608", (330_000, 6_650_000), 900, 700),
    "polar on UTM": ("EPSG:3413", "EPSG:32622", (540_000, 7_680_000), 900, 700),
    "UTM on polar, a large area": ("EPSG:32622", "EPSG:3413", (-250_000, -2_000_000), 3000, 2000),
    "UTM on the south": ("EPSG:32714", "EPSG:3031", (-1_600_000, -300_000), 900, 700),
    "around the pole": ("EPSG:32633", "EPSG:3413", (-30_000, 30_000), 500, 500),
    "equal area": ("EPSG:6931", "EPSG:3413", (-200_000, -2_200_000), 300, 200),
    "across 180 degrees": ("EPSG:32601", "EPSG:32660", (690_000, 7_500_000), 800, 300),
}


@pytest.mark.parametrize("case", CASES)
def test_it_is_where_the_projection_leads(case):
    source, crs, (x0, y0), nx, ny = CASES[case]
    lattice, target = archive_lattice(source), Grid(crs, x0, y0, 120.0, 120.0, nx, ny)
    inside = np.zeros((ny, nx), bool)
    inside[3::7, 1::5] = True
    found = IndexMap.between(lattice, target, inside)

    rows, columns = np.nonzero(inside)
    to_source = pyproj.Transformer.from_crs(crs, source, always_xy=True)
    x, y = to_source.transform(target.x[columns], target.y[rows])
    np.testing.assert_array_equal(found.cells, np.flatnonzero(inside))
    row = found.row + found.down.astype(float)
    column = found.column + found.right.astype(float)
    # Half a metre: a hundredth of what any velocity gradient could tell.
    assert np.abs(row - (lattice.y0 - y) / 120).max() * 120 < 0.5
    assert np.abs(column - (x - lattice.x0) / 120).max() * 120 < 0.5
    exact = vector_transform(source, crs, x, y)
    for name in ("xx", "xy", "yx", "yy"):
        assert np.abs(getattr(found.matrix, name) - getattr(exact, name)).max() < 2e-5, name


@pytest.mark.parametrize(("nx", "ny"), [(1, 1), (1, 40), (2, 3), (9, 1)])
def test_grids_of_few_pixels(nx, ny):
    lattice = archive_lattice("EPSG:32607")
    target = Grid("EPSG:32608", 330_000.0, 6_650_000.0, 120.0, 120.0, nx, ny)
    found = IndexMap.between(lattice, target, np.ones((ny, nx), bool))
    to_source = pyproj.Transformer.from_crs("EPSG:32608", "EPSG:32607", always_xy=True)
    x, _ = to_source.transform(*(each.ravel() for each in np.meshgrid(target.x, target.y)))

    assert found.cells.size == nx * ny
    column = found.column + found.right.astype(float)
    np.testing.assert_allclose(column, (x - lattice.x0) / 120, atol=0.005)


def test_a_cell_is_the_same_in_every_grid_that_holds_it():
    lattice = archive_lattice("EPSG:32607")
    large = Grid("EPSG:32608", 330_052.5, 6_650_047.5, 120.0, 120.0, 90, 70)
    part = Grid("EPSG:32608", large.x0 + 13 * 120, large.y0 - 5 * 120, 120.0, 120.0, 40, 50)
    whole, few = (
        IndexMap.between(lattice, grid, np.ones((grid.ny, grid.nx), bool)) for grid in (large, part)
    )
    for name in ("row", "column", "down", "right"):
        of_large = getattr(whole, name).reshape(70, 90)[5:55, 13:53]
        np.testing.assert_allclose(getattr(few, name).reshape(50, 40), of_large, atol=1e-6)
