"""What can be chosen about a cube, by the names that all rooms have for it."""

from __future__ import annotations

#: What a cube may hold beside v, vx, vy and v_error.
VARIABLES = (
    "v_east",
    "v_north",
    "interp_mask",
    "chip_size_width",
    "chip_size_height",
)
#: How vectors of other projections are gathered; the first is the usual one.
RESAMPLINGS = ("bilinear", "nearest")
#: Which granules of other projections are used; likewise.
PROJECTIONS = ("all", "commonest")
