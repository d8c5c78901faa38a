"""Why a search found nothing, and what to search instead."""

from __future__ import annotations

from functools import partial

from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtWidgets import QWidget

from ..archive.explain import Reason
from ..archive.query import Query
from ..translation import error_text, message
from . import texts
from .job import Job
from .widgets import ActionButton, Card, Heading, Text, column

translate = QCoreApplication.translate


class ZeroCard(Card):
    """Shown when a finished search found nothing: which criterion did it, and a way on for each."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = job
        self.setObjectName("itslive_zero_card")
        self._heading = Heading(self.tr("Why nothing was found"))
        self._text = Text()
        self._text.setObjectName("itslive_zero_text")
        self._reasons = QWidget()
        column(self._reasons)
        self._again = ActionButton(self.tr("Find out again"))
        self._again.setObjectName("itslive_zero_again")
        self._again.clicked.connect(job.explain.explain)
        self.box.addWidget(self._heading)
        self.box.addWidget(self._text)
        self.box.addWidget(self._reasons)
        self.box.addWidget(self._again)
        for signal in (
            job.explain.changed,
            job.explain.stopped,
            job.explain.running_changed,
            job.search.changed,
            job.search.running_changed,
            job.area.changed,
        ):
            signal.connect(self._show)
        self._shown: object = None
        self._show()

    def _show(self) -> None:
        explain = self._job.explain
        search = self._job.search
        is_of_area = search.is_of(self._job.area.area)
        wanted = explain.is_wanted() and is_of_area and not search.is_running()
        self.setVisible(wanted)
        if explain.is_running():
            text = self.tr("Looking for the criterion that left nothing\u2026")
        elif explain.problem is not None:
            text = self.tr("This could not be found out: {problem}").format(
                problem=error_text(explain.problem)
            )
        elif explain.explanation is None:
            text = self.tr("This was not found out: it was stopped.")
        else:
            text = ""
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._again.setVisible(wanted and not explain.is_running() and explain.explanation is None)
        if explain.explanation is not self._shown:
            self._shown = explain.explanation
            self._fill()

    def _fill(self) -> None:
        box = self._reasons.layout()
        while box.count():
            widget = box.takeAt(0).widget()
            widget.hide()
            widget.deleteLater()
        explanation = self._job.explain.explanation
        for reason in explanation.reasons if explanation is not None else ():
            box.addWidget(Text(message(reason.sentence, reason.values)))
            if len(reason.opened) > 1:
                text = self.tr("To be left open: {criteria}.")
                names = texts.joined(*map(_name, reason.opened))
                box.addWidget(Text(text.format(criteria=names)))
            if reason.query is not None:
                box.addWidget(self._button(reason))
        self._reasons.setVisible(box.count() > 0)

    def _button(self, reason: Reason) -> ActionButton:
        button = ActionButton(_way_on(reason.opened))
        button.setObjectName(f"itslive_without_{'_'.join(reason.opened)}")
        button.clicked.connect(partial(self._search, reason.query))
        return button

    def _search(self, query: Query, *_: bool) -> None:
        self._job.search_for(query)


def _way_on(opened: tuple[str, ...]) -> str:
    """What a search without these criteria is called."""
    if not opened:
        return translate("ZeroCard", "Search again")
    if len(opened) > 1:
        return translate("ZeroCard", "Search without these")
    return _without_one(opened[0])


def _without_one(criterion: str) -> str:
    ways = {
        "dates": translate("ZeroCard", "Search without the dates"),
        "separation": translate("ZeroCard", "Search with any separation"),
        "valid": translate("ZeroCard", "Search with any share of valid pixels"),
        "satellites": translate("ZeroCard", "Search all satellites"),
        "months": translate("ZeroCard", "Search all months"),
        "orbits": translate("ZeroCard", "Search without the orbit direction"),
        "epsg": translate("ZeroCard", "Search all projections"),
        "places": translate("ZeroCard", "Search all paths, rows, tiles and frames"),
        "versions": translate("ZeroCard", "Search all versions"),
    }
    return ways[criterion]


def _name(criterion: str) -> str:
    names = {
        "dates": translate("ZeroCard", "dates"),
        "separation": translate("ZeroCard", "separation"),
        "valid": translate("ZeroCard", "valid pixels"),
        "satellites": translate("ZeroCard", "satellites"),
        "months": translate("ZeroCard", "months"),
        "orbits": translate("ZeroCard", "orbit"),
        "epsg": translate("ZeroCard", "projections"),
        "places": translate("ZeroCard", "places"),
        "versions": translate("ZeroCard", "versions"),
    }
    return names[criterion]
