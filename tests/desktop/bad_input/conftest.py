"""Bad input for the dock and for the toolbox, and what a folder holds before and after it."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsProcessingException,
    QgsVectorLayer,
)

from itslive_qgis.processing.provider import ItsliveProvider
from itslive_qgis.worker.client import stop_shared_workers

# The desktop and its user are those of the dock's own tests.
from tests.desktop.gui.conftest import (  # noqa: F401 - fixtures
    desktop,
    its_live_user,
    own_settings,
    settle,
    until,
    user,
)
from tests.desktop.processing.conftest import Listener, small_files  # noqa: F401 - a fixture
from tests.tools.needed import require

_BESIDE = ("granules.jsonl", "granules.gpkg")  # what a download leaves beside the granules


def held(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes, by its path in it."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def is_sentence(text: str) -> bool:
    """Whether a person can read it: words, an end, and nothing of a program in it."""
    technical = ("Traceback", "Errno", "Error(", "{", "0x", "None.", "NetCDF: ")
    return (
        len(text.split()) > 3
        and text.strip().endswith((".", "!"))
        and not any(each in text for each in technical)
    )


def polygon_layer(*wkt: str, crs: str = "EPSG:4326", kind: str = "Polygon") -> QgsVectorLayer:
    """A layer in memory with these geometries; an empty text is a feature without one."""
    layer = QgsVectorLayer(f"{kind}?crs={crs}" if crs else kind, "areas", "memory")
    for text in wkt:
        feature = QgsFeature()
        if text:
            feature.setGeometry(QgsGeometry.fromWkt(text))
        layer.dataProvider().addFeature(feature)
    layer.updateExtents()
    return layer


def as_wkt(ring) -> str:
    """A ring of (x, y) as the text of a polygon."""
    return "POLYGON((" + ", ".join(f"{x} {y}" for x, y in ring) + "))"


@pytest.fixture
def provider(request, qgis_app, qgis_processing):
    """The provider in the registry: the dock's plugin has put it there, or it is put there."""
    if "user" in request.fixturenames:
        request.getfixturevalue("user")
    registry = QgsApplication.processingRegistry()
    mine = registry.providerById("itslive") is None
    if mine:
        registry.addProvider(ItsliveProvider())
    yield registry.providerById("itslive")
    if mine:
        registry.removeProvider("itslive")
        stop_shared_workers()


@pytest.fixture
def run(provider):
    """Run an algorithm by its short name."""
    import processing

    def run(name: str, parameters: dict, feedback: Listener | None = None) -> dict:
        return processing.run(f"itslive:{name}", parameters, feedback=feedback or Listener())

    return run


@pytest.fixture
def refused(run):
    """Run an algorithm that must refuse, and give back its sentence."""

    def refused(name: str, parameters: dict, feedback: Listener | None = None) -> str:
        with pytest.raises(QgsProcessingException) as caught:
            run(name, parameters, feedback)
        assert is_sentence(str(caught.value)), str(caught.value)
        return str(caught.value)

    return refused


@pytest.fixture
def outline_layer(its_live) -> QgsVectorLayer:
    """The outline of the simulated glacier."""
    return polygon_layer(as_wkt(its_live.truth.OUTLINE))


@pytest.fixture
def granules(its_live, tmp_path) -> Path:
    """A folder of six granules of one projection."""
    folder = tmp_path / "granules"
    folder.mkdir()
    for path in one_zone(its_live)[:6]:
        shutil.copy(path, folder)
    return folder


def one_zone(its_live) -> list[Path]:
    """Granules of the zone with most of them, as they are stored below a folder per zone."""
    by_folder: dict[Path, list[Path]] = {}
    for path in its_live.granules:
        by_folder.setdefault(path.parent, []).append(path)
    return max(by_folder.values(), key=len)


@pytest.fixture
def use_folder(user):  # noqa: F811 - the fixture above
    """Let the user go on with the granules of a folder."""

    def use_folder(folder: Path) -> None:
        user.step("download")
        user.find("itslive_folder").setFilePath(str(folder))
        user.press("itslive_use_folder")
        until(lambda: not user.job.download.is_running())

    return use_folder


@pytest.fixture
def build_to(user):  # noqa: F811 - the fixture above
    """Let the user build a cube at a path and wait for all that follows."""

    def build_to(path: Path) -> None:
        user.step("cube")
        user.find("itslive_cube_output").setFilePath(str(path))
        user.build()

    return build_to


@pytest.fixture
def mounted(tmp_path):
    """Mount a disk in memory of so many KiB at a new folder, with these files in it."""
    folders: list[Path] = []

    def mounted(kib: int, files: dict[str, bytes] | None = None, options: str = "rw") -> Path:
        folder = tmp_path / "disk"
        folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={kib}k", "tmpfs", str(folder)]
        if os.geteuid() or subprocess.run(command, check=False, capture_output=True).returncode:
            require("A small disk can be mounted by root on Linux only.")
        folders.append(folder)
        for name, content in (files or {}).items():
            (folder / name).write_bytes(content)
        subprocess.run(["mount", "-o", f"remount,{options}", str(folder)], check=True)
        return folder

    yield mounted
    for folder in folders:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def read_only(request, tmp_path):
    """Make a folder with these files in which nothing can be written, by root neither."""

    def read_only(files: dict[str, bytes]) -> Path:
        if os.geteuid() == 0:
            return request.getfixturevalue("mounted")(20_000, files, "ro")
        folder = tmp_path / "disk"
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_bytes(content)
        folder.chmod(0o500)
        return folder

    yield read_only
    with suppress(FileNotFoundError, OSError):
        (tmp_path / "disk").chmod(0o700)
