"""The vectors of a cube against where the simulated ground moves, and what a wrong matrix does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from itslive_qgis.science import index_map
from itslive_qgis.science.cube import build_cube
from itslive_qgis.science.rotation import VectorTransform
from tests.demo.accuracy import failures, measure


def _rotation_off(m: VectorTransform) -> VectorTransform:
    one, zero = np.ones_like(m.xx), np.zeros_like(m.xx)
    return VectorTransform(one, zero, zero, one)


def _transposed(m: VectorTransform) -> VectorTransform:
    return VectorTransform(m.xx, m.yx, m.xy, m.yy)


def _half_the_angle(m: VectorTransform) -> VectorTransform:
    angle, scale = np.arctan2(m.yx, m.xx) / 2, np.hypot(m.xx, m.yx)
    return VectorTransform(
        scale * np.cos(angle), -scale * np.sin(angle), scale * np.sin(angle), scale * np.cos(angle)
    )


def _squared_scale(m: VectorTransform) -> VectorTransform:
    scale = np.hypot(m.xx, m.yx)
    return VectorTransform(m.xx * scale, m.xy * scale, m.yx * scale, m.yy * scale)


def test_vectors_are_those_of_the_ground(cube, its_live):
    report = measure(Path(cube["output"]), its_live.root)

    assert failures(report) == []
    assert report["same"]["layers"] + report["reprojected"]["layers"] == cube["layers"]
    assert report["reprojected"]["layers"] == cube["reprojected"] > 0


@pytest.mark.parametrize("crs", ["EPSG:32607", "EPSG:3413"])
def test_vectors_in_another_projection_than_the_commonest(crs, its_live, outline, tmp_path):
    cube = build_cube(str(tmp_path / "c.nc"), folder=str(its_live.root), area=outline, crs=crs)

    report = measure(Path(cube["output"]), its_live.root)

    assert cube["crs"] == crs
    assert report["reprojected"]["p95_beyond_speed_share"] <= 1
    assert report["reprojected"]["p95"] * 50 <= report["unrotated"]["p95"]


@pytest.mark.parametrize("mutation", [_rotation_off, _transposed, _half_the_angle])
def test_a_wrong_rotation_is_noticed(mutation, its_live, outline, tmp_path, monkeypatch):
    right = index_map.vector_transform
    monkeypatch.setattr(index_map, "vector_transform", lambda *args: mutation(right(*args)))
    cube = build_cube(str(tmp_path / "c.nc"), folder=str(its_live.root), area=outline)

    assert any("reprojected" in problem for problem in failures(_report(cube, its_live)))


def test_a_wrong_scale_is_noticed(its_live, outline, tmp_path, monkeypatch):
    right = index_map.vector_transform
    monkeypatch.setattr(index_map, "vector_transform", lambda *args: _squared_scale(right(*args)))
    cube = build_cube(
        str(tmp_path / "c.nc"), folder=str(its_live.root), area=outline, crs="EPSG:3413"
    )

    assert _report(cube, its_live)["reprojected"]["p95_beyond_speed_share"] > 1


def _report(cube: dict, its_live) -> dict:
    return measure(Path(cube["output"]), its_live.root)
