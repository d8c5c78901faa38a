"""How the tests look into granule files, without the plugin and without decoding."""

from __future__ import annotations

import re
from pathlib import Path

import netCDF4
import numpy as np

from tests.archive import truth

FILL = -32767
STACKED = ("v2-3d", "v2-padded")
OLD = ("v0", "v1", "nsidc")


def read_schema(real_data: Path, pattern: str) -> dict[str, dict[str, str]]:
    """Attributes by variable, as text, of a published granule; GLOBAL holds the file's."""
    path = next((real_data / "schemas").glob(pattern))
    found: dict[str, dict[str, str]] = {"GLOBAL": {}}
    current = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if match := re.match(r"  (\S.*?) (\w+)\((.*?)\) chunks=(.*) filt=(.*)$", line):
            current = match[2]
            found[current] = {"(type)": match[1], "(chunks)": match[4], "(filters)": match[5]}
        elif match := re.match(r"      :(\w+) = (.*)$", line):
            found[current][match[1]] = match[2]
        elif match := re.match(r"  GLOBAL : (\w+) = (.*)$", line):
            found["GLOBAL"][match[1]] = match[2]
    return found


def of(every: list[tuple], *forms: str, **wanted: object) -> list[tuple]:
    return [
        (granule, path)
        for granule, path in every
        if granule.form in forms
        and all(getattr(granule, name) == value for name, value in wanted.items())
    ]


def special(every: list[tuple], name: str) -> list[tuple]:
    found = [(granule, path) for granule, path in every if name in granule.special]
    assert found
    return found


def raw(path: Path, name: str) -> np.ndarray:
    """A variable's numbers as stored, rows by columns."""
    with netCDF4.Dataset(path) as dataset:
        variable = dataset[name]
        variable.set_auto_maskandscale(False)
        return variable[0] if variable.ndim == 3 else variable[:]


def grid(path: Path) -> tuple[np.ndarray, np.ndarray]:
    with netCDF4.Dataset(path) as dataset:
        return np.meshgrid(dataset["x"][:], dataset["y"][:])


def holds(granule, path: Path, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Whether a granule holds data at places, by the nearest cell."""
    x, y = truth.to_map(granule.epsg, lon, lat)
    with netCDF4.Dataset(path) as dataset:
        column = np.rint((x - dataset["x"][0]) / granule.cell).astype(int)
        row = np.rint((dataset["y"][0] - y) / granule.cell).astype(int)
    v = raw(path, "v")
    inside = (row >= 0) & (row < v.shape[0]) & (column >= 0) & (column < v.shape[1])
    return inside & (v[np.clip(row, 0, v.shape[0] - 1), np.clip(column, 0, v.shape[1] - 1)] != FILL)
