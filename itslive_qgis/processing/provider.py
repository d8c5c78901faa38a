"""The ITS_LIVE provider of the Processing toolbox."""

from __future__ import annotations

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from ..paths import plugin_version, resource
from .build_cube import BuildCube
from .download_granules import DownloadGranules
from .granule_info import GranuleInfo
from .point_time_series import PointTimeSeries
from .search_granules import SearchGranules

_ALGORITHMS = (SearchGranules, DownloadGranules, BuildCube, PointTimeSeries, GranuleInfo)


class ItsliveProvider(QgsProcessingProvider):
    """Lists the algorithms; ids and names of parameters stay as they are for good."""

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
        """Add one of each algorithm."""
        for algorithm in _ALGORITHMS:
            self.addAlgorithm(algorithm())
