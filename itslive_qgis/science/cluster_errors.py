"""What can be wrong with a dask cluster, in sentences."""

from __future__ import annotations

import sys

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .cluster_side import python

_WITHOUT = QT_TRANSLATE_NOOP(
    "Messages",
    "See that it runs and that no firewall is in between; without the scheduler's address the cube "
    "is built on this computer.",
)


def no_distributed(error: ImportError) -> ItsliveError:
    """The package that speaks to clusters is not there."""
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages", "A dask cluster needs the Python package distributed, which {python} lacks."
        ),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Install distributed there; without the scheduler's address the cube is built on this "
            "computer.",
        ),
        code="no_distributed",
        detail=repr(error),
        python=sys.executable,
    )


def no_scheduler(address: str, error: Exception) -> ItsliveError:
    """Nobody answers, or nobody who speaks as we do."""
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "No dask scheduler answers at {address}: {reason}."),
        _WITHOUT,
        code="no_scheduler",
        detail=repr(error),
        retry=True,
        address=address,
        reason=_reason(error),
    )


def no_workers(address: str) -> ItsliveError:
    """A scheduler with nothing to schedule on."""
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "The dask scheduler at {address} has no workers."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Start some; without the scheduler's address the cube is built on this computer.",
        ),
        code="no_workers",
        retry=True,
        address=address,
    )


def cannot_run(worker: str, error: Exception) -> ItsliveError:
    """Our code cannot be imported there, or our values cannot be unpickled."""
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages", "The dask worker at {worker} cannot run the plugin's code: {reason}."
        ),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Give the Python of the workers the packages numpy, netCDF4 and pyproj, in versions "
            "near those of this computer ({here}).",
        ),
        code="worker_unfit",
        detail=repr(error),
        worker=worker,
        reason=_reason(error),
        here=python(),
    )


def unseen(host: str, path: str) -> ItsliveError:
    """A worker has no such file, or another one."""
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages", "The dask worker on {host} does not see {path} as this computer does."
        ),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Put the granules into a folder that all workers share and know by the same path.",
        ),
        code="path_unseen",
        host=host,
        path=path,
    )


def short_of_memory(host: str) -> ItsliveError:
    """A worker's memory ran out, or its open files."""
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "The dask worker on {host} ran short of memory."),
        QT_TRANSLATE_NOOP(
            "Messages", "Give the workers more memory or fewer threads, or choose a smaller area."
        ),
        code="worker_memory",
        host=host,
    )


def workers_die(address: str, count: int, error: Exception) -> ItsliveError:
    """Worker after worker is lost, whatever it works on."""
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages",
            "Workers of the dask cluster at {address} died of {count} image pairs in a row.",
        ),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Look into the workers' logs, most often memory is short; without the scheduler's "
            "address the cube is built on this computer.",
        ),
        code="workers_die",
        detail=repr(error),
        retry=True,
        address=address,
        count=count,
    )


def lost(address: str, problem: BaseException | str) -> ItsliveError:
    """The cluster was there, and is no more."""
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages", "The dask cluster at {address} was lost before the cube was done."
        ),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Build the cube again, there or without the scheduler's address on this computer: what "
            "was finished is kept.",
        ),
        code="cluster_lost",
        detail=problem if isinstance(problem, str) else repr(problem),
        retry=True,
        address=address,
    )


def _reason(error: BaseException) -> str:
    text = str(error).strip().partition("\n")[0].rstrip(".")
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
