"""The matrix between projections against meridian convergence and scale from PROJ."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest

from itslive_qgis.science.rotation import vector_transform

JAKOBSHAVN = (-49.516, 69.125)


def factors(crs: str, lon: float, lat: float):
    return pyproj.Proj(crs).get_factors(lon, lat)


def matrix(source: str, target: str, lon: float, lat: float) -> np.ndarray:
    x, y = pyproj.Transformer.from_crs("EPSG:4326", source, always_xy=True).transform(lon, lat)
    m = vector_transform(source, target, np.array([x]), np.array([y]))
    return np.array([[m.xx[0], m.xy[0]], [m.yx[0], m.yy[0]]])


@pytest.mark.parametrize(
    ("source", "target", "lon", "lat"),
    [
        ("EPSG:32622", "EPSG:32623", *JAKOBSHAVN),
        ("EPSG:32622", "EPSG:3413", *JAKOBSHAVN),
        ("EPSG:32608", "EPSG:3413", -138.0, 58.0),
        ("EPSG:32607", "EPSG:32608", -138.0, 58.9),
        ("EPSG:32718", "EPSG:3031", -73.5, -49.0),
        ("EPSG:3031", "EPSG:32719", -70.0, -63.0),
    ],
)
def test_angle_and_scale_are_those_of_the_projections(source, target, lon, lat):
    a, b = factors(source, lon, lat), factors(target, lon, lat)
    turn = np.radians(b.meridian_convergence - a.meridian_convergence)
    scale = b.meridional_scale / a.meridional_scale
    # Convergence is positive where grid north lies east of true north, so that true north points to
    # (-sin, cos) of it in the grid, and a vector turns anticlockwise by its growth.
    expected = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])

    np.testing.assert_allclose(matrix(source, target, lon, lat), expected, atol=2e-5)


def test_published_turn_between_utm_zones():
    m = matrix("EPSG:32622", "EPSG:32623", *JAKOBSHAVN)

    # Convergence falls from 1.387 to -4.221 degrees.
    assert np.degrees(np.arctan2(m[1, 0], m[0, 0])) == pytest.approx(-5.607, abs=0.002)


def test_published_scale_of_polar_stereographic():
    m = matrix("EPSG:32608", "EPSG:3413", -138.0, 58.0)
    utm = factors("EPSG:32608", -138.0, 58.0).meridional_scale

    assert np.hypot(m[0, 0], m[1, 0]) * utm == pytest.approx(1.0495, abs=2e-4)


def test_without_scale_is_a_rotation():
    x, y = pyproj.Transformer.from_crs(4326, 32608, always_xy=True).transform(-138.0, 58.0)
    m = vector_transform("EPSG:32608", "EPSG:3413", np.array([x]), np.array([y])).without_scale()

    assert np.hypot(m.xx, m.yx) == pytest.approx(1, abs=1e-6)
    assert m.xx * m.xy + m.yx * m.yy == pytest.approx(0, abs=1e-6)


def test_errors_pass_through_absolute_values():
    m = vector_transform("EPSG:32622", "EPSG:3413", np.array([5.6e5]), np.array([7.67e6]))

    along_x, along_y = m.carry_errors(3.0, 4.0)

    assert along_x == pytest.approx(abs(m.xx) * 3 + abs(m.xy) * 4)
    assert along_y == pytest.approx(abs(m.yx) * 3 + abs(m.yy) * 4)
