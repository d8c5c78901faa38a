"""A thread that Python made, for what must not run in one of Qt's."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def in_python_thread(function: Callable[..., T], *arguments: Any) -> T:
    """The result of ``function``, called in a new thread of Python's own; its errors are raised.

    For pyproj 3.7.0 to 3.7.2 (https://github.com/pyproj4/pyproj/issues/1509), which QGIS 3.40
    comes with: it frees a thread's PROJ context when the thread's Python state ends, but goes on
    using it. In Qt's threads, which tasks and algorithms run in, that state ends with every call
    from C++, and the second use crashes QGIS. No object of pyproj may leave the thread.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(function, *arguments).result()
