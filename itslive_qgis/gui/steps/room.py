"""What a download would still fetch, and whether the disk has room for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ... import settings
from ...archive.granule import Granule
from ...archive.room import Outlook
from ...tasks.archive import room_task
from .base import Step


class RoomStep(Step):
    """The outlook of a download, asked in the background.

    ``outlook`` is that of the last question, None until it is answered.
    """

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.outlook: Outlook | None = None
        self._asked: tuple[str, tuple[Granule, ...]] | None = None

    def ask(self, granules: Sequence[Granule], folder: str) -> None:
        """Look at ``folder`` for these granules unless that was the last question."""
        wanted = folder, tuple(granules)
        if wanted == self._asked:
            return
        self.forget()
        self._asked = wanted
        if granules and folder:
            self.start(room_task(granules, folder, settings.network()), self._take)
        self.changed.emit()

    def forget(self) -> None:
        """The folder has other files now: what was answered holds no more."""
        self.dispose()
        self.outlook, self._asked = None, None

    def is_short(self) -> bool:
        """Whether the download does not fit on the disk."""
        return self.outlook is not None and not self.outlook.room.fits

    def _take(self, outlook: Outlook) -> None:
        self.outlook = outlook
        self.changed.emit()
