"""What there is of granules, and what a cube of them would weigh."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from itslive_qgis.archive.coverage import SEPARATIONS, counts, separation_bins
from itslive_qgis.archive.estimate import estimated_cube, estimated_cube_memory
from itslive_qgis.archive.granule import Granule
from itslive_qgis.archive.granule_filter import GranuleFilter
from itslive_qgis.archive.selection import downloadable

Make = Callable[..., Granule]


def test_granules_are_counted_by_year_and_satellite(make_granule: Make) -> None:
    granules = [
        make_granule("2020-12-31", satellite="Sentinel-2B"),
        make_granule("2018-06-01"),
        make_granule("2018-07-01"),
        make_granule("2018-08-01", satellite="Sentinel-2A"),
        make_granule("2018-08-02", satellite="XYZ9"),
        make_granule("2018-08-03", satellite=""),
        make_granule("2018-08-04", satellite="Sentinel-2B"),
    ]
    assert list(counts(granules).items()) == [
        ((2018, "Landsat 8"), 2),
        ((2018, "Sentinel-2"), 2),
        ((2018, "Other"), 2),
        ((2020, "Sentinel-2"), 1),
    ]
    assert counts([]) == {}


@pytest.mark.parametrize(
    ("days", "bin_"),
    [
        (0, (0, 16)),
        (5, (0, 16)),
        (16, (0, 16)),
        (16.0004, (0, 16)),
        (17, (16, 32)),
        (64, (32, 64)),
        (128.2, (64, 128)),
        (256, (128, 256)),
        (546, (256, 546)),
        (547, (546, float("inf"))),
        (9999, (546, float("inf"))),
    ],
)
def test_each_separation_is_in_one_bin(
    days: float, bin_: tuple[float, float], make_granule: Make
) -> None:
    granule = replace(make_granule(), separation_days=days)
    assert separation_bins([granule, granule]) == {bin_: 2}


def test_what_a_bin_counts_passes_the_filter_for_it(make_granule: Make) -> None:
    granules = [make_granule(days=days) for days in (0, 0.4, 6, 16, 16.4, 17, 64, 600, 5_000)]
    for each, count in separation_bins(granules).items():
        assert len(GranuleFilter(separation=each).passing(granules)) == count


def test_bins_are_in_order_and_hold_every_granule(make_granule: Make) -> None:
    granules = [replace(make_granule(), separation_days=float(days)) for days in range(600, 0, -1)]
    found = separation_bins(granules)
    assert [most for _, most in found] == list(SEPARATIONS)
    assert list(found.values()) == [16, 16, 32, 64, 128, 290, 54]


@pytest.mark.parametrize(
    ("layers", "ny", "nx", "size"),
    [(994, 127, 244, 44_554_076), (44, 249, 137, 2_557_039), (19, 114, 249, 1_062_153)],
)
def test_the_estimate_of_a_cube_is_near_what_cubes_weighed(
    layers: int, ny: int, nx: int, size: int
) -> None:
    assert estimated_cube(ny * nx, layers) == pytest.approx(size, rel=0.25)
    assert estimated_cube_memory(ny * nx, layers) == 4 * 2 * layers * ny * nx


def test_what_is_behind_a_login_is_told_apart(make_granule: Make) -> None:
    free = make_granule("2018-06-01")
    locked = make_granule("2017-06-01", login_url="https://n5eil01u.ecs.nsidc.org/x.nc")
    assert downloadable([locked, free, locked]) == ((free,), (locked, locked))
    assert downloadable([]) == ((), ())
