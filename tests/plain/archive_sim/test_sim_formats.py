"""Every format of the simulated archive has the form of published files and holds the truth."""

from __future__ import annotations

import re
import zlib
from datetime import datetime, timezone
from pathlib import Path

import netCDF4
import numpy as np
import pytest

from tests.archive import expected as reading
from tests.archive import faults, glacier, layout, truth
from tests.archive.sites import SITES

FILL = -32767
STACKED = ("v2-3d", "v2-padded")
OLD = ("v0", "v1", "nsidc")


def read_schema(real_data: Path, pattern: str) -> dict[str, dict[str, str]]:
    """Attributes by variable, as text, of a published granule; GLOBAL holds the file's."""
    path = next((real_data / "schemas").glob(pattern))
    found: dict[str, dict[str, str]] = {"GLOBAL": {}}
    current = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if match := re.match(r"  (\S.*?) (\w+)\((.*?)\) chunks=(.*) filt=(.*)$", line):
            current = match[2]
            found[current] = {"(type)": match[1], "(chunks)": match[4], "(filters)": match[5]}
        elif match := re.match(r"      :(\w+) = (.*)$", line):
            found[current][match[1]] = match[2]
        elif match := re.match(r"  GLOBAL : (\w+) = (.*)$", line):
            found["GLOBAL"][match[1]] = match[2]
    return found


def kind(value: object) -> str:
    return "str" if isinstance(value, str) else str(np.asarray(value).dtype)


@pytest.fixture(scope="module")
def every(whole_its_live) -> list[tuple]:
    """Each granule with its file."""
    return [(granule, whole_its_live.path(granule)) for granule in whole_its_live.catalogue]


def of(every: list[tuple], *forms: str, **wanted: object) -> list[tuple]:
    return [
        (granule, path)
        for granule, path in every
        if granule.form in forms
        and all(getattr(granule, name) == value for name, value in wanted.items())
    ]


def special(every: list[tuple], name: str) -> list[tuple]:
    found = [(granule, path) for granule, path in every if name in granule.special]
    assert found
    return found


def raw(path: Path, name: str) -> np.ndarray:
    """A variable's numbers as stored, rows by columns."""
    with netCDF4.Dataset(path) as dataset:
        variable = dataset[name]
        variable.set_auto_maskandscale(False)
        return variable[0] if variable.ndim == 3 else variable[:]


def grid(path: Path) -> tuple[np.ndarray, np.ndarray]:
    with netCDF4.Dataset(path) as dataset:
        return np.meshgrid(dataset["x"][:], dataset["y"][:])


def same_form(variable: netCDF4.Variable, schema: dict[str, str]) -> None:
    """Check that a variable has a published one's attributes, their types and its storage."""
    wanted = {name: text for name, text in schema.items() if not name.startswith("(")}
    assert set(variable.ncattrs()) == set(wanted), variable.name
    for name, text in wanted.items():
        if name == "stable_shift":
            continue  # a shift of 0 is written as a whole number, any other with its decimals
        written = re.search(r"\((\w+)\)$", text)[1]
        assert kind(variable.getncattr(name)) == written.replace("ndarray", "uint8"), name
    filters = variable.filters() or {}
    for name in ("zlib", "complevel", "shuffle"):
        assert f"'{name}': {filters[name]}" in schema["(filters)"]


def test_version_0_and_1_have_the_header_of_a_published_granule(real_data, every):
    schema = read_schema(real_data, "LE07*.ncdump.txt")
    granules = of(every, "v0", "v1", epsg=3031)
    assert {granule.form for granule, _ in granules} == {"v0", "v1"}
    for _, path in granules:
        with netCDF4.Dataset(path) as dataset:
            assert set(dataset.ncattrs()) == set(schema["GLOBAL"])
            assert set(dataset.variables) == set(schema) - {"GLOBAL"}
            for name, variable in dataset.variables.items():
                same_form(variable, schema[name])
                assert str(variable.dtype) in schema[name]["(type)"].replace("S1", "|S1")
                if variable.dimensions == ("y", "x"):
                    assert variable.chunking() == list(variable.shape)
            for name in ("spatial_ref", "spatial_proj4", "grid_mapping_name", "semi_major_axis"):
                written = schema["Polar_Stereographic"][name]
                assert str(dataset["Polar_Stereographic"].getncattr(name)) in written


