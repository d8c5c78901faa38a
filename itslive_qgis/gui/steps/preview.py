"""The preview step: the small picture of one granule, fetched in the background."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtGui import QImage

from ... import settings
from ...archive.granule import Granule
from ...errors import QT_TRANSLATE_NOOP, ItsliveError
from ...tasks.archive import preview_task
from .base import Step


class PreviewStep(Step):
    """Holds the granule that is looked at, and its picture or why there is none."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.granule: Granule | None = None
        self.image = QImage()

    def is_done(self) -> bool:
        """Whether there is a picture."""
        return not self.image.isNull()

    def show(self, granule: Granule) -> None:
        """Fetch the picture of this granule instead of the one before."""
        self.dispose()
        self.granule = granule
        self.image = QImage()
        self.start(preview_task(granule, settings.network()), self._take, self._miss)
        self.changed.emit()

    def close(self) -> None:
        """Look at none."""
        self.dispose()
        self.granule = None
        self.image = QImage()
        self.error = None
        self.changed.emit()

    def _take(self, content: bytes) -> None:
        self.image = QImage.fromData(content)
        if self.image.isNull() and self.granule is not None:
            self.error = _no_picture(self.granule)
        self.changed.emit()

    def _miss(self, _error: ItsliveError) -> None:
        self.changed.emit()


def _no_picture(granule: Granule) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "What the archive sent for {name} is no picture."),
        QT_TRANSLATE_NOOP("Messages", "Add the granule to the map to see its velocities."),
        code="no_picture",
        name=granule.granule_id,
    )
