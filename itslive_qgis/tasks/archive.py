"""Tasks of the archive: search, size estimate, download."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Callable

from qgis.PyQt.QtCore import QCoreApplication

from ..archive.by_name import find_granule
from ..archive.download import (
    DownloadReport,
    download,
    estimate_bytes,
    report_of,
    there_already,
)
from ..archive.download_queue import DownloadQueue
from ..archive.findings import Findings, findings
from ..archive.granule import Granule
from ..archive.http import Network
from ..archive.preview import fetch_preview
from ..archive.query import Query
from ..archive.queue_items import PAUSED
from ..archive.room import Outlook, outlook
from ..archive.search import Arrival, Gathering, search
from ..archive.services import STAC, make_service
from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from ..settings import with_system_proxies
from .base import WorkTask

translate = QCoreApplication.translate


def search_task(
    query: Query,
    service_url: str,
    network: Network,
    service_kind: str = STAC,
    gathering: Gathering | None = None,
    on_arrival: Callable[[Arrival], None] | None = None,
) -> WorkTask:
    """A task whose result is the :class:`Findings` of a search.

    Args:
        query: what is searched for.
        service_url: root of the service.
        network: how to reach it.
        service_kind: as in ``archive.services``.
        gathering: where pages are kept; whoever holds it has what came when the task is stopped.
        on_arrival: called after each page, in the task's thread.
    """
    gathering = gathering or Gathering(query, service_url)

    def work(monitor: Monitor) -> Findings:
        way = with_system_proxies(network, [service_url], monitor)
        service = make_service(service_kind, service_url, way)
        gathering.service = service.name
        return findings(search(service, query, monitor, on_arrival, gathering))

    return WorkTask(translate("Tasks", "Search ITS_LIVE granules"), work)


def stopped_search_task(gathering: Gathering) -> WorkTask:
    """A task whose result is the :class:`Findings` of what a search had when it was stopped."""

    def work(monitor: Monitor) -> Findings:
        return findings(gathering.result(complete=False))

    return WorkTask(translate("Tasks", "Sort what was found so far"), work)


def preview_task(granule: Granule, network: Network) -> WorkTask:
    """A task whose result is the encoded preview image of a granule."""

    def work(monitor: Monitor) -> bytes:
        way = with_system_proxies(network, [granule.preview], monitor)
        return fetch_preview(granule, way, monitor)

    return WorkTask(translate("Tasks", "Fetch the preview image"), work)


def fetch_granule_task(
    wanted: Granule | str,
    folder: str,
    service_kind: str,
    service_url: str,
    network: Network,
    rate_limit: float = 0.0,
) -> WorkTask:
    """A task whose result is one granule and the path of its file, fetched if it is not there.

    Args:
        wanted: the granule, or its address or name.
        folder: where the file goes.
        service_kind: as in ``archive.services``.
        service_url: root of the service, which is asked for names.
        network: how to reach both.
        rate_limit: bytes per second at most, 0 for all there are.
    """

    def work(monitor: Monitor) -> tuple[Granule, str]:
        granule = wanted
        if isinstance(granule, str):
            way = with_system_proxies(network, [service_url], monitor)
            granule = find_granule(granule, service_kind, service_url, way, monitor)
        way = with_system_proxies(network, [granule.url], monitor)
        part = monitor.part(0.02, 1.0)
        report = download([granule], folder, way, part, connections=1, rate_limit=rate_limit)
        outcome = report.outcomes[0]
        if outcome.path is None:
            raise outcome.error or not_fetched(granule)
        return granule, outcome.path

    return WorkTask(translate("Tasks", "Fetch one granule"), work)


def estimate_task(granules: Sequence[Granule], network: Network) -> WorkTask:
    """A task whose result is the download's size in bytes, ``None`` if servers don't say."""

    def work(monitor: Monitor) -> int | None:
        return estimate_bytes(granules, _way_to(granules, network, monitor), monitor)

    return WorkTask(translate("Tasks", "Estimate the size of the download"), work)


def room_task(granules: Sequence[Granule], folder: str, network: Network) -> WorkTask:
    """A task whose result is an :class:`Outlook` (count, bytes, room) of a download."""

    def work(monitor: Monitor) -> Outlook:
        return outlook(granules, folder, _way_to(granules, network, monitor), monitor)

    return WorkTask(translate("Tasks", "Look at the room for the download"), work)


def restore_task(queue: DownloadQueue) -> WorkTask:
    """A task that takes up what the queue's folder still lacks, each of it paused.

    Its result is what the folder has already of the same searches.
    """

    def work(monitor: Monitor) -> list[Granule]:
        queue.restore(PAUSED, monitor)
        return there_already(queue.folder)

    return WorkTask(translate("Tasks", "Look what the folder still lacks"), work)


def download_task(
    queue: DownloadQueue,
    network: Network,
    connections: int,
    feed: Callable[[], None],
    wanted: Callable[[], Sequence[Granule]],
) -> WorkTask:
    """A task that runs a queue; its result is a :class:`DownloadReport`.

    Args:
        queue: what is run.
        network: how to reach the archive.
        connections: how many files to fetch at a time.
        feed: called first, in the task's thread: puts into the queue what was asked for.
        wanted: called at the end, in the task's thread: the granules that the report is about.
    """

    def work(monitor: Monitor) -> DownloadReport:
        feed()
        granules = [entry.granule for entry in queue.select(lambda entry: True)]
        queue.run(_way_to(granules, network, monitor), monitor, connections)
        return report_of(queue, wanted())

    return WorkTask(translate("Tasks", "Download ITS_LIVE granules"), work, loses_nothing=True)


def _way_to(granules: Sequence[Granule], network: Network, monitor: Monitor) -> Network:
    return with_system_proxies(network, (granule.url for granule in granules), monitor)


def settle_task(queue: DownloadQueue, wanted: Callable[[], Sequence[Granule]]) -> WorkTask:
    """A task that removes from the folder what was given up; its result is a report."""

    def work(monitor: Monitor) -> DownloadReport:
        queue.settle(monitor)
        return report_of(queue, wanted())

    return WorkTask(translate("Tasks", "Remove what was given up"), work)


def not_fetched(granule: Granule) -> ItsliveError:
    """A download that gave neither a file nor a reason."""
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "The granule {name} could not be fetched."),
        QT_TRANSLATE_NOOP("Messages", "Try again."),
        code="not_fetched",
        name=granule.granule_id,
    )
