"""What a program reads of a cube, as JSON; and whether that is what another one reads.

    read_cube.py PROGRAM CUBE              netcdf4, xarray, gdal, qgis or plugin; cube.nc, cube.zarr
    read_cube.py same REFERENCE ANSWER...  files of such JSON; says what differs, and fails then

One file that needs nothing beside it, so that it runs wherever the program is. ``netcdf4`` reads
the stored numbers of a NetCDF file and is the reference. ``qgis`` is a QGIS that knows nothing of
the plugin, ``plugin`` its layer of a cube while the date is changed.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np

VARIABLES = ("v", "vx", "vy", "v_error")
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
TOLD = ("crs", "no_data", "grid", "times", "intervals")
#: Of rows and columns: where a value is read one by one.
PLACES = ((0.5, 0.5), (0.3, 0.6), (0.0, 0.0), (0.62, 0.41))


def answer_of(program: str, path: str) -> dict[str, Any]:
    """What a program reads.

    Returns:
        ``program``, with its version; ``crs``, an EPSG code; ``no_data``; ``grid``, GDAL's six
        numbers; ``values``, for each variable and layer how many pixels hold a value, their sum,
        and those at :data:`PLACES` (None: no value); ``times``, of the middles in microseconds
        since 1970, and ``intervals``, of both images in milliseconds. What a program does not tell
        is None.
    """
    return PROGRAMS[program](path)


def differences(reference: dict[str, Any], answer: dict[str, Any]) -> list[str]:
    """In what two answers differ; what one of them does not tell is no difference.

    QGIS writes days with 16 digits, which may be a microsecond off; dates are two apart at least.
    """
    found = []
    for name in TOLD:
        told, wanted = answer[name], reference[name]
        is_same = told == wanted
        if name == "times" and told is not None:
            is_same = len(told) == len(wanted) and max(np.abs(np.subtract(told, wanted))) <= 1
        if told is not None and not is_same:
            found.append(f"{answer['program']}: {name} {told}, not {wanted}")
    for variable, layers in answer["values"].items():
        if layers != reference["values"][variable]:
            found.append(f"{answer['program']}: other values of {variable}")
    return found


def facts(plane: np.ndarray, held: np.ndarray) -> list[Any]:
    """What is told of a layer's values, (ny, nx), where ``held``."""
    at = [(int(down * len(plane)), int(across * len(plane[0]))) for down, across in PLACES]
    some = [int(plane[place]) if held[place] else None for place in at]
    return [int(held.sum()), int(plane[held].sum(dtype="i8")), some]


def netcdf4(path: str) -> dict[str, Any]:
    """The numbers as they are stored."""
    import netCDF4

    with netCDF4.Dataset(path) as data:
        data.set_auto_maskandscale(False)
        fill = int(data["v"].getncattr("_FillValue"))
        grid = [float(number) for number in data["mapping"].GeoTransform.split()]
        values = {
            name: [facts(plane, plane != fill) for plane in data[name][:]] for name in VARIABLES
        }
        ends = zip(data["date_1"][:], data["date_2"][:])
        return {
            "program": f"netCDF4 {netCDF4.__version__}",
            "crs": int(data["mapping"].spatial_epsg),
            "no_data": fill,
            "grid": grid,
            "values": values,
            "times": [microseconds(day) for day in data["mid_date"][:]],
            "intervals": [[milliseconds(day) for day in days] for days in ends],
        }


