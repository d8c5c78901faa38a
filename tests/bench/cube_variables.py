"""What a granule holds on its grid, and every contestant reads.

A module of its own: the floors are timed from their start and import no more than they need.
"""

VARIABLES = ("vx", "vy", "v", "v_error", "chip_size_width", "chip_size_height", "interp_mask")
