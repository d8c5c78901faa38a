"""A search without granules tells which criterion emptied it, and what to search next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from itslive_qgis.archive.area import Area
from itslive_qgis.archive.explain import NOTHING_HERE, NOTHING_YET, Explanation, explain_zero
from itslive_qgis.archive.granule import Granule
from itslive_qgis.archive.query import CRITERIA, Query, set_criteria
from itslive_qgis.archive.search import search
from itslive_qgis.archive.selection import failed_criteria
from itslive_qgis.archive.service import Page
from itslive_qgis.archive.stac import StacService
from itslive_qgis.errors import Cancelled
from itslive_qgis.monitor import Monitor

Make = Callable[..., Granule]
EVERYTHING = tuple(name for name in CRITERIA if name != "area")


@dataclass
class Shelf:
    """A service with some granules that narrows its answers by some criteria itself."""

    granules: list[Granule]
    filtered_by: tuple[str, ...] = ()
    asked: list[Query] = field(default_factory=list)
    name: str = "https://example.org"

    def pages(self, query: Query, _monitor: Monitor) -> Iterator[Page]:
        self.asked.append(query)
        sent = [
            granule
            for granule in self.granules
            if failed_criteria(granule, query).isdisjoint(self.filtered_by)
        ]
        for start in range(0, max(1, len(sent)), 2):
            yield Page(tuple(sent[start : start + 2]), len(sent), (), self.filtered_by)


class Steps(Monitor):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.shares: list[float] = []

    def progress(self, fraction: float, text: str = "", **values: Any) -> None:
        self.shares.append(fraction)


def explained(service: Any, query: Query) -> Explanation:
    result = search(service, query)
    assert not result.granules
    if isinstance(service, Shelf):
        service.asked.clear()
    explanation = explain_zero(service, result)
    for reason in explanation.reasons:
        assert "{" not in reason.sentence.format(**reason.values)
        if reason.query is not None:
            assert search(service, reason.query).granules, "the search offered finds nothing"
    return explanation


def names(explanation: Explanation) -> list[str]:
    return [reason.criterion for reason in explanation.reasons]


@pytest.fixture
def granules(make_granule: Make) -> list[Granule]:
    return [
        make_granule(f"20{year}-06-01", orbit="ascending", places=("061018",))
        for year in range(14, 20)
    ]


@pytest.mark.parametrize("filtered_by", [(), ("area", "dates", "satellites"), EVERYTHING])
@pytest.mark.parametrize(
    ("criterion", "criteria", "value"),
    [
        ("dates", {"start": date(2021, 1, 1), "end": date(2022, 1, 1)}, "2021-01-01…2022-01-01"),
        ("dates", {"start": date(2021, 1, 1)}, "2021-01-01…"),
        ("separation", {"min_separation": 400.5, "max_separation": None}, "400.5…"),
        ("separation", {"max_separation": 6}, "…6"),
        ("valid", {"min_valid": 90}, "90"),
        ("satellites", {"satellites": ("Sentinel-1", "Other")}, "Sentinel-1, Other"),
        ("months", {"months": (1, 12)}, "1, 12"),
        ("orbits", {"orbits": ("descending",)}, "descending"),
        ("epsg", {"epsg": (3413, 32608)}, "EPSG:3413, EPSG:32608"),
        ("places", {"places": ("9/11",)}, "9/11"),
        ("versions", {"versions": ("001",)}, "001"),
    ],
)
def test_the_criterion_that_alone_leaves_nothing_is_named(
    criterion: str,
    criteria: dict[str, Any],
    value: str,
    filtered_by: tuple[str, ...],
    granules: list[Granule],
    area: Area,
) -> None:
    fitting = {
        "start": date(2014, 1, 1),
        "max_separation": 64,
        "min_valid": 10,
        "satellites": ("Landsat 8",),
        "months": (6,),
        "orbits": ("ascending",),
        "epsg": (32607,),
        "places": ("061/018",),
        "versions": ("002",),
    }
    shelf = Shelf(granules, filtered_by)
    query = Query(area, **{**fitting, **criteria}, max_per_year=1)
    (reason,) = explained(shelf, query).reasons
    assert (reason.criterion, reason.opened) == (criterion, (criterion,))
    assert value in reason.sentence.format(**reason.values)
    assert set_criteria(reason.query) == tuple(n for n in set_criteria(query) if n != criterion)
    assert reason.query.max_per_year == 1


@pytest.mark.parametrize("filtered_by", [(), ("area",), EVERYTHING])
def test_an_area_without_anything_is_told_as_that(
    filtered_by: tuple[str, ...], area: Area, make_granule: Make
) -> None:
    far = {"type": "Polygon", "coordinates": [[[10, 0], [11, 0], [11, 1], [10, 1], [10, 0]]]}
    shelf = Shelf([make_granule(footprint=far)], filtered_by)
    for query in (Query(area), Query(area, months=(6,), min_valid=10)):
        (reason,) = explained(shelf, query).reasons
        assert (reason.criterion, reason.sentence) == ("area", NOTHING_HERE)
        assert reason.query is None


def test_an_area_is_called_empty_only_after_the_last_page(area: Area, make_granule: Make) -> None:
    far = {"type": "Polygon", "coordinates": [[[10, 0], [11, 0], [11, 1], [10, 1], [10, 0]]]}
    beside = [make_granule(url=f"https://example.org/{n}.nc", footprint=far) for n in range(60)]
    hidden = [*beside, make_granule("2018-03-01")]
    (reason,) = explained(Shelf(hidden, ("months",)), Query(area, months=(9,))).reasons
    assert (reason.criterion, reason.sentence) == ("area", NOTHING_YET)
    hidden = [*beside[:12], make_granule("2018-03-01")]
    (reason,) = explained(Shelf(hidden, ("months",)), Query(area, months=(9,))).reasons
    assert reason.criterion == "months"


def test_any_of_several_criteria_would_help(area: Area, make_granule: Make) -> None:
    shelf = Shelf(
        [make_granule("2018-06-01", percent_valid=5.0), make_granule("2018-01-01")],
        ("area", "valid"),
    )
    explanation = explained(shelf, Query(area, min_valid=20, months=(6, 7)))
    assert names(explanation) == ["valid", "months"]


@pytest.mark.parametrize("filtered_by", [(), ("valid", "months"), EVERYTHING])
def test_where_only_several_together_help_the_first_is_named(
    filtered_by: tuple[str, ...], granules: list[Granule], area: Area
) -> None:
    shelf = Shelf(granules, filtered_by)
    query = Query(area, start=date(2014, 1, 1), min_valid=90, months=(1,), versions=("002",))
    (reason,) = explained(shelf, query).reasons
    assert reason.criterion == "valid"
    assert reason.opened == ("valid", "months")
    assert "90 %" in reason.sentence.format(**reason.values)
    assert set_criteria(reason.query) == ("dates", "versions")


def test_what_was_received_answers_without_a_question(granules: list[Granule], area: Area) -> None:
    shelf = Shelf(granules, ("area",))
    result = search(shelf, Query(area, months=(1,), epsg=(3413,)))
    (reason,) = explain_zero(shelf, result).reasons
    assert reason.opened == ("months", "epsg")
    assert len(shelf.asked) == 1  # the search itself


def test_questions_are_few_and_told(granules: list[Granule], area: Area) -> None:
    shelf = Shelf(granules, ("area", *EVERYTHING))
    query = Query(
        area,
        start=date(2030, 1, 1),
        min_separation=400,
        min_valid=90,
        satellites=("NISAR",),
        months=(1,),
        orbits=("descending",),
        epsg=(3413,),
        places=("9/11",),
        versions=("001",),
    )
    result = search(shelf, query)
    shelf.asked.clear()
    steps = Steps()
    explanation = explain_zero(shelf, result, steps)
    assert explanation.reasons[0].opened == EVERYTHING
    assert len(shelf.asked) <= 1 + 2 * len(EVERYTHING)
    assert steps.shares == sorted(steps.shares)
    assert steps.shares[-1] < 1


def test_it_can_be_cancelled(granules: list[Granule], area: Area) -> None:
    class Stop(Monitor):
        def is_cancelled(self) -> bool:
            return True

    shelf = Shelf(granules)
    result = search(shelf, Query(area, months=(1,)))
    with pytest.raises(Cancelled):
        explain_zero(shelf, result, Stop())


@pytest.mark.parametrize(
    ("criteria", "criterion"),
    [
        ({"start": date(2100, 1, 1)}, "dates"),
        ({"min_separation": 5000}, "separation"),
        ({"satellites": ("NISAR",)}, "satellites"),
        ({"epsg": (3031,)}, "epsg"),
        ({"months": (12,)}, "months"),
        ({"places": ("999999",)}, "places"),
    ],
)
def test_the_simulated_archive_explains_its_zeros(
    its_live: Any, criteria: dict[str, Any], criterion: str
) -> None:
    query = Query(Area.from_rings([[its_live.truth.OUTLINE]]), min_valid=1, **criteria)
    assert names(explained(StacService(its_live.url), query)) == [criterion]
