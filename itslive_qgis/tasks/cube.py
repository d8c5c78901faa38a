"""Tasks of the worker: folders, cubes and what comes of them, and the check of a Python."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qgis.PyQt.QtCore import QCoreApplication

from ..archive.http import Network
from ..errors import ItsliveError
from ..monitor import Monitor
from ..settings import reach, with_system_proxies
from ..worker import building
from ..worker.client import Worker, shared_worker
from .base import WorkTask

translate = QCoreApplication.translate

BUILD_LANE = "build"
READ_LANE = "read"


def build_task(request: dict[str, Any], python: str, network: Network) -> WorkTask:
    """Build a cube and describe it: the result is ``{"build": ..., "description": ...}``.

    Args:
        request: as the worker's ``build_cube`` takes it.
        python: of the worker; empty for the one that is found.
        network: how to reach the inputs that are addresses.
    """

    def work(monitor: Monitor) -> dict[str, Any]:
        worker = shared_worker(BUILD_LANE, python or None)
        whole = _with_reach(request, network, monitor)
        built = building.build_cube(worker, whole, monitor.part(0.0, 0.97))
        asked = {"path": built["output"]}
        description = worker.call("describe_cube", asked, monitor.part(0.97, 1.0))
        return {"build": built, "description": description}

    return WorkTask(translate("Tasks", "Build the velocity cube"), work)


def remote_estimate_task(request: dict[str, Any], network: Network, python: str) -> WorkTask:
    """The result is the worker's ``estimate_remote``, ``None`` if that cannot be told."""

    def work(monitor: Monitor) -> dict[str, Any] | None:
        worker = shared_worker(READ_LANE, python or None)
        try:
            whole = _with_reach(request, network, monitor)
            return worker.call("estimate_remote", whole, monitor)  # type: ignore[no-any-return]
        except ItsliveError:
            return None  # it was a question aside; a build tells what is wrong

    return WorkTask(translate("Tasks", "Ask how much is read in the archive"), work)


def _with_reach(request: dict[str, Any], network: Network, monitor: Monitor) -> dict[str, Any]:
    inputs = request.get("inputs") or ()
    addresses = [path for path in inputs if path.startswith(("http://", "https://"))]
    if not addresses:
        return request
    return {**request, "reach": reach(with_system_proxies(network, addresses, monitor))}


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
