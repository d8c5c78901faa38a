"""The same record as ITS_LIVE's own client reads it, as a program in that client's Python.

Run as ``python its_series.py STORE EPSG LON,LAT [LON,LAT ...]`` with ``itslive==0.6.1``. Its search
for the cube is left out: it opens the store and reads its default variables of the nearest pixel,
by the functions of ``itslive.velocity_cubes``. Prints as ``our_series`` does; the rows counted and
summed up are those with both components, in order of mid-date.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time

import numpy as np
from itslive.velocity_cubes import _cubes

BETWEEN = 1.0  # seconds until a user clicks again
VARIABLES = ("v", "v_error", "vx", "vy", "vx_error", "vy_error")


def main() -> None:
    store, epsg, *places = sys.argv[1:]
    told = []
    for number, place in enumerate(places):
        if number:
            time.sleep(BETWEEN)
        lon, lat = map(float, place.split(","))
        started = time.perf_counter()
        point = _cubes._get_projected_xy_point(lon, lat, epsg)
        cube = _cubes._open_cached_dataset(store)
        wanted = _cubes._merge_default_variables(["v"])
        series = cube[list(wanted)].sel(x=point.x, y=point.y, method="nearest").load()
        seconds = time.perf_counter() - started
        rows = series.isel(mid_date=np.argsort(series.mid_date.values, kind="stable"))
        held = np.isfinite(rows.vx.values) & np.isfinite(rows.vy.values)
        digest = hashlib.sha256()
        for name in VARIABLES:
            digest.update(np.ascontiguousarray(rows[name].values[held], np.float32).tobytes())
        days = rows.date_dt.values[held] / np.timedelta64(1, "D")
        digest.update(np.ascontiguousarray(days, np.float32).tobytes())
        told.append(
            {
                "first": seconds,
                "stored": seconds,
                "rows": int(held.sum()),
                "digest": digest.hexdigest(),
            }
        )
    print(json.dumps({"inner": told[0]["stored"], "points": told}))


if __name__ == "__main__":
    main()