def xarray(path: str) -> dict[str, Any]:
    """As a notebook does it: masked and with decoded times."""
    import pyproj
    import xarray as xr

    engine = "zarr" if path.endswith(".zarr") else "netcdf4"
    with xr.open_dataset(path, engine=engine) as data:
        x, y = data.x.values, data.y.values
        dx, dy = (float(axis[-1] - axis[0]) / (axis.size - 1) for axis in (x, y))
        values = {}
        for name in VARIABLES:
            planes = data[name].values
            values[name] = [facts(plane, np.isfinite(plane)) for plane in planes]
        # What xarray makes of days is cut to whole nanoseconds.
        ends = np.stack([data.date_1.values, data.date_2.values], axis=1).astype("i8")
        return {
            "program": f"xarray {xr.__version__}",
            "crs": pyproj.CRS.from_wkt(data.mapping.attrs["crs_wkt"]).to_epsg(),
            "no_data": int(data.v.encoding["_FillValue"]),
            "grid": [float(x[0]) - dx / 2, dx, 0.0, float(y[0]) - dy / 2, 0.0, dy],
            "values": values,
            "times": [round(at / 1000) for at in data.mid_date.values.astype("i8").tolist()],
            "intervals": [[round(at / 1e6) for at in pair] for pair in ends.tolist()],
        }


def gdal(path: str) -> dict[str, Any]:
    """By rasters and, for the times, by arrays of several dimensions."""
    from osgeo import gdal as library

    library.UseExceptions()
    whole = library.OpenEx(path, library.OF_MULTIDIM_RASTER)
    root = whole.GetRootGroup()
    days = {name: _numbers(root.OpenMDArray(name)) for name in ("mid_date", "date_1", "date_2")}
    count = days["mid_date"].size
    values = {}
    for variable in VARIABLES:
        layers = []
        for index in range(count):
            dataset, number = _date(library, path, variable, index)
            band = dataset.GetRasterBand(number)
            plane = band.ReadAsArray()
            layers.append(facts(plane, plane != band.GetNoDataValue()))
        values[variable] = layers
    reference = dataset.GetSpatialRef()
    return {
        "program": f"GDAL {library.__version__}",
        "crs": int(reference.GetAuthorityCode(None)),
        "no_data": int(band.GetNoDataValue()),
        "grid": list(dataset.GetGeoTransform()),
        "values": values,
        "times": [microseconds(day) for day in days["mid_date"]],
        "intervals": [
            [milliseconds(day) for day in pair] for pair in zip(days["date_1"], days["date_2"])
        ],
    }


def _date(library: Any, path: str, variable: str, index: int) -> tuple[Any, int]:
    """A raster that holds a date, and the number of its band."""
    if not path.endswith(".zarr"):
        return library.Open(f'NETCDF:"{path}":{variable}'), index + 1
    if int(library.VersionInfo()) >= 3080000:
        return library.Open(f'ZARR:"{path}":/{variable}'), index + 1
    return library.Open(f'ZARR:"{path}":/{variable}:{index}'), 1


def _numbers(array: Any) -> np.ndarray:
    if array.GetUnit() != "days since 1970-01-01":
        raise ValueError(f"times are in {array.GetUnit()}")
    return np.frombuffer(array.Read(), "f8")


def qgis(path: str) -> dict[str, Any]:
    """By QGIS's raster layers; the times are in the names of the bands, as far as it names them."""
    from qgis.core import Qgis, QgsApplication, QgsRasterLayer

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QgsApplication.instance() or QgsApplication([], False)
    application.initQgis()
    values: dict[str, list[Any]] = {name: [] for name in VARIABLES}
    names: list[str] = []
    is_zarr = path.endswith(".zarr")
    for variable, layers in values.items():
        source = f'ZARR:"{path}":/{variable}' if is_zarr else f'NETCDF:"{path}":{variable}'
        layer = QgsRasterLayer(source, variable, "gdal")
        # GDAL before 3.8 opens one date of a Zarr store at a time.
        apart = is_zarr and not layer.isValid()
        index = 0
        while True:
            if apart:
                layer = QgsRasterLayer(f"{source}:{index}", variable, "gdal")
            if not layer.isValid() or (not apart and index == layer.bandCount()):
                break
            band = 1 if apart else index + 1
            layers.append(layer_facts(layer, band))
            if variable == "v":
                names.append(layer.bandName(band))
                shown = layer
            index += 1
    times = [microseconds(float(name.split("=")[1].split()[0])) for name in names if "=" in name]
    return {
        **_place(shown),
        "program": f"QGIS {Qgis.QGIS_VERSION}",
        "values": values,
        "times": times or None,
        "intervals": None,
    }


