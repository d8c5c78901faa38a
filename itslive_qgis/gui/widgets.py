"""Small widgets the pages are made of: quiet hints, the one strong button, headings, cards.

Colours come from the palette alone, so that light and dark themes both read well.
"""

from __future__ import annotations

from collections.abc import Iterable

from qgis.PyQt import sip
from qgis.PyQt.QtCore import QEvent, QObject, QSize, Qt
from qgis.PyQt.QtGui import QColor, QFont, QIcon, QPalette
from qgis.PyQt.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSlider,
    QTableView,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

SPACING = 8
MARGIN = 12
_STRONG_STYLE = """
QPushButton {{
  background: palette(highlight); color: palette(highlighted-text);
  border: 1px solid palette(highlight); border-radius: 4px; padding: 6px 10px; font-weight: 600;
}}
QPushButton:hover {{ background: {hover}; }}
QPushButton:pressed {{ background: {pressed}; }}
QPushButton:focus {{ border: 1px solid {ink}; }}
QPushButton:disabled {{ background: {pale}; color: {muted}; border: 1px solid {pale}; }}
"""
_LEFT_STYLE = "QPushButton { text-align: left; padding: 6px 10px; }"
_CLEAR_DIFFERENCE = 0.35
_BESIDE_TEXT = 24
_NARROWEST = 90  # pixels of a field beside its name


def theme_colours(widget: QWidget) -> tuple[QColor, QColor]:
    """Colours of text and of the ground of lists, as the theme shows them near ``widget``.

    Themes of QGIS are style sheets, which leave the application's palette as it was. What they
    make of a label and of a list is asked of such widgets themselves.
    """
    label, view = QLabel(widget), QTableView(widget)
    for probe in (label, view):
        probe.hide()
        probe.ensurePolished()
    ink = label.palette().color(QPalette.ColorRole.WindowText)
    ground = view.palette().color(QPalette.ColorRole.Base)
    for probe in (label, view):
        probe.setParent(None)
        probe.deleteLater()
    if abs(ink.lightnessF() - ground.lightnessF()) < _CLEAR_DIFFERENCE:
        ground = QColor("#232323") if ink.lightnessF() > _CLEAR_DIFFERENCE else QColor("white")
    return ink, ground


def mixed(first: QColor, second: QColor, share: float) -> QColor:
    """``share`` of the first colour, the rest of the second."""
    rest = 1 - share
    return QColor(
        round(first.red() * share + second.red() * rest),
        round(first.green() * share + second.green() * rest),
        round(first.blue() * share + second.blue() * rest),
    )


class Hint(QLabel):
    """A wrapped line of quiet text."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        # A long word must not widen the dock.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._tint()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._tint()

    def _tint(self) -> None:
        palette = QPalette(self.parentWidget().palette() if self.parentWidget() else self.palette())
        role = QPalette.ColorRole.WindowText
        ground = palette.color(QPalette.ColorRole.Window)
        palette.setColor(role, mixed(palette.color(role), ground, 0.72))
        self.setPalette(palette)


class Text(QLabel):
    """A wrapped line of text that can be selected."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)


