"""The entry that finds a glacier by its name."""

from __future__ import annotations

from qgis.PyQt.QtCore import QModelIndex, QStringListModel, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QCompleter, QLineEdit, QWidget

from ..archive.glaciers import folded
from .icons import theme_icon
from .steps.glacier_names import GlacierNames, Suggestion

_SHOWN = 10


class GlacierSearch(QLineEdit):
    """Suggests glaciers while one types; Enter or a click takes one.

    Signals:
        chosen: the glacier, a :class:`Suggestion`.
        unknown: Enter was pressed on a text that nothing fits.
    """

    chosen = pyqtSignal(object)
    unknown = pyqtSignal(str)

    def __init__(self, names: GlacierNames, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = names
        self._suggestions: list[Suggestion] = []
        self._wants_entry = False
        self._texts = QStringListModel(self)
        completer = QCompleter(self._texts, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(_SHOWN)
        self.setCompleter(completer)
        self.addAction(theme_icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.setClearButtonEnabled(True)
        self.textEdited.connect(self._suggest)
        self.returnPressed.connect(self._take_return)
        completer.activated[QModelIndex].connect(self._take_row)
        names.names_changed.connect(self._suggest_again)

    def _suggest(self, text: str) -> None:
        self._wants_entry = False
        self._suggestions = self._names.suggestions(text)
        self._texts.setStringList([each.text for each in self._suggestions])

    def _suggest_again(self) -> None:
        """The layer's names have come, maybe after the text that asks for them."""
        if not self.text():
            return
        wanted = self._wants_entry
        self._suggest(self.text())
        if wanted:
            self._enter()
        elif self._suggestions and (self.hasFocus() or self.completer().popup().isVisible()):
            self.completer().complete()

    def _take_return(self) -> None:
        """What is marked in the open list the completer tells of itself."""
        popup = self.completer().popup()
        if not (popup.isVisible() and popup.currentIndex().isValid()):
            # Later, since the completer closes the list after this.
            QTimer.singleShot(0, self._enter)

    def _enter(self) -> None:
        """Take the only glacier that fits, or show them all."""
        text = self.text().strip()
        if not text:
            return
        self._suggest(text)
        same = [each for each in self._suggestions if folded(each.name) == folded(text)]
        fitting = same or self._suggestions
        if len(fitting) == 1:
            self._take(fitting[0])
        elif fitting:
            self._show_all()
        elif self._names.is_running():
            self._wants_entry = True
        else:
            self.unknown.emit(text)

    def _show_all(self) -> None:
        self.completer().complete()
        popup = self.completer().popup()
        popup.setCurrentIndex(self.completer().completionModel().index(0, 0))

    def _take_row(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self._suggestions):
            self._take(self._suggestions[index.row()])

    def _take(self, suggestion: Suggestion) -> None:
        self.completer().popup().hide()
        # After this the completer writes its own text into the entry.
        QTimer.singleShot(0, self.clear)
        self.chosen.emit(suggestion)
