"""The truth of the official cubes, against integration in small steps and the granules' truth."""

from __future__ import annotations

from datetime import datetime, timezone

import numpy as np
import pyproj
import pytest

from tests.archive import glacier, official, truth
from tests.archive.sites import SITES

DAY = np.timedelta64(1, "D")
GROUNDS = [(site.name, epsg) for site in SITES.values() for epsg in site.epsgs]


def at(site: str, epsg: int, along: float = 500.0, across: float = 0.0) -> tuple[float, float]:
    lon, lat = glacier.lonlat(along, across, SITES[site])
    return pyproj.Transformer.from_crs(4326, epsg, always_xy=True).transform(lon, lat)


def speeds(site: str, moments: np.ndarray) -> np.ndarray:
    epsg = SITES[site].epsgs[0]
    return np.hypot(*official.velocity(site, epsg, *at(site, epsg), moments))


@pytest.mark.parametrize("site", list(SITES))
def test_a_pair_shows_the_mean_of_what_the_ice_did_between_its_dates(site):
    epsg = SITES[site].epsgs[-1]
    x, y = at(site, epsg)
    rng = np.random.default_rng(3)
    for _ in range(60):
        start = np.datetime64("1985-01-01T07:00", "s") + int(rng.integers(0, 14_000)) * DAY
        span = int(rng.integers(5, 541))
        # middles of equal steps
        steps = start + ((np.arange(4_000) + 0.5) / 4_000 * span * 86_400).astype("timedelta64[s]")
        stepped = [part.mean() for part in official.velocity(site, epsg, x, y, steps)]
        assert official.truth(site, epsg, x, y, start, start + span * DAY) == pytest.approx(
            stepped, rel=2e-5, abs=1e-3
        )


@pytest.mark.parametrize(("site", "epsg"), GROUNDS)
def test_ice_goes_where_it_goes_in_granules(site, epsg):
    """Their truth differs in time alone: by a factor that is the same everywhere."""
    days = datetime(2019, 5, 1, tzinfo=timezone.utc), datetime(2019, 5, 2, tzinfo=timezone.utc)
    places = [
        at(site, epsg, along, across) for along in (-4_000, 500, 6_000) for across in (0, 900)
    ]
    x, y = np.array(places).T
    granules = np.array(truth.components(epsg, x, y, *days, at=SITES[site]))
    naive = [day.replace(tzinfo=None) for day in days]
    cubes = np.array(official.truth(site, epsg, x, y, *naive))
    factor = np.hypot(*cubes) / np.hypot(*granules)
    assert np.ptp(factor) < 2e-4 * factor.mean()
    assert np.abs(cubes - factor.mean() * granules).max() < 3e-4 * np.hypot(*cubes).max()


def test_rock_stands_still():
    x, y = at("alaska", 32607, -2_000.0, 4_600.0)
    dates = np.datetime64("2021-01-01"), np.datetime64("2021-06-01")
    assert official.truth("alaska", 32607, x, y, *dates) == (0, 0)


def test_many_dates_and_places_at_once():
    places = np.array([at("patagonia", 32718, along) for along in (-3_000.0, 0.0, 4_000.0)]).T
    starts = np.arange("2010-01-01", "2010-03-01", dtype="datetime64[D]")[:, None]
    vx, vy = official.truth("patagonia", 32718, *places, starts, starts + 30 * DAY)
    assert vx.shape == vy.shape == (59, 3)
    one = official.truth("patagonia", 32718, *places[:, 1], starts[7, 0], starts[7, 0] + 30 * DAY)
    assert (vx[7, 1], vy[7, 1]) == pytest.approx(one)


def test_each_glacier_has_its_own_story():
    years = np.arange("1985", "2025", dtype="datetime64[Y]")
    days = {year: year.astype("datetime64[D]") + np.arange(365) for year in years}
    annual = {site: np.array([speeds(site, days[year]).mean() for year in years]) for site in SITES}
    of = {int(str(year)): number for number, year in enumerate(years)}
    surging = annual["alaska"]
    assert set(np.flatnonzero(surging > 5 * np.median(surging))) == {
        *(of[1994], of[2021]),
    }
    assert np.median(surging) == pytest.approx(340, rel=0.01)
    peak = speeds("alaska", np.arange("2021-03-01", "2022-02-01", dtype="datetime64[D]"))
    assert np.all(peak > 9.5 * np.median(surging))
    assert np.all(np.diff(annual["panhandle"]) < 0)
    assert annual["pine_island"][of[2012]] > 1.6 * annual["pine_island"][of[1990]]
    assert annual["jakobshavn"].min() > 5_000
    assert annual["jakobshavn"][of[2014]] > annual["jakobshavn"][of[2018]] + 1_500
    assert annual["patagonia"][of[2009]] > 1.3 * annual["patagonia"][of[2005]]
    fastest = {}
    for site in SITES:
        year = speeds(site, days[np.datetime64("2005")])
        steady = year - np.linspace(year[0], year[-1], year.size)
        fastest[site] = int(np.argmax(steady)), float(np.ptp(steady) / year.mean() / 2)
    assert fastest["alaska"] == (pytest.approx(149, abs=3), pytest.approx(0.2, abs=0.02))
    assert fastest["panhandle"] == (pytest.approx(140, abs=5), pytest.approx(0.3, abs=0.03))
    assert fastest["patagonia"] == (pytest.approx(20, abs=3), pytest.approx(0.1, abs=0.01))
