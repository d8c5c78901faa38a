"""The address of a dask scheduler in the options."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import QLineEdit

from .. import settings
from ..cube_choices import check_address
from .fields import Fields
from .widgets import Hint


class SchedulerField(Fields):
    """An address, empty to build cubes on this computer; what is wrong with it is told below."""

    def __init__(self) -> None:
        super().__init__()
        self._address = QLineEdit()
        self._address.setObjectName("itslive_option_scheduler")
        self._address.setAccessibleName(self.tr("Dask scheduler"))
        self._address.setPlaceholderText(self.tr("none: cubes are built on this computer"))
        self.body.addWidget(self._address)
        self.end()
        hint = self.tr(
            "The dock builds cubes on the cluster of this scheduler, such as tcp://10.0.0.5:8786; "
            "its workers must see the granules under the same path."
        )
        self.body.addWidget(Hint(hint))
        self._address.textChanged.connect(self.recheck)
        self._address.editingFinished.connect(self.check_typed)

    def values(self) -> dict[str, str]:
        """The address."""
        return {"scheduler": self._address.text().strip()}

    def examine(self) -> None:
        """It has the form of an address, or there is none; nobody is asked."""
        address = self.values()["scheduler"]
        if address:
            check_address(address)

    def show_setting(self) -> None:
        """Show what is kept."""
        self._address.setText(settings.dask_scheduler())

    def clear(self) -> None:
        """Show none."""
        self._address.clear()

    def keep(self) -> None:
        """Keep what is typed, if it is an address or none."""
        if self.check() is None:
            settings.set_dask_scheduler(self.values()["scheduler"])
