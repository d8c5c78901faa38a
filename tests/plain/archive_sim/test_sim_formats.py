"""Every format of the simulated archive has the form of published files."""

from __future__ import annotations

import re
import zlib
from datetime import datetime

import netCDF4
import numpy as np
import pytest

from tests.tools.needed import require_module

from .files import FILL, OLD, STACKED, grid, of, raw, read_schema, special


def kind(value: object) -> str:
    return "str" if isinstance(value, str) else str(np.asarray(value).dtype)


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
    gdal = require_module("osgeo.gdal")
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
    xarray = require_module("xarray")
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
