"""Every attribute of a V2 granule, as published files carry them (autoRIFT 1.5.0, HyP3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import numpy as np

from .layout import Frame
from .pairs import Granule
from .scenes import PIXEL_SIZE, RADAR_PIXEL, Scene, compact_time
from .truth import to_lonlat

SOFTWARE_VERSION = "1.5.0"
# generation of a file: when its making began, and the version of the plugin that made it
GENERATIONS = {
    "v0": (datetime(2019, 11, 1, tzinfo=timezone.utc), ""),
    "v1": (datetime(2020, 3, 20, tzinfo=timezone.utc), ""),
    "nsidc": (datetime(2022, 8, 20, tzinfo=timezone.utc), ""),
    "v2": (datetime(2023, 11, 1, tzinfo=timezone.utc), "0.18.0"),
    "v2 radar": (datetime(2024, 10, 1, tzinfo=timezone.utc), "0.20.1"),
    "v2-padded": (datetime(2025, 12, 1, tzinfo=timezone.utc), "0.26.0"),
    "v2-3d": (datetime(2026, 4, 1, tzinfo=timezone.utc), "0.28.0"),
    "v2-3d int8": (datetime(2026, 8, 1, tzinfo=timezone.utc), "0.28.2"),
}
FILL = -32767
PARAMETERS = (
    "http://its-live-data.s3.amazonaws.com/autorift_parameters/v001/autorift_landice_0120m.shp"
)
REFERENCES = """\
When using this data, please acknowledge the source (see global source attribute) and cite:
* Gardner, A. S., Moholdt, G., Scambos, T., Fahnestock, M., Ligtenberg, S., van den Broeke, M.,
  and Nilsson, J., 2018. Increased West Antarctic and unchanged East Antarctic ice discharge over
  the last 7 years. The Cryosphere, 12, p.521. https://doi.org/10.5194/tc-12-521-2018
* Lei, Y., Gardner, A. and Agram, P., 2021. Autonomous Repeat Image Feature Tracking (autoRIFT)
  and Its Application for Tracking Ice Displacement. Remote Sensing, 13(4), p.749.
  https://doi.org/10.3390/rs13040749

Additionally, DOI's are provided for the software used to generate this data:
* autoRIFT: https://doi.org/10.5281/zenodo.4025445
* HyP3 autoRIFT plugin: https://doi.org/10.5281/zenodo.4037016
* HyP3 processing environment: https://doi.org/10.5281/zenodo.3962581"""

_ERROR_TEXT = (
    "best estimate of {axis}_velocity error: v{axis}_error is populated according to the approach "
    'used for the velocity bias correction as indicated in "stable_shift_flag"'
)
FROM_RADAR = " from radar range and azimuth measurements"
_STATIONARY_TEXT = (
    "RMSE over stable surfaces, stationary or slow-flowing surfaces with velocity < 15 meter/year "
    "identified from an external mask"
)
_FLAG_TEXT = (
    "flag for applying velocity bias correction: 0 = no correction; 1 = correction from "
    "overlapping stable surface mask (stationary or slow-flowing surfaces with velocity < 15 "
    "meter/year)(top priority); 2 = correction from slowest 25% of overlapping velocities "
    "(second priority)"
)


@dataclass(frozen=True)
class Errors:
    """Error terms of one component, metres per year, one decimal."""

    stationary: float
    slow: float
    modeled: float
    shift_stationary: float
    shift_slow: float
    flag: int

    @property
    def best(self) -> float:
        """The error that goes with the bias correction that was applied."""
        return (self.modeled, self.stationary, self.slow)[self.flag]

    @property
    def shift(self) -> float:
        """The bias that was taken off."""
        return (0, self.shift_stationary, self.shift_slow)[self.flag]


