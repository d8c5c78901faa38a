"""The one velocity ramp."""

from __future__ import annotations

import pytest

from itslive_qgis.layers.style import ramp_stops, ramp_top, velocity_shader


def lightness(colour) -> float:
    """Relative luminance (sRGB, linearised)."""
    parts = [colour.redF(), colour.greenF(), colour.blueF()]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_ramp_gets_lighter_all_the_way():
    light = [lightness(colour) for _, colour in ramp_stops()]
    assert all(low < high for low, high in zip(light, light[1:]))


def test_stops_lie_by_square_root_of_speed():
    items = velocity_shader(5000.0).colorRampItemList()
    assert [item.value for item in items] == pytest.approx(
        [0, 50, 200, 450, 800, 1250, 1800, 2450, 3200, 4050, 5000]
    )
    assert items[0].label == "0 m/yr"
    assert items[-1].label == "≥ 5000 m/yr"


@pytest.mark.parametrize(
    ("vmax", "top"),
    [(4100, 5000), (5000, 5000), (0.3, 10), (99.9, 100), (1234, 1500), (12345, 15000)],
)
def test_the_top_is_a_round_number_above(vmax, top):
    assert ramp_top(vmax) == pytest.approx(top)


@pytest.mark.parametrize("vmax", [None, float("nan"), 0, -5])
def test_without_a_speed_there_is_still_a_ramp(vmax):
    assert ramp_top(vmax) == 1000.0


def test_faster_than_the_top_is_drawn_in_the_last_colour():
    shader = velocity_shader(1000.0)
    shown, red, green, blue, alpha = shader.shade(32767.0)
    assert shown
    assert (red, green, blue, alpha) == (253, 231, 37, 255)
