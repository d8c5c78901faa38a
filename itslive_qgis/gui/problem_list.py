"""A folded list of what was left out or failed, each with its reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Callable

from qgis.gui import QgsCollapsibleGroupBox
from qgis.PyQt.QtGui import QTextOption
from qgis.PyQt.QtWidgets import QPlainTextEdit, QWidget

from ..archive.findings import Reason
from ..errors import ItsliveError
from ..translation import message
from . import texts
from .widgets import column

_HEIGHT = 140
_MOST_NAMES = 300


@dataclass(frozen=True)
class Problem:
    """What was left out, and why: a template of the rooms without Qt, and what fills it."""

    name: str
    reason: str
    values: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of_error(cls, name: str, error: ItsliveError | None) -> Problem:
        """A failure as a problem; the advice is left to the message about all of them."""
        return cls(name, "") if error is None else cls(name, error.what, error.values)

    @classmethod
    def of_reason(cls, name: str, reason: dict[str, Any]) -> Problem:
        """A reason as the worker gives it: ``{"what": template, "values": {...}}``."""
        return cls(name, str(reason["what"]), dict(reason.get("values") or {}))


class ProblemList(QgsCollapsibleGroupBox):
    """Names gathered under their reasons, as text to read and copy; hidden while there are none."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setCollapsed(True)
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._text.setFixedHeight(_HEIGHT)
        column(self).addWidget(self._text)
        self._waiting: Callable[[], str] | None = None
        self.collapsedStateChanged.connect(self._fill)
        self.setVisible(False)

    def show_problems(self, title: str, problems: Sequence[Problem]) -> None:
        """Show ``problems`` under ``title``, the commonest reason first."""
        self._waiting = None
        self.setTitle(title)
        by_reason: dict[str, list[Problem]] = defaultdict(list)
        for each in problems:
            by_reason[each.reason].append(each)
        ordered = sorted(by_reason.items(), key=lambda pair: -len(pair[1]))
        self._text.setPlainText("\n\n".join(_paragraph(*pair) for pair in ordered))
        self.setVisible(bool(problems))

    def show_reasons(self, title: str, reasons: Sequence[Reason]) -> None:
        """Show granules set aside, counted already; written when the list is opened."""
        self.setTitle(title)
        self._waiting = lambda: "\n\n".join(map(_counted, reasons))
        self.setVisible(bool(reasons))
        self._fill()

    def _fill(self, *_: object) -> None:
        if self._waiting is not None and not self.isCollapsed():
            self._text.setPlainText(self._waiting())
            self._waiting = None

    def text(self) -> str:
        """Everything the list says."""
        if self._waiting is not None:
            return self._waiting()
        return self._text.toPlainText()


def _counted(reason: Reason) -> str:
    lines = [f"{texts.number(reason.count)} × {message(reason.reason, {})}"]
    lines += [f"\u2022\u00a0{name}" for name in reason.names]
    if reason.count > len(reason.names):
        lines.append("\u2026")
    return "\n".join(lines)


def _paragraph(reason: str, alike: Sequence[Problem]) -> str:
    """How many, and why (what differs between them is left open); then the names not said yet."""
    shared = {
        key: value if all(each.values.get(key) == value for each in alike) else "\u2026"
        for key, value in alike[0].values.items()
    }
    sentence = message(reason, shared)
    lines = [f"{texts.number(len(alike))} × {sentence}"]
    names = [each.name for each in alike[:_MOST_NAMES] if each.name not in sentence]
    lines += [f"\u2022\u00a0{name}" for name in names]
    if len(alike) > _MOST_NAMES:
        lines.append("\u2026")
    return "\n".join(lines)
