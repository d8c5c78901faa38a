"""How a criterion that emptied a search is told, with its present value."""

from __future__ import annotations

from ..errors import QT_TRANSLATE_NOOP
from .query import Query

#: Where the criterion alone left nothing.
ALONE = {
    "dates": QT_TRANSLATE_NOOP(
        "Messages",
        "There are granules that meet the other criteria, but none has its mid-date in {value}.",
    ),
    "separation": QT_TRANSLATE_NOOP(
        "Messages",
        "There are granules that meet the other criteria, but none has a separation of {value} "
        "days.",
    ),
    "valid": QT_TRANSLATE_NOOP(
        "Messages",
        "There are granules that meet the other criteria, but none states {value} % of valid "
        "pixels or more.",
    ),
    "satellites": QT_TRANSLATE_NOOP(
        "Messages", "There are granules that meet the other criteria, but none is of {value}."
    ),
    "months": QT_TRANSLATE_NOOP(
        "Messages",
        "There are granules that meet the other criteria, but none has its mid-date in the "
        "months {value}.",
    ),
    "orbits": QT_TRANSLATE_NOOP(
        "Messages",
        "There are granules that meet the other criteria, but none states the direction of the "
        "orbit asked for ({value}); radar alone states one.",
    ),
    "epsg": QT_TRANSLATE_NOOP(
        "Messages",
        "There are granules that meet the other criteria, but none is in the projection {value}.",
    ),
    "places": QT_TRANSLATE_NOOP(
        "Messages",
        "There are granules that meet the other criteria, but none is of the path and row, tile "
        "or frame {value}.",
    ),
    "versions": QT_TRANSLATE_NOOP(
        "Messages",
        "There are granules that meet the other criteria, but none is of version {value}.",
    ),
}

#: Where several criteria have to be left open, by the first of them.
TOGETHER = {
    "dates": QT_TRANSLATE_NOOP(
        "Messages",
        "Nothing is found until several criteria are left open, first of all the dates ({value}).",
    ),
    "separation": QT_TRANSLATE_NOOP(
        "Messages",
        "Nothing is found until several criteria are left open, first of all the separation "
        "({value} days).",
    ),
    "valid": QT_TRANSLATE_NOOP(
        "Messages",
        "Nothing is found until several criteria are left open, first of all the share of valid "
        "pixels ({value} %).",
    ),
    "satellites": QT_TRANSLATE_NOOP(
        "Messages",
        "Nothing is found until several criteria are left open, first of all the satellites "
        "({value}).",
    ),
    "months": QT_TRANSLATE_NOOP(
        "Messages",
        "Nothing is found until several criteria are left open, first of all the months ({value}).",
    ),
    "orbits": QT_TRANSLATE_NOOP(
        "Messages",
        "Nothing is found until several criteria are left open, first of all the direction of "
        "the orbit ({value}).",
    ),
    "epsg": QT_TRANSLATE_NOOP(
        "Messages",
        "Nothing is found until several criteria are left open, first of all the projection "
        "({value}).",
    ),
    "places": QT_TRANSLATE_NOOP(
        "Messages",
        "Nothing is found until several criteria are left open, first of all the path and row, "
        "tile or frame ({value}).",
    ),
    "versions": QT_TRANSLATE_NOOP(
        "Messages",
        "Nothing is found until several criteria are left open, first of all the version "
        "({value}).",
    ),
}


def value_of(query: Query, criterion: str) -> str:
    """What a criterion is set to, in signs and proper names that need no translation."""
    if criterion == "dates":
        return "…".join(day.isoformat() if day else "" for day in (query.start, query.end))
    if criterion == "separation":
        return "…".join(map(_number, (query.min_separation, query.max_separation)))
    if criterion == "valid":
        return _number(query.min_valid)
    if criterion == "epsg":
        return ", ".join(f"EPSG:{code}" for code in query.epsg)
    return ", ".join(map(str, getattr(query, criterion)))


def _number(number: float | None) -> str:
    return "" if number is None else f"{number:g}"
