"""How a cube is built, folded: projection, image pairs, pixels, further variables."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtWidgets import QHBoxLayout, QToolButton

from ..errors import ItsliveError
from .cube_fields import PairFields, PixelFields, ProjectionFields, VariableFields
from .folded import Folded

translate = QCoreApplication.translate


class CubeOptions(Folded):
    """The options of a build, which stay as they are until QGIS is closed or they are reset."""

    def __init__(self) -> None:
        projection = ProjectionFields()
        groups = (projection, PairFields(), PixelFields(), VariableFields())
        super().__init__(
            "itslive_cube_options",
            translate("CubeOptions", "Options"),
            translate("CubeOptions", "Options: {set}"),
            groups,
        )
        self.projection = projection
        row = QHBoxLayout()
        row.addStretch(1)
        self._reset = QToolButton()
        self._reset.setObjectName("itslive_reset_cube_options")
        self._reset.setText(self.tr("Reset the options"))
        self._reset.setToolTip(self.tr("Back to the options of a new cube"))
        self._reset.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._reset.clicked.connect(self.reset)
        row.addWidget(self._reset)
        self.body.addLayout(row)
        self.changed.connect(self._show_reset)
        self._show_reset()

    def values(self) -> dict[str, Any]:
        """Options as the worker's ``build_cube`` takes them."""
        return {name: value for group in self.groups for name, value in group.values().items()}

    def reset(self) -> None:
        """The options of a new cube."""
        for group in self.groups:
            group.reset()

    def explain(self, error: ItsliveError) -> None:
        """Say beside the fields what a build failed with, where it is theirs."""
        for group in self.groups:
            if error.code in group.faults:
                group.tell(error)
                self.setCollapsed(False)

    def _show_reset(self) -> None:
        self._reset.setEnabled(bool(self.summary()))
