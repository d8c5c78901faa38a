"""What can be taken along of a plot: tables, a picture, the points, a link."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from qgis.PyQt.QtCore import QUrl, pyqtSignal
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from .picture_fields import PictureSize
from .steps.export import ITSLIVE_PY, MAPPIN, OWN, SHOWN
from .widgets import ActionButton, column


class PlotExports(QWidget):
    """The buttons below the plot.

    Signals:
        csv_wanted: path of a table of all points, and its form, one of ``steps.export.FORMS``.
        table_wanted: the values as a table in the project.
        picture_wanted: path of a picture.
    """

    csv_wanted = pyqtSignal(str, str)
    table_wanted = pyqtSignal()
    picture_wanted = pyqtSignal(str)

    def __init__(
        self, folder: Callable[[], str], add_layer: Callable[[], object], link: Callable[[], str]
    ) -> None:
        super().__init__()
        self._folder = folder
        self._web_address = link
        body = column(self)
        self._csv = self._button("csv", self.tr("Save CSV"), self._choose_csv)
        self._picture = self._button("save_plot", self.tr("Save picture"), self._choose_picture)
        self._layer = self._button("add_points", self.tr("Points layer"), add_layer)
        self._layer.setToolTip(
            self.tr("Adds the points to the map as a layer in the plot's colours.")
        )
        self._table = self._button("add_table", self.tr("Values table"), self.table_wanted.emit)
        self._table.setToolTip(
            self.tr("Adds all values as a table with dates, written beside the points' file.")
        )
        self._web = self._button("web_link", self.tr("Open on the web"), self._open_web)
        self._web.setToolTip(self.tr("Shows these points in ITS_LIVE's own web application."))
        self._size = PictureSize()
        for row in ((self._csv, self._picture), (self._layer, self._table), (self._web,)):
            line = QHBoxLayout()
            for button in row:
                line.addWidget(button, 1)
            body.addLayout(line)
        body.addWidget(self._size)

    def picture_size(self) -> dict[str, float]:
        """What is chosen of a picture's size, as ``plot_picture.Paper`` has it."""
        return self._size.fields.values()

    def show_state(self, has_values: bool, has_points: bool, has_plot: bool) -> None:
        """Which of them can be used."""
        self._csv.setEnabled(has_values)
        self._picture.setEnabled(has_values and has_plot)
        self._layer.setEnabled(has_points)
        self._table.setEnabled(has_values)
        self._web.setEnabled(has_points)

    def _button(self, name: str, text: str, call: Callable[[], object]) -> ActionButton:
        button = ActionButton(text)
        button.setObjectName(f"itslive_{name}")
        button.clicked.connect(lambda *_: call())
        return button

    def _choose_csv(self) -> None:
        forms = {
            self.tr("All values (*.csv)"): OWN,
            self.tr("Only the values shown (*.csv)"): SHOWN,
            self.tr("As itslive-py writes them, a file per point (*.csv)"): ITSLIVE_PY,
            self.tr("As the web app writes them, a file per point (*.csv)"): MAPPIN,
        }
        path, chosen = self._ask_path(
            self.tr("Save the values"), "velocities.csv", ";;".join(forms)
        )
        if path:
            self.csv_wanted.emit(path, forms.get(chosen, OWN))

    def _choose_picture(self) -> None:
        kinds = self.tr("Pictures (*.png *.svg *.pdf)")
        path, _ = self._ask_path(self.tr("Save the plot"), "velocities.png", kinds)
        if path:
            self.picture_wanted.emit(path)

    def _open_web(self) -> None:
        QDesktopServices.openUrl(QUrl(self._web_address()))

    def _ask_path(self, title: str, name: str, kinds: str) -> tuple[str, str]:
        start = str(Path(self._folder()) / name)
        path, chosen = QFileDialog.getSaveFileName(self, title, start, kinds)
        if path and not Path(path).suffix:
            path += Path(name).suffix
        return path, chosen
