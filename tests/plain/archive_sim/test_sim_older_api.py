"""The simulated older search service answers in the forms of the real one."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter
from datetime import datetime

import pytest
import requests

TIMEOUT = 10
EVERYWHERE = {"bbox": "-180,-90,180,90"}
LIST, COUNTS = "/velocities/urls/", "/velocities/coverage/"


def ask(url: str, path: str, **parameters: object) -> requests.Response:
    return requests.get(url + path, params={**EVERYWHERE, **parameters}, timeout=TIMEOUT)


def ids(url: str, **parameters: object) -> set[str]:
    entries = ask(url, LIST, **parameters).json()
    assert all(set(entry) == {"url"} for entry in entries)
    return {re.search(r"([^/]+)\.nc$", entry["url"])[1] for entry in entries}


def middle(item: dict) -> datetime:
    return datetime.fromisoformat(item["properties"]["mid_datetime"][:19])


def test_every_address_is_one_of_the_archive(simulated):
    entries = ask(simulated.url, LIST).json()
    assert len(entries) == len(simulated.stored)
    assert requests.head(entries[0]["url"], timeout=TIMEOUT).status_code == 200
    assert ids(simulated.url) == {item["id"] for item in simulated.stored}


def test_the_forms_are_those_of_real_answers(simulated, real_data):
    folder = real_data / "search_api"
    real_list = json.loads((folder / "urls_response_2021_workflow_demo2.json").read_text())
    real_counts = json.loads((folder / "coverage_response_2021.json").read_text())["response"]
    assert {type(entry["url"]) for entry in real_list} == {str}
    assert set(real_list[0]) == set(ask(simulated.url, LIST).json()[0])
    counts = ask(simulated.url, COUNTS).json()
    assert {key: type(value) for key, value in real_counts[0].items()} == {
        key: type(value) for key, value in counts[0].items()
    }


def test_counts_leave_out_years_without_granules(simulated):
    counts = ask(simulated.url, COUNTS).json()
    expected = Counter(middle(item).year for item in simulated.stored)
    assert {entry["year"]: entry["count"] for entry in counts} == expected
    assert ask(simulated.url, COUNTS, bbox="10,60,11,61").json() == []


@pytest.mark.parametrize(
    ("parameters", "wanted"),
    [
        ({"start": "2018-01-01"}, lambda item: middle(item) >= datetime(2018, 1, 1)),
        ({"end": "2018-01-01"}, lambda item: middle(item) <= datetime(2018, 1, 1)),
        (
            {"percent_valid_pixels": 60},
            lambda item: item["properties"]["percent_valid_pixels"] >= 60,
        ),
        ({"min_interval": 17}, lambda item: item["properties"]["date_dt"] >= 17),
        ({"max_interval": 16}, lambda item: item["properties"]["date_dt"] <= 16),
        ({"mission": "S2"}, lambda item: item["properties"]["platform"].startswith("S2")),
        ({"mission": "LC08"}, lambda item: item["properties"]["platform"] == "LC08"),
        ({"version": 2}, lambda item: True),
    ],
)
def test_each_parameter_chooses(simulated, parameters, wanted):
    assert ids(simulated.url, **parameters) == {
        item["id"] for item in simulated.stored if wanted(item)
    }


def test_nothing_of_another_version_is_found(simulated):
    assert ids(simulated.url, version=1) == set()


def test_a_polygon_chooses_by_place(simulated):
    here = {"polygon": "-138.2,58.8,-137.8,58.8,-137.8,59,-138.2,58.8", "bbox": None}
    there = {"polygon": "10,60,11,60,11,61,10,60", "bbox": None}
    assert ids(simulated.url, **here)
    assert ids(simulated.url, **there) == set()


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({"start": "yesterday"}, "start"),
        ({"version": 3}, "version"),
        ({"percent_valid_pixels": "many"}, "percent_valid_pixels"),
        ({"bbox": "1,2,3"}, "bbox"),
        ({"bbox": None}, "polygon"),
        ({"polygon": "1,2,3,4,5"}, "polygon"),
        ({"serialization": "xml"}, "serialization"),
    ],
)
def test_what_cannot_be_is_refused_as_fastapi_does(simulated, parameters, name):
    answer = ask(simulated.url, LIST, **parameters)
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["query", name]


def test_serializations_hold_the_same(simulated):
    urls = {entry["url"] for entry in ask(simulated.url, LIST).json()}
    assert set(ask(simulated.url, LIST, serialization="text").text.split()) == urls
    page = ask(simulated.url, LIST, serialization="html")
    assert page.headers["Content-Type"].startswith("text/html")
    assert set(re.findall(r'href="([^"]+)"', page.text)) == urls
    packed = ask(simulated.url, LIST, compressed="true").content
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {e["url"] for e in json.loads(archive.read(archive.namelist()[0]))} == urls


def test_it_can_answer_badly(simulated):
    assert "][" in ask(simulated.url + "/joined", LIST).text
    with pytest.raises(ValueError, match=r"\S"):
        ask(simulated.url + "/cut", LIST).json()
    page = ask(simulated.url + "/html", LIST)
    assert (page.status_code, page.text[:9]) == (200, "<!DOCTYPE")
    assert ask(simulated.url + "/broken", LIST).status_code == 500
    assert ask(simulated.url + "/uncounted", COUNTS).status_code == 404
    assert ask(simulated.url + "/uncounted", LIST).status_code == 200
    assert len(ask(simulated.url + "/limited", LIST, end="1990-01-01").json()) <= 10
    with pytest.raises(ValueError, match=r"\S"):
        ask(simulated.url + "/limited", LIST).json()
