"""Open a Zarr store so that it reads as netCDF4 reads a file, as far as cubes are read here."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .shortage import UNREADABLE, check_shortage


def open_store(path: str | os.PathLike[str]) -> ZarrDataset:
    """Open a consolidated store for reading, values as stored.

    Raises:
        OSError: there is no such store, or it is damaged.
        ItsliveError: this Python cannot read Zarr.
        MemoryError: memory, or the number of files one may open, was too small to tell.
    """
    try:
        import zarr
    except ImportError as error:
        raise ItsliveError(
            QT_TRANSLATE_NOOP(
                "Messages", "{name} is a Zarr store, and the package zarr is missing to read it."
            ),
            QT_TRANSLATE_NOOP(
                "Messages",
                "Install zarr in the Python that builds cubes, or build the cube as NetCDF (.nc).",
            ),
            code="no_zarr",
            detail=str(error),
            name=os.path.basename(os.fspath(path)),
        ) from error
    try:
        return ZarrDataset(zarr.open_consolidated(os.fspath(path), mode="r"))
    except UNREADABLE as error:
        check_shortage(error)
        raise OSError(f"{type(error).__name__}: {error}") from error


@dataclass(frozen=True)
class Dimension:
    """A dimension's length."""

    size: int


class _Told:
    """Attributes, got as netCDF4 gives them."""

    def __init__(self, attributes: dict[str, Any]) -> None:
        self._attributes = attributes

    def ncattrs(self) -> list[str]:
        """Names of the attributes."""
        return list(self._attributes)

    def getncattr(self, name: str) -> Any:
        """An attribute; raises AttributeError."""
        if name not in self._attributes:
            raise AttributeError(name)
        return self._attributes[name]

    def __getattr__(self, name: str) -> Any:
        return self.getncattr(name)


class ZarrVariable(_Told):
    """An array of a store."""

    def __init__(self, array: Any) -> None:
        super().__init__(dict(array.attrs))
        self._array = array
        self.shape: tuple[int, ...] = tuple(array.shape)
        self.dtype: np.dtype = array.dtype
        self.dimensions = tuple(self._attributes.pop("_ARRAY_DIMENSIONS"))

    def chunking(self) -> list[int]:
        """Lengths of a stored block."""
        return list(self._array.chunks)

    def __getitem__(self, key: Any) -> np.ndarray:
        # As in netCDF4 an array of indices chooses along its own dimension.
        return np.asarray(self._array.oindex[key])


class ZarrDataset(_Told):
    """The arrays and attributes of a store."""

    def __init__(self, group: Any) -> None:
        super().__init__(dict(group.attrs))
        self.variables = {name: ZarrVariable(array) for name, array in group.arrays()}
        self.dimensions = {
            name: Dimension(size)
            for variable in self.variables.values()
            for name, size in zip(variable.dimensions, variable.shape)
        }

    def __getitem__(self, name: str) -> ZarrVariable:
        return self.variables[name]

    def __enter__(self) -> ZarrDataset:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Nothing is held open: each block is a file, opened while it is read."""

    def set_auto_maskandscale(self, _wanted: bool) -> None:
        """Values are as stored, always; here so that a store is told what a file is."""
