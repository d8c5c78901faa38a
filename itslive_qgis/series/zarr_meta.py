"""What is in a Zarr store (version 2), by its consolidated metadata."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..errors import QT_TRANSLATE_NOOP, ItsliveError

#: Where a store says what is in it, in one object instead of one or two for each array.
CONSOLIDATED = ".zmetadata"
#: The filter by which texts of any length are stored.
TEXTS = "vlen-utf8"
_MOST_VALUES = 2**28  # of a chunk; the archive's have 2 million
_MOST_BYTES = 2**31  # likewise; 200,000 addresses of 1024 letters are less than half of it
#: What text of any kind may give when it is taken for numbers, types and shapes; numpy reads some
#: types as Python does.
_STRANGE = (
    *(ValueError, LookupError, TypeError, AttributeError, OverflowError, SyntaxError),
    *(RecursionError, MemoryError),
)


@dataclass(frozen=True)
class ArrayInfo:
    """An array of a store.

    Attributes:
        name: of the array.
        shape: values along each dimension.
        chunks: values of a chunk along each dimension.
        dtype: of the values.
        compressor: as numcodecs has it; None where nothing is packed.
        filters: likewise.
        missing: values that stand for none.
        dims: names of the dimensions.
        attributes: what else is told of it.
    """

    name: str
    shape: tuple[int, ...]
    chunks: tuple[int, ...]
    dtype: np.dtype
    compressor: Mapping[str, Any] | None
    filters: tuple[Mapping[str, Any], ...]
    missing: tuple[float, ...]
    dims: tuple[str, ...]
    attributes: Mapping[str, Any]
    separator: str = "."

    def key(self, *chunk: int) -> str:
        """Where in the store a chunk lies."""
        return f"{self.name}/{self.separator.join(map(str, chunk))}"

    def counts(self) -> tuple[int, ...]:
        """Chunks along each dimension."""
        return tuple(-(-size // step) for size, step in zip(self.shape, self.chunks))

    def span(self, number: int) -> tuple[int, int]:
        """First value of a chunk along the first dimension, and the one after its last."""
        start = number * self.chunks[0]
        return start, min(start + self.chunks[0], self.shape[0])


@dataclass(frozen=True)
class StoreInfo:
    """A store.

    Attributes:
        arrays: by name.
        attributes: of the whole.
        unknown: why an array is not among these, by name: it is of a kind that is not known here.
    """

    arrays: Mapping[str, ArrayInfo]
    attributes: Mapping[str, Any]
    unknown: Mapping[str, str] = field(default_factory=dict)


def parse(data: bytes, url: str) -> StoreInfo:
    """Read a store's consolidated metadata.

    An array of a kind that is not known here is no reason to refuse the others.

    Args:
        data: content of :data:`CONSOLIDATED`.
        url: of the store, for what is said of it.

    Raises:
        ItsliveError: it is none (code ``no_store``).
    """
    try:
        told = json.loads(data)["metadata"]
        names = [key[: -len("/.zarray")] for key in told if key.endswith("/.zarray")]
        attributes = dict(told.get(".zattrs", {}))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise no_store(url, repr(error)) from error
    arrays, unknown = {}, {}
    for name in names:
        try:
            arrays[name] = _array(name, told[f"{name}/.zarray"], told.get(f"{name}/.zattrs", {}))
        except _STRANGE as error:
            unknown[name] = repr(error)
    return StoreInfo(arrays, attributes, unknown)


def _array(name: str, told: Mapping[str, Any], attributes: Mapping[str, Any]) -> ArrayInfo:
    shape, chunks = (tuple(int(each) for each in told[key]) for key in ("shape", "chunks"))
    if len(shape) != len(chunks) or min((*shape, 0)) < 0 or min((*chunks, 1)) < 1:
        raise ValueError(f"{name}: shape {shape}, chunks {chunks}")
    if np.prod(chunks, dtype=float) > _MOST_VALUES:
        raise ValueError(f"{name}: chunks {chunks}")
    if told.get("zarr_format") != 2 or (told.get("order", "C") != "C" and len(shape) > 1):  # noqa: PLR2004
        raise ValueError(f"{name}: format {told.get('zarr_format')}, order {told.get('order')}")
    dtype = np.dtype(str(told["dtype"]))
    if dtype.itemsize * np.prod(chunks, dtype=float) > _MOST_BYTES:
        raise ValueError(f"{name}: chunks {chunks} of {dtype}")
    filters = tuple(told.get("filters") or ())
    if dtype.hasobject and [each["id"] for each in filters] != [TEXTS]:
        raise ValueError(f"{name}: objects by {filters}")
    return ArrayInfo(
        name=name,
        shape=shape,
        chunks=chunks,
        dtype=dtype,
        compressor=dict(told["compressor"]) if told.get("compressor") else None,
        filters=filters,
        missing=_missing(dtype, told.get("fill_value"), attributes),
        dims=tuple(str(each) for each in attributes.get("_ARRAY_DIMENSIONS", ())),
        attributes=attributes,
        separator=str(told.get("dimension_separator", ".")),
    )


def _missing(dtype: np.dtype, fill: Any, attributes: Mapping[str, Any]) -> tuple[float, ...]:
    """As xarray masks: what the store fills with, and what the attributes call missing."""
    if dtype.kind not in "iuf":
        return ()
    told = [fill, attributes.get("_FillValue"), attributes.get("missing_value")]
    return tuple(dict.fromkeys(float(each) for each in told if each is not None))


def no_store(url: str, detail: str) -> ItsliveError:
    """What to say of a cube that is none, or of a kind that is not known here."""
    return ItsliveError(
        QT_TRANSLATE_NOOP("Messages", "{name} is no cube that can be read here."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "Look for a newer version of the plugin, or use a cube that you built yourself.",
        ),
        code="no_store",
        detail=f"{url}\n{detail}",
        name=url.rpartition("/")[2],
    )
