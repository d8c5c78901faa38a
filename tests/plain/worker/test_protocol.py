from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import pytest

from itslive_qgis.errors import ItsliveError
from itslive_qgis.worker import protocol


def test_a_message_is_one_ascii_line_and_comes_back_equal():
    params = {"output": "/tmp/Gletscher läuft/würfel\n.nc", "points": [[1, 2.5]], "area": None}
    line = protocol.encode(protocol.call(7, "build_cube", params))
    assert line.isascii()
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert protocol.decode(line) == {
        "type": "call",
        "id": 7,
        "method": "build_cube",
        "params": params,
    }


def test_file_names_that_are_not_utf8_survive():
    name = b"gr\xfcn.nc".decode("utf-8", "surrogateescape")
    assert protocol.decode(protocol.encode(protocol.result(1, name)))["result"] == name


def test_not_finite_becomes_null_and_numpy_becomes_lists():
    value = {
        "speeds": np.array([1, np.nan, np.inf], dtype=np.float32),
        "nested": [(float("nan"), 2.0)],
        "count": np.int32(4),
        "flag": np.bool_(False),
        3: datetime(2020, 1, 2, tzinfo=timezone.utc),
        "path": Path("a/b"),
        "mid_date": np.datetime64("2020-01-02T03:04:05", "ns"),
    }
    sent = protocol.decode(protocol.encode(protocol.result(1, value)))["result"]
    assert sent == {
        "speeds": [1.0, None, None],
        "nested": [[None, 2.0]],
        "count": 4,
        "flag": False,
        "3": "2020-01-02T00:00:00+00:00",
        "path": "a/b",
        "mid_date": "2020-01-02T03:04:05.000000000",
    }


def test_an_error_crosses_whole_even_with_values_json_cannot_carry():
    error = ItsliveError("No {what_kind}.", "Do.", code="c", detail="d", retry=True, what_kind=set)
    message = json.loads(protocol.encode(protocol.error(3, error)))
    received = ItsliveError.from_dict(message["error"])
    assert str(received) == "No <class 'set'>. Do."
    assert (received.code, received.detail, received.retry) == ("c", "d", True)


def test_what_json_cannot_carry_is_refused():
    with pytest.raises(TypeError, match="object cannot be sent"):
        protocol.encode(protocol.result(1, object()))


@pytest.mark.parametrize(
    "line",
    [b"hello\n", b"[1]\n", b'{"type": 3}\n', b"\xff\n", b"", b'{"type": "result", "result": NaN}'],
)
def test_lines_that_are_no_message_are_refused(line):
    with pytest.raises(ItsliveError) as caught:
        protocol.decode(line)
    assert caught.value.code == "bad_message"


def test_the_unfinished_file_stands_beside_the_output():
    assert protocol.part_file({"output": "/data/cube.nc"}) == "/data/cube.nc.part"
    assert protocol.part_file({"path": "/data/cube.nc"}) is None
    assert protocol.part_file({"output": ""}) is None
