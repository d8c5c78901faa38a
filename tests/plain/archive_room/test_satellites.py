"""The table of satellites, and times as they are written."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itslive_qgis.archive.satellites import (
    GROUPS,
    PLATFORMS,
    group_of,
    platforms_of,
    satellite_name,
)
from itslive_qgis.archive.times import parse_time


def test_groups_hold_all_their_satellites() -> None:
    assert {"S2A", "S2B", "S2C"} <= set(platforms_of(("Sentinel-2",)))
    assert {"S1A", "S1B", "S1C"} <= set(platforms_of(("Sentinel-1",)))
    assert {"LC08", "LO08"} == set(platforms_of(("Landsat 8",)))
    assert {"LC09", "LO09"} == set(platforms_of(("Landsat 9",)))
    assert set(platforms_of(GROUPS)) == set(PLATFORMS)
    for landsat in (4, 5, 7, 8, 9):
        assert f"Landsat {landsat}" in GROUPS


def test_names_and_groups() -> None:
    assert satellite_name("LC08") == "Landsat 8"
    assert satellite_name("S1A") == "Sentinel-1A"
    assert satellite_name("S2B") == "Sentinel-2B"
    assert group_of("Sentinel-2B") == "Sentinel-2"
    for code in PLATFORMS:
        assert group_of(satellite_name(code)) in GROUPS


def test_unknown_platforms_keep_their_code() -> None:
    assert satellite_name("XYZ1") == "XYZ1"
    assert group_of("XYZ1") == "XYZ1"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-05-14T15:28:11Z", datetime(2022, 5, 14, 15, 28, 11)),
        ("2022-05-14T15:28:11.1234567Z", datetime(2022, 5, 14, 15, 28, 11, 123456)),
        ("2022-05-14T15:28:11.5+00:00", datetime(2022, 5, 14, 15, 28, 11, 500000)),
        ("2022-05-14T15:28:11+02:00", datetime(2022, 5, 14, 13, 28, 11)),
        ("20220514T152811", datetime(2022, 5, 14, 15, 28, 11)),
        ("20220514", datetime(2022, 5, 14)),
    ],
)
def test_times_are_read_as_utc(text: str, expected: datetime) -> None:
    assert parse_time(text) == expected.replace(tzinfo=timezone.utc)


@pytest.mark.parametrize(
    "text", ["", "2022-13-01", "soon", "99999999", None, 5, "2022-05-14T25:00:00Z"]
)
def test_what_is_no_time_is_none(text: object) -> None:
    assert parse_time(text) is None


@given(st.datetimes(min_value=datetime(1900, 1, 1)), st.integers(-12 * 60, 12 * 60))
def test_every_time_is_read_back(moment: datetime, minutes: int) -> None:
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert parse_time(aware.isoformat()) == aware
