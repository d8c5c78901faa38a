"""A granule is damaged only if a process that has opened nothing else says so, too."""

from __future__ import annotations

import shutil

import pytest

from itslive_qgis.errors import Cancelled, ItsliveError
from itslive_qgis.monitor import Monitor
from itslive_qgis.science import headers
from itslive_qgis.science.cube import build_cube
from itslive_qgis.science.granule import read_header
from itslive_qgis.science.granule_open import damaged
from itslive_qgis.science.second_opinion import second_opinions

pytestmark = pytest.mark.own_process


@pytest.fixture
def folder(its_live, tmp_path):
    """Three sound granules and one that libhdf5 fails to open."""
    folder = tmp_path / "granules"
    folder.mkdir()
    for path in its_live.granules[:3]:
        shutil.copy(path, folder)
    content = its_live.granules[3].read_bytes()
    (folder / "a_X_bad.nc").write_bytes(content[:2000] + bytes(3000) + content[5000:])
    return folder


def test_a_spoilt_process_loses_no_sound_granule(folder, tmp_path, monkeypatch):
    """As if libhdf5 called everything damaged from the second file on."""
    undisturbed = build_cube(str(tmp_path / "before.nc"), folder=str(folder))
    right, asked = headers.read_header, []

    def spoilt(path):
        asked.append(path)
        if len(asked) > 1:
            raise damaged(path, RuntimeError("NetCDF: HDF error"))
        return right(path)

    monkeypatch.setattr(headers, "read_header", spoilt)
    report = build_cube(str(tmp_path / "cube.nc"), folder=str(folder))

    assert len(asked) == 4
    assert report["layers"] == undisturbed["layers"] > 1
    assert report["skipped"] == undisturbed["skipped"]
    assert report["skipped"][0]["granule_id"] == "a_X_bad"


def test_it_tells_a_header_or_the_same_refusal(folder):
    paths = sorted(str(path) for path in folder.iterdir())
    opinions = second_opinions(paths, Monitor())

    assert list(opinions) == paths
    for path, opinion in opinions.items():
        if "bad" in path:
            assert isinstance(opinion, ItsliveError)
            assert opinion.code == "damaged_granule"
            assert "a_X_bad.nc cannot be read" in str(opinion)
        else:
            assert repr(opinion) == repr(read_header(path))
            assert opinion.stored


def test_it_can_be_cancelled(folder):
    class Impatient(Monitor):
        asked = 0

        def is_cancelled(self) -> bool:
            self.asked += 1
            return self.asked > 2

    with pytest.raises(Cancelled):
        second_opinions([str(path) for path in folder.iterdir()], Impatient())
