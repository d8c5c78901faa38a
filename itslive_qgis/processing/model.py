"""``itslive:areatotimeseries``: the four steps as one model, as the Model Designer saves it."""

from __future__ import annotations

from qgis.core import QgsProcessingModelAlgorithm
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QIcon

from ..paths import metadata, resource
from .base import example

MODEL_FILE = "area_to_time_series.model3"


class AreaToTimeSeries(QgsProcessingModelAlgorithm):
    """The model of the file, which users may open and change in the Model Designer.

    Its steps are looked up when it is made, so the provider must be registered before.
    """

    def __init__(self) -> None:
        super().__init__()
        self.fromFile(str(resource("models", MODEL_FILE)))

    def createInstance(self) -> AreaToTimeSeries:
        """A fresh model for a run of its own."""
        return type(self)()

    def displayName(self) -> str:
        """As shown in the toolbox."""
        return self.tr("From an area to time series (model)")

    def shortDescription(self) -> str:
        """One line for tooltips."""
        return self.tr("Search, download, build the cube and read it at points, in one run.")

    def tags(self) -> list[str]:
        """Words by which the toolbox finds the model."""
        return self.tr("glacier,velocity,ice,itslive,model,chain,workflow,time series").split(",")

    def icon(self) -> QIcon:
        """The model's icon."""
        return QIcon(self.svgIconPath())

    def svgIconPath(self) -> str:
        """Path of the model's icon."""
        return str(resource("icons", "model.svg"))

    def helpUrl(self) -> str:
        """The page with the plugin's documentation."""
        return metadata("homepage")

    def shortHelpString(self) -> str:
        """The model's own help, and how it is called in a terminal."""
        # The names of a model's outputs depend on the version of QGIS.
        cube, table = (each.name() for each in self.destinationParameterDefinitions())
        options = (
            "--area=area.gpkg --points=points.gpkg --folder=granules "
            f"--{cube}=cube.nc --{table}=table.csv"
        )
        call = example(self.name(), options)
        return super().shortHelpString().replace("</body>", f"{call}</body>")

    def tr(self, text: str) -> str:
        """``text`` in the user's language; the context is the class."""
        return QCoreApplication.translate(type(self).__name__, text)
