"""Points clicked on the map, read from the archive's own cubes without anything downloaded."""

from __future__ import annotations

import numpy as np
import pytest

from itslive_qgis import settings
from itslive_qgis.gui.plot_choices import PlotChoices
from itslive_qgis.settings import ARCHIVE
from tests.archive import glacier
from tests.archive.sites import SITES

from .conftest import until

JAKOBSHAVN = SITES["jakobshavn"]
FAST = tuple(map(float, glacier.lonlat(0.0, 0.0, JAKOBSHAVN)))
SLOW = tuple(map(float, glacier.lonlat(0.0, 3_300.0, JAKOBSHAVN)))
OCEAN = (-30.0, 40.0)


@pytest.fixture
def clicking(user, its_live, own_settings):
    """A user with the point tool over a glacier, and no cube."""
    own_settings.set_catalogue_url(its_live.catalog_url)
    user.step("plot")
    user.press("itslive_pick_points")
    lon, lat = FAST
    user.show_area([(lon - 0.3, lat - 0.1), (lon + 0.3, lat + 0.1)])
    return user


def read(user, count: int = 1) -> None:
    """Wait until the records of so many points are there."""
    step = user.job.series
    until(lambda: len(step.points) == count and not step.waiting(), 60)


def test_forty_years_at_a_click(clicking):
    clicking.click_map(*FAST)
    read(clicking)

    (point,) = clicking.job.series.points
    assert point.source == ARCHIVE
    assert point.answer.whole
    assert len(point.answer.cubes) == 3
    years = point.series.mid_date.astype("datetime64[Y]").astype(int) + 1970
    assert years.min() < 1990
    assert years.max() > 2020
    page = clicking.dock._plot
    assert page.canvas.isVisible()
    shown = clicking.find("itslive_shown").text()
    assert "separations up to 120 days" in shown
    assert f"{page.data.shown:,}" in shown.replace("\u202f", ",")
    assert 0 < page.data.shown < page.content.total
    notes = clicking.find("itslive_plot_notes").text()
    assert "Point 1: pixel" in notes
    assert "3 cubes of the archive" in notes


def test_fast_ice_is_fast_only_without_the_long_pairs(clicking):
    clicking.click_map(*FAST)
    read(clicking)
    series = clicking.job.series.points[0].series

    page = clicking.dock._plot
    shown = np.concatenate([group.v for group in page.data.groups])
    assert np.median(shown) > 5_000
    assert np.median(series.v[series.separation > 120]) < 1_000


def test_filters_act_at_once_and_are_remembered(clicking):
    clicking.click_map(*FAST)
    read(clicking)
    page = clicking.dock._plot
    before = page.data.shown

    clicking.find("itslive_plot_filters").setCollapsed(False)
    clicking.find("itslive_plot_landsat_8").setChecked(False)
    assert page.data.shown < before
    assert "Landsat 8" not in dict(page.data.satellites())
    clicking.find("itslive_plot_mad").setChecked(True)
    assert "without outliers" in clicking.find("itslive_shown").text()

    kept = PlotChoices.from_text(settings.plot_choices())
    assert kept == page.fields.choices
    assert "Landsat 8" not in kept.selection.satellites
    assert kept.selection.mad == 3


def test_another_component_in_metres_per_day(clicking):
    clicking.click_map(*FAST)
    read(clicking)
    page = clicking.dock._plot
    speeds = np.concatenate([group.v for group in page.data.groups])

    for name, value in (("component", "along"), ("per", "m/d")):
        combo = clicking.find(f"itslive_plot_{name}")
        combo.setCurrentIndex(combo.findData(value))
    along = np.concatenate([group.v for group in page.data.groups])
    assert abs(np.median(along) - np.median(speeds) / 365.25) < 0.2
    assert "m/d" in page.canvas.figure.axes[0].get_ylabel()


def test_trend_and_season_are_told_with_their_uncertainty(clicking):
    clicking.click_map(*FAST)
    read(clicking)
    page = clicking.dock._plot
    clicking.find("itslive_plot_curves").setCollapsed(False)
    clicking.find("itslive_plot_curve_model").setChecked(True)
    clicking.find("itslive_plot_curve_annual").setChecked(True)
    until(lambda: len(page.curves.drawn) == 2, 60)

    notes = clicking.find("itslive_plot_notes").text()
    assert "trend" in notes
    assert "\u00b1" in notes
    assert "highest on day" in notes
    assert len(page.canvas._data.curves) == 2


def test_every_view_draws_something(clicking):
    clicking.click_map(*SLOW)
    read(clicking)
    page = clicking.dock._plot
    combo = clicking.find("itslive_plot_view")
    for view in ("season", "histogram", "time"):
        combo.setCurrentIndex(combo.findData(view))
        page.canvas.draw()
        assert page.canvas.showing.view == view


def test_where_there_is_no_cube(clicking):
    clicking.job.series.add_point(*OCEAN)
    read(clicking)

    assert "no cube at point 1" in clicking.find("itslive_plot_message").text()


def test_rock_has_no_cube_of_ice_but_a_clear_sentence(clicking, its_live):
    lon, lat = glacier.lonlat(0.0, 30_000.0, JAKOBSHAVN)
    clicking.job.series.add_point(float(lon), float(lat))
    read(clicking)

    assert "No velocity at point 1 on any date" in clicking.find("itslive_plot_message").text()


def test_without_a_network_the_reason_is_told(clicking, own_settings):
    own_settings.set_catalogue_url("http://127.0.0.1:9/datacubes/catalog_v02.json")
    clicking.click_map(*FAST)
    until(lambda: clicking.job.series.error is not None, 60)

    assert not clicking.job.series.points
    assert "127.0.0.1" in str(clicking.job.series.error)


def test_a_point_can_be_moved(clicking):
    clicking.click_map(*FAST)
    read(clicking)
    fast = clicking.job.series.points[0].series

    clicking.job.series.move_point("1", *SLOW)
    read(clicking)
    (point,) = clicking.job.series.points
    assert point.label == "1"
    assert np.nanmedian(point.series.v) < np.nanmedian(fast.v)


def test_a_link_to_the_same_point(clicking, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "itslive_qgis.gui.plot_exports.QDesktopServices.openUrl",
        lambda url: asked.append(url.toString()),
    )
    clicking.click_map(*FAST)
    read(clicking)
    clicking.press("itslive_web_link")

    query = dict(part.split("=") for part in asked[0].partition("?")[2].split("&")[:2])
    assert abs(float(query["lat"]) - FAST[1]) < 0.01
    assert abs(float(query["lon"]) - FAST[0]) < 0.01


def test_cancelled_means_not_asked_again(clicking):
    clicking.job.series.add_point(*FAST)
    clicking.job.series.cancel()
    until(lambda: not clicking.job.series.is_running(), 10)

    assert clicking.job.series.waiting() == ()
