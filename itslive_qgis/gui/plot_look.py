"""The theme of a window as the look of a plot."""

from __future__ import annotations

from qgis.PyQt.QtCore import QLocale
from qgis.PyQt.QtWidgets import QWidget

from .plot_drawing import Look
from .widgets import mixed, theme_colours


def look_of(widget: QWidget, texts: dict[str, str]) -> Look:
    """The widget's theme as the look of a plot."""
    ink, ground = theme_colours(widget)
    size = widget.font().pointSizeF()
    locale = QLocale()
    short = QLocale.FormatType.ShortFormat
    return Look(
        ground=ground.name(),
        ink=ink.name(),
        grid=mixed(ink, ground, 0.18).name(),
        size=size if size > 0 else 9.0,
        months=tuple(locale.standaloneMonthName(month, short) for month in range(1, 13)),
        **texts,
    )
