"""Read a granule: what it is (header) and its pixels (a window), whatever its version.

Version 0, 1 and 2, NSIDC's rewritten files, two dimensions or three: one form comes out. The
header's rules lie in ``granule_header.py`` and ``granule_grid.py``; here are the pixels.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any, BinaryIO

import netCDF4
import numpy as np

from .chunks import NotRawError, read_blocks
from .granule_attributes import number
from .granule_header import FURTHER, VELOCITIES, GranuleHeader, header_of
from .granule_open import check_file, read_from
from .quick_header import NotQuickError, QuickDataset, read_quickly

FILL = -32767
#: int16 overflow in the archive's own processing: no measurement.
SATURATED = 32767
#: ``interp_mask`` where there is no velocity: neither measured (0) nor interpolated (1).
NO_FLAG = 255
#: Written into ``chip_size_height`` of V0/V1 where the height was not told.
_CHIP_NOT_SET = 65535

_CHIPS = ("chip_size_width", "chip_size_height")
_RADAR_VELOCITIES = ("vr", "va")
#: See :func:`read_raw`.
Opened = Callable[[GranuleHeader, Sequence[str], slice, slice], "AbstractContextManager[Any]"]
#: Stored as the whole numbers they are, without scale and offset.
_PLAIN = frozenset({*_CHIPS, "interp_mask"})


def read_header(path: str | os.PathLike[str]) -> GranuleHeader:
    """Read what a granule says of itself, without its pixels.

    Raises:
        ItsliveError: the file cannot be read, or is not an image-pair granule; the sentence says
            which and why.
    """
    check_file(path)
    try:
        return read_quickly(path, lambda dataset: _quick_header(dataset, path))
    except NotQuickError:
        return read_from(path, lambda dataset: header_of(dataset, path))


def remote_header(dataset: QuickDataset, path: str, further: Iterable[str]) -> GranuleHeader:
    """The header of a granule of which nothing is read but the components and ``further``.

    Args:
        dataset: the open file.
        path: its address.
        further: which of :data:`FURTHER` will be read.
    """
    header = header_of(dataset, path, {*VELOCITIES[2:], *FURTHER}.difference(further))
    if math.isnan(header.vx_error + header.vy_error):
        # Without their errors that of the speed is the file's own or nobody's.
        header = header_of(dataset, path)
    else:
        header = replace(header, speed_derived=True)
    return _with_places(dataset, header, further)


def _quick_header(dataset: QuickDataset, path: str | os.PathLike[str]) -> GranuleHeader:
    """The header, and what :func:`read_raw` needs to know."""
    return _with_places(dataset, header_of(dataset, path), sorted(_PLAIN))


def _with_places(
    dataset: QuickDataset, header: GranuleHeader, further: Iterable[str]
) -> GranuleHeader:
    fills, stored = {}, {}
    for name in (*_velocities_of(header), *_further_of(header, further)):
        place = dataset[name].stored()
        if place is not None:
            stored[name] = place
            fills[name] = tuple(_fills(dataset[name], header.path))
    return replace(header, fills=fills, stored=stored)


def read_window(
    path: str | os.PathLike[str],
    header: GranuleHeader,
    rows: slice,
    columns: slice,
    further: Iterable[str] = (),
) -> dict[str, np.ndarray]:
    """Read the velocity variables of a window, and others if wanted, through netCDF4.

    Args:
        path: the granule.
        header: its header.
        rows: rows of the granule's own grid.
        columns: columns of the granule's own grid.
        further: which others, see :func:`read_further`.

    Returns:
        ``vx, vy, v, v_error`` as int16 of the window's shape, m/yr, :data:`FILL` wherever one of
        the components is missing, or one of them or the speed is saturated. ``v_error`` is
        computed where the file has none.

    Raises:
        ItsliveError: the file is damaged.
    """

    def read(dataset: netCDF4.Dataset) -> dict[str, np.ndarray]:
        pixels = {
            name: _velocity(_plane(dataset[name], rows, columns), _fills(dataset[name], path))
            for name in _velocities_of(header)
        }
        missing = _put_right(pixels, header)
        for name in _further_of(header, further):
            pixels[name] = _further(dataset[name], path, rows, columns, missing)
        return pixels

    return read_from(path, read)


def read_raw(
    header: GranuleHeader,
    rows: slice,
    columns: slice,
    further: Iterable[str] = (),
    opened: Opened | None = None,
) -> dict[str, np.ndarray]:
    """The same as :func:`read_window` gives, bit for bit, without libhdf5: in any thread.

    Args:
        header: the granule's.
        rows: rows of its own grid.
        columns: columns of its own grid.
        further: variables to read beside the velocities.
        opened: opens the granule, given the variables and the window that will be read of it;
            ``None``: it is a file.

    Raises:
        NotRawError: something is stored in an unforeseen way, or damaged: netCDF4 has to read it.
    """
    more = _further_of(header, further)
    names = (*_velocities_of(header), *more)
    if not header.stored.keys() >= set(names) or not _PLAIN.issuperset(more):
        raise NotRawError
    rows, columns = (slice(*each.indices(n)[:2]) for each, n in zip((rows, columns), header.shape))
    try:
        with (opened or _open_file)(header, names, rows, columns) as file:
            planes = (
                (name, read_blocks(file, header.stored[name], rows, columns))
                for name in _velocities_of(header)
            )
            pixels = {name: _velocity(plane, header.fills[name]) for name, plane in planes}
            missing = _put_right(pixels, header)
            for name in more:
                plane = read_blocks(file, header.stored[name], rows, columns)
                pixels[name] = _plain(name, plane, missing)
    except OSError as error:
        raise NotRawError from error
    return pixels


def _open_file(header: GranuleHeader, *_window: object) -> BinaryIO:
    return open(header.path, "rb", buffering=0)


def _velocities_of(header: GranuleHeader) -> tuple[str, ...]:
    if header.speed_derived:
        return VELOCITIES[:2]
    return VELOCITIES if header.has_v_error else VELOCITIES[:3]


def _further_of(header: GranuleHeader, names: Iterable[str]) -> list[str]:
    return [name for name in names if name in FURTHER and name in header.variables]


def _put_right(pixels: dict[str, np.ndarray], header: GranuleHeader) -> np.ndarray:
    """Add ``v_error`` where it lacks, blank what is no measurement, and tell where that is."""
    if header.speed_derived:
        # The error is not of the rounded speed: of slow ice that would be another direction.
        speed = np.hypot(pixels["vx"], pixels["vy"], dtype=np.float64)
        pixels["v"] = np.minimum(np.rint(speed), SATURATED).astype(np.int16)
    else:
        speed = pixels["v"]
    missing = missing_pixels(pixels["vx"], pixels["vy"], pixels["v"])
    if not header.has_v_error:
        error_of_v = speed_error(
            pixels["vx"], pixels["vy"], speed, header.vx_error, header.vy_error
        )
        pixels["v_error"] = to_int16(error_of_v)
    for values in pixels.values():
        values[missing] = FILL
    # A saturated error is that value's loss alone.
    pixels["v_error"][pixels["v_error"] == SATURATED] = FILL
    return missing


def read_further(
    path: str | os.PathLike[str],
    header: GranuleHeader,
    rows: slice,
    columns: slice,
    names: Iterable[str] = FURTHER,
) -> dict[str, np.ndarray]:
    """Read what a granule holds beside the velocities.

    Args:
        path: the granule.
        header: its header.
        rows: rows of the granule's own grid.
        columns: columns of the granule's own grid.
        names: which of :data:`FURTHER` to read; those the file has not are passed over.

    Returns:
        Arrays of the window's shape: ``chip_size_width``, ``chip_size_height`` as uint16, metres,
        0 where there is none; ``interp_mask`` as uint8, 0 measured, 1 interpolated,
        :data:`NO_FLAG` where there is no velocity; ``vr``, ``va`` as int16, m/yr along slant range
        and azimuth, :data:`FILL` where missing; ``M11``, ``M12`` as float32, pixel/(m/yr), NaN
        where missing.

    Raises:
        ItsliveError: the file is damaged.
    """
    wanted = _further_of(header, names)

    def read(dataset: netCDF4.Dataset) -> dict[str, np.ndarray]:
        velocities = (
            _velocity(_plane(dataset[name], rows, columns), _fills(dataset[name], path))
            for name in VELOCITIES[:3]
        )
        # Padded cells of 2025 have a chip size of 32769 and count as interpolated, and fill means
        # "measured" in interp_mask: only the velocity tells where anything was measured at all.
        missing = missing_pixels(*velocities)
        return {name: _further(dataset[name], path, rows, columns, missing) for name in wanted}

    return read_from(path, read)


def missing_pixels(vx: np.ndarray, vy: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Where a vector is not a measurement: fill in a component, or saturation in any of the three.

    A speed that int16 cannot hold is no ice, even where its components can be held.
    """
    missing = (vx == FILL) | (vy == FILL) | (v == SATURATED)
    for component in (vx, vy):
        missing |= np.abs(component.astype(np.int32)) >= SATURATED
    return missing


