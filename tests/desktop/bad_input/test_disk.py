"""Disks that are full and folders that cannot be written to: the sentence, and what is left."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from qgis.core import QgsProject, QgsVectorLayer

from itslive_qgis.layers.footprints import footprint_layer, granule_from_feature
from itslive_qgis.layers.series_table import write_csv
from tests.desktop.bad_input.conftest import held, is_sentence, polygon_layer, until

EARLIER = b"the work of last week"
# No folder can be made and no file written there, by root neither.
NOWHERE = Path("/proc/itslive")


@pytest.fixture
def found(run, its_live, outline_layer) -> list:
    """Granules of the simulated archive."""
    parameters = {"AREA": outline_layer, "SERVICE": its_live.url, "OUTPUT": "memory:"}
    layer = run("searchgranules", parameters)["OUTPUT"]
    return [granule_from_feature(feature) for feature in layer.getFeatures()][:8]


@pytest.fixture
def searched(its_live_user, its_live):
    """A user who has found some granules."""
    its_live_user.draw(its_live.truth.OUTLINE)
    its_live_user.step("criteria")
    its_live_user.type("itslive_max_per_year", "1")
    its_live_user.search()
    return its_live_user


@pytest.fixture
def cube(run, granules, tmp_path) -> Path:
    """A whole cube."""
    output = tmp_path / "cube.nc"
    run("buildcube", {"INPUT": str(granules), "OUTPUT": str(output), "LOAD": False})
    return output


def halves(folder: Path) -> list[str]:
    """Files that are not whole, by their names."""
    return [name for name in held(folder) if ".part" in name or name.endswith("-journal")]


def test_a_download_the_disk_does_not_take(run, refused, found, small_disk):
    """Two granules are there whole, one was given up; then not even one fits."""
    disk = small_disk(300)
    layer = footprint_layer(found, "found")
    text = refused("downloadgranules", {"INPUT": layer, "FOLDER": str(disk / "a")}) if (
        sum(1 for _ in found) == 0
    ) else None
    assert text is None
