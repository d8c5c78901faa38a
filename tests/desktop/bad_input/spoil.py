"""Makes a bad granule of a good one; a program of its own, since netCDF4 stays out of QGIS.

python -m tests.desktop.bad_input.spoil KIND GOOD BAD
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import netCDF4
import numpy as np


def swapped_axes(good: Path, bad: Path) -> None:
    """The velocities are laid out as columns by rows."""
    with netCDF4.Dataset(good) as old, netCDF4.Dataset(bad, "w") as new:
        old.set_auto_maskandscale(False)
        new.setncatts(old.__dict__)
        for name in ("x", "y"):
            new.createDimension(name, old[name].size)
        for name, variable in old.variables.items():
            turned = variable.dimensions == ("y", "x")
            attributes = dict(variable.__dict__)
            fill = attributes.pop("_FillValue", None)
            dimensions = ("x", "y") if turned else variable.dimensions
            copy = new.createVariable(name, variable.dtype, dimensions, fill_value=fill)
            copy.setncatts(attributes)
            copy.set_auto_maskandscale(False)
            copy[...] = np.transpose(variable[:]) if turned else variable[...]


def displaced(good: Path, bad: Path) -> None:
    """The coordinates lie 300 km east and north of where latitude and longitude say."""
    shutil.copy(good, bad)
    with netCDF4.Dataset(bad, "a") as data:
        for axis in ("x", "y"):
            data[axis][:] = data[axis][:] + 300_000


def mosaic(good: Path, bad: Path) -> None:
    """A product of the archive that is no image pair."""
    shutil.copy(good, bad)
    with netCDF4.Dataset(bad, "a") as data:
        data.renameVariable("img_pair_info", "nothing")
        data.title = "ITS_LIVE annual mosaics"


def other_netcdf(good: Path, bad: Path) -> None:
    """A NetCDF file of something else."""
    with netCDF4.Dataset(bad, "w") as data:
        data.createDimension("time", 3)
        data.createVariable("temperature", "f4", ("time",))[:] = [270, 271, 272]


def no_netcdf(good: Path, bad: Path) -> None:
    """A page that asks for a login, saved under the granule's name."""
    bad.write_text("<!DOCTYPE html><title>Earthdata Login</title>", encoding="utf-8")


def empty(good: Path, bad: Path) -> None:
    """A file of no bytes."""
    bad.write_bytes(b"")


def cut_in_the_head(good: Path, bad: Path) -> None:
    """The first thousand bytes."""
    bad.write_bytes(good.read_bytes()[:1000])


def cut_at_the_end(good: Path, bad: Path) -> None:
    """All but the last thousand bytes."""
    bad.write_bytes(good.read_bytes()[:-1000])


KINDS: dict[str, Callable[[Path, Path], None]] = {
    each.__name__: each
    for each in (
        no_netcdf,
        empty,
        cut_in_the_head,
        cut_at_the_end,
        other_netcdf,
        mosaic,
        swapped_axes,
        displaced,
    )
}

if __name__ == "__main__":
    KINDS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
