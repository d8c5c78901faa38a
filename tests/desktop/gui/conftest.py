"""A small desktop of real QGIS widgets with the plugin in it, and a user who clicks and types."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsSettings,
)
from qgis.gui import (
    QgisInterface,
    QgsLayerTreeMapCanvasBridge,
    QgsMapCanvas,
    QgsMapToolPan,
    QgsMessageBar,
)
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QPoint, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QDockWidget, QMainWindow, QMenu, QToolBar, QVBoxLayout, QWidget

from itslive_qgis import classFactory, settings
from itslive_qgis.worker.client import stop_shared_workers

LON_LAT = "EPSG:4326"
PATIENCE = 60  # seconds until a wait is given up; nothing is expected to take so long


class Desktop(QgisInterface):
    """The part of QGIS's main window the plugin uses, made of QGIS's own widgets."""

    def __init__(self) -> None:
        super().__init__()
        self.window = QMainWindow()
        self.window.resize(1300, 900)
        centre = QWidget()
        column = QVBoxLayout(centre)
        self.bar = QgsMessageBar()
        self.canvas = QgsMapCanvas()
        self.canvas.setMinimumSize(600, 500)
        column.addWidget(self.bar)
        column.addWidget(self.canvas, 1)
        self.window.setCentralWidget(centre)
        self.raster_menu = self.window.menuBar().addMenu("Raster")
        self.factories: list = []
        self.pan = QgsMapToolPan(self.canvas)
        self.canvas.setMapTool(self.pan)
        self.bridge = QgsLayerTreeMapCanvasBridge(
            QgsProject.instance().layerTreeRoot(), self.canvas, self.canvas
        )
        self.bridge.setAutoSetupOnFirstLayer(False)

    def mainWindow(self) -> QMainWindow:
        return self.window

    def mapCanvas(self) -> QgsMapCanvas:
        return self.canvas

    def messageBar(self) -> QgsMessageBar:
        return self.bar

    def rasterMenu(self) -> QMenu:
        return self.raster_menu

    def addToolBar(self, name: str) -> QToolBar:
        return self.window.addToolBar(name)

    def addDockWidget(self, area, dock: QDockWidget) -> None:
        self.window.addDockWidget(area, dock)

    def removeDockWidget(self, dock: QDockWidget) -> None:
        self.window.removeDockWidget(dock)

    def registerOptionsWidgetFactory(self, factory) -> None:
        self.factories.append(factory)

    def unregisterOptionsWidgetFactory(self, factory) -> None:
        self.factories.remove(factory)


class User:
    """Uses the plugin through the mouse and the keyboard."""

    def __init__(self, desktop: Desktop, plugin) -> None:
        self.desktop = desktop
        self.plugin = plugin

    @property
    def dock(self) -> QDockWidget:
        return self.plugin.dock

    @property
    def job(self):
        return self.plugin.job

    def find(self, name: str) -> QWidget:
        """The widget with this object name."""
        found = self.desktop.window.findChild(QWidget, name)
        assert found is not None, f"there is no widget {name}"
        return found

    def press(self, name: str) -> None:
        """Click a button that can be clicked."""
        button = self.find(name)
        assert button.isEnabled(), f"{name} is not enabled"
        assert button.isVisible(), f"{name} is not visible"
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        settle()

    def type(self, name: str, text: str) -> None:
        """Replace what an entry holds by typed text."""
        field = self.find(name)
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Tab)
        settle()

    def type_date(self, name: str, date: str) -> None:
        """Type a date from the first digit on."""
        field = self.find(name)
        field.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClicks(field, date.replace("-", ""))
        QTest.keyClick(field, Qt.Key.Key_Tab)
        settle()
        assert field.date().toString("yyyy-MM-dd") == date

    def step(self, key: str) -> None:
        """Go to a step by its button in the bar."""
        self.press(f"itslive_step_{key}")

    def summary(self) -> str:
        """The sentence in the foot of the dock."""
        return self.find("itslive_summary").text()

    def show_area(self, ring) -> None:
        """Move the map so that a ring of longitudes and latitudes fills its middle."""
        box = QgsRectangle()
        box.setMinimal()
        for lon, lat in ring:
            place = self.to_map(lon, lat)
            box.combineExtentWith(place.x(), place.y())
        box.scale(1.4)
        self.desktop.canvas.setExtent(box)
        settle()

    def to_map(self, lon: float, lat: float) -> QgsPointXY:
        """A place in the canvas's projection."""
        transform = QgsCoordinateTransform(
            QgsCoordinateReferenceSystem(LON_LAT),
            self.desktop.canvas.mapSettings().destinationCrs(),
            QgsProject.instance(),
        )
        return transform.transform(QgsPointXY(lon, lat))

    def pixel(self, lon: float, lat: float) -> QPoint:
        """The pixel of the canvas at a place."""
        place = self.desktop.canvas.getCoordinateTransform().transform(self.to_map(lon, lat))
        return QPoint(round(place.x()), round(place.y()))

    def click_map(self, lon: float, lat: float, button=Qt.MouseButton.LeftButton) -> None:
        """Click on the canvas."""
        viewport = self.desktop.canvas.viewport()
        where = self.pixel(lon, lat)
        QTest.mouseMove(viewport, where)
        QTest.mouseClick(viewport, button, pos=where)
        settle()

    def key(self, key: Qt.Key) -> None:
        """Press a key on the canvas."""
        QTest.keyClick(self.desktop.canvas, key)
        settle()

    def draw(self, ring) -> None:
        """Draw a polygon corner by corner and finish it with the right button."""
        self.show_area(ring)
        self.step("area")
        self.press("itslive_draw_polygon")
        for lon, lat in ring[:-1]:
            self.click_map(lon, lat)
        self.click_map(*ring[-2], Qt.MouseButton.RightButton)
        until(lambda: self.job.area.is_done() and not self.job.area.is_running())

    def search(self) -> None:
        """Press Search and wait."""
        self.step("criteria")
        self.press("itslive_search")
        until(lambda: not self.job.search.is_running())
        settle()  # the layer of the search before goes in a turn of its own

    def download(self) -> None:
        """Press Download and wait."""
        self.step("download")
        self.press("itslive_download")
        until(lambda: not self.job.download.is_running())

    def build(self) -> None:
        """Press Build and wait, for the typical speed too."""
        self.step("cube")
        self.press("itslive_build")
        until(lambda: not self.job.cube.is_running())
        until(lambda: not self.job.cube.typical.is_running())


