"""What xarray reads of the pixel at a place of an official cube on disk, as JSON.

    read_official.py STORE X Y

One file that needs nothing beside it, so that it runs where QGIS's own process may not import
xarray: every layer with both components, by mid-date.
"""

from __future__ import annotations

import json
import sys

import numpy as np
import xarray as xr

ONES = ("vx", "vy", "v", "v_error")


def main() -> None:
    """Print it."""
    store, x, y = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
    with xr.open_zarr(store, consolidated=True, decode_timedelta=False) as data:
        pixel = data[list(ONES)].sel(x=x, y=y, method="nearest").load()
        held = np.flatnonzero(np.isfinite(pixel["vx"]) & np.isfinite(pixel["vy"]))
        dates = data["mid_date"].values
        rows = held[np.argsort(dates[held], kind="stable")]
        found = {name: pixel[name].values[rows].astype(float).tolist() for name in ONES}
        for name in ("vx_error", "vy_error"):
            found[name] = data[name].values[rows].astype(float).tolist()
        found["separation_days"] = data["date_dt"].values[rows].astype(float).tolist()
        found["mid_date"] = dates[rows].astype("datetime64[us]").astype(str).tolist()
        found["place"] = [float(pixel["x"]), float(pixel["y"])]
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
