"""The catalogue of official cubes as it is now, kept for when there is no network."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from http import HTTPStatus

from ..errors import ItsliveError
from ..monitor import Monitor
from . import failures
from .locks import held_lock
from .objects import Objects
from .official_cubes import Catalogue

DEFAULT_CATALOGUE = "https://its-live-data.s3.amazonaws.com/datacubes/catalog_v02.json"
DAY = 86_400.0


@dataclass(frozen=True)
class Known:
    """The catalogue, and how well it is known.

    Attributes:
        catalogue: the cubes.
        age: seconds since the archive was last asked for it.
        failure: why it could not be asked now.
    """

    catalogue: Catalogue
    age: float
    failure: ItsliveError | None


class CatalogueFile:
    """The catalogue at an address; read once, and again when it is another.

    Args:
        url: of the catalogue.
        objects: to ask by.
    """

    def __init__(self, url: str, objects: Objects) -> None:
        self.url = url
        self._objects = objects
        self._lock = threading.Lock()
        self._version = ""
        self._known: Known | None = None
        self._loaded_at = 0.0

    def load(self, monitor: Monitor, anew: bool = False) -> Known:
        """The catalogue, which is asked for once a day.

        Args:
            monitor: can cancel.
            anew: ask now: what it says turned out to be wrong.

        Raises:
            ItsliveError: there is none at this address, or it cannot be had and was not kept.
            Cancelled: on request.
        """
        with held_lock(self._lock, monitor):
            known, since = self._known, time.monotonic() - self._loaded_at
            if known is not None and not anew and known.age + since < DAY:
                return known
            came: list[Catalogue] = []
            found = self._objects.current(
                self.url,
                monitor,
                0.0 if anew else DAY,
                lambda data: came.append(Catalogue.parse(data)),
            )
            if found is None:
                raise failures.of_status(HTTPStatus.NOT_FOUND, self.url)
            if came:
                catalogue = came[0]
            elif known is not None and self._version == found.version:
                catalogue = known.catalogue
            else:
                catalogue = Catalogue.parse(found.data)
            self._known = Known(catalogue, found.age, found.failure)
            self._version, self._loaded_at = found.version, time.monotonic()
            return self._known
