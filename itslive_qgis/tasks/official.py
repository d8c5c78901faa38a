"""Tasks that read the record of points from the archive's own cubes, in QGIS's process."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QCoreApplication, pyqtSignal

from ..archive.http import Network
from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from ..series.answer import Answer
from ..series.by_worker import Helper, point
from ..series.chunks import OtherCodecError
from ..series.pixels import Sampling
from ..series.reader import SeriesReader
from ..series.table import PointSeries
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


def granule_url_task(series: PointSeries, row: int, network: Network) -> WorkTask:
    """Read the address of the granule that a row of a record from the archive's cubes is from.

    Args:
        series: the record.
        row: of it.
        network: how to reach the archive.
    """

    def work(monitor: Monitor) -> str:
        hosts = [catalogue_url(), series.sources[series.source[row]]]
        whole = with_system_proxies(network, hosts, monitor)
        try:
            return shared.reader(whole).granule_url(series, row, monitor)
        except OtherCodecError as error:
            raise _unknown_packing(str(error)) from error

    return WorkTask(translate("Tasks", "Find the granule of a value"), work, loses_nothing=True)


def _ask_worker(method: str, params: dict[str, Any], monitor: Monitor) -> Any:
    """Ask the worker, which is started for that: most never need it."""
    return shared_worker(READ_LANE, worker_python() or None).call(method, params, monitor)


def _unknown_packing(detail: str) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages", "The archive packs this cube in a way that this plugin cannot unpack yet."
        ),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Look for a newer version of the plugin, or use a cube that you built yourself.",
        ),
        code="unknown_packing",
        detail=detail,
    )
