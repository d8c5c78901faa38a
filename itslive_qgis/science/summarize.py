"""Summarize a cube: its velocities by year, season or month, their trend and season, as rasters."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

import netCDF4
import numpy as np
import pyproj

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from ..monitor import Monitor
from ..paths import plugin_version
from .cube_open import opened_cube
from .cubefile import cube_grid
from .filters import Filters
from .grid import Grid
from .ice_mask import ICE, NAME
from .map_scale import kind_of_metres
from .output import whole_file, writing
from .periods import KINDS, periods_of
from .scratch import Scratch
from .seasonal import LEAST
from .summary_files import FIT_BANDS, PERIOD_BANDS, band_names, filters_text, write_raster
from .summary_record import read_layers
from .summing import TREND, Work, sum_up

TREND_FILE = "trend_and_season.tif"


def summarize_cube(  # noqa: PLR0913, PLR0917 - each is a choice of the user
    path: str,
    output: str,
    period: str = "annual",
    start: str | None = None,
    end: str | None = None,
    filters: Mapping[str, Any] = MappingProxyType({}),
    trend: bool = True,
    ice_only: bool = False,
    monitor: Monitor | None = None,
) -> dict[str, Any]:
    """Write one GeoTIFF per period, ``velocity_<period>.tif``, and one of trend and season.

    A layer counts in the period of its mid-date (``periods``); how the numbers are made and what
    their errors mean is told in ``statistics`` and ``seasonal``. The filters look at the whole
    record of the cube, whatever part of it is summarized. All files appear, or none. Of a cube with
    layers in metres of the map grid and on the ground the results are in metres of the map grid.

    Args:
        path: a cube of ours.
        output: the folder to write to, made if it is not there. Files of the same names are
            replaced, others stay.
        period: one of ``periods.KINDS``.
        start: the first day of the mid-dates, ``YYYY-MM-DD``; None: the cube's.
        end: the last day, inclusive; likewise.
        filters: limits by their names in ``filters.Filters``.
        trend: whether to fit trend and season, in pixels of at least 30 values.
        ice_only: whether cells are left out that are not ice by the cube's ``landice``.
        monitor: receives progress, can cancel.

    Returns:
        ``output``; ``periods``, each ``path, key, begin, end`` (ISO; the first moment after it),
        ``season`` (or empty), ``layers`` (image pairs in it), ``values`` (measurements used);
        ``trend``, the path of its raster, or None where no pixel has values enough;
        ``trend_reference``, its t0 in decimal years; ``bands`` and ``trend_bands``, names of the
        bands; ``filters``, those in use; ``ice_only``, as given; ``values``, of the whole cube;
        ``removed``, how many each filter took of them; ``pixels`` with a value before the rule of
        bins and ``disagreeing`` of them, of which it dropped separations; ``max`` and
        ``median_max``, 98th percentiles of v and v_median on moving ice, m/yr, ``mad_max``, that of
        v_mad; ``count_max``, the largest count; ``crs``; and ``metres``, ``"map"`` or ``"ground"``.

    Raises:
        ItsliveError: it is no cube, a limit is no number, ice alone is wanted of a cube that does
            not tell it, nothing is left to summarize, or the files cannot be written.
        Cancelled: on request; nothing is left behind.
    """
    monitor = monitor or Monitor()
    limits = Filters.of(filters)
    _check_period(period)
    with _folder(output), Scratch(output) as scratch:
        with opened_cube(path) as dataset:
            layers = read_layers(dataset, start, end)
            grid = cube_grid(dataset)
            south = _is_south(grid)
            mids = layers.mid_days[layers.chosen]
            found = [
                (each, layers.chosen[places])
                for each, places in periods_of(period, mids, south=south)
            ]
            years = layers.years[layers.chosen]
            reference = float(round((years.min() + years.max()) / 2)) if trend else None
            ice = _ice(dataset, path) if ice_only else None
            work = Work(dataset, layers, found, limits, reference, scratch, ice)
            sum_up(work, grid, monitor.part(0, 0.85))
            facts = {**_facts(dataset, path, limits, work), "area": _area(dataset)}
            metres = kind_of_metres(dataset)
        if not any(work.counts.values()):
            raise _nothing_left(work)
        files = _write(work, grid, output, facts, monitor.part(0.85, 1))
    return {
        "output": output,
        **files,
        "trend_reference": reference,
        "bands": band_names(PERIOD_BANDS),
        "trend_bands": band_names(FIT_BANDS),
        "filters": limits.plain(),
        "ice_only": ice_only,
        "values": work.values,
        "removed": dict(work.removed),
        "pixels": work.pixels,
        "disagreeing": work.disagreeing,
        "max": _percentile(work.speeds),
        "median_max": _percentile(work.medians),
        "mad_max": _percentile(work.deviations),
        "count_max": work.most,
        "crs": grid.crs,
        "metres": metres,
    }


def _write(
    work: Work, grid: Grid, output: str, facts: dict[str, str], monitor: Monitor
) -> dict[str, Any]:
    """Write all rasters that hold anything; they come to their names together, or not at all."""
    periods = [(each, chosen) for each, chosen in work.periods if work.counts[each.key]]
    told: list[dict[str, Any]] = [
        {
            "path": str(Path(output, f"velocity_{each.key}.tif")),
            "key": each.key,
            "begin": each.begin.isoformat(),
            "end": each.end.isoformat(),
            "season": each.season,
            "layers": int(chosen.size),
            "values": work.counts[each.key],
        }
        for each, chosen in periods
    ]
    trend = str(Path(output, TREND_FILE)) if work.counts[TREND] else None
    with ExitStack() as stack:
        for number, each in enumerate(told):
            monitor.check()
            monitor.progress(number / len(told), QT_TRANSLATE_NOOP("Messages", "Writing rasters"))
            part = stack.enter_context(whole_file(each["path"]))
            tags = {**facts, **{name: str(each[name]) for name in ("begin", "end", "layers")}}
            blocks = work.scratch.blocks(each["key"])
            write_raster(part, grid, PERIOD_BANDS, blocks, tags)
        if trend is not None:
            part = stack.enter_context(whole_file(trend))
            tags = {**facts, "reference": f"{work.reference:.0f}-01-01", "least": str(LEAST)}
            write_raster(part, grid, FIT_BANDS, work.scratch.blocks(TREND), tags)
        monitor.check()
    return {"periods": told, "trend": trend}


def _facts(dataset: netCDF4.Dataset, path: str, filters: Filters, work: Work) -> dict[str, str]:
    """What the rasters depend on, for their tags."""
    return {
        "title": "ITS_LIVE surface velocities, summarized from a cube of image pairs",
        "cube": Path(path).name,
        "cube_history": str(getattr(dataset, "history", "")),
        "filters": filters_text(filters.plain()),
        "cells": "all" if work.ice is None else "ice by the cube's landice",
        "removed": json.dumps(dict(work.removed)),
        "metres": kind_of_metres(dataset),
        "software": f"ITS_LIVE for QGIS {plugin_version()}",
        "comment": (
            "Components are means with weights 1/error^2, v is the speed of the mean. Errors are "
            "one standard error, the pairs taken as independent. A pair counts in the period of "
            "its mid-date."
        ),
    }


def _ice(dataset: netCDF4.Dataset, path: str) -> np.ndarray:
    """Which cells of the cube are ice, bool (ny, nx)."""
    if NAME not in dataset.variables:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "The cube {name} does not say which cells are ice."),
            QT_TRANSLATE_NOOP(
                "Messages", "Build it with an ice mask, or summarize all of its cells."
            ),
            code="no_ice_mask",
            name=Path(path).name,
        )
    return np.asarray(dataset[NAME][:]) == ICE


def _area(dataset: netCDF4.Dataset) -> str:
    return str(getattr(dataset, "area", ""))


def _percentile(samples: list[np.ndarray]) -> float:
    values = np.concatenate(samples) if samples else np.empty(0)
    return float(np.percentile(values, 98)) if values.size else 0.0


def _is_south(grid: Grid) -> bool:
    """Whether the middle of a grid lies in the southern hemisphere."""
    west, south, east, north = grid.bounds
    to_globe = pyproj.Transformer.from_crs(grid.crs, "EPSG:4326", always_xy=True)
    return bool(to_globe.transform((west + east) / 2, (south + north) / 2)[1] < 0)


@contextmanager
def _folder(output: str) -> Iterator[None]:
    """The folder while it is written to; made, and if the work fails taken away again."""
    is_new = not os.path.isdir(output)
    with writing(output):
        os.makedirs(output, exist_ok=True)
    try:
        yield
    except BaseException:
        if is_new:
            with suppress(OSError):
                os.rmdir(output)
        raise


def _check_period(period: str) -> None:
    if period not in KINDS:
        raise ItsliveError(
            QT_TRANSLATE_NOOP("Messages", "There are no periods named {period}."),
            QT_TRANSLATE_NOOP("Messages", "Choose one of these: {kinds}."),
            code="bad_period",
            period=period,
            kinds=", ".join(KINDS),
        )


def _nothing_left(work: Work) -> ItsliveError:
    if not sum(work.removed.values()):
        what = QT_TRANSLATE_NOOP("Messages", "The cube holds no velocity in this time.")
        advice = QT_TRANSLATE_NOOP("Messages", "Choose a longer time, or another cube.")
    else:
        what = QT_TRANSLATE_NOOP(
            "Messages", "The filters leave none of the cube's {count} velocities in this time."
        )
        advice = QT_TRANSLATE_NOOP("Messages", "Give larger limits, or leave out filters.")
    return ItsliveError(what, advice, code="nothing_left", count=work.values)
