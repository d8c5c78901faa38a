"""GDAL's names of what NetCDF files and Zarr stores hold.

Slashes and quotes are as QGIS writes them in projects.
"""

from __future__ import annotations

import os
from pathlib import Path

from osgeo import gdal

#: The first GDAL that opens all dates of a Zarr store as bands of one raster.
_WITH_BANDS = 3080000


def netcdf_source(path: str | Path, variable: str = "v") -> str:
    """A variable of a NetCDF file; its dates are bands."""
    return f'NETCDF:"{Path(path).absolute().as_posix()}":{variable}'


def cube_source(path: str | Path, index: int, variable: str = "v") -> tuple[str, int]:
    """A variable of a cube, and the band of the cube's layer ``index`` (from 0) in it.

    GDAL before 3.8 opens one date of a Zarr store at a time: there each date is a raster itself.
    """
    if not _is_zarr(path):
        return netcdf_source(path, variable), index + 1
    store = f'ZARR:"{Path(path).absolute().as_posix()}":/{variable}'
    return (f"{store}:{index}", 1) if has_a_source_per_date(path) else (store, index + 1)


def has_a_source_per_date(path: str | Path) -> bool:
    """Whether the dates of a cube are rasters of their own here, not bands of one."""
    return _is_zarr(path) and int(gdal.VersionInfo()) < _WITH_BANDS


def of_date(source: str, index: int) -> str:
    """The source of another date of the same cube and variable, where each has its own."""
    return f"{source.rpartition(':')[0]}:{index}"


def is_cube_there(path: str | Path) -> bool:
    """Whether a cube can be read from a path: a file, or the folder that a Zarr store is."""
    # Of what is typed not all can be a path; pathlib raises where os.path says no.
    return os.path.isfile(path) or (_is_zarr(path) and os.path.isdir(path))


def file_of(source: str) -> str:
    """The file that a source names."""
    return source.split('"')[1] if source.count('"') >= 2 else source  # noqa: PLR2004 - a pair


def _is_zarr(path: str | Path) -> bool:
    return str(path).lower().endswith(".zarr")
