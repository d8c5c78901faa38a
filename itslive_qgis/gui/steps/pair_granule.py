"""The step from a value of the plot to the granule it is from."""

from __future__ import annotations

from qgis.PyQt.QtCore import pyqtSignal

from ... import settings
from ...series.table import PointSeries
from ...tasks.official import granule_url_task
from .base import Step


class PairGranuleStep(Step):
    """Asks an official cube for the address of a granule.

    Signals:
        found: the address.
    """

    found = pyqtSignal(str)

    def find(self, series: PointSeries, row: int) -> bool:
        """Find the granule of a row of a record, unless another one is being looked for."""
        return self.start(granule_url_task(series, row, settings.network()), self.found.emit)
