"""The dock: the steps on top, the page of the step, and what came of it below."""

from __future__ import annotations

from functools import partial

from qgis.core import Qgis
from qgis.gui import QgisInterface, QgsDockWidget
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QShowEvent
from qgis.PyQt.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from ..errors import ItsliveError
from ..translation import error_text
from .footer import Footer
from .job import Job
from .map_work import MapWork
from .pages.area import AreaPage
from .pages.base import Page
from .pages.criteria import CriteriaPage
from .pages.cube import CubePage
from .pages.download import DownloadPage
from .pages.plot import PlotPage
from .pages.results import ResultsPage
from .problem_bar import ProblemBar
from .step_bar import StepBar, StepEntry
from .steps.base import Step
from .widgets import scrolled

AREA, CRITERIA, RESULTS, DOWNLOAD, CUBE, PLOT = range(6)
_NARROWEST = 320
_TITLE = "ITS_LIVE"
_SECONDS = 10
COMFORTABLE_WIDTH = 390


class ItsliveDock(QgsDockWidget):
    """Shows the job. Its pages are made when it is first shown, to keep QGIS's start quick."""

    def __init__(self, iface: QgisInterface, job: Job, map_work: MapWork) -> None:
        super().__init__(iface.mainWindow())
        self.setObjectName("ItsliveDock")
        self.setWindowTitle(_TITLE)
        self._iface = iface
        self._job = job
        self._map = map_work
        self._pages: list[Page] = []
        self._bar: StepBar | None = None
        self._stack = QStackedWidget()
        self._footer = Footer()
        self._built = False
        self._has_led = False
        self._told = ""
        self._told_error: ItsliveError | None = None
        self._problems = ProblemBar(iface.messageBar(), job.all_steps())
        # QGIS asks for the size before the pages are there.
        self._content = _Content()
        self._content.setMinimumWidth(_NARROWEST)
        self.setWidget(self._content)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Make the pages the first time."""
        self.build()
        super().showEvent(event)

    def build(self) -> None:
        """Make the pages, once."""
        if self._built:
            return
        self._built = True
        self._area = AreaPage(self._job, self._map)
        self._criteria = CriteriaPage(self._job)
        self._plot = PlotPage(self._job, self._map)
        self._pages = [
            self._area,
            self._criteria,
            ResultsPage(self._job),
            DownloadPage(self._job),
            CubePage(self._job),
            self._plot,
        ]
        self._bar = StepBar(self._entries())
        for page in self._pages:
            self._stack.addWidget(scrolled(page))
            page.changed.connect(self._refresh)
        self._arrange()
        self._connect()
        self._refresh()

    def _entries(self) -> list[StepEntry]:
        return [
            StepEntry("area", self.tr("Area"), "area", self.tr("Choose the area")),
            StepEntry("criteria", self.tr("Criteria"), "search", self.tr("Choose and search")),
            StepEntry("results", self.tr("Results"), "footprints", self.tr("See what was found")),
            StepEntry("download", self.tr("Download"), "download", self.tr("Get the granules")),
            StepEntry("cube", self.tr("Cube"), "cube", self.tr("Stack granules into a cube")),
            StepEntry("plot", self.tr("Plot"), "plot", self.tr("Plot speeds through time")),
        ]

    def _arrange(self) -> None:
        layout = QVBoxLayout(self._content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar)
        layout.addWidget(_rule())
        layout.addWidget(self._stack, 1)
        layout.addWidget(_rule())
        layout.addWidget(self._footer)

    def _connect(self) -> None:
        self._bar.chosen.connect(self.show_step)
        self._footer.next_pressed.connect(self._go_on)
        self._footer.back_pressed.connect(lambda: self.show_step(self.current() - 1))
        self._footer.cancel_pressed.connect(self._cancel)
        self._job.failed.connect(self._tell_problem)
        self._job.told.connect(self._tell)
        self._job.again_wanted.connect(lambda: self.show_step(CRITERIA))
        self._job.download.ended.connect(self._tell_download)
        self._job.search.added.connect(self._lead_to_results)
        self._job.search.found.connect(self._after_search)
        self._iface.currentLayerChanged.connect(self._area.choose_layer)
        for step in self._job.all_steps():
            step.running_changed.connect(partial(self._forget_problem, step))
            step.running_changed.connect(self._refresh)
            step.stopped.connect(self._refresh)
            step.progressed.connect(self._show_progress)
            step.noted.connect(self._show_progress)

    def current(self) -> int:
        """Number of the step that is shown."""
        return self._stack.currentIndex()

    def show_step(self, number: int) -> None:
        """Show a step; any may be entered at any time."""
        self.build()
        if not 0 <= number < len(self._pages):
            return
        self._forget_told()
        self._stack.setCurrentIndex(number)
        self._bar.set_current(number)
        self._pages[number].enter()
        self._refresh()

    def _go_on(self) -> None:
        """To the next step, or what the page has to do before; that leads on by itself."""
        work = self._pages[self.current()].own_work()
        if work is None:
            self.show_step(self.current() + 1)
        else:
            work()

    def _after_search(self) -> None:
        self._plot.set_separation(self._criteria.max_separation())
        self._lead_to_results()
        self._has_led = False

    def _lead_to_results(self, *_: object) -> None:
        """Show the first rows as soon as they are there; whoever goes back stays there."""
        if not self._has_led and self.current() == CRITERIA:
            self.show_step(RESULTS)
        self._has_led = True

    def _refresh(self) -> None:
        self._forget_settled()
        for number, page in enumerate(self._pages):
            self._bar.set_done(number, page.is_done())
        page = self._pages[self.current()]
        failed = [step.error for step in page.steps() if step.error is not None]
        text = error_text(failed[-1]) if failed else page.summary()
        parts = dict.fromkeys(part for part in (self._told, text) if part)
        self._footer.set_text(" ".join(parts))
        self._footer.set_back(self.current() > AREA)
        is_last = self.current() == PLOT
        is_due = page.is_done() or page.own_work() is not None
        self._footer.set_next("" if is_last else page.next_text(), True, is_due)
        self._show_progress()

    def _show_progress(self, *_: object) -> None:
        running = self._running()
        if running is None:
            self._footer.show_idle()
        else:
            self._footer.show_running(
                running.note, running.percent, running.cancelling, self._stop_text(running)
            )

    def _stop_text(self, running: Step) -> str | None:
        """What the button says that stops it; nothing where the page has one of its own."""
        if self._pages[self.current()].stops_itself():
            return ""
        download = self._job.download
        is_download = running is download and download.is_downloading()
        return self.tr("Pause") if is_download else None

    def _running(self) -> Step | None:
        """The running step to show: the page's own first, else any."""
        own = [step for step in self._pages[self.current()].steps() if step.is_running()]
        others = [step for step in self._job.all_steps() if step.is_running()]
        return next(iter([*own, *others]), None)

    def _forget_problem(self, step: Step) -> None:
        """What was told is over once something new begins."""
        if step.is_running():
            self._forget_told()
            self._problems.forget_others()

    def _forget_told(self) -> None:
        self._told, self._told_error = "", None

    def _forget_settled(self) -> None:
        """An error is over when its step has forgotten it, as with another folder."""
        errors = [step.error for step in self._job.all_steps()]
        if self._told_error is not None and self._told_error not in errors:
            self._forget_told()
        self._problems.forget_settled()

    def _tell(self, sentence: str) -> None:
        self._told, self._told_error = sentence, None
        self._refresh()

    def _tell_download(self) -> None:
        """The end of a download is told where the user looks: in the foot, or over the map."""
        if self.isVisible() and self.current() == DOWNLOAD:
            return
        report = self._job.download.report
        level = Qgis.MessageLevel.Success
        if report and report.failed:
            level = Qgis.MessageLevel.Warning
        elif self._job.download.was_cancelled:
            level = Qgis.MessageLevel.Info
        text = self._pages[DOWNLOAD].summary()
        self._iface.messageBar().pushMessage(_TITLE, text, level, _SECONDS)

    def _cancel(self) -> None:
        running = self._running()
        if running is not None:
            running.cancel()

    def _tell_problem(self, error: ItsliveError) -> None:
        # Kept: what ends now is told again by other signals, and would else have the last word.
        self._told = error_text(error)
        is_of_step = any(step.error is error for step in self._job.all_steps())
        self._told_error = error if is_of_step else None
        self._refresh()
        self._problems.tell(error)


class _Content(QWidget):
    """Opens a little wider than it must be."""

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(COMFORTABLE_WIDTH, 700)


def _rule() -> QFrame:
    rule = QFrame()
    rule.setFrameShape(QFrame.Shape.HLine)
    rule.setFrameShadow(QFrame.Shadow.Sunken)
    return rule
