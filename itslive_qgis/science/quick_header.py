"""A granule opened by h5py, as far as its header is read: a third of netCDF4's time.

:class:`QuickDataset` answers what ``granule_header`` asks of a ``netCDF4.Dataset``, from the same
libhdf5. What it does not understand it refuses, and netCDF4, the reference, is asked instead.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np

from .chunks import Stored, stored_variable
from .held import HeldFile

try:
    import h5py
    from h5py import h5a, h5d, h5f, h5fd, h5g, h5o, h5p, h5r, h5s, h5t
except Exception:  # an accelerator; missing or broken, everything is read through netCDF4
    h5py = None

_Read = TypeVar("_Read")
_SINGLE = ((), (1,))


class NotQuickError(Exception):
    """Ask netCDF4."""


def read_quickly(
    path: str | os.PathLike[str] | HeldFile, read: Callable[[QuickDataset], _Read]
) -> _Read:
    """What ``read`` makes of a granule, a file or one that is held in parts.

    Raises:
        NotQuickError: whatever is wrong or unusual, netCDF4 may see it otherwise.
    """
    if h5py is None:
        raise NotQuickError
    try:
        # A name that is no text netCDF4 cannot open, and what it says of the file holds.
        if isinstance(path, HeldFile):
            access = _access()
            access.set_fileobj_driver(h5fd.fileobj_driver, path)
            file = h5f.open(b"granule", h5f.ACC_RDONLY, access)
        else:
            file = h5f.open(os.fspath(path).encode(), h5f.ACC_RDONLY, _closing())
    except (OSError, RuntimeError, ValueError) as error:
        raise NotQuickError from error
    try:
        return read(QuickDataset(file))
    except Exception as error:
        raise NotQuickError from error
    finally:
        file.close()


@lru_cache(maxsize=1)
def _closing() -> Any:
    return _access()


def _access() -> Any:
    """With the file all closes that is open in it, be it held by an exception or not."""
    access = h5p.create(h5p.FILE_ACCESS)
    access.set_fclose_degree(h5f.CLOSE_STRONG)
    return access


def alone_in_library() -> Any:
    """What lets no other thread into libhdf5 through h5py, for a block that goes in by netCDF4."""
    return nullcontext() if h5py is None else h5py._objects.phil


class QuickDataset:
    """A file's variables and attributes, by the names that ``netCDF4.Dataset`` has for them."""

    def __init__(self, file: Any) -> None:
        self._group = h5g.open(file, b"/")
        self.variables = _Variables(self._group)

    def __getitem__(self, name: str) -> QuickVariable:
        return self.variables[name]

    def getncattr(self, name: str) -> Any:
        """A global attribute."""
        return _attribute(self._group, name)


class _Variables(Mapping[str, "QuickVariable"]):
    def __init__(self, group: Any) -> None:
        self._names = [name.decode() for name in group]
        self._group = group
        self._opened: dict[str, QuickVariable] = {}
        self._places: dict[int, str] = {}

    def __getitem__(self, name: str) -> QuickVariable:
        if name not in self._opened:
            if name not in self._names:
                raise KeyError(name)
            opened = h5d.open(self._group, name.encode())
            self._opened[name] = QuickVariable(name, opened, self)
        return self._opened[name]

    def name_of(self, opened: Any) -> str:
        """The name of a variable that is open."""
        if not self._places:
            links = self._group.links
            self._places = {links.get_info(name.encode()).u: name for name in self._names}
        return self._places[h5o.get_info(opened).addr]

    def __contains__(self, name: object) -> bool:
        return name in self._names  # without opening it

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class QuickVariable:
    """A variable, by the names that ``netCDF4.Variable`` has for what it is."""

    def __init__(self, name: str, dataset: Any, others: _Variables) -> None:
        self.name = name
        self._others = others
        self._dataset = dataset
        self.shape: tuple[int, ...] = dataset.shape
        self.dtype = dataset.dtype

    @property
    def ndim(self) -> int:
        """Number of dimensions."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """Number of values."""
        return int(np.prod(self.shape))

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Names of the dimensions: of the scales that HDF5 holds for them."""
        if not h5a.exists(self._dataset, b"DIMENSION_LIST"):
            if not h5a.exists(self._dataset, b"CLASS"):
                raise NotQuickError
            return (self.name,)
        scales = (each[0] for each in _read(self._dataset, b"DIMENSION_LIST"))
        # Not by h5r.get_name, which looks at every object of the file.
        found = tuple(self._others.name_of(h5r.dereference(each, self._dataset)) for each in scales)
        # A variable along an unlimited dimension may hold less than the dimension is long.
        if tuple(self._others[name].shape[0] for name in found) != self.shape:
            raise NotQuickError
        return found

    def getncattr(self, name: str) -> Any:
        """An attribute; raises AttributeError where there is none of the name."""
        return _attribute(self._dataset, name)

    def stored(self) -> Stored | None:
        """Where its blocks lie; ``None`` where only netCDF4 can tell its values."""
        return stored_variable(self._dataset)

    def __getitem__(self, key: Any) -> np.ndarray:
        values = np.empty(self.shape, self.dtype)
        self._dataset.read(h5s.ALL, h5s.ALL, values)
        return values[key]


def _attribute(place: Any, name: str) -> Any:
    if not h5a.exists(place, name.encode()):
        raise AttributeError(name)
    value = _read(place, name.encode())
    if value.shape not in _SINGLE:
        raise NotQuickError  # no attribute of a granule that is read here
    single = value.item() if value.dtype.kind == "O" else value.reshape(-1)[0]
    if isinstance(single, bytes):  # np.bytes_, too
        return single.decode("utf-8").rstrip("\0")
    return single


def _read(place: Any, name: bytes) -> np.ndarray:
    attribute = h5a.open(place, name)
    if attribute.get_space().get_simple_extent_type() == h5s.NULL:
        raise NotQuickError
    value = np.empty(attribute.shape, attribute.dtype)
    attribute.read(value, h5t.py_create(attribute.dtype))
    return value
