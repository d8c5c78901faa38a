"""The painted picture of many values: where matplotlib would have them, and how dense."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from itslive_qgis.gui.plot_artists import PaintedValues, view_of
from itslive_qgis.gui.plot_raster import Style, View, marks_of, paint, point_size

RED, BLUE = "#ff0000", "#0000ff"
POINTS_ALONE = Style(separations=False, errors=False, size=1)


def marks(x, y, half=0.0, error=0.0, colour=BLUE):
    x = np.asarray(x, float)
    ends = (np.broadcast_to(np.asarray(each, float), x.shape) for each in (half, error))
    return marks_of([(x, np.asarray(y, float), *ends, colour)])


@pytest.fixture(params=[(401, 287), (640, 333)])
def axes(request):
    """Axes that begin and end within pixels, of a figure that is drawn by Agg."""
    width, height = request.param
    figure = Figure(figsize=((width + 0.01) / 100, (height + 0.01) / 100), dpi=100)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.1234, 0.1511, 0.8, 0.7))
    axes.set_axis_off()
    axes.set_xlim(17_000.0, 17_900.0)
    axes.set_ylim(-35.0, 1000.0)
    return axes


def some(count: int, seed: int = 3):
    chance = np.random.default_rng(seed)
    x = np.sort(chance.uniform(16_900, 18_000, count))
    return x, chance.uniform(-100, 1100, count), chance


def pixels_of(axes, x, y):
    """Columns and rows, from the figure's lower left corner, by matplotlib's own transform."""
    places = axes.transData.transform(np.column_stack([x, y]))
    return np.floor(places).astype(int).T


def covered(axes, image):
    """Pixels of the figure that a picture covers."""
    (left, bottom) = view_of(axes)[1]
    rows, columns = np.nonzero(image[:, :, 3])
    return set(zip(columns + int(left), rows + int(bottom)))


def inside(axes, pixels):
    """Those of some pixels that the picture of the axes has."""
    rows, columns = view_of(axes)[0].shape
    left, bottom = (int(each) for each in view_of(axes)[1])
    return {
        (column, row)
        for column, row in pixels
        if 0 <= column - left < columns and 0 <= row - bottom < rows
    }


@pytest.mark.parametrize("zoom", [1.0, 0.013])
def test_points_are_where_matplotlib_has_them(axes, zoom):
    x, y, _chance = some(300)
    low, high = axes.get_xlim()
    axes.set_xlim(low, low + zoom * (high - low))
    image = paint(marks(x, y), view_of(axes)[0], POINTS_ALONE)
    seen = (x >= axes.get_xlim()[0]) & (x <= axes.get_xlim()[1])
    wanted = inside(axes, zip(*pixels_of(axes, x[seen], y[seen])))
    assert covered(axes, image) == wanted
    assert wanted


def test_bars_cover_what_lies_between_their_ends(axes):
    x, y, chance = some(60)
    half, error = chance.uniform(0, 90, 60), chance.uniform(0, 70, 60)
    wanted = set()
    ends = [pixels_of(axes, x + sign * half, y) for sign in (-1, 1)]
    for row, first, last in zip(ends[0][1], ends[0][0], ends[1][0]):
        wanted |= {(column, row) for column in range(first, last + 1)}
    ends = [pixels_of(axes, x, y + sign * error) for sign in (-1, 1)]
    for column, first, last in zip(ends[0][0], ends[0][1], ends[1][1]):
        wanted |= {(column, row) for row in range(first, last + 1)}

    image = paint(marks(x, y, half, error), view_of(axes)[0], Style(True, True, 1))

    assert covered(axes, image) == inside(axes, wanted)


def test_bars_can_be_switched_off_each(axes):
    one = marks([17_450.0], [500.0], [100.0], [200.0])
    view = view_of(axes)[0]
    level = paint(one, view, Style(True, False, 1))[:, :, 3] > 0
    upright = paint(one, view, Style(False, True, 1))[:, :, 3] > 0
    assert (level.any(axis=1).sum(), upright.any(axis=0).sum()) == (1, 1)
    assert level.any(axis=0).sum() == pytest.approx(200 * view.x_scale, abs=1.5)
    assert upright.any(axis=1).sum() == pytest.approx(400 * view.y_scale, abs=1.5)


def test_what_agg_shows_is_where_matplotlib_has_it(axes):
    x, y = [17_100.0, 17_433.3, 17_801.0], [111.0, 600.5, 850.0]
    axes.add_artist(PaintedValues(marks(x, y), separations=False, errors=False))
    axes.figure.canvas.draw()
    shown = np.asarray(axes.figure.canvas.buffer_rgba())[::-1, :, 0] < 255
    columns, rows = pixels_of(axes, x, y)
    reach = 4
    for column, row in zip(columns, rows):
        around = shown[row - reach : row + reach + 1, column - reach : column + reach + 1]
        assert around[reach, reach]
        # A disc about the pixel: the same to all sides.
        for turned in (around[::-1], around[:, ::-1], around.T):
            assert np.array_equal(around, turned)
    assert shown.sum() == 3 * around.sum()


def test_a_bar_longer_than_the_view_crosses_it():
    view = View((0.0, 10.0), (0.0, 10.0), 100.0, 50.0)
    image = paint(marks([-500.0, 900.0], [1.0, 5.0], [510.0, 895.0]), view, Style(True, False, 1))
    assert (image[5, :, 3] > 0).all()
    assert (image[25, 50:, 3] > 0).all()
    assert not image[25, :49, 3].any()
    assert np.count_nonzero((image[:, :, 3] > 0).any(axis=1)) == 2


def test_unknown_separations_and_errors_have_no_bars():
    view = View((0.0, 10.0), (0.0, 10.0), 100.0, 50.0)
    image = paint(marks([5.0], [5.0], np.nan, np.nan), view, Style(True, True, 1))
    assert np.count_nonzero(image[:, :, 3]) == 1


def test_dense_places_look_denser():
    view = View((0.0, 10.0), (0.0, 10.0), 10.0, 10.0)
    x = np.sort(np.repeat([1.5, 4.5, 8.5], [1, 20, 400]))
    image = paint(marks(x, np.full(len(x), 5.5)), view, POINTS_ALONE)
    one, some_, many = (int(image[5, column, 3]) for column in (1, 4, 8))
    assert 100 < one < some_ < many == 255


def test_the_order_of_groups_and_values_does_not_matter():
    view = View((0.0, 1.0), (0.0, 1.0), 40.0, 30.0)
    chance = np.random.default_rng(5)
    groups = []
    for colour in (RED, BLUE, "#00ff00"):
        x = np.sort(chance.uniform(0, 1, 500))
        groups.append((x, chance.uniform(0, 1, 500), np.full(500, 0.1), np.full(500, 0.1), colour))
    style = Style(True, True, 3)
    first, second = (paint(marks_of(each), view, style) for each in (groups, groups[::-1]))
    assert np.array_equal(first, second)


def test_few_values_are_seen_among_many_of_another_colour():
    view = View((0.0, 2.0), (0.0, 1.0), 2.0, 1.0)
    many, few = np.full(90_000, 0.5), np.full(30_000, 0.5)
    groups = [
        (many, many, many * 0, many * 0, BLUE),
        (np.full(900, 1.5), np.full(900, 0.5), np.zeros(900), np.zeros(900), RED),
        (np.full(3000, 1.5), np.full(3000, 0.5), np.zeros(3000), np.zeros(3000), BLUE),
        (few, few, few * 0, few * 0, RED),
    ]
    left, right = paint(marks_of(groups), view, POINTS_ALONE)[0, :, :3].astype(int)
    assert left[0] > 255 * 30_000 / 120_000
    assert right[0] > 255 * 900 / 3900


def test_a_million_values_in_one_pixel_keep_their_colour():
    view = View((0.0, 1.0), (0.0, 1.0), 3.0, 3.0)
    count = 1_000_000
    x = np.full(count, 0.5)
    image = paint(marks(x, x, 0.1, 0.1, "#fe4a49"), view, Style(True, True, 1))
    assert image[1, 1, 3] == 255
    assert np.abs(image[1, 1, :3].astype(int) - (0xFE, 0x4A, 0x49)).max() <= 3


def test_thick_bars_cover_the_pixels_of_thin_ones():
    view = View((0.0, 1.0), (0.0, 1.0), 101.0, 77.0)
    chance = np.random.default_rng(2)
    some_ = marks(np.sort(chance.uniform(0, 1, 50)), chance.uniform(0, 1, 50), 0.05, 0.08)
    thin, thick = (paint(some_, view, Style(True, True, 1, wide))[:, :, 3] > 0 for wide in (1, 3))
    assert thick[thin].all()
    assert thick.sum() < 6 * thin.sum()


def test_nothing_is_a_clear_picture():
    image = paint(marks_of([]), View((0.0, 1.0), (0.0, 1.0), 20.0, 10.0), Style(True, True))
    assert image.shape == (10, 20, 4)
    assert not image.any()


def test_more_points_are_drawn_smaller():
    sizes = [point_size(count, 80_000) for count in (3_000, 20_000, 200_000, 2_000_000)]
    assert sizes == sorted(sizes, reverse=True)
    assert all(size % 2 for size in sizes)
    assert point_size(3_000, 9 * 80_000, scale=3.0) > sizes[0]
