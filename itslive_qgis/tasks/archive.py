"""Tasks of the archive: search, size estimate, download."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qgis.PyQt.QtCore import QCoreApplication

from ..archive.download import DownloadReport, download, estimate_bytes
from ..archive.granule import Granule
from ..archive.http import Network
from ..archive.query import Query
from ..archive.record import downloaded_files
from ..archive.search import SearchResult, search
from ..archive.services import STAC, make_service
from ..monitor import Monitor
from .base import WorkTask

translate = QCoreApplication.translate


def search_task(
    query: Query, service_url: str, network: Network, service_kind: str = STAC
) -> WorkTask:
    """A task whose result is a :class:`SearchResult`."""

    def work(monitor: Monitor) -> SearchResult:
        return search(make_service(service_kind, service_url, network), query, monitor)

    return WorkTask(translate("Tasks", "Search ITS_LIVE granules"), work)


def estimate_task(granules: Sequence[Granule], network: Network) -> WorkTask:
    """A task whose result is the download's size in bytes, ``None`` if servers don't say."""

    def work(monitor: Monitor) -> int | None:
        return estimate_bytes(granules, network, monitor)

    return WorkTask(translate("Tasks", "Estimate the size of the download"), work)


def present_task(granules: Sequence[Granule], folder: str) -> WorkTask:
    """A task whose result is the number of ``granules`` that are in ``folder`` whole."""

    def work(monitor: Monitor) -> int:
        return len(downloaded_files(Path(folder), [granule.url for granule in granules]))

    return WorkTask(translate("Tasks", "Count the granules that are there"), work)


def download_task(
    granules: Sequence[Granule], folder: str, network: Network, connections: int
) -> WorkTask:
    """A task whose result is a :class:`DownloadReport`."""

    def work(monitor: Monitor) -> DownloadReport:
        return download(granules, folder, network, monitor, connections=connections)

    return WorkTask(translate("Tasks", "Download ITS_LIVE granules"), work)
