"""Granule names: every real one is read, none is dropped, and pairs are told apart."""

from __future__ import annotations

import json
import string
from collections import Counter
from datetime import datetime, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itslive_qgis.archive.names import (
    granule_id_of,
    pair_identity,
    parse_name,
    parse_scene,
    processing_rank,
    tier_rank,
)

LANDSAT = "LC08_L1TP_009011_{}_{}_01_{}"
S1 = "S1A_IW_SLC__1SDV_20200604T022251_20200604T022318_032861_03CE65_7C85"
S1_LATER = "S1B_IW_SLC__1SSH_20200610T022150_20200610T022217_021965_029B0A_4F2C"
S2 = "S2A_MSIL1C_20220514T152811_N0400_R111_T22WED_20220514T171402"
S2_LATER = "S2B_MSIL1C_20220519T152809_N0400_R111_T22WED_20220519T170012"


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=timezone.utc)


@pytest.fixture(scope="module")
def real_urls(real_data: Path) -> list[str]:
    path = real_data / "search_api" / "urls_response_2021_workflow_demo2.json"
    return [entry["url"] for entry in json.loads(path.read_text())]


def test_all_real_names_are_read(real_urls: list[str]) -> None:
    assert len(real_urls) == 364
    for url in real_urls:
        name = parse_name(url)
        assert len(name.scenes) == 2
        assert all(scene.sensor == "LC08" and scene.tier for scene in name.scenes)
        assert name.spacing_m == 240
        assert name.version == "001"
        assert name.percent_valid == int(url[-6:-3])
        earlier, later = name.dates
        # these old names have the later scene first
        assert earlier == name.scenes[1].date
        assert later == name.scenes[0].date
        assert earlier < later


def test_real_names_are_of_94_pairs(real_urls: list[str]) -> None:
    names = {granule_id_of(url) for url in real_urls}
    pairs = Counter(pair_identity(name) for name in names)
    assert len(names) == 344
    assert len(pairs) == 94
    assert sum(count > 1 for count in pairs.values()) == 76


def test_the_real_granule_is_read(real_data: Path) -> None:
    path = next((real_data / "granules").glob("*.nc"))
    name = parse_name(str(path))
    assert [scene.place for scene in name.scenes] == ["001113", "232113"]
    assert name.dates == (utc(2012, 11, 4), utc(2012, 11, 18))
    assert name.percent_valid == 59


@pytest.mark.parametrize(
    ("scene", "sensor", "place", "date"),
    [
        (S1, "S1A", "032861", utc(2020, 6, 4, 2, 22, 51)),
        (S2, "S2A", "22WED", utc(2022, 5, 14, 15, 28, 11)),
        ("S2B_22WEB_20200913_0_L2A", "S2B", "22WEB_0", utc(2020, 9, 13)),
        (S2.replace("MSIL1C", "MSIL2A"), "S2A", "22WED", utc(2022, 5, 14, 15, 28, 11)),
        (
            "S1_136231_IW2_20200604T022312_VV_7C85-BURST",
            "S1",
            "136231_IW2",
            utc(2020, 6, 4, 2, 23, 12),
        ),
        (
            "NISAR_L1_PR_RSLC_001_030_A_019_2000_SHNA_A_20081012T060910_20081012T060926_D00402_N_F_J_001",
            "NISAR",
            "001_030_A_019",
            utc(2008, 10, 12, 6, 9, 10),
        ),
        ("LO09_L1GT_232113_20230104_20230105_02_T2", "LO09", "232113", utc(2023, 1, 4)),
        (
            "XYZ9_new_20310203T040506_form",
            "XYZ9",
            "XYZ9_new_20310203T040506_form",
            utc(2031, 2, 3, 4, 5, 6),
        ),
    ],
)
def test_scenes_of_every_satellite(scene: str, sensor: str, place: str, date: datetime) -> None:
    read = parse_scene(scene)
    assert (read.sensor, read.place, read.date) == (sensor, place, date)
    pair = parse_name(f"{scene}_X_{scene}_G0120V02_P099_IL_ASF_OD.nc")
    assert [half.text for half in pair.scenes] == [scene, scene]
    assert (pair.spacing_m, pair.version, pair.percent_valid) == (120, "002", 99)


def test_order_processing_and_percentage_do_not_make_another_pair() -> None:
    a = LANDSAT.format("20180409", "20180409", "RT")
    a_again = LANDSAT.format("20180409", "20180417", "T1")
    b = LANDSAT.format("20180916", "20180928", "T1")
    assert pair_identity(f"{a}_X_{b}_G0240V01_P044") == pair_identity(
        f"{b}_X_{a_again}_G0120V02_P012.nc"
    )
    assert pair_identity(f"{S1}_X_{S1_LATER}_G0120V02_P001") == pair_identity(
        f"{S1_LATER}_X_{S1}_G0120V02_P090"
    )
    reprocessed = S2.replace("N0400", "N0510").replace("171402", "030405")
    assert pair_identity(f"{S2}_X_{S2_LATER}_G0120V02_P001") == pair_identity(
        f"{reprocessed}_X_{S2_LATER}_G0120V02_P001"
    )


