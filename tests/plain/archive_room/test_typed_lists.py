"""What people type for projections and for paths, tiles and frames."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itslive_qgis.archive.names import place_key
from itslive_qgis.archive.typed_lists import epsg_codes, places
from itslive_qgis.errors import ItsliveError


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ()),
        ("  ", ()),
        ("3413", (3413,)),
        ("EPSG:3413", (3413,)),
        ("epsg: 3413 ; 32607", (3413, 32607)),
        ("32607,32608, 32607", (32607, 32608)),
        ("102027", (102027,)),
    ],
)
def test_codes_are_read_however_they_are_typed(text, codes):
    assert epsg_codes(text) == codes


@pytest.mark.parametrize("text", ["polar", "3413.5", "-3413", "34", "3413 and 32607", "EPSG:"])
def test_what_is_no_code_is_named(text):
    with pytest.raises(ItsliveError) as caught:
        epsg_codes(f"3413, {text}")
    assert caught.value.code == "query_invalid"
    assert caught.value.values["text"] in text
    assert "3413 or 32607" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        ("9/11", ("9/11",)),
        ("9 / 11, 009011", ("9/11", "009011")),
        ("T22WED 22WEC", ("T22WED", "22WEC")),
        ("149_074", ("149_074",)),
        ("032624", ("032624",)),
        ("9/11;9/11", ("9/11",)),
    ],
)
def test_places_are_read_however_they_are_typed(text, found):
    assert places(text) == found


@pytest.mark.parametrize(
    "text", ["0/11", "234/1", "9/249", "9/11/2", "Jakobshavn", "61XAB", "9-/", "9011"]
)
def test_what_can_be_no_place_is_named(text):
    with pytest.raises(ItsliveError) as caught:
        places(f"9/11, {text}")
    assert caught.value.code == "query_invalid"
    assert caught.value.values["text"] == text


@given(st.integers(1, 233), st.integers(1, 248))
def test_every_path_and_row_of_landsat_is_one(path, row):
    spaced, written = places(f"{path}/{row} {path:03d}{row:03d}")
    assert place_key(spaced) == place_key(written)


@given(st.text(), st.sampled_from([epsg_codes, places]))
def test_any_text_is_read_or_refused(text, read):
    with suppress(ItsliveError):
        found = read(text)
        assert len(set(found)) == len(found)
