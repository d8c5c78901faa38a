"""The task that explains an empty list of granules."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication

from ..archive.explain import Explanation, explain_zero
from ..archive.http import Network
from ..archive.search import SearchResult
from ..archive.services import make_service
from ..errors import ItsliveError
from ..monitor import Monitor
from ..settings import with_system_proxies
from .base import WorkTask

translate = QCoreApplication.translate


def explain_task(result: SearchResult, kind: str, url: str, network: Network) -> WorkTask:
    """A task whose result is an :class:`Explanation`, or the error that stood in its way."""

    def work(monitor: Monitor) -> Explanation | ItsliveError:
        way = with_system_proxies(network, [url], monitor)
        try:
            return explain_zero(make_service(kind, url, way), result, monitor)
        except ItsliveError as error:
            return error

    return WorkTask(translate("Tasks", "Find out why nothing was found"), work)
