"""Which Python the worker may run in, and in which environment.

Everything is computed from a :class:`Host`, so that the layouts of all platforms can be examined on
any of them. Whether a Python is usable is not decided here: it is started and asked.
"""

from __future__ import annotations

import ntpath
import os
import posixpath
import re
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import ModuleType

_PYTHON_NAME = re.compile(r"python(3(\.\d+)?)?(\.exe)?", re.IGNORECASE)
_BUNDLE = re.compile(r".*?\.app/Contents(?=/|$)")

# Set by QGIS, its starters and package formats for their own libraries; another Python would load
# the wrong GDAL, PROJ, Qt or standard library with them.
_FOREIGN_PREFIXES = (
    "PYTHON",
    "GDAL_",
    "OGR_",
    "PROJ_",
    "CPL_",
    "QT_",
    "QML",
    "QGIS",
    "OSGEO4W_",
    "O4W_",
    "DYLD_",
    "HDF5_PLUGIN",
    "GST_",
)
_FOREIGN_NAMES = frozenset(
    {
        "LD_LIBRARY_PATH",
        "LD_PRELOAD",
        "VIRTUAL_ENV",
        "__PYVENV_LAUNCHER__",
        "OPENSSL_ENGINES",
        "GEOTIFF_CSV",
        "CONDA_PREFIX",
        "CONDA_DEFAULT_ENV",
    }
)


@dataclass(frozen=True)
class Host:
    """The running interpreter and its system, as far as finding a Python needs them.

    Attributes:
        platform: as ``sys.platform``.
        prefixes: where the running Python is installed, nearest first.
        version: its major and minor version.
        executable: as ``sys.executable``; inside QGIS this may be any program.
        env: environment variables.
        exists: whether a path is a file.
        realpath: a path with its symbolic links followed.
    """

    platform: str
    prefixes: tuple[str, ...]
    version: tuple[int, int]
    executable: str = ""
    env: Mapping[str, str] = field(default_factory=dict)
    exists: Callable[[str], bool] = os.path.isfile
    realpath: Callable[[str], str] = os.path.realpath

    @classmethod
    def here(cls) -> Host:
        """The interpreter this runs in (QGIS's, in QGIS)."""
        return cls(
            platform=sys.platform,
            prefixes=tuple(dict.fromkeys((sys.prefix, sys.exec_prefix, sys.base_prefix))),
            version=(sys.version_info[0], sys.version_info[1]),
            executable=sys.executable or "",
            env=dict(os.environ),
        )

    @property
    def path(self) -> ModuleType:
        """The path functions of the host's platform."""
        return ntpath if self.platform == "win32" else posixpath


def candidates(host: Host) -> list[str]:
    """Python programs worth asking, best first: QGIS's own, then what calls itself Python.

    ``sys.executable`` comes last and only under the name of a Python: inside QGIS it may be QGIS
    itself (which would open a second window) or whatever Python is first on the PATH.
    """
    found = own_pythons(host)
    program = host.executable
    if program and _PYTHON_NAME.fullmatch(host.path.basename(program)) and host.exists(program):
        found.append(program)
    unique: dict[tuple[str, str], str] = {}
    for python in found:
        unique.setdefault(_identity(python, host), python)
    return list(unique.values())


def own_pythons(host: Host) -> list[str]:
    """The programs of the Python that QGIS itself runs on, by the layouts it is installed in."""
    if host.platform == "win32":
        places = _windows_places(host)
    elif host.platform == "darwin":
        places = _mac_places(host)
    else:
        places = _posix_places(host)
    paths = (host.path.normpath(place) for place in places)
    return [path for path in dict.fromkeys(paths) if host.exists(path)]


def resolve(python: str) -> str:
    """The full path of a program as a user may write it (``~``, a name on the PATH)."""
    written = os.path.expanduser(python)
    return os.path.abspath(shutil.which(written) or written)


