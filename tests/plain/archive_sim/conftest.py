"""A small simulated archive of its own, served inside the test process."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.archive import build, pairs
from tests.archive.server import ArchiveServer

GRANULES = 24


@dataclass(frozen=True)
class Simulated:
    """The archive, its catalogue and its items as stored."""

    url: str
    root: Path
    granules: tuple[pairs.Granule, ...]
    stored: list[dict]

    def path(self, granule: pairs.Granule) -> Path:
        """The granule's NetCDF file."""
        return next(self.root.rglob(f"{granule.granule_id}.nc"))


@pytest.fixture(scope="session")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Simulated:
    """Make two dozen granules and serve them."""
    root = tmp_path_factory.mktemp("archive")
    stored = build.make(root, build.Parameters(GRANULES))
    with ArchiveServer(root, stored) as server:
        yield Simulated(server.url, root, pairs.catalogue(GRANULES), stored)


@pytest.fixture(scope="session")
def every(whole_its_live) -> list[tuple[pairs.Granule, Path]]:
    """Each granule with its file."""
    return [(granule, whole_its_live.path(granule)) for granule in whole_its_live.catalogue]
