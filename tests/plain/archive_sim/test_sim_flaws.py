"""What is out of the ordinary in the simulated archive is so where its list says so."""

from __future__ import annotations

import numpy as np

from tests.archive import expected as reading
from tests.archive import faults, glacier, layout, truth
from tests.archive.sites import SITES

from .files import FILL, grid, holds, raw, special


def test_empty_granules_are_fill_alone(every):
    for granule, path in special(every, "empty"):
        assert granule.granule_id.endswith("_P000")
        assert (raw(path, "v") == FILL).all()
        assert raw(path, "v").size > 10_000
        assert (raw(path, "interp_mask") == 0).all()


def test_saturated_cells_hold_what_16_bits_can(every):
    for granule, path in special(every, "saturated"):
        full = [raw(path, name) == 32_767 for name in ("vx", "vy", "v")]
        assert all(cells.any() for cells in full)
        assert not (full[0] & full[1]).any()
        alone = full[2] & ~full[0] & ~full[1]
        components = [raw(path, name)[alone].astype(float) for name in ("vx", "vy")]
        assert (np.hypot(*components) > 32_767).all()
        assert (full[2] | ~(full[0] | full[1])).all()
        found = reading.expected(granule)
        assert (np.logical_or.reduce(full) == found.saturated).all()
        assert np.isnan(found.values["vx"][found.saturated]).all()
    for granule, path in every:
        if "saturated" not in granule.special:
            assert raw(path, "v").max() < 32_767


def test_each_zone_covers_ground_that_the_other_lacks(every):
    found = special(every, "both-zones")
    for (one, path_1), (two, path_2) in zip(found[::2], found[1::2]):
        assert one.image_1 == two.image_1
        for granule, path, other, other_path in (
            (one, path_1, two, path_2),
            (two, path_2, one, path_1),
        ):
            # well inside this granule's gaps
            x, y = grid(path)
            lon, lat = truth.to_lonlat(granule.epsg, x, y)
            gap = faults.in_gap(granule, lon, lat)
            assert gap.sum() > 20
            assert (raw(path, "v")[gap] == FILL).all()
            assert holds(other, other_path, lon[gap], lat[gap]).mean() > 0.9


def test_partial_swaths_end_on_one_side(every):
    for name, upstream in (("partial", True), ("partial-downstream", False)):
        for granule, path in special(every, name):
            x, y = grid(path)
            lon, lat = truth.to_lonlat(granule.epsg, x, y)
            distance = glacier.swath_distance(lon, lat, SITES[granule.site])
            there = distance[raw(path, "v") != FILL]
            assert (there > 0).all() if upstream else (there < 0).all()


def test_long_pairs_lose_fast_ice(every):
    for granule, path in special(every, "lost-fast-ice"):
        assert granule.days > 64
        found = reading.expected(granule)
        v = raw(path, "v")
        speed = np.hypot(*found.truth())
        assert min(found.lost.sum(), found.locked.sum()) > 100
        assert (v[found.lost] == FILL).all()
        assert v[found.locked].max() < 600
        assert speed[found.locked | found.lost].min() > 1_000
        kept = ~np.isnan(found.values["v"]) & ~found.locked
        assert speed[kept].max() < 2_000


def test_whole_granules_hold_outline_fast_point_and_rock(every):
    for granule, path in every:
        if granule.partial or "empty" in granule.special:
            continue
        place = truth.site(granule.site)
        box = layout.outline_box(granule.epsg, granule.site)
        x, y = grid(path)
        assert x[0, 0] < box[0] < box[2] < x[0, -1]
        assert y[-1, 0] < box[1] < box[3] < y[0, 0]
        assert holds(granule, path, *(np.array([degrees]) for degrees in place.rock_point)).all()
        if "lost-fast-ice" not in granule.special:
            fast = (np.array([degrees]) for degrees in place.fast_point)
            assert holds(granule, path, *fast).all()


def test_archive_stays_small(whole_its_live):
    total = sum(path.stat().st_size for path in whole_its_live.root.rglob("*.*") if path.is_file())
    assert total < 40e6
