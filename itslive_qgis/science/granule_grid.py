"""The grid of a granule: its projection, its coordinates, and whether they agree.

CRS and transform come from ``spatial_epsg``, ``x`` and ``y``: the ``GeoTransform`` attribute is
corner-based in V0/V1 and centre-based in V2, and V0/V1 give the Earth's axes in kilometres.
"""

from __future__ import annotations

import math
import os
import re
from functools import lru_cache

import netCDF4
import numpy as np
import pyproj

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .granule_attributes import number, text
from .granule_open import fault
from .grid import Grid

MAPPINGS = ("mapping", "UTM_Projection", "Polar_Stereographic")

#: Rows or columns: 20 000 are 2400 km at 120 m. More is a damaged header, and would not be held.
MOST_ALONG = 20_000
#: Metres from a projection's origin, beyond which there is no ice, nor anything else.
_FARTHEST = 3e7
#: Degrees: EPSG:3413 is made for north of 60°, and the archive's Alaska in it begins at 55°.
_BEYOND = 30
#: Metres along x or y between the grid's centre and where the header says the pair lies. That may
#: be the centre before the grid was cropped, and no scene reaches farther from its own centre;
#: neighbouring UTM zones are 230 km apart at 69° and 330 km at 60°.
_DISPLACED = 200_000

_CODE = re.compile(r'(?:AUTHORITY|ID)\s*\[\s*"EPSG"\s*,\s*"?(\d+)"?\s*\]\s*\]\s*$')

_REPORT = QT_TRANSLATE_NOOP(
    "Messages",
    "Download it again; if it stays like that, the file of the archive is wrong: leave it out.",
)


def read_epsg(dataset: netCDF4.Dataset, path: str | os.PathLike[str]) -> int:
    """The granule's projection, by its EPSG code.

    Raises:
        ItsliveError: there is none, it is not known or not in metres, or the header names two.
    """
    mapping = next((dataset[name] for name in MAPPINGS if name in dataset.variables), None)
    code = number(mapping, path, "spatial_epsg") if mapping is not None else math.nan
    if mapping is None or not math.isfinite(code):
        what = QT_TRANSLATE_NOOP("Messages", "{name} does not tell its projection.")
        raise fault(what, path, "no_projection")
    if code != int(code) or not _is_in_metres(int(code)):
        what = QT_TRANSLATE_NOOP(
            "Messages", "{name} is in EPSG:{epsg}, which is no known projection in metres."
        )
        raise fault(what, path, "unknown_projection", _REPORT, epsg=f"{code:g}")
    for attribute in ("crs_wkt", "spatial_ref"):
        match = _CODE.search(text(mapping, attribute))
        if match and int(match[1]) != int(code):
            what = QT_TRANSLATE_NOOP(
                "Messages", "{name} names two projections, EPSG:{epsg} and EPSG:{other}."
            )
            other = int(match[1])
            raise fault(what, path, "two_projections", _REPORT, epsg=int(code), other=other)
    return int(code)


def read_grid(dataset: netCDF4.Dataset, path: str | os.PathLike[str], epsg: int) -> Grid:
    """The pixels of ``vx`` as a grid.

    Raises:
        ItsliveError: the coordinates are missing, wild, uneven, or laid out another way.
    """
    rows, columns = _size(dataset, path)
    x, y = (_axis(dataset, path, name) for name in ("x", "y"))
    if (y.size, x.size) != (rows, columns):
        what = QT_TRANSLATE_NOOP(
            "Messages", "{name} has {columns} × {rows} pixels, but {nx} × {ny} coordinates."
        )
        raise fault(what, path, "bad_coordinates", rows=rows, columns=columns, nx=x.size, ny=y.size)
    dx, dy = (x[-1] - x[0]) / (x.size - 1), (y[0] - y[-1]) / (y.size - 1)
    if dx < 0 or dy < 0:
        # The archive has no such file, and a program that turned one round may have done more.
        what = QT_TRANSLATE_NOOP(
            "Messages",
            "{name} was turned round by another program: x must rise along its rows and y fall "
            "down its columns.",
        )
        raise fault(what, path, "turned_round")
    even = np.allclose(np.diff(x), dx, atol=1e-3) and np.allclose(-np.diff(y), dy, atol=1e-3)
    if not even or not min(dx, dy) > 0:
        what = QT_TRANSLATE_NOOP("Messages", "The coordinates of {name} are not evenly spaced.")
        raise fault(what, path, "uneven_grid")
    grid = Grid(f"EPSG:{epsg}", float(x[0]), float(y[0]), float(dx), float(dy), x.size, y.size)
    if not _is_on_earth(grid):
        raise _no_place(path, grid)
    return grid


def _no_place(path: str | os.PathLike[str], grid: Grid) -> ItsliveError:
    what = QT_TRANSLATE_NOOP(
        "Messages", "The coordinates of {name} are no places on the Earth in {crs}."
    )
    return fault(what, path, "bad_coordinates", crs=grid.crs)


