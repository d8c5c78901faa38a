"""What the tests of the archive room share: a scripted server, granules, an impatient network."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from itslive_qgis.archive.area import Area
from itslive_qgis.archive.granule import Granule
from itslive_qgis.archive.http import Network

from .disks import small_tmpfs
from .fault_servers import KINDS, Scene, scene_of
from .nothing_lost import Found, table
from .place import Make, Place
from .scripted_server import ScriptedServer

BOX = [[[(-139.0, 58.5), (-137.0, 58.5), (-137.0, 59.5), (-139.0, 59.5)]]]


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """A server that does what the test says."""
    with ScriptedServer() as scripted:
        yield scripted


@pytest.fixture
def network() -> Network:
    """A direct network with short pauses and timeouts."""
    return Network(connect_timeout=2, read_timeout=2, attempts=3, backoff=0.01)


@pytest.fixture
def area() -> Area:
    """Two by one degrees around a glacier."""
    return Area.from_rings(BOX)


@pytest.fixture
def make_granule() -> Callable[..., Granule]:
    """Make a granule with a Landsat 8 pair over the area; keywords replace its fields."""
    footprint = {"type": "Polygon", "coordinates": [[*map(list, BOX[0][0]), list(BOX[0][0][0])]]}

    def make(day: str = "2018-06-01", days: float = 16, **fields: Any) -> Granule:
        middle = datetime.fromisoformat(day).replace(tzinfo=timezone.utc)
        first = middle - timedelta(days=days / 2)
        second = middle + timedelta(days=days / 2)
        granule_id = (
            f"LC08_L1TP_061018_{first:%Y%m%d}_20200831_02_T1_X_"
            f"LC08_L1TP_061018_{second:%Y%m%d}_20200831_02_T1_G0120V02_P050"
        )
        granule = Granule(
            granule_id=fields.pop("granule_id", granule_id),
            url="",
            mid_date=middle,
            date_1=first,
            date_2=second,
            separation_days=float(days),
            satellite="Landsat 8",
            percent_valid=50.0,
            epsg=32607,
            version="002",
            footprint=footprint,
        )
        fields.setdefault(
            "url", f"https://its-live-data.s3.amazonaws.com/x/{granule.granule_id}.nc"
        )
        return replace(granule, **fields)

    return make


@pytest.fixture
def place(server: ScriptedServer, tmp_path: Path, network: Network, make_granule: Make) -> Place:
    return Place(server, tmp_path / "granules", network, make_granule)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 KiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    with small_tmpfs(folder):
        yield folder


@pytest.fixture(params=KINDS)
def scene(request: pytest.FixtureRequest, tmp_path: Path, make_granule: Make) -> Iterator[Scene]:
    """A server of either kind, its files, and an empty folder for ours."""
    with scene_of(request.param, tmp_path, make_granule) as made:
        yield made


@pytest.fixture(scope="session")
def befallen(request: pytest.FixtureRequest) -> Iterator[list[tuple[str, str, Found]]]:
    """Fault, server and what was found, of every row of the table; printed when all are through."""
    rows: list[tuple[str, str, Found]] = []
    yield rows
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        sys.stdout.write(f"\nDownloads and what befell them\n{table(rows)}\n")
