"""Granules that are addresses in the archive, and the way to them, as far as all builds know it.

What reads them is in ``remote.py``, which local builds need not import.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from ..errors import ItsliveError

_SCHEMES = ("http://", "https://")


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


def _line_error(told: dict[str, Any]) -> LineError:
    return LineError(ItsliveError.from_dict(told))
