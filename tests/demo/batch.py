"""QGIS's own batch dialog: filled cell by cell, and run by its button. Runs inside QGIS."""

from __future__ import annotations

from qgis.core import QgsProcessingAlgorithm
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QPlainTextEdit, QPushButton, QTextEdit, QWidget


class Batch:
    """The dialog of one algorithm, open."""

    def __init__(self, algorithm: QgsProcessingAlgorithm, parent: QWidget | None = None) -> None:
        from processing.gui.BatchAlgorithmDialog import BatchAlgorithmDialog

        self.dialog = BatchAlgorithmDialog(algorithm.create(), parent)
        self._panel = self.dialog.mainWidget()
        self.dialog.resize(1400, 500)
        self.dialog.show()

    def fill(self, rows: list[dict]) -> None:
        """One row per run, by names of parameters; destinations are typed as text."""
        from processing.tools import dataobjects

        self._panel.addRow(len(rows) - self._panel.batchRowCount())
        for number, row in enumerate(rows):
            for name, value in row.items():
                column = self._panel.parameter_to_column[name]
                wrapper = self._panel.wrappers[number][column]
                if wrapper is None:
                    self._panel.tblParameters.cellWidget(number + 1, column).setValue(value)
                else:
                    wrapper.setParameterValue(value, dataobjects.createContext())

    def run(self) -> str:
        """Press Run, which blocks until every row is done; return the dialog's log."""
        buttons = self.dialog.findChildren(QPushButton)
        run = next(each for each in buttons if each.text() == "Run")
        QTest.mouseClick(run, Qt.MouseButton.LeftButton)
        log = self.dialog.findChild((QTextEdit, QPlainTextEdit), "txtLog")
        return log.toPlainText()


def output_names(model: QgsProcessingAlgorithm) -> tuple[str, str]:
    """What the model's outputs, cube and table, are called."""
    cube, table = (each.name() for each in model.destinationParameterDefinitions())
    return cube, table
