"""What Sentinel-1 granules hold besides: motion in radar geometry, and how to get there.

A right-looking radar sees the ground's motion along its line of sight. Horizontal motion ``u``
(ground metres per year) towards the look azimuth shortens or lengthens the slant range by
``u * sin(incidence)``. M11 and M12 turn the components of the map grid into that, in pixels:
``M11 * vx + M12 * vy = dr`` and ``dr * dr_to_vr_factor = vr`` (Lei et al. 2021, Eq. A18).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyproj

from . import truth
from .header import Errors, component_attributes
from .layout import Frame
from .pairs import Granule
from .scenes import RADAR_PIXEL

INCIDENCE = np.radians(39.0)
HEADINGS = {"A": 347.0, "D": 193.0}  # degrees clockwise from true north
STEP = 100.0  # m on the ground, by which directions are carried onto the map
BLOCK = 16  # cells that share one geometry: it changes slowly, and files stay small

_GEOD = pyproj.Geod(ellps="WGS84")
_MATRIX_TEXT = (
    "conversion matrix element (1st row, {nth} column) that can be multiplied with v{axis} to give "
    "range pixel displacement dr (see Eq. A18 in https://www.mdpi.com/2072-4292/13/4/749)"
)


@dataclass(frozen=True)
class Geometry:
    """Rows of the matrices that take map components to range and azimuth velocity.

    :param range_x, range_y: M11 and M12, pixel/(meter/year), rows by columns
    :param azimuth_x, azimuth_y: their like for azimuth velocity, without unit
    :param factor: dr_to_vr_factor, meter/(year pixel)
    """

    range_x: np.ndarray
    range_y: np.ndarray
    azimuth_x: np.ndarray
    azimuth_y: np.ndarray
    factor: float


def factor(granule: Granule) -> float:
    """Slant range velocity, m/yr, of a displacement by one pixel."""
    return RADAR_PIXEL[0] / granule.days * 365


def _rows(epsg: int, x: np.ndarray, y: np.ndarray, azimuth: float) -> tuple[np.ndarray, np.ndarray]:
    """What map components are multiplied with to give ground motion towards an azimuth."""
    lon, lat = truth.to_lonlat(epsg, x, y)
    headings = np.full(lon.shape, azimuth)
    end_lon, end_lat, _ = _GEOD.fwd(lon, lat, headings, np.full(lon.shape, STEP))
    end_x, end_y = truth.to_map(epsg, end_lon, end_lat)
    step_x, step_y = end_x - x, end_y - y
    squared = step_x**2 + step_y**2
    return step_x * STEP / squared, step_y * STEP / squared


def geometry(granule: Granule, frame: Frame) -> Geometry:
    """Return the radar geometry at every cell of a grid."""
    # blocks of the archive's common grid, so that neighbours and other granules agree
    block = BLOCK * frame.cell
    block_x, column = np.unique(np.floor(frame.x / block), return_inverse=True)
    block_y, row = np.unique(np.floor(frame.y / block), return_inverse=True)
    x, y = np.meshgrid((block_x + 0.5) * block, (block_y + 0.5) * block)
    heading = HEADINGS[granule.image_1.frame]
    towards = _rows(granule.epsg, x, y, heading + 90)
    along = _rows(granule.epsg, x, y, heading)
    per_pixel = factor(granule)
    whole = np.ix_(row, column)
    return Geometry(
        *((part * np.sin(INCIDENCE) / per_pixel).astype(np.float32)[whole] for part in towards),
        *(part[whole] for part in along),
        per_pixel,
    )


def velocities(seen: Geometry, vx: np.ndarray, vy: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return range and azimuth velocity, m/yr, of components along the map grid, m/yr."""
    along_range = (seen.range_x * vx + seen.range_y * vy) * seen.factor
    return along_range, seen.azimuth_x * vx + seen.azimuth_y * vy


def velocity_attributes(name: str, errors: Errors, valid_count: int) -> dict[str, object]:
    """Attributes of ``vr`` or ``va``."""
    direction = "range" if name == "vr" else "azimuth"
    attributes = component_attributes("x", errors, valid_count, radar=True)
    text = str(attributes["error_description"])
    text = text.replace("x_velocity", f"{direction}_velocity").replace("vx_error", f"{name}_error")
    return {
        **attributes,
        "standard_name": f"{direction}_velocity",
        "description": f"velocity in radar {direction} direction",
        "error_description": text,
    }


def matrix_attributes(name: str, granule: Granule) -> dict[str, object]:
    """Attributes of ``M11`` or ``M12``."""
    nth, axis = ("1st", "x") if name == "M11" else ("2nd", "y")
    return {
        "standard_name": f"conversion_matrix_element_{name[1:]}",
        "description": _MATRIX_TEXT.format(nth=nth, axis=axis),
        "units": "pixel/(meter/year)",
        "grid_mapping": "mapping",
        "dr_to_vr_factor": factor(granule),
        "dr_to_vr_factor_description": "multiplicative factor that converts slant range pixel "
        "displacement dr to slant range velocity vr",
    }
