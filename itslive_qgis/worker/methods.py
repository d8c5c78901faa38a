"""What the worker can be asked to do.

A method is a function of the science room, named here and imported when first asked for, so that
the worker answers early. Its parameters are those of the call; a parameter named ``monitor`` is
filled in by the worker. What it returns must be JSON-able (numpy is, see ``protocol.plain``).
"""

from __future__ import annotations

import importlib
import inspect
import os
import platform
from collections.abc import Callable, Mapping
from typing import Any, Union

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from . import packages

#: A function, or where it lies: "module in the package:function".
Method = Union[str, Callable[..., Any]]


def ping() -> dict[str, Any]:
    """Say that the worker is there: ``{pid, python, packages}``."""
    versions, _missing = packages.load()
    return {"pid": os.getpid(), "python": platform.python_version(), "packages": versions}


METHODS: dict[str, Method] = {
    "ping": ping,
    "build_cube": "science.cube:build_cube",
    "describe_cube": "science.describe:describe_cube",
    "describe_folder": "science.describe:describe_folder",
    "estimate_remote": "science.remote_estimate:estimate_remote",
    "inspect_folder": "science.inspect:inspect_folder",
    "inspect_granule": "science.inspect:inspect_granule",
    "official_points": "science.official_points:official_points",
    "point_series": "science.cube_series:point_series",
    "summarize_cube": "science.summarize:summarize_cube",
    "typical_speed": "science.typical:typical_speed",
}


def perform(
    methods: Mapping[str, Method], name: str, params: dict[str, Any], monitor: Monitor
) -> Any:
    """Call the method ``name`` with ``params`` as keyword arguments.

    Raises:
        ItsliveError: ``unknown_method`` or ``bad_params``, or what the method raises.
    """
    function = _function(methods, name)
    accepted = parameters(methods, name)
    arguments = dict(params)
    if "monitor" in arguments:
        raise _bad_params(name, "monitor")
    if "monitor" in accepted:
        arguments["monitor"] = monitor
    try:
        inspect.signature(function).bind(**arguments)
    except TypeError as error:
        raise _bad_params(name, str(error)) from error
    return function(**arguments)


def parameters(methods: Mapping[str, Method], name: str) -> Mapping[str, inspect.Parameter]:
    """What the method ``name`` takes; raises ItsliveError ``unknown_method``."""
    return inspect.signature(_function(methods, name)).parameters


def _function(methods: Mapping[str, Method], name: str) -> Callable[..., Any]:
    method = methods.get(name)
    if method is None:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "The worker process knows no work named '{method}'."),
            QT_TRANSLATE_NOOP(
                "Messages", "Restart QGIS, so that all parts of the plugin are the same version."
            ),
            code="unknown_method",
            method=name,
        )
    if callable(method):
        return method
    module, _, function = method.partition(":")
    return getattr(importlib.import_module(f"...{module}", __name__), function)


def _bad_params(name: str, problem: str) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages", "The worker process was asked wrongly for '{method}': {problem}."
        ),
        QT_TRANSLATE_NOOP(
            "Messages", "Restart QGIS, so that all parts of the plugin are the same version."
        ),
        code="bad_params",
        method=name,
        problem=problem,
    )
