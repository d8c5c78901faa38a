"""The list of the whole world holds every combination, and "main" stays what it was."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from itertools import islice, product

import pytest

from tests.archive import pairs, world
from tests.archive.sites import SITES
from tests.conftest import WHOLE_GRANULES

LANDSAT = r"(L[COTEM]\d{2})_(L1[A-Z]{2})_(\d{3})(\d{3})_(\d{8})_(\d{8})_(\d{2})_(RT|T1|T2)"
SENTINEL_1 = (
    r"(S1[A-D])_IW_SLC__1S(SH|SV|DH|DV)_(\d{8}T\d{6})_(\d{8}T\d{6})"
    r"_(\d{6})_([0-9A-F]{6})_([0-9A-F]{4})"
)
SENTINEL_2 = r"(S2[A-D])_MSIL1C_(\d{8}T\d{6})_(N\d{4})_(R\d{3})_(T\w{5})_(\d{8}T\d{6})"
SCENE = re.compile(rf"(?:{LANDSAT}|{SENTINEL_1}|{SENTINEL_2})$")
TAIL = re.compile(r"_G(0120|0240)V(01|02)_P(\d{3})$")
NSIDC_SCENE = r"L[COTEM]\d{2}L1[A-Z]{2}\d{6}(\d{8})01(?:RT|T1|T2)"
NSIDC = re.compile(rf"{NSIDC_SCENE}_{NSIDC_SCENE}_(\d{{5}})_G0240V01_P\d{{3}}$")


def sensor(granule: pairs.Granule) -> str:
    return granule.image_1.satellite[0]


@pytest.fixture(scope="module")
def first() -> tuple[pairs.Granule, ...]:
    return pairs.catalogue(WHOLE_GRANULES, "whole")


@pytest.fixture(scope="module")
def many() -> tuple[pairs.Granule, ...]:
    return pairs.catalogue(10_000, "whole")


def test_main_is_what_it_was():
    lines = [f"{granule.granule_id} {granule.epsg}" for granule in pairs.catalogue(60)]
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    assert digest == "7bdc5d390008aa25201d6637adb2b9bdb315b93cf22f167596dc1c24ce1a9dff"


def test_any_two_of_projection_format_and_sensor_meet_at_the_beginning(first):
    grounds = [(site.name, epsg) for site in SITES.values() for epsg in site.epsgs]
    here = [((granule.site, granule.epsg), granule.form, sensor(granule)) for granule in first]
    assert {(ground, form) for ground, form, _ in here} >= set(product(grounds, world.FORMS))
    assert {(ground, kind) for ground, _, kind in here} >= set(product(grounds, world.SENSORS))
    assert {(form, kind) for _, form, kind in here} == {
        (form, kind) for form, kind in product(world.FORMS, world.SENSORS) if possible(form, kind)
    }


def possible(form: str, kind: str) -> bool:
    return form.startswith("v2") or kind in "4578"


def test_every_triple_is_there_once_the_list_is_long(many):
    grounds = [(site.name, epsg) for site in SITES.values() for epsg in site.epsgs]
    triples = {
        (granule.site, granule.epsg, granule.form, sensor(granule)) for granule in many[:500]
    }
    assert triples == {
        (*ground, form, kind)
        for ground, form, kind in product(grounds, world.FORMS, world.SENSORS)
        if possible(form, kind)
    }


def test_every_special_is_among_the_first(first):
    told = Counter(name for granule in first for name in granule.special)
    documented = set(re.findall(r"``([a-z0-9-]+)``[:,]", world.__doc__))
    assert set(told) == documented
    assert min(told.values()) >= 1
    assert told["both-zones"] == 10
    assert {granule.site for granule in first if "both-zones" in granule.special} == set(SITES)


def test_satellites_are_all_there_and_old_versions_have_landsat_alone(first, many):
    assert {granule.image_1.satellite for granule in first} == {
        *("4", "5", "7", "8", "9", "1A", "1B", "2A", "2B")
    }
    for granule in many:
        satellites = {granule.image_1.satellite, granule.image_2.satellite}
        assert len(satellites) == (2 if "cross-sensor" in granule.special else 1)
        if granule.is_old:
            assert satellites <= {"4", "5", "7", "8"}
            assert granule.image_2.acquired.year <= 2019


def test_separations_are_those_of_the_archive(many):
    for granule in many:
        assert 4.9 < granule.days <= 546
        assert (granule.days > 64.5) == ("lost-fast-ice" in granule.special)


def test_the_list_does_not_change_with_its_length_and_names_are_unique(first, many):
    assert many[: len(first)] == first
    assert len({granule.granule_id for granule in many}) == len(many)
    assert len({granule.granule_id for granule in pairs.catalogue(10_000)}) == 10_000
    assert list(islice(world.granules(), 5)) == list(first[:5])


def test_names_have_the_forms_of_real_ones(many):
    for granule in many[:1_000]:
        if granule.form == "nsidc":
            match = NSIDC.match(granule.granule_id)
            assert match
            assert match[1] > match[2]
            assert int(match[3]) == granule.epsg
            continue
        tail = TAIL.search(granule.granule_id)
        assert tail.groups()[:2] == (("0240", "01") if granule.is_old else ("0120", "02"))
        assert int(tail[3]) == int(granule.valid_percentage)
        names = granule.granule_id[: tail.start()].split("_X_")
        assert len(names) == 2
        assert all(SCENE.match(name) for name in names)
        dates = [re.search(r"_((?:19|20)\d{6})[T_]", name)[1] for name in names]
        assert (dates[0] > dates[1]) == granule.is_old
        assert granule.platform == names[0].split("_")[0]


def test_an_image_of_a_radar_comes_again_on_the_same_track(many):
    tracks: dict[tuple[str, str], set[int]] = {}
    for granule in many:
        for scene in (granule.image_1, granule.image_2):
            if scene.is_radar:
                offset = 73 if scene.satellite == "1A" else 27
                place = granule.site, scene.frame
                tracks.setdefault(place, set()).add((scene.orbit - offset) % 175 + 1)
    assert {site for site, _ in tracks} == set(SITES)
    assert all(len(numbers) == 1 for numbers in tracks.values())


def test_a_pair_in_both_zones_is_one_pair(first):
    found: dict[tuple, list[pairs.Granule]] = {}
    for granule in first:
        if "both-zones" in granule.special:
            found.setdefault((granule.image_1, granule.image_2), []).append(granule)
    assert len(found) == 5
    for one, two in found.values():
        assert one.epsg != two.epsg
        assert (one.form, one.site) == (two.form, two.site)
        assert one.gaps != two.gaps


def test_poor_scenes_are_processed_again(first):
    poor = {"real-time": "RT", "tier-2": "T2"}
    before = [granule for granule in first if set(poor) & set(granule.special)]
    after = [granule for granule in first if "reprocessed" in granule.special]
    assert len(before) == len(after) == 3
    for early, late in zip(before, after):
        assert early.image_2.tier == poor[early.special[0]]
        assert {late.image_1.tier, late.image_2.tier} == {"T1"}
        assert early.dates == late.dates
        assert early.image_2.processed < late.image_2.processed
        assert early.epsg == late.epsg
