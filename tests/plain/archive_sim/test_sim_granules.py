"""The simulated granules have the form of published ones and hold the truth."""

from __future__ import annotations

import math
import re
from datetime import datetime, timezone
from pathlib import Path

import netCDF4
import numpy as np
import pytest

from tests.archive import build, granule_file, header, layout, pairs, truth

from .files import read_schema

SCHEMA = "LT05_*.ncdump.txt"
GRID_VARIABLES = (
    *("vx", "vy", "v", "v_error"),
    *("chip_size_width", "chip_size_height", "interp_mask"),
)
LANDSAT = r"L[COTEM]\d{2}_L1[A-Z]{2}_\d{6}_\d{8}_\d{8}_02_(?:RT|T1|T2)"
SENTINEL_2 = r"S2[AB]_MSIL1C_\d{8}T\d{6}_N\d{4}_R\d{3}_T\w{5}_\d{8}T\d{6}"
NAME = re.compile(rf"({LANDSAT}|{SENTINEL_2})_X_({LANDSAT}|{SENTINEL_2})_G0120V02_P(\d{{3}})$")


@pytest.fixture(scope="session")
def landsat_5(simulated):
    return simulated.path(next(g for g in simulated.granules if g.platform == "LT05"))


def test_attributes_are_those_of_a_published_granule(real_data, landsat_5):
    schema = read_schema(real_data, SCHEMA)
    with netCDF4.Dataset(landsat_5) as dataset:
        assert list(dataset.ncattrs()) == list(schema["GLOBAL"])
        assert sorted(dataset.variables) == sorted(set(schema) - {"GLOBAL"})
        for name, variable in dataset.variables.items():
            if name == "mapping":
                continue  # the published one is polar stereographic
            expected = {attribute for attribute in schema[name] if attribute[0] != "("}
            assert set(variable.ncattrs()) == expected, name


def test_texts_and_number_types_are_those_of_a_published_granule(real_data, landsat_5):
    schema = read_schema(real_data, SCHEMA)
    with netCDF4.Dataset(landsat_5) as dataset:
        for name in (*GRID_VARIABLES, "x", "y"):
            variable = dataset[name]
            assert str(variable.dtype) == schema[name]["(type)"]
            for attribute in variable.ncattrs():
                value, written = variable.getncattr(attribute), schema[name][attribute]
                if isinstance(value, str):
                    assert f"{value!r} (str)" == written
                elif np.ndim(value) == 0 and attribute != "stable_shift":
                    # a shift of 0 is written as a whole number, any other with its decimals
                    assert written.endswith(f"({value.dtype})"), (name, attribute)
        for attribute in ("references", "author", "institution", "title", "Conventions"):
            written = dataset.getncattr(attribute).replace("\n", "\\n")
            assert written in schema["GLOBAL"][attribute]


def test_mapping_is_as_production_writes_utm(simulated):
    granule = simulated.granules[1]
    with netCDF4.Dataset(simulated.path(granule)) as dataset:
        mapping = dataset["mapping"]
        assert mapping.dtype is str
        assert mapping.grid_mapping_name == "universal_transverse_mercator"
        assert mapping.spatial_epsg == granule.epsg
        assert mapping.utm_zone_number == granule.epsg % 100
        numbers = [float(number) for number in mapping.GeoTransform.split()]
        # cell centres, not corners
        assert numbers == [dataset["x"][0], 120, 0, dataset["y"][0], 0, -120]
        assert f'AUTHORITY["EPSG","{granule.epsg}"]' in mapping.crs_wkt


def test_storage_is_as_published(simulated):
    for granule in simulated.granules:
        with netCDF4.Dataset(simulated.path(granule)) as dataset:
            ny, nx = dataset.dimensions["y"].size, dataset.dimensions["x"].size
            for name in GRID_VARIABLES:
                variable = dataset[name]
                assert variable.dimensions == ("y", "x")
                assert variable.chunking() == [min(math.ceil(8192 / ny) * 128, ny), nx]
                filters = variable.filters()
                assert (filters["zlib"], filters["complevel"], filters["shuffle"]) == (
                    True,
                    2,
                    True,
                )
                fill = -32767 if name.startswith("v") else 0
                assert variable.getncattr("_FillValue") == fill


