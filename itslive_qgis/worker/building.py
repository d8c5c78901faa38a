"""Calls that read granules, of which a damaged one can crash libhdf5 and the worker with it.

One bad granule among a thousand costs that granule only: the worker says which file it reads, and
when it crashes the call is made again without that file.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from .client import Worker
from .conversation import is_crash

#: Files left out of one call for crashing. Each costs the call anew; that many damaged files come
#: of a broken disk or program, which the user should hear of.
MOST_LEFT_OUT = 5


def build_cube(
    worker: Worker, request: dict[str, Any], monitor: Monitor | None = None
) -> dict[str, Any]:
    """Let ``worker`` build a cube; as ``science.cube.build_cube``.

    Granules on which the worker crashed are listed in ``skipped``, like any that cannot be read.

    Raises:
        ItsliveError: as ``Worker.call``; after too many crashes, with the last granule's name.
        Cancelled: as ``Worker.call``.
    """
    return _without_crashing(worker, "build_cube", request, monitor or Monitor())


def describe_folder(
    worker: Worker, request: dict[str, Any], monitor: Monitor | None = None
) -> dict[str, Any]:
    """Let ``worker`` describe a folder of granules; as ``science.describe.describe_folder``.

    Raises:
        ItsliveError: as :func:`build_cube`.
        Cancelled: as ``Worker.call``.
    """
    return _without_crashing(worker, "describe_folder", request, monitor or Monitor())


class _Watch(Monitor):
    """Passes progress on and keeps the file that is being read, empty while none is.

    When the call is made anew its progress begins at 0 again; what is passed on never falls.
    """

    def __init__(self, monitor: Monitor) -> None:
        self.reading = ""
        self._monitor = monitor
        self._fraction = 0.0

    def progress(self, fraction: float, text: str = "", **values: Any) -> None:
        self.reading = str(values.get("reading", ""))
        self._fraction = max(self._fraction, fraction)
        self._monitor.progress(self._fraction, text, **values)

    def is_cancelled(self) -> bool:
        return self._monitor.is_cancelled()


def _without_crashing(
    worker: Worker, method: str, request: dict[str, Any], monitor: Monitor
) -> Any:
    watch = _Watch(monitor)
    left_out: list[str] = list(request.get("leave_out", ()))
    most = len(left_out) + MOST_LEFT_OUT
    while True:
        watch.reading = ""
        try:
            return worker.call(method, {**request, "leave_out": left_out}, watch)
        except ItsliveError as error:
            if not (watch.reading and is_crash(error)):
                if watch.reading:
                    error.detail = f"While reading {watch.reading}\n{error.detail}"
                raise
            if len(left_out) >= most:
                raise _too_many(error, watch.reading) from error
            left_out.append(watch.reading)


def _too_many(error: ItsliveError, path: str) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages",
            "The worker process crashed on {count} granules, the last of them {granule}; more of "
            "them may be damaged.",
        ),
        QT_TRANSLATE_NOOP(
            "Messages", "Delete the granules and download them again, to another disk if you can."
        ),
        code="worker_died",
        detail=error.detail,
        **{**error.values, "count": MOST_LEFT_OUT + 1, "granule": PurePath(path).name},
    )
