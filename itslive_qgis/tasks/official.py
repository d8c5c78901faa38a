"""Tasks that read the record of points from the archive's own cubes, in QGIS's process."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QCoreApplication, pyqtSignal

from ..archive.http import Network
from ..monitor import Monitor
from ..series.answer import Answer
from ..series.by_worker import Helper, point
from ..series.pixels import Sampling
from ..series.reader import SeriesReader
from ..settings import (
    cache_folder,
    cache_size,
    catalogue_url,
    reach,
    with_system_proxies,
    worker_python,
)
from ..worker.client import shared_worker
from .base import WorkTask
from .cube import READ_LANE

translate = QCoreApplication.translate

_MEGABYTE = 1_000_000


class _Shared:
    """The one reader of this QGIS: what it keeps in memory serves the points that come next."""

    def __init__(self) -> None:
        self._made_of: tuple[Any, ...] = ()
        self._reader: SeriesReader | None = None

    def reader(self, network: Network) -> SeriesReader:
        """The reader for these settings; one for others is let go."""
        made_of = network, str(cache_folder()), cache_size(), catalogue_url()
        if self._reader is None or made_of != self._made_of:
            self.close()
            limit = cache_size() * _MEGABYTE
            self._reader = SeriesReader(network, cache_folder(), limit, catalogue_url())
            self._made_of = made_of
        return self._reader

    def close(self) -> None:
        """Let go of memory and connections."""
        if self._reader is not None:
            self._reader.close()
        self._reader = None


shared = _Shared()


class PointTask(WorkTask):
    """Reads one point; the result is its ``Answer``.

    Signals:
        came: what has come so far, an ``Answer``.
    """

    came = pyqtSignal(object)


def point_task(lon: float, lat: float, sampling: Sampling, network: Network) -> PointTask:
    """Read the record of a point from the archive's cubes.

    Args:
        lon: degrees.
        lat: degrees.
        sampling: how values are taken.
        network: how to reach the archive.
    """

    def work(monitor: Monitor) -> Answer:
        whole = with_system_proxies(network, [catalogue_url()], monitor)
        helper = Helper(_ask_worker, catalogue_url(), reach(whole))
        reader = shared.reader(whole)
        return point(reader, lon, lat, helper, sampling, monitor, task.came.emit)

    task = PointTask(translate("Tasks", "Read forty years of a point"), work, loses_nothing=True)
    return task


def _ask_worker(method: str, params: dict[str, Any], monitor: Monitor) -> Any:
    """Ask the worker, which is started for that: most never need it."""
    return shared_worker(READ_LANE, worker_python() or None).call(method, params, monitor)
