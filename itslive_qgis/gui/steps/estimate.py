"""How large a download would be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ... import settings
from ...archive.granule import Granule
from ...tasks.archive import estimate_task
from .base import Step


class EstimateStep(Step):
    """The size of what is to be downloaded, asked in the background."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.bytes: int | None = None
        self._asked: tuple[str, ...] | None = None

    def ask(self, granules: Sequence[Granule]) -> None:
        """Estimate the size of ``granules`` unless that was the last question."""
        wanted = tuple(granule.granule_id for granule in granules)
        if wanted == self._asked:
            return
        self.dispose()
        self.bytes = None
        self._asked = wanted
        if granules:
            self.start(estimate_task(granules, settings.network()), self._take)
        self.changed.emit()

    def is_of(self, granules: Sequence[Granule]) -> bool:
        """Whether the last question was about these granules."""
        return self._asked == tuple(granule.granule_id for granule in granules)

    def _take(self, size: int | None) -> None:
        self.bytes = size
        self.changed.emit()
