"""What the official cubes of the test archive hold, read over HTTP by xarray and zarr."""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np
import pyproj
import pytest

from tests.archive import glacier, official
from tests.archive.official.catalog import url
from tests.archive.sites import SITES
from tests.plain.archive_sim.stores import opened

EXIST = [cube for cube in official.CUBES if cube.exists]
MISSING = -32_767
PAIR = ("acquisition_date_img1", "acquisition_date_img2", "satellite_img1", "satellite_img2")
OF = {"L": set("45789"), "S": {"1A", "1B", "2A", "2B"}}
SENSORS = {"4": "T", "5": "T", "7": "E", "8": "C", "9": "C", "1": "C", "2": "MSI"}


def name_of(cube: official.Cube) -> str:
    return cube.key.rpartition("/")[2]


@pytest.fixture(scope="module")
def read(simulated):
    """A cube as xarray reads it, loaded once: all columns, nothing of the 3-D variables."""

    @cache
    def load(cube: official.Cube):
        store = opened(url(cube, simulated.url), decode_timedelta=False)
        columns = [name for name, each in store.variables.items() if each.ndim == 1]
        return store.assign({name: store[name].load() for name in columns if name != "granule_url"})

    return load


def place(cube: official.Cube, along: float = 500.0, across: float = 0.0) -> tuple[float, float]:
    """A place on the ice in the cube's projection; along the ice it may lie in a neighbour."""
    lon, lat = glacier.lonlat(along, across, SITES[cube.site])
    transformer = pyproj.Transformer.from_crs(4326, cube.epsg, always_xy=True)
    return tuple(float(value) for value in transformer.transform(lon, lat))


def in_it(cube: official.Cube) -> tuple[float, float]:
    """The place where the ice that the cube holds is fastest, beside the shear margins."""
    left, bottom, right, top = cube.bounds
    across = [each for each in np.arange(-3_900.0, 4_000.0, 300.0) if not 1_600 < abs(each) < 2_700]
    grid = np.meshgrid(np.arange(-11_500.0, 11_600.0, 250.0), across)
    lon, lat = (part.ravel() for part in glacier.lonlat(*grid, SITES[cube.site]))
    x, y = pyproj.Transformer.from_crs(4326, cube.epsg, always_xy=True).transform(lon, lat)
    inside = (left + 120 < x) & (x < right - 120) & (bottom + 120 < y) & (y < top - 120)
    best = np.argmax(np.where(inside, glacier.base_speed(lon, lat, SITES[cube.site]), -1))
    assert inside[best]
    return float(x[best]), float(y[best])


def series(store, x: float, y: float, *names: str):
    return store[list(names)].sel(x=x, y=y, method="nearest").load()


def days(store) -> np.ndarray:
    dates = store.acquisition_date_img2.values - store.acquisition_date_img1.values
    return dates / np.timedelta64(1, "D")


def pairs(store) -> list[tuple]:
    dates = [store[name].values.astype("datetime64[s]") for name in PAIR[:2]]
    names = [[name[:2].rstrip(".") for name in store[name].values.tolist()] for name in PAIR[2:]]
    return list(zip(*(column.tolist() for column in dates), *names))


@pytest.mark.parametrize("cube", EXIST, ids=name_of)
def test_layers_are_those_of_forty_years(read, cube):
    store = read(cube)
    count = store.mid_date.size
    assert 2_000 <= count <= 3_000
    assert len(set(pairs(store))) == count
    separation = days(store)
    assert 5 <= separation.min() < 6.1
    assert 500 < separation.max() <= 540
    assert 0.45 < np.mean(separation <= 64) < 0.6
    assert store.date_dt.attrs["units"] == "days"
    assert np.abs(store.date_dt.values - separation).max() < 1e-4
    first, last = store.acquisition_date_img1.values, store.acquisition_date_img2.values
    assert first.min() < np.datetime64("1986-01-01")
    assert last.max() > np.datetime64("2024-10-01")
    # whole seconds, as far as days in 64 bits tell them
    for dates in (first, last, store.date_center.values):
        off = (dates - dates.astype("datetime64[s]")) / np.timedelta64(1, "s")
        assert np.minimum(off, 1 - off).max() < 1e-6
    middle = first + (last - first) // 2
    assert np.abs(store.date_center.values - middle).max() <= np.timedelta64(1, "s")


