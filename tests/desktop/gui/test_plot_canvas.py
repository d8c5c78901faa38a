"""The plot in the window, used by mouse and keys, and as a picture."""

from __future__ import annotations

import base64
import re
import struct

import numpy as np
import pytest
from qgis.PyQt.QtCore import QEvent, QPoint, QPointF, Qt
from qgis.PyQt.QtGui import QImage, QMouseEvent, QWheelEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication

from itslive_qgis.errors import ItsliveError
from itslive_qgis.gui.plot_artists import MANY
from itslive_qgis.gui.plot_canvas import PlotCanvas
from itslive_qgis.gui.plot_data import BY_POINT, PlotCurve, prepare
from itslive_qgis.gui.plot_drawing import Look, Showing
from itslive_qgis.gui.plot_picture import Paper, save_picture
from itslive_qgis.gui.plot_views import HISTOGRAM, SEASON, TIME

from .plot_samples import many, plotted

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
NO_KEY, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
TEXTS = {"speed": "Speed v (m/yr)", "date": "Mid-date", "point": "Point {label}"}
FEW, MUCH = 40, MANY + 2000


def canvas_with(*counts: int) -> PlotCanvas:
    canvas = PlotCanvas(TEXTS, lambda group, place: f"{group.satellite} {group.v[place]:.1f}")
    canvas.resize(500, 340)
    canvas.show()
    canvas.show_data(
        prepare([plotted(many(count, number), number) for number, count in enumerate(counts)])
    )
    QTest.qWait(80)
    canvas.draw()
    return canvas


@pytest.fixture(params=[FEW, MUCH], ids=["few", "many"])
def canvas(request, qgis_app):
    canvas = canvas_with(request.param)
    yield canvas
    canvas.close()


def told(signal) -> list:
    """A list that gets what the signal tells."""
    heard: list = []
    signal.connect(lambda *values: heard.append(values))
    return heard


def picture(canvas) -> np.ndarray:
    canvas.draw()
    return np.asarray(canvas.buffer_rgba()).copy()


def move(canvas, place: QPoint, button=Qt.MouseButton.NoButton, key=NO_KEY) -> None:
    where = QPointF(canvas.mapToGlobal(place))
    nothing = Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, QPointF(place), where, nothing, button, key)
    QApplication.sendEvent(canvas, event)


def drag(canvas, start: QPoint, end: QPoint, button=LEFT, key=NO_KEY) -> None:
    QTest.mousePress(canvas, button, key, start)
    move(canvas, (start + end) / 2, button, key)
    move(canvas, end, button, key)
    QTest.mouseRelease(canvas, button, key, end)


