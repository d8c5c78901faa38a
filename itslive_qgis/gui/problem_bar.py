"""Failures in QGIS's message bar, as long as they are true."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Callable

from qgis.core import Qgis
from qgis.gui import QgsMessageBar, QgsMessageBarItem
from qgis.PyQt import sip

from ..errors import ItsliveError
from ..translation import error_text, message
from . import texts
from .steps.base import Step

_TITLE = "ITS_LIVE"
_SECONDS = 15


class ProblemBar:
    """Pushes a line for each failure, and takes it away once its step has begun anew.

    Args:
        bar: of QGIS's main window.
        steps: whose failures are told.
    """

    def __init__(self, bar: QgsMessageBar, steps: Iterable[Step]) -> None:
        self._bar = bar
        self._steps = tuple(steps)
        self._told: list[tuple[QgsMessageBarItem, ItsliveError, Step | None]] = []

    def tell(self, error: ItsliveError) -> None:
        """Say what happened; the bar has room for a line, its tooltip has all of it."""
        what = message(error.what, error.values)
        item = QgsMessageBar.createMessage(_TITLE, texts.shortened(what))
        item.setToolTip(error_text(error))
        step = next((each for each in self._steps if each.error is error), None)
        self._told.append((item, error, step))
        self._bar.pushWidget(item, Qgis.MessageLevel.Warning, _SECONDS)

    def forget_settled(self) -> None:
        """Take away what is over: its step has another error by now, or none."""
        self._keep(lambda error, step: step is None or step.error is error)

    def forget_others(self) -> None:
        """Take away what is no step's failure, such as criteria that contradict each other."""
        self._keep(lambda error, step: step is not None)

    def _keep(self, is_true: Callable[[ItsliveError, Step | None], bool]) -> None:
        kept = []
        for item, error, step in self._told:
            if sip.isdeleted(item):
                continue
            if is_true(error, step):
                kept.append((item, error, step))
            else:
                self._bar.popWidget(item)
        self._told = kept