def test_another_tile_date_or_satellite_makes_another_pair() -> None:
    names = {
        f"{S2}_X_{S2_LATER}",
        f"{S2.replace('22WED', '22WEC')}_X_{S2_LATER.replace('22WED', '22WEC')}",
        f"{S2.replace('S2A', 'S2B')}_X_{S2_LATER}",
        f"{S2.replace('20220514T152811', '20220514T151011')}_X_{S2_LATER}",
        f"{S1}_X_{S1_LATER}",
    }
    assert len({pair_identity(f"{name}_G0120V02_P001") for name in names}) == len(names)


def test_unknown_names_are_pairs_of_their_own() -> None:
    assert pair_identity("something.nc") == pair_identity("folder/something.nc")
    assert pair_identity("something") != pair_identity("something_else")
    assert parse_name("something").dates is None


def test_tiers_rank_by_the_weaker_scene() -> None:
    def name(first: str, second: str) -> str:
        scenes = [LANDSAT.format("20180409", "20180417", tier) for tier in (first, second)]
        return "_X_".join(scenes) + "_G0240V01_P044"

    ranked = [("RT", "RT"), ("RT", "T2"), ("RT", "T1"), ("T2", "T2"), ("T1", "T2"), ("T1", "T1")]
    ranks = [tier_rank(name(*tiers)) for tiers in ranked]
    assert ranks == sorted(set(ranks))
    assert tier_rank(name("T1", "RT")) == tier_rank(name("RT", "T1"))
    assert tier_rank(f"{S2}_X_{S2_LATER}_G0120V02_P001") == ranks[-1]


def test_later_processing_ranks_higher() -> None:
    a = LANDSAT.format("20180409", "20180417", "T1")
    later = LANDSAT.format("20180409", "20200901", "T1")
    b = LANDSAT.format("20180916", "20180928", "T1")
    assert processing_rank(f"{later}_X_{b}_G0240V01_P044") > processing_rank(
        f"{a}_X_{b}_G0240V01_P1"
    )
    newer = S2.replace("N0400", "N0510")
    assert processing_rank(f"{newer}_X_{S2_LATER}") > processing_rank(f"{S2}_X_{S2_LATER}")


def test_the_mark_of_a_second_zone_is_no_part_of_the_id() -> None:
    name = f"{S2}_X_{S2_LATER}_G0120V02_P001"
    assert granule_id_of(f"/data/{name}_EPSG32608.nc") == name
    assert parse_name(f"C:\\data\\{name}_EPSG32608.nc").percent_valid == 1


NSIDC = "LC08L1TP0090112018040901T1_LC08L1TP0090112018091601RT_32622_G0240V01_P044"


@pytest.mark.parametrize(
    "name",
    [NSIDC, NSIDC.replace("_P044", "_044"), NSIDC.replace("_32622_G0240V01_P", "32622G0240V01P")],
)
def test_nsidc_s_name_is_of_the_same_pair(name: str) -> None:
    """Its scripts wrote the end of the name in three ways; the day of processing is left out."""
    first = LANDSAT.format("20180409", "20180417", "T1")
    second = LANDSAT.format("20180916", "20180928", "RT")
    original = f"{first}_X_{second}_G0240V01_P044.nc"
    read = parse_name(f"/folder/{name}.nc")

    assert (read.spacing_m, read.version, read.percent_valid) == (240, "001", 44)
    assert read.epsg == 32622
    assert parse_name(original).epsg is None
    assert read.dates == (utc(2018, 4, 9), utc(2018, 9, 16))
    assert pair_identity(name) == pair_identity(original)
    assert tier_rank(name) == tier_rank(original) < tier_rank(name.replace("RT", "T2"))
    assert processing_rank(name) < processing_rank(original)


def test_what_is_only_like_nsidc_s_name_is_no_pair() -> None:
    assert parse_name(NSIDC.replace("LC08L1TP", "S1A", 1)).scenes == ()
    assert parse_name(f"{NSIDC}_more").scenes == ()


TOKENS = st.sampled_from(
    [
        S1,
        S2,
        NSIDC,
        "LC08",
        "_X_",
        "_",
        "G0120V02",
        "P099",
        "20180409",
        "99999999",
        "T1",
        ".nc",
        "/",
        "٣",
    ]
)


@given(
    st.one_of(
        st.text(max_size=80),
        st.lists(st.one_of(TOKENS, st.text(string.printable, max_size=5)), max_size=12).map(
            "".join
        ),
    )
)
def test_no_name_is_too_strange(name: str) -> None:
    read = parse_name(name)
    assert read.granule_id == granule_id_of(name)
    hash(pair_identity(name))
    assert tier_rank(name) >= 0
    assert read.dates is None or read.dates[0] <= read.dates[1]
    if read.scenes:
        # nothing of a name gets lost
        texts = [scene.text for scene in read.scenes]
        assert any(glue.join(texts) in read.granule_id for glue in ("_X_", "_"))
