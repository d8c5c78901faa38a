"""The options of the archive's own cubes: where their catalogue is, and what is kept of them."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication, QUrl
from qgis.PyQt.QtWidgets import QFormLayout, QLineEdit, QSpinBox

from .. import settings
from . import texts
from .widgets import Text

translate = QCoreApplication.translate

_MOST = 100_000  # MB


class ArchiveFields:
    """Two rows of a form.

    Args:
        form: they are added to.
    """

    def __init__(self, form: QFormLayout) -> None:
        self._address = QLineEdit()
        self._address.setObjectName("itslive_option_catalogue")
        self._address.setPlaceholderText(settings.DEFAULT_CATALOGUE)
        self._address.textChanged.connect(self._show_problem)
        form.addRow(translate("ArchiveFields", "Catalogue of the archive's cubes"), self._address)
        self._problem = Text()
        self._problem.setObjectName("itslive_option_catalogue_problem")
        form.addRow("", self._problem)
        self._cache = QSpinBox()
        self._cache.setObjectName("itslive_option_cache")
        self._cache.setRange(0, _MOST)
        self._cache.setSingleStep(500)
        self._cache.setSuffix(translate("ArchiveFields", " MB"))
        self._cache.setSpecialValueText(translate("ArchiveFields", "nothing"))
        self._cache.setToolTip(
            translate(
                "ArchiveFields",
                "What was read of the archive's cubes and granules stays on the disk up to this "
                "size: points seen before are there at once, and without a network, too.",
            )
        )
        form.addRow(translate("ArchiveFields", "Keep of what was read"), self._cache)

    def show_settings(self) -> None:
        """Show what is set."""
        url = settings.catalogue_url()
        self._address.setText("" if url == settings.DEFAULT_CATALOGUE else url)
        self._cache.setValue(settings.cache_size())
        self._show_problem()

    def show_defaults(self) -> None:
        """Show what is usual."""
        self._address.setText("")
        self._cache.setValue(settings.DEFAULT_CACHE_SIZE)

    def keep(self) -> None:
        """Set what is shown; an address that is none stays as it was."""
        if not self.problem():
            settings.set_catalogue_url(self._address.text())
        settings.set_cache_size(self._cache.value())

    def problem(self) -> str:
        """What is wrong with the address; empty if it will do."""
        url = self._address.text().strip()
        if not url or is_url(url):
            return ""
        return translate(
            "ArchiveFields",
            "{url} is no address of a catalogue: it must begin with https:// or http://.",
        ).format(url=texts.shortened(url))

    def _show_problem(self, *_: object) -> None:
        problem = self.problem()
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))


def is_url(text: str) -> bool:
    """Whether ``text`` is the address of a web service."""
    url = QUrl(text, QUrl.ParsingMode.StrictMode)
    return url.isValid() and url.scheme() in ("http", "https") and bool(url.host())