def test_version_0_and_1_hold_what_the_published_granule_holds(real_data, every):
    with netCDF4.Dataset(next((real_data / "granules").glob("LE07*.nc"))) as published:
        texts = {name: published[name].__dict__ for name in ("v", "interp_mask", "vx")}
        height = published["chip_size_height"][:].data
        assert (published["x"][0] % 240, published["y"][0] % 240) == (112.5, 127.5)
    for _, path in of(every, "v0", "v1", epsg=3031):
        with netCDF4.Dataset(path) as dataset:
            for name, attributes in texts.items():
                for attribute in ("units", "standard_name", "missing_value", "best_practice"):
                    if attribute in attributes:
                        value = dataset[name].getncattr(attribute)
                        assert (value, kind(value)) == (
                            attributes[attribute],
                            kind(attributes[attribute]),
                        )
        assert set(np.unique(raw(path, "chip_size_height"))) == set(np.unique(height))


@pytest.mark.parametrize("form", ["v2", "v2-3d", "v2-padded"])
def test_version_2_has_the_header_of_a_published_granule(real_data, every, form):
    schema = read_schema(real_data, "LT05*.ncdump.txt")
    granules = [found for found in of(every, form, epsg=3031) if found[0].image_1.is_landsat]
    assert granules
    for granule, path in granules:
        with netCDF4.Dataset(path) as dataset:
            assert set(dataset.ncattrs()) == set(schema["GLOBAL"])
            new = {"time"} if form in STACKED else set()
            assert set(dataset.variables) == (set(schema) - {"GLOBAL"}) | new
            for name, variable in dataset.variables.items():
                if name == "time" or ("int8" in granule.special and not variable.ndim):
                    continue
                same_form(variable, schema[name])


def test_nsidc_rewrote_version_1(every):
    granules = of(every, "nsidc")
    assert len(granules) > 10
    for granule, path in granules:
        with netCDF4.Dataset(path) as dataset:
            assert dataset.Conventions == "CF-1.8"
            assert {"mapping", "img_pair_info"} < set(dataset.variables)
            assert not {"UTM_Projection", "Polar_Stereographic"} & set(dataset.variables)
            for name in ("vx", "vy", "v"):
                axis = f"{name[1]}_" if name != "v" else ""
                assert dataset[name].standard_name == f"land_ice_surface_{axis}velocity"
                assert dataset[name].units == "meter/year"
                assert dataset[name]._FillValue == np.int16(FILL)
                assert dataset[name].grid_mapping == "mapping"
            for variable in dataset.variables.values():
                assert "missing_value" not in variable.ncattrs()
            mask = dataset["interp_mask"]
            assert (mask._FillValue, mask.flag_meanings) == (0, "measured interpolated")
            mapping = dataset["mapping"]
            assert mapping.dtype == np.float32
            assert mapping.semi_major_axis == 6378137.0
            assert mapping.crs_wkt == mapping.spatial_ref
            assert "spatial_proj4" not in mapping.ncattrs()
            if granule.epsg > 32000:
                assert mapping.grid_mapping_name == "transverse_mercator"
                assert mapping.false_northing == (1e7 if granule.epsg > 32700 else 0)
            # what they left as it was
            info = dataset["img_pair_info"]
            assert info.standard_name == "image_pair_information"
            assert info.aquisition_date_img1 > info.aquisition_date_img2


def test_old_files_put_the_later_image_first_and_know_days_alone(every):
    for granule, path in of(every, *OLD):
        with netCDF4.Dataset(path) as dataset:
            info = dataset["img_pair_info"]
            first, second = info.aquisition_date_img1, info.aquisition_date_img2
            assert f"{granule.image_2.acquired:%Y%m%d}" == first
            assert f"{granule.image_1.acquired:%Y%m%d}" == second
            days = datetime.strptime(first, "%Y%m%d") - datetime.strptime(second, "%Y%m%d")
            assert info.date_dt == days.days == granule.days
            assert isinstance(info.satellite_img1, float)
            assert "v_error" not in dataset.variables
            assert dataset["vx"].map_scale_corrected == 1


def test_grids_lie_on_the_common_lattice_and_gdal_agrees(every):
    gdal = pytest.importorskip("osgeo.gdal")
    gdal.UseExceptions()
    for granule, path in every:
        x, y = grid(path)
        cell = 240 if granule.form in OLD else 120
        phases = (112.5, 127.5) if granule.form in OLD else (52.5, 67.5)
        assert (x[0, 0] % cell, y[0, 0] % cell) == phases
        assert (np.diff(x) == cell).all()
        assert (np.diff(y, axis=0) == -cell).all()
        seen = gdal.Open(f'NETCDF:"{path}":vx')
        assert seen.RasterCount == 1
        assert seen.GetGeoTransform() == (x[0, 0] - cell / 2, cell, 0, y[0, 0] + cell / 2, 0, -cell)
        assert int(seen.GetSpatialRef().GetAuthorityCode(None)) == granule.epsg


