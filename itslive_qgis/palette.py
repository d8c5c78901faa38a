"""The colours that tell satellites and points apart, the same on the map and in the plots.

The satellites' colours are those of the ITS_LIVE web map, so that a figure made there and one made
here can be read side by side. Landsat 4 and 8 share one there; Landsat 4 has its own here, since
charts show all years side by side.
"""

from __future__ import annotations

SATELLITE_COLOURS: dict[str, str] = {
    "Sentinel-1": "#FE4A49",
    "Sentinel-2": "#c47335",
    "Landsat 4": "#8d6bc8",
    "Landsat 5": "#A1C181",
    "Landsat 7": "#55dde0",
    "Landsat 8": "#2660a4",
    "Landsat 9": "#C60F7B",
}
"""Colour of each satellite group, in the order of legends."""

OTHER_COLOUR = "#7f7f7f"
"""Colour of a satellite that is not in the table."""

POINT_COLOURS: tuple[str, ...] = (
    "#d55e00",
    "#0072b2",
    "#009e73",
    "#cc79a7",
    "#e69f00",
    "#56b4e9",
    "#7a4fa3",
    "#111111",
)
"""Colours of points, told apart by colour-blind readers too (after Okabe and Ito)."""


def satellite_colour(satellite: str) -> str:
    """The colour of a satellite (``"Sentinel-1A"``) or of its group (``"Sentinel-1"``)."""
    for group, colour in SATELLITE_COLOURS.items():
        if satellite.startswith(group):
            return colour
    return OTHER_COLOUR


def point_colour(index: int) -> str:
    """The colour of the ``index``-th point (from 0); the colours repeat after the last."""
    return POINT_COLOURS[index % len(POINT_COLOURS)]