def error_terms(granule: Granule) -> tuple[Errors, Errors]:
    """Return plausible error terms of vx and vy: a fraction of a pixel over the separation."""
    rng = np.random.default_rng([61, granule.seed])
    modeled = round(25.5 / granule.days * 365, 1)
    flag = int(rng.choice([1, 1, 1, 2, 0]))
    pair = []
    for _ in "xy":
        pixel = PIXEL_SIZE.get(granule.image_1.satellite, RADAR_PIXEL[1])
        size = pixel * rng.uniform(0.08, 0.2) / granule.days * 365
        shift = rng.normal(0, size / 3, 2)
        stationary = (round(size, 1), round(shift[0], 1)) if flag == 1 else (np.nan, np.nan)
        slow = (round(size * 1.3, 1), round(shift[1], 1)) if flag else (np.nan, np.nan)
        pair.append(Errors(stationary[0], slow[0], modeled, stationary[1], slow[1], flag))
    return pair[0], pair[1]


def component_attributes(
    axis: str, errors: Errors, valid_count: int, radar: bool = False
) -> dict[str, object]:
    """Attributes of vx or vy."""
    return {
        "standard_name": f"land_ice_surface_{axis}_velocity",
        "description": f"velocity component in {axis} direction{FROM_RADAR if radar else ''}",
        "units": "meter/year",
        "grid_mapping": "mapping",
        "error": errors.best,
        "error_description": _ERROR_TEXT.format(axis=axis),
        "error_stationary": errors.stationary,
        "error_stationary_description": _STATIONARY_TEXT,
        "error_modeled": errors.modeled,
        "error_modeled_description": "1-sigma error calculated using a modeled error-dt "
        "relationship",
        "error_slow": errors.slow,
        "error_slow_description": "RMSE over slowest 25% of retrieved velocities",
        "stable_shift": errors.shift,
        "stable_shift_flag": errors.flag,
        "stable_shift_flag_description": _FLAG_TEXT,
        "stable_shift_stationary": errors.shift_stationary,
        "stable_count_stationary": valid_count // 2 if errors.flag == 1 else 0,
        "stable_shift_slow": errors.shift_slow,
        "stable_count_slow": valid_count // 4 if errors.flag else 0,
    }


def other_attributes(name: str, granule: Granule) -> dict[str, object]:
    """Attributes of the variables on the grid that are not components."""
    radar = granule.image_1.is_radar
    sizes = RADAR_PIXEL if radar else (PIXEL_SIZE[granule.image_1.satellite],) * 2
    axes = ("range", "azimuth") if radar else ("x", "y")
    kind = "radar" if radar else "image projection"
    coordinates = f"{kind} geometry: width = {axes[0]}, height = {axes[1]}"
    from_radar = FROM_RADAR if radar else ""
    table: dict[str, dict[str, object]] = {
        "v": {
            "standard_name": "land_ice_surface_velocity",
            "description": "velocity magnitude",
            "units": "meter/year",
        },
        "v_error": {
            "standard_name": "velocity_error",
            "description": f"velocity magnitude error{from_radar}",
            "units": "meter/year",
        },
        "chip_size_width": {
            "standard_name": "chip_size_width",
            "description": "width of search template (chip)",
            "units": "m",
            f"{axes[0]}_pixel_size": sizes[0],
            "chip_size_coordinates": coordinates,
        },
        "chip_size_height": {
            "standard_name": "chip_size_height",
            "description": "height of search template (chip)",
            "units": "m",
            f"{axes[1]}_pixel_size": sizes[1],
            "chip_size_coordinates": coordinates,
        },
        "interp_mask": {
            "standard_name": "interpolated_value_mask",
            "description": "true where values have been interpolated",
            "flag_values": np.array([0, 1], dtype=np.uint8),
            "flag_meanings": "measured interpolated",
        },
    }
    return {**table[name], "grid_mapping": "mapping"}


def axis_attributes(axis: str) -> dict[str, object]:
    """Attributes of the coordinates x and y."""
    return {
        "standard_name": f"projection_{axis}_coordinate",
        "description": f"{axis} coordinate of projection",
        "units": "m",
    }


