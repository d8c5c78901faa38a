"""ITS_LIVE's own cubes: forty years of the simulated glaciers as Zarr stores, and their catalogue.

Here each glacier has a story of its own (:mod:`.motion`), which the granules of the archive do not
tell. What a faultless measurement would say of an image pair is :func:`truth`; what the stores hold
is that with noise, gaps and false matches (:mod:`.values`). :mod:`.cubes` says which cubes there
are, :mod:`.passes` which image pairs.
"""

from __future__ import annotations

from .cubes import CUBES, Cube, find
from .ground import truth, velocity
from .motion import MOTIONS, Motion

__all__ = ["CUBES", "MOTIONS", "Cube", "Motion", "find", "truth", "velocity"]
