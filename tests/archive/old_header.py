"""Every attribute of V0 and V1 granules, as published, and as NSIDC rewrote them."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from . import header, projections
from .layout import Frame
from .pairs import Granule
from .scenes import Scene

MISSING = -32767.0
UNSET_HEIGHT = 65_535
CHIP_COORDINATES = "image projection geometry: width = x, height = y"
BEST_PRACTICE = (
    "velocities should always be merged/averaged using component velocities to prevent high "
    "velocity magnitude bias"
)


def global_attributes(granule: Granule) -> dict[str, object]:
    """Attributes of the file."""
    return {
        "GDAL_AREA_OR_POINT": "Area",
        "Conventions": "CF-1.8" if granule.form == "nsidc" else "CF-1.6",
        "date_created": f"{header.created(granule):%d-%b-%Y %H:%M:%S}",
        "title": "autoRIFT surface velocities",
        "author": "Alex S. Gardner, JPL/NASA",
        "institution": "NASA Jet Propulsion Laboratory (JPL), California Institute of Technology",
        "scene_pair_type": "optical",
        "motion_detection_method": "feature",
        "motion_coordinates": "map",
    }


def axis_attributes(axis: str) -> dict[str, object]:
    """Attributes of the coordinates x and y."""
    return {
        "units": "m",
        "standard_name": f"projection_{axis}_coordinate",
        "long_name": f"{axis} coordinate of projection",
    }


def _matlab_day(moment: datetime) -> float:
    """Days since the year 0, as MATLAB counts them."""
    return (
        moment.toordinal()
        + 366
        + (moment - moment.replace(hour=0, minute=0, second=0)) / (timedelta(days=1))
    )


def _stable(granule: Granule, axis: str, valid_count: int) -> dict[str, object]:
    """What the component's error and its bias correction were."""
    errors = dict(zip("xy", header.error_terms(granule)))[axis]
    shift = errors.shift
    return {
        "stable_count": float(valid_count // 2),
        "stable_shift": float(shift),
        "stable_shift_applied": float(shift),
        "stable_rmse": np.float32(errors.best),
        "stable_apply_date": _matlab_day(header.created(granule)),
    }


def grid_attributes(granule: Granule, name: str, valid_count: int) -> dict[str, object]:
    """Attributes of a variable on the grid."""
    table: dict[str, dict[str, object]] = {
        "v": {"units": "m/y", "standard_name": "velocity"},
        "chip_size_width": {"units": "m", "chip_size_coordinates": CHIP_COORDINATES},
        "chip_size_height": {"units": "m", "chip_size_coordinates": CHIP_COORDINATES},
        "interp_mask": {"units": "binary", "standard_name": "interpolated_value_mask"},
    }
    if name in ("vx", "vy"):
        attributes = {"units": "m/y", "standard_name": f"{name[1]}_velocity"}
        attributes |= _stable(granule, name[1], valid_count)
    else:
        attributes = table[name]
    if name.startswith("chip"):
        attributes |= {"standard_name": name, "missing_value": 0.0}
    elif name.startswith("v"):
        attributes |= {"missing_value": MISSING, "map_scale_corrected": np.int8(1)}
    if name == "v":
        attributes["best_practice"] = BEST_PRACTICE
    attributes["grid_mapping"] = projections.old_name(granule.epsg)
    return _rewritten(name, attributes) if granule.form == "nsidc" else attributes


def _rewritten(name: str, attributes: dict[str, object]) -> dict[str, object]:
    """Attributes as NSIDC made them; ``missing_value`` became the variable's fill value."""
    changed = {key: value for key, value in attributes.items() if key != "missing_value"}
    changed["grid_mapping"] = "mapping"
    if changed.get("units") == "m/y":
        axis = f"{name[1]}_" if len(name) == 2 else ""
        changed |= {"units": "meter/year", "standard_name": f"land_ice_surface_{axis}velocity"}
    if name == "interp_mask":
        del changed["units"]
        changed["flag_values"] = np.array([0, 1], dtype=np.uint8)
        changed["flag_meanings"] = "measured interpolated"
    return changed


def _scene_attributes(scene: Scene) -> dict[str, object]:
    return {
        "mission": "L",
        "sensor": scene.scene_id[1],
        "satellite": float(scene.satellite),
        "correction_level": scene.level,
        "path": float(scene.frame[:3]),
        "row": float(scene.frame[3:]),
        "aquisition_date": f"{scene.acquired:%Y%m%d}",
        "processing_date": f"{scene.processed:%Y%m%d}",
        "collection_number": float(scene.collection),
        "collection_catagory": scene.tier,
    }


def pair_attributes(granule: Granule) -> dict[str, object]:
    """Attributes of ``img_pair_info``; image 1 is the later one, two names are misspelt."""
    attributes = {
        f"{name}_img{number}": value
        for number, scene in enumerate(granule.images, 1)
        for name, value in _scene_attributes(scene).items()
    }
    attributes["date_dt"] = granule.days
    attributes["date_center"] = f"{granule.mid_date:%Y%m%d}"
    attributes["roi_valid_percentage"] = float(int(granule.valid_percentage))
    attributes["autoRIFT_software_version"] = 1.0
    if granule.form == "nsidc":
        attributes["standard_name"] = "image_pair_information"
    return attributes


def projection_attributes(granule: Granule, frame: Frame) -> tuple[str, dict[str, object]]:
    """Name and attributes of the variable that describes the projection."""
    if granule.form == "nsidc":
        return "mapping", projections.nsidc_attributes(granule.epsg, frame)
    name = projections.old_name(granule.epsg)
    return name, projections.old_attributes(granule.epsg, frame)
