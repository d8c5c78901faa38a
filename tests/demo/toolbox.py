"""The same job through ``qgis_process``: must give the cubes and the series that the dock gave."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import netCDF4

from .cubes import differences


class QgisProcess:
    """Runs algorithms in a profile where the plugin is installed and enabled."""

    def __init__(self, profiles: Path) -> None:
        # On Debian 12 the wrapper without ".bin" adds an option that the program then refuses.
        program = shutil.which("qgis_process.bin") or shutil.which("qgis_process")
        if program is None:
            raise SystemExit("qgis_process is not installed.")
        self._program = program
        self._environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("PYTHON")},
            "QT_QPA_PLATFORM": "offscreen",
            "QGIS_CUSTOM_CONFIG_PATH": str(profiles),
            "LC_ALL": "C.UTF-8",
        }

    def run(self, name: str, **parameters: Any) -> dict[str, Any]:
        """The outputs of ``itslive:name``."""
        options = [f"--{key}={value}" for key, value in parameters.items()]
        answer = self._call("--json", "run", f"itslive:{name}", *options)
        return json.loads(answer[answer.index("{") :])["results"]

    def _call(self, *arguments: str) -> str:
        done = subprocess.run(
            [self._program, *arguments],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if done.returncode != 0:
            raise SystemExit(f"qgis_process {arguments} failed:\n{done.stdout}{done.stderr}")
        return done.stdout


def compare(output: Path, url: str, job: dict) -> dict[str, Any]:
    """Repeat the job of ``output`` in ``output/toolbox`` and compare cube and CSV.

    Raises:
        SystemExit: they differ, or an algorithm failed.
    """
    folder = output / "toolbox"
    folder.mkdir()
    area, points = folder / "area.geojson", folder / "points.geojson"
    with netCDF4.Dataset(output / "cube.nc") as cube:
        area.write_text(cube.area, encoding="utf-8")
    points.write_text(json.dumps(_points(output / "velocities.csv")), encoding="utf-8")
    process = QgisProcess(output / "profile")
    found = process.run(
        "searchgranules",
        AREA=area,
        SERVICE=url,
        MAX_SEPARATION=job["max_separation"],
        MIN_VALID=1,
        OUTPUT=folder / "granules.gpkg",
    )
    fetched = process.run("downloadgranules", INPUT=found["OUTPUT"], FOLDER=folder / "granules")
    built = process.run("buildcube", INPUT=fetched["FOLDER"], AREA=area, OUTPUT=folder / "cube.nc")
    process.run(
        "pointtimeseries",
        CUBE=built["OUTPUT"],
        POINTS=points,
        NAME="name",
        OUTPUT=folder / "series.csv",
    )
    differing = differences(output / "cube.nc", folder / "cube.nc")
    if differing:
        raise SystemExit(f"The cubes of dock and toolbox differ in: {', '.join(differing)}")
    if _values(output / "velocities.csv") != _values(folder / "series.csv"):
        raise SystemExit("The series of dock and toolbox differ.")
    return {"granules": found["COUNT"], "layers": built["LAYER_COUNT"]}


def compare_batch(output: Path, job: dict) -> int:
    """Compare the cubes of the parts of the area: of the dock, its batch dialog, and a run of each.

    Returns:
        the number of parts.

    Raises:
        SystemExit: they differ, or an algorithm failed.
    """
    folder = output / "batch"
    process = QgisProcess(output / "profile")
    for part in job["parts"]:
        dock, one = folder / f"dock_{part}.nc", folder / f"run_{part}.nc"
        area = folder / f"{part}.geojson"
        process.run("buildcube", INPUT=output / "granules", AREA=area, OUTPUT=one)
        for other in (one, folder / f"batch_{part}.nc"):
            differing = differences(dock, other)
            if differing:
                raise SystemExit(f"{other.name} differs from the dock's in: {', '.join(differing)}")
    return len(job["parts"])


def compare_model(output: Path, url: str, job: dict) -> None:
    """Repeat the job of ``output`` by the plugin's model, from the area to the table.

    Raises:
        SystemExit: cube or series differ, or the model failed.
    """
    folder, inputs = output / "model", output / "toolbox"
    folder.mkdir()
    process = QgisProcess(output / "profile")
    process.run(
        "areatotimeseries",
        area=inputs / "area.geojson",
        points=inputs / "points.geojson",
        folder=folder / "granules",
        max_separation=job["max_separation"],
        min_valid=1,
        service=url,
        **{"buildcube:cube": folder / "cube.nc", "pointtimeseries:table": folder / "series.csv"},
    )
    differing = differences(output / "cube.nc", folder / "cube.nc")
    if differing:
        raise SystemExit(f"The cubes of dock and model differ in: {', '.join(differing)}")
    if _values(output / "velocities.csv") != _values(folder / "series.csv"):
        raise SystemExit("The series of dock and model differ.")


def _points(path: Path) -> dict[str, Any]:
    places = {row["point"]: (float(row["lon"]), float(row["lat"])) for row in _rows(path)}
    features = [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {"type": "Point", "coordinates": list(place)},
        }
        for name, place in places.items()
    ]
    return {"type": "FeatureCollection", "features": features}


def _values(path: Path) -> list[tuple[str, ...]]:
    wanted = ("point", "granule_id", "v", "vx", "vy")
    return [tuple(str(row[name]) for name in wanted) for row in _rows(path)]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