def _scene_attributes(scene: Scene) -> dict[str, object]:
    common: dict[str, object] = {
        "id": scene.scene_id,
        "acquisition_date": compact_time(scene.acquired),
    }
    if scene.is_radar:
        return {
            "absolute_orbit": float(scene.orbit),
            **common,
            "correction_level": scene.level,
            "flight_direction": "ascending" if scene.frame == "A" else "descending",
            "frame": float(scene.orbit % 700),
            "mission": "S",
            "satellite": scene.satellite,
            "sensor": "C",
            "time_standard": "UTC",
        }
    if not scene.is_landsat:
        return {
            **common,
            "correction_level": scene.level,
            "mission": "S",
            "satellite": scene.satellite,
            "sensor": "MSI",
            "time_standard": "UTC",
        }
    return {
        **common,
        "collection_category": scene.tier,
        "collection_number": 2.0,
        "correction_level": scene.level,
        "mission": "L",
        "path": float(scene.frame[:3]),
        "processing_date": f"{scene.processed:%Y%m%d}",
        "row": float(scene.frame[3:]),
        "satellite": scene.satellite,
        "sensor": scene.scene_id[1],
        "time_standard": "UTC",
    }


def pair_attributes(granule: Granule, frame: Frame) -> dict[str, object]:
    """Attributes of ``img_pair_info``."""
    first, second = _scene_attributes(granule.image_1), _scene_attributes(granule.image_2)
    attributes: dict[str, object] = {"standard_name": "image_pair_information"}
    for name in first:
        attributes[f"{name}_img1"], attributes[f"{name}_img2"] = first[name], second[name]
    lon, lat = to_lonlat(
        granule.epsg, (frame.x[0] + frame.x[-1]) / 2, (frame.y[0] + frame.y[-1]) / 2
    )
    attributes["date_center"] = compact_time(granule.mid_date)
    attributes["date_dt"] = granule.days
    attributes["latitude"], attributes["longitude"] = round(float(lat), 2), round(float(lon), 2)
    attributes["roi_valid_percentage"] = granule.valid_percentage
    return attributes


def _generation(granule: Granule) -> tuple[datetime, str]:
    name = granule.form
    if "int8" in granule.special:
        name = "v2-3d int8"
    elif granule.image_1.is_radar and name == "v2" and "packed" not in granule.special:
        name = "v2 radar"
    return GENERATIONS[name]


def created(granule: Granule) -> datetime:
    """When the granule was made: after its scenes, and not before this product version."""
    newest = max(granule.image_1.processed, granule.image_2.processed)
    later = max(newest, _generation(granule)[0])
    return (later + timedelta(days=9, seconds=granule.seed % 10_000_000)).replace(microsecond=0)


def global_attributes(granule: Granule) -> dict[str, object]:
    """Attributes of the file."""
    names = [
        f"{'Landsat ' if scene.is_landsat else 'Sentinel-'}{scene.satellite}"
        for scene in (granule.image_1, granule.image_2)
    ]
    radar = granule.image_1.is_radar
    source = (
        f"NASA MEaSUREs ITS_LIVE project. Processed by ASF DAAC HyP3 {created(granule).year} using "
        f"the hyp3_autorift plugin version {_generation(granule)[1]} running autoRIFT version "
        f"{SOFTWARE_VERSION}. "
    )
    if granule.image_1.is_landsat:
        satellite = granule.image_1.satellite
        source += f"Landsat-{satellite} images courtesy of the U.S. Geological Survey"
    else:
        year = granule.mid_date.year
        source += f"Contains modified Copernicus Sentinel data {year}, processed by ESA"
    return {
        "GDAL_AREA_OR_POINT": "Area",
        "Conventions": "CF-1.8",
        "date_created": f"{created(granule):%d-%b-%Y %H:%M:%S}",
        "title": "autoRIFT surface velocities",
        "autoRIFT_software_version": SOFTWARE_VERSION,
        "autoRIFT_parameter_file": PARAMETERS,
        "scene_pair_type": "radar" if radar else "optical",
        "satellite": names[0] if names[0] == names[1] else " and ".join(names),
        "motion_detection_method": "feature",
        "motion_coordinates": "radar, map" if radar else "map",
        "author": "Alex S. Gardner, JPL/NASA; Yang Lei, GPS/Caltech",
        "institution": "NASA Jet Propulsion Laboratory (JPL), California Institute of Technology",
        "source": source,
        "references": REFERENCES,
    }
