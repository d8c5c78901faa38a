"""What is told of a store: as zarr reads it, and never another error than our own."""

from __future__ import annotations

import json
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itslive_qgis.errors import ItsliveError
from itslive_qgis.series.zarr_meta import CONSOLIDATED, parse

from .stores import Cube

URL = "https://example.org/a.zarr"


@pytest.fixture(scope="module")
def cube(tmp_path_factory) -> Cube:
    path = tmp_path_factory.mktemp("store") / "a.zarr"
    return Cube(path, layers=30, chunks=(20, 10, 10), texts="O", fill="both").write()


def test_arrays_are_those_that_zarr_opens(cube):
    found = parse((cube.path / CONSOLIDATED).read_bytes(), URL)
    group = cube.raw()

    assert set(found.arrays) == set(group.array_keys())
    assert not found.unknown
    assert found.attributes == group.attrs.asdict()
    for name, array in group.arrays():
        info = found.arrays[name]
        assert (info.name, info.shape, info.chunks, info.dtype) == (
            name,
            array.shape,
            array.chunks,
            array.dtype,
        )
        assert info.counts() == array.cdata_shape or not array.ndim
        assert info.compressor == (array.compressor and array.compressor.get_config())
        assert list(info.dims) == array.attrs["_ARRAY_DIMENSIONS"]
        first = array._chunk_key((0,) * array.ndim)
        assert info.key(*(0,) * array.ndim) == first or not array.ndim
    assert found.arrays["vx"].missing == (-32767.0,)
    assert found.arrays["vx"].span(0) == (0, 20)
    assert found.arrays["vx"].span(1) == (20, 30)
    assert found.arrays["mid_date"].missing == ()


def test_another_separator_of_chunks():
    info = parse(told({"dimension_separator": "/"}), URL).arrays["a"]
    assert info.key(0, 12, 40) == "a/0/12/40"


def told(array: dict, attributes: object = None) -> bytes:
    """Consolidated metadata of one array."""
    usual = {
        "zarr_format": 2,
        "shape": [100, 20, 20],
        "chunks": [50, 10, 10],
        "dtype": "<i2",
        "compressor": None,
        "fill_value": None,
        "order": "C",
        "filters": None,
    }
    metadata = {"a/.zarray": {**usual, **array}, "a/.zattrs": attributes or {}}
    return json.dumps({"metadata": metadata, "zarr_consolidated_format": 1}).encode()


@pytest.mark.parametrize(
    ("fill", "attributes", "dtype", "missing"),
    [
        (None, {}, "<i2", []),
        (-32767, {}, "<i2", [-32767]),
        (None, {"missing_value": -32767}, "<i2", [-32767]),
        (0, {"missing_value": -32767, "_FillValue": 7}, "<i2", [0, 7, -32767]),
        ("NaN", {}, "<f4", [np.nan]),
        ("Infinity", {}, "<f4", [np.inf]),
        (0.5, {"missing_value": 0.5}, "<f8", [0.5]),
        ("", {}, "<U2", []),
    ],
)
def test_what_stands_for_none(fill, attributes, dtype, missing):
    found = parse(told({"fill_value": fill, "dtype": dtype}, attributes), URL).arrays["a"].missing
    np.testing.assert_array_equal(found, missing)


#: Whatever a JSON file may hold.
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["<i2", "O", "|O", "(i,", "i4,i4", "<M8[ns]", "vlen-utf8", "a/.zarray", "V"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["id", "a/.zarray", ".zattrs", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)
KEYS = ["zarr_format", "shape", "chunks", "dtype", "compressor", "fill_value", "order", "filters"]


@given(
    array=st.dictionaries(st.sampled_from([*KEYS, "dimension_separator"]), ANYTHING, max_size=3),
    attributes=st.dictionaries(
        st.sampled_from(["_ARRAY_DIMENSIONS", "missing_value", "_FillValue"]), ANYTHING, max_size=2
    )
    | ANYTHING,
)
@settings(max_examples=500, deadline=None)
def test_any_array_is_known_or_not(array, attributes):
    with suppress(ItsliveError):
        found = parse(told(array, attributes), URL)
        assert set(found.arrays) | set(found.unknown) == {"a"}
        for info in found.arrays.values():
            assert info.dtype.itemsize * np.prod(info.chunks, dtype=float) < 2**32
            assert len(info.shape) == len(info.chunks)
            assert all(isinstance(each, float) for each in info.missing)
            hash((info.counts(), info.key(*info.counts())))


@given(content=ANYTHING)
@settings(max_examples=300, deadline=None)
def test_any_json_is_a_store_or_said_to_be_none(content):
    for data in (json.dumps(content), json.dumps({"metadata": content})):
        with suppress(ItsliveError):
            parse(data.encode(), URL)


@given(content=st.binary(max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_a_store_or_said_to_be_none(content):
    with pytest.raises(ItsliveError) as caught:
        parse(content, URL)
    assert caught.value.code == "no_store"
    assert "a.zarr" in str(caught.value)


@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_any_damage_of_real_metadata(cube, data):
    content = bytearray((cube.path / CONSOLIDATED).read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(ItsliveError):
        parse(bytes(content), URL)
