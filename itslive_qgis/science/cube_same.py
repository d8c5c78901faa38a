"""Whether a cube can be extended with what is asked for: one cube is built with one choice."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .cube_before import CubeBefore
from .grid import Grid
from .ice_mask import ice_on
from .options import OUTLINES, CubeOptions
from .plan import normal_crs
from .target import area_mask

#: Where a cube is built makes no difference to it.
_ELSEWHERE = {"scheduler"}


def check_same(before: CubeBefore, area: dict[str, Any] | None, options: CubeOptions) -> None:
    """Refuse what the cube was not built with.

    What is left at its default, or not given, is taken from the cube.

    Args:
        before: the cube.
        area: GeoJSON geometry that is asked for, or None.
        options: what else is asked for.

    Raises:
        ItsliveError: an option or the area differs; the sentence says which.
    """
    usual = CubeOptions()
    for each in fields(CubeOptions):
        asked, held = getattr(options, each.name), getattr(before.options, each.name)
        if each.name in _ELSEWHERE or asked == getattr(usual, each.name):
            continue
        if not _is_same(each.name, asked, held, before):
            raise _differs(before, each.name, _text(held), _text(asked))
    if area is not None and not _is_same_area(area, before.area, before.shape.grid):
        raise ItsliveError(
            QT_TRANSLATE_NOOP(
                "Messages",
                "The cube {name} was built for another area than the one that is asked for now; "
                "a cube is extended in time alone.",
            ),
            QT_TRANSLATE_NOOP(
                "Messages",
                "Leave the area empty, which keeps the cube's own, or build a cube of another "
                "name.",
            ),
            code="other_options",
            name=Path(before.path).name,
            option="area",
        )


def _is_same(name: str, asked: Any, held: Any, before: CubeBefore) -> bool:
    grid = before.shape.grid
    if name == "crs":
        return normal_crs(asked) == grid.crs
    if name == "resolution":
        return bool(np.isclose(asked, grid.dx, rtol=1e-6))
    if name == "variables":
        return set(asked) == set(held)
    if name == "ice_mask":
        # Not by its name: the same ice may come from another file.
        return before.ice is not None and bool((ice_on(grid, asked) == before.ice).all())
    return bool(asked == held)


def _is_same_area(asked: dict[str, Any], held: dict[str, Any] | None, grid: Grid) -> bool:
    """Whether two areas choose the same cells of a grid."""
    if json.loads(json.dumps(asked)) == held:
        return True
    return bool((area_mask(grid, asked) == area_mask(grid, held)).all())


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return OUTLINES
    if isinstance(value, tuple):
        return ", ".join(value) or "-"
    if isinstance(value, float):
        return f"{value:g}"
    return "-" if value is None else str(value)


def _differs(before: CubeBefore, option: str, held: str, asked: str) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages",
            "The cube {name} was built with {option} = {held}, and {option} = {asked} is asked for "
            "now; all of a cube is built with one choice.",
        ),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Leave the option at its default, which keeps the cube's own, or build a cube of "
            "another name.",
        ),
        code="other_options",
        name=Path(before.path).name,
        option=option,
        held=held,
        asked=asked,
    )
