"""What every page of the dock tells the dock about itself."""

from __future__ import annotations

from typing import Callable

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QVBoxLayout, QWidget

from ..job import Job
from ..steps.base import Step
from ..widgets import MARGIN, SPACING, Heading, Hint, column


class Page(QWidget):
    """One step as the user sees it.

    Signals:
        changed: the summary or what is possible next has changed.
    """

    changed = pyqtSignal()

    def __init__(self, job: Job) -> None:
        super().__init__()
        self.job = job
        self.body: QVBoxLayout = column(self, margin=MARGIN, spacing=SPACING)

    def add_head(self, title: str, hint: str = "") -> None:
        """The question the page asks, and a line that explains it."""
        heading = Heading(title)
        font = heading.font()
        font.setPointSizeF(font.pointSizeF() * 1.25)
        heading.setFont(font)
        self.body.addWidget(heading)
        if hint:
            self.body.addWidget(Hint(hint))
        self.body.addSpacing(4)

    def steps(self) -> tuple[Step, ...]:
        """Steps whose running task belongs to this page."""
        return ()

    def is_done(self) -> bool:
        """Whether the step has given what the next one needs."""
        return False

    def summary(self) -> str:
        """What the step gave and what comes next, in one or two sentences."""
        return ""

    def next_text(self) -> str:
        """What the Next button says."""
        return self.tr("Next")

    def own_work(self) -> Callable[[], None] | None:
        """What Next does before the next page has anything to show; None if it simply goes on."""
        return None

    def stops_itself(self) -> bool:
        """Whether the page has its own button to stop what runs."""
        return False

    def enter(self) -> None:
        """The page comes into view."""
