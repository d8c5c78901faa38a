"""Names of every form the archive has or may have, made up by the hundred, and names of none."""

from __future__ import annotations

import string
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itslive_qgis.archive.names import (
    pair_identity,
    parse_name,
    parse_scene,
    place_key,
    processing_rank,
)

# Real ones: https://github.com/nasa-jpl/its_live_production, https://github.com/ASFHyP3/hyp3-autorift
NISAR_PAIR = (
    "NISAR_L1_PR_RSLC_005_149_D_074_2005_QPDH_A_20251120T130632_20251120T130707_X05009_N_F_J_001_X_"
    "NISAR_L1_PR_RSLC_006_149_D_074_4005_DHDH_A_20251202T130633_20251202T130707_X05009_N_F_J_001"
    "_G0120V02_P095.nc"
)
BURST = "S1_175514_IW1_20190915T082904_HH_4194-BURST"


@dataclass(frozen=True)
class Made:
    """A scene's name with what it was made of."""

    text: str
    sensor: str
    frame: str
    when: datetime


days = st.datetimes(datetime(1982, 7, 16), datetime(2040, 12, 31)).map(
    lambda day: day.replace(microsecond=0, tzinfo=timezone.utc)
)
hexes = st.text("0123456789ABCDEF", min_size=4, max_size=4)
tiles = st.from_regex(r"\A[0-6][0-9][C-X][A-Z]{2}\Z")


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text(string.digits, min_size=count, max_size=count)


@st.composite
def landsat(draw: st.DrawFn) -> Made:
    sensor = draw(st.sampled_from(["LT04", "LM05", "LT05", "LE07", "LC08", "LO08", "LC09"]))
    level, tier = (
        draw(st.sampled_from(["L1TP", "L1GT", "L1GS"])),
        draw(st.sampled_from(["RT", "T1", "T2"])),
    )
    frame, day = draw(digits(6)), draw(days).replace(hour=0, minute=0, second=0)
    lag = timedelta(days=draw(st.integers(0, 9000)))
    text = f"{sensor}_{level}_{frame}_{day:%Y%m%d}_{day + lag:%Y%m%d}_02_{tier}"
    return Made(text, sensor, frame, day)


@st.composite
def sentinel_1(draw: st.DrawFn) -> Made:
    sensor = draw(st.sampled_from(["S1A", "S1B", "S1C", "S1D"]))
    pol, orbit, when = draw(st.sampled_from(["SH", "SV", "DH", "DV"])), draw(digits(6)), draw(days)
    times = f"{when:%Y%m%dT%H%M%S}_{when + timedelta(seconds=27):%Y%m%dT%H%M%S}"
    text = f"{sensor}_IW_SLC__1S{pol}_{times}_{orbit}_{draw(hexes)}AB_{draw(hexes)}"
    return Made(text, sensor, orbit, when)


@st.composite
def burst(draw: st.DrawFn) -> Made:
    frame, when = f"{draw(digits(6))}_IW{draw(st.integers(1, 3))}", draw(days)
    text = f"S1_{frame}_{when:%Y%m%dT%H%M%S}_VV_{draw(hexes)}-BURST"
    return Made(text, "S1", frame, when)


@st.composite
def sentinel_2(draw: st.DrawFn) -> Made:
    sensor, level = draw(st.sampled_from(["S2A", "S2B", "S2C"])), draw(st.sampled_from("12"))
    tile, when = draw(tiles), draw(days)
    code = {"1": "1C", "2": "2A"}[level]
    made = when + timedelta(hours=7)
    text = f"{sensor}_MSIL{code}_{when:%Y%m%dT%H%M%S}_N0{draw(digits(3))}_R{draw(digits(3))}"
    return Made(f"{text}_T{tile}_{made:%Y%m%dT%H%M%S}", sensor, tile, when)


@st.composite
def sentinel_2_cog(draw: st.DrawFn) -> Made:
    sensor, tile = draw(st.sampled_from(["S2A", "S2B"])), draw(tiles)
    day = draw(days).replace(hour=0, minute=0, second=0)
    text = f"{sensor}_{tile}_{day:%Y%m%d}_{draw(st.integers(0, 3))}_L2A"
    return Made(text, sensor, tile, day)


@st.composite
def nisar(draw: st.DrawFn) -> Made:
    cycle, track, frame, mode = (draw(digits(count)) for count in (3, 3, 3, 4))
    when, way = draw(days), draw(st.sampled_from("AD"))
    times = f"{when:%Y%m%dT%H%M%S}_{when + timedelta(seconds=35):%Y%m%dT%H%M%S}"
    text = f"NISAR_L1_PR_RSLC_{cycle}_{track}_{way}_{frame}_{mode}_DHDH_A_{times}_X05009_N_F_J_001"
    return Made(text, "NISAR", f"{track}_{frame}", when)


forms = {
    "landsat": landsat(),
    "sentinel_1": sentinel_1(),
    "burst": burst(),
    "sentinel_2": sentinel_2(),
    "sentinel_2_cog": sentinel_2_cog(),
    "nisar": nisar(),
}
scenes = st.one_of(*forms.values())
endings = st.builds(
    "_G{}V{}_P{:03d}{}".format,
    st.sampled_from(["0120", "0240"]),
    st.sampled_from(["01", "02"]),
    st.integers(0, 100),
    st.sampled_from(["", ".nc", "_IL_ASF_OD.nc"]),
)