class Heading(QLabel):
    """The name of a section."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        font = QFont(self.font())
        font.setBold(True)
        self.setFont(font)
        self.setWordWrap(True)


class ActionButton(QPushButton):
    """A button that is strong (the thing to do now) or plain; the role may change."""

    def __init__(self, text: str, strong: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._strong = strong
        self._left = False
        self.setAutoDefault(False)
        self.setMinimumHeight(self.fontMetrics().height() + 14)
        self._dress()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Some themes leave no room beside the text."""
        hint = super().sizeHint()
        text = self.fontMetrics().horizontalAdvance(self.text())
        return hint.expandedTo(QSize(text + _BESIDE_TEXT, hint.height()))

    def set_picture(self, picture: QIcon) -> None:
        """Put a picture before the text, both to the left, as in a list of ways to go."""
        self.setIcon(picture)
        self.setIconSize(QSize(22, 22))
        # A space, since style sheets know none between picture and text.
        self.setText(f" {self.text()}")
        self._left = True
        self._dress()

    def is_strong(self) -> bool:
        """Whether it is the thing to do now."""
        return self._strong

    def set_strong(self, strong: bool) -> None:
        """Make it the thing to do now, or not."""
        if strong != self._strong:
            self._strong = strong
            self._dress()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._dress()

    def _dress(self) -> None:
        """A plain button looks as the theme has it; a strong one has the accent colour."""
        if not self._strong:
            self.setStyleSheet(_LEFT_STYLE if self._left else "")
            return
        ink, ground = theme_colours(self)
        accent = self.palette().color(QPalette.ColorRole.Highlight)
        self.setStyleSheet(
            _STRONG_STYLE.format(
                ink=ink.name(),
                muted=mixed(ink, ground, 0.5).name(),
                pale=mixed(ink, ground, 0.12).name(),
                hover=mixed(accent, QColor("white"), 0.88).name(),
                pressed=mixed(accent, QColor("black"), 0.85).name(),
            )
        )


class Card(QFrame):
    """A quiet frame around what a step gave."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.box = column(self, margin=MARGIN)


class WheelGuard(QObject):
    """Lets the wheel scroll the page, and change a field only if the field has the focus."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Hand a wheel event over a field without focus on to the page."""
        if event.type() == QEvent.Type.Wheel and not watched.hasFocus():
            event.ignore()
            return True
        return False


def menu_heading(menu: QMenu, text: str) -> None:
    """A line that tells what follows, and cannot be chosen.

    QGIS's dark themes leave out the texts of sections, and hardly show entries that are disabled.
    """
    if not menu.isEmpty():
        menu.addSeparator()
    label = QLabel(text, menu)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setMargin(SPACING // 2)
    label.setStyleSheet(f"color: {mixed(*theme_colours(menu), 0.72).name()}; font-weight: 600;")
    entry = QWidgetAction(menu)
    entry.setText(text)
    entry.setDefaultWidget(label)
    entry.setEnabled(False)
    menu.addAction(entry)


def column(parent: QWidget, margin: int = 0, spacing: int = SPACING) -> QVBoxLayout:
    """A vertical layout with the plugin's spacing."""
    layout = QVBoxLayout(parent)
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(spacing)
    return layout


def choice(name: str, entries: Iterable[tuple[object, str]]) -> QComboBox:
    """A list of values under their texts, of which one is chosen; long texts widen no dock."""
    combo = QComboBox()
    combo.setObjectName(name)
    for value, text in entries:
        combo.addItem(text, value)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(12)
    return combo


def label_row(text: str, field: QWidget) -> QHBoxLayout:
    """A field with its name before it, for readers of the screen too."""
    label = QLabel(text)
    label.setBuddy(field)
    label.setWordWrap(True)
    field.setAccessibleName(text)
    # As wide as its half of the row: what it could hold must not widen the dock.
    field.setSizePolicy(QSizePolicy.Policy.Ignored, field.sizePolicy().verticalPolicy())
    field.setMinimumWidth(_NARROWEST)
    row = QHBoxLayout()
    row.addWidget(label, 1)
    row.addWidget(field, 1)
    return row


def scrolled(page: QWidget) -> QScrollArea:
    """``page`` in a frame that scrolls up and down only."""
    area = QScrollArea()
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    guard = WheelGuard(area)
    for kind in (QAbstractSpinBox, QComboBox, QSlider):
        for field in page.findChildren(kind):
            field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            field.installEventFilter(guard)
    return area


def reveal(widget: QWidget) -> None:
    """Scroll the page ``widget`` is on so that it is seen, if both are still there."""
    if sip.isdeleted(widget):
        return
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    if parent is not None:
        parent.ensureWidgetVisible(widget, 0, MARGIN)
