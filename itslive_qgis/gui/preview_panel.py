"""The preview image of a granule, below the table."""

from __future__ import annotations

from qgis.PyQt.QtCore import QSize, Qt, QTimer
from qgis.PyQt.QtGui import QPixmap, QResizeEvent
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from ..translation import error_text
from .icons import theme_icon
from .long_text import LongHint
from .steps.preview import PreviewStep
from .widgets import SPACING, Card, reveal

_TALLEST = 220


class PreviewPanel(Card):
    """Shows what the preview step has; hidden while that looks at no granule."""

    def __init__(self, step: PreviewStep, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("itslive_preview")
        self._step = step
        self._name = LongHint()
        self._close = QToolButton()
        self._close.setObjectName("itslive_close_preview")
        self._close.setIcon(theme_icon("mIconClose"))
        self._close.setAutoRaise(True)
        self._close.setToolTip(self.tr("Close the preview"))
        self._close.clicked.connect(step.close)
        self._picture = QLabel()
        self._picture.setObjectName("itslive_preview_image")
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        # The picture follows the panel's width, never the other way round.
        self._picture.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._word = LongHint()
        self._word.setObjectName("itslive_preview_text")
        head = QHBoxLayout()
        head.setSpacing(SPACING)
        head.addWidget(self._name, 1)
        head.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self.box.addLayout(head)
        self.box.addWidget(self._picture)
        self.box.addWidget(self._word)
        step.changed.connect(self._show)
        step.running_changed.connect(self._show)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fit the picture."""
        super().resizeEvent(event)
        self._fit()

    def _show(self) -> None:
        step = self._step
        came = step.granule is not None and self.isHidden()
        self.setVisible(step.granule is not None)
        if step.granule is None:
            return
        self._name.setText(step.granule.granule_id)
        if step.error is not None:
            text = error_text(step.error)
        elif step.is_running():
            text = self.tr("Fetching the preview image …")
        else:
            text = ""
        self._word.setText(text)
        self._word.setVisible(bool(text))
        self._picture.setVisible(step.is_done())
        self._fit()
        if came or step.is_done():
            QTimer.singleShot(0, lambda: reveal(self))  # once the page has made room for it

    def _fit(self) -> None:
        if not self._step.is_done():
            return
        room = QSize(max(self.contentsRect().width() - 4 * SPACING, 40), _TALLEST)
        picture = QPixmap.fromImage(self._step.image)
        if picture.width() > room.width() or picture.height() > room.height():
            picture = picture.scaled(
                room,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        self._picture.setPixmap(picture)
        self._picture.setFixedHeight(picture.height())
