"""What is no granule, or a faulty one, is refused in a sentence of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import netCDF4
import numpy as np
import pytest

from itslive_qgis.errors import ItsliveError
from itslive_qgis.science.cube import build_cube
from itslive_qgis.science.granule import read_header, read_window
from tests.plain.science import small_granules as small
from tests.plain.science.small_granules import Spec, Variable

pytestmark = pytest.mark.own_process
WHOLE = slice(None)


def refusal(path: Path) -> ItsliveError:
    with pytest.raises(ItsliveError) as caught:
        read_header(path)
    text = str(caught.value)
    assert path.name in text
    assert "{" not in text
    assert caught.value.advice
    json.dumps(caught.value.to_dict())
    return caught.value


def written(spec: Spec, tmp_path: Path) -> Path:
    return small.write(spec, tmp_path / "a_X_b.nc")


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"", "empty_file", "is empty"),
        (b"\n <!DOCTYPE html><html>Sign in</html>", "web_page", "a page to sign in"),
        (b"<?xml version='1.0'?><Error><Code>AccessDenied</Code>", "web_page", "web page"),
        (b"date,v,vx\n2020-01-01,3,4\n", "no_netcdf", "no NetCDF file"),
        (b"\x89HDF\r\n\x1a\n", "damaged_granule", "damaged"),
        (b"\x89HDF\r\n\x1a\n" + bytes(4000), "damaged_granule", "damaged"),
        (b"CDF\x01" + bytes(400), "other_product", "holds no velocities"),
    ],
    ids=["empty", "page", "xml", "text", "signature", "zeros", "classic"],
)
def test_a_file_that_is_no_netcdf(content, code, words, tmp_path):
    path = tmp_path / "a_X_b.nc"
    path.write_bytes(content)
    error = refusal(path)

    assert error.code == code
    assert words in str(error)


def test_a_file_that_is_not_there(tmp_path):
    assert refusal(tmp_path / "gone_X_.nc").code == "cannot_open"


def test_a_file_cut_short_tells_how_much_is_there(tmp_path):
    path = written(small.v2(), tmp_path)
    whole = path.stat().st_size
    with path.open("r+b") as file:
        file.truncate(whole // 2)
    error = refusal(path)

    assert error.code == "cut_short"
    assert f"{whole // 2} of its {whole} bytes" in str(error)


@pytest.mark.parametrize("change", [-1, 1])
def test_a_file_that_is_not_as_it_was_downloaded(change, tmp_path):
    path = written(small.v2(), tmp_path)
    entry = {
        "state": "complete",
        "file": path.name,
        "url": "https://its-live-data.s3.amazonaws.com/a_X_b.nc",
        "size": path.stat().st_size,
    }
    record = tmp_path / "granules.jsonl"
    record.write_text(json.dumps({**entry, "size": path.stat().st_size + change}) + "\n")
    error = refusal(path)
    assert error.code == "changed_granule"
    assert "since its download" in str(error)

    record.write_text(record.read_text() + json.dumps(entry) + "\n")
    assert read_header(path).version == "2"


def cube(spec: Spec) -> None:
    """As this plugin and the archive itself stack granules."""
    spec.dimensions["mid_date"] = None
    spec.variables["mid_date"] = Variable("f8", ("mid_date",), {}, np.array([18000.0]))
    del spec.variables["img_pair_info"]


def set_attribute(variable: str, name: str, value: Any):
    def spoil(spec: Spec) -> None:
        spec.variables[variable].attributes[name] = value

    return spoil


def drop_attribute(variable: str, *names: str):
    def spoil(spec: Spec) -> None:
        for name in names:
            del spec.variables[variable].attributes[name]

    return spoil


def drop(*names: str):
    def spoil(spec: Spec) -> None:
        for name in names:
            del spec.variables[name]

    return spoil


def coordinate(axis: str, change):
    def spoil(spec: Spec) -> None:
        spec.variables[axis].values = change(spec.variables[axis].values)

    return spoil


def exchanged(spec: Spec) -> None:
    for variable in spec.variables.values():
        if variable.dimensions == ("y", "x"):
            variable.dimensions, variable.values = ("x", "y"), variable.values.T


def two_times(spec: Spec) -> None:
    spec.dimensions["time"] = 2
    for variable in spec.variables.values():
        if variable.dimensions == ("y", "x"):
            variable.dimensions = ("time", "y", "x")
            variable.values = np.stack([variable.values] * 2)


def renamed_dimensions(spec: Spec) -> None:
    spec.dimensions |= {"lat": small.ROWS, "lon": small.COLUMNS}
    for name in ("vx", "vy", "v"):
        spec.variables[name].dimensions = ("lat", "lon")


def other_grid(spec: Spec) -> None:
    spec.dimensions["x2"] = 3
    spec.variables["x"] = Variable("f8", ("x2",), {}, np.arange(3) * 120.0)


def as_float(spec: Spec) -> None:
    vy = spec.variables["vy"]
    vy.dtype, vy.fill, vy.values = "f4", None, vy.values.astype(np.float32)


def one_gap(values: np.ndarray) -> np.ndarray:
    return np.where(np.arange(values.size) > 3, values + 120, values)


def not_numbers(values: np.ndarray) -> np.ndarray:
    return np.where(np.arange(values.size) == 2, np.nan, values)


def infinite(values: np.ndarray) -> np.ndarray:
    return np.where(np.arange(values.size) == 2, np.inf, values)


PAIR = "img_pair_info"
DATES = ("acquisition_date_img1", "acquisition_date_img2")
WRONG_WKT = 'PROJCS["WGS 84 / UTM zone 22N",AUTHORITY["EPSG","32622"]]'


@pytest.mark.parametrize(
    ("spoil", "code", "words"),
    [
        (cube, "is_a_cube", "velocity cube, not a granule"),
        (drop("vx", "vy"), "other_product", "holds no velocities"),
        (drop(PAIR), "other_product", "a mosaic or another product"),
        (drop("v"), "incomplete", "has no v"),
        (drop("x"), "bad_coordinates", "no coordinates along x"),
        (drop("mapping"), "no_projection", "does not tell its projection"),
        (drop_attribute("mapping", "spatial_epsg"), "no_projection", "does not tell"),
        (set_attribute("mapping", "spatial_epsg", 999_999), "unknown_projection", "EPSG:999999"),
        (set_attribute("mapping", "spatial_epsg", 3413.5), "unknown_projection", "EPSG:3413.5"),
        (set_attribute("mapping", "spatial_epsg", 4326), "unknown_projection", "in metres"),
        (set_attribute("mapping", "spatial_epsg", np.inf), "no_projection", "projection"),
        (set_attribute("mapping", "crs_wkt", WRONG_WKT), "two_projections", "EPSG:32622"),
        (exchanged, "turned_round", "rows and columns are exchanged"),
        (coordinate("y", np.flip), "turned_round", "turned round by another program"),
        (coordinate("x", np.flip), "turned_round", "turned round by another program"),
        (coordinate("x", one_gap), "uneven_grid", "not evenly spaced"),
        (coordinate("x", np.zeros_like), "uneven_grid", "not evenly spaced"),
        (coordinate("y", not_numbers), "bad_coordinates", "no places on the Earth"),
        (coordinate("x", infinite), "bad_coordinates", "no places on the Earth"),
        (coordinate("x", lambda x: x + 1e9), "bad_coordinates", "no places on the Earth"),
        (other_grid, "bad_coordinates", "8 × 6 pixels, but 3 × 6 coordinates"),
        (renamed_dimensions, "other_layout", "(lat, lon), not as (y, x)"),
        (two_times, "other_layout", "holds 2 times"),
        (as_float, "other_form", "vy in another form"),
        (set_attribute("vx", "scale_factor", 0.1), "other_form", "vx in another form"),
        (drop_attribute(PAIR, *DATES), "no_dates", "when its image 1 was taken"),
        (drop_attribute(PAIR, DATES[1]), "no_dates", "when its image 2 was taken"),
        (set_attribute(PAIR, DATES[0], "June"), "no_dates", "when its image 1 was taken"),
        (set_attribute(PAIR, DATES[0], "99991231"), "no_dates", "when its image 1 was taken"),
        (set_attribute(PAIR, DATES[0], "20220616T14:52:31"), "equal_dates", "same date"),
        (set_attribute("vx", "error", np.array([1.0, 2.0])), "bad_header", "vx.error"),
        (set_attribute(PAIR, "latitude", "north"), "bad_header", "img_pair_info.latitude"),
    ],
)
def test_a_file_of_another_kind_or_with_a_faulty_header(spoil, code, words, tmp_path):
    spec = small.v2()
    spoil(spec)
    error = refusal(written(spec, tmp_path))

    assert (error.code, words in str(error)) == (code, True), str(error)


def neighbouring_zone(spec: Spec) -> None:
    spec.variables["mapping"].attributes["spatial_epsg"] = 32623
    for name in ("crs_wkt", "spatial_ref"):
        del spec.variables["mapping"].attributes[name]


def other_hemisphere(spec: Spec) -> None:
    neighbouring_zone(spec)
    spec.variables["mapping"].attributes["spatial_epsg"] = 32722


def exchanged_places(spec: Spec) -> None:
    x, y = spec.variables["x"].values, spec.variables["y"].values
    spec.variables["x"].values = y[-1] + 120 * np.arange(x.size)
    spec.variables["y"].values = x[-1] - 120 * np.arange(y.size)


def exchanged_degrees(spec: Spec) -> None:
    pair = spec.variables[PAIR].attributes
    pair["latitude"], pair["longitude"] = pair["longitude"], pair["latitude"]


def near_a_pole(spec: Spec) -> None:
    spec.variables[PAIR].attributes["latitude"] = -90.0


@pytest.mark.parametrize(
    "spoil",
    [neighbouring_zone, other_hemisphere, exchanged_places, exchanged_degrees, near_a_pole],
)
def test_a_displaced_granule_is_refused(spoil, tmp_path):
    spec = small.s2()
    spoil(spec)
    error = refusal(written(spec, tmp_path))

    assert error.code == "displaced"
    assert "is displaced: its images were taken at latitude" in str(error)


@pytest.mark.parametrize("place", [(3413, -199947.5, -2279932.5), (3031, -1599967.5, -279952.5)])
def test_the_other_pole_s_projection_is_noticed(place, tmp_path):
    spec = small.v2(*place)
    neighbouring_zone(spec)
    spec.variables["mapping"].attributes["spatial_epsg"] = 6444 - place[0]

    assert refusal(written(spec, tmp_path)).code == "displaced"


@pytest.mark.parametrize(("kilometres", "refused"), [(0.6, False), (120, False), (240, True)])
def test_a_crop_of_a_scene_is_not_displaced(kilometres, refused, tmp_path):
    """The header may still tell the centre of the whole scene, some 185 to 250 km wide."""
    spec = small.s2()
    for axis, sign in (("x", 1), ("y", -1)):
        spec.variables[axis].values = spec.variables[axis].values + sign * kilometres * 1000
    path = written(spec, tmp_path)

    if refused:
        assert refusal(path).code == "displaced"
    else:
        assert read_header(path).epsg == 32622


@pytest.mark.parametrize(
    "place",
    [
        (32622, 2e7, 2e7),
        (32622, 2e7, 0.0),
        (32722, -2.5e7, 1e6),
        (32622, 6e6, 5e6),  # 50 degrees from its zone
        (3031, 2e7, 1e6),  # north of the equator
    ],
)
def test_coordinates_without_a_longitude_are_refused_where_no_place_is_told(place, tmp_path):
    """Version 0 and 1 tell no place to hold them to; the grid of a build would span them."""
    error = refusal(written(small.v1(*place), tmp_path))

    assert error.code == "bad_coordinates"
    assert f"no places on the Earth in EPSG:{place[0]}" in str(error)


@pytest.mark.parametrize(
    "place",
    [
        (3031, -1000.0, 700.0),  # around the pole
        (3413, -900.0, 600.0),
        (3413, -3_100_000.0, 650_000.0),  # Alaska, at 58 degrees
        (3031, -2_600_000.0, 2_000_000.0),  # beyond the Antarctic Peninsula
        (32622, 500_000.0, 9_328_000.0),  # 84 degrees north
        (32722, 500_000.0, 1_118_000.0),  # 80 degrees south
        (32633, -300_000.0, 9_000_000.0),  # far over the zone's border
        (32607, 1_300_000.0, 6_700_000.0),
    ],
)
def test_no_place_of_ice_is_refused(place, tmp_path):
    assert read_header(written(small.v1(*place), tmp_path)).epsg == place[0]


def test_a_place_that_is_not_told_is_not_missed(tmp_path):
    spec = small.s2()
    drop_attribute(PAIR, "latitude", "longitude")(spec)
    assert read_header(written(spec, tmp_path)).epsg == 32622


def test_absurd_sizes_are_refused_before_anything_is_read(tmp_path):
    path = tmp_path / "a_X_b.nc"
    with netCDF4.Dataset(path, "w") as data:
        for axis in "yx":
            data.createDimension(axis, 10**9)
            data.createVariable(axis, "f8", (axis,), chunksizes=(1000,))
        for name in ("vx", "vy", "v"):
            data.createVariable(name, "i2", ("y", "x"), chunksizes=(100, 100))
        data.createVariable(PAIR, "i1", ()).setncatts(small.v2().variables[PAIR].attributes)
        data.createVariable("mapping", "i1", ()).spatial_epsg = 3413
    error = refusal(path)

    assert error.code == "absurd_size"
    assert "1000000000 × 1000000000 pixels" in str(error)


def test_endless_coordinates_are_not_read_either(tmp_path):
    path = written(small.v2(), tmp_path)
    with netCDF4.Dataset(path, "a") as data:
        data.renameVariable("x", "old_x")
        data.createDimension("endless", 10**9)
        data.createVariable("x", "f8", ("endless",), chunksizes=(1000,))

    assert refusal(path).code == "bad_coordinates"


def test_damage_below_the_header_is_found_by_reading(tmp_path):
    path = written(small.v2(), tmp_path)
    content = bytearray(path.read_bytes())
    header = read_header(path)
    # A compressed block begins with zlib's own two bytes; the rest of each becomes nonsense.
    at = content.find(b"\x78\x5e")
    while at > 0:
        content[at : at + 12] = b"\x78\x5e" + b"\xff" * 10
        at = content.find(b"\x78\x5e", at + 12)
    path.write_bytes(content)

    with pytest.raises(ItsliveError, match=r"a_X_b\.nc cannot be read: the file is damaged") as e:
        read_window(path, header, WHOLE, WHOLE)
    assert e.value.code == "damaged_granule"


def test_our_own_cube_is_not_taken_for_a_granule(tmp_path):
    written(small.v2(), tmp_path)
    report = build_cube(str(tmp_path / "cube_X_.nc"), folder=str(tmp_path))

    assert refusal(Path(report["output"])).code == "is_a_cube"


def test_a_faulty_granule_costs_itself_alone_and_says_why(tmp_path):
    written(small.v2(), tmp_path)
    (tmp_path / "page_X_.nc").write_text("<html>Sign in</html>")
    spec = small.v2()
    exchanged(spec)
    small.write(spec, tmp_path / "turned_X_.nc")
    report = build_cube(str(tmp_path / "cube.nc"), folder=str(tmp_path))

    assert report["layers"] == 1
    reasons = {item["granule_id"]: item["reason"]["what"] for item in report["skipped"]}
    assert "web page" in reasons["page_X_"]
    assert "exchanged" in reasons["turned_X_"]
