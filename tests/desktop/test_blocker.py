"""The import blocker itself."""

from __future__ import annotations

import importlib

import pytest


@pytest.mark.parametrize("name", ["xarray", "netCDF4", "rasterio.features"])
def test_worker_packages_cannot_be_imported_here(name):
    with pytest.raises(ImportError, match="QGIS's process"):
        importlib.import_module(name)
