"""What all tests share: the simulated ITS_LIVE over HTTP, and the real data where it lies."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.tools.needed import require

pytest_plugins = ["tests.own_process"]

REPOSITORY = Path(__file__).resolve().parent.parent
#: Where archives are made: some tests change what is served, so two runs at once need two places.
ARCHIVES = REPOSITORY / os.environ.get("ITSLIVE_TEST_ARCHIVES", "build")
#: As many as hold every special of ``tests.archive.world``.
WHOLE_GRANULES = 130


@dataclass(frozen=True)
class ItsLive:
    """The simulated archive while it is served: its base URL and the folder of its granules."""

    url: str
    root: Path

    @property
    def granules(self) -> list[Path]:
        """Every granule file of the archive."""
        return sorted(self.root.rglob("*.nc"))

    @property
    def truth(self):
        """The module that knows how the simulated ground moves."""
        from tests.archive import truth

        return truth

    @property
    def catalog_url(self) -> str:
        """Address of the catalogue of official cubes, which are made when they are asked for."""
        return f"{self.url}/its-live-data/datacubes/catalog_v02.json"

    @property
    def official(self):
        """The package that knows the official cubes, and how the ice in them moves."""
        from tests.archive import official

        return official


@dataclass(frozen=True)
class WholeItsLive(ItsLive):
    """The simulated archive of everything ITS_LIVE holds."""

    @property
    def catalogue(self) -> tuple:
        """What each granule is: its site, format and what is special about it."""
        from tests.archive import pairs

        return pairs.catalogue(WHOLE_GRANULES, "whole")

    def path(self, granule) -> Path:
        """The file of a granule of the catalogue."""
        return next(self.root.rglob(f"{granule.granule_id}.nc"))


def serve_archive(root: Path, *options: str) -> tuple[subprocess.Popen, str]:
    """Start ``python -m tests.archive``; return the process and its base URL."""
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.archive", "--port", "0", "--root", str(root), *options],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    )
    url = server.stdout.readline().strip()
    if not url.startswith("http://"):
        server.kill()
        raise RuntimeError(f"The simulated archive did not start; it said {url!r}.")
    return server, url


@pytest.fixture(scope="session")
def its_live() -> ItsLive:
    """The simulated ITS_LIVE, served on loopback for the whole session."""
    root = ARCHIVES / "archive-small"
    server, url = serve_archive(root)
    yield ItsLive(url, root)
    server.terminate()
    server.wait(10)


@pytest.fixture(scope="session")
def whole_its_live() -> WholeItsLive:
    """Every site, projection, format and sensor of ITS_LIVE, and what goes wrong with them."""
    root = ARCHIVES / "archive-whole"
    options = "--world", "whole", "--granules", str(WHOLE_GRANULES)
    server, url = serve_archive(root, *options)
    yield WholeItsLive(url, root)
    server.terminate()
    server.wait(10)


@dataclass(frozen=True)
class StacService:
    """A STAC service, and what it should hold.

    Attributes:
        url: its address.
        items: all its granules, read without our client.
        counted: whether it tells how many items a search matches.
    """

    url: str
    items: list[dict]
    counted: bool = True


@pytest.fixture(scope="session")
def simulated_stac(whole_its_live: WholeItsLive) -> StacService:
    """The simulated archive's STAC service with every site, projection, format and sensor."""
    address = f"{whole_its_live.url}/collections/itslive-granules/items?limit=1000"
    with urllib.request.urlopen(address) as answer:
        items = json.load(answer)["features"]
    assert len(items) == WHOLE_GRANULES
    return StacService(whole_its_live.url, items)


@pytest.fixture
def stac_service(simulated_stac: StacService) -> StacService:
    """The service that tests of both the simulated and the real one are put to."""
    return simulated_stac


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real ITS_LIVE data; tests skip without it unless it is required."""
    folder = Path(os.environ.get("ITSLIVE_TEST_DATA", REPOSITORY.parent / "shared" / "data"))
    if not (folder / "granules").is_dir():
        require(f"No real ITS_LIVE data at {folder}; set ITSLIVE_TEST_DATA to their folder.")
    return folder