@pytest.mark.parametrize("form", forms)
@given(data=st.data())
def test_a_scene_tells_satellite_place_and_date(form: str, data: st.DataObject) -> None:
    made = data.draw(forms[form])
    read = parse_scene(made.text)
    assert (read.text, read.sensor, read.frame, read.date) == (
        made.text,
        made.sensor,
        made.frame,
        made.when,
    )


@given(scenes, scenes, endings)
def test_any_two_scenes_make_a_pair_with_its_dates_in_order(a: Made, b: Made, end: str) -> None:
    name = parse_name(f"https://example.org/velocity_image_pair/x/{a.text}_X_{b.text}{end}")
    assert [scene.sensor for scene in name.scenes] == [a.sensor, b.sensor]
    assert name.dates == (min(a.when, b.when), max(a.when, b.when))
    assert set(name.places) == {a.frame, b.frame}
    assert name.percent_valid == int(end.partition("_P")[2][:3])


@given(scenes, scenes, endings, endings)
def test_a_pair_is_the_same_in_either_order_and_with_any_ending(
    a: Made, b: Made, one: str, other: str
) -> None:
    assert pair_identity(f"{a.text}_X_{b.text}{one}") == pair_identity(
        f"{b.text}_X_{a.text}{other}"
    )


@given(landsat(), landsat(), st.sampled_from(["RT", "T1", "T2"]), st.integers(0, 9000))
def test_tier_processing_and_zone_make_no_other_pair(a: Made, b: Made, tier: str, lag: int) -> None:
    head, _, _, collection, _ = a.text.rsplit("_", 4)
    processed = a.when + timedelta(days=lag)
    again = f"{head}_{a.when:%Y%m%d}_{processed:%Y%m%d}_{collection}_{tier}"
    pair = pair_identity(f"{a.text}_X_{b.text}_G0120V02_P050")
    assert pair == pair_identity(f"{again}_X_{b.text}_G0120V02_P050_EPSG32607.nc")
    short = "_".join(_as_nsidc(text) for text in (again, b.text))
    assert pair == pair_identity(f"{short}_32607_G0240V01_P050.nc")


@given(scenes, scenes, scenes)
def test_other_scenes_make_another_pair(a: Made, b: Made, c: Made) -> None:
    same = pair_identity(f"{a.text}_X_{b.text}") == pair_identity(f"{a.text}_X_{c.text}")
    key = [(each.sensor, parse_scene(each.text).place, each.when) for each in (b, c)]
    assert same == (key[0] == key[1])


@given(st.text(), st.text())
def test_no_text_is_too_odd_for_a_name(first: str, second: str) -> None:
    for text in (first, f"{first}_X_{second}", f"{first}_X_{second}_G0120V02_P001.nc"):
        name = parse_name(text)
        assert pair_identity(text) == pair_identity(text)
        assert isinstance(place_key(text), str)
        assert name.orbit in ("", "ascending", "descending")
        assert len(name.scenes) in (0, 2)


@given(st.from_regex(r"\A[A-RT-Z][A-Z0-9]{2,5}_[a-z]{1,9}\Z"), days, days)
def test_scenes_of_unknown_form_are_kept_with_the_dates_they_show(
    head: str, one: datetime, other: datetime
) -> None:
    texts = [f"{head}_{when:%Y%m%dT%H%M%S}_v9" for when in (one, other)]
    name = parse_name("_X_".join(texts) + "_G0120V02_P007.nc")
    assert [scene.text for scene in name.scenes] == texts
    assert {scene.sensor for scene in name.scenes} == {head.partition("_")[0]}
    assert name.dates == (min(one, other), max(one, other))
    assert name.places == ()
    undated = parse_name(f"{head}_X_{head}_G0120V02_P007.nc")
    assert len(undated.scenes) == 2
    assert undated.dates is None


def test_a_real_name_of_nisar() -> None:
    name = parse_name(NISAR_PAIR)
    assert [scene.sensor for scene in name.scenes] == ["NISAR", "NISAR"]
    assert name.dates == (
        datetime(2025, 11, 20, 13, 6, 32, tzinfo=timezone.utc),
        datetime(2025, 12, 2, 13, 6, 33, tzinfo=timezone.utc),
    )
    assert (name.places, name.orbit, name.percent_valid) == (("149_074",), "descending", 95)


def test_a_later_release_of_nisar_counts_as_the_later_processing() -> None:
    released = NISAR_PAIR.replace("X05009_N_F_J_001", "P05023_N_F_J_001")
    remade = NISAR_PAIR.replace("X05009_N_F_J_001", "X05009_N_F_J_002")
    ranks = [processing_rank(name) for name in (NISAR_PAIR, remade, released)]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == 3
    assert len({pair_identity(name) for name in (NISAR_PAIR, remade, released)}) == 1


def test_a_real_name_of_a_burst() -> None:
    scene = parse_scene(BURST)
    assert (scene.sensor, scene.frame) == ("S1", "175514_IW1")
    assert scene.date == datetime(2019, 9, 15, 8, 29, 4, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("spelling", "key"),
    [
        ("9/11", "009011"),
        (" 009 / 011 ", "009011"),
        ("009011", "009011"),
        ("t22wed", "22WED"),
        ("22WED", "22WED"),
        ("064_135523_iw2", "064_135523_IW2"),
        ("149_074", "149_074"),
        ("", ""),
    ],
)
def test_spellings_of_a_place(spelling: str, key: str) -> None:
    assert place_key(spelling) == key


def _as_nsidc(text: str) -> str:
    sensor, level, place, acquired, _, collection, tier = text.split("_")
    return f"{sensor}{level}{place}{acquired}{collection}{tier}"
