"""Check a plugin ZIP by the rules of plugins.qgis.org and by our own stricter ones.

python -m tests.tools.check_package FILE.zip
"""

from __future__ import annotations

import re
import sys
import tempfile
import zipfile
from pathlib import Path
from urllib.parse import urlparse

from .layout import PLUGIN, read_metadata
from .scanners import findings

REQUIRED_METADATA = (
    "name", "description", "version", "qgisMinimumVersion", "author", "email", "about", "tracker",
    "repository", "homepage", "icon", "category", "qgisMaximumVersion",
)  # fmt: skip
REQUIRED_FILES = ("__init__.py", "metadata.txt", "LICENSE")
FORBIDDEN_FOLDERS = {"__pycache__", ".git", "__MACOSX", "tests", "test", "docs"}
FORBIDDEN_KINDS = {
    ".pyc", ".pyo", ".so", ".pyd", ".dll", ".dylib", ".exe", ".sh", ".bat", ".ps1", ".cmd",
    ".ts", ".qrc", ".nc",
}  # fmt: skip
FORBIDDEN_NAMES = re.compile(r"^(ui_.*|resources_rc|.*_rc)\.py$")
MODE = 0o100644
LARGEST = 25_000_000


def name_faults(entry: zipfile.ZipInfo) -> list[str]:
    """What is wrong with one entry's name, mode and date."""
    name = entry.filename
    parts = name.split("/")
    faults = []
    if not name.isascii() or "\\" in name or ":" in name or name.startswith("/") or ".." in parts:
        faults.append("unsafe name")
    if parts[0] != PLUGIN or len(parts) < 2:
        faults.append(f"not inside {PLUGIN}/")
    if FORBIDDEN_FOLDERS.intersection(parts[:-1]):
        faults.append("in a folder that must not be shipped")
    if any(part.startswith(".") for part in parts):
        faults.append("hidden")
    if Path(name).suffix.lower() in FORBIDDEN_KINDS or FORBIDDEN_NAMES.match(parts[-1]):
        faults.append("of a kind that must not be shipped")
    if entry.external_attr >> 16 != MODE:
        faults.append(f"mode {entry.external_attr >> 16:o} instead of {MODE:o}")
    if entry.date_time[:3] != (1980, 1, 1):
        faults.append("carries a date")
    return [f"{name}: {fault}" for fault in faults]


def metadata_faults(text: str, names: set[str]) -> list[str]:
    """What is wrong with a metadata.txt, given the names inside the plugin folder."""
    values = read_metadata(text)
    faults = [f"{key} is missing" for key in REQUIRED_METADATA if not values.get(key, "").strip()]
    return faults or value_faults(values, names)


def value_faults(values: dict[str, str], names: set[str]) -> list[str]:
    """What is wrong with the values of a metadata.txt that has every key."""
    faults = []
    if "plugin" in values["name"].lower():
        faults.append('name contains "plugin"')
    if not re.fullmatch(r"\d+\.\d+\.\d+", values["version"]):
        faults.append("version is not of the form 1.2.3")
    for key in ("description", "about"):
        if re.search(r"<[a-zA-Z/]", values[key]):
            faults.append(f"{key} contains HTML")
    for key in ("tracker", "repository", "homepage"):
        if urlparse(values[key]).scheme != "https" or not urlparse(values[key]).netloc:
            faults.append(f"{key} is not an https address")
    if values["icon"] not in names:
        faults.append(f"icon {values['icon']} is not in the package")
    if values.get("hasProcessingProvider") != "yes":
        faults.append("hasProcessingProvider is not yes: qgis_process would not see the plugin")
    if "supportsQt6" in values:
        faults.append("supportsQt6 is deprecated: qgisMaximumVersion says it")
    return faults


def package_faults(archive: Path) -> list[str]:
    """Everything wrong with the package, one line each; an empty list if it can be uploaded."""
    faults = []
    if archive.stat().st_size > LARGEST:
        faults.append(f"larger than {LARGEST:,} bytes")
    with zipfile.ZipFile(archive) as package:
        if package.testzip() is not None:
            return [*faults, f"{package.testzip()}: damaged"]
        entries = package.infolist()
        for entry in entries:
            faults += name_faults(entry)
        order = [entry.filename for entry in entries]
        if order != sorted(order) or len(set(order)) != len(order):
            faults.append("entries are not sorted, or doubled")
        names = {name.partition("/")[2] for name in order}
        lacking = [f"{name} is missing" for name in REQUIRED_FILES if name not in names]
        if faults or lacking:  # not a package that it is safe or useful to unpack
            return faults + lacking
        text = package.read(f"{PLUGIN}/metadata.txt").decode("utf-8")
        faults += [f"metadata.txt: {fault}" for fault in metadata_faults(text, names)]
        with tempfile.TemporaryDirectory() as folder:
            package.extractall(folder)
            faults += findings(Path(folder))
    return faults


if __name__ == "__main__":
    found = package_faults(Path(sys.argv[1]))
    print("\n".join([*found, f"{sys.argv[1]}: {len(found)} faults"]))
    sys.exit(1 if found else 0)