def speed_error(
    vx: np.ndarray,
    vy: np.ndarray,
    v: np.ndarray,
    vx_error: float | np.ndarray,
    vy_error: float | np.ndarray,
) -> np.ndarray:
    """One-sigma error of the speed from those of the components, in their unit.

    ``sqrt((vx_error vx / v)^2 + (vy_error vy / v)^2)``, the formula of the archive's producer
    (autoRIFT, ``netcdf_output.py``). Where ``v`` is 0 it has no direction to follow; the mean
    over all directions, ``sqrt((vx_error^2 + vy_error^2) / 2)``, stands in.
    """
    speed = np.where(v == 0, 1, v).astype(float)
    error = np.hypot(vx_error * vx / speed, vy_error * vy / speed)
    still = np.hypot(vx_error, vy_error) / np.sqrt(2)
    return np.where(v == 0, still, error)


def to_int16(values: np.ndarray) -> np.ndarray:
    """Round metres per year to the archive's int16; NaN and what does not fit become fill."""
    rounded = np.rint(values)
    fits = np.abs(rounded) < SATURATED  # False for NaN
    return np.where(fits, rounded, FILL).astype(np.int16)


def _further(
    variable: netCDF4.Variable,
    path: str | os.PathLike[str],
    rows: slice,
    columns: slice,
    missing: np.ndarray,
) -> np.ndarray:
    if variable.name in _RADAR_VELOCITIES:
        radar = _decoded(variable, path, rows, columns)
        return to_int16(radar)
    if variable.name in _PLAIN:
        return _plain(variable.name, _plane(variable, rows, columns), missing)
    return _decoded(variable, path, rows, columns)