def test_stacked_files_have_time_and_share_squares_of_512_cells(every):
    xarray = pytest.importorskip("xarray")
    for granule, path in of(every, *STACKED):
        with netCDF4.Dataset(path) as dataset:
            assert dataset.dimensions["time"].isunlimited()
            assert dataset["vx"].dimensions == ("time", "y", "x")
            assert dataset["vx"].chunking() == [1, 512, 512]
            x, y, time = dataset["x"], dataset["y"], dataset["time"]
            assert (x.size % 512, y.size % 512, time.size) == (0, 0, 1)
            assert ((x[0] - 60) % 61_440, (y[-1] - 60) % 61_440) == (61_432.5, 7.5)
            added = zlib.crc32(path.name.encode()) % 1_000_000
            assert time.microseconds_added == added
        with xarray.open_dataset(path, mask_and_scale=False) as dataset:
            off = dataset.time.values[0] - np.datetime64(granule.mid_date.replace(tzinfo=None))
            assert abs(off / np.timedelta64(1, "us") - added) <= 1


def test_padding_is_fill_and_wrong_in_files_of_the_time_of_the_fault(every):
    for granule, path in of(every, *STACKED):
        chips, mask, v = (raw(path, name) for name in ("chip_size_width", "interp_mask", "v"))
        rows, columns = (np.flatnonzero((v != FILL).any(axis=axis)) for axis in (1, 0))
        padding = np.ones(v.shape, dtype=bool)
        padding[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] = False
        assert padding.any()
        assert (v[padding] == FILL).all()
        wrong = granule.form == "v2-padded"
        assert set(np.unique(chips[padding])) == {32_769 if wrong else 0}
        assert set(np.unique(mask[padding])) == {1 if wrong else 0}
        for name in ("M11", "vr") if granule.image_1.is_radar else ():
            assert (raw(path, name)[padding] == FILL).all()


def test_newest_files_have_numbers_for_what_are_attributes_alone(every):
    for granule, path in every:
        with netCDF4.Dataset(path) as dataset:
            if granule.is_old:
                continue
            for name in ("img_pair_info", "mapping"):
                if "int8" in granule.special:
                    assert dataset[name].dtype == np.int8
                    assert dataset[name]._FillValue == -127
                else:
                    assert dataset[name].dtype is str
    assert {granule.form for granule, _ in special(every, "int8")} == {"v2-3d"}


def check_numbers(found: reading.Expected, path: Path) -> None:
    with netCDF4.Dataset(path) as dataset:
        grids = {name for name, part in dataset.variables.items() if part.ndim >= 2}
        assert grids == set(found.values)
        assert dataset["x"][:].tolist() == found.x.tolist()
        assert dataset["y"][:].tolist() == found.y.tolist()
        for name in grids - {"interp_mask"}:
            stored = np.ma.filled(np.ma.squeeze(dataset[name][:]).astype(float), np.nan)
            if name in ("vx", "vy", "v", "v_error"):
                stored[found.saturated] = np.nan
            if name.startswith("chip"):
                stored[np.isin(stored, (65_535, 32_769))] = np.nan
            np.testing.assert_allclose(stored, found.values[name], rtol=1e-6)
    there = ~np.isnan(found.values["v"])
    interpolated = raw(path, "interp_mask")[there]
    assert (interpolated == found.values["interp_mask"][there]).all()


def check_truth(found: reading.Expected, path: Path) -> None:
    fine = ~np.isnan(found.values["v"]) & ~found.locked
    assert fine.any() != ("empty" in found.granule.special)
    x, y = (centres[fine] for centres in grid(path))
    dates = found.date_1, found.date_2
    vx, vy = truth.components(found.epsg, x, y, *dates, ground=found.ground)
    for name, values in (("vx", vx), ("vy", vy), ("v", np.hypot(vx, vy))):
        off = np.abs(raw(path, name)[fine].astype(float) - values)
        assert off.max(initial=0) <= 0.5 + 1e-6


def check_header(found: reading.Expected, path: Path) -> None:
    with netCDF4.Dataset(path) as dataset:
        info, vx, vy = (dataset[name] for name in ("img_pair_info", "vx", "vy"))
        assert found.ground == (dataset["x"][1] - dataset["x"][0] == 240)
        if found.ground:
            texts = info.aquisition_date_img2, info.aquisition_date_img1
            forms = "%Y%m%d", "%Y%m%d"
            assert (vx.stable_rmse, vy.stable_rmse) == pytest.approx(
                (found.vx_error, found.vy_error)
            )
        else:
            texts = info.acquisition_date_img1, info.acquisition_date_img2
            forms = tuple("%Y%m%dT%H:%M:%S." + "%f" * (text[-1] != ".") for text in texts)
            assert (vx.error, vy.error) == (found.vx_error, found.vy_error)
            assert found.satellites == (info.id_img1.split("_")[0], info.id_img2.split("_")[0])
    dates = [datetime.strptime(*told).replace(tzinfo=timezone.utc) for told in zip(texts, forms)]
    assert [found.date_1, found.date_2] == dates
    assert dates[0] < dates[1]


