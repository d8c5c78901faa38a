"""No sentence of the plugin is lost on its way to the translators."""

from __future__ import annotations

import ast

from tests.tools.layout import PLUGIN, REPOSITORY
from tests.tools.needed import require_programs
from tests.tools.translations import refresh, strings

#: Marks of a string, and which of their arguments it is.
MARKS = {"tr": 0, "_tr": 0, "translate": 1, "QT_TRANSLATE_NOOP": 1}


def marked_strings() -> set[str]:
    """Every literal that the code marks for translation, by Python's own parser."""
    found = set()
    for path in (REPOSITORY / PLUGIN).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            place = MARKS.get(name, len(node.args))
            if place < len(node.args) and isinstance(node.args[place], ast.Constant):
                found.add(node.args[place].value)
    return found


def test_every_marked_string_reaches_the_template(tmp_path):
    require_programs("pylupdate5")
    template = tmp_path / "all.ts"
    refresh(template)
    marked = marked_strings()
    assert len(marked) > 400
    assert marked - {string for _, string in strings(template)} == set()