def plugin(path: str) -> dict[str, Any]:
    """By one layer of the plugin, which is turned from date to date as its date picker does."""
    from qgis.core import Qgis, QgsApplication

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QgsApplication.instance() or QgsApplication([], False)
    application.initQgis()
    from itslive_qgis.layers.rasters import cube_layer, show_cube_date
    from itslive_qgis.worker.client import Worker

    worker = Worker()
    try:
        description = worker.call("describe_cube", {"path": path})
    finally:
        worker.stop()
    layer = cube_layer(description, 0)
    values, intervals = [], []
    for index in range(len(description["layers"])):
        show_cube_date(layer, description, index)
        values.append(layer_facts(layer, layer.renderer().usesBands()[0]))
        shown = layer.temporalProperties().fixedTemporalRange()
        intervals.append([shown.begin().toMSecsSinceEpoch(), shown.end().toMSecsSinceEpoch()])
    moments = [datetime.fromisoformat(pair["mid_date"]) for pair in description["layers"]]
    return {
        **_place(layer),
        "program": f"the plugin in QGIS {Qgis.QGIS_VERSION}",
        "values": {"v": values},
        "times": [(moment - EPOCH) // timedelta(microseconds=1) for moment in moments],
        "intervals": intervals,
    }


def layer_facts(layer: Any, band: int) -> list[Any]:
    """As :func:`facts`, of a band of a QGIS layer; no-data is what QGIS takes for it."""
    from qgis.core import QgsPointXY

    provider, extent = layer.dataProvider(), layer.extent()
    rows, columns = layer.height(), layer.width()
    block = provider.block(band, extent, columns, rows)
    plane = np.frombuffer(block.data(), "i2").reshape(rows, columns)
    told = facts(plane, plane != block.noDataValue())
    one_by_one = []
    for down, across in PLACES:
        row, column = int(down * rows), int(across * columns)
        x = extent.xMinimum() + (column + 0.5) * extent.width() / columns
        y = extent.yMaximum() - (row + 0.5) * extent.height() / rows
        value, is_valid = provider.sample(QgsPointXY(x, y), band)
        one_by_one.append(int(value) if is_valid else None)
    return [*told[:2], one_by_one]


def _place(layer: Any) -> dict[str, Any]:
    extent = layer.extent()
    dx, dy = extent.width() / layer.width(), extent.height() / layer.height()
    return {
        "crs": int(layer.crs().authid().split(":")[1]),
        "no_data": int(layer.dataProvider().sourceNoDataValue(1)),
        "grid": [extent.xMinimum(), dx, 0.0, extent.yMaximum(), 0.0, -dy],
    }


def microseconds(day: float) -> int:
    """Since 1970, of days since then."""
    return round(float(day) * 86_400_000_000)


def milliseconds(day: float) -> int:
    """Since 1970, of days since then."""
    return round(float(day) * 86_400_000)


PROGRAMS: dict[str, Callable[[str], dict[str, Any]]] = {
    "netcdf4": netcdf4,
    "xarray": xarray,
    "gdal": gdal,
    "qgis": qgis,
    "plugin": plugin,
}


def main(arguments: list[str]) -> int:
    """Run from the command line."""
    if arguments[0] != "same":
        print(json.dumps(answer_of(*arguments)), flush=True)
        return 0
    reference, *answers = (json.loads(Path(path).read_text("utf-8")) for path in arguments[1:])
    found = [line for answer in answers for line in differences(reference, answer)]
    for answer in answers:
        told = [name for name in TOLD if answer[name] is not None]
        print(f"{answer['program']}: {', '.join([*told, *answer['values']])}")
    for line in found:
        print(line[:2000], file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(status)  # QGIS without its event loop may crash when it is taken down
