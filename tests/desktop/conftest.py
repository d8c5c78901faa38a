"""Tests in QGIS's process: the packages that belong in the worker cannot be imported here.

On Debian QGIS and worker share one Python, so without the blocker a breach of the wall would pass
unseen here and crash on the machine of a user.
"""

from __future__ import annotations

import importlib.abc
import sys

import pytest

BLOCKED = {
    *("xarray", "netCDF4", "h5py", "rioxarray", "rasterio", "zarr", "numcodecs"),
    *("dask", "distributed"),
}


class Blocker(importlib.abc.MetaPathFinder):
    """Refuses the blocked packages, whoever asks."""

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        if fullname.partition(".")[0] in BLOCKED:
            raise ImportError(f"{fullname} may not be imported in QGIS's process.")


sys.meta_path.insert(0, Blocker())


@pytest.fixture(autouse=True, scope="session")
def _nothing_slipped_in():
    assert not BLOCKED & set(sys.modules), "imported before the blocker was there"
    yield
    assert not BLOCKED & set(sys.modules)


@pytest.fixture(autouse=True)
def _settings_of_a_fresh_profile(qgis_app):
    """No test sees what another one, or an earlier run, has set in the options."""
    from qgis.core import QgsSettings

    QgsSettings().remove("itslive_qgis")
