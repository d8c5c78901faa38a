"""The reader against the archive's truth, the real granule and files that are none."""

from __future__ import annotations

import shutil
from datetime import datetime, timezone

import netCDF4
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itslive_qgis.errors import ItsliveError
from itslive_qgis.science.granule import (
    FILL,
    missing_pixels,
    read_header,
    read_window,
    speed_error,
    to_int16,
)
from itslive_qgis.science.granule_dates import parse_date

WHOLE = slice(None)
PINE_ISLAND = "_X_".join(
    [
        "LE07_L1GT_001113_20121118_20161127_01_T2",
        "LE07_L1GT_232113_20121104_20161127_01_T2_G0240V01_P059",
    ]
)


@pytest.fixture
def copy(its_live, tmp_path):
    """A granule of the archive that a test may change."""
    path = tmp_path / its_live.granules[0].name
    return shutil.copy(its_live.granules[0], path)


def test_a_granule_reads_back_to_what_the_archive_wrote(its_live):
    for path in its_live.granules:
        header = read_header(path)
        pixels = read_window(path, header, WHOLE, WHOLE)
        x, y = np.meshgrid(header.grid.x, header.grid.y)
        vx, vy = its_live.truth.components(header.epsg, x, y, header.date_1, header.date_2)
        held = its_live.truth.trusted(header.epsg, x, y) & (pixels["vx"] != FILL)

        assert held.any()
        assert np.abs(pixels["vx"] - vx)[held].max() <= 0.51
        assert np.abs(pixels["vy"] - vy)[held].max() <= 0.51
        assert header.date_1 < header.date_2
        assert header.satellite.split()[0].startswith(("Landsat", "Sentinel"))


def test_the_real_pine_island_granule(real_data):
    path = real_data / "granules" / f"{PINE_ISLAND}.nc"
    header = read_header(path)
    pixels = read_window(path, header, WHOLE, WHOLE)

    assert header.grid.crs == "EPSG:3031"
    assert (header.grid.nx, header.grid.ny, header.grid.dx) == (636, 592, 240)
    assert header.date_1 == datetime(2012, 11, 4, tzinfo=timezone.utc)
    assert header.date_2 == datetime(2012, 11, 18, tzinfo=timezone.utc)
    assert header.mid_date == datetime(2012, 11, 11, tzinfo=timezone.utc)
    assert (header.separation_days, header.satellite) == (14, "Landsat 7")
    assert header.ground_metres
    assert header.vx_error == pytest.approx(186.74, abs=0.01)
    held = pixels["v"] != FILL
    assert held.sum() == 163_268
    assert (pixels["v"][held].min(), pixels["v"][held].max()) == (2, 5505)
    assert np.median(pixels["v"][held]) == 522
    column = header.grid.x.tolist().index(-1599967.5)
    row = header.grid.y.tolist().index(-279952.5)
    assert [pixels[name][row, column] for name in ("v", "vx", "vy")] == [4204, -1593, -3891]


def test_a_window_is_the_same_pixels(its_live):
    path = its_live.granules[0]
    header = read_header(path)
    whole = read_window(path, header, WHOLE, WHOLE)
    window = read_window(path, header, slice(40, 90), slice(60, 130))

    for name, values in window.items():
        np.testing.assert_array_equal(values, whole[name][40:90, 60:130])


@pytest.mark.parametrize("saturated", ["vx", "vy", "v"])
def test_saturation_is_no_measurement(saturated, copy):
    with netCDF4.Dataset(copy, "a") as data:
        data.set_auto_maskandscale(False)
        row, column = np.argwhere(data["vx"][:] != FILL)[0]
        data[saturated][row, column] = 32767
    pixels = read_window(copy, read_header(copy), WHOLE, WHOLE)

    assert [pixels[name][row, column] for name in ("v", "vx", "vy", "v_error")] == [FILL] * 4


def test_v_error_of_the_file_is_kept(its_live):
    path = its_live.granules[0]
    with netCDF4.Dataset(path) as data:
        data.set_auto_maskandscale(False)
        stored = data["v_error"][:]
    pixels = read_window(path, read_header(path), WHOLE, WHOLE)

    held = pixels["vx"] != FILL
    np.testing.assert_array_equal(pixels["v_error"][held], stored[held])


def test_speed_error_follows_the_direction_of_flow():
    error = speed_error(
        np.array([5, 0, 3, 0]), np.array([0, 5, 4, 0]), np.array([5, 5, 5, 0]), 10, 20
    )

    expected = [10, 20, np.hypot(10 * 3 / 5, 20 * 4 / 5), np.sqrt((100 + 400) / 2)]
    np.testing.assert_allclose(error, expected)


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_rounding_never_wraps_around(value):
    stored = int(to_int16(np.array([value]))[0])

    assert stored == FILL or abs(stored - value) <= 0.5


def test_missing_is_fill_of_a_component_or_saturation_of_any():
    vx = np.array([1, FILL, 32767, -32768, 5, 25_000, 1], np.int16)
    vy = np.array([1, 2, 3, 4, FILL, 25_000, 1], np.int16)
    v = np.array([1, 2, 3, 4, 5, 32767, FILL], np.int16)

    assert missing_pixels(vx, vy, v).tolist() == [False, True, True, True, True, True, False]


@pytest.mark.parametrize(
    ("text", "microsecond"),
    [
        ("19841206T12:52:19.377", 377_000),
        ("19850124T13:35:34.504056", 504_056),
        ("20190719T20:38:34.", 0),
        ("20190719T20:38:34", 0),
        ("20190719T20:38:34.123456789", 123_456),
    ],
)
def test_acquisition_times_in_every_spelling(text, microsecond):
    date = parse_date(text)

    assert date.tzinfo is timezone.utc
    assert date.microsecond == microsecond
    assert text.startswith(date.strftime("%Y%m%dT%H:%M:%S"))


@pytest.mark.own_process
def test_a_granule_cut_short_is_named(copy):
    with open(copy, "r+b") as file:
        file.truncate(file.seek(0, 2) // 2)

    def read():
        read_window(copy, read_header(copy), WHOLE, WHOLE)

    with pytest.raises(ItsliveError, match="download it again"):
        read()
