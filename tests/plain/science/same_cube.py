"""What it means that two cubes are the same."""

from __future__ import annotations

from pathlib import Path

import netCDF4
import numpy as np

from itslive_qgis.monitor import Monitor
from itslive_qgis.science.cube import build_cube

VARIABLES = ("interp_mask", "chip_size_width", "chip_size_height")
#: What tells when a cube was made, not what it holds.
OF_THE_DAY = {"history", "date_created"}


def content(path: str | Path) -> dict[str, object]:
    """All that a cube holds and says, but for the day it was made."""
    with netCDF4.Dataset(path) as data:
        data.set_auto_maskandscale(False)
        told: dict[str, object] = {
            name: data.getncattr(name) for name in data.ncattrs() if name not in OF_THE_DAY
        }
        for name, variable in data.variables.items():
            told[name] = (variable.__dict__, variable.dimensions, np.asarray(variable[...]))
    return told


def assert_same(one: str | Path, other: str | Path) -> None:
    """Two cubes hold the same values and say the same."""
    first, second = content(one), content(other)
    assert list(first) == list(second)
    for name, value in first.items():
        if not isinstance(value, tuple):
            assert value == second[name], name
            continue
        (attributes, dimensions, values), (others, theirs, their_values) = value, second[name]
        assert repr(attributes) == repr(others), name
        assert dimensions == theirs
        np.testing.assert_array_equal(values, their_values, err_msg=name)


def build(
    granules: Path, output: Path, outline: dict, monitor: Monitor | None = None, **chosen
) -> dict:
    """A cube of a folder, with all that it can hold."""
    return build_cube(
        str(output),
        folder=str(granules),
        area=outline,
        variables=VARIABLES,
        monitor=monitor,
        **chosen,
    )


class Telling(Monitor):
    """Keeps the numbers of the pairs that are worked on."""

    def __init__(self) -> None:
        self.pairs: list[int] = []

    def progress(self, fraction: float, text: str = "", **values) -> None:
        if text.startswith("Stacking"):
            self.pairs.append(values["number"])