def test_grids_are_aligned_and_cropped_and_differ(simulated):
    frames = set()
    for granule in simulated.granules:
        with netCDF4.Dataset(simulated.path(granule)) as dataset:
            x, y = dataset["x"][:], dataset["y"][:]
            dataset["v"].set_auto_mask(False)
            valid = dataset["v"][:] != header.FILL
        assert (x % 120 == 52.5).all()
        assert (y % 120 == 67.5).all()
        assert (np.diff(x) == 120).all()
        assert (np.diff(y) == -120).all()
        for edge in (valid[0], valid[-1], valid[:, 0], valid[:, -1]):
            assert edge.any()
        frames.add((x[0], y[0], x.size, y.size))
    assert len(frames) > len(simulated.granules) // 2


def test_names_say_what_is_inside(simulated):
    for granule in simulated.granules:
        match = NAME.match(granule.granule_id)
        with netCDF4.Dataset(simulated.path(granule)) as dataset:
            info = dataset["img_pair_info"]
            assert (info.id_img1, info.id_img2) == (match[1], match[2])
            assert int(match[3]) == math.floor(info.roi_valid_percentage)
            first, second = info.acquisition_date_img1, info.acquisition_date_img2
            assert first < second
            assert first[:8] in info.id_img1
            assert second[:8] in info.id_img2
            # whole seconds keep the bare point that production leaves
            assert all(re.fullmatch(r"\d{8}T\d\d:\d\d:\d\d\.\d{0,6}", t) for t in (first, second))
            assert info.date_dt == pytest.approx(granule.days)


def test_values_are_the_truth_rounded(simulated):
    errors = []
    for granule in simulated.granules:
        with netCDF4.Dataset(simulated.path(granule)) as dataset:
            dataset.set_auto_mask(False)
            x, y = np.meshgrid(dataset["x"][:], dataset["y"][:])
            vx, vy, v = (dataset[name][:].astype(float) for name in ("vx", "vy", "v"))
        dates = granule.image_1.acquired, granule.image_2.acquired
        expected = truth.components(granule.epsg, x, y, *dates)
        valid = v != header.FILL
        assert ((vx == header.FILL) == ~valid).all()
        assert np.abs(vx - expected[0])[valid].max() <= 0.5
        assert np.abs(vy - expected[1])[valid].max() <= 0.5
        assert np.abs(v - np.hypot(*expected))[valid].max() <= 0.5
        moving = valid & (np.hypot(*expected) > 10)
        errors.append(np.hypot(vx - expected[0], vy - expected[1])[moving])
    assert np.percentile(np.concatenate(errors), 95) < 0.75


def test_every_whole_granule_holds_the_outline_and_partial_ones_do_not(simulated):
    partial = [granule.partial for granule in simulated.granules]
    assert 0 < sum(partial) < len(partial) / 4
    for granule in simulated.granules:
        with netCDF4.Dataset(simulated.path(granule)) as dataset:
            x, y = dataset["x"][:], dataset["y"][:]
        ring_x, ring_y = truth.to_map(granule.epsg, *np.array(truth.OUTLINE).T)
        inside = (
            (ring_x.min() > x[0])
            & (ring_x.max() < x[-1])
            & (ring_y.min() > y[-1])
            & (ring_y.max() < y[0])
        )
        assert inside != granule.partial


def test_holes_lie_at_the_same_place_on_the_ground(simulated):
    for granule in simulated.granules[:2]:
        with netCDF4.Dataset(simulated.path(granule)) as dataset:
            dataset.set_auto_mask(False)
            x, y = np.meshgrid(dataset["x"][:], dataset["y"][:])
            fill = dataset["v"][:] == header.FILL
        box = layout.outline_box(granule.epsg)
        inner = (x > box[0]) & (x < box[2]) & (y > box[1]) & (y < box[3])
        assert (fill & inner).sum() > 50
        assert not truth.trusted(granule.epsg, x, y)[fill & inner].any()


def test_v_error_follows_the_component_errors(simulated):
    with netCDF4.Dataset(simulated.path(simulated.granules[0])) as dataset:
        vx, vy, v, v_error = (dataset[name][:].astype(float) for name in GRID_VARIABLES[:4])
        error_x, error_y = dataset["vx"].error, dataset["vy"].error
        assert dataset["vx"].error_modeled == round(25.5 / simulated.granules[0].days * 365, 1)
    fast = v > 1_000
    expected = np.hypot(error_x * vx / v, error_y * vy / v)[fast]
    # half a unit of its own rounding, and a little from the rounded components
    assert np.abs(v_error[fast] - expected).max() < 0.55


