"""Nothing is skipped unseen where nothing may be missing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tools.layout import REPOSITORY
from tests.tools.needed import require, require_module, require_programs

SKIPS = ("skip", "importorskip")
#: What only some systems have: such a test may be skipped anywhere else.
OF_A_SYSTEM = ('pytest.importorskip("resource")',)
OF_A_SYSTEM_SAY = ("sys.platform", "os.name", "hasattr(signal", '"/proc/')


@pytest.fixture(params=["", "1"], ids=["anywhere", "in ci"])
def outcome(request, monkeypatch) -> type[BaseException]:
    """What becomes of a test that lacks something."""
    monkeypatch.setenv("ITSLIVE_REQUIRE_DATA", request.param)
    return pytest.fail.Exception if request.param else pytest.skip.Exception


def test_what_is_missing_skips_or_fails(outcome):
    for need in (
        lambda: require("No disk."),
        lambda: require_programs("sh", "no-such-program"),
        lambda: require_module("no_such_module"),
    ):
        with pytest.raises((pytest.fail.Exception, pytest.skip.Exception)) as caught:
            need()
        assert type(caught.value) is outcome


def test_what_is_there_does_neither(outcome):
    require("")
    require_programs("sh")
    assert require_module("ast") is ast


def skips(path: Path) -> Iterator[str]:
    """Every call in a file that skips a test."""
    text = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            call = ast.get_source_segment(text, node) or ""
            if node.func.attr in SKIPS and ast.unparse(node.func.value) == "pytest":
                yield call
            if node.func.attr == "skipif" and not any(each in call for each in OF_A_SYSTEM_SAY):
                yield call


def test_no_test_skips_by_itself():
    files = set((REPOSITORY / "tests").rglob("*.py")) - {
        REPOSITORY / "tests" / "tools" / "needed.py"
    }
    assert len(files) > 100
    found = {path.name: [call for call in skips(path) if call not in OF_A_SYSTEM] for path in files}
    assert {name: calls for name, calls in found.items() if calls} == {}
