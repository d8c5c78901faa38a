"""Queries: checked when made, and kept whole in files."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pytest

from itslive_qgis.archive.area import Area
from itslive_qgis.archive.query import CRITERIA, Query, relaxed, set_criteria
from itslive_qgis.errors import ItsliveError


def test_a_query_is_read_back_from_json(area: Area) -> None:
    query = Query(
        area,
        start=date(2015, 1, 1),
        end=date(2018, 12, 31),
        min_separation=6,
        max_separation=64.5,
        min_valid=10,
        satellites=("Landsat 8", "Sentinel-2"),
        months=(6, 7, 8),
        max_per_year=20,
        rank="even",
    )
    assert Query.from_dict(json.loads(json.dumps(query.to_dict()))) == query
    assert Query.from_dict(Query(area).to_dict()) == Query(area)
    assert Query.from_dict({"area": area.geojson()}) == Query(area)


def test_lists_and_datetimes_are_taken(area: Area) -> None:
    query = Query(area, start=datetime(2018, 1, 1, 12), satellites=["Landsat 8"], months=[1])
    assert query.start == date(2018, 1, 1)
    assert query == Query(area, start=date(2018, 1, 1), satellites=("Landsat 8",), months=(1,))


@pytest.mark.parametrize(
    "criteria",
    [
        {"start": date(2019, 1, 1), "end": date(2018, 1, 1)},
        {"min_separation": -1},
        {"max_separation": float("nan")},
        {"min_separation": 30, "max_separation": 16},
        {"min_valid": 101},
        {"min_valid": -1},
        {"satellites": ("Sentinel 2",)},
        {"months": (0,)},
        {"months": (13,)},
        {"max_per_year": 0},
        {"rank": "best"},
        {"orbits": ("up",)},
        {"epsg": ("EPSG:3413",)},
        {"epsg": (True,)},
        {"epsg": (0,)},
        {"places": (" ",)},
        {"versions": ("2",)},
    ],
)
def test_criteria_that_match_nothing_are_refused(area: Area, criteria: dict[str, Any]) -> None:
    with pytest.raises(ItsliveError) as caught:
        Query(area, **criteria)
    assert caught.value.code == "query_invalid"
    assert "{" not in str(caught.value)


def test_damaged_saved_queries_are_refused(area: Area) -> None:
    for data in ({}, {"area": area.geojson(), "start": "summer"}):
        with pytest.raises(ItsliveError):
            Query.from_dict(data)


WHOLE: dict[str, Any] = {
    "start": date(2015, 1, 1),
    "min_separation": 6,
    "min_valid": 10,
    "satellites": ("Landsat 8", "Other"),
    "months": (6,),
    "orbits": ("ascending",),
    "epsg": (3413,),
    "places": ("9/11",),
    "versions": ("002",),
}


def test_each_criterion_can_be_relaxed_by_itself(area: Area) -> None:
    query = Query(area, max_per_year=3, rank="even", **WHOLE)
    everything = tuple(name for name in CRITERIA if name != "area")
    assert set_criteria(query) == everything
    for criterion in everything:
        wider = relaxed(query, criterion)
        assert set_criteria(wider) == tuple(name for name in everything if name != criterion)
        assert (wider.area, wider.max_per_year, wider.rank) == (area, 3, "even")
    assert relaxed(query, *everything) == Query(area, max_per_year=3, rank="even")
    assert relaxed(query, "area") == query
    assert relaxed(Query(area, end=date(2018, 1, 1)), "dates") == Query(area)


def test_all_criteria_are_read_back_from_json(area: Area) -> None:
    query = Query(area, **WHOLE)
    assert Query.from_dict(json.loads(json.dumps(query.to_dict()))) == query


@pytest.mark.parametrize(
    "damage",
    [
        {"min_separation": "six"},
        {"min_separation": 10**400},
        {"months": 6},
        {"months": [6.0]},
        {"min_valid": []},
        {"max_per_year": "x"},
        {"max_per_year": 2.5},
        {"max_per_year": True},
    ],
)
def test_damaged_criteria_are_told_in_a_sentence(area: Area, damage: dict[str, Any]) -> None:
    with pytest.raises(ItsliveError) as caught:
        Query.from_dict({**Query(area).to_dict(), **damage})
    assert caught.value.code == "query_invalid"
    assert caught.value.advice
