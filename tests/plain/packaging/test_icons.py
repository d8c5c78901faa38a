"""Icons: plain SVG that Qt's small renderer draws, and every one the code names is there."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from tests.tools.layout import PLUGIN, REPOSITORY

ICONS = sorted((REPOSITORY / "resources" / "icons").glob("*.svg"))
# Qt draws SVG Tiny 1.2: no filters, masks, style sheets or scripts, and nothing from elsewhere.
DRAWN = {"svg", "title", "g", "path", "circle", "rect", "line", "polyline", "polygon", "ellipse"}
SVG = "{http://www.w3.org/2000/svg}"


def lightness(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 black to 1 white (WCAG 2.1, definition of contrast)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("path", ICONS, ids=lambda path: path.stem)
def test_an_icon_is_plain_svg(path):
    root = ET.parse(path).getroot()
    assert root.get("viewBox") == "0 0 24 24"
    assert {element.tag.replace(SVG, "") for element in root.iter()} <= DRAWN
    assert "href" not in path.read_text()


@pytest.mark.parametrize("path", ICONS, ids=lambda path: path.stem)
def test_an_icon_shows_on_light_and_dark_themes(path):
    strokes = set(re.findall(r'stroke="(#[0-9a-f]{6})"', path.read_text()))
    assert strokes
    for colour in strokes:
        # Contrast of at least 2.5 against a light (#f2f2f2) and a dark (#2b2b2b) window.
        assert (lightness("#f2f2f2") + 0.05) / (lightness(colour) + 0.05) > 2.5
        assert (lightness(colour) + 0.05) / (lightness("#2b2b2b") + 0.05) > 2.5


def test_every_icon_the_code_names_is_there():
    named = set()
    for source in (REPOSITORY / PLUGIN).rglob("*.py"):
        named |= set(re.findall(r"[\"'/](\w+\.svg)[\"']", source.read_text(encoding="utf-8")))
    assert named <= {path.name for path in ICONS}