def wheel(canvas, place: QPoint, turns: int, key=NO_KEY) -> None:
    where = QPointF(canvas.mapToGlobal(place))
    event = QWheelEvent(
        QPointF(place), where, QPoint(), QPoint(0, 120 * turns), Qt.MouseButton.NoButton, key,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


def middle(canvas) -> QPoint:
    (left, right), (bottom, top) = canvas.limits()
    return canvas.place_of((left + right) / 2, (bottom + top) / 2)


def empty_place(canvas) -> QPoint:
    """Ground of the plot with no value near: its upper left corner."""
    (left, right), (bottom, top) = canvas.limits()
    return canvas.place_of(left + 0.02 * (right - left), top - 0.03 * (top - bottom))


def a_value(canvas):
    """A group and a place in it whose value is in view."""
    group = canvas._data.groups[1]
    place = int(np.argmin(np.abs(group.v - 800)))
    return group, place


@pytest.mark.parametrize("button", [LEFT, MIDDLE])
def test_a_drag_moves_the_values_with_the_pointer(canvas, button):
    start, end = middle(canvas), middle(canvas) + QPoint(-60, 25)
    group, place = a_value(canvas)
    before = canvas.place_of(group.days[place], group.v[place])
    told_view, clicks = told(canvas.view_changed), told(canvas.clicked)

    drag(canvas, start, end, button)

    moved = canvas.place_of(group.days[place], group.v[place]) - before
    assert abs(moved.x() + 60) <= 1
    assert abs(moved.y() - 25) <= 1
    assert told_view == [(True,)]
    assert clicks == []


def test_the_wheel_zooms_about_the_pointer(canvas):
    group, place = a_value(canvas)
    where = canvas.place_of(group.days[place], group.v[place])
    before = canvas.limits()

    wheel(canvas, where, 3)

    for old, new in zip(before, canvas.limits()):
        assert new[1] - new[0] == pytest.approx(0.8**3 * (old[1] - old[0]))
    after = canvas.place_of(group.days[place], group.v[place])
    assert (after - where).manhattanLength() <= 2


def test_the_wheel_over_an_axis_zooms_that_one_alone(canvas):
    (xlim, ylim), box = canvas.limits(), canvas.figure.axes[0].bbox
    wheel(canvas, QPoint(middle(canvas).x(), canvas.height() - 5), 1)
    assert canvas.limits()[1] == ylim
    assert canvas.limits()[0][1] - canvas.limits()[0][0] < xlim[1] - xlim[0]
    canvas.reset_view()
    wheel(canvas, QPoint(int(box.x0) - 10, middle(canvas).y()), 1)
    assert canvas.limits()[0] == xlim
    assert canvas.limits()[1][1] - canvas.limits()[1][0] < ylim[1] - ylim[0]


def test_the_keyboard_moves_and_zooms_and_shows_all(canvas):
    (left, right), _ylim = home = canvas.limits()
    QTest.keyClick(canvas, Qt.Key.Key_Plus)
    narrow = canvas.limits()
    assert narrow[0][1] - narrow[0][0] == pytest.approx(0.8 * (right - left))
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.limits()[0][0] > narrow[0][0]
    QTest.keyClick(canvas, Qt.Key.Key_Up)
    assert canvas.limits()[1][0] > narrow[1][0]
    QTest.keyClick(canvas, Qt.Key.Key_Home)
    assert canvas.limits() == home


def test_double_click_on_the_ground_shows_all(canvas):
    home, values = canvas.limits(), told(canvas.double_clicked)
    wheel(canvas, middle(canvas), 1)
    drag(canvas, middle(canvas), middle(canvas) + QPoint(0, 400))
    QTest.mouseDClick(canvas, LEFT, NO_KEY, empty_place(canvas))
    assert canvas.limits() == home
    assert values == []


def test_the_button_is_there_while_part_is_seen(canvas):
    button = canvas.findChild(object, "itslive_plot_whole")
    home = canvas.limits()
    assert not button.isVisible()
    wheel(canvas, middle(canvas), 2)
    assert button.isVisible()
    QTest.mouseClick(button, LEFT)
    assert canvas.limits() == home
    assert not button.isVisible()


def test_double_click_on_a_value_tells_its_row(canvas):
    group, place = a_value(canvas)
    values, home = told(canvas.double_clicked), canvas.limits()
    where = canvas.place_of(group.days[place], group.v[place])
    found = canvas.found_at(where.x(), canvas.height() - where.y())
    QTest.mouseDClick(canvas, LEFT, NO_KEY, where)
    assert values == [(0, found.row)]
    if len(canvas._data.groups[0].v) < FEW:
        assert found.row == group.rows[place]
    assert canvas.limits() == home


def test_a_click_tells_the_day(canvas):
    days = told(canvas.clicked)
    (left, right), (bottom, top) = canvas.limits()
    QTest.mouseClick(canvas, LEFT, NO_KEY, canvas.place_of(16_000.0, top - 0.1 * (top - bottom)))
    pixel = (right - left) / canvas.figure.axes[0].bbox.width
    assert days[0][0] == pytest.approx(16_000.0, abs=1.1 * pixel)
    QTest.mouseClick(canvas, LEFT, NO_KEY, QPoint(3, 3))
    assert len(days) == 1


def test_the_pointer_is_told_the_value_and_its_row(canvas):
    group, place = a_value(canvas)
    values = told(canvas.hovered)
    where = canvas.place_of(group.days[place], group.v[place])
    move(canvas, where)
    (found, row) = values[-1]
    assert found in canvas._data.groups
    shown = found.v[list(found.rows).index(row)]
    assert canvas.note_text() == f"{found.satellite} {shown:.1f}"
    near = canvas.place_of(found.days[list(found.rows).index(row)], shown)
    assert (near - where).manhattanLength() <= 2
    move(canvas, empty_place(canvas))
    assert values[-1] == (None, None)
    assert canvas.note_text() == ""


def test_an_interval_is_brushed_and_cleared(canvas):
    spans, cleared = told(canvas.span_selected), told(canvas.span_cleared)
    plain = picture(canvas)
    (bottom, top) = canvas.limits()[1]
    level = (bottom + top) / 2
    first, last = canvas.place_of(16_200.0, level), canvas.place_of(17_000.0, level)
    drag(canvas, last, first, key=SHIFT)
    (left, right), width = canvas.limits()[0], canvas.figure.axes[0].bbox.width
    pixel = (right - left) / width
    assert spans[0] == pytest.approx((16_200.0, 17_000.0), abs=1.5 * pixel)
    assert canvas.span() == spans[0]
    banded = picture(canvas)
    changed = np.flatnonzero((plain != banded).any(axis=(0, 2)))
    assert changed.min() == pytest.approx(first.x(), abs=2)
    assert changed.max() == pytest.approx(last.x(), abs=2)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.span() is None
    assert cleared == [()]
    assert np.array_equal(picture(canvas), plain)


def test_a_drag_marks_an_interval_where_it_is_told_to(canvas):
    canvas.drag_marks = True
    spans, seen = told(canvas.span_selected), canvas.limits()
    drag(canvas, middle(canvas), middle(canvas) + QPoint(50, 0))
    assert len(spans) == 1
    assert canvas.limits() == seen
    drag(canvas, middle(canvas), middle(canvas) + QPoint(50, 0), MIDDLE)
    assert canvas.limits() != seen


def test_the_moment_is_an_upright_line(canvas):
    plain = picture(canvas)
    canvas.show_moment(16_500.0)
    marked = np.asarray(canvas.buffer_rgba()).copy()
    changed = np.flatnonzero((plain != marked).any(axis=(0, 2)))
    assert changed.mean() == pytest.approx(canvas.place_of(16_500.0, 0).x(), abs=2)
    assert len(changed) <= 4
    assert np.array_equal(marked, picture(canvas))  # a drawing does not lose it
    canvas.show_as(view=SEASON)
    canvas.show_as(view=TIME)
    assert np.array_equal(marked, picture(canvas))
    canvas.show_moment(None)
    assert np.array_equal(np.asarray(canvas.buffer_rgba()), plain)


def test_a_filter_keeps_what_is_seen_and_other_points_do_not(canvas):
    record = plotted(many(len(canvas._data.groups[0].v) * 3, 0))
    canvas.show_data(prepare([record]))
    told_view = told(canvas.view_changed)
    wheel(canvas, middle(canvas), 2)
    seen = canvas.limits()
    canvas.show_data(prepare([record], max_separation=20))
    assert canvas.limits() == seen
    canvas.show_data(prepare([record, plotted(many(30, 3), 1)]))
    assert canvas.limits() == canvas.home()
    assert told_view == [(True,), (False,)]


def test_many_values_are_painted_and_few_have_shapes(qgis_app):
    few, much = canvas_with(FEW), canvas_with(MUCH)
    assert len(few.figure.axes[0].collections) == 3
    assert not much.figure.axes[0].collections
    for canvas in (few, much):
        coloured = np.ptp(picture(canvas)[:, :, :3].astype(int), axis=2) > 60
        assert coloured.any()
        canvas.close()


def test_error_bars_and_separations_can_be_switched(canvas):
    def covers() -> int:
        plain = picture(canvas)
        return int((np.ptp(plain[:, :, :3].astype(int), axis=2) > 8).sum())

    both = [covers()]
    for changes in ({"errors": True}, {"separations": False, "errors": False}):
        canvas.show_as(**changes)
        both.append(covers())
    assert both[1] > both[0] > both[2]


def test_the_views_of_the_year_and_of_counts(canvas):
    canvas.show_as(view=SEASON)
    assert canvas.limits()[0] == (0.0, 366.0)
    labels = [label.get_text() for label in canvas.figure.axes[0].get_xticklabels()]
    assert len(labels) == 12
    clicks = told(canvas.clicked)
    QTest.mouseClick(canvas, LEFT, NO_KEY, empty_place(canvas))
    assert clicks == []  # a day of the year is no day
    canvas.show_as(view=HISTOGRAM)
    picture(canvas)
    assert canvas.limits()[1][0] == 0
    assert canvas.found_at(*canvas.figure.bbox.size / 2) is None
    canvas.show_as(view=TIME)
    picture(canvas)
    assert canvas.limits() == canvas.home()


def test_curves_lie_over_the_values_and_are_in_the_legend(canvas):
    days = np.linspace(15_500, 18_500, 50)
    trend = PlotCurve("Trend", "#00aa00", days, np.full(50, 400.0), np.full(50, 300.0),
                      np.full(50, 500.0))  # fmt: skip
    steps = PlotCurve("Annual", "#aa00aa", days[::5], np.full(10, 1000.0), style="steps")
    dots = PlotCurve("", "#0000aa", days[::5], np.full(10, 600.0), days[::5] * 0 + 500,
                     days[::5] * 0 + 700, style="points")  # fmt: skip
    season = PlotCurve("Season", "#000000", days, days, view=SEASON)
    canvas.show_curves([trend, steps, dots, season])
    shown = picture(canvas)
    legend = [text.get_text() for text in canvas.figure.axes[0].get_legend().get_texts()]
    assert legend[-2:] == ["Trend", "Annual"]
    place = canvas.place_of(17_000, 400)
    assert tuple(shown[place.y(), place.x(), :3]) == (0, 0xAA, 0)
    place = canvas.place_of(16_000, 1000)
    assert tuple(shown[place.y(), place.x(), :3]) == (0xAA, 0, 0xAA)
    canvas.show_curves([])
    picture(canvas)
    assert "Trend" not in {
        text.get_text() for text in canvas.figure.axes[0].get_legend().get_texts()
    }


def test_another_quantity_names_its_axis(canvas):
    canvas.set_texts({**TEXTS, "speed": "vx (m/d)"})
    assert canvas.figure.axes[0].get_ylabel() == "vx (m/d)"


@pytest.mark.parametrize(("count", "listed"), [(FEW, True), (MUCH, False)])
def test_shapes_are_explained_where_there_are_any(qgis_app, count, listed):
    canvas = canvas_with(count, count)
    texts = {text.get_text() for text in canvas.figure.axes[0].get_legend().get_texts()}
    assert {"Landsat 8", "Sentinel-1", "Sentinel-2"} <= texts
    assert ({"Point 1", "Point 2"} <= texts) == listed
    canvas.close()


def test_colours_may_tell_points_and_nothing_may_be_shown(qgis_app):
    canvas = canvas_with(FEW, FEW)
    records = [plotted(many(FEW, number), number) for number in range(2)]
    canvas.show_data(prepare(records, colour_by=BY_POINT))
    picture(canvas)
    texts = [text.get_text() for text in canvas.figure.axes[0].get_legend().get_texts()]
    assert texts == ["Point 1", "Point 2"]
    canvas.show_data(prepare([]))
    picture(canvas)
    assert canvas.figure.axes[0].get_legend() is None
    canvas.close()


def test_a_plot_is_drawn_for_its_last_size_only(canvas):
    drawn: list[tuple[int, int]] = []
    canvas.mpl_connect("draw_event", lambda event: drawn.append(canvas.get_width_height()))
    for width in range(420, 520, 20):
        canvas.resize(width, 300)
        QTest.qWait(1)
    QTest.qWait(150)
    assert set(drawn) == {(500, 300)}
    assert np.asarray(canvas.buffer_rgba()).shape[:2] == (300, 500)


LOOK = Look(credit="Velocity data: ITS_LIVE", **TEXTS)


@pytest.mark.parametrize("count", [FEW, MUCH])
@pytest.mark.parametrize("view", [TIME, SEASON, HISTOGRAM])
def test_a_picture_has_the_size_asked_for(tmp_path, count, view):
    path = tmp_path / "plot.png"
    data = prepare([plotted(many(count))])
    save_picture(data, LOOK, path, Showing(view=view, errors=True), paper=Paper(12.7, 7.62, 150))
    image = QImage(str(path))
    assert (image.width(), image.height()) == (750, 450)


@pytest.mark.parametrize("kind", ["svg", "pdf"])
def test_many_values_are_pixels_between_letters_and_lines(tmp_path, kind):
    sizes = {}
    for count in (FEW, 30_000):
        path = tmp_path / f"plot_{count}.{kind}"
        save_picture(prepare([plotted(many(count))]), LOOK, path)
        content = path.read_bytes()
        sizes[count] = len(content)
        pixels = b"<image" in content if kind == "svg" else b"/Subtype /Image" in content
        assert pixels == (count == 30_000)
    assert sizes[30_000] < 2_000_000


def test_pixels_of_an_svg_lie_where_its_axes_are(tmp_path):
    """One value at a quarter of the width and a fifth of the height is there in the pixels."""
    path = tmp_path / "plot.svg"
    data = prepare([plotted(many(MUCH))])
    days, speed = data.groups[0].days[700], data.groups[0].v[700]
    limits = (days - 2.5e-4, days + 7.5e-4), (speed - 1e-3, speed + 4e-3)
    save_picture(data, LOOK, path, Showing(separations=False), limits, Paper(dpi=300))
    text = path.read_text(encoding="utf-8")
    image = re.search(r"<image ([^>]*)>", text)[1]
    png = base64.b64decode(re.search(r"base64,([^\"]*)", image)[1])
    width, height = struct.unpack(">II", png[16:24])
    pixels = QImage.fromData(png)
    covered = [
        (x, y) for x in range(width) for y in range(height) if pixels.pixelColor(x, y).alpha() > 0
    ]
    x, y = np.mean(covered, axis=0)
    assert x == pytest.approx(width / 4, abs=2)
    turned = "scale(1 -1)" in image  # as matplotlib has it: rows from the bottom
    assert y == pytest.approx(height * (0.2 if turned else 0.8), abs=2)
    # As wide as the axes: points of 1/72 inch against pixels of 1/300.
    shown = float(re.search(r'width="([\d.]+)"', image)[1])
    assert shown == pytest.approx(width * 72 / 300, rel=1e-3)


def test_an_unknown_ending_is_told(tmp_path):
    with pytest.raises(ItsliveError) as failure:
        save_picture(prepare([]), LOOK, tmp_path / "plot.xyz")
    assert failure.value.code == "no_picture"
    assert not list(tmp_path.iterdir())
