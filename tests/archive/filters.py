"""Which items a search wants: CQL2 filters in JSON, and time intervals."""

from __future__ import annotations

import json
import operator
import re
from datetime import datetime, timezone
from typing import Any, Callable, Optional

Item = dict
# None is SQL's unknown: what a comparison with a property that the item lacks gives
Predicate = Callable[[Item], Optional[bool]]

_COMPARE = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_RFC3339 = re.compile(
    r"^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$", re.ASCII
)
_MISSING = object()
# pgstac keeps the interval of an item, and in filters its start goes by the name of datetime
_MOMENTS = {"datetime": "start_datetime", "end_datetime": "end_datetime"}
# as the real service: the separation is listed under a name that no item carries
QUERYABLES: dict[str, dict[str, Any]] = {
    "dt_days": {"type": "number", "title": "Days of Separation", "minimum": 6, "maximum": 546},
    "percent_valid_pixels": {"type": "number", "minimum": 0, "maximum": 100},
    "scene_1_frame": {"type": "string"},
    "scene_2_frame": {"type": "string"},
    "created": {"type": "string", "format": "date-time"},
}


class FilterError(ValueError):
    """A filter or an interval that cannot be understood."""


class ServiceFault(Exception):  # noqa: N818 - the fault is the service's
    """What the real service answers with status 500, as it learns it from its database."""


def parse_moment(text: str) -> datetime:
    """Read an RFC 3339 time; a date alone is refused, as the real service does."""
    if not _RFC3339.match(text):
        raise FilterError(f"Invalid RFC3339 datetime: {text!r}")
    fraction = re.sub(r"\.(\d+)", lambda match: f".{match[1]:0<6.6}", text.upper())
    try:
        return datetime.fromisoformat(fraction.replace("Z", "+00:00"))
    except ValueError as error:
        raise FilterError(f"Invalid RFC3339 datetime: {text!r}") from error


def parse_interval(text: str) -> tuple[datetime, datetime] | None:
    """Read a moment or an interval ``A/B``; an end that is ``..`` or empty is open.

    ``A/A`` is None, in which nothing lies: to pgstac's database it is an empty range.
    """
    ends = text.split("/")
    if len(ends) == 1:
        moment = parse_moment(text)
        return moment, moment
    if len(ends) != 2 or all(end in ("", "..") for end in ends):
        raise FilterError(f"Invalid datetime interval: {text!r}")
    first, last = datetime.min, datetime.max
    start = first.replace(tzinfo=timezone.utc) if ends[0] in ("", "..") else parse_moment(ends[0])
    end = last.replace(tzinfo=timezone.utc) if ends[1] in ("", "..") else parse_moment(ends[1])
    if start > end:
        raise FilterError("The datetime interval ends before it starts")
    return (start, end) if start < end else None


def in_interval(interval: tuple[datetime, datetime] | None) -> Predicate:
    """Whether the time from image 1 to image 2 overlaps the interval, ends included."""
    if interval is None:
        return lambda _item: False
    start, end = interval

    def matches(item: Item) -> bool:
        properties = item["properties"]
        first = parse_moment(properties["start_datetime"])
        return first <= end and parse_moment(properties["end_datetime"]) >= start

    return matches


def _comparand(expression: object, item: Item) -> object:
    """A property's value as it is stored, or a literal; times of the item are moments."""
    if not isinstance(expression, dict):
        return expression
    if "property" in expression:
        name = _property(expression)
        if name in ("id", "collection"):
            return item[name]
        if name in _MOMENTS:
            return parse_moment(item["properties"][_MOMENTS[name]])
        value = item["properties"].get(name, _MISSING)
        return value if value is not None else _MISSING
    for kind in ("timestamp", "date"):
        if kind in expression:
            return parse_moment(str(expression[kind]))
    raise ServiceFault(f"Cannot evaluate {expression!r}")


def _property(expression: object) -> str:
    if not isinstance(expression, dict) or "property" not in expression:
        raise ServiceFault(f"{expression!r} is no property")
    name = str(expression["property"])
    return name[len("properties.") :] if name.startswith("properties.") else name


def _kind(arguments: list) -> str:
    """What both sides of a comparison are cast to: by the queryables, else by the literal."""
    for argument in arguments:
        if isinstance(argument, dict) and "property" in argument:
            name = _property(argument)
            if name in _MOMENTS:
                return "date-time"
            if name in QUERYABLES:
                return QUERYABLES[name].get("format", QUERYABLES[name]["type"])
    literals = [value for value in arguments if not isinstance(value, dict)]
    return "number" if any(isinstance(value, (int, float)) for value in literals) else "string"


