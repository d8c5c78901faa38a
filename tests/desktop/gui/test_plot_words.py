"""What is said of a value under the pointer, and whether it fits beside it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from qgis.PyQt.QtTest import QTest

from itslive_qgis.gui.plot_canvas import PlotCanvas
from itslive_qgis.gui.plot_choices import PlotChoices
from itslive_qgis.gui.plot_data import prepare
from itslive_qgis.gui.plot_words import of_value

from .plot_samples import plotted, record

TEXTS = {"speed": "Speed v (m/yr)", "date": "Mid-date", "point": "Point {label}"}
OFFICIAL = (
    "https://its-live-data.s3.amazonaws.com/datacubes/v2-updated-october2024/N60W040/"
    "ITS_LIVE_vel_EPSG32622_G0120_X-1550000_Y-2250000.zarr"
)
OWN = "/home/somebody/glaciers/a_cube_with_a_very_long_name_of_the_whole_of_last_winter.nc"
CHOICES = PlotChoices()


def pairs(source: str = OFFICIAL):
    """Five pairs that are spread over the plot, of two satellites each, on a stretched map."""
    dates = [f"{year}-03-01T12:00" for year in (1990, 2000, 2007, 2015, 2024)]
    names = ["Sentinel-1A"] * 5
    made = record(dates, [12.0] * 5, names, [15_000, 20, 7_000, 14_900, 30], [1_234.0] * 5)
    return replace(
        made,
        sources=(source,),
        satellite_2=np.array([0, 1, 0, 0, 1], np.uint8),
        satellites_2=("Sentinel-1B", "Sentinel-1A"),
        place=replace(made.place, map_scale=1.07),
    )


def group_of(series):
    (group,) = prepare([plotted(series)]).groups
    return group


def test_a_value_is_told_with_its_whole_pair():
    series = pairs()
    lines = of_value(series, group_of(series), 0, CHOICES).split("\n")
    assert lines == [
        "1990-02-23 \u2013 1990-03-07",
        "Sentinel-1A, Sentinel-1B",
        "12 days apart",
        "15,000 \u00b1 1,234 m/yr",
        "14,019 m/yr on the ground",
        "EPSG32622 X-1550000 Y-2250000",
    ]


def test_one_satellite_and_dates_that_are_not_known_and_a_cube_of_ones_own():
    nowhen = np.full(5, np.datetime64("NaT"), "datetime64[ns]")
    series = replace(pairs(OWN), date_1=nowhen, date_2=nowhen)
    lines = of_value(series, group_of(series), 1, CHOICES).split("\n")
    assert lines[:2] == ["2000-03-01", "Sentinel-1A"]
    assert len(lines[-1]) <= 28
    assert lines[-1].startswith("a_cube")
    assert lines[-1].endswith(".nc")


@pytest.mark.parametrize("source", [OFFICIAL, OWN])
def test_the_note_is_never_cut_off(qgis_app, source):
    """In a dock of 390 pixels, of which margins and a scroll bar take some."""
    series = pairs(source)
    canvas = PlotCanvas(TEXTS, lambda group, place: of_value(series, group, place, CHOICES))
    canvas.resize(350, 260)
    canvas.show()
    canvas.show_data(prepare([plotted(series)]))
    QTest.qWait(80)
    canvas.draw()
    group = canvas._data.groups[0]
    for place in range(5):
        where = canvas.place_of(group.days[place], group.v[place])
        canvas.point_at(canvas.found_at(where.x(), canvas.height() - where.y()))
        assert canvas.note_text() == of_value(series, group, place, CHOICES)
        frame = canvas._overlays._note.get_window_extent(canvas.get_renderer())
        assert frame.width > 100
        assert frame.x0 >= 0
        assert frame.y0 >= 0
        assert frame.x1 <= 350
        assert frame.y1 <= 260
        canvas.point_at(None)
    canvas.close()
