"""The annual composites of the test archive, and the large cube for benches."""

from __future__ import annotations

import re
import urllib.error

import numpy as np
import pyproj
import pytest
import zarr

from tests.archive import glacier, official
from tests.archive.official.catalog import url
from tests.archive.sites import SITES
from tests.bench import official_cube
from tests.plain.archive_sim.stores import HttpStore, opened

MADE = [official.find(*where)[0] for where in (("jakobshavn", 3413), ("patagonia", 32718))]
DAYS = {
    year: np.datetime64(str(year), "D") + np.arange(365 + (year % 4 == 0))
    for year in range(1985, 2025)
}


def composite_url(cube_url: str) -> str:
    """As itslive-py finds it."""
    match = re.fullmatch(
        r"(.*/)datacubes/[^/]+/([^/]+)/ITS_LIVE_vel_(EPSG\d+)_G0120_(X-?\d+_Y-?\d+)\.zarr", cube_url
    )
    base, folder, epsg, place = match.groups()
    name = f"ITS_LIVE_velocity_{epsg}_120m_{place}.zarr"
    return f"{base}composites/annual/v2-updated-september2025/{folder}/{name}"


@pytest.fixture(scope="module", params=MADE, ids=lambda cube: cube.site)
def found(request, simulated):
    """A cube, its composite, and the composite's pixel on the fast ice."""
    cube = request.param
    store = opened(composite_url(url(cube, simulated.url)), decode_timedelta=False)
    lon, lat = glacier.lonlat(500.0, 0.0, SITES[cube.site])
    x, y = pyproj.Transformer.from_crs(4326, cube.epsg, always_xy=True).transform(lon, lat)
    return cube, store, store.sel(x=x, y=y, method="nearest").load()


def true_components(cube, pixel, year: int) -> np.ndarray:
    """Mean of both components over the days of a year."""
    noons = DAYS[year].astype("datetime64[h]") + 12
    place = float(pixel.x), float(pixel.y)
    return np.array(official.velocity(cube.site, cube.epsg, *place, noons)).mean(axis=1)


def test_pixels_are_the_cubes(found, simulated):
    cube, store, _ = found
    other = opened(url(cube, simulated.url))
    assert np.array_equal(store.x, other.x)
    assert np.array_equal(store.y, other.y)
    assert store.mapping.attrs == other.mapping.attrs
    assert store.attrs["projection"] == str(cube.epsg)


def test_variables_are_those_of_real_ones(found):
    cube, store, _ = found
    size = {"time": 40, "y": cube.y.size, "x": cube.x.size, "sensor": 5}
    grid, years = ("y", "x"), ("time", "y", "x")
    parts = "v", "vx", "vy"
    expected = {name: (years, "<f4") for name in parts}
    expected |= {f"{name}_error": (years, "<u2") for name in parts}
    expected |= {"count": (years, "<u4"), "count0": (grid, "<u4")}
    for name in parts:
        expected |= {f"{name}0": (grid, "<f4"), f"d{name}_dt": (grid, "<f4")}
        expected |= {f"{name}_{end}": (grid, "<u2") for end in ("amp", "amp_error", "phase")}
        expected |= {f"{name}0_error": (grid, "<u2")}
    expected |= {name: (grid, "|u1") for name in ("outlier_percent", "landice", "floatingice")}
    expected |= {"sensor_flag": (("sensor", *grid), "|u1"), "dt_max": (("sensor", *grid), "<u2")}
    assert set(store.data_vars) == {*expected, "mapping"}
    for name, (dims, dtype) in expected.items():
        assert store[name].dims == dims
        assert store[name].encoding["dtype"].str == dtype, name
        assert store[name].shape == tuple(size[dim] for dim in dims)
        chunk = tuple(1 if dim in ("time", "sensor") else size[dim] for dim in dims)
        assert store[name].encoding["chunks"] == chunk
    assert store.time.values.astype("datetime64[D]").tolist() == [
        days[0].item() for days in DAYS.values()
    ]


def test_years_are_means_of_what_the_ice_did(found):
    cube, _, pixel = found
    for number, year in enumerate(DAYS):
        true = true_components(cube, pixel, year)
        at = pixel.isel(time=number)
        speed = np.hypot(*true)
        # a year is of 365.25 days in the truth
        assert abs(float(at.vx) - true[0]) < 2e-3 * speed
        assert abs(float(at.vy) - true[1]) < 2e-3 * speed
        assert float(at.v) == pytest.approx(speed, rel=2e-3)


