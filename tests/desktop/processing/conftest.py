"""The provider in Processing's registry, and an area of the simulated glacier."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsProcessingFeedback

import itslive_qgis
from itslive_qgis.processing.provider import ItsliveProvider
from itslive_qgis.worker.client import stop_shared_workers
from tests.tools.needed import require

PLUGIN = Path(itslive_qgis.__file__).resolve().parent

# On Debian 12 the wrapper without ".bin" adds an option that the program then refuses.
PROGRAM = shutil.which("qgis_process.bin") or shutil.which("qgis_process")


class Listener(QgsProcessingFeedback):
    """A feedback that keeps what it is told."""

    def __init__(self) -> None:
        super().__init__(False)
        self.infos: list[str] = []
        self.warnings: list[str] = []
        self.errors: list[str] = []
        self.percents: list[float] = []
        self.progressChanged.connect(self.percents.append)

    def pushInfo(self, info: str) -> None:
        self.infos.append(info)

    def pushWarning(self, warning: str) -> None:
        self.warnings.append(warning)

    def reportError(self, error: str, fatalError: bool = False) -> None:
        self.errors.append(error)


@pytest.fixture(scope="module")
def provider(qgis_app, qgis_processing):
    """The provider, as the plugin registers it; gone again before another module loads a plugin."""
    registry = QgsApplication.processingRegistry()
    mine = None
    if registry.providerById("itslive") is None:
        mine = ItsliveProvider()
        registry.addProvider(mine)
    yield registry.providerById("itslive")
    stop_shared_workers()
    if mine is not None:
        registry.removeProvider("itslive")


@pytest.fixture
def run(provider):
    """Run an algorithm of the provider by its short name."""
    import processing

    def run(name: str, parameters: dict, feedback: QgsProcessingFeedback | None = None) -> dict:
        return processing.run(f"itslive:{name}", parameters, feedback=feedback or Listener())

    return run


@pytest.fixture
def environment(tmp_path) -> dict[str, str]:
    """A profile of its own with the plugin in it."""
    profiles = tmp_path / "profiles home"
    plugins = profiles / "profiles" / "default" / "python" / "plugins"
    plugins.mkdir(parents=True)
    shutil.copytree(PLUGIN, plugins / PLUGIN.name)
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return {
        **kept,
        "QT_QPA_PLATFORM": "offscreen",
        "QGIS_CUSTOM_CONFIG_PATH": str(profiles),
        "LANG": "C.UTF-8",
    }


@pytest.fixture
def small_files():
    """While the block runs no file of QGIS or its workers grows beyond so many KiB."""

    @contextmanager
    def small_files(kib: int) -> Iterator[None]:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        stop_shared_workers()  # those of the block inherit the limit
        # Python ignores the signal that goes with it, so that writing fails as on a full disk.
        resource.setrlimit(resource.RLIMIT_FSIZE, (kib * 1024, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
            stop_shared_workers()

    return small_files


def through_program(environment: dict[str, str]):
    """``run(name, parameters)`` by way of qgis_process, where the plugin is not switched on yet."""
    _ask_program(environment, "plugins", "enable", PLUGIN.name)
    return of_program(environment)


def of_program(environment: dict[str, str], *before: str):
    """``run(name, parameters)`` by way of qgis_process, with a command and its options before."""

    def run(name: str, parameters: dict) -> dict:
        options = [f"--{key}={value}" for key, value in parameters.items()]
        call = ("--json", "run", f"itslive:{name}", *options)
        text = _ask_program(environment, *call, before=before)
        return json.loads(text[text.index("{") :])["results"]

    return run


def _ask_program(environment: dict[str, str], *arguments: str, before: Sequence[str] = ()) -> str:
    require("" if PROGRAM else "Not installed: qgis_process.")
    answer = subprocess.run(
        [*before, PROGRAM, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


def write_polygon(path, ring) -> str:
    """A GeoJSON file with one polygon of (lon, lat)."""
    geometry = {"type": "Polygon", "coordinates": [[list(point) for point in ring]]}
    path.write_text(json.dumps(geometry), encoding="utf-8")
    return str(path)


def write_points(path, points: dict) -> str:
    """A GeoJSON file with named points of (lon, lat)."""
    features = [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {"type": "Point", "coordinates": list(place)},
        }
        for name, place in points.items()
    ]
    collection = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(collection), encoding="utf-8")
    return str(path)
