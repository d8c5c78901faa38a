"""Tasks of the worker: folders, cubes and what comes of them, and the check of a Python."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qgis.PyQt.QtCore import QCoreApplication

from ..monitor import Monitor
from ..worker import building
from ..worker.client import Worker, shared_worker
from .base import WorkTask

translate = QCoreApplication.translate

BUILD_LANE = "build"
READ_LANE = "read"


def build_task(request: dict[str, Any], python: str) -> WorkTask:
    """Build a cube and describe it: the result is ``{"build": ..., "description": ...}``."""

    def work(monitor: Monitor) -> dict[str, Any]:
        worker = shared_worker(BUILD_LANE, python or None)
        built = building.build_cube(worker, request, monitor.part(0.0, 0.97))
        asked = {"path": built["output"]}
        description = worker.call("describe_cube", asked, monitor.part(0.97, 1.0))
        return {"build": built, "description": description}

    return WorkTask(translate("Tasks", "Build the velocity cube"), work)


def describe_cube_task(path: str, python: str) -> WorkTask:
    """The result is the description of the cube at ``path``."""
    return _call(
        translate("Tasks", "Open the velocity cube"),
        READ_LANE,
        "describe_cube",
        {"path": path},
        python,
    )


def describe_folder_task(folder: str, python: str) -> WorkTask:
    """The result is the description of the granules in ``folder``."""

    def work(monitor: Monitor) -> dict[str, Any]:
        worker = shared_worker(READ_LANE, python or None)
        return building.describe_folder(worker, {"folder": folder}, monitor)

    return WorkTask(translate("Tasks", "Read the folder of granules"), work)


def typical_speed_task(path: str, output: str, python: str) -> WorkTask:
    """Write the typical speed of the cube at ``path`` to the raster ``output``."""
    params = {"path": path, "output": output}
    return _call(
        translate("Tasks", "Compute the typical speed"), BUILD_LANE, "typical_speed", params, python
    )


def summarize_task(request: dict[str, Any], python: str) -> WorkTask:
    """Write the rasters of a cube's periods; the result is what ``summarize_cube`` returns."""
    return _call(
        translate("Tasks", "Summarize the velocity cube"),
        BUILD_LANE,
        "summarize_cube",
        request,
        python,
    )


def series_task(path: str, points: Sequence[Sequence[float]], crs: str, python: str) -> WorkTask:
    """The result holds one series per point (x, y in ``crs``) of the cube at ``path``."""
    params = {"path": path, "points": [list(point) for point in points], "crs": crs}
    return _call(
        translate("Tasks", "Read the point series"), READ_LANE, "point_series", params, python
    )


def check_python_task(python: str) -> WorkTask:
    """Start a worker of its own with ``python`` and report what it has; the worker ends after."""

    def work(monitor: Monitor) -> dict[str, Any]:
        worker = Worker(python or None)
        try:
            return {**worker.info, **worker.call("ping", {}, monitor)}
        finally:
            worker.stop()

    return WorkTask(translate("Tasks", "Check the Python of the worker"), work)


def _call(title: str, lane: str, method: str, params: dict[str, Any], python: str) -> WorkTask:
    def work(monitor: Monitor) -> dict[str, Any]:
        return shared_worker(lane, python or None).call(method, params, monitor)

    return WorkTask(title, work)
