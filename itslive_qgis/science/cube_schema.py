"""What a cube's file holds: its variables and what is said of them, by the CF conventions."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import numpy as np

from .granule import FILL
from .placement import FILLS

#: Layers, rows and columns of one stored block, at most: small in time for a map of one date,
#: small in space for the series of one point.
BLOCK = (16, 128, 128)

#: Two microseconds: days as float64 are exact to a third of one, and some readers cut instead of
#: rounding.
APART = timedelta(microseconds=2)

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
TIME_UNITS = "days since 1970-01-01"

VELOCITIES = {
    "v": ("speed, the magnitude of vx and vy", None),
    "vx": ("velocity along the x axis of the projection", "land_ice_surface_x_velocity"),
    "vy": ("velocity along the y axis of the projection", "land_ice_surface_y_velocity"),
    "v_error": ("one-sigma error of v", None),
}
#: Type, fill and attributes of what a cube may hold beside the velocities.
FURTHER: dict[str, tuple[str, int, dict[str, Any]]] = {
    "interp_mask": (
        "u1",
        FILLS["interp_mask"],
        {
            "long_name": "whether the velocity was measured or interpolated",
            "flag_values": np.array([0, 1], np.uint8),
            "flag_meanings": "measured interpolated",
        },
    ),
    **{
        f"chip_size_{side}": (
            "u2",
            FILLS[f"chip_size_{side}"],
            {"long_name": f"{side} of the image chip that was tracked", "units": "m"},
        )
        for side in ("width", "height")
    },
    **{
        f"v_{side}": (
            "i2",
            FILL,
            {"long_name": f"velocity to true {side}, metres on the ground", "units": "meter/year"},
        )
        for side in ("east", "north")
    },
}
LAYER_TEXTS = {
    "satellite": "satellite",
    "granule": "name of the granule",
    "filled_from": "names of the granules of the same pair that filled its holes",
}
LAYER_NUMBERS = {
    "date_dt": ("f8", "time between the two images", "days"),
    "vx_error": ("f4", "one-sigma error of vx", "meter/year"),
    "vy_error": ("f4", "one-sigma error of vy", "meter/year"),
    "stable_shift_x": ("f4", "bias correction of vx in the granule's projection", "meter/year"),
    "stable_shift_y": ("f4", "bias correction of vy in the granule's projection", "meter/year"),
    "stable_shift_flag": (
        "i1",
        "what the bias correction was found by: 0 none, 1 stable ground, 2 the slowest quarter, "
        "-1 not told",
        "1",
    ),
    "valid_percent": ("f4", "share of the area's cells that hold a measurement", "percent"),
    "filled_percent": (
        "f4",
        "share of the area's cells filled from the pair's granule in another projection",
        "percent",
    ),
    "source_epsg": ("i4", "EPSG code of the granule's own projection", "1"),
    "reprojected": ("i1", "1: resampled and rotated from another projection; 0: copied", "1"),
    "map_scale_corrected": (
        "i1",
        "1: metres on the ground (versions 0 and 1); 0: metres of the map grid (version 2)",
        "1",
    ),
    "v_derived": (
        "i1",
        "1: the granule's v and v_error were computed from vx, vy and their errors; 0: read",
        "1",
    ),
}


def plane_of(name: str) -> tuple[np.dtype, int, dict[str, Any]]:
    """Type, fill and attributes of a variable (mid_date, y, x)."""
    if name not in VELOCITIES:
        dtype, fill, attributes = FURTHER[name]
        return np.dtype(dtype), fill, attributes
    long_name, standard_name = VELOCITIES[name]
    attributes = {"long_name": long_name, "units": "meter/year"}
    if standard_name:
        attributes["standard_name"] = standard_name
    return np.dtype("i2"), FILL, attributes


def wanted_variables() -> set[str]:
    """Names of what every cube of ours holds, by which it is known."""
    coordinates = {"mid_date", "x", "y", "mapping", "map_scale"}
    # Told by later versions; nothing depends on them.
    return {*coordinates, *VELOCITIES, *LAYER_TEXTS, *LAYER_NUMBERS} - {
        "stable_shift_flag",
        "v_derived",
    }


def days(moment: datetime) -> float:
    """Days since 1970-01-01 of an aware datetime, exact to the microsecond."""
    return (moment - EPOCH) / timedelta(days=1)


def moment_of(number: float) -> datetime:
    """The inverse of :func:`days`, to the microsecond."""
    return EPOCH + timedelta(microseconds=round(number * 86_400_000_000))