def _is_on_earth(grid: Grid) -> bool:
    """Whether longitude and latitude of centre and corners lead back to them within a pixel.

    So they do up to some 80° from a zone's middle and anywhere around a pole. Farther out the
    projection has no inverse, and what it gives would make the grid of a build absurd.
    """
    west, south, east, north = grid.bounds
    x = np.array([west, west, east, east, (west + east) / 2])
    y = np.array([south, north, south, north, (south + north) / 2])
    transformer = _from_lonlat(grid.crs)
    back = transformer.transform(*transformer.transform(x, y, direction="INVERSE"))
    with np.errstate(invalid="ignore"):
        off = np.hypot(back[0] - x, back[1] - y)
    return bool(np.all(off <= max(grid.dx, grid.dy)))  # False for infinite and NaN


def _is_in_use(grid: Grid) -> bool:
    """Whether the grid lies where its projection is made for, or not far from there."""
    use = pyproj.CRS.from_user_input(grid.crs).area_of_use
    if use is None:
        return True
    west, south, east, north = grid.bounds
    middle = (west + east) / 2, (south + north) / 2
    lon, lat = _from_lonlat(grid.crs).transform(*middle, direction="INVERSE")
    half = (use.east - use.west) % 360 / 2 or 180
    beside = abs((lon - use.west - half + 180) % 360 - 180) - half
    # Meridians meet at the poles: what counts is the distance, in degrees of the equator.
    near = beside * math.cos(math.radians(lat)) <= _BEYOND
    return near and use.south - _BEYOND <= lat <= use.north + _BEYOND


def check_place(pair: netCDF4.Variable, path: str | os.PathLike[str], grid: Grid) -> None:
    """See that the grid lies where ``img_pair_info`` says the pair was taken (V2 alone says it).

    Where it says nothing, that it lies where its projection is used.

    Raises:
        ItsliveError: it lies elsewhere: another zone or hemisphere, or exchanged coordinates.
    """
    latitude, longitude = (number(pair, path, name) for name in ("latitude", "longitude"))
    if math.isnan(latitude) or math.isnan(longitude):
        if not _is_in_use(grid):
            raise _no_place(path, grid)
        return
    west, south, east, north = grid.bounds
    x, y = _from_lonlat(grid.crs).transform(longitude, latitude)
    off = max(abs(x - (west + east) / 2), abs(y - (south + north) / 2))
    if abs(latitude) <= 90 and off <= _DISPLACED:  # noqa: PLR2004 - the pole
        return
    what = QT_TRANSLATE_NOOP(
        "Messages",
        "{name} is displaced: its images were taken at latitude {latitude}, longitude "
        "{longitude}, but its pixels lie elsewhere in {crs}.",
    )
    raise fault(
        what, path, "displaced", _REPORT, latitude=latitude, longitude=longitude, crs=grid.crs
    )


def _size(dataset: netCDF4.Dataset, path: str | os.PathLike[str]) -> tuple[int, int]:
    """Rows and columns of ``vx``; nothing is read before they are known to be sensible."""
    dimensions, shape = dataset["vx"].dimensions, dataset["vx"].shape
    if dimensions[-2:] == ("x", "y"):
        what = QT_TRANSLATE_NOOP(
            "Messages", "{name} was turned by another program: rows and columns are exchanged."
        )
        raise fault(what, path, "turned_round")
    if dimensions[-2:] != ("y", "x"):
        what = QT_TRANSLATE_NOOP(
            "Messages", "{name} is laid out as ({dimensions}), not as (y, x) like a granule."
        )
        raise fault(what, path, "other_layout", dimensions=", ".join(dimensions))
    if shape[:-2] not in ((), (1,)):
        what = QT_TRANSLATE_NOOP(
            "Messages", "{name} holds {count} times; a granule holds one image pair."
        )
        raise fault(what, path, "other_layout", count=math.prod(shape[:-2]))
    rows, columns = shape[-2:]
    if not (1 < rows <= MOST_ALONG and 1 < columns <= MOST_ALONG):
        what = QT_TRANSLATE_NOOP(
            "Messages", "{name} has {columns} × {rows} pixels, which no granule has."
        )
        raise fault(what, path, "absurd_size", rows=rows, columns=columns)
    return rows, columns


def _axis(dataset: netCDF4.Dataset, path: str | os.PathLike[str], name: str) -> np.ndarray:
    variable = dataset.variables.get(name)
    # Its size may be anything, whatever that of vx is: look before reading.
    numeric = variable is not None and getattr(variable.dtype, "kind", "") in "fiu"
    if variable is None or not numeric or variable.ndim != 1 or variable.size > MOST_ALONG:
        what = QT_TRANSLATE_NOOP("Messages", "{name} has no coordinates along {axis}.")
        raise fault(what, path, "bad_coordinates", axis=name)
    values = np.asarray(variable[:], float)
    if not np.all(np.abs(values) < _FARTHEST):  # False for NaN
        what = QT_TRANSLATE_NOOP(
            "Messages", "The coordinates of {name} along {axis} are no places on the Earth."
        )
        raise fault(what, path, "bad_coordinates", axis=name)
    return values


@lru_cache(maxsize=64)
def _is_in_metres(code: int) -> bool:
    try:
        crs = pyproj.CRS.from_epsg(code)
    except pyproj.exceptions.CRSError:
        return False
    return bool(crs.is_projected) and crs.axis_info[0].unit_name == "metre"


@lru_cache(maxsize=64)
def _from_lonlat(crs: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)
