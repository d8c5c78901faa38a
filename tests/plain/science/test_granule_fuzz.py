"""Whatever a granule's header or bytes are: a header that holds together, or a plain refusal."""

from __future__ import annotations

import copy
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from itslive_qgis.errors import ItsliveError
from itslive_qgis.science.granule import read_header
from itslive_qgis.science.granule_header import header_of
from itslive_qgis.science.granule_open import read_from
from tests.plain.science import damage
from tests.plain.science import small_granules as small
from tests.plain.science.small_granules import Spec, Variable

pytestmark = pytest.mark.own_process
REPOSITORY = Path(__file__).parents[3]
REFUSAL = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")

FORMS = [
    small.v1(),
    small.nsidc(),
    small.v2(),
    small.deep(small.v2(marker="i1")),
    small.s1(),
    small.s1(scaled=True),
]
NUMBERS = st.one_of(
    st.floats(),
    st.integers(-(2**31), 2**31 - 1),
    st.sampled_from([0.0, 1.0, -1.0, 90.5, 1e300, 3413.0, 3031.0, 32622.0, 4326.0, 9999.0]),
)
TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", "nan", "inf", "20200101", "20201301", "8", "1A", "L", "S", "1e400", "٣"]),
)
VALUES = st.one_of(
    NUMBERS,
    TEXTS,
    st.lists(NUMBERS, min_size=2, max_size=3).map(np.array),
    st.lists(st.text("ab", min_size=1, max_size=3), min_size=2, max_size=3),
)
DTYPES = ["i1", "i2", "u2", "i4", "i8", "f4", "f8", "S1", str]
LAYOUTS = [("x", "y"), ("y",), ("x",), (), ("y", "y"), ("x", "x"), ("one", "y", "x")]
PAIR_ATTRIBUTES = sorted(
    {name for spec in FORMS for name in spec.variables["img_pair_info"].attributes}
)


@st.composite
def changes(draw: st.DrawFn, spec: Spec) -> None:
    """Spoil one thing."""
    name = draw(st.sampled_from(sorted(spec.variables)))
    variable = spec.variables[name]
    way = draw(st.sampled_from(["set", "set", "set", "drop", "gone", "type", "layout", "values"]))
    if way == "set":
        # Most of what is read is in these three, and an attribute may stray to any variable.
        known = sorted({*variable.attributes, *PAIR_ATTRIBUTES, "scale_factor", "missing_value"})
        own = sorted(variable.attributes) or known
        variable.attributes[draw(st.sampled_from(draw(st.sampled_from([own, known]))))] = draw(
            VALUES
        )
    elif way == "drop" and variable.attributes:
        del variable.attributes[draw(st.sampled_from(sorted(variable.attributes)))]
    elif way == "gone":
        del spec.variables[name]
    elif way == "type":
        variable.dtype, variable.fill, variable.values = draw(st.sampled_from(DTYPES)), None, None
    elif way == "layout":
        variable.dimensions, variable.values = draw(st.sampled_from(LAYOUTS)), None
    elif way == "values" and name in ("x", "y") and variable.values is not None:
        steps = draw(st.lists(st.floats(width=32), min_size=1, max_size=4))
        cells = variable.values.copy()
        for step in steps:
            cells[draw(st.integers(0, cells.size - 1))] = step
        variable.values = cells if draw(st.booleans()) else np.flip(variable.values) * steps[0]


@st.composite
def spoilt(draw: st.DrawFn) -> Spec:
    """A valid granule of any form with one to three things spoilt."""
    spec = copy.deepcopy(draw(st.sampled_from(FORMS)))
    spec.dimensions["one"] = 1
    for _ in range(draw(st.integers(1, 3))):
        draw(changes(spec))
    if draw(st.integers(0, 9)) == 0:
        spec.variables["mid_date"] = Variable("f8", (), {})
    return spec


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "a_X_b.nc"


@given(spec=spoilt())
@settings(max_examples=300, deadline=None)
def test_a_spoilt_header_is_refused_or_holds_together(spec, place):
    try:
        small.write(spec, place)
    except (TypeError, ValueError, RuntimeError, AttributeError, OverflowError, IndexError):
        assume(False)  # netCDF4 itself will not write that
    told = damage.outcome(place)

    assert told == "read" or REFUSAL.fullmatch(told), told
    assert header_told(read_header, place) == header_told(through_netcdf4, place)


def through_netcdf4(path: Path):
    return read_from(path, lambda dataset: header_of(dataset, path))


def header_told(read, path: Path) -> str:
    """The header, or the code of the refusal."""
    try:
        return repr(read(path))
    except ItsliveError as error:
        return error.code


@pytest.mark.parametrize("form", ["v1", "v2", "s1"])
def test_damaged_bytes_raise_nothing_unforeseen(form, tmp_path):
    """The child may die of libhdf5 (see the worker's test_building.py), but not of our code."""
    whole = small.write(getattr(small, form)(), tmp_path / "whole.nc")
    told = subprocess.run(
        [sys.executable, "-m", "tests.plain.science.damage", whole, tmp_path, "120"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=REPOSITORY,
    ).stdout
    outcomes = [line.split(maxsplit=1)[1] for line in told.splitlines()]

    assert len(outcomes) == 120
    for outcome in outcomes:
        assert outcome.startswith("SIG") or REFUSAL.fullmatch(outcome), outcome
    assert {"read", "damaged_granule"} <= set(outcomes)