def environment(python: str, host: Host) -> dict[str, str]:
    """Environment to start ``python`` in: inherited if it is QGIS's own, else cleaned."""
    if is_own(python, host):
        return dict(host.env)
    cleaned = {name: value for name, value in host.env.items() if not _is_foreign(name)}
    if host.platform == "win32":
        for name in [name for name in cleaned if name.upper() == "PATH"]:
            cleaned[name] = _windows_search_path(cleaned[name], python, host)
    return cleaned


def is_own(python: str, host: Host) -> bool:
    """Whether ``python`` is QGIS's own: the same program and virtual environment."""
    identity = _identity(python, host)
    return any(identity == _identity(own, host) for own in own_pythons(host))


def _identity(python: str, host: Host) -> tuple[str, str]:
    """What tells Pythons apart: the real program, and the virtual environment it starts in."""
    path = host.path
    venv = ""
    folder = path.dirname(python)
    for place in (folder, path.dirname(folder)):
        if host.exists(path.join(place, "pyvenv.cfg")):
            venv = path.normcase(host.realpath(place))
            break
    return path.normcase(host.realpath(python)), venv


def _posix_places(host: Host) -> list[str]:
    return [
        f"{prefix}/bin/{name}" for prefix in host.prefixes for name in (_versioned(host), "python3")
    ]


def _windows_places(host: Host) -> list[str]:
    """OSGeo4W, QGIS's installer (``<root>/apps/Python3x`` and ``<root>/bin``), conda, a venv."""
    places = []
    for prefix in host.prefixes:
        for folder in (prefix, f"{prefix}\\Scripts", f"{prefix}\\..\\..\\bin"):
            places += [f"{folder}\\python.exe", f"{folder}\\python3.exe"]
    return places


def _mac_places(host: Host) -> list[str]:
    """QGIS's bundles of several generations, and the layouts of Homebrew, MacPorts and conda."""
    names = (_versioned(host), "python3", "python")
    places = [f"{prefix}/bin/{name}" for prefix in host.prefixes for name in names[:2]]
    for contents in dict.fromkeys(_bundles(host)):
        folders = (
            "MacOS/bin",
            "MacOS",
            "Frameworks/bin",
            f"Frameworks/Python.framework/Versions/{host.version[0]}.{host.version[1]}/bin",
            "Resources/python/bin",
        )
        places += [f"{contents}/{folder}/{name}" for folder in folders for name in names]
    places += [f"{prefix}/tools/python3/{_versioned(host)}" for prefix in host.prefixes]
    return places


def _bundles(host: Host) -> list[str]:
    matches = [_BUNDLE.match(place) for place in (*host.prefixes, host.executable)]
    return [match.group() for match in matches if match]


def _versioned(host: Host) -> str:
    return f"python{host.version[0]}.{host.version[1]}"


def _is_foreign(name: str) -> bool:
    return name.upper() in _FOREIGN_NAMES or name.upper().startswith(_FOREIGN_PREFIXES)


def _windows_search_path(search_path: str, python: str, host: Host) -> str:
    """PATH without QGIS's folders, whose libraries bear the names of others, but with the Python's.

    A conda Python finds its libraries by PATH only.
    """
    path = host.path
    barred = tuple(f"{path.normcase(path.normpath(root))}\\" for root in _windows_roots(host))
    home = path.dirname(python)
    kept = [
        folder
        for folder in search_path.split(";")
        if folder and not f"{path.normcase(path.normpath(folder))}\\".startswith(barred)
    ]
    return ";".join([home, path.join(home, "Library", "bin"), path.join(home, "Scripts"), *kept])


def _windows_roots(host: Host) -> list[str]:
    roots = [*host.prefixes]
    for prefix in host.prefixes:
        apps = host.path.dirname(host.path.normpath(prefix))
        if host.path.basename(apps).lower() == "apps":
            roots.append(host.path.dirname(apps))
    if host.env.get("OSGEO4W_ROOT"):
        roots.append(host.env["OSGEO4W_ROOT"])
    return roots
