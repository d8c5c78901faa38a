"""How far a cube built from the simulated archive is from where its ground really moves.

Run as ``python -m tests.demo.accuracy CUBE GRANULES OUTPUT``. It reads the cube and the granules
with netCDF4 alone and takes the truth from the archive: no line of the plugin is used.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

import netCDF4
import numpy as np
from pyproj import Transformer

from tests.archive import truth

FILL = -32767
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


@dataclass
class Errors:
    """The lengths of vector errors and the true speeds, m/yr, layer by layer."""

    error: list[np.ndarray] = field(default_factory=list)
    speed: list[np.ndarray] = field(default_factory=list)

    def add(self, dx: np.ndarray, dy: np.ndarray, speed: np.ndarray) -> None:
        self.error.append(np.hypot(dx, dy))
        self.speed.append(speed)

    def summary(self) -> dict[str, float]:
        """RMSE and 95th percentile of the error, and of what exceeds 0.1 % of the speed."""
        error, speed = np.concatenate(self.error), np.concatenate(self.speed)
        moving = speed > 1
        return {
            "rmse": float(np.sqrt(np.mean(error**2))),
            "p95": float(np.percentile(error, 95)),
            "p95_moving": float(np.percentile(error[moving], 95)),
            "p95_beyond_speed_share": float(np.percentile(error - 0.001 * speed, 95)),
            "cells": int(error.size),
            "layers": len(self.error),
        }


def measure(cube: Path, granules: Path) -> dict:
    """Errors of a cube's layers against the truth, in all and for each pair of projections."""
    found: dict[str, dict[str, Errors]] = defaultdict(lambda: defaultdict(Errors))
    files = {path.stem: path for path in granules.rglob("*.nc")}
    with netCDF4.Dataset(cube) as data:
        data.set_auto_maskandscale(False)
        target = int(data["mapping"].spatial_epsg)
        x, y = np.meshgrid(data["x"][:], data["y"][:])
        trusted = truth.trusted(target, x, y)
        fastest = 0.0
        for index in range(data["mid_date"].size):
            dates = [_moment(data[name][index]) for name in ("date_1", "date_2")]
            true_vx, true_vy = truth.components(target, x, y, *dates)
            vx, vy = data["vx"][index], data["vy"][index]
            ok = trusted & (vx != FILL)
            if not ok.any():
                continue
            speed = np.hypot(true_vx, true_vy)[ok]
            fastest = max(fastest, float(speed.max()))
            kind = "reprojected" if data["reprojected"][index] else "same"
            source = int(data["source_epsg"][index])
            pair = found[f"EPSG:{source} to EPSG:{target}"]
            for group in (pair, found["all"]):
                group[kind].add((vx - true_vx)[ok], (vy - true_vy)[ok], speed)
            if kind == "same":
                continue
            path = files[str(data["granule"][index])]
            raw_vx, raw_vy = _gather(path, source, target, x[ok], y[ok])
            known = np.isfinite(raw_vx)
            for group in (pair, found["all"]):
                group["unrotated"].add(
                    (raw_vx - true_vx[ok])[known], (raw_vy - true_vy[ok])[known], speed[known]
                )
    report = {pair: _summaries(groups) for pair, groups in found.items()}
    return {**report.pop("all"), "trunk_speed": fastest, "pairs": report}


def _summaries(groups: dict[str, Errors]) -> dict:
    kinds = ("same", "reprojected", "unrotated")
    return {kind: groups[kind].summary() for kind in kinds if groups[kind].error}


def _moment(days: float) -> datetime:
    return EPOCH + timedelta(microseconds=round(float(days) * 86_400_000_000))


def _gather(
    path: Path, source: int, target: int, x: np.ndarray, y: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """A granule's own components at cells of another projection, interpolated but not rotated."""
    with netCDF4.Dataset(path) as data:
        data.set_auto_maskandscale(False)
        gx, gy = data["x"][:], data["y"][:]
        components = [np.where(data[n][:] == FILL, np.nan, data[n][:]) for n in ("vx", "vy")]
    sx, sy = Transformer.from_crs(target, source, always_xy=True).transform(x, y)
    column, row = (sx - gx[0]) / (gx[1] - gx[0]), (sy - gy[0]) / (gy[1] - gy[0])
    inside = (column >= 0) & (column < gx.size - 1) & (row >= 0) & (row < gy.size - 1)
    column, row = np.where(inside, column, 0), np.where(inside, row, 0)
    c, r = column.astype(int), row.astype(int)
    fc, fr = column - c, row - r
    values = []
    for a in components:
        above = a[r, c] * (1 - fc) + a[r, c + 1] * fc
        below = a[r + 1, c] * (1 - fc) + a[r + 1, c + 1] * fc
        values.append(np.where(inside, above * (1 - fr) + below * fr, np.nan))
    return values[0], values[1]


def failures(report: dict) -> list[str]:
    """What of the promised accuracy a report does not keep, as sentences."""
    missing = [kind for kind in ("same", "reprojected", "unrotated") if kind not in report]
    if missing:
        return [f"no layers: {', '.join(missing)}"]
    same, reprojected, unrotated = (report[k] for k in ("same", "reprojected", "unrotated"))
    said = []
    if same["p95"] > 0.75:
        said.append(f"layers in the cube's own projection: {same}, at most 0.75 m/yr expected")
    if reprojected["p95_beyond_speed_share"] > 1:
        said.append(f"reprojected layers: {reprojected}, at most 1 m/yr + 0.1 % expected")
    elif reprojected["p95"] * 50 > unrotated["p95"]:
        said.append(f"reprojected {reprojected} is not 50 times below unrotated {unrotated}")
    if report["trunk_speed"] < 5000:
        said.append(f"the trunk moves at {report['trunk_speed']} m/yr, 5000 expected")
    return said


def main(cube: str, granules: str, output: str) -> int:
    report = measure(Path(cube), Path(granules))
    Path(output).write_text(json.dumps(report, indent=2), encoding="utf-8")
    problems = failures(report)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
