"""What the plot shows, and of which values: remembered from one use to the next."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..series.components import COMPONENTS, PER_DAY, PER_YEAR
from ..series.selection import Selection
from .plot_data import BY_POINT, BY_SATELLITE
from .plot_views import HISTOGRAM, SEASON, TIME

ROLLING, ANNUAL, SEASONAL, TREND, MODEL = "rolling", "annual", "seasonal", "trend", "model"
CURVES = (ROLLING, ANNUAL, SEASONAL, TREND, MODEL)
VIEWS = (TIME, SEASON, HISTOGRAM)


@dataclass(frozen=True)
class PlotChoices:
    """What is shown.

    Attributes:
        selection: which values.
        component: one of ``series.components.COMPONENTS``.
        per: ``PER_YEAR`` or ``PER_DAY``.
        colour_by: ``plot_data.BY_SATELLITE`` or ``BY_POINT``.
        view: one of :data:`VIEWS`.
        separations: whether bars span the time between both images.
        errors: whether bars show the stated errors.
        curves: those of :data:`CURVES` that are drawn.
    """

    selection: Selection = field(default_factory=Selection)
    component: str = "v"
    per: str = PER_YEAR
    colour_by: str = BY_SATELLITE
    view: str = TIME
    separations: bool = True
    errors: bool = False
    curves: tuple[str, ...] = ()

    def to_text(self) -> str:
        """For the settings."""
        plain = {name: getattr(self, name) for name in _ALLOWED}
        plain["curves"] = list(self.curves)
        return json.dumps({**plain, "selection": self.selection.to_dict()})

    @classmethod
    def from_text(cls, text: str) -> PlotChoices:
        """The inverse of :meth:`to_text`; what is missing or cannot be read is as usual."""
        try:
            told = json.loads(text) if text else {}
        except ValueError:
            told = {}
        if not isinstance(told, Mapping):
            return cls()
        found: dict[str, Any] = {
            name: told[name]
            for name, allowed in _ALLOWED.items()
            if isinstance(told.get(name), (str, bool)) and told[name] in allowed
        }
        curves = told.get("curves")
        if isinstance(curves, list):
            found["curves"] = tuple(each for each in CURVES if each in curves)
        return cls(Selection.from_dict(told.get("selection", {})), **found)

    def with_selection(self, **changes: Any) -> PlotChoices:
        """The same but for some of the selection."""
        return replace(self, selection=replace(self.selection, **changes))


_ALLOWED: dict[str, tuple[Any, ...]] = {
    "component": COMPONENTS,
    "per": (PER_YEAR, PER_DAY),
    "colour_by": (BY_SATELLITE, BY_POINT),
    "view": VIEWS,
    "separations": (True, False),
    "errors": (True, False),
}