def _cast(value: object, kind: str) -> object:
    """A value as the database casts it."""
    try:
        if kind == "number":
            return float(value)  # type: ignore[arg-type]
        if kind == "date-time":
            return value if isinstance(value, datetime) else parse_moment(str(value))
    except (TypeError, ValueError) as error:
        raise ServiceFault(f"{value!r} is no {kind}") from error
    if isinstance(value, datetime):
        raise ServiceFault("There is no operator for text and time")
    return value if isinstance(value, str) else json.dumps(value)


def _comparison(operation: str, arguments: list) -> Predicate:
    if len(arguments) != 2:
        raise ServiceFault(f"{operation} needs two arguments")

    def matches(item: Item) -> bool | None:
        values = [_comparand(argument, item) for argument in arguments]
        if any(value is _MISSING for value in values):
            return None
        kind = _kind(arguments)
        return bool(_COMPARE[operation](*(_cast(value, kind) for value in values)))

    return matches


def _among(arguments: list) -> Predicate:
    if len(arguments) != 2 or not isinstance(arguments[1], list) or not arguments[1]:
        raise ServiceFault("in needs a property and a list that is not empty")
    tests = [_comparison("=", [arguments[0], value]) for value in arguments[1]]
    return _combined(tests, decisive=True)


def _between(arguments: list) -> Predicate:
    if len(arguments) != 3:
        raise ServiceFault("between needs a property and two bounds")
    above = _comparison(">=", arguments[:2])
    below = _comparison("<=", [arguments[0], arguments[2]])
    return _combined([above, below], decisive=False)


def _like(arguments: list) -> Predicate:
    """SQL's LIKE: ``%`` is any text, ``_`` any character."""
    if len(arguments) != 2 or not isinstance(arguments[1], str):
        raise ServiceFault("like needs a property and a pattern")
    parts = (
        {"%": ".*", "_": "."}.get(character, re.escape(character)) for character in arguments[1]
    )
    pattern = re.compile("".join(parts), re.DOTALL)

    def matches(item: Item) -> bool | None:
        value = _comparand(arguments[0], item)
        return None if value is _MISSING else bool(pattern.fullmatch(str(_cast(value, "string"))))

    return matches


def _absent(arguments: list) -> Predicate:
    """``isNull``: the one test that a property which the item lacks can pass."""
    if len(arguments) != 1:
        raise ServiceFault("isNull needs one argument")
    _property(arguments[0])
    return lambda item: _comparand(arguments[0], item) is _MISSING


def _combined(predicates: list[Predicate], decisive: bool) -> Predicate:
    """``and`` (False decides) or ``or`` (True decides) in three-valued logic."""

    def matches(item: Item) -> bool | None:
        values = [predicate(item) for predicate in predicates]
        if decisive in values:
            return decisive
        return None if None in values else not decisive

    return matches


def _negated(predicate: Predicate) -> Predicate:
    def matches(item: Item) -> bool | None:
        value = predicate(item)
        return None if value is None else not value

    return matches


def compile_filter(expression: object) -> Predicate:
    """Return the predicate of a CQL2 filter in JSON.

    A property that an item lacks never matches, whatever it is compared with, but is null. What
    cannot be evaluated is a fault of the service: pgstac's database finds it out.

    Raises:
        FilterError: the filter is no object.
        ServiceFault: it is one, and not a filter.
    """
    if not isinstance(expression, dict):
        raise FilterError("Input should be a valid dictionary")
    operation, arguments = str(expression.get("op")).lower(), expression.get("args")
    if not isinstance(arguments, list) or not arguments:
        raise ServiceFault("A filter has op and args")
    if operation in ("and", "or"):
        inner = [compile_filter(argument) for argument in arguments]
        return _combined(inner, decisive=operation == "or")
    if operation == "not":
        if len(arguments) != 1:
            raise ServiceFault("not needs one argument")
        return _negated(compile_filter(arguments[0]))
    if operation in _COMPARE:
        return _comparison(operation, arguments)
    others = {"in": _among, "between": _between, "like": _like, "isnull": _absent}
    if operation not in others:
        raise ServiceFault(f"Operator {operation} Not Supported.")
    return others[operation](arguments)
