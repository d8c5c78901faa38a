"""STAC items become granules, also when half of them is missing."""

from __future__ import annotations

import copy
import json
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itslive_qgis.archive import stac_items
from itslive_qgis.archive.granule import Granule
from itslive_qgis.archive.satellites import OTHER
from itslive_qgis.archive.service import Unreadable
from itslive_qgis.archive.stac_items import read_item

BASE = "https://stac.itslive.cloud"
KEY = "velocity_image_pair/sentinel2/v02/N70W040/x.nc"
NAME = (
    "S2A_MSIL1C_20220514T152811_N0400_R111_T22WED_20220514T171402_X_"
    "S2B_MSIL1C_20220519T152809_N0400_R111_T22WED_20220519T170012_G0120V02_P098"
)
ITEM: dict[str, Any] = {
    "type": "Feature",
    "stac_version": "1.1.0",
    "id": NAME,
    "collection": "itslive-granules",
    "bbox": [-40, 70, -39, 71],
    "geometry": {
        "type": "Polygon",
        "coordinates": [[[-40, 70], [-39, 70], [-39, 71], [-40, 71], [-40, 70]]],
    },
    "properties": {
        "datetime": "2022-05-17T03:28:10Z",
        "mid_datetime": "2022-05-17T03:28:10Z",
        "start_datetime": "2022-05-14T15:28:11Z",
        "end_datetime": "2022-05-19T15:28:09Z",
        "date_dt": 5.0,
        "platform": "S2A",
        "percent_valid_pixels": 99,
        "proj:code": "EPSG:3413",
        "version": "002",
    },
    "assets": {
        "overview": {"href": "https://its-live-data.s3.amazonaws.com/x.png", "type": "image/png"},
        "data": {
            "href": f"https://its-live-data.s3.amazonaws.com/{KEY}",
            "type": "application/netcdf",
            "roles": ["data"],
            "alternate": {"s3": {"href": f"s3://its-live-data/{KEY}"}},
        },
    },
}


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=timezone.utc)


