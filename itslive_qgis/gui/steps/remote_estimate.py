"""What reading granules in the archive would fetch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ... import settings
from ...archive.area import Area
from ...tasks.cube import remote_estimate_task
from .base import Step


class RemoteEstimateStep(Step):
    """The worker's answer (``estimate_remote``), asked for in the background.

    Attributes:
        told: the last one; ``None`` if there is none, or it could not be told.
    """

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.told: dict[str, Any] | None = None
        self._asked: tuple[tuple[str, ...], Area | None] | None = None

    def ask(self, addresses: Sequence[str], area: Area | None) -> None:
        """Estimate, unless that was the last question."""
        wanted = tuple(addresses), area
        if wanted == self._asked:
            return
        self.dispose()
        self.told = None
        self._asked = wanted
        if addresses:
            request = {
                "inputs": list(addresses),
                "area": None if area is None else area.geojson(),
            }
            network, python = settings.network(), settings.worker_python()
            self.start(remote_estimate_task(request, network, python), self._take)
        self.changed.emit()

    def is_of(self, addresses: Sequence[str], area: Area | None) -> bool:
        """Whether the last question was about these."""
        return self._asked == (tuple(addresses), area)

    def _take(self, told: dict[str, Any] | None) -> None:
        self.told = told
        self.changed.emit()
