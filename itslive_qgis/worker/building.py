"""Calls that read granules, of which a damaged one can crash libhdf5 and the worker with it.

One bad granule among a thousand costs that granule only: the worker says which file it reads, and
when it crashes the call is made again without that file. Those it could not read before the crash
are suspected first: see :func:`_without_crashing`.
"""

from __future__ import annotations

import itertools
from pathlib import PurePath
from typing import Any

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from .client import Worker
from .conversation import is_crash

#: Each costs the call anew; more come of a broken disk or program, which the user should hear of.
MOST_CRASHES = 5


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


def inspect_folder(
    worker: Worker, request: dict[str, Any], monitor: Monitor | None = None
) -> list[dict[str, Any]]:
    """Let ``worker`` inspect a folder of granules; as ``science.inspect.inspect_folder``.

    A granule on which the worker crashed is one with that problem.

    Raises:
        ItsliveError: as :func:`build_cube`.
        Cancelled: as ``Worker.call``.
    """
    return _without_crashing(worker, "inspect_folder", request, monitor or Monitor())


def inspect_granule(
    worker: Worker, request: dict[str, Any], monitor: Monitor | None = None
) -> dict[str, Any]:
    """Let ``worker`` inspect one granule; as ``science.inspect.inspect_granule``.

    Raises:
        ItsliveError: as :func:`build_cube`.
        Cancelled: as ``Worker.call``.
    """
    return _without_crashing(worker, "inspect_granule", request, monitor or Monitor())


class _Watch(Monitor):
    """Passes progress on and keeps what it tells of files.

    When the call is made anew its progress begins at 0 again; what is passed on never falls.
    """

    def __init__(self, monitor: Monitor) -> None:
        self.reading = ""
        self.suspects: dict[str, Any] = {}
        self._monitor = monitor
        self._fraction = 0.0

    def forget(self) -> None:
        """Begin anew: no file is being read, and none was found damaged."""
        self.reading, self.suspects = "", {}

    def progress(self, fraction: float, text: str = "", **values: Any) -> None:
        self.reading = str(values.get("reading", ""))
        if "unreadable" in values:
            self.suspects[str(values["unreadable"])] = values.get("reason")
        self._fraction = max(self._fraction, fraction)
        self._monitor.progress(self._fraction, text, **values)

    def is_cancelled(self) -> bool:
        return self._monitor.is_cancelled()


def _without_crashing(
    worker: Worker, method: str, request: dict[str, Any], monitor: Monitor
) -> Any:
    watch = _Watch(monitor)
    # Each with its reason; None: the process crashed on it.
    left_out: dict[str, Any] = dict(request.get("leave_out", {}))
    for crashes in itertools.count(1):
        watch.forget()
        try:
            return worker.call(method, {**request, "leave_out": left_out}, watch)
        except ItsliveError as error:
            if not (watch.reading and is_crash(error)):
                if watch.reading:
                    error.detail = f"While reading {watch.reading}\n{error.detail}"
                raise
            if crashes > MOST_CRASHES:
                raise _too_many(error, watch.reading, crashes) from error
            # Where libhdf5 fails to open a damaged file it may free memory that is not its own,
            # and crash on the next, sound one: those that failed are the first to be left out, each
            # for what was wrong with it. Only if it crashes without them, the file was the cause.
            left_out |= watch.suspects or {watch.reading: None}


def _too_many(error: ItsliveError, path: str, crashes: int) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages",
            "The worker process crashed {count} times on damaged granules, the last time on "
            "{granule}.",
        ),
        QT_TRANSLATE_NOOP(
            "Messages", "Delete the granules and download them again, to another disk if you can."
        ),
        code="worker_died",
        detail=error.detail,
        **{**error.values, "count": crashes, "granule": PurePath(path).name},
    )
