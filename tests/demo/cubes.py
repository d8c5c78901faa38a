"""Whether two cubes are the same: every variable, dimension and attribute but the time of building.

python -m tests.demo.cubes ONE.nc OTHER.nc     prints in what they differ; the exit code says if
"""

from __future__ import annotations

import sys
from pathlib import Path

import netCDF4
import numpy as np

#: What may differ between two builds of one cube: when it was built.
TIMES = {"history", "date_created"}


def differences(one: Path, other: Path) -> list[str]:
    """Names of the variables, dimensions and attributes in which two cubes differ."""
    with netCDF4.Dataset(one) as a, netCDF4.Dataset(other) as b:
        a.set_auto_maskandscale(False)
        b.set_auto_maskandscale(False)
        names = set(a.variables) | set(b.variables)
        sizes = [{name: len(each) for name, each in data.dimensions.items()} for data in (a, b)]
        found = [] if sizes[0] == sizes[1] else ["dimensions"]
        found += [
            name
            for name in sorted(names)
            if name not in a.variables
            or name not in b.variables
            or not _same(a[name][:], b[name][:])
            or _attributes(a[name]) != _attributes(b[name])
        ]
        texts = [_attributes(data) for data in (a, b)]
        found += [
            name
            for name in sorted((set(texts[0]) | set(texts[1])) - TIMES)
            if texts[0].get(name) != texts[1].get(name)
        ]
    return found


def _attributes(holder: netCDF4.Dataset | netCDF4.Variable) -> dict[str, str]:
    # repr tells types apart and knows NaN, and arrays compare as one.
    return {name: repr(holder.getncattr(name)) for name in holder.ncattrs()}


def _same(a: np.ndarray, b: np.ndarray) -> bool:
    if a.dtype.kind == "f":
        return np.array_equal(a, b, equal_nan=True)
    return np.array_equal(a, b)


if __name__ == "__main__":
    differing = differences(*map(Path, sys.argv[1:]))
    print("\n".join(differing))
    sys.exit(1 if differing else 0)
