"""Grids as values: lattices, snapping and overlap."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itslive_qgis.science.grid import Grid, archive_lattice

LATTICE = archive_lattice("EPSG:3413")


def grid(row: int, column: int, ny: int, nx: int) -> Grid:
    """A grid of the archive's lattice from whole rows and columns of it."""
    return Grid("EPSG:3413", 52.5 + 120 * column, 67.5 - 120 * row, 120.0, 120.0, nx, ny)


def test_coordinates_are_pixel_centres_within_the_bounds():
    g = grid(0, 0, 2, 3)

    assert g.x.tolist() == [52.5, 172.5, 292.5]
    assert g.y.tolist() == [67.5, -52.5]
    assert g.bounds == (-7.5, -112.5, 352.5, 127.5)
    assert g.geotransform == (-7.5, 120, 0, 127.5, 0, -120)


def test_real_granules_lie_on_the_archive_lattice():
    v2 = Grid("EPSG:3031", -849907.5, -457132.5, 120.0, 120.0, 2016, 1879)

    assert archive_lattice("EPSG:3031").lattice_matches(v2)


@pytest.mark.parametrize("change", [{"x0": 53.5}, {"y0": 127.5}, {"dx": 240.0, "dy": 240.0}])
def test_other_lattices_do_not_match(change):
    values = {"x0": 52.5, "y0": 67.5, "dx": 120.0, "dy": 120.0, **change}

    assert not LATTICE.lattice_matches(Grid("EPSG:3413", nx=5, ny=5, **values))


@given(
    st.tuples(*[st.floats(-3e6, 3e6)] * 2), st.tuples(*[st.floats(1, 5e4)] * 2)
)  # fmt: skip
def test_a_snapped_grid_covers_its_box_tightly(corner, size):
    box = (corner[0], corner[1], corner[0] + size[0], corner[1] + size[1])

    g = LATTICE.snapped_to(box)

    west, south, east, north = g.bounds
    tolerance = 0.25  # a thousandth of a pixel is left to rounding
    assert west <= box[0] + tolerance
    assert south <= box[1] + tolerance
    assert east >= box[2] - tolerance
    assert north >= box[3] - tolerance
    assert east - west < size[0] + 241
    assert LATTICE.lattice_matches(g)


PLACES = st.tuples(*[st.integers(-20, 20)] * 2, *[st.integers(1, 15)] * 2)


@given(PLACES, PLACES)
def test_overlap_names_the_same_pixels_in_both(place_a, place_b):
    a, b = grid(*place_a), grid(*place_b)
    common = set(a.x) & set(b.x), set(a.y) & set(b.y)

    overlap = a.overlap(b)

    if not all(common):
        assert overlap is None
        return
    rows, columns, other_rows, other_columns = overlap
    np.testing.assert_array_equal(a.x[columns], sorted(common[0]))
    np.testing.assert_array_equal(b.x[other_columns], sorted(common[0]))
    np.testing.assert_array_equal(a.y[rows], sorted(common[1], reverse=True))
    np.testing.assert_array_equal(b.y[other_rows], sorted(common[1], reverse=True))
