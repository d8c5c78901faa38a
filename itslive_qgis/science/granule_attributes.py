"""Single attributes of a granule's header, whatever type the file gives them."""

from __future__ import annotations

import math
import os
from typing import Any

import netCDF4
import numpy as np

from ..errors import QT_TRANSLATE_NOOP
from .granule_open import fault


def text(variable: netCDF4.Variable, *names: str) -> str:
    """The first of the attributes that is there, as text without blanks around; empty if none."""
    return _written(_first(variable, names)).strip()


def number(variable: netCDF4.Variable, path: str | os.PathLike[str], *names: str) -> float:
    """The first of the attributes that is there as a number, NaN if none is.

    V0/V1 write integers as floats, and rewritten files numbers as text.

    Raises:
        ItsliveError: it is there and is no single number.
    """
    value = _first(variable, names)
    if value is None:
        return math.nan
    try:
        return float(_written(value))
    except ValueError as error:
        what = QT_TRANSLATE_NOOP(
            "Messages", "The header of {name} is damaged: {attribute} is {value}."
        )
        attribute = f"{variable.name}.{names[0]}"
        shown = repr(value)[:60]
        raise fault(what, path, "bad_header", attribute=attribute, value=shown) from error


def _first(variable: netCDF4.Variable, names: tuple[str, ...]) -> Any:
    for name in names:
        try:
            return variable.getncattr(name)
        except AttributeError:
            continue
    return None


def _written(value: Any) -> str:
    """As text; whole numbers without a point, whatever their type."""
    if value is None:
        return ""
    if isinstance(value, np.ndarray) and value.size == 1:
        value = value.item()
    if isinstance(value, (float, np.floating)) and math.isfinite(value) and value == int(value):
        return str(int(value))
    return str(value)
