"""Read a point where nothing but what QGIS ships can be imported; print what was found.

Usage: ``python apart.py <address of the catalogue> <lon> <lat>``.
"""

from __future__ import annotations

import json
import sys

BLOCKED = {
    *("xarray", "netCDF4", "zarr", "numcodecs", "h5py", "rasterio", "rioxarray", "dask"),
    *("distributed", "fsspec", "pandas", "scipy", "qgis", "osgeo", "aiohttp", "s3fs"),
}


class Blocker:
    """Refuses what QGIS does not ship."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """Importlib asks this first."""
        if name.partition(".")[0] in BLOCKED:
            raise ImportError(f"{name} is blocked")


def main(catalogue: str, lon: str, lat: str) -> None:
    """Read the point."""
    sys.meta_path.insert(0, Blocker())
    from itslive_qgis.archive.http import Network
    from itslive_qgis.series.reader import SeriesReader

    reader = SeriesReader(Network(), catalogue=catalogue)
    answer = reader.point(float(lon), float(lat))
    reader.close()
    series = answer.series
    told = {
        "whole": answer.whole,
        "layer": series.layer.tolist(),
        "mid_date": series.mid_date.astype("int64").tolist(),
        "satellites": series.satellite_names.tolist(),
        "blocked": sorted(BLOCKED & set(sys.modules)),
    }
    told.update({name: getattr(series, name).tolist() for name in ("v", "vx", "vy", "v_error")})
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
