"""What stays of the received granules: criteria, processings of one pair, the cap per year."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone
from typing import Any, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itslive_qgis.archive import selection
from itslive_qgis.archive.area import Area
from itslive_qgis.archive.granule import Granule
from itslive_qgis.archive.query import Query
from itslive_qgis.archive.search import sift
from itslive_qgis.archive.selection import best_of_pairs, cap_per_year, recheck

Make = Callable[..., Granule]


def polygon(*ring: tuple[float, float]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[list(point) for point in (*ring, ring[0])]]}


def test_the_mid_date_decides_not_the_interval(area: Area, make_granule: Make) -> None:
    query = Query(area, start=date(2018, 6, 1), end=date(2018, 6, 30))
    long_pair = make_granule("2018-05-31", days=200)  # its interval covers all of June
    assert recheck(long_pair, query) == selection.BEFORE
    assert recheck(make_granule("2018-07-01", days=200), query) == selection.AFTER
    assert recheck(make_granule("2018-06-01", days=200), query) is None
    assert recheck(make_granule("2018-06-30T23:59:59", days=6), query) is None
    assert recheck(long_pair, Query(area, end=date(2018, 6, 30))) is None
    assert recheck(long_pair, Query(area, start=date(2018, 5, 31))) is None


def test_separations_count_exactly_or_in_whole_days(area: Area, make_granule: Make) -> None:
    query = Query(area, min_separation=16, max_separation=32)
    for days, reason in [
        (15.2, selection.TOO_SHORT),
        (15.9998, None),
        (16, None),
        (32.0002, None),
        (32.6, selection.TOO_LONG),
        (33, selection.TOO_LONG),
    ]:
        assert recheck(make_granule(days=days), query) == reason
    fractional = Query(area, min_separation=6.4, max_separation=6.5)
    assert recheck(make_granule(days=6.45), fractional) is None


def test_other_criteria(area: Area, make_granule: Make) -> None:
    assert recheck(make_granule(percent_valid=9), Query(area, min_valid=10)) == selection.TOO_EMPTY
    assert recheck(make_granule(percent_valid=10), Query(area, min_valid=10)) is None
    unknown = make_granule(percent_valid=None)
    assert recheck(unknown, Query(area, min_valid=10)) == selection.VALID_UNKNOWN
    assert recheck(unknown, Query(area)) is None
    assert recheck(make_granule(), Query(area, months=(7, 8))) == selection.OTHER_MONTH
    assert recheck(make_granule(), Query(area, months=(6,))) is None


@pytest.mark.parametrize("satellite", ["Sentinel-2A", "Sentinel-2B", "Sentinel-2C"])
def test_a_group_means_all_its_satellites(area: Area, make_granule: Make, satellite: str) -> None:
    granule = make_granule(satellite=satellite)
    assert recheck(granule, Query(area, satellites=("Sentinel-2",))) is None
    assert recheck(granule, Query(area, satellites=("Sentinel-1", "Sentinel-2"))) is None
    assert recheck(granule, Query(area, satellites=("Sentinel-1",))) == selection.OTHER_SATELLITE


def test_unknown_satellites_are_kept_unless_others_are_asked_for(
    area: Area, make_granule: Make
) -> None:
    granule = make_granule(satellite="XYZ1")
    assert recheck(granule, Query(area)) is None
    assert recheck(granule, Query(area, satellites=("Landsat 8",))) == selection.OTHER_SATELLITE


def test_footprints_outside_the_area(area: Area, make_granule: Make) -> None:
    far = polygon((10, 58), (11, 58), (11, 59))
    # its box meets the area's, it does not
    beside = polygon((-139.2, 59.4), (-138.9, 59.7), (-139.2, 59.7))
    inside = polygon((-138.1, 58.9), (-138.0, 58.9), (-138.0, 59.0))
    around = polygon((-150, 50), (-120, 50), (-120, 65), (-150, 65))
    query = Query(area)
    assert recheck(make_granule(footprint=far), query) == selection.OUTSIDE
    assert recheck(make_granule(footprint=beside), query) == selection.OUTSIDE
    assert recheck(make_granule(footprint=inside), query) is None
    assert recheck(make_granule(footprint=around), query) is None


def test_footprints_that_prove_nothing_exclude_nothing(area: Area, make_granule: Make) -> None:
    for footprint in ({}, {"type": "Point", "coordinates": [0, 0]}, polygon((0, 0), (1, 1))):
        assert recheck(make_granule(footprint=footprint), Query(area)) is None


def test_footprints_that_leap_over_the_map_lie_at_180_degrees(
    area: Area, make_granule: Make
) -> None:
    leaping = make_granule(footprint=polygon((179, 58), (-179, 58), (-179, 60), (179, 60)))
    assert recheck(leaping, Query(area)) == selection.OUTSIDE
    for west in (178.5, 179.9, -179.5):
        there = [[(west, 59), (west + 0.7, 59), (west + 0.7, 59.5), (west, 59.5)]]
        assert recheck(leaping, Query(Area.from_rings([there]))) is None
    around = [(lon, -80 + lon / 90) for lon in range(-170, 180, 20)]
    pole = make_granule(footprint=polygon(*around))
    assert recheck(pole, Query(area)) == selection.OUTSIDE
    for west, south, reason in (
        (100, -89, None),
        (175, -81, None),
        (175, -78, selection.OUTSIDE),
        (100, -70, selection.OUTSIDE),
    ):
        there = [[(west, south), (west + 10, south), (west + 10, south + 1), (west, south + 1)]]
        assert recheck(pole, Query(Area.from_rings([there]))) == reason


def pair(tier: str, processed: str, percent: int = 50, version: str = "02") -> str:
    return (
        f"LC08_L1TP_061018_20180524_{processed}_02_{tier}_X_"
        f"LC08_L1TP_061018_20180609_20200831_02_T1_G0120V{version}_P{percent:03d}"
    )


def test_the_best_processing_of_a_pair_wins(make_granule: Make) -> None:
    ids = [
        pair("RT", "20210101"),
        pair("T2", "20210101"),
        pair("T1", "20180601"),
        pair("T1", "20200831"),
    ]
    granules = [make_granule(granule_id=name) for name in ids]
    for given_in in (granules, granules[::-1]):
        kept, set_aside = best_of_pairs(given_in)
        assert [granule.granule_id for granule in kept] == [ids[-1]]
        assert {entry.granule.granule_id for entry in set_aside} == set(ids[:-1])
        assert {entry.reason for entry in set_aside} == {selection.SAME_PAIR}


def test_a_newer_product_version_wins(make_granule: Make) -> None:
    old = make_granule(granule_id=pair("T1", "20200831", version="01"), version="001")
    new = make_granule(granule_id=pair("T2", "20180601"), version="002")
    assert best_of_pairs([old, new])[0] == [new]


def test_the_same_pair_in_two_projections_stays_twice(make_granule: Make) -> None:
    both = [make_granule(granule_id=pair("T1", "20200831"), epsg=epsg) for epsg in (32607, 32608)]
    kept, set_aside = best_of_pairs(both)
    assert kept == both
    assert not set_aside


FOLDERS = [
    f"https://its-live-data.s3.amazonaws.com/v02/{place}/" for place in ("N50W130", "N50W140")
]


def of_unknown_projection(make: Make, names: list[str], **fields: Any) -> list[Granule]:
    """Each name in two folders, as the same pair in two zones is stored."""
    return [
        make(granule_id=name, url=f"{folder}{name}.nc", epsg=None, **fields)
        for name in names
        for folder in FOLDERS
    ]


def test_of_unknown_projection_all_files_of_the_best_processing_stay(make_granule: Make) -> None:
    worse = [pair("RT", "20210101"), pair("T2", "20210101"), pair("T1", "20180601", percent=99)]
    best = [pair("T1", "20200831", percent=20), pair("T1", "20200831", percent=60)]
    granules = of_unknown_projection(make_granule, worse + best)
    for given_in in (granules, granules[::-1]):
        kept, set_aside = best_of_pairs(given_in)
        assert sorted(granule.url for granule in kept) == sorted(
            f"{folder}{name}.nc" for name in best for folder in FOLDERS
        )
        assert {entry.granule.granule_id for entry in set_aside} == set(worse)
        assert {entry.reason for entry in set_aside} == {selection.SAME_PAIR}
        assert len(kept) + len(set_aside) == len(granules)


def test_an_older_version_of_unknown_projection_goes(make_granule: Make) -> None:
    old = of_unknown_projection(make_granule, [pair("T1", "20200831", version="01")], version="001")
    new = of_unknown_projection(make_granule, [pair("T2", "20180601")])
    assert best_of_pairs(old + new)[0] == new


@pytest.mark.parametrize("known_is", ["better", "equal", "worse"])
def test_known_and_unknown_projections_of_a_pair_stay_if_processed_alike(
    make_granule: Make, known_is: str
) -> None:
    processed = {"better": "20210101", "equal": "20200831", "worse": "20180601"}[known_is]
    unknown = of_unknown_projection(make_granule, [pair("T1", "20200831")])
    known = [
        make_granule(granule_id=pair("T1", processed, percent=percent), epsg=epsg)
        for epsg, percent in [(32607, 40), (32607, 70), (32608, 50)]
    ]
    stay = {"better": known[1:], "equal": unknown + known[1:], "worse": unknown}[known_is]
    kept, set_aside = best_of_pairs(unknown + known)
    assert kept == stay
    assert {id(entry.granule) for entry in set_aside} == {
        id(granule) for granule in unknown + known if granule not in stay
    }


def test_another_pair_of_unknown_projection_is_no_reason_to_go(make_granule: Make) -> None:
    unknown = of_unknown_projection(make_granule, [pair("T1", "20200831")])
    other = make_granule("2019-06-01")
    assert best_of_pairs([*unknown, other])[0] == [*unknown, other]


def test_reprocessed_files_of_unknown_projection_take_no_place_in_a_year(
    area: Area, make_granule: Make
) -> None:
    names = [pair("RT", "20210101", 99), pair("T1", "20180601", 98), pair("T1", "20200831", 50)]
    granules = [make_granule(granule_id=name, epsg=None) for name in names]
    other = make_granule("2018-09-01", percent_valid=20.0, epsg=None)
    kept, set_aside = sift([*granules, other], Query(area, max_per_year=2))
    assert kept == (granules[-1], other)
    assert {entry.reason for entry in set_aside} == {selection.SAME_PAIR}


def test_real_duplicates_reduce_to_one_per_pair_and_zone(
    make_granule: Make, real_data: Any
) -> None:
    path = real_data / "search_api" / "urls_response_2021_workflow_demo2.json"
    urls = [entry["url"] for entry in json.loads(path.read_text())]
    granules = [
        make_granule(granule_id=url.rsplit("/", 1)[1][:-3], url=url, epsg=int(url.split("/")[-2]))
        for url in urls
    ]
    kept, set_aside = best_of_pairs(granules)
    assert len(kept) + len(set_aside) == 364
    assert len({(selection.pair_identity(item.granule_id), item.epsg) for item in kept}) == len(
        kept
    )
    assert len({selection.pair_identity(item.granule_id) for item in kept}) == 94
    # wherever the final processing exists, the provisional one has gone
    finals = {
        (selection.pair_identity(item.granule_id), item.epsg)
        for item in granules
        if "_RT_" not in item.granule_id.replace("_X_", "__") and item.granule_id.count("_T1") == 2
    }
    for item in kept:
        if (selection.pair_identity(item.granule_id), item.epsg) in finals:
            assert item.granule_id.count("_T1") == 2


def test_the_cap_takes_the_most_valid(make_granule: Make) -> None:
    granules = [make_granule(f"2018-06-{day:02d}", percent_valid=day * 3) for day in range(1, 11)]
    granules += [make_granule("2019-06-01", percent_valid=None)]
    kept, set_aside = cap_per_year(granules, 3, "valid")
    assert sorted(item.percent_valid for item in kept if item.percent_valid) == [24, 27, 30]
    assert [item.mid_date.year for item in kept].count(2019) == 1
    assert len(set_aside) == 7
    assert {entry.reason for entry in set_aside} == {selection.OVER_CAP}


def test_the_cap_takes_the_shortest(make_granule: Make) -> None:
    granules = [make_granule("2018-06-01", days=days) for days in (64, 16, 32, 8, 48)]
    kept, _ = cap_per_year(granules, 2, "separation")
    assert sorted(item.separation_days for item in kept) == [8, 16]


def test_the_cap_spreads_through_the_year(make_granule: Make) -> None:
    # a crowd of good ones in July, few and poor ones in the other months
    crowd = [make_granule(f"2018-07-{day:02d}", percent_valid=99) for day in range(1, 29)]
    others = [make_granule(f"2018-{month:02d}-15", percent_valid=5) for month in (1, 4, 10, 12)]
    kept, _ = cap_per_year(crowd + others, 5, "even")
    months = sorted(item.mid_date.month for item in kept)
    assert months == [1, 4, 7, 10, 12]
    assert len(cap_per_year(crowd + others, 1, "even")[0]) == 1
    assert {item.mid_date.month for item in cap_per_year(crowd + others, 2, "even")[0]} == {1, 12}


@given(st.lists(st.integers(0, 9), min_size=21, max_size=40), st.integers(2, 20))
def test_each_one_spread_is_the_farthest_from_those_before(days: list[int], cap: int) -> None:
    year = [
        Granule(f"g{n}", f"u{n}", moment, moment, moment, 0.0, "", n % 3 * 9.0, None, "", {})
        for n, day in enumerate(days)
        for moment in [datetime(2016, 1, 1 + 3 * day, tzinfo=timezone.utc)]
    ]
    kept, set_aside = cap_per_year(year, cap, "even")
    assert {kept[0].mid_date, kept[1].mid_date} == {
        pick(item.mid_date for item in year) for pick in (min, max)
    }
    rest = [*kept[2:], *(entry.granule for entry in set_aside)]
    for place, taken in enumerate(kept[2:], 2):
        before = kept[:place]
        merits = {
            item.url: (
                min(abs(item.mid_date - each.mid_date) for each in before),
                item.percent_valid,
            )
            for item in rest
        }
        assert merits[taken.url] == max(merits.values())
        rest.remove(taken)


def test_a_crowded_year_is_spread_soon() -> None:
    first = datetime(2016, 1, 1, tzinfo=timezone.utc)
    moments = [first + timedelta(minutes=26 * n) for n in range(20_000)]
    year = [
        Granule(f"g{n}", f"u{n}", moment, moment, moment, 0.0, "", 50.0, None, "", {})
        for n, moment in enumerate(moments)
    ]
    kept, _ = cap_per_year(year, 4_000, "even")  # pair by pair these would be 80 million steps
    assert len(kept) == 4_000


@given(
    st.lists(st.integers(0, 364 * 3), max_size=30),
    st.integers(1, 12),
    st.sampled_from(["valid", "separation", "even"]),
)
def test_the_cap_loses_nothing(days: list[int], cap: int, rank: str) -> None:
    granules = []
    for number, day in enumerate(days):
        moment = datetime(2016, 1, 1, tzinfo=timezone.utc) + timedelta(days=day)
        granules.append(
            Granule(
                f"g{number}",
                f"u{number}",
                moment,
                moment,
                moment,
                float(number % 5),
                "Landsat 8",
                number % 7 * 10.0,
                3413,
                "002",
                {},
            )
        )
    kept, set_aside = cap_per_year(granules, cap, rank)
    everything = sorted(item.url for item in [*kept, *(entry.granule for entry in set_aside)])
    assert everything == sorted(item.url for item in granules)
    for year in range(2016, 2019):
        there = sum(item.mid_date.year == year for item in granules)
        assert sum(item.mid_date.year == year for item in kept) == min(cap, there)


def test_sifting_gives_both_parts_by_mid_date(area: Area, make_granule: Make) -> None:
    granules = [make_granule(f"2018-{month:02d}-01") for month in (9, 3, 6, 1, 12)]
    kept, set_aside = sift(granules, Query(area, months=(3, 6, 9)))
    assert [item.mid_date.month for item in kept] == [3, 6, 9]
    assert [entry.granule.mid_date.month for entry in set_aside] == [1, 12]
    assert {entry.reason for entry in set_aside} == {selection.OTHER_MONTH}
