"""The plugin's page in QGIS's options dialog."""

from __future__ import annotations

from typing import Any, Callable

from qgis.gui import QgsFileWidget, QgsOptionsPageWidget, QgsOptionsWidgetFactory
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from .. import settings
from ..archive.services import OLDER, STAC
from ..errors import ItsliveError
from ..tasks.cube import check_python_task
from ..translation import error_text
from . import texts
from .archive_fields import ArchiveFields, is_url
from .icons import icon
from .scheduler_field import SchedulerField
from .steps.base import Step
from .widgets import ActionButton, Hint, Text

_MEGABYTE = 1_000_000
_DECIMALS, _SLOWEST = 2, 0.01  # MB/s
_FASTEST = 1_000.0  # MB/s


class OptionsPage(QgsOptionsPageWidget):
    """Service, worker, scheduler, downloads, folder; and the way back to the defaults."""

    def __init__(
        self, parent: QWidget | None = None, tell: Callable[[str], None] | None = None
    ) -> None:
        """``tell`` says a sentence where it is seen after the dialog has closed."""
        super().__init__(parent)
        self._tell = tell
        self._check = Step(self)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._add_service(form)
        self._archive = ArchiveFields(form)
        self._add_python(form)
        self._scheduler = SchedulerField()
        form.addRow(self.tr("Dask scheduler"), self._scheduler)
        self._connections = QSpinBox()
        self._connections.setObjectName("itslive_option_connections")
        self._connections.setRange(1, settings.MAX_CONNECTIONS)
        form.addRow(self.tr("Downloads at a time"), self._connections)
        self._add_rate(form)
        self._folder = QgsFileWidget()
        self._folder.setObjectName("itslive_option_folder")
        self._folder.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        form.addRow(self.tr("Folder for granules and cubes"), self._folder)
        self._reset = ActionButton(self.tr("Back to the defaults"))
        self._reset.setObjectName("itslive_option_reset")
        self._reset.clicked.connect(self._show_defaults)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(form)
        layout.addWidget(self._reset, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)
        self._show_settings()

    def _add_rate(self, form: QFormLayout) -> None:
        self._rate = QDoubleSpinBox()
        self._rate.setObjectName("itslive_option_rate")
        self._rate.setRange(0.0, _FASTEST)
        self._rate.setDecimals(_DECIMALS)
        self._rate.setSingleStep(0.5)
        self._rate.setSuffix(self.tr(" MB/s"))
        self._rate.setSpecialValueText(self.tr("no limit"))
        self._rate.setToolTip(
            self.tr(
                "For metered or shared connections: all connections of a download together "
                "take no more."
            )
        )
        form.addRow(self.tr("Limit the rate of downloads to"), self._rate)

    def _add_service(self, form: QFormLayout) -> None:
        self._urls = {STAC: "", OLDER: ""}
        self._kind = QComboBox()
        self._kind.setObjectName("itslive_option_service_kind")
        self._kind.addItem(self.tr("STAC (current)"), STAC)
        self._kind.addItem(self.tr("itslive-search (older API, for other hosts)"), OLDER)
        form.addRow(self.tr("Search service"), self._kind)
        self._url = QLineEdit()
        self._url.setObjectName("itslive_option_url")
        form.addRow(self.tr("Address of the service"), self._url)
        self._service_hint = Hint(
            self.tr(
                "The older API has no public address any more: enter that of a host that runs it. "
                "It does not tell where granules lie, so the map shows no footprints."
            )
        )
        form.addRow("", self._service_hint)
        self._address_problem = Text()
        self._address_problem.setObjectName("itslive_option_address_problem")
        form.addRow("", self._address_problem)
        self._kind.currentIndexChanged.connect(self._show_kind)
        self._url.textChanged.connect(self._keep_url)

    def _show_kind(self, *_: int) -> None:
        """Show the address of the chosen kind; each keeps its own."""
        kind = self._kind.currentData()
        self._url.setPlaceholderText(settings.DEFAULT_STAC_URL if kind == STAC else "https://")
        self._url.setText(self._urls[kind])
        self._service_hint.setVisible(kind == OLDER)
        self._show_address_problem()

    def _keep_url(self, text: str) -> None:
        self._urls[self._kind.currentData()] = text.strip()
        self._show_address_problem()

    def _show_address_problem(self) -> None:
        problem = self._problem()
        self._address_problem.setText(problem)
        self._address_problem.setVisible(bool(problem))

    def _problem(self) -> str:
        """What is wrong with the address of the chosen service; empty if it will do."""
        url = self._urls[self._kind.currentData()]
        if self._is_service():
            return ""
        if not url:
            return self.tr("The older API needs an address, which begins with https://.")
        return self.tr(
            "{url} is no address of a search service: it must begin with https:// or http://."
        ).format(url=texts.shortened(url))

    def _add_python(self, form: QFormLayout) -> None:
        row = QHBoxLayout()
        self._python = QgsFileWidget()
        self._python.setObjectName("itslive_option_python")
        self._python.setDialogTitle(self.tr("Python program"))
        self._python.lineEdit().setPlaceholderText(self.tr("found by the plugin"))
        self._button = ActionButton(self.tr("Check"))
        self._button.setObjectName("itslive_option_check")
        self._button.clicked.connect(self._start_check)
        row.addWidget(self._python, 1)
        row.addWidget(self._button)
        form.addRow(self.tr("Python for cubes"), row)
        form.addRow(
            "",
            Hint(
                self.tr(
                    "Cubes are made by a process of their own, with a Python that has xarray, "
                    "netCDF4 and rioxarray."
                )
            ),
        )
        self._found = Text()
        self._found.setObjectName("itslive_option_found")
        form.addRow("", self._found)
        self._check.failed.connect(self._tell_failure)
        self._check.running_changed.connect(self._show_running)

    def apply(self) -> None:
        """Keep what the page says (QGIS calls this on OK)."""
        chosen = self._kind.currentData()
        for kind, keep in ((STAC, settings.set_stac_url), (OLDER, settings.set_older_url)):
            url = self._urls[kind]
            if is_url(url) or (not url and STAC in (kind, chosen)):
                keep(url)
        # Without an address there is nothing to search: the choice then stays as it was.
        if self._is_service():
            settings.set_service_kind(chosen)
        elif self._tell is not None:
            # QGIS before 3.32 closes its dialog all the same.
            self._tell(self._not_kept())
        self._archive.keep()
        if self._archive.problem() and self._tell is not None:
            self._tell(self._archive.problem())
        self._scheduler.keep()
        if self._scheduler.problem() and self._tell is not None:
            self._tell(self._scheduler.problem())
        settings.set_worker_python(self._python.filePath())
        settings.set_connections(self._connections.value())
        settings.set_rate_limit(self._rate.value() * _MEGABYTE)
        folder = self._folder.filePath().strip()
        if folder != settings.download_folder():
            settings.set_download_folder(folder)

    def isValid(self) -> bool:  # noqa: N802 - QGIS's name
        """Whether the addresses are such: of the service, and of the scheduler if there is one."""
        fits = self._is_service() and not self._archive.problem()
        return fits and self._scheduler.check() is None

    def _is_service(self) -> bool:
        """Whether the service's address is one; the older service has none but the user's."""
        kind = self._kind.currentData()
        url = self._urls[kind]
        return is_url(url) if url else kind == STAC

    def _not_kept(self) -> str:
        if settings.service_kind() == STAC:
            kept = self.tr("Searches go on with {url}, the STAC service.")
        else:
            kept = self.tr("Searches go on with {url}, the older API.")
        advice = self.tr("Enter its address in Settings, Options, ITS_LIVE.")
        url = texts.shortened(settings.service_url())
        return " ".join((self._problem(), kept.format(url=url), advice))

    def _show_settings(self) -> None:
        url = settings.stac_url()
        self._urls = {
            STAC: "" if url == settings.DEFAULT_STAC_URL else url,
            OLDER: settings.older_url(),
        }
        self._kind.setCurrentIndex(self._kind.findData(settings.service_kind()))
        self._show_kind()
        self._python.setFilePath(settings.worker_python())
        self._archive.show_settings()
        self._scheduler.show_setting()
        self._connections.setValue(settings.connections())
        limit = settings.rate_limit() / _MEGABYTE
        # The least that can be shown: none at all would lift the limit.
        self._rate.setValue(max(limit, _SLOWEST) if limit > 0 else 0.0)
        self._folder.setFilePath(settings.download_folder())

    def _show_defaults(self) -> None:
        self._urls = {STAC: "", OLDER: ""}
        self._kind.setCurrentIndex(self._kind.findData(STAC))
        self._show_kind()
        self._python.setFilePath("")
        self._archive.show_defaults()
        self._scheduler.clear()
        self._connections.setValue(settings.DEFAULT_CONNECTIONS)
        self._rate.setValue(0.0)
        self._folder.setFilePath(settings.default_folder())

    def _start_check(self) -> None:
        self._found.setText(self.tr("Starting it …"))
        self._check.start(check_python_task(self._python.filePath()), self._tell_found)

    def _tell_found(self, info: dict[str, Any]) -> None:
        packages = info.get("packages") or {}
        listed = ", ".join(f"{name} {version}" for name, version in sorted(packages.items()))
        self._found.setText(
            self.tr("Works: Python {version} with {packages}.").format(
                version=info.get("python", ""), packages=listed
            )
        )

    def _tell_failure(self, error: ItsliveError) -> None:
        self._found.setText(error_text(error))

    def _show_running(self) -> None:
        self._button.setEnabled(not self._check.is_running())


class OptionsFactory(QgsOptionsWidgetFactory):
    """Puts the page into the options dialog."""

    def __init__(self, tell: Callable[[str], None] | None = None) -> None:
        """``tell`` says a sentence in QGIS's main window."""
        super().__init__()
        self._tell = tell
        self.setTitle("ITS_LIVE")
        self.setIcon(icon("itslive"))

    def createWidget(self, parent: QWidget | None = None) -> OptionsPage:  # noqa: N802 - QGIS's name
        """The page, made each time the dialog opens."""
        return OptionsPage(parent, self._tell)
