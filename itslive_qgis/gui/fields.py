"""What groups of fields have in common: what they hold, and what is wrong told below them."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QEvent, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QStyle, QWidget

from ..errors import ItsliveError
from ..translation import error_text
from .widgets import Text, column

_DECIMALS = 2
#: How fields take the focus, and labels do not.
_BY_KEYS = (Qt.FocusPolicy.TabFocus, Qt.FocusPolicy.StrongFocus, Qt.FocusPolicy.WheelFocus)


class Fields(QWidget):
    """Fields that belong together.

    Signals:
        changed: they hold something else now.
    """

    changed = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.body = column(self)
        self._problem = FieldProblem()

    def end(self) -> None:
        """Close the group: below its fields, what is wrong with them is told."""
        self.body.addWidget(self._problem)

    def values(self) -> dict[str, Any]:
        """What the fields hold, by the names that it is asked for.

        Raises:
            ItsliveError: what was typed cannot be read.
        """
        raise NotImplementedError

    def examine(self) -> None:
        """See whether the fields make sense.

        Raises:
            ItsliveError: they do not.
        """
        self.values()

    def summary(self) -> str:
        """What is chosen in few words; empty where all is as usual."""
        return ""

    def check(self) -> ItsliveError | None:
        """See whether the fields make sense, and say beside them if not."""
        try:
            self.examine()
        except ItsliveError as error:
            self.tell(error)
            return error
        self.tell(None)
        return None

    def tell(self, error: ItsliveError | None) -> None:
        """Say beside the fields what is wrong with them, until they are changed."""
        self._problem.tell(error)

    def problem(self) -> str:
        """What is said beside the fields; empty if nothing is wrong."""
        return self._problem.text()

    def recheck(self) -> None:
        """A problem that was told goes as soon as it is settled; a new one waits for the end."""
        if self._problem.text():
            self.check()

    def check_typed(self) -> None:
        """The user has finished typing."""
        self.check()

    def focus(self) -> None:
        """Put the cursor into the first field."""
        field = self.nextInFocusChain()
        while field is not None and self.isAncestorOf(field):
            if field.isEnabled() and field.focusPolicy() in _BY_KEYS:
                field.setFocus()
                return
            field = field.nextInFocusChain()


class FieldProblem(QWidget):
    """What is wrong with a field, right below it; hidden while nothing is."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._sign = QLabel()
        self._text = Text()
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        self._draw_sign()
        self.setVisible(False)

    def text(self) -> str:
        """What is told."""
        return self._text.text()

    def tell(self, error: ItsliveError | None) -> None:
        """Tell this problem, or none."""
        self.say("" if error is None else error_text(error))

    def say(self, text: str) -> None:
        """Tell this in words; an empty text tells nothing."""
        self._text.setText(text)
        self.setVisible(bool(text))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._draw_sign()

    def _draw_sign(self) -> None:
        side = self.fontMetrics().height()
        sign = self.style().standardIcon(QStyle.StandardPixmap.SP_MessageBoxWarning)
        self._sign.setPixmap(sign.pixmap(side, side))


class NumberBox(QDoubleSpinBox):
    """Whole numbers as such, and with decimals where a loaded search has them."""

    def __init__(self, name: str, largest: float, suffix: str, none: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setDecimals(_DECIMALS)
        self.setRange(0, largest)
        self.setSuffix(suffix)
        self.setSpecialValueText(none)

    def textFromValue(self, value: float) -> str:  # noqa: N802 - Qt's name
        """The number without decimals of zero."""
        needed = next(
            (count for count in range(_DECIMALS) if round(value, count) == value), _DECIMALS
        )
        return self.locale().toString(float(value), "f", needed)

    def number(self) -> float:
        """The value, an ``int`` where it is whole."""
        value = self.value()
        return int(value) if value.is_integer() else value