@pytest.mark.parametrize("cube", EXIST, ids=name_of)
def test_mid_dates_are_unsorted_and_tell_the_first_day_below_the_second(read, cube):
    store = read(cube)
    mid_date = store.mid_date.values
    assert np.unique(mid_date).size == mid_date.size
    assert 0.4 < np.mean(np.diff(mid_date) < np.timedelta64(0)) < 0.6
    rounded = (mid_date + np.timedelta64(500, "ns")).astype("datetime64[us]")
    second = rounded.astype("datetime64[s]")
    codes = ((rounded - second) / np.timedelta64(1, "us")).astype(int)
    day = store.acquisition_date_img1.values.astype("datetime64[s]").astype(object)
    assert codes.tolist() == [int(f"{date:%y%m%d}") for date in day]
    centre = store.date_center.values + np.timedelta64(500, "ms")
    assert np.all(second == centre.astype("datetime64[s]"))


@pytest.mark.parametrize("cube", EXIST, ids=name_of)
def test_satellites_flew_when_they_took_images(read, cube):
    store = read(cube)
    launched = {"4": 1982, "5": 1984, "7": 1999, "8": 2013, "9": 2021}
    launched |= {"1A": 2014, "1B": 2016, "2A": 2015, "2B": 2017}
    ended = {"4": 1993, "5": 2011, "7": 2022, "1B": 2021}
    old = [name for name in store.satellite_img1.values.tolist() if name.endswith(".0")]
    assert bool(old) == ("old-names" in cube.flaws)
    for number in "12":
        names = [name.replace(".0", "") for name in store[f"satellite_img{number}"].values.tolist()]
        years = store[f"acquisition_date_img{number}"].dt.year.values.tolist()
        assert set(names) == set(launched)
        for name, year in zip(names, years):
            assert launched[name] <= year <= ended.get(name, 2024)
        missions = store[f"mission_img{number}"].values.tolist()
        sensors = store[f"sensor_img{number}"].values.tolist()
        assert all(name in OF[mission] for name, mission in zip(names, missions))
        assert sensors == [SENSORS[name[0]] for name in names]


def test_optical_images_were_taken_by_day(read):
    cube = official.find("jakobshavn", 3413)[0]
    store = read(cube)
    winter = store.acquisition_date_img1.dt.month.isin([12, 1]).values
    radar = np.char.startswith(store.satellite_img1.values.astype(str), "1")
    assert not (winter & ~radar).any()
    assert (winter & radar).sum() > 50


def test_addresses_of_granules_tell_both_scenes(simulated):
    for cube in (EXIST[0], EXIST[9]):
        store = opened(url(cube, simulated.url))
        assert store.granule_url.encoding["chunks"] == (84,)
        part = store.isel(mid_date=slice(80, 170))[["granule_url", *PAIR]].load()
        assert len(set(part.granule_url.values.tolist())) == 90
        columns = (part[name].values.tolist() for name in ("granule_url", *PAIR[2:]))
        days_ = (part[name].dt.strftime("%Y%m%d").values.tolist() for name in PAIR[:2])
        for address, one, two, day_1, day_2 in zip(*columns, *days_):
            assert address.startswith("https://its-live-data.s3.amazonaws.com/velocity_image_pair/")
            first, second = address.rpartition("/")[2].split("_X_")
            for scene, satellite, day in ((first, one, day_1), (second, two, day_2)):
                assert satellite[0] in scene[:4]
                assert day in scene


@pytest.mark.parametrize("cube", EXIST, ids=name_of)
def test_values_are_the_truth_within_their_errors(read, cube):
    store, (x, y) = read(cube), in_it(cube)
    found = series(store, x, y, "v", "vx", "vy", "v_error")
    dates = [store[name].values for name in PAIR[:2]]
    truth = official.truth(cube.site, cube.epsg, float(found.x), float(found.y), *dates)
    assert abs(float(found.x) - x) <= 60
    assert abs(float(found.y) - y) <= 60
    valid = np.isfinite(found.v.values)
    assert 0.5 < valid.mean() < 0.95
    for name in ("vx", "vy", "v_error"):
        assert np.array_equal(np.isfinite(found[name].values), valid)
    short = valid & (days(store) <= 32)
    for name, true in zip(("vx", "vy"), truth):
        off = (found[name].values - true)[short] / store[f"{name}_error"].values[short]
        assert abs(np.median(off)) < 0.15
        assert np.median(np.abs(off)) * 1.4826 == pytest.approx(1, abs=0.12)
        # but for false matches
        assert np.mean(np.abs(off) > 6) < 0.03
    vx, vy, v = (found[name].values[valid] for name in ("vx", "vy", "v"))
    unsaturated = np.hypot(vx, vy) < 32_767
    # all three were rounded
    assert np.abs(np.hypot(vx, vy) - v)[unsaturated].max() <= 1.21
    assert np.all(v[~unsaturated] == 32_767)
    errors = [store[f"{name}_error"].values[valid] for name in ("vx", "vy")]
    with np.errstate(invalid="ignore"):
        expected = np.hypot(errors[0] * vx / v, errors[1] * vy / v)
    fast = unsaturated & (v > 200)
    assert np.all(np.abs(found.v_error.values[valid] - expected)[fast] <= 1)