def test_catalogue_is_varied():
    granules = pairs.catalogue(60)
    assert len({granule.granule_id for granule in granules}) == 60
    zones = [granule.epsg for granule in granules]
    assert 20 < zones.count(32607) < zones.count(32608) < 40
    by_pair: dict[tuple, set] = {}
    for granule in granules:
        dates = granule.image_1.acquired, granule.image_2.acquired
        by_pair.setdefault(dates, set()).add((granule.epsg, granule.granule_id.split("_G0120")[0]))
    both = [found for found in by_pair.values() if len({epsg for epsg, _ in found}) == 2]
    again = [found for found in by_pair.values() if len({name for _, name in found}) == 2]
    assert len(both) / len(by_pair) == pytest.approx(0.25, abs=0.03)
    assert len(again) >= 4
    assert {granule.platform for granule in granules} == {
        *("LT04", "LT05", "LE07", "LC08", "LC09", "S2A", "S2B")
    }
    days = [granule.days for granule in granules]
    assert min(days) < 6
    assert max(days) > 400
    assert pairs.catalogue(90)[:60] == granules


def test_two_builds_are_equal_and_a_built_folder_is_kept(tmp_path, simulated):
    parameters = build.Parameters(3)
    stored = build.make(tmp_path, parameters)
    paths = sorted(tmp_path.rglob("*.nc"))
    assert len(paths) == 3
    for path in paths:
        other = next(simulated.root.rglob(path.name))
        with netCDF4.Dataset(path) as one, netCDF4.Dataset(other) as two:
            for name in GRID_VARIABLES:
                np.testing.assert_array_equal(one[name][:], two[name][:])
    before = {path: path.stat().st_mtime_ns for path in paths}
    assert build.make(tmp_path, parameters) == stored
    assert {path: path.stat().st_mtime_ns for path in paths} == before


def test_another_set_of_parameters_replaces_the_folder(tmp_path):
    build.make(tmp_path, build.Parameters(3))
    build.make(tmp_path, build.Parameters(2, noise=5.0))
    assert len(list(tmp_path.rglob("*.nc"))) == 2
    paths = sorted(tmp_path.rglob("*.nc"))
    paths[0].unlink()
    build.make(tmp_path, build.Parameters(2, noise=5.0))
    assert sorted(tmp_path.rglob("*.nc")) == paths


def test_noise_has_the_asked_spread_and_is_repeatable():
    granule = pairs.catalogue(1)[0]
    quiet = granule_file.measure(granule)
    noisy, again = (granule_file.measure(granule, noise=20.0) for _ in range(2))
    difference = (noisy.arrays["vx"] - quiet.arrays["vx"].astype(float))[quiet.valid]
    assert np.std(difference) == pytest.approx(20, rel=0.02)
    assert abs(np.mean(difference)) < 1
    np.testing.assert_array_equal(noisy.arrays["vx"], again.arrays["vx"])


def test_real_size_is_real(tmp_path):
    granule = pairs.catalogue(1)[0]
    measured = granule_file.measure(granule, "real")
    ny, nx = measured.valid.shape
    assert 1_600 <= ny <= 2_000
    assert 1_600 <= nx <= 2_000
    granule_file.write(granule, measured, tmp_path / "granule.nc")
    assert 5e6 < (tmp_path / "granule.nc").stat().st_size < 8e6
    assert granule_file.chunk_shape(ny, nx)[0] < ny
    # around the glacier it says the same as the small one
    small = granule_file.measure(granule)
    row = round((measured.frame.y[0] - small.frame.y[0]) / 120)
    column = round((small.frame.x[0] - measured.frame.x[0]) / 120)
    same = measured.arrays["vx"][row : row + small.valid.shape[0], column:]
    window = layout.inner_window(granule, small.frame)
    np.testing.assert_array_equal(
        same[:, : small.valid.shape[1]][window], small.arrays["vx"][window]
    )


def test_pictures_are_png(simulated):
    for ending in (".png", "_thumb.png"):
        path = next(simulated.root.rglob(f"{simulated.granules[0].granule_id}{ending}"))
        content = path.read_bytes()
        assert content.startswith(b"\x89PNG\r\n\x1a\n")
        assert len(content) > 300


def test_nothing_of_the_plugin_is_imported():
    folder = Path(build.__file__).parent
    for path in folder.glob("*.py"):
        assert "itslive_qgis" not in path.read_text(encoding="utf-8")


def test_headers_do_not_depend_on_the_clock():
    granule = pairs.catalogue(1)[0]
    assert header.created(granule) == datetime(2023, 11, 10, tzinfo=timezone.utc)
    assert header.global_attributes(granule)["date_created"] == "10-Nov-2023 00:00:00"
