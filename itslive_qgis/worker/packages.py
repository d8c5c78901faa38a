"""The packages the worker needs, checked in the only way that tells the truth: by importing."""

from __future__ import annotations

import importlib

REQUIRED = ("numpy", "pyproj", "netCDF4", "rasterio", "xarray", "rioxarray")
OPTIONAL = ("h5py", "requests")


def load() -> tuple[dict[str, str], dict[str, str]]:
    """Import all packages; return ``{name: version}`` and, of the required ones, ``{name: why}``.

    A package may be present and yet fail (built for another numpy, a library of another GDAL), so
    any failure counts as missing and its reason is kept.
    """
    versions: dict[str, str] = {}
    missing: dict[str, str] = {}
    for name in REQUIRED + OPTIONAL:
        try:
            module = importlib.import_module(name)
        except Exception as error:  # a broken package may raise anything
            if name in REQUIRED:
                missing[name] = f"{type(error).__name__}: {error}"
            continue
        versions[name] = str(getattr(module, "__version__", ""))
    return versions, missing


def describe_missing(missing: dict[str, str]) -> str:
    """``missing`` in one line: the names, and the reason where it is more than absence."""
    return ", ".join(
        name
        if reason.startswith("ModuleNotFoundError") and repr(name) in reason
        else f"{name} ({reason})"
        for name, reason in missing.items()
    )