def changed(drop: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    item = copy.deepcopy(ITEM)
    for name in drop:
        item["properties"].pop(name)
    item["properties"].update(properties)
    return item


def read(item: Any, base: str = BASE) -> Granule:
    granule = read_item(item, base)
    assert isinstance(granule, Granule), granule
    return granule


def test_a_whole_item() -> None:
    assert read(ITEM) == Granule(
        granule_id=NAME,
        url=f"https://its-live-data.s3.amazonaws.com/{KEY}",
        mid_date=utc(2022, 5, 17, 3, 28, 10),
        date_1=utc(2022, 5, 14, 15, 28, 11),
        date_2=utc(2022, 5, 19, 15, 28, 9),
        separation_days=5 - 2 / 86400,
        satellite="Sentinel-2A",
        percent_valid=99.0,
        epsg=3413,
        version="002",
        footprint=ITEM["geometry"],
        places=("22WED",),
        preview="https://its-live-data.s3.amazonaws.com/x.png",
    )


@pytest.mark.parametrize(
    ("stated", "orbit"),
    [("ascending", "ascending"), ("Descending", "descending"), ("N/A", ""), (None, ""), (7, "")],
)
def test_the_direction_of_the_orbit(stated: Any, orbit: str) -> None:
    assert read(changed(**{"sat:orbit_state": stated})).orbit == orbit


def test_a_landsat_pair_of_two_rows_has_both_whatever_the_writer_says_of_the_second() -> None:
    item = changed(platform="LT05", scene_1_frame="219121", scene_2_frame="219121")
    item["id"] = (
        "LT05_L1GS_219121_19841206_20200918_02_T2_X_LT05_L1GS_226120_19850124_20200918_02_T2"
        "_G0120V02_P000"
    )
    assert read(item).places == ("219121", "226120")
    older = changed(scene_1_path_row="9/11", scene_2_path_row="9/12")
    older["id"] = "something"
    assert read(older).places == ("009011", "009012")


def test_places_of_radar_are_frame_and_orbit() -> None:
    item = changed(platform="S1A", scene_1_frame="064_135523_iw2", scene_2_frame="N/A")
    item["id"] = (
        "S1A_IW_SLC__1SSH_20170221T204710_20170221T204737_015387_0193F6_AB07_X_"
        "S1B_IW_SLC__1SSH_20170227T204628_20170227T204655_004491_007D11_6654_G0240V02_P094"
    )
    assert read(item).places == ("064_135523_IW2", "015387", "004491")


def test_an_unknown_platform_keeps_its_code() -> None:
    granule = read(changed(platform="XYZ9"))
    assert (granule.satellite, granule.group) == ("XYZ9", OTHER)


def test_a_picture_is_found_under_any_name_and_fetched_safely() -> None:
    item = changed()
    item["assets"]["thumbnail"] = {"href": "s3://its-live-data/x_thumb.png"}
    item["assets"]["overview"] = {"href": ""}
    assert read(item).preview == "https://its-live-data.s3.amazonaws.com/x_thumb.png"
    item["assets"]["odd name"] = {"href": "../y.jpg", "type": "image/jpeg"}
    item["assets"]["thumbnail"]["href"] = "ftp://example.org/x.png"
    assert read(item).preview == BASE + "/y.jpg"
    del item["assets"]["odd name"]
    assert read(item).preview == ""


@pytest.mark.parametrize(
    "href",
    [
        "https://n5eil01u.ecs.nsidc.org/MEASURES/NSIDC-0775.001/x.nc",
        "https://data.nsidc.earthdatacloud.nasa.gov/nsidc-cumulus-prod-protected/x.nc",
    ],
)
def test_a_file_kept_by_nsidc_carries_the_address_of_its_login(href: str) -> None:
    item = changed()
    item["assets"]["data"]["href"] = href
    granule = read(item)
    assert (granule.url, granule.login_url) == (href, href)


def test_a_file_in_nsidcs_closed_bucket_is_given_out_by_another_host() -> None:
    item = changed()
    item["assets"]["data"]["href"] = "s3://nsidc-cumulus-prod-protected/MEASURES/x.nc"
    host = "https://data.nsidc.earthdatacloud.nasa.gov"
    assert read(item).login_url == f"{host}/nsidc-cumulus-prod-protected/MEASURES/x.nc"


def test_hosts_that_only_look_like_it_need_no_login() -> None:
    item = changed()
    item["assets"]["data"]["href"] = "https://nsidc.org.example.org/x.nc"
    assert read(item).login_url == ""


def test_dates_in_the_wrong_order_are_put_right() -> None:
    item = changed(start_datetime="2022-05-19T15:28:09Z", end_datetime="2022-05-14T15:28:11Z")
    assert read(item) == read(ITEM)


def test_missing_properties_come_from_the_name_or_stay_open() -> None:
    properties = ("percent_valid_pixels", "proj:code", "platform", "version", "date_dt")
    granule = read(changed(drop=properties))
    assert granule.percent_valid == 98
    assert granule.satellite == "Sentinel-2A"
    assert granule.epsg is None
    assert granule.version == "002"
    unnamed = changed(drop=properties)
    unnamed["id"] = "something"
    granule = read(unnamed)
    assert (granule.percent_valid, granule.satellite, granule.version) == (None, "", "")
    assert granule.separation_days == pytest.approx(5, abs=1e-3)


def test_dates_come_from_wherever_they_are() -> None:
    no_interval = ("start_datetime", "end_datetime")
    by_name = read(changed(drop=no_interval))
    assert by_name.date_1 == utc(2022, 5, 14, 15, 28, 11)
    assert by_name.separation_days == 5.0  # the service's own number
    item = changed(drop=no_interval)
    item["id"] = "something"
    by_middle = read(item)
    assert by_middle.date_1 == utc(2022, 5, 14, 15, 28, 10)
    assert by_middle.date_2 == utc(2022, 5, 19, 15, 28, 10)
    without_middle = read(changed(drop=("datetime", "mid_datetime")))
    assert without_middle.mid_date == utc(2022, 5, 17, 3, 28, 10)
    older_name = changed(drop=(*no_interval, "date_dt"), dt_days=5)
    older_name["id"] = "something"
    assert read(older_name).separation_days == 5.0


def test_addresses_are_made_safe() -> None:
    def url_of(href: str, base: str = BASE) -> str:
        item = copy.deepcopy(ITEM)
        item["assets"] = {"data": {"href": href}}
        return read(item, base).url

    aws = f"https://its-live-data.s3.amazonaws.com/{KEY}"
    assert url_of(f"s3://its-live-data/{KEY}") == aws
    assert url_of(f"http://its-live-data.s3.amazonaws.com/{KEY}") == aws
    assert url_of("http://127.0.0.1:8000/x.nc") == "http://127.0.0.1:8000/x.nc"
    assert url_of("http://localhost/x.nc") == "http://localhost/x.nc"
    chosen = "http://stac.lab.example:8000"
    assert url_of("http://stac.lab.example:8000/x.nc", chosen) == f"{chosen}/x.nc"
    assert url_of("http://other.example/x.nc", chosen) == "https://other.example/x.nc"
    assert url_of("http://stac.itslive.cloud/x.nc") == f"{BASE}/x.nc"
    assert url_of("../data/x.nc") == f"{BASE}/data/x.nc"
    # a bucket with dots has no certificate as a host name
    assert (
        url_of("http://its-live-data.jpl.nasa.gov.s3.amazonaws.com/v/x.nc")
        == "https://s3-us-west-2.amazonaws.com/its-live-data.jpl.nasa.gov/v/x.nc"
    )


def test_the_file_is_found_under_other_names() -> None:
    item = copy.deepcopy(ITEM)
    item["assets"] = {"netcdf": item["assets"]["data"]}
    assert read(item).url.endswith(KEY)
    item["assets"] = {"data": {"alternate": {"s3": {"href": f"s3://its-live-data/{KEY}"}}}}
    assert read(item).url == f"https://its-live-data.s3.amazonaws.com/{KEY}"


def test_footprints_come_from_the_box_or_stay_empty() -> None:
    item = copy.deepcopy(ITEM)
    item["geometry"] = None
    assert read(item).footprint["coordinates"][0][2] == [-39, 71]
    item["bbox"] = [-40, 70, 0, -39, 71, 100]
    assert read(item).footprint["coordinates"][0][2] == [-39, 71]
    item["bbox"] = [-179.9, 70, 179.8, 71]  # of longitudes on both sides of 180 degrees
    assert read(item).footprint == {}
    item["bbox"] = [179.8, 70, -179.9, 71]
    assert read(item).footprint["coordinates"][0][2] == [-179.9, 71]
    item.pop("bbox")
    assert read(item).footprint == {}


@pytest.mark.parametrize(
    ("code", "epsg"),
    [
        ("EPSG:32607", 32607),
        ("epsg:3031", 3031),
        ("ESRI:102027", None),
        (None, None),
        (3413, None),
        ("EPSG:" + 5_000 * "9", None),
        ("urn:ogc:def:crs:EPSG::3413", None),
    ],
)
def test_projections(code: Any, epsg: int | None) -> None:
    assert read(changed(**{"proj:code": code})).epsg == epsg
    assert read(changed(drop=("proj:code",), **{"proj:epsg": 3031})).epsg == 3031
    assert read(changed(drop=("proj:code",), **{"proj:epsg": 10**20})).epsg is None


@pytest.mark.parametrize("stated", ["002", "2", 2, "v02", "V2", None])
def test_versions_are_named_as_criteria_name_them(stated: Any) -> None:
    assert read(changed(version=stated)).version == "002"


def test_a_number_beyond_all_numbers_is_none() -> None:
    assert read(changed(percent_valid_pixels=10**400)).percent_valid == 98


def test_what_cannot_be_read_says_why() -> None:
    item = copy.deepcopy(ITEM)
    item["assets"] = {}
    assert read_item(item, BASE) == Unreadable(NAME, stac_items.NO_FILE)
    item["assets"] = {"data": {"href": "ftp://example/x.nc"}}
    assert read_item(item, BASE) == Unreadable(NAME, stac_items.NO_FILE)
    item["assets"] = {"data": {"href": "http://[x.nc"}}
    assert read_item(item, BASE) == Unreadable(NAME, stac_items.NO_FILE)
    undated = changed(drop=("start_datetime", "end_datetime", "date_dt"))
    undated["id"] = "something"
    assert read_item(undated, BASE) == Unreadable("something", stac_items.NO_DATES)
    for nothing in (None, [], "x", {}, {"id": "x"}, {"id": "x", "properties": None}):
        assert isinstance(read_item(nothing, BASE), Unreadable)


def test_real_items_of_another_collection_are_read_too(real_data: Path) -> None:
    lines = (real_data / "stac" / "velocity-mosaics-items.ndjson").read_text().splitlines()
    for line in lines[:50]:
        granule = read(json.loads(line))
        assert granule.url.startswith("https://its-live-data.s3.amazonaws.com/velocity_mosaic/")
        assert granule.url.endswith(".nc")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(st.sampled_from(["id", "properties", "assets", "geometry", "bbox"]), JSON)
def test_no_item_is_too_strange(part: str, content: Any) -> None:
    assert isinstance(read_item({**ITEM, part: content}, BASE), (Granule, Unreadable))


@given(st.sampled_from(sorted(ITEM["properties"])), JSON)
def test_no_property_is_too_strange(name: str, content: Any) -> None:
    assert isinstance(read_item(changed(**{name: content}), BASE), (Granule, Unreadable))
