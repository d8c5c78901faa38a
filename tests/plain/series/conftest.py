"""What the tests of points from official cubes share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from itslive_qgis.archive.http import Network
from itslive_qgis.series.reader import SeriesReader

from .served import CATALOGUE, ServedArchive


@pytest.fixture
def network() -> Network:
    """A direct network with short pauses and time-outs."""
    return Network(connect_timeout=2, read_timeout=2, attempts=3, backoff=0.01)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[ServedArchive]:
    """An archive that is empty yet."""
    with ServedArchive(tmp_path / "archive") as served:
        yield served


@pytest.fixture
def make_reader(
    archive: ServedArchive, network: Network, tmp_path: Path
) -> Iterator[Callable[..., SeriesReader]]:
    """Make readers of the archive; ``cache=True`` keeps what they read in one folder."""
    made = []

    def make(cache: bool = False, **options: Any) -> SeriesReader:
        folder = tmp_path / "cache" if cache else None
        options = {"network": network, "cache_limit": 10**9, **options}
        for earlier in made:  # what they read is on the disk a little later
            assert earlier.objects.flush()
        address = f"{archive.url}/{CATALOGUE}"
        made.append(SeriesReader(cache=folder, catalogue=address, **options))
        return made[-1]

    yield make
    for each in made:
        each.close()
