"""How our code and its values reach the processes of a cluster.

The rooms that units need travel as a ZIP, as a package of another name: that of what is in it. So a
process can hold several versions at once, and what may be installed there is never imported.
Values are pickled, and on arrival made of the classes of whichever package is there.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import io
import operator
import pickle  # nosec B403 - a cluster runs whatever its users send it, that is what it is for
import zipfile
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from ..paths import PACKAGE

#: What units import: rooms without QGIS, and the modules that all rooms share.
_TRAVELS = ("*.py", "archive/*.py", "science/*.py")
_STAYS = {"plugin.py", "settings.py", "translation.py"}
_NAME = "itslive_units_"
#: One moment for all files, so that equal code is an equal ZIP.
_MOMENT = (1980, 1, 1, 0, 0, 0)

_HERE = __name__.partition(".")[0]


@lru_cache(maxsize=1)
def luggage() -> tuple[str, bytes]:
    """Our code: the name of the package it becomes, and the ZIP that holds it."""
    found = (path for pattern in _TRAVELS for path in PACKAGE.glob(pattern))
    files = {
        path.relative_to(PACKAGE).as_posix(): path.read_bytes()
        for path in found
        if path.name not in _STAYS
    }
    return packed(files)


def packed(files: dict[str, bytes]) -> tuple[str, bytes]:
    """A package of files, by their paths in it: its name, which tells its content, and a ZIP."""
    told = hashlib.sha256()
    for path, content in sorted(files.items()):
        told.update(f"{path} {len(content)}\n".encode())
        told.update(content)
    name = _NAME + told.hexdigest()[:16]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(f"{name}/{path}", _MOMENT), content)
    return name, stream.getvalue()


class There:
    """What is made where it arrives: the result of a call there.

    Args:
        function: of the standard library, as it is unpickled by its name.
        arguments: of the call.
    """

    __name__ = "itslive"  # the name of its tasks, for who watches the cluster

    def __init__(self, function: Callable[..., Any], *arguments: Any) -> None:
        self._call = function, arguments

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return self._call

    def __call__(self, *_arguments: Any) -> Any:
        """Never called here; dask sends nothing that cannot be called."""
        raise TypeError


def function_there(package: str, module: str, name: str) -> There:
    """A function of our package's ``science`` room, under the name that it has there."""
    place = There(importlib.import_module, f"{package}.science.{module}")
    return There(getattr, place, name)


def is_there(package: str) -> There:
    """Whether a package can be imported there, bool."""
    return There(operator.is_not, There(importlib.util.find_spec, package), None)


def pack(value: Any) -> bytes:
    """A value as bytes, which :func:`unpack` of the same version understands in any process."""
    return _HERE.encode() + b"\n" + pickle.dumps(value, protocol=5)


def unpack(data: bytes) -> Any:
    """The inverse of :func:`pack`."""
    sender, _, pickled = data.partition(b"\n")
    return _Unpickler(sender.decode(), io.BytesIO(pickled)).load()


class _Unpickler(pickle.Unpickler):
    def __init__(self, sender: str, stream: io.BytesIO) -> None:
        super().__init__(stream)
        self._sender = sender

    def find_class(self, module: str, name: str) -> Any:
        package, dot, rest = module.partition(".")
        return super().find_class(
            (_HERE if package == self._sender else package) + dot + rest, name
        )
