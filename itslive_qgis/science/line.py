"""Granules that are addresses in the archive, and the way to them, as far as all builds know it.

What reads them is in ``remote.py``, which local builds need not import.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from typing import Any

from ..errors import QT_TRANSLATE_NOOP, ItsliveError

_SCHEMES = ("http://", "https://")


#: What it takes to read them, beside what every worker has.
_PACKAGES = ("h5py", "requests")


class LineError(Exception):
    """The archive cannot be reached, whichever granule is asked for.

    Attributes:
        failure: the sentence.
    """

    def __init__(self, failure: ItsliveError) -> None:
        super().__init__(str(failure))
        self.failure = failure

    def __reduce__(self) -> tuple[Callable[..., LineError], tuple[dict[str, Any]]]:
        return _line_error, (self.failure.to_dict(),)


def is_remote(path: str | os.PathLike[str]) -> bool:
    """Whether a granule is an address and not a file."""
    return str(path).lower().startswith(_SCHEMES)


def check_remote() -> None:
    """See that this Python can read granules without downloading them.

    Raises:
        ItsliveError: it lacks a package; the sentence says which.
    """
    for package in _PACKAGES:
        try:
            importlib.import_module(package)
        except Exception as error:  # a broken package may raise anything
            raise ItsliveError(
                QT_TRANSLATE_NOOP(
                    "Messages",
                    "Granules cannot be read in the archive without downloading them: the worker's "
                    "Python has no {package}.",
                ),
                QT_TRANSLATE_NOOP(
                    "Messages", "Install it, or download the granules and choose their folder."
                ),
                code="no_package",
                detail=repr(error),
                package=package,
            ) from error


def _line_error(told: dict[str, Any]) -> LineError:
    return LineError(ItsliveError.from_dict(told))
