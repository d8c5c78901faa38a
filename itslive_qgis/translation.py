"""The user's language: installs the translator, and translates messages of the rooms without Qt."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsSettings
from qgis.PyQt.QtCore import QCoreApplication, QLocale, QTranslator

from .errors import ItsliveError, fill
from .paths import own_file

CONTEXT = "Messages"


def locale_name() -> str:
    """The language QGIS speaks, e.g. ``"de"`` or ``"pt_BR"``: the user's choice or the system's."""
    settings = QgsSettings()
    chosen = settings.value("locale/userLocale", "") or ""
    if settings.value("locale/overrideFlag", False, type=bool) and chosen:
        return str(chosen)
    return QLocale.system().name()


def install() -> QTranslator | None:
    """Install the plugin's translator for QGIS's language; ``None`` if there is none for it."""
    translator = QTranslator()
    folder = str(own_file("i18n"))
    # QTranslator itself falls back from "itslive_qgis_de_AT" to "itslive_qgis_de".
    if not translator.load(f"itslive_qgis_{locale_name()}", folder):
        return None
    QCoreApplication.installTranslator(translator)
    return translator


def remove(translator: QTranslator | None) -> None:
    """Take the translator away again."""
    if translator is not None:
        QCoreApplication.removeTranslator(translator)


def message(template: str, values: dict[str, Any] | None = None) -> str:
    """A message template of the rooms without Qt, translated and filled."""
    if not template:
        return ""
    return fill(QCoreApplication.translate(CONTEXT, template), values or {})


def error_text(error: BaseException) -> str:
    """What happened and what to do, in the user's language."""
    if not isinstance(error, ItsliveError):
        return str(error)
    parts = (message(error.what, error.values), message(error.advice, error.values))
    return " ".join(part for part in parts if part)
