"""What the plugin and its worker say to each other.

One message is one JSON object on one line, in ASCII (hence UTF-8), ended by a line feed. The
plugin writes to the worker's standard input and reads from its standard output; standard error
carries free text for the log. Every message has a ``type``:

=============  =========  ==========================================================================
type           sender     further members
=============  =========  ==========================================================================
``hello``      worker     ``protocol``, ``pid``, ``python`` (version), ``executable``, ``packages``
                          {name: version}, ``missing`` {name: why}; once, before any answer
``call``       plugin     ``id``, ``method``, ``params`` {name: value}
``cancel``     plugin     ``id`` of the call to give up
``started``    worker     ``id``; the call has begun (until then it may safely be sent again)
``progress``   worker     ``id``, ``fraction`` (0 to 1), ``text`` (template), ``values``
``result``     worker     ``id``, ``result``
``error``      worker     ``id``, ``error`` (see ``ItsliveError.to_dict``)
``cancelled``  worker     ``id``
=============  =========  ==========================================================================

Of the progress's values, ``reading`` is the file being read and ``unreadable`` one that is damaged,
with its ``reason`` (a template, ``what``, and its ``values``). They are sent before the work goes
on, so that a crash can be laid at a file's door.

A call is answered by exactly one of ``result``, ``error`` and ``cancelled``. Calls are worked off
one after another. The end of standard input ends the worker at once.

Numbers that are not finite never travel: they become ``null``. Arrays travel as lists, paths and
dates as strings (dates in ISO 8601).

A method with a parameter ``output`` writes to :func:`part_file` first and moves the file to its
final name when it is whole; so whoever ends a worker can clear away what it left.
"""

from __future__ import annotations

import json
import math
import os
from datetime import date
from typing import Any

from ..errors import QT_TRANSLATE_NOOP, ItsliveError

VERSION = 1

Message = dict[str, Any]


def encode(message: Message) -> bytes:
    """One line for the stream.

    Raises:
        TypeError: something in the message cannot be written as JSON.
    """
    try:
        text = json.dumps(message, allow_nan=False)
    except (TypeError, ValueError):
        # Walking every value costs more than writing it, so only messages that need it are walked.
        text = json.dumps(plain(message), allow_nan=False)
    return text.encode("ascii") + b"\n"


def decode(line: bytes) -> Message:
    """The inverse of :func:`encode`.

    Raises:
        ItsliveError: ``bad_message``, the line is not a message.
    """
    try:
        message = json.loads(line, parse_constant=_refuse)
    except ValueError as error:
        raise bad_message(line) from error
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise bad_message(line)
    return message


def plain(value: Any) -> Any:
    """``value`` made of JSON's types: numpy becomes lists and numbers, not-finite becomes None."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (date, os.PathLike)):
        return value.isoformat() if isinstance(value, date) else os.fspath(value)
    if hasattr(value, "tolist"):  # numpy's arrays and scalars, recognised without importing it
        is_time = value.dtype.kind == "M"  # whose lists are bare counts of nanoseconds
        return plain((value.astype(str) if is_time else value).tolist())
    raise TypeError(f"{type(value).__name__} cannot be sent as JSON")


def hello(pid: int, python: str, executable: str, packages: dict, missing: dict) -> Message:
    """The worker's first words, after it tried to import what it needs."""
    return {
        "type": "hello",
        "protocol": VERSION,
        "pid": pid,
        "python": python,
        "executable": executable,
        "packages": packages,
        "missing": missing,
    }


def call(number: int, method: str, params: dict[str, Any]) -> Message:
    """Ask for work."""
    return {"type": "call", "id": number, "method": method, "params": params}


def cancel(number: int) -> Message:
    """Ask to give up a call."""
    return {"type": "cancel", "id": number}


def started(number: int) -> Message:
    """The call has begun."""
    return {"type": "started", "id": number}


def progress(number: int, fraction: float, text: str, values: dict[str, Any]) -> Message:
    """How far a call is."""
    return {
        "type": "progress",
        "id": number,
        "fraction": fraction,
        "text": text,
        "values": _presentable(values),
    }


def result(number: int, value: Any) -> Message:
    """The call succeeded."""
    return {"type": "result", "id": number, "result": value}


def error(number: int | None, problem: ItsliveError) -> Message:
    """The call failed; ``number`` is None if the message itself was not understood."""
    content = problem.to_dict()
    content["values"] = _presentable(problem.values)
    return {"type": "error", "id": number, "error": content}


def cancelled(number: int) -> Message:
    """The call was given up."""
    return {"type": "cancelled", "id": number}


def part_file(params: dict[str, Any]) -> str | None:
    """Where a call with these parameters writes before its result is whole, if it writes."""
    output = params.get("output")
    return f"{output}.part" if isinstance(output, str) and output else None


def _presentable(values: dict[str, Any]) -> dict[str, Any]:
    """Values for people to read: what JSON cannot carry goes as text."""
    presentable = {}
    for name, value in values.items():
        try:
            presentable[name] = plain(value)
        except TypeError:
            presentable[name] = str(value)
    return presentable


def bad_message(line: bytes) -> ItsliveError:
    """The failure of a message that cannot be understood."""
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "The worker process received a message it cannot read."),
        QT_TRANSLATE_NOOP("Messages", "Restart QGIS. If it happens again, please report it."),
        code="bad_message",
        detail=repr(line[:500]),
    )


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
