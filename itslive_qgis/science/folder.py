"""The granules of a folder."""

from __future__ import annotations

import os
from pathlib import Path

from ..archive import names
from ..errors import QT_TRANSLATE_NOOP, ItsliveError


def granule_files(folder: str) -> list[str]:
    """Every granule file of a folder, itself and below, in the order of their names.

    Raises:
        ItsliveError: there is no such folder, or no NetCDF file in it.
    """
    files = netcdf_files(folder)
    # Granules are told from cubes and mosaics by their name; renamed ones only where no other is.
    named = [path for path in files if _is_named_granule(os.path.basename(path))]
    beside = [path for path in files if Path(path).parent == Path(folder)]
    return named or beside or files


def netcdf_files(folder: str) -> list[str]:
    """Every NetCDF file of a folder, itself and below, in the order of their names.

    Raises:
        ItsliveError: there is no such folder, or no NetCDF file in it.
    """
    root = Path(folder)
    if not folder or not os.path.isdir(root):  # pathlib raises where a name is too long
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "There is no folder {folder}."),
            QT_TRANSLATE_NOOP("Messages", "Choose the folder that holds the granules."),
            code="no_folder",
            folder=folder,
        )
    files = sorted(str(path) for path in root.rglob("*.nc"))
    if not files:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "There are no granules (.nc) in {folder}."),
            QT_TRANSLATE_NOOP("Messages", "Download some first, or choose another folder."),
            code="empty_folder",
            folder=folder,
        )
    return files


def _is_named_granule(name: str) -> bool:
    # A part of a pair's name is enough; NSIDC's copies have no "_X_" and are known by the whole.
    return "_X_" in name or bool(names.parse_name(name).scenes)
