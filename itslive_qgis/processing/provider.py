"""The ITS_LIVE provider of the Processing toolbox."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from ..paths import plugin_version, resource
from .build_cube import BuildCube
from .coverage import Coverage
from .download_granules import DownloadGranules
from .granule_info import GranuleInfo
from .model import AreaToTimeSeries
from .point_time_series import PointTimeSeries
from .search_granules import SearchGranules
from .summarize_cube import SummarizeCube

_ALGORITHMS = (
    SearchGranules,
    Coverage,
    DownloadGranules,
    BuildCube,
    PointTimeSeries,
    SummarizeCube,
    GranuleInfo,
)


class ItsliveProvider(QgsProcessingProvider):
    """Lists the algorithms; ids and names of parameters stay as they are for good."""

    def __init__(self) -> None:
        super().__init__()
        self._is_waiting = False

    def id(self) -> str:
        """The first part of the algorithms' ids."""
        return "itslive"

    def name(self) -> str:
        """As shown in the toolbox; a proper name, so not translated."""
        return "ITS_LIVE"

    def longName(self) -> str:
        """The name with what it is."""
        return self.tr("ITS_LIVE glacier velocities")

    def icon(self) -> QIcon:
        """The plugin's icon."""
        return QIcon(self.svgIconPath())

    def svgIconPath(self) -> str:
        """Path of the plugin's icon."""
        return str(resource("icons", "itslive.svg"))

    def versionInfo(self) -> str:
        """The plugin's version, written into logs of runs."""
        return plugin_version()

    def loadAlgorithms(self) -> None:
        """Add one of each algorithm, and the model that joins them.

        QGIS calls this before the provider is in its registry, where the model looks for its
        steps: then the model comes as soon as the provider is there.
        """
        for algorithm in _ALGORITHMS:
            self.addAlgorithm(algorithm())
        registry = QgsApplication.processingRegistry()
        if registry.providerById(self.id()) is not None:
            self.addAlgorithm(AreaToTimeSeries())
        elif not self._is_waiting:
            self._is_waiting = True
            registry.providerAdded.connect(self._complete)

    def _complete(self, provider_id: str) -> None:
        if provider_id == self.id():
            self._is_waiting = False
            QgsApplication.processingRegistry().providerAdded.disconnect(self._complete)
            self.refreshAlgorithms()
