"""A cube and granules for the tests of layers."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from itslive_qgis.archive.granule import Granule
from tests.desktop.layers.cube_file import write_cube


@pytest.fixture
def cube(tmp_path, qgis_app):
    """The description of a small cube in a folder whose name is hard to quote."""
    folder = tmp_path / "glacier été 冰川: v"
    folder.mkdir()
    return write_cube(folder / "my cube.nc")


def granule(number: int, satellite: str = "Landsat 8") -> Granule:
    """A granule whose dates are near midnight, so that a zone's shift would show."""
    middle = datetime(2018, 6, 14, 23, 30, 1, tzinfo=timezone.utc)
    ring = [[-138.5, 58.5], [-137.5, 58.5], [-137.5, 59.5], [-138.5, 59.5], [-138.5, 58.5]]
    return Granule(
        granule_id=f"granule_{number}",
        url=f"https://example.org/granule_{number}.nc",
        mid_date=middle,
        date_1=middle - timedelta(days=8),
        date_2=middle + timedelta(days=8),
        separation_days=16.0,
        satellite=satellite,
        percent_valid=None if number == 0 else 80.0,
        epsg=32607,
        version="002",
        footprint={"type": "Polygon", "coordinates": [ring]},
    )


@pytest.fixture
def granules():
    """Granules of four satellites of three groups, one of them unknown."""
    names = ("Landsat 8", "Sentinel-1A", "Sentinel-1B", "XY99")
    return [granule(number, name) for number, name in enumerate(names)]
