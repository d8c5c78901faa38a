"""Every form of a granule gives the same: all versions and satellites, and the real files."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from itslive_qgis.archive import names
from itslive_qgis.science.folder import granule_files
from itslive_qgis.science.granule import NO_FLAG, read_further, read_header, read_window
from itslive_qgis.science.options import CubeOptions
from itslive_qgis.science.plan import make_plan
from tests.plain.science import small_granules as small
from tests.plain.science.small_granules import FILL, Spec, Variable

WHOLE = slice(None)
V1_NAME = (
    "LE07_L1GT_001113_20121118_20161127_01_T2_X_LE07_L1GT_232113_20121104_20161127_01_T2"
    "_G0240V01_P059.nc"
)
NSIDC_NAME = "LE07L1GT0011132012111801T2_LE07L1GT2321132012110401T2_03031_G0240V01_P059.nc"

FORMS = {
    "v1": small.v1(),
    "v1 utm": small.v1(32622, 552112.5, 7670647.5),
    "nsidc": small.nsidc(),
    "nsidc utm": small.nsidc(epsg=32622, x=552112.5, y=7670647.5),
    "v2": small.v2(),
    "v2 of text": small.v2(marker=str),
    "v2 of int8": small.v2(marker="i1"),
    "v2 with a time": small.deep(small.v2(marker="i1")),
    "v2 in the antarctic": small.v2(3031, -1599967.5, -279952.5),
    "sentinel 1": small.s1(),
    "sentinel 1 with a time": small.deep(small.s1()),
    "sentinel 1 scaled": small.s1(scaled=True),
    "sentinel 2": small.s2(),
}


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=timezone.utc)


@pytest.fixture(params=list(FORMS))
def form(request) -> Spec:
    return FORMS[request.param]


@pytest.fixture
def path(form: Spec, tmp_path: Path) -> Path:
    return small.write(form, tmp_path / "a_X_b.nc")


def stored(form: Spec, name: str) -> np.ndarray:
    """What the file holds, without the time."""
    return form.variables[name].values.reshape(small.ROWS, small.COLUMNS)


def test_pixels_are_masked_by_the_velocity_alone(form, path):
    header = read_header(path)
    pixels = read_window(path, header, WHOLE, WHOLE)

    held = np.ones((small.ROWS, small.COLUMNS), bool)
    for cell in (small.MISSING, small.PADDED, small.SATURATED):
        held[cell] = False
    for name in ("vx", "vy", "v"):
        np.testing.assert_array_equal(pixels[name][held], stored(form, name)[held])
        assert (pixels[name][~held] == FILL).all()
        assert pixels[name].dtype == np.int16
    assert (pixels["v_error"][held] > 0).all()
    assert (pixels["v_error"][~held] == FILL).all()

    further = read_further(path, header, WHOLE, WHOLE)
    assert (further["chip_size_width"] == np.where(held, 480, 0)).all()
    flags = np.zeros_like(held, np.uint8)
    flags[small.INTERPOLATED] = 1
    np.testing.assert_array_equal(further["interp_mask"], np.where(held, flags, NO_FLAG))
    height = 0 if "stable_rmse" in form.variables["vx"].attributes else 480
    assert (further["chip_size_height"] == np.where(held, height, 0)).all()


def test_the_grid_comes_from_the_coordinates(form, path):
    grid = read_header(path).grid

    np.testing.assert_array_equal(grid.x, form.variables["x"].values)
    np.testing.assert_array_equal(grid.y, form.variables["y"].values)


def test_a_window_of_the_further_variables_is_the_same_pixels(path):
    header = read_header(path)
    whole = read_further(path, header, WHOLE, WHOLE)
    window = read_further(path, header, slice(1, 4), slice(2, 8))

    assert set(window) == set(whole)
    for name, values in window.items():
        np.testing.assert_array_equal(values, whole[name][1:4, 2:8])


@pytest.mark.parametrize(
    ("form", "version", "ground", "satellites", "sensors", "percent", "software"),
    [
        ("v1", "1", True, ("Landsat 7", "Landsat 7"), ("E", "E"), 59, "1"),
        ("nsidc", "1", True, ("Landsat 7", "Landsat 7"), ("E", "E"), 59, "1"),
        ("v2", "2", False, ("Landsat 8", "Landsat 9"), ("C", "C"), 41.5, "1.5.0"),
        ("sentinel 1", "2", False, ("Sentinel-1A", "Sentinel-1B"), ("C", "C"), 41.5, "1.5.0"),
        ("sentinel 2", "2", False, ("Sentinel-2A", "Sentinel-2B"), ("MSI", "MSI"), 41.5, "1.5.0"),
    ],
)
def test_what_a_header_tells(
    form, version, ground, satellites, sensors, percent, software, tmp_path
):
    header = read_header(small.write(FORMS[form], tmp_path / "a_X_b.nc"))

    assert (header.version, header.ground_metres) == (version, ground)
    assert (header.satellites, header.satellite) == (satellites, satellites[0])
    assert (header.sensors, header.percent_valid) == (sensors, percent)
    assert header.software_version == software


def test_dates_of_both_orders_and_all_spellings(tmp_path):
    def dates(form: str) -> tuple[datetime, datetime]:
        header = read_header(small.write(FORMS[form], tmp_path / f"{form}.nc"))
        return header.date_1, header.date_2

    assert dates("v1") == dates("nsidc") == (utc(2012, 11, 4), utc(2012, 11, 18))
    assert dates("v2") == (
        utc(2020, 6, 10, 14, 52, 19, 377_000),
        utc(2022, 6, 16, 14, 52, 31),
    )
    assert dates("sentinel 1")[0] == utc(2020, 6, 4, 2, 22, 51, 123_456)


def test_satellites_keep_the_order_of_the_dates(tmp_path):
    """In V0/V1 image 1 is the later one: what is told of it must not go to the earlier date."""
    spec = small.v1()
    spec.variables["img_pair_info"].attributes |= {"satellite_img1": 8.0, "sensor_img1": "C"}
    header = read_header(small.write(spec, tmp_path / "a.nc"))

    assert header.satellites == ("Landsat 7", "Landsat 8")
    assert header.sensors == ("E", "C")


def test_sentinel_1_s_own_variables_do_not_depend_on_how_they_are_stored(tmp_path):
    read = {}
    for name in ("sentinel 1", "sentinel 1 scaled", "sentinel 1 with a time"):
        path = small.write(FORMS[name], tmp_path / f"{name}.nc")
        header = read_header(path)
        assert header.variables[-4:] == ("vr", "va", "M11", "M12")
        assert header.dr_to_vr_factor == 141.5
        read[name] = read_further(path, header, WHOLE, WHOLE, ("M11", "M12", "vr", "va"))

    cell = np.arange(small.ROWS * small.COLUMNS).reshape(small.ROWS, small.COLUMNS)
    for further in read.values():
        for name, sign in (("M11", 1), ("M12", -1)):
            assert further[name].dtype == np.float32
            expected = sign * (cell + 1) * 2e-6 + 1e-3
            expected[small.MISSING] = np.nan
            np.testing.assert_allclose(further[name], expected, rtol=1e-6)
        assert (further["vr"][3, 2], further["va"][3, 2]) == (303 // 2, 303 // -3)
        assert further["vr"][1, 1] == further["va"][small.MISSING] == FILL


def test_no_further_variable_is_made_up(tmp_path):
    path = small.write(FORMS["v2"], tmp_path / "a_X_b.nc")
    header = read_header(path)

    assert set(read_further(path, header, WHOLE, WHOLE)) == {
        "chip_size_width",
        "chip_size_height",
        "interp_mask",
    }
    assert np.isnan(header.dr_to_vr_factor)
    assert read_further(path, header, WHOLE, WHOLE, ("M11",)) == {}


def test_a_fill_value_of_its_own_is_missing_too(tmp_path):
    spec = small.v2()
    for name in ("vx", "vy", "v", "v_error"):
        variable = spec.variables[name]
        variable.values = np.where(variable.values == FILL, -9999, variable.values)
        variable.fill = np.int16(-9999)
    path = small.write(spec, tmp_path / "a.nc")
    pixels = read_window(path, read_header(path), WHOLE, WHOLE)

    for values in pixels.values():
        assert values[small.MISSING] == values[small.PADDED] == FILL


def test_one_pair_under_its_name_and_nsidc_s_is_one_layer(tmp_path):
    original = small.write(small.v1(), tmp_path / V1_NAME)
    copy = small.write(small.nsidc(), tmp_path / NSIDC_NAME)

    assert granule_files(str(tmp_path)) == sorted([str(original), str(copy)])
    plan = make_plan([read_header(path) for path in (original, copy)], None, CubeOptions())
    assert [len(pair) for pair in plan.pairs] == [2]


@pytest.mark.parametrize(("form", "name"), [("v1", V1_NAME), ("nsidc", NSIDC_NAME)])
def test_a_renamed_granule_is_still_of_its_pair(form, name, tmp_path):
    header = read_header(small.write(FORMS[form], tmp_path / "glacier.nc"))

    assert names.pair_identity(header.scenes) == names.pair_identity(name)


def test_the_real_granule_s_pixels(real_data):
    """The figures of data/README.md."""
    path = real_data / "granules" / V1_NAME
    header = read_header(path)
    pixels = read_window(path, header, WHOLE, WHOLE)

    at = {
        (-1593967.5, -313552.5): (5505, -2117, -5082),
        (-1599967.5, -279952.5): (4204, -1593, -3891),
        (-1589887.5, -300112.5): (4390, -1820, -3995),
        (-1580047.5, -254992.5): (3127, -1637, -2664),
        (-1649887.5, -300112.5): (FILL, FILL, FILL),
    }
    for (x, y), expected in at.items():
        cell = header.grid.y.tolist().index(y), header.grid.x.tolist().index(x)
        assert tuple(pixels[name][cell] for name in ("v", "vx", "vy")) == expected
    held = pixels["v"] != FILL
    speed = np.hypot(pixels["vx"][held].astype(float), pixels["vy"][held])
    assert np.abs(pixels["v"][held] - speed).max() == pytest.approx(0.5, abs=0.01)
    further = read_further(path, header, WHOLE, WHOLE)
    assert set(np.unique(further["chip_size_width"][held])) == {240, 480, 960, 1920}
    assert not further["chip_size_height"].any()
    assert (further["interp_mask"][held] == 0).mean() == pytest.approx(0.824, abs=5e-4)
    assert (further["interp_mask"][~held] == NO_FLAG).all()
    assert header.percent_valid == 59
    assert header.scenes == V1_NAME.partition("_G0240")[0]


def test_the_real_header_of_version_2(real_data, tmp_path):
    (dump,) = (real_data / "schemas").glob("LT05*.ncdump.txt")
    path = small.write(
        from_dump(dump.read_text()), tmp_path / dump.name.replace("ncdump.txt", "nc")
    )
    header = read_header(path)

    assert (header.grid.crs, header.grid.nx, header.grid.ny) == ("EPSG:3031", 2016, 1879)
    assert (header.grid.x0, header.grid.y0, header.grid.dx) == (-849907.5, -457132.5, 120)
    assert header.date_1 == utc(1984, 12, 6, 12, 52, 19, 377_000)
    assert header.separation_days == pytest.approx(49.03003619277778, abs=1e-8)
    assert header.satellites == ("Landsat 5", "Landsat 5")
    assert (header.vx_error, header.stable_shift_x) == (189.8, 0)
    assert (header.version, header.ground_metres, header.has_v_error) == ("2", False, True)
    assert header.scenes == dump.name.partition("_G0120")[0]
    pixels = read_window(path, header, slice(0, 50), slice(0, 50))
    assert all((values == FILL).all() for values in pixels.values())


DUMPED_VARIABLE = re.compile(r"^  (?P<dtype>\S+|<class 'str'>) (?P<name>\w+)\((?P<dims>[^)]*)\)")
DUMPED_ATTRIBUTE = re.compile(
    r"^(?:      |  GLOBAL ): ?(?P<name>\w+) = (?P<value>.*?)(?: \(\w+\))?$"
)


def from_dump(text: str) -> Spec:
    """The file a header was dumped from, without pixels; coordinates from their first and last."""
    known = {"np": np, "nan": np.nan, "array": np.array, "uint8": np.uint8}

    def value_of(written: str) -> Any:
        return eval(written, known)

    lines = text.splitlines()
    spec = Spec(value_of(lines[1].removeprefix("dims ")), {})
    attributes = spec.attributes
    for line in lines[2:]:
        if found := DUMPED_VARIABLE.match(line):
            dtype = str if "class" in found["dtype"] else found["dtype"].replace("|", "")
            dimensions = tuple(re.findall(r"\w+", found["dims"]))
            variable = spec.variables[found["name"]] = Variable(dtype, dimensions, {})
            attributes = variable.attributes
        elif line.startswith("  GLOBAL"):
            found = DUMPED_ATTRIBUTE.match(line)
            spec.attributes[found["name"]] = value_of(found["value"])
        elif found := DUMPED_ATTRIBUTE.match(line):
            if found["name"] == "_FillValue":
                variable.fill = value_of(found["value"])
            else:
                attributes[found["name"]] = value_of(found["value"])
        elif line.startswith("      data:") and len(variable.dimensions) == 1:
            numbers = [float(each) for each in re.findall(r"-?\d+\.?\d*", line)]
            size = spec.dimensions[variable.dimensions[0]]
            variable.values = np.linspace(numbers[0], numbers[5], size)
    return spec
