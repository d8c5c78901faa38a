"""Whether a granule's file is whole, and agrees with itself, its name and its download record.

Each function gives what it finds wrong as :class:`ItsliveError` objects that are not raised: a file
may have several problems, and the reader of a report wants all of them.
"""

from __future__ import annotations

import hashlib
import itertools
import math
from collections.abc import Collection, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import netCDF4
import numpy as np

from ..archive.names import parse_name
from ..archive.record import Record
from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from .granule import FILL, SATURATED, GranuleHeader
from .granule_grid import MOST_ALONG
from .granule_open import DOWNLOAD_AGAIN
from .shortage import UNREADABLE, bytes_needed, check_shortage

#: v, vx and vy are each rounded to whole metres per year: half a metre of v, and half a diagonal.
_ROUNDING = 0.5 + np.sqrt(0.5) + 1e-6
_ONE_DAY = timedelta(days=1)
_BLOCK = 1 << 20  # bytes
#: Values per cell of vx, and pieces: more of either is a damaged header, and would be read for ever
#: or not fit into memory.
_MOST_PER_CELL = 4
_MOST_PIECES = 100_000
_LOOK = QT_TRANSLATE_NOOP("Messages", "Compare it with the archive's file before you use it.")


def record_problems(file: Path, monitor: Monitor) -> tuple[str, list[ItsliveError]]:
    """Compare a file with the record of downloads in its folder (size, then SHA-256).

    Returns:
        ``"equal"``, ``"differs"``, or ``"none"`` if the record does not know the file or is not
        there; and what is wrong.
    """
    try:
        entry = Record(file.parent).complete(file.name)
    except OSError:  # a record that cannot be read tells nothing, and is no fault of the granule
        entry = None
    if entry is None:
        return "none", []
    size = file.stat().st_size
    if entry.get("size") != size:
        return "differs", [
            ItsliveError(
                QT_TRANSLATE_NOOP(
                    "Messages",
                    "{name} has {size} bytes, but {recorded} were downloaded: it was cut short or "
                    "changed since.",
                ),
                DOWNLOAD_AGAIN,
                code="size_differs",
                name=file.name,
                size=size,
                recorded=entry.get("size"),
            )
        ]
    if entry.get("sha256") and entry["sha256"] != _sha256(file, monitor):
        return "differs", [
            ItsliveError(
                QT_TRANSLATE_NOOP(
                    "Messages",
                    "{name} is not the file that was downloaded: its bytes have changed.",
                ),
                DOWNLOAD_AGAIN,
                code="content_differs",
                name=file.name,
            )
        ]
    return "equal", []


def read_everything(
    path: str, wanted: Collection[str], monitor: Monitor
) -> tuple[dict[str, np.ndarray], list[ItsliveError]]:
    """Read every chunk of every variable, but of those whose size is absurd.

    Args:
        path: a granule, whose header has been read.
        wanted: the names of the variables to give back.
        monitor: can cancel.

    Returns:
        The undecoded values of the ``wanted`` variables, (y, x), as far as they can be read; and
        one problem per variable that cannot or must not.

    Raises:
        MemoryError: memory was too small to tell.
        Cancelled: on request.
    """
    arrays: dict[str, np.ndarray] = {}
    problems = []
    with netCDF4.Dataset(path) as dataset:
        dataset.set_auto_maskandscale(False)
        most = max(_MOST_PER_CELL * dataset["vx"].size, MOST_ALONG)
        for name, variable in dataset.variables.items():
            if variable.size > most or _pieces(variable) > _MOST_PIECES:
                problems.append(_absurd(Path(path).name, name, variable))
                continue
            keep = np.empty(variable.shape, variable.dtype) if name in wanted else None
            damaged, count = 0, 0
            detail = ""
            for place in chunks(variable):
                monitor.check()
                count += 1
                try:
                    values = variable[place]
                except UNREADABLE as error:
                    check_shortage(error, bytes_needed(dataset))
                    damaged += 1
                    detail = repr(error)
                    continue
                if keep is not None:
                    keep[place] = values
            if damaged:
                problems.append(_damaged(Path(path).name, name, damaged, count, detail))
            elif keep is not None:
                arrays[name] = keep[0] if "time" in variable.dimensions else keep
    return arrays, problems


def chunks(variable: netCDF4.Variable) -> Iterator[tuple[slice, ...]]:
    """The places of a variable's chunks; one place if it is not chunked."""
    sizes = _piece(variable)
    starts = [range(0, length, max(size, 1)) for length, size in zip(variable.shape, sizes)]
    for corner in itertools.product(*starts):
        yield tuple(slice(start, start + size) for start, size in zip(corner, sizes))


