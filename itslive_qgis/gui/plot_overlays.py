"""What lies over a plot and changes often: note and ring at a value, the moment, the interval."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

Interval = tuple[float, float]
_PAD = 0.4  # between the letters of the note and its frame, of their size


class Overlays:
    """Artists that are drawn over the finished picture, so that it need not be drawn again."""

    def __init__(self, axes: Axes) -> None:
        self._axes = axes
        upright = axes.get_xaxis_transform()
        self._band = Rectangle(
            (0, 0), 0, 1, transform=upright, animated=True, visible=False, zorder=7, linewidth=0
        )
        self._line = Line2D(
            [], [], transform=upright, animated=True, visible=False, zorder=8, linewidth=1.4
        )
        self._ring = Line2D(
            [], [], linestyle="none", marker="o", markersize=11, markerfacecolor="none",
            markeredgewidth=1.4, animated=True, visible=False, zorder=9,
        )  # fmt: skip
        self._note = axes.annotate(
            "",
            xy=(0, 0),
            xytext=(0, 12),
            textcoords="offset points",
            animated=True,
            visible=False,
            zorder=10,
            annotation_clip=False,
            bbox={"boxstyle": f"round,pad={_PAD}"},
        )
        axes.add_patch(self._band)
        axes.add_line(self._line)
        axes.add_line(self._ring)

    def dress(self, look: Any) -> None:
        """Take the colours and letters of a look."""
        self._note.set_size(look.size * 0.92)
        self._note.set_color(look.ink)
        box = self._note.get_bbox_patch()
        box.set_facecolor(look.ground)
        box.set_edgecolor(look.grid)
        self._ring.set_markeredgecolor(look.ink)
        self._line.set_color(look.ink)
        self._band.set_facecolor(look.ink)
        self._band.set_alpha(0.12)

    def show_note(self, text: str, at: tuple[float, float]) -> None:
        """Name a value, given by the axes' values."""
        self._note.xy = at
        self._note.set_text(text)
        self._note.set_visible(True)
        self._aim_note(at)
        self._ring.set_data([at[0]], [at[1]])
        self._ring.set_visible(True)

    def hide_note(self) -> bool:
        """Whether there was one to hide."""
        was = self._note.get_visible()
        self._note.set_visible(False)
        self._ring.set_visible(False)
        return bool(was)

    def note_text(self) -> str:
        """The note shown now, empty if none is."""
        return self._note.get_text() if self._note.get_visible() else ""

    def show_moment(self, day: float | None) -> None:
        """Move the line to a day, or take it away."""
        self._line.set_visible(day is not None)
        if day is not None:
            self._line.set_data([day, day], [0, 1])

    def show_interval(self, interval: Interval | None) -> None:
        """Mark an interval of days, or none."""
        self._band.set_visible(interval is not None)
        if interval is not None:
            self._band.set_x(interval[0])
            self._band.set_width(interval[1] - interval[0])

    def draw(self) -> None:
        """Draw what is seen of them."""
        for artist in (self._band, self._line, self._ring, self._note):
            if artist.get_visible():
                self._axes.draw_artist(artist)

    def _aim_note(self, at: tuple[float, float]) -> None:
        """Let the note grow towards the middle of the plot, so that it is never cut off."""
        x, y = self._axes.transData.transform(at)
        box = self._axes.figure.bbox
        right = x > box.width / 2
        above = y < box.height / 2
        self._note.set_ha("right" if right else "left")
        self._note.set_va("bottom" if above else "top")
        self._note.set_position((-4 if right else 4, 14 if above else -14))
        self._keep_inside(box)

    def _keep_inside(self, box: Any) -> None:
        """Move a note that is longer than there is room beside its value."""
        figure = self._axes.figure
        points = 72 / figure.dpi
        frame = self._note.get_window_extent(figure.canvas.get_renderer())
        rim = _PAD * self._note.get_size() / points + 1
        across = _into(frame.x0 - rim, frame.x1 + rim, box.width)
        up = _into(frame.y0 - rim, frame.y1 + rim, box.height)
        if across or up:
            x, y = self._note.get_position()
            self._note.set_position((x + across * points, y + up * points))


def _into(low: float, high: float, room: float) -> float:
    """By how much to move what reaches from ``low`` to ``high`` for it to lie within the room.

    Of what is longer than that the beginning is seen.
    """
    return -low if low < 0 else max(min(room - high, 0.0), -low)
