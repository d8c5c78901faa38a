"""The real STAC server with the real collections, real mosaics and twenty thousand granules."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.conftest import StacService

from .running import RealStac
from .world import World, world


@pytest.fixture(scope="session")
def real_stac() -> Iterator[RealStac]:
    """The server, without any world yet."""
    with RealStac() as server:
        yield server


@pytest.fixture(scope="session")
def generated_world() -> World:
    """Truths and items of the generated granules."""
    return world()


@pytest.fixture(scope="session")
def documents(real_data: Path) -> dict[str, Any]:
    """The real documents: ``collections`` (a list), ``mosaics`` (items) and ``queryables``."""
    folder = real_data / "stac"
    lines = (folder / "velocity-mosaics-items.ndjson").read_text(encoding="utf-8").splitlines()
    return {
        "collections": [
            json.loads(path.read_text(encoding="utf-8"))
            for path in sorted(folder.glob("collection_*.json"))
        ],
        "mosaics": [json.loads(line) for line in lines],
        "queryables": json.loads((folder / "queryables.json").read_text(encoding="utf-8")),
    }


@pytest.fixture(scope="session")
def copies(real_stac: RealStac, simulated_stac: StacService) -> dict[str, StacService]:
    """The simulated archive's service, and its items in the real server.

    ``"counted"`` is set to tell how many items a search matches, ``"real"`` as it is by default
    and at ITS_LIVE.
    """
    base = simulated_stac.url
    collection, queryables = (
        requests.get(f"{base}{path}", timeout=10).json()
        for path in ("/collections/itslive-granules", "/queryables")
    )
    items = simulated_stac.items
    url = real_stac.serve("copy", [collection], items, queryables)
    counted = real_stac.serve("counted", [collection], items, queryables, context="on")
    return {
        "simulated": simulated_stac,
        "real": StacService(url, items, counted=False),
        "counted": StacService(counted, items),
    }


@pytest.fixture(params=["simulated", "real", "counted"])
def stac_service(request: pytest.FixtureRequest, copies: dict[str, StacService]) -> StacService:
    """The simulated service and the real one, for the same tests."""
    return copies[request.param]


@pytest.fixture(scope="session")
def generated_url(real_stac: RealStac, generated_world: World, documents: dict[str, Any]) -> str:
    """The service as ITS_LIVE sets it up, with the generated granules and the real mosaics."""
    items = [*documents["mosaics"], *generated_world.items]
    return real_stac.serve("generated", documents["collections"], items, documents["queryables"])