def test_rock_and_margin_are_slow(read):
    cube = EXIST[0]
    store = read(cube)
    for across, least, most in ((0.0, 4_500, 11_000), (3_000.0, 20, 120), (4_600.0, 0, 60)):
        found = series(store, *place(cube, 500.0, across), "v", "landice")
        # noise makes slow ice seem faster; long pairs have little of it
        long = days(store) > (0 if across == 0 else 200)
        good = (
            np.isfinite(found.v.values) & long & (found.v.values > (1_000 if across == 0 else -1))
        )
        assert least <= np.median(found.v.values[good]) <= most
        assert bool(found.landice) == (across < glacier.ICE_EDGE)


def test_long_pairs_of_jakobshavn_stick_to_what_stands_still(read):
    """As its_live.md 7.9 has it of real ones: medians by separation, m/yr."""
    for cube in EXIST[:3]:
        store = read(cube)
        found, separation = series(store, *place(cube), "v"), days(store)
        year = store.mid_date.dt.year.values
        for wanted in range(2015, 2021):
            here = np.isfinite(found.v.values) & (year == wanted)
            of = [here & (separation <= 16), here & (separation > 16) & (separation <= 64)]
            long = here & (separation > 64)
            assert long.sum() > 20
            for short in of:
                assert np.median(found.v.values[short]) > 7_000
            assert 350 < np.median(found.v.values[long]) < 700


@pytest.mark.parametrize("site", ["alaska", "pine_island", "patagonia"])
def test_long_pairs_of_fast_ice_are_fill_elsewhere(read, site):
    cube = official.find(site, SITES[site].epsgs[0])[0]
    store = read(cube)
    found, dates = series(store, *in_it(cube), "v"), [store[name].values for name in PAIR[:2]]
    true = np.hypot(*official.truth(site, cube.epsg, float(found.x), float(found.y), *dates))
    far = true * days(store) / 365.25 > 2_100
    assert far.sum() > 50
    assert not np.isfinite(found.v.values[far]).any()


def test_the_surge_shows(read):
    for cube in official.find("alaska", 32607) + official.find("alaska", 32608):
        store = read(cube)
        found, date = series(store, *place(cube), "v"), store.mid_date.values
        during = (date > np.datetime64("2021-01-15")) & (date < np.datetime64("2022-03-01"))
        before = (date > np.datetime64("2017")) & (date < np.datetime64("2020"))
        speeds = [np.nanmedian(found.v.values[part]) for part in (during, before)]
        assert speeds[0] == pytest.approx(10 * speeds[1], rel=0.15)


def test_cubes_overlap_as_real_ones_do(read):
    stores = {cube.epsg: read(cube) for cube in EXIST[:3]}
    held = {epsg: set(pairs(store)) for epsg, store in stores.items()}
    times = Counter(pair for pairs_ in held.values() for pair in pairs_)
    counts = Counter(times.values())
    assert counts[3] > 1_800
    assert counts[2] > 50
    assert counts[1] > 500
    for epsg, mine in held.items():
        only = mine.difference(*(other for number, other in held.items() if number != epsg))
        assert len(only) > 150
    # valid in one and fill in another
    valid = {}
    for cube in EXIST[:3]:
        found = series(stores[cube.epsg], *place(cube), "v")
        fine = np.isfinite(found.v.values).tolist()
        valid[cube.epsg] = dict(zip(pairs(stores[cube.epsg]), fine))
    for one, two in ((3413, 32622), (32622, 32623), (32623, 3413)):
        both = [pair for pair in valid[one] if pair in valid[two]]
        differing = sum(valid[one][pair] and not valid[two][pair] for pair in both)
        assert 20 < differing < 0.15 * len(both)