def _piece(variable: netCDF4.Variable) -> tuple[int, ...]:
    sizes = variable.chunking()
    chunked = variable.ndim and isinstance(sizes, (list, tuple))
    return tuple(sizes if chunked else variable.shape)


def _pieces(variable: netCDF4.Variable) -> int:
    pairs = zip(variable.shape, _piece(variable))
    return math.prod(-(-length // max(size, 1)) for length, size in pairs)


def speed_problems(raw: dict[str, np.ndarray], name: str) -> list[ItsliveError]:
    """Whether v is the length of (vx, vy) within rounding, and missing where they are.

    Args:
        raw: undecoded ``vx, vy, v`` of one shape, m/yr; saturated cells are passed over.
        name: of the granule.
    """
    vx, vy, v = (raw[each].astype(np.int32) for each in ("vx", "vy", "v"))
    held = {each: values != FILL for each, values in (("vx", vx), ("vy", vy), ("v", v))}
    problems = []
    apart = (held["vx"] != held["vy"]) | (held["vx"] != held["v"])
    if apart.any():
        problems.append(
            ItsliveError(
                QT_TRANSLATE_NOOP(
                    "Messages", "{count} cells of {name} hold some of vx, vy and v, but not all."
                ),
                _LOOK,
                code="partial_cells",
                name=name,
                count=int(apart.sum()),
            )
        )
    sound = held["vx"] & held["vy"] & held["v"]
    for values in (vx, vy, v):
        sound &= np.abs(values) < SATURATED
    off = np.abs(np.hypot(vx, vy) - v)
    off[~sound] = 0
    wrong = off > _ROUNDING
    if wrong.any():
        problems.append(
            ItsliveError(
                QT_TRANSLATE_NOOP(
                    "Messages",
                    "In {count} cells of {name} the speed v is not the length of (vx, vy); it is "
                    "up to {worst} m/yr off.",
                ),
                _LOOK,
                code="wrong_speed",
                name=name,
                count=int(wrong.sum()),
                worst=round(float(off.max()), 1),
            )
        )
    return problems


def statement_problems(header: GranuleHeader, found: dict[str, Any]) -> list[ItsliveError]:
    """Whether what the file states twice agrees: dates, separation, share of valid pixels.

    Args:
        header: the granule's.
        found: ``stated_days, roi_percent, name_percent`` of
            :func:`.inspect.inspect_granule`.
    """
    problems = []
    days, stated = header.separation_days, found["stated_days"]
    if stated is not None and abs(stated - days) > 1:
        problems.append(
            ItsliveError(
                QT_TRANSLATE_NOOP(
                    "Messages",
                    "{name} states a separation of {stated} days, but its images are {days} days "
                    "apart.",
                ),
                _LOOK,
                code="wrong_separation",
                name=header.granule_id,
                stated=round(stated, 2),
                days=round(days, 2),
            )
        )
    return problems + _name_problems(header, found)


def _name_problems(header: GranuleHeader, found: dict[str, Any]) -> list[ItsliveError]:
    named = parse_name(header.granule_id)
    dates = named.dates
    is_other = dates is not None and any(
        abs(inside - outside) > _ONE_DAY
        for inside, outside in zip((header.date_1, header.date_2), dates)
    )
    p, roi = found["name_percent"], found["roi_percent"]
    is_other = is_other or (p is not None and roi is not None and abs(p - roi) > 1)
    if not is_other:
        return []
    return [
        ItsliveError(
            QT_TRANSLATE_NOOP(
                "Messages",
                "The name of {name} does not fit its content: other dates, or another share of "
                "valid pixels.",
            ),
            QT_TRANSLATE_NOOP(
                "Messages", "It was renamed or mixed up; download it again to be sure."
            ),
            code="wrong_name",
            name=header.granule_id,
        )
    ]


def _absurd(name: str, variable: str, values: netCDF4.Variable) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages",
            "{variable} in {name} would hold {size} values in {count} pieces, which no granule "
            "has: it was not read.",
        ),
        DOWNLOAD_AGAIN,
        code="absurd_variable",
        name=name,
        variable=variable,
        size=values.size,
        count=_pieces(values),
    )


def _damaged(name: str, variable: str, damaged: int, count: int, detail: str) -> ItsliveError:
    return ItsliveError(
        QT_TRANSLATE_NOOP(
            "Messages",
            "{damaged} of {count} pieces of {variable} in {name} cannot be read: the file is "
            "damaged.",
        ),
        DOWNLOAD_AGAIN,
        code="damaged_variable",
        detail=detail,
        name=name,
        variable=variable,
        damaged=damaged,
        count=count,
    )


def _sha256(file: Path, monitor: Monitor) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        for block in iter(lambda: stream.read(_BLOCK), b""):
            monitor.check()
            digest.update(block)
    return digest.hexdigest()