def test_mean_and_trend_are_those_of_the_years_since_2014(found):
    _, _, pixel = found
    since = slice("2014", "2024")
    for name in ("v", "vx", "vy"):
        years = pixel[name].sel(time=since).values
        assert float(pixel[f"{name}0"]) == pytest.approx(years.mean(), rel=1e-3)
        slope = np.polynomial.polynomial.polyfit(np.arange(11.0), years, 1)[1]
        assert float(pixel[f"d{name}_dt"]) == pytest.approx(slope, rel=1e-3)


def test_amplitude_and_phase_are_those_of_the_published_model(found):
    """v(t) = v0 + A sin(2 pi (year + 0.25 - phase / 365.25)), beside the change over two years."""
    cube, _, pixel = found
    years = 2022 + np.arange(731) / 365.25
    moments = np.datetime64("2022-01-01", "h") + np.arange(731) * np.timedelta64(24, "h")
    place = float(pixel.x), float(pixel.y)
    vx, vy = official.velocity(cube.site, cube.epsg, *place, moments)
    for name, values in (("v", np.hypot(vx, vy)), ("vx", vx), ("vy", vy)):
        amplitude, phase = float(pixel[f"{name}_amp"]), float(pixel[f"{name}_phase"])
        model = amplitude * np.sin(2 * np.pi * (years + 0.25 - phase / 365.25))
        left = values - model
        assert amplitude > 50
        assert np.std(left - np.poly1d(np.polyfit(years, left, 1))(years)) < 0.02 * amplitude


def test_what_is_not_known_is_missing(found):
    _, store, pixel = found
    corner = store.isel(x=0, y=-1).load()
    for name in ("v", "vx", "v_error", "v0", "dv_dt", "v_amp", "v_phase", "outlier_percent"):
        assert np.isnan(corner[name].values).all(), name
        assert np.isfinite(pixel[name].values).all(), name
    assert not bool(corner.landice)
    assert bool(pixel.landice)


def test_one_cube_has_no_composite(simulated):
    cube = official.find("jakobshavn", 32623)[0]
    with pytest.raises((KeyError, urllib.error.HTTPError)):
        HttpStore(composite_url(url(cube, simulated.url)))[".zmetadata"]


def test_the_cube_for_benches_is_one_of_the_archive_with_many_layers(tmp_path):
    count = 20_300
    path = official_cube.write_bench_cube(tmp_path, count)
    cube, store = official_cube.cube(), zarr.open_consolidated(str(path))
    assert path.relative_to(tmp_path / f"official-{count}" / "its-live-data").as_posix() == cube.key
    chunks = {each.name: each.stat().st_size for each in (path / "vx").glob("*.*.*")}
    assert len(chunks) == 2 * len(official_cube.COLUMNS)
    first = [size for name, size in chunks.items() if name.startswith("0.")]
    assert 1.1e6 < np.mean(first) < 1.25e6
    assert np.unique(store.mid_date[:]).size == count
    wanted = "v v_error vx vx_error vy vy_error date_dt satellite_img1 mission_img1"
    wanted += " acquisition_date_img1 acquisition_date_img2 mapping x y"
    assert set(wanted.split()) <= set(store.array_keys())
    for x, y in official_cube.points(3):
        column, row = np.flatnonzero(store.x[:] == x), np.flatnonzero(store.y[:] == y)
        vx = store.vx[:, int(row), int(column)].astype(float)
        dates = [
            np.datetime64("1970-01-01", "s") + np.round(days * 86_400).astype("timedelta64[s]")
            for days in (store.acquisition_date_img1[:], store.acquisition_date_img2[:])
        ]
        true, _ = official.truth(cube.site, cube.epsg, x, y, *dates)
        good = (vx != -32_767) & (store.date_dt[:] <= 32)
        off = ((vx - true) / store.vx_error[:])[good]
        assert good.sum() > 1_000
        assert np.median(np.abs(off)) * 1.4826 == pytest.approx(1, abs=0.1)
    stamp = (path / "vx" / "0.65.64").stat().st_mtime_ns
    assert official_cube.write_bench_cube(tmp_path, count) == path
    assert (path / "vx" / "0.65.64").stat().st_mtime_ns == stamp
