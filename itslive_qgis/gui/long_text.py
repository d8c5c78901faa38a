"""Labels that show long names short and break them anywhere, and still know the whole text."""

from __future__ import annotations

from . import texts
from .widgets import Hint, Text


class _LongWords:
    """For a label: names of granules and paths fit a narrow dock; the tooltip has them whole."""

    _whole = ""

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Show ``text`` with long words shortened."""
        self._whole = text
        short = texts.shortened(text)
        super().setText(texts.breakable(short))
        self.setToolTip(text if short != text else "")

    def text(self) -> str:
        """The whole text."""
        return self._whole

    def shown_text(self) -> str:
        """The text as it is shown, marks for line breaks included."""
        return super().text()


class LongText(_LongWords, Text):
    """A wrapped text that may hold long names."""


class LongHint(_LongWords, Hint):
    """A wrapped line of quiet text that may hold long names."""
