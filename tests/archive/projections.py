"""The variable that describes the projection: V2's ``mapping``, and what V0 and V1 call it."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyproj

from .layout import Frame


@cache
def _wkt(epsg: int, old: bool = False) -> str:
    """The text as GDAL writes it; in the days of V0 it wrote polar ones otherwise."""
    text = pyproj.CRS.from_epsg(epsg).to_wkt("WKT1_GDAL")
    if not is_polar(epsg):
        return text
    away = "SOUTH" if epsg == 3413 else "NORTH"
    easting, northing = ("EAST", "NORTH") if old else (away, away)
    if old:
        unit = 'PARAMETER["scale_factor",1],'
        text = text.replace('PARAMETER["false_easting"', f'{unit}PARAMETER["false_easting"')
    start, authority = text[: text.rindex("AUTHORITY")], text[text.rindex("AUTHORITY") :]
    return f'{start}AXIS["Easting",{easting}],AXIS["Northing",{northing}],{authority}'


def is_polar(epsg: int) -> bool:
    """Whether the CRS is one of the two polar stereographic ones, else a UTM zone."""
    return epsg in (3031, 3413)


def _polar_angles(epsg: int) -> tuple[float, float, float]:
    """Central meridian, pole and latitude of true scale, degrees."""
    return (-45.0, 90.0, 70.0) if epsg == 3413 else (0.0, -90.0, -71.0)


def _proj4(epsg: int, scale: str = "") -> str:
    if is_polar(epsg):
        meridian, pole, latitude = (f"{angle:g}" for angle in _polar_angles(epsg))
        start = f"+proj=stere +lat_0={pole} +lat_ts={latitude} +lon_0={meridian}"
        return f"{start}{scale} +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs"
    south = " +south" if epsg > 32_700 else ""
    return f"+proj=utm +zone={epsg % 100}{south} +datum=WGS84 +units=m +no_defs"


def _utm(epsg: int) -> dict[str, object]:
    return {
        "grid_mapping_name": "universal_transverse_mercator",
        "utm_zone_number": float(epsg % 100),
        "longitude_of_central_meridian": float(epsg % 100 * 6 - 183),
        "false_easting": 500000.0,
        "false_northing": 10000000.0 if epsg > 32_700 else 0.0,
        "latitude_of_projection_origin": 0.0,
        "semi_major_axis": 6378137.0,
        "scale_factor_at_central_meridian": 0.9996,
        "inverse_flattening": 298.257223563,
    }


def _polar(epsg: int) -> dict[str, object]:
    meridian, pole, latitude = _polar_angles(epsg)
    return {
        "grid_mapping_name": "polar_stereographic",
        "straight_vertical_longitude_from_pole": meridian,
        "false_easting": 0.0,
        "false_northing": 0.0,
        "latitude_of_projection_origin": pole,
        "latitude_of_origin": latitude,
        "semi_major_axis": 6378137.0,
        "scale_factor_at_projection_origin": np.int64(1),
        "inverse_flattening": 298.257223563,
    }


def mapping_attributes(epsg: int, frame: Frame) -> dict[str, object]:
    """Attributes of V2's ``mapping``; GeoTransform counts from cell centres."""
    return {
        **(_polar(epsg) if is_polar(epsg) else _utm(epsg)),
        "spatial_ref": _wkt(epsg),
        "crs_wkt": _wkt(epsg),
        "proj4text": _proj4(epsg),
        "spatial_epsg": np.int64(epsg),
        "GeoTransform": f"{frame.x[0]} {frame.cell} 0 {frame.y[0]} 0 {-frame.cell}",
    }


def old_name(epsg: int) -> str:
    """The variable's name in V0 and V1."""
    return "Polar_Stereographic" if is_polar(epsg) else "UTM_Projection"


def old_attributes(epsg: int, frame: Frame) -> dict[str, object]:
    """Attributes of V0 and V1: axes in kilometres, GeoTransform counts from cell corners."""
    left, top = frame.x[0] - frame.cell / 2, frame.y[0] + frame.cell / 2
    if is_polar(epsg):
        meridian, pole, latitude = _polar_angles(epsg)
        kind: dict[str, object] = {
            "grid_mapping_name": "polar_stereographic",
            "straight_vertical_longitude_from_pole": meridian,
            "latitude_of_projection_origin": pole,
            "latitude_of_origin": latitude,
            "scale_factor_at_projection_origin": 1.0,
            "false_easting": 0.0,
            "false_northing": 0.0,
        }
    else:
        kind = {
            "grid_mapping_name": "universal_transverse_mercator",
            "utm_zone_number": float(epsg % 100),
        }
    return {
        **kind,
        "semi_major_axis": 6378.137,
        "semi_minor_axis": 6356.752,
        "inverse_flattening": 298.257223563,
        "GeoTransform": f"{left} {frame.cell} 0 {top} 0 {-frame.cell}",
        "spatial_ref": _wkt(epsg, old=True),
        "spatial_proj4": _proj4(epsg, " +k=1"),
        "spatial_epsg": float(epsg),
    }


def nsidc_attributes(epsg: int, frame: Frame) -> dict[str, object]:
    """Attributes of ``mapping`` in V1 as NSIDC rewrote it; GeoTransform stays as it was."""
    attributes = old_attributes(epsg, frame)
    del attributes["semi_minor_axis"]
    attributes["semi_major_axis"] = 6378137.0
    attributes["proj4text"] = attributes.pop("spatial_proj4")
    attributes["crs_wkt"] = attributes["spatial_ref"]
    if epsg == 3031:
        del attributes["latitude_of_origin"]
        attributes["standard_parallel"] = -71.0
    if not is_polar(epsg):
        attributes["grid_mapping_name"] = "transverse_mercator"
        for name in (
            *("longitude_of_central_meridian", "latitude_of_projection_origin"),
            *("false_easting", "false_northing", "scale_factor_at_central_meridian"),
        ):
            attributes[name] = _utm(epsg)[name]
    return attributes
