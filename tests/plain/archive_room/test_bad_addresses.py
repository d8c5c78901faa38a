"""Addresses that lead nowhere cost the granules they belong to, and no other."""

from __future__ import annotations

import pytest

from .nothing_lost import assert_nothing_lost, run, tree
from .place import DATA, Place
from .scripted_server import stored

NONE = (
    "",
    "x",
    "\0",
    "file:///etc/hostname",
    "ftp://127.0.0.1/x.nc",
    "http://[broken/x.nc",
    "http://127.0.0.1:x/x.nc",
    "https://127.0.0.1:99999/x.nc",
    "http:///x.nc",
    "https://./x.nc",
    "https://a..b/x.nc",
    "s3://",
    "s3:///x.nc",
    "http://127.0.0.1:9/x.nc",
    "http://127.0.0.1:9/half-a-character-\ud800.nc",
    f"https://{'a' * 70}.example/x.nc",
)


@pytest.mark.parametrize("url", NONE)
def test_an_address_that_leads_nowhere_costs_one_granule(place: Place, url: str) -> None:
    place.on(stored(DATA))
    bad = place.make(url=url)
    before = tree(place.folder.parent, but=place.folder)
    told = run([bad, place.granule], place.folder, place.network)
    truth = {url: b"", place.granule.url: DATA}
    found = assert_nothing_lost(told, truth, place.folder, place.folder.parent, before)
    assert found.there == 1, told
    (code,) = found.codes
    assert code in ("bad_url", "dns", "refused", "connection")
    if code == "bad_url":
        assert "Search again" in told[0].advice
