"""A real record of fast ice against its known table (``its_live.md`` 7.9), by our own functions.

By far the most pairs of more than 64 days have lost this ice, and tell some 500 m/yr: what a year's
speed is depends on the limit of separation alone.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from itslive_qgis.series.components import component
from itslive_qgis.series.models import seasonal_model
from itslive_qgis.series.selection import Selection, select
from itslive_qgis.series.summaries import period_means, period_medians
from itslive_qgis.series.table import PointSeries
from itslive_qgis.series.tables_in import read_itslive_csv

#: By year: median and count of up to 16 days, of more up to 64, of more than 64; the median of all;
#: the length of the weighted mean vector of up to 64 days.
TABLE = {
    2015: (7922, 28, 9857, 1, 608, 58, 615, 9667),
    2016: (8571, 68, 8501, 20, 562, 87, 5364, 9069),
    2017: (7322, 224, 6882, 44, 408, 220, 6167, 6613),
    2018: (6163, 287, 5657, 60, 468, 328, 5297, 6095),
    2019: (7378, 399, 6956, 88, 460, 358, 6042, 7216),
    2020: (8346, 294, 7792, 44, 523, 161, 6604, 8560),
}
#: Medians of up to 64 days (README of the data).
SHORT = {2015: 7957, 2016: 8566, 2017: 7260, 2018: 6118, 2019: 7290, 2020: 8292}


@pytest.fixture(scope="module")
def series(real_data) -> PointSeries:
    return read_itslive_csv(real_data / "csv" / "LAT69.1117--LON-49.4604.csv")


def by_year(series: PointSeries, mask: np.ndarray) -> dict[int, tuple[float, int]]:
    """Median and count of the speeds of the chosen rows, by year."""
    curve, _ = period_medians(
        "annual", series.mid_days[mask], component(series, "v").values[mask], south=False
    )
    return {
        int(label): (value, count)
        for label, value, count in zip(curve.labels, curve.values, curve.count)
    }


def of_separation(series: PointSeries, above: float, longest: float) -> np.ndarray:
    """The rows of a bin of the table; it has vectors beyond 20000 m/yr too, no selection has."""
    shortest = np.nextafter(above, np.inf)
    found = select(series, Selection(max_separation=longest, min_separation=shortest))
    beyond = np.hypot(series.vx, series.vy) > 20_000
    assert found.removed["unusable"] == np.count_nonzero(beyond) == 5
    return found.mask | (beyond & (series.separation > above) & (series.separation <= longest))


@pytest.mark.parametrize("year", TABLE)
def test_medians_and_counts_by_separation(series, year):
    expected = TABLE[year]
    for place, (above, longest) in enumerate([(0, 16), (16, 64), (64, 1000)]):
        found = by_year(series, of_separation(series, above, longest))[year]
        assert found == (pytest.approx(expected[2 * place], abs=0.51), expected[2 * place + 1])
    everything = by_year(series, np.ones(len(series), bool))[year]
    assert everything[0] == pytest.approx(expected[6], abs=0.51)
    assert everything[1] == expected[1] + expected[3] + expected[5]


def test_medians_of_up_to_64_days(series):
    found = by_year(series, select(series, Selection(max_separation=64)).mask)

    assert {year: found[year][0] for year in SHORT} == pytest.approx(SHORT, abs=0.51)


def test_weighted_means_of_components(series):
    mask = select(series, Selection(max_separation=64)).mask
    vx, vy = (component(series, name) for name in ("vx", "vy"))

    curve, _ = period_means(
        "annual",
        series.mid_days[mask],
        (vx.values[mask], vy.values[mask]),
        (vx.error[mask], vy.error[mask]),
        south=False,
    )

    found = dict(zip(map(int, curve.labels), curve.values))
    assert {year: found[year] for year in TABLE} == pytest.approx(
        {year: row[7] for year, row in TABLE.items()}, abs=0.51
    )


def test_what_the_usual_selection_says_of_2015(series):
    usual = by_year(series, select(series, Selection()).mask)[2015][0]
    unlimited = by_year(series, select(series, Selection(max_separation=None)).mask)[2015][0]
    by_rule = select(series, Selection(max_separation=None, bin_rule=True))

    assert unlimited == pytest.approx(615, abs=1)
    assert by_rule.removed["bin_rule"] > 1000
    assert by_year(series, by_rule.mask)[2015][0] > 7500
    assert usual > 7500


def test_the_season_of_this_glacier_has_its_maximum_in_summer(series):
    mask = select(series, Selection(max_separation=64, first=date(2014, 1, 1))).mask

    curve, _ = seasonal_model(series, component(series, "along", mask), mask)

    told = curve.numbers
    assert 300 < told["amplitude"] < 2500
    assert 150 < told["phase"] < 290
    assert told["amplitude"] > 3 * told["amplitude_error"]
