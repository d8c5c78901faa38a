"""A cube of the simulated archive, built once for all tests that only look at it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from itslive_qgis.science import blocks
from itslive_qgis.science.cube import build_cube
from tests.plain.science.same_cube import build


@pytest.fixture(scope="session")
def outline(its_live) -> dict:
    """The area of the simulated glacier as GeoJSON."""
    return {"type": "Polygon", "coordinates": [[list(p) for p in its_live.truth.OUTLINE]]}


@pytest.fixture(scope="session")
def cube(its_live, outline, tmp_path_factory) -> dict:
    """The report of a cube over that area, all granules, commonest projection."""
    output = tmp_path_factory.mktemp("cube") / "cube.nc"
    return build_cube(str(output), folder=str(its_live.root), area=outline)


@pytest.fixture
def small_blocks(monkeypatch):
    """Blocks of a few layers and cells, so that a small cube has many."""
    monkeypatch.setattr(blocks, "BLOCK", (2, 40, 33))


@pytest.fixture
def granules(its_live, tmp_path) -> Path:
    """A folder of forty granules, in two projections."""
    folder = tmp_path / "granules"
    folder.mkdir()
    for path in its_live.granules[:40]:
        shutil.copy(path, folder)
    return folder


@pytest.fixture
def reference(granules, outline, tmp_path, small_blocks) -> Path:
    """The cube of those granules, built in threads."""
    return Path(build(granules, tmp_path / "reference.nc", outline)["output"])
