"""The generated granules hold what they are meant to, and the look at them judges rightly."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyproj
import pytest

from . import generated
from .sphere import Region, distance, plane
from .truths import outline
from .world import World
from .written import NSIDC_HOSTS


def test_it_is_always_the_same() -> None:
    one, other = (generated.generate(300) for _ in range(2))
    assert one == other
    assert len({truth.granule_id for truth, _ in one}) == 300


def test_every_kind_of_granule_is_there(generated_world: World) -> None:
    truths, items = generated_world.truths.truths, generated_world.items
    assert len(truths) == len({item["id"] for item in items}) == generated.COUNT
    platforms = Counter(truth.platform for truth in truths)
    wanted = {"LT04", "LT05", "LE07", "LC08", "LO08", "LC09", "S1A", "S1B", "S1C", "S2A", "S2B"}
    assert wanted | {"S2C", "NISAR", "L10X"} == set(platforms)
    assert min(platforms.values()) > 50
    codes = Counter(truth.epsg for truth in truths)
    places = {3413, 3031, *range(32605, 32609), *range(32622, 32627), 32718, 32719, 32660, 32601}
    assert places <= set(codes)
    assert Counter(truth.orbit for truth in truths).keys() == {"ascending", "descending", None}
    assert Counter(truth.version for truth in truths).keys() == {"001", "002"}


def test_every_flaw_of_the_archives_items_is_there(generated_world: World) -> None:
    properties = [item["properties"] for item in generated_world.items]
    names = Counter(name for each in properties for name in each)
    total = len(properties)
    for name in ("percent_valid_pixels", "platform", "date_dt", "scene_1_frame"):
        assert 0 < total - names[name] < 0.1 * total, name
    assert names["date_dt"] + names["dt_days"] == total
    assert names["scene_1_frame"] + names["scene_1_path_row"] == total
    hrefs = [item["assets"]["data"]["href"] for item in generated_world.items]
    hosts = Counter(href.split("/")[2] for href in hrefs)
    assert {*NSIDC_HOSTS, "its-live-data", "its-live-data.s3.amazonaws.com"} == set(hosts)
    assert {href.partition(":")[0] for href in hrefs} == {"http", "https", "s3"}
    frames = [
        each
        for each in properties
        if each["scene_1_id"].startswith("L") and "scene_1_frame" in each
    ]
    misnamed = [each for each in frames if each["scene_2_frame"] not in each["scene_2_id"]]
    assert misnamed
    assert all(each["scene_1_frame"] == each["scene_2_frame"] for each in frames)


def test_footprints_are_wrong_at_the_180th_meridian_and_the_poles(generated_world: World) -> None:
    wide = Counter()
    for truth, item in zip(generated_world.truths.truths, generated_world.items):
        ring = item["geometry"]["coordinates"][0]
        assert len(ring) == 17
        assert ring[0] == ring[-1]
        west, south, east, _ = item["bbox"]
        assert (west, south) == (min(lon for lon, _ in ring), min(lat for _, lat in ring))
        # the pole is the origin of both polar projections
        left, bottom, right, top = truth.box
        polar = truth.epsg in (3413, 3031)
        holds_pole = polar and left < 0 < right and bottom < 0 < top
        if east - west > 180:
            wide[truth.epsg, holds_pole] += 1
        else:
            assert not holds_pole
    for epsg, holds_pole in [
        (3413, True), (3413, False), (3031, True), (3031, False), (32601, False), (32660, False),
    ]:  # fmt: skip
        assert wide[epsg, holds_pole] > 5, (epsg, holds_pole)


def test_the_same_pair_comes_in_two_zones_and_three_processings(generated_world: World) -> None:
    pairs: dict[tuple, list] = {}
    for truth in generated_world.truths.truths:
        key = (truth.first, truth.second, truth.platform, truth.place)
        pairs.setdefault(key, []).append(truth)
    several = [pair for pair in pairs.values() if len(pair) > 1]
    assert sum(len({truth.epsg for truth in pair}) == 2 for pair in several) > 100
    assert sum(len({truth.scenes for truth in pair}) == 3 for pair in several) > 100


def test_the_plane_keeps_distances_and_directions() -> None:
    geod = pyproj.Geod(a=6_371_008.8, b=6_371_008.8)
    rng = np.random.default_rng(1)
    for lon, lat in [(179.9, 70.0), (0.0, -90.0), (-45.0, 89.5), (86.0, 30.0)]:
        azimuth, metres = rng.uniform(-180, 180, 50), rng.uniform(0, 8e6, 50)
        lons, lats, _ = geod.fwd(np.full(50, lon), np.full(50, lat), azimuth, metres)
        x, y = plane(lon, lat, np.column_stack([lons, lats])).T
        assert np.hypot(x, y) == pytest.approx(metres, abs=1)
        assert distance(lon, lat, lons, lats) == pytest.approx(metres, abs=1)
        turned = np.degrees(np.arctan2(x, y)) - azimuth
        assert (turned + 180) % 360 - 180 == pytest.approx(np.zeros(50), abs=1e-4)


@pytest.mark.parametrize("gap", [3_000.0, 1_000.0, -1_000.0, -3_000.0])
@pytest.mark.parametrize(
    ("epsg", "x", "y"),
    [(32601, 200e3, 7_700e3), (3031, 10e3, -1_200e3), (3413, -700e3, 500e3), (32644, 500e3, 3.6e6)],
)
def test_what_meets_and_what_is_too_close_to_call(
    generated_world: World, epsg: int, x: float, y: float, gap: float
) -> None:
    """A granule beside an area, both in one projection and ``gap`` apart."""
    truth = generated_world.truths.truths[0]
    granule = type(truth)(
        **{**vars(truth), "epsg": epsg, "box": (x, y - 60e3, x + 120e3, y + 60e3)}
    )
    west = x - gap - 300e3
    ring = [(west, y - 90e3), (x - gap, y - 90e3), (x - gap, y + 90e3), (west, y + 90e3)]
    lon, lat = pyproj.Transformer.from_crs(epsg, 4326, always_xy=True).transform(x + 60e3, y)
    region = Region([[ring]], f"EPSG:{epsg}")
    meets, unsure = region.judge(lon, lat, outline(granule, 64))
    assert meets == (gap < 0)
    assert unsure == (abs(gap) < 2_000)