def settle() -> None:
    """Let Qt deliver what is waiting."""
    for _ in range(3):
        QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def until(condition, seconds: float = PATIENCE) -> None:
    """Let QGIS work until ``condition()`` is true."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        QTest.qWait(10)


@pytest.fixture
def own_settings(tmp_path):
    """The plugin's settings as a new user has them, with a folder that is thrown away."""
    settings.reset()
    settings.set_download_folder(str(tmp_path / "granules"))
    settings.set_catalogue_url("http://127.0.0.1:9/nobody/catalog_v02.json")
    yield settings
    settings.reset()
    QgsSettings().sync()


@pytest.fixture
def desktop(qgis_app, qgis_processing):
    """A window with a canvas and an empty project in polar stereographic projection."""
    QgsProject.instance().clear()
    desktop = Desktop()
    desktop.canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3413"))
    desktop.window.show()
    settle()
    yield desktop
    QgsProject.instance().clear()
    desktop.window.close()
    desktop.window.deleteLater()
    settle()


@pytest.fixture
def user(desktop, own_settings):
    """A user in front of the open dock."""
    plugin = classFactory(desktop)
    plugin.initGui()
    plugin.open_action.trigger()
    settle()
    yield User(desktop, plugin)
    plugin.unload()
    settle()
    stop_shared_workers()


@pytest.fixture
def its_live_user(user, its_live, own_settings):
    """A user whose service is the simulated ITS_LIVE."""
    own_settings.set_stac_url(its_live.url)
    return user


@pytest.fixture
def gate(its_live):
    """The simulated ITS_LIVE behind a gate, which is open at first."""
    from .gate import Gate  # needs pyproj, which one test goes without

    with Gate(its_live.root) as gate:
        yield gate
        gate.let()


@pytest.fixture
def waiting_user(user, gate, its_live, own_settings):
    """A user in front of the Download page, with few granules found and the gate shut."""
    own_settings.set_stac_url(gate.url)
    own_settings.set_connections(1)
    user.draw(its_live.truth.OUTLINE)
    user.step("criteria")
    user.type("itslive_max_per_year", "1")
    user.search()
    user.step("download")
    until(lambda: user.job.download.room.outlook is not None)
    gate.asked.clear()
    gate.let(0)
    return user


@pytest.fixture
def granule_folder(its_live) -> Path:
    """A folder of granules that are there already."""
    return Path(its_live.root)
