"""Records as files: from the worker to QGIS, and out of memory while others are read."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np

from .table import Place, PointSeries

_TOLD = "told"


def write_record(path: str | Path, series: PointSeries) -> None:
    """Write a record as columns of numpy (``.npz``), which no other program is meant to read.

    Raises:
        OSError: it cannot be written.
    """
    columns = {
        field.name: getattr(series, field.name)
        for field in fields(series)
        if isinstance(getattr(series, field.name), np.ndarray)
    }
    told = {name: getattr(series, name) for name in ("satellites", "sources", "derived")}
    told["place"] = asdict(series.place)
    with Path(path).open("wb") as file:
        np.savez(
            file,
            **columns,
            granules=np.array(series.granules, dtype=str),
            **{_TOLD: np.array(json.dumps(told))},
        )


def read_record(path: str | Path) -> PointSeries:
    """The inverse of :func:`write_record`.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no such file.
    """
    with np.load(path, allow_pickle=False) as file:
        columns: dict[str, Any] = {name: file[name] for name in file.files}
    told = json.loads(str(columns.pop(_TOLD)))
    return PointSeries(
        place=Place(**told["place"]),
        granules=tuple(columns.pop("granules").tolist()),
        derived=bool(told["derived"]),
        satellites=tuple(told["satellites"]),
        sources=tuple(told["sources"]),
        **columns,
    )
