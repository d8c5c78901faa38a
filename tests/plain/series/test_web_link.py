"""The address of the web app, read back as its own code reads it (``searchParamUtilities.ts``)."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from itslive_qgis.series.web_link import web_link


def state(address):
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc, parts.path) == (
        "https", "its-live.jpl.nasa.gov", "/app/index.html"
    )  # fmt: skip
    return parse_qs(parts.query, strict_parsing=True)


def test_points_zoom_and_nothing_else():
    found = state(web_link([(-49.51624, 69.124871), (-140.5, 60)]))

    assert found == {"lat": ["69.1249", "60"], "lon": ["-49.5162", "-140.5000"], "z": ["9"]}


def test_separations_and_the_plot():
    link = web_link(
        [(190.25, -75)],
        zoom=7.5,
        separations=(None, 64.0),
        dates=(date(2014, 1, 1), date(2022, 12, 31)),
        speeds=(-500, 9999.6),
    )

    assert state(link) == {
        "lat": ["-75"], "lon": ["-169.7500"], "z": ["7.5"], "int": ["1", "64"],
        "x": ["2014-01-01", "2022-12-31"], "y": ["-500", "10000"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("separations", "expected"),
    [((6, None), ["6", "500"]), ((0.2, 900), ["1", "500"]), ((12, 120), ["12", "120"])],
)
def test_separations_keep_to_the_slider(separations, expected):
    assert state(web_link([(0, 0)], separations=separations))["int"] == expected


def test_the_app_takes_eleven_points_at_most():
    found = state(web_link([(lon, 60.5) for lon in range(20)]))

    assert len(found["lat"]) == len(found["lon"]) == 11


def test_the_plot_needs_both_of_its_axes():
    link = web_link([(0, 0)], dates=(date(2014, 1, 1), date(2022, 12, 31)))

    assert not {"x", "y"} & set(state(link))


def test_a_link_needs_a_point():
    with pytest.raises(ValueError, match="point"):
        web_link([])
