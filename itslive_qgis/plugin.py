"""The plugin: hangs dock, toolbar, menu, provider and options page into QGIS, and takes them away.

Everything is made in ``initGui`` and undone in reverse order in ``unload``; what is made has one
owner, so that one ``deleteLater`` clears it.
"""

from __future__ import annotations

import threading

from qgis.core import Qgis, QgsApplication, QgsProject
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QCoreApplication, QObject, Qt, QTranslator
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction, QMenu, QToolBar

from . import translation

try:
    from . import settings
    from .gui.dock import AREA, COMFORTABLE_WIDTH, PLOT, ItsliveDock
    from .gui.icons import icon
    from .gui.job import Job
    from .gui.map_work import MapWork
    from .gui.options import OptionsFactory
    from .processing.provider import ItsliveProvider
    from .tasks.official import shared as shared_reader
    from .worker.client import stop_shared_workers
except ModuleNotFoundError as error:
    # A QGIS without requests, pyproj or numpy: say so instead of showing a traceback.
    missing = error.name or str(error)
else:
    missing = ""

NAME = "ITS_LIVE"
translate = QCoreApplication.translate


class ItslivePlugin:
    """What QGIS holds of the plugin."""

    def __init__(self, iface: QgisInterface) -> None:
        self.iface = iface
        self._forget()

    def _forget(self) -> None:
        """Hold nothing: before ``initGui`` and after ``unload``."""
        self.owner: QObject | None = None
        self.translator: QTranslator | None = None
        self.job: Job | None = None
        self.map_work: MapWork | None = None
        self.dock: ItsliveDock | None = None
        self.toolbar: QToolBar | None = None
        self.menu: QMenu | None = None
        self.provider: ItsliveProvider | None = None
        self.options: OptionsFactory | None = None
        self.open_action: QAction | None = None
        self.area_action: QAction | None = None
        self.point_action: QAction | None = None

    def initProcessing(self) -> None:  # noqa: N802 - QGIS's name
        """Add the algorithms; ``qgis_process`` calls only this."""
        if missing:
            return
        provider = ItsliveProvider()
        # QGIS deletes a second provider of the same name; unload must not touch it then.
        if QgsApplication.processingRegistry().addProvider(provider):
            self.provider = provider

    def initGui(self) -> None:  # noqa: N802 - QGIS's name
        """Add everything to the main window."""
        self.translator = translation.install()
        if missing:
            self._tell_problem(_missing_text())
            return
        self.initProcessing()
        self.owner = QObject(self.iface.mainWindow())
        self.job = Job(QgsProject.instance(), self.owner)
        self.map_work = MapWork(self.iface.mapCanvas(), self.job, self.owner)
        self._add_dock()
        self._add_actions()
        self.options = OptionsFactory(self._tell_problem)
        self.iface.registerOptionsWidgetFactory(self.options)

    def unload(self) -> None:
        """Take everything away again; running work is cancelled and nobody waits for it."""
        if self.options is not None:
            self.iface.unregisterOptionsWidgetFactory(self.options)
        if self.job is not None:
            self.job.dispose()
        self._remove_actions()
        if self.map_work is not None:
            self.map_work.remove()
        if self.dock is not None:
            self.iface.removeDockWidget(self.dock)
            self.dock.deleteLater()
        if self.owner is not None:
            self.owner.deleteLater()
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
        translation.remove(self.translator)
        if missing:
            return
        # Ending a busy process may take a moment, which the window must not wait for.
        threading.Thread(target=stop_shared_workers, daemon=True).start()
        threading.Thread(target=shared_reader.close, daemon=True).start()
        self._forget()

    def show_dock(self, visible: bool = True) -> None:
        """Show the dock, or hide it."""
        self.dock.setUserVisible(visible)
        if visible and settings.is_first_look():
            # QGIS makes a new dock as narrow as it may be.
            window = self.iface.mainWindow()
            window.resizeDocks([self.dock], [COMFORTABLE_WIDTH], Qt.Orientation.Horizontal)

    def draw_area(self) -> None:
        """Show the area step and begin a polygon."""
        self.show_dock()
        self.dock.show_step(AREA)
        self.map_work.draw_polygon()

    def pick_points(self, on: bool) -> None:
        """Show the plot step and pick points, or stop picking."""
        if on:
            self.show_dock()
            self.dock.show_step(PLOT)
        self.map_work.pick_points(on)

    def _add_dock(self) -> None:
        self.dock = ItsliveDock(self.iface, self.job, self.map_work)
        self.iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
        self.dock.hide()

    def _add_actions(self) -> None:
        self.toolbar = self.iface.addToolBar(NAME)
        self.toolbar.setObjectName(NAME)
        self.menu = QMenu(NAME, self.iface.mainWindow())
        self.menu.setObjectName("itslive_menu")
        self.menu.setIcon(icon("itslive"))
        self.open_action = self._action(
            "itslive_open_dock",
            translate("ItslivePlugin", "Glacier velocities"),
            icon("itslive"),
            checkable=True,
        )
        self.area_action = self._action(
            "itslive_draw_area",
            translate("ItslivePlugin", "Draw an area"),
            icon("draw_polygon_area"),
        )
        self.point_action = self._action(
            "itslive_point_tool",
            translate("ItslivePlugin", "Plot the velocity at points"),
            icon("point_tool"),
            True,
        )
        self.iface.rasterMenu().addMenu(self.menu)
        self.open_action.triggered.connect(self.show_dock)
        self.dock.visibilityChanged.connect(self.open_action.setChecked)
        self.area_action.triggered.connect(self.draw_area)
        self.point_action.triggered.connect(self.pick_points)
        self.map_work.tool_changed.connect(self._show_tool)

    def _action(self, name: str, text: str, picture: QIcon, checkable: bool = False) -> QAction:
        action = QAction(picture, text, self.owner)
        action.setObjectName(name)
        action.setCheckable(checkable)
        self.toolbar.addAction(action)
        self.menu.addAction(action)
        return action

    def _remove_actions(self) -> None:
        if self.menu is not None:
            self.iface.rasterMenu().removeAction(self.menu.menuAction())
            self.menu.deleteLater()
        if self.toolbar is not None:
            self.iface.mainWindow().removeToolBar(self.toolbar)
            self.toolbar.deleteLater()

    def _show_tool(self) -> None:
        self.point_action.setChecked(self.map_work.is_picking())

    def _tell_problem(self, text: str) -> None:
        self.iface.messageBar().pushMessage(NAME, text, Qgis.MessageLevel.Warning, 15)


def _missing_text() -> str:
    text = translate(
        "ItslivePlugin",
        "ITS_LIVE needs the Python package {name}, which this QGIS {version} does not have. "
        "Install it for QGIS's Python and start QGIS again.",
    )
    return text.format(name=missing, version=Qgis.QGIS_VERSION)
