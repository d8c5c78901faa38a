"""The download step: granules to a folder, or a folder one already has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Callable

from qgis.PyQt.QtCore import QTimer, pyqtSignal

from ... import settings
from ...archive.download import DownloadReport
from ...archive.download_queue import DownloadQueue
from ...archive.granule import Granule
from ...archive.queue_items import CANCELLED, DONE, FAILED, OPEN, PAUSED, WAITING
from ...errors import ItsliveError
from ...tasks.archive import download_task, restore_task, settle_task
from ...tasks.cube import describe_folder_task
from .base import Step
from .estimate import EstimateStep
from .queue_feed import QueueFeed
from .room import RoomStep

_BEAT = 250  # milliseconds between two looks at a running queue

_GONE = "not_found"


class DownloadStep(Step):
    """Holds the folder, its queue, the report of the last download, or the folder's description.

    A download is never two at a time: whatever is asked for while one runs joins its queue.
    ``was_cancelled``: the last download was stopped, for now (``is_paused``) or for good.
    ``received_before``: bytes that came before the run that is under way.
    ``there_before``: what the folder has already of searches that are not finished.

    Signals:
        folder_changed: granules go elsewhere from now on.
        queue_changed: ``queue`` is another one, or has lost entries.
        ended: a download has come to its end, with or without failures; ``report`` tells.
        beat: time to look at the queue, which runs or was changed by the user.
    """

    folder_changed = pyqtSignal(str)
    queue_changed = pyqtSignal()
    ended = pyqtSignal()
    beat = pyqtSignal()

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.folder = settings.download_folder()
        self.queue = DownloadQueue(self.folder, settings.rate_limit())
        self.report: DownloadReport | None = None
        self.description: dict[str, Any] | None = None
        self.granules: tuple[Granule, ...] = ()
        self.estimate = EstimateStep(self)
        self.room = RoomStep(self)
        self.was_cancelled = False
        self.received_before = 0
        self.there_before: tuple[Granule, ...] = ()
        self._restoring = Step(self)
        self._settling = Step(self)
        self._feed = QueueFeed(self)
        self._asked: list[tuple[Granule, ...]] = []
        self._due: Callable[[], object] | None = None
        self._restored = False
        self._downloading = False
        self._given_up = False
        self._timer = QTimer(self)
        self._timer.setInterval(_BEAT)
        self._timer.timeout.connect(self._heed_options)
        self._timer.timeout.connect(self.beat)
        self.running_changed.connect(self._keep_time)
        self.stopped.connect(self._take_stop)
        self._settling.stopped.connect(self._do_due)
        for step in (self._restoring, self._settling):
            step.failed.connect(self.failed)

    def is_done(self) -> bool:
        """Whether there are granule files to go on with."""
        return bool(self.inputs())

    def is_downloading(self) -> bool:
        """Whether the queue runs."""
        return self.is_running() and self._downloading

    def is_due(self) -> bool:
        """Whether a download begins as soon as what was given up is out of the folder."""
        return self._due is not None

    def is_paused(self) -> bool:
        """Whether there are granules still to come, and nothing brings them."""
        counts = self.queue.totals().counts
        return not self.is_downloading() and counts[PAUSED] + counts[WAITING] > 0

    def is_asked_for(self, granules: Sequence[Granule]) -> bool:
        """Whether this choice is part of the last download."""
        return any(granules == each for each in self._asked)

    def inputs(self) -> list[str]:
        """Paths of the granule files to go on with."""
        if self.report is not None:
            return [each.path for each in self.report.outcomes if each.path is not None]
        if self.description is not None:
            entries = self.description["granules"]
            return [each["path"] for each in entries if not each.get("error")]
        return []

    def set_folder(self, folder: str) -> None:
        """Download into this folder; what came of another one is forgotten."""
        if folder == self.folder or self.is_running():
            return
        self.folder = folder
        self._due = None
        self._renew_queue()
        self._restored = False
        self._asked, self.granules = [], ()
        self.folder_changed.emit(folder)
        self.reset()

    def look(self) -> None:
        """Find out what the folder still lacks of an earlier download, once per folder."""
        if self._restored or self.is_running():
            return
        queue = self.queue
        self._restoring.start(restore_task(queue), lambda there: self._take_rest(queue, there))

    def download(self, granules: Sequence[Granule], search: dict[str, Any] | None = None) -> bool:
        """Download ``granules``; what is there already is not fetched again.

        Args:
            granules: they join those of a download that runs.
            search: the search that found them, as ``DownloadQueue.add`` takes it.

        Returns:
            whether that is under way; ``False`` while a folder is read.
        """
        granules = tuple(granules)
        self._feed.finish()
        if self._settling.is_running():
            return self._put_off(lambda: self.download(granules, search))
        if self.is_downloading():
            if not self.is_asked_for(granules):
                self._given_up = self.was_cancelled = False  # all that was before, not this
                self._ask(granules, search)
                # By the window itself: the task may have the only thread there is for tasks.
                self._feed.feed_slowly(self._after_feeding)
                self.changed.emit()
            return True
        if self.is_running():
            return False
        if granules != self.granules:
            self.report = None  # of other granules, should this download be paused
        self._tidy_queue()
        self._asked, self.granules = [], ()
        self._ask(granules, search)
        return self._run()

    def pause(self) -> None:
        """Let the download rest; whatever has come stays, and :meth:`go_on` takes it up."""
        self.cancel()

    def go_on(self, keys: Iterable[str] | None = None) -> None:
        """Bring what was paused: these, or all; the report is of the whole queue then."""
        self._feed.finish()
        keys = None if keys is None else list(keys)
        self.queue.resume(keys)
        if keys is None and self.there_before:
            self._ask(self.there_before, None)  # to be looked at, and told with the others
            self.there_before = ()
        self._take_in(keys, CANCELLED)
        self._after_change(run=True)

    def pause_some(self, keys: Iterable[str]) -> None:
        """Let these rest, while the others go on."""
        self.queue.pause(keys)
        self._after_change()

    def cancel_all(self) -> None:
        """Give up whatever is not there; partial files go."""
        self._given_up = True
        self.was_cancelled = True
        self.there_before = ()
        self._feed.forget()
        self._due = None
        if self.is_downloading():
            self.cancel()  # what is given up goes from the folder when nothing writes there
        self._feed.cancel_slowly(self.queue, self._after_cancel)

    def cancel_some(self, keys: Iterable[str]) -> None:
        """Give up these."""
        self.queue.cancel(keys)
        self._after_cancel()

    def prefer(self, keys: Iterable[str]) -> None:
        """Bring these before all others."""
        self._feed.finish()
        keys = list(keys)
        self.queue.prefer(keys)
        self._take_in(keys, CANCELLED)
        self._after_change(run=True)

    def retry(self, keys: Iterable[str] | None = None) -> bool:
        """Try these, or all that failed, once more; whether a download is under way."""
        self._feed.finish()
        keys = None if keys is None else list(keys)
        self.queue.retry(keys)
        self._take_in(keys, CANCELLED, PAUSED, DONE)
        return self._after_change(run=True)

    def describe(self, folder: str) -> bool:
        """Go on with the granules found in ``folder``."""
        if self.is_running():
            return False
        self.set_folder(folder)
        self._begin(downloading=False)
        task = describe_folder_task(folder, settings.worker_python())
        return self.start(task, self._take_description)

    def reset(self) -> None:
        """Forget what an earlier search or another folder gave; the queue stays."""
        if not self.is_downloading():
            self._begin(downloading=False)
            self.error = None
        self.report = None
        self.description = None
        self.changed.emit()

    def dispose(self) -> None:
        """Let go of the running tasks."""
        self._timer.stop()
        self._feed.dispose()
        for step in (self.estimate, self.room, self._restoring, self._settling):
            step.dispose()
        super().dispose()

    def _begin(self, downloading: bool) -> None:
        self._downloading = downloading
        self._given_up = False
        self.was_cancelled = False

    def _ask(self, granules: tuple[Granule, ...], search: dict[str, Any] | None) -> None:
        self._asked.append(granules)
        self.granules = tuple(dict.fromkeys((*self.granules, *granules)))
        self._feed.hold(self.queue, granules, search)

    def _take_in(self, keys: Iterable[str] | None, *without: str) -> None:
        """Let the report be of these entries, or of all, too, but for those in some states."""
        wanted = None if keys is None else set(keys)
        entries = self.queue.select(
            lambda entry: entry.state not in without and (wanted is None or entry.key in wanted)
        )
        self.granules = tuple(
            dict.fromkeys((*self.granules, *(entry.granule for entry in entries)))
        )

    def _run(self) -> bool:
        """Let the queue run; what is pending joins it in the task's thread."""
        if self._settling.is_running():
            return self._put_off(self._run)
        self._begin(downloading=True)
        self.room.forget()
        self.received_before = self.queue.meter.total
        if not self.granules:
            self._take_in(None, CANCELLED)
        self._heed_options()
        queue, network = self.queue, settings.network()
        task = download_task(
            queue, network, settings.connections(), self._feed.feed, lambda: self.granules
        )
        return self.start(task, self._take_report, self._take_problem)

    def _after_cancel(self) -> None:
        self._settle()
        self._after_change()

    def _settle(self) -> None:
        """What was given up leaves the folder; a run sees to that by itself."""
        if not self.is_running() and self.queue.has_unsettled():
            task = settle_task(self.queue, lambda: self.granules)
            self._settling.start(task, self._take_settled, self._take_unsettled)

    def _put_off(self, work: Callable[[], object]) -> bool:
        """Do this when the folder is tidy: the tidying would take away what is fetched anew."""
        self._due = work
        self.changed.emit()
        return True

    def _do_due(self) -> None:
        work, self._due = self._due, None
        if work is not None:
            work()

    def _after_feeding(self) -> None:
        self.beat.emit()
        # The run may have come to its end a moment too soon.
        if not self.is_running() and not self.was_cancelled and self.queue.is_open():
            self._run()

    def _tidy_queue(self) -> None:
        """What is over leaves the queue; an empty one is made anew, as the options have it now."""
        if self.queue.has_unsettled():
            return  # what was given up and is asked for again must be known as the same
        counts = self.queue.totals().counts
        if self._restoring.is_running() or any(counts[each] for each in (*OPEN, PAUSED, FAILED)):
            self.queue.forget_done()
            self.queue_changed.emit()
        else:
            self._renew_queue()

    def _renew_queue(self) -> None:
        self._restoring.dispose()
        self._feed.forget()
        self.queue = DownloadQueue(self.folder, settings.rate_limit())
        self.there_before = ()
        self.queue_changed.emit()

    def _after_change(self, run: bool = False) -> bool:
        """The user has changed the queue: show it, and let it run if it rests and is to."""
        if run and self.queue.is_open() and not self.is_running():
            return self._run()
        self.beat.emit()
        self.changed.emit()
        return self.is_downloading()

    def _rest(self) -> None:
        """Nothing waits while nothing runs: what is asked for next goes without the others."""
        self._feed.rest_slowly(self.queue, self._after_change)

    def _heed_options(self) -> None:
        """The limit may be set, or lifted, while a download runs."""
        self.queue.meter.limit = settings.rate_limit()

    def _keep_time(self) -> None:
        if self.is_downloading():
            self._timer.start()
        else:
            self._timer.stop()
        self.beat.emit()

    def _take_note(self, text: str) -> None:
        super()._take_note(text)
        if self._task is not None and self._downloading:
            self._task.describe(text)  # so that the task manager says what the dock says

    def _take_rest(self, queue: DownloadQueue, there: list[Granule]) -> None:
        if queue is self.queue:
            self._restored = True
            self.there_before = tuple(there)
            self.beat.emit()
            self.changed.emit()

    def _take_stop(self) -> None:
        if self._downloading:
            self.was_cancelled = True
            if not self._given_up:
                self._rest()
            self._settle()
            self.changed.emit()

    def _take_problem(self, _error: ItsliveError) -> None:
        self._rest()

    def _take_settled(self, report: DownloadReport) -> None:
        if self.is_running():
            return
        self._settle()  # more was given up meanwhile
        if self._given_up and self.granules:
            self.report = report
        self.changed.emit()
        self._do_due()

    def _take_unsettled(self, _error: ItsliveError) -> None:
        """The folder refuses what a download would write, too: that waits for the user."""
        self._due = None
        self.changed.emit()

    def _take_report(self, report: DownloadReport) -> None:
        if not self._given_up and (not self._feed.is_empty() or self.queue.is_open()):
            self._run()  # something was asked for when the task's thread was at its end
            return
        self.report = report
        self.description = None
        self.was_cancelled = self._given_up
        self.changed.emit()
        self.ended.emit()

    def _take_description(self, description: dict[str, Any]) -> None:
        self.description = description
        self.report = None
        self.changed.emit()
