"""A plot as a picture for papers and slides, from the same drawing as in the window."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from pathlib import Path

from matplotlib.figure import Figure

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..layers.whole import write_whole
from .plot_data import PlotData
from .plot_drawing import USUAL, Drawing, Limits, Look, Showing

_INCH = 2.54
# Centimetres from which letters have their full size, and part of it they have at least.
_FULL_LETTERS, _SMALLEST_LETTERS = 14.0, 0.72


@dataclass(frozen=True)
class Paper:
    """Size of a picture in centimetres, and dots per inch of what consists of pixels."""

    width: float = 20.0
    height: float = 11.25
    dpi: float = 200.0


def save_picture(
    data: PlotData,
    look: Look,
    path: str | Path,
    showing: Showing = USUAL,
    limits: tuple[Limits, Limits] | None = None,
    paper: Paper = Paper(),
) -> None:
    """Write the plot as PNG, SVG or PDF, by the ending of ``path``.

    In SVG and PDF many values are one picture of ``paper.dpi`` dots per inch between real axes
    and letters; few are shapes.

    Args:
        data: what it shows.
        look: colours, texts and the citation.
        path: of the picture.
        showing: view and bars.
        limits: ends of both axes; by default everything is seen.
        paper: its size.

    Raises:
        ItsliveError: no picture has such an ending (code ``no_picture``).
        OSError: the file cannot be written; nothing is left of it.
    """
    figure = Figure(figsize=(paper.width / _INCH, paper.height / _INCH), dpi=paper.dpi)
    kind = Path(path).suffix[1:].lower()
    if kind not in figure.canvas.get_supported_filetypes():
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "There are no pictures of the kind {kind}."),
            QT_TRANSLATE_NOOP("Messages", "Let the name end in .png, .svg or .pdf."),
            code="no_picture",
            kind=kind,
        )
    drawing = Drawing(figure)
    small = min(max(paper.width / _FULL_LETTERS, _SMALLEST_LETTERS), 1.0)
    drawing.show(data, replace(look, size=look.size * small), showing)
    if limits is not None:
        drawing.axes.set_xlim(*limits[0])
        drawing.axes.set_ylim(*limits[1])
    drawing.fit()
    picture = io.BytesIO()
    figure.savefig(picture, format=kind, dpi=paper.dpi, facecolor=look.ground)
    write_whole(path, picture.getbuffer())
