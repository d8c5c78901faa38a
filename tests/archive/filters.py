"""Which items a search wants: CQL2 filters in JSON, and time intervals."""

from __future__ import annotations

import operator
import re
from datetime import datetime, timezone
from typing import Callable, Optional

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


class FilterError(ValueError):
    """A filter or an interval that cannot be understood."""


def parse_moment(text: str) -> datetime:
    """Read an RFC 3339 time; a date alone is refused, as the real service does."""
    if not _RFC3339.match(text):
        raise FilterError(f"Invalid RFC3339 datetime: {text!r}")
    fraction = re.sub(r"\.(\d+)", lambda match: f".{match[1]:0<6.6}", text.upper())
    try:
        return datetime.fromisoformat(fraction.replace("Z", "+00:00"))
    except ValueError as error:
        raise FilterError(f"Invalid RFC3339 datetime: {text!r}") from error


def parse_interval(text: str) -> tuple[datetime, datetime]:
    """Read a moment or an interval ``A/B``; an end that is ``..`` or empty is open."""
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
    return start, end


def in_interval(interval: tuple[datetime, datetime]) -> Predicate:
    """Whether the time from image 1 to image 2 overlaps the interval, ends included."""
    start, end = interval

    def matches(item: Item) -> bool:
        properties = item["properties"]
        first = parse_moment(properties["start_datetime"])
        return first <= end and parse_moment(properties["end_datetime"]) >= start

    return matches


def _value(expression: object, item: Item) -> object:
    if not isinstance(expression, dict):
        return expression
    if "property" in expression:
        name = str(expression["property"])
        name = name[len("properties.") :] if name.startswith("properties.") else name
        if name in ("id", "collection"):
            return item[name]
        value = item["properties"].get(name, _MISSING)
        return value if value is not None else _MISSING
    for kind in ("timestamp", "date"):
        if kind in expression:
            return str(expression[kind])
    raise FilterError(f"Cannot evaluate {expression!r}")


def _comparable(left: object, right: object) -> tuple[object, object]:
    """Bring two values to one kind; times compare as times."""
    if isinstance(left, str) and isinstance(right, str):
        if _RFC3339.match(left) and _RFC3339.match(right):
            return parse_moment(left), parse_moment(right)
        return left, right
    numbers = (int, float)
    if isinstance(left, numbers) and isinstance(right, numbers):
        return left, right
    raise FilterError(f"Cannot compare {left!r} with {right!r}")


def _comparison(operation: str, arguments: list) -> Predicate:
    if len(arguments) != 2:
        raise FilterError(f"{operation} needs two arguments")

    def matches(item: Item) -> bool | None:
        values = [_value(argument, item) for argument in arguments]
        if any(value is _MISSING for value in values):
            return None
        return bool(_COMPARE[operation](*_comparable(*values)))

    return matches


def _among(arguments: list) -> Predicate:
    if len(arguments) != 2 or not isinstance(arguments[1], list):
        raise FilterError("in needs a property and a list")

    def matches(item: Item) -> bool | None:
        value = _value(arguments[0], item)
        return None if value is _MISSING else value in arguments[1]

    return matches


def _is_null(arguments: list) -> Predicate:
    if len(arguments) != 1 or not isinstance(arguments[0], dict):
        raise FilterError("isNull needs a property")
    return lambda item: _value(arguments[0], item) is _MISSING


def _between(arguments: list) -> Predicate:
    if len(arguments) != 3:
        raise FilterError("between needs a property and two bounds")
    above = _comparison(">=", arguments[:2])
    below = _comparison("<=", [arguments[0], arguments[2]])
    return _combined([above, below], decisive=False)


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

    A property that an item lacks never matches, whatever it is compared with; ``isNull`` finds it.
    """
    if not isinstance(expression, dict) or not isinstance(expression.get("args"), list):
        raise FilterError("A filter is an object with op and args")
    operation, arguments = str(expression.get("op")).lower(), expression["args"]
    if operation in ("and", "or"):
        inner = [compile_filter(argument) for argument in arguments]
        return _combined(inner, decisive=operation == "or")
    if operation == "not":
        if len(arguments) != 1:
            raise FilterError("not needs one argument")
        return _negated(compile_filter(arguments[0]))
    if operation in _COMPARE:
        return _comparison(operation, arguments)
    if operation == "in":
        return _among(arguments)
    if operation == "isnull":
        return _is_null(arguments)
    if operation == "between":
        return _between(arguments)
    raise FilterError(f"Operator {operation!r} is not supported")
