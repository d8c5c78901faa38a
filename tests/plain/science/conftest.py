"""A cube of the simulated archive, built once for all tests that only look at it."""

from __future__ import annotations

import pytest

from itslive_qgis.science.cube import build_cube


@pytest.fixture(scope="session")
def outline(its_live) -> dict:
    """The area of the simulated glacier as GeoJSON."""
    return {"type": "Polygon", "coordinates": [[list(p) for p in its_live.truth.OUTLINE]]}


@pytest.fixture(scope="session")
def cube(its_live, outline, tmp_path_factory) -> dict:
    """The report of a cube over that area, all granules, commonest projection."""
    output = tmp_path_factory.mktemp("cube") / "cube.nc"
    return build_cube(str(output), folder=str(its_live.root), area=outline)
