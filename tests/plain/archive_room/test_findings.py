"""What a search came to is counted, narrowed, and single granules are known by address."""

from __future__ import annotations

from dataclasses import replace

import pytest

from itslive_qgis.archive.by_name import find_granule, granule_at
from itslive_qgis.archive.findings import findings, key_of
from itslive_qgis.archive.granule_filter import GranuleFilter
from itslive_qgis.archive.query import Query
from itslive_qgis.archive.search import SearchResult
from itslive_qgis.archive.selection import OTHER_MONTH, OVER_CAP, SetAside
from itslive_qgis.errors import ItsliveError

NAME = (
    "LC08_L1TP_061018_20180614_20200831_02_T1_X_LC08_L1TP_061018_20180630_20200831_02_T1"
    "_G0120V02_P057"
)
URL = f"https://its-live-data.s3.amazonaws.com/velocity_image_pair/landsatOLI/v02/N60W130/{NAME}.nc"


@pytest.fixture
def granule():
    return granule_at(URL)


def test_an_address_tells_what_its_name_holds(granule):
    assert granule.granule_id == NAME
    assert granule.url == URL
    assert str(granule.date_1)[:10] == "2018-06-14"
    assert str(granule.date_2)[:10] == "2018-06-30"
    assert granule.separation_days == 16
    assert granule.satellite == "Landsat 8"
    assert granule.version == "002"


@pytest.mark.parametrize(
    "text", ["", "holiday.jpg", "https://example.org/", "ftp://example.org/x.nc", "\u0000"]
)
def test_what_names_no_granule_is_refused(text):
    with pytest.raises(ItsliveError) as caught:
        find_granule(text)
    assert caught.value.code == "no_granule_name"


def test_bucket_addresses_are_taken_too():
    text = f"s3://its-live-data/velocity_image_pair/landsatOLI/v02/N60W130/{NAME}.nc"
    assert find_granule(f' "{text}" ').url == URL


def test_a_filter_narrows_by_every_part(granule):
    other = replace(granule, granule_id="S2A_other", satellite="Sentinel-2A", separation_days=33.0)
    both = (granule, other)
    assert GranuleFilter().passing(both) == both
    assert GranuleFilter(text="sentinel").passing(both) == (other,)
    assert GranuleFilter(text="LC08 2018-06-22").passing(both) == (granule,)
    assert GranuleFilter(text="2018").passing(both) == both
    # of what is in the names of all, the number of the satellite alone counts, and of years the
    # mid-date's: scenes of 2018 may have been processed in 2020
    assert GranuleFilter(text="landsat 8").passing(both) == (granule,)
    assert GranuleFilter(text="landsat 1").passing(both) == ()
    assert "2020" in granule.granule_id
    assert GranuleFilter(text="2020").passing(both) == ()
    assert GranuleFilter(group="Sentinel-2").passing(both) == (other,)
    assert GranuleFilter(separation=(16.0, 32.0)).passing(both) == ()
    assert GranuleFilter(separation=(0.0, 16.0)).passing(both) == (granule,)
    assert GranuleFilter(year=2017).passing(both) == ()


def test_findings_count_what_there_is(granule, area):
    twin = replace(granule, epsg=3413, url=URL + "?2")
    first = replace(granule, epsg=32608)
    locked = replace(granule, granule_id="XY", epsg=3413, login_url="https://x", satellite="XY99")
    aside = [SetAside(granule, OTHER_MONTH), *[SetAside(granule, OVER_CAP)] * 3]
    result = SearchResult(Query(area), "here", (first, twin, locked), tuple(aside), 9, 7)
    seen = findings(result).overview
    assert seen.counts == {(2018, "Landsat 8"): 2, (2018, "Other"): 1}
    assert seen.zones == {32608: 1, 3413: 2}
    assert (seen.twice, seen.behind_login, seen.unplaced) == (1, 1, 3)
    assert [(each.reason, each.count) for each in seen.reasons] == [(OVER_CAP, 3), (OTHER_MONTH, 1)]
    assert seen.checked == ("months",)
    assert key_of(first) != key_of(twin)
