"""QGIS profiles: where the user's lies, and fresh ones with the plugin switched on.

python -m tests.tools.profile ROOT FILE.zip       # a fresh ROOT for qgis --profiles-path
"""

from __future__ import annotations

import os
import shutil
import sys
import zipfile
from pathlib import Path

from .layout import PLUGIN
from .package import is_litter


def user_profiles() -> Path:
    """The folder QGIS keeps its profiles in, on this platform."""
    if sys.platform == "win32":
        return Path(os.environ["APPDATA"]) / "QGIS" / "QGIS3" / "profiles"
    if sys.platform == "darwin":
        return Path.home() / "Library/Application Support/QGIS/QGIS3/profiles"
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share"
    return Path(data) / "QGIS" / "QGIS3" / "profiles"


def install(plugin: Path, profile: Path) -> Path:
    """Put ``plugin``, a staged folder or a ZIP, into ``profile`` in place of an older copy.

    Returns:
        The folder of the installed plugin.
    """
    plugins = profile / "python" / "plugins"
    target = plugins / PLUGIN
    if target.is_symlink():
        raise SystemExit(f"{target} is a link to somebody's source tree; remove it first.")
    if target.exists():
        shutil.rmtree(target)
    if plugin.is_file():
        with zipfile.ZipFile(plugin) as package:
            package.extractall(plugins)
        return target

    def litter(folder: str, names: list[str]) -> list[str]:
        return [name for name in names if is_litter(Path(name))]

    shutil.copytree(plugin, target, ignore=litter)
    return target


def fresh_profile(root: Path, plugin: Path, settings: dict[str, str]) -> Path:
    """Make ``root`` a folder for ``--profiles-path`` whose default profile has the plugin on.

    Args:
        root: folder to make; emptied first.
        plugin: the staged plugin's folder, or its ZIP.
        settings: the plugin's own settings, e.g. ``{"stac_url": "http://127.0.0.1:8000"}``.
    """
    if root.exists():
        shutil.rmtree(root)
    profile = root / "profiles" / "default"
    install(plugin, profile)
    ini = profile / "QGIS" / "QGIS3.ini"
    ini.parent.mkdir(parents=True)
    lines = [
        "[PythonPlugins]",
        f"{PLUGIN}=true",
        "[app]",
        "checkVersion=false",  # nothing but the plugin should speak to the network
        f"[{PLUGIN}]",
        *(f'{key}="{value}"' for key, value in settings.items()),
    ]
    ini.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return profile


if __name__ == "__main__":
    fresh_profile(Path(sys.argv[1]), Path(sys.argv[2]), {})
