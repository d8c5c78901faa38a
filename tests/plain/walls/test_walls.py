"""The walls between the rooms, held by reading every import of the shipped code.

See ARCHITECTURE.md. The staged plugin is read, the tree that users get.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import itslive_qgis

PACKAGE = Path(itslive_qgis.__file__).parent
NAME = PACKAGE.name

#: What no module that runs inside QGIS may import: compiled packages QGIS does not ship.
COMPILED = {
    *("xarray", "netCDF4", "h5py", "rioxarray", "rasterio", "zarr", "numcodecs"),
    *("dask", "distributed"),
}

STANDARD = sys.stdlib_module_names
SHARED = {"cube_choices", "errors", "monitor", "paths", "palette", "credits"}

#: Modules of the science that need numpy and pyproj alone, and so may run in QGIS, by way of
#: ``series/``: the statistics of cubes and points are the same.
LIGHT = {
    *("blosc", "inflate", "filters", "outliers", "medians", "statistics", "seasonal", "periods"),
    *("rotation", "true_north", "grid", "record_fit"),
}

#: room -> (packages from outside, rooms and modules of the plugin) that it may import.
WALLS = {
    "archive": ({"requests", "urllib3", "pyproj"}, {"archive", *SHARED}),
    "science": (
        {
            *("numpy", "xarray", "netCDF4", "h5py", "rioxarray", "rasterio", "pyproj"),
            *("zarr", "numcodecs"),
            *("dask", "distributed"),
        },
        {"science", "archive", "series", *SHARED},
    ),
    "series": (
        {"numpy", "pyproj", "requests"},
        {"series", "archive", "science", *SHARED},
    ),
    "worker": (set(), {"worker", *SHARED}),
    "tasks": (
        {"qgis"},
        {"tasks", "series", "archive", "worker", "translation", "settings", *SHARED},
    ),
    "layers": (
        {"qgis", "osgeo", "numpy", "matplotlib"},
        {"layers", "series", "archive", "translation", *SHARED},
    ),
    "processing": (
        {"qgis", "numpy"},
        {
            *("processing", "series", "archive", "worker", "layers"),
            *("translation", "settings"),
            *SHARED,
        },
    ),
    "gui": (
        {"qgis", "numpy", "matplotlib"},
        {
            *("gui", "tasks", "series", "layers", "archive", "worker"),
            *("translation", "settings"),
            *SHARED,
        },
    ),
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Absolute names of everything a file imports."""
    module = (NAME, *path.relative_to(PACKAGE).with_suffix("").parts)
    return imported_names(path.read_text(encoding="utf-8"), module)


def imported_names(source: str, package: tuple[str, ...]) -> Iterator[str]:
    """Absolute names of what the module ``package`` imports, at its top or inside functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level]) if node.level else ""
            module = ".".join(part for part in (base, node.module or "") if part)
            # `from . import x` and `from ..layers import rasters` name modules.
            yield from (f"{module}.{alias.name}" for alias in node.names)


def room_of(path: Path) -> str:
    """The room a file is in; the module's own name at the top of the package."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_what_its_room_may(path):
    room = room_of(path)
    outside, inside = WALLS.get(room, (None, None))
    for name in imports(path):
        first, _, rest = name.partition(".")
        if first == NAME:
            target = rest.split(".")[0]
            assert inside is None or target in inside, f"{room} may not import {name}"
        elif first not in STANDARD:
            assert outside is None or first in outside, f"{room} may not import {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_compiled_packages_stay_in_the_worker(path):
    found = {name.partition(".")[0] for name in imports(path)} & COMPILED

    assert not found or room_of(path) == "science", f"{path.name} imports {found}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_in_qgis_imports_the_science(path):
    if room_of(path) == "science":
        return
    found = {name.split(".")[2] for name in imports(path) if name.startswith(f"{NAME}.science.")}
    assert not found - (LIGHT if room_of(path) == "series" else set())


def test_one_module_of_the_science_reads_by_the_series():
    users = {
        path.stem
        for path in MODULES
        if room_of(path) == "science"
        and any(name.startswith(f"{NAME}.series") for name in imports(path))
    }
    assert users == {"official_points"}


@pytest.mark.parametrize("name", sorted(LIGHT))
def test_light_modules_need_what_qgis_has(name):
    allowed = {*STANDARD, "numpy", "pyproj"}
    for each in imports(PACKAGE / "science" / f"{name}.py"):
        parts = each.split(".")
        if parts[0] == NAME and parts[1] == "science":
            assert len(parts) == 2 or parts[2] in LIGHT, f"{name}.py imports {each}"
        elif parts[0] == NAME:
            assert parts[1] in SHARED, f"{name}.py imports {each}"
        else:
            assert parts[0] in allowed, f"{name}.py imports {each}"


def test_what_both_pythons_share_imports_nothing():
    allowed = {*STANDARD, NAME}
    for name in (*SHARED, "__init__"):
        path = PACKAGE / f"{name}.py"
        if path.exists():
            found = {each.partition(".")[0] for each in imports(path)}
            assert found <= allowed, f"{name}.py imports {found - allowed}"


def test_rooms_without_qgis_load_where_there_is_none():
    assert "qgis" not in sys.modules
    from itslive_qgis.archive import download, search
    from itslive_qgis.science import cube
    from itslive_qgis.worker import client

    assert all((search.search, download.download, cube.build_cube, client.Worker))
    assert "qgis" not in sys.modules


def test_the_wall_reader_sees_imports_of_every_form():
    source = "import os.path\nfrom ...layers import rasters\ndef f():\n    from ..job import Job\n"

    assert list(imported_names(source, (NAME, "gui", "pages", "area"))) == [
        "os.path",
        f"{NAME}.layers.rasters",
        f"{NAME}.gui.job.Job",
    ]