def test_every_file_holds_what_a_reader_should_find_and_that_is_the_truth(every):
    for granule, path in every:
        found = reading.expected(granule)
        check_header(found, path)
        check_numbers(found, path)
        check_truth(found, path)


def radars(every: list[tuple]) -> list[tuple]:
    return [found for found in every if found[0].image_1.is_radar]


def test_radar_matrix_gives_the_range_velocity(every):
    for granule, path in radars(every):
        with netCDF4.Dataset(path) as dataset:
            matrix = [np.ma.squeeze(dataset[name][:]) for name in ("M11", "M12")]
            factor = dataset["M11"].dr_to_vr_factor
            assert dataset["M12"].dr_to_vr_factor == factor
            packed = "packed" in granule.special
            assert dataset["M11"].dtype == (np.int16 if packed else np.float32)
            assert ("scale_factor" in dataset["M11"].ncattrs()) == packed
            assert dataset["M11"].units == "pixel/(meter/year)"
            velocities = [np.ma.squeeze(dataset[name][:]) for name in ("vx", "vy", "vr")]
            info = dataset["img_pair_info"]
            assert info.flight_direction_img1 in ("ascending", "descending")
            assert int(info.absolute_orbit_img1) == granule.image_1.orbit
            assert dataset.scene_pair_type == "radar"
        vx, vy, vr = (part.astype(float) for part in velocities)
        pixels = matrix[0] * vx + matrix[1] * vy
        ok = ~(np.ma.getmaskarray(pixels) | np.ma.getmaskarray(vr))
        ok &= ~reading.expected(granule).saturated
        assert ok.sum() > 10_000
        # three roundings to whole m/yr, each by half at most
        assert np.abs(pixels * factor - vr)[ok].max() < 0.5 * (1 + 2**0.5) + 0.01


def test_radar_sees_the_ground_move_along_its_line_of_sight(every):
    headings = {"ascending": 347.0, "descending": 193.0}
    seen = set()
    for granule, path in radars(every):
        found = reading.expected(granule)
        fine = ~np.isnan(found.values["vr"]) & ~found.locked & ~found.saturated
        x, y = (centres[fine] for centres in grid(path))
        site = SITES[granule.site]
        lon, lat = truth.to_lonlat(granule.epsg, x, y)
        ground = np.hypot(
            *truth.components(granule.epsg, x, y, *granule.dates, ground=True, at=site)
        )
        from tests.archive import glacier

        flow = glacier.azimuth(lon, lat, site)
        with netCDF4.Dataset(path) as dataset:
            heading = headings[dataset["img_pair_info"].flight_direction_img1]
        look = np.cos(np.radians(flow - heading - 90)) * np.sin(np.radians(39))
        along = np.cos(np.radians(flow - heading))
        for name, part in (("vr", look), ("va", along)):
            # the flow turns on its way, and the geometry is that of a square of 2 km
            off = np.abs(found.values[name][fine] - ground * part)
            assert off.max() < 0.5 + 0.012 * ground.max()
        seen.add((granule.site, granule.image_1.frame))
    assert {frame for _, frame in seen} == {"A", "D"}


def test_empty_granules_are_fill_alone(every):
    for granule, path in special(every, "empty"):
        assert granule.granule_id.endswith("_P000")
        assert (raw(path, "v") == FILL).all()
        assert raw(path, "v").size > 10_000
        assert (raw(path, "interp_mask") == 0).all()


def test_saturated_cells_lie_in_fast_ice_in_any_of_three_variables(every):
    for granule, path in special(every, "saturated"):
        full = [raw(path, name) == 32_767 for name in ("vx", "vy", "v")]
        assert all(cells.any() for cells in full)
        assert not (full[0] & full[1]).any()
        found = reading.expected(granule)
        assert (np.logical_or.reduce(full) == found.saturated).all()
        assert np.isnan(found.values["vx"][found.saturated]).all()
    for granule, path in every:
        if "saturated" not in granule.special:
            assert raw(path, "v").max() < 32_767


def holds(granule, path: Path, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Whether a granule holds data at places, by the nearest cell."""
    x, y = truth.to_map(granule.epsg, lon, lat)
    with netCDF4.Dataset(path) as dataset:
        column = np.rint((x - dataset["x"][0]) / granule.cell).astype(int)
        row = np.rint((dataset["y"][0] - y) / granule.cell).astype(int)
    v = raw(path, "v")
    inside = (row >= 0) & (row < v.shape[0]) & (column >= 0) & (column < v.shape[1])
    return inside & (v[np.clip(row, 0, v.shape[0] - 1), np.clip(column, 0, v.shape[1] - 1)] != FILL)


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