def _decoded(
    variable: netCDF4.Variable, path: str | os.PathLike[str], rows: slice, columns: slice
) -> np.ndarray:
    """float32, NaN where missing: older files store M11 and M12 as scaled int16."""
    stored = _plane(variable, rows, columns)
    scale, offset = (number(variable, path, name) for name in ("scale_factor", "add_offset"))
    scale, offset = 1 if math.isnan(scale) else scale, 0 if math.isnan(offset) else offset
    with np.errstate(over="ignore", invalid="ignore"):  # of a damaged scale: inf, not a warning
        values = stored * scale + offset
        return np.where(np.isin(stored, _fills(variable, path)), np.nan, values).astype(np.float32)


def _plain(name: str, stored: np.ndarray, missing: np.ndarray) -> np.ndarray:
    """Chip sizes and ``interp_mask`` as :func:`read_further` gives them."""
    if name in _CHIPS:
        chips = np.asarray(stored, np.uint16)
        return np.where(missing | (chips == _CHIP_NOT_SET), np.uint16(0), chips)
    return np.where(missing, np.uint8(NO_FLAG), np.asarray(stored, np.uint8))


def _velocity(stored: np.ndarray, fills: Sequence[float]) -> np.ndarray:
    for fill in fills[1:]:
        stored[stored == fill] = FILL
    return stored


def _fills(variable: netCDF4.Variable, path: str | os.PathLike[str]) -> list[float]:
    """The values that mean "missing": the archive's own first, then what the file says beside."""
    told = [number(variable, path, name) for name in ("_FillValue", "missing_value")]
    return [FILL, *(fill for fill in told if not math.isnan(fill) and fill != FILL)]


def _plane(variable: netCDF4.Variable, rows: slice, columns: slice) -> np.ndarray:
    # Since 2025 granules may be (time, y, x) with one time.
    window = (0, rows, columns) if variable.ndim == 3 else (rows, columns)  # noqa: PLR2004
    return np.asarray(variable[window])