def test_what_is_in_several_cubes_is_the_same_measurement(read):
    """Up to noise: true speeds on the ground agree in all projections."""
    store = {cube.epsg: read(cube) for cube in EXIST[1:3]}
    found = {}
    for cube in EXIST[1:3]:
        values = series(store[cube.epsg], *place(cube), "vx", "vy")
        columns = zip(values.vx.values.tolist(), values.vy.values.tolist())
        found[cube.epsg] = dict(zip(pairs(store[cube.epsg]), columns))
    both = [pair for pair in found[32622] if pair in found[32623]]
    one, two = (np.array([found[epsg][pair] for pair in both]).T for epsg in (32622, 32623))
    fast = (np.hypot(*one) > 3_000) & (np.hypot(*two) > 3_000)
    turned = np.degrees(np.arctan2(one[1], one[0]) - np.arctan2(two[1], two[0]))
    # The convergence of meridians differs by this much between both zones here. Pixels of both are
    # up to 120 m apart, and the ice follows a bend.
    site = SITES["jakobshavn"]
    lon, lat = glacier.lonlat(500.0, 0.0, site)
    convergence = [
        pyproj.Proj(epsg).get_factors(float(lon), float(lat)).meridian_convergence
        for epsg in (32622, 32623)
    ]
    expected = convergence[0] - convergence[1]
    assert np.median((turned[fast] + 180) % 360 - 180) == pytest.approx(expected, abs=0.5)
    assert np.median((np.hypot(*one) / np.hypot(*two))[fast]) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize(("site", "epsg"), [("panhandle", 3413), ("pine_island", 3031)])
def test_glaciers_across_an_edge_go_on_in_the_next_cube(read, site, epsg):
    cubes = official.find(site, epsg)
    assert len(cubes) > 1
    with_ice = []
    for cube in cubes:
        found = series(read(cube), *in_it(cube), "v")
        with_ice.append(bool(np.isfinite(found.v.values).any()))
    assert all(with_ice)
    x, y = (np.concatenate([getattr(cube, axis) for cube in cubes]) for axis in "xy")
    assert np.all(np.diff(np.unique(x)) == 120)
    assert np.all(np.diff(np.unique(y)) == -120) or np.all(np.diff(np.unique(y)) == 120)
    held = [set(pairs(read(cube))) for cube in cubes]
    assert len(held[0] & held[1]) > 0.9 * len(held[0])


def test_m11_and_m12_give_the_motion_that_the_radar_sees(read):
    cube = EXIST[3]
    store = read(cube)
    found = series(store, *place(cube), "M11", "M12", "vx", "vy")
    radar = np.char.startswith(store.satellite_img1.values.astype(str), "1")
    seen = np.isfinite(found.M11.values)
    assert not (seen & ~radar).any()
    assert np.array_equal(seen[radar], np.isfinite(found.vx.values)[radar])
    factor = store.M11_dr_to_vr_factor.values
    assert np.array_equal(np.isfinite(factor), radar)
    # one metre to the right of the flight is this much nearer or farther along the line of sight
    matrix = np.hypot(found.M11.values, found.M12.values)[seen] * factor[seen]
    assert matrix == pytest.approx(np.sin(np.radians(39)), rel=0.01)


def test_chips_and_the_mask_of_interpolation_belong_to_values(read):
    cube = EXIST[0]
    names = ("v", "chip_size_width", "chip_size_height", "interp_mask")
    found = series(read(cube), *place(cube), *names)
    valid = np.isfinite(found.v.values)
    for name in names[1:3]:
        assert np.array_equal(np.isfinite(found[name].values), valid)
        assert np.all(np.isin(found[name].values[valid], [240, 480]))
    light = found.interp_mask.values == 1
    assert 0 < light[valid].mean() < 0.2
    assert not light[~valid].any()


def test_without_a_fill_only_the_attribute_tells_what_is_missing(simulated):
    for cube in EXIST:
        raw = opened(url(cube, simulated.url), decode_cf=False)
        assert raw.vx.attrs["missing_value"] == MISSING
        assert ("_FillValue" in raw.vx.attrs) == ("no-fill" not in cube.flaws)
        assert raw.vx.attrs.get("_FillValue", MISSING) == MISSING
        if "no-fill" not in cube.flaws:
            assert (raw.v[:, 0, 0].values == MISSING).all()
