"""The values of the variables along ``mid_date`` alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta, timezone
from functools import partial

import numpy as np

from ..scenes import Scene
from ..sites import SITES
from .cubes import Cube, tile_name
from .layers import Layers
from .values import FILL, range_factor

BUCKET_URL = "https://its-live-data.s3.amazonaws.com"
SENSORS = {"4": "T", "5": "T", "7": "E", "8": "C", "9": "C", "1": "C", "2": "MSI"}
OLD_NAMES = 0.3  # of the layers of a cube with old names of satellites
# valid pixels on slow ice and beside it, for each percent
SLOW, STATIONARY = 90, 85


def days_since_1970(moments: np.ndarray) -> np.ndarray:
    """Days of datetime64 values, float64."""
    return (moments - np.datetime64("1970-01-01", "us")) / np.timedelta64(1, "D")


def valid_percentages(held: Layers) -> np.ndarray:
    """Valid pixels of the region of interest, percent with one decimal, float32."""
    hidden = np.sum(np.pi * held.pairs.clouds[:, :, 2] ** 2, axis=1) / (28_000 * 11_000)
    share = np.where(held.empty, 0.0, 97.0 * (1 - np.minimum(hidden, 0.95)))
    return np.round(share, 1).astype(np.float32)


def _scene(cube: Cube, satellite: str, frame: int, acquired: np.datetime64) -> Scene:
    site = SITES[cube.site]
    moment = acquired.astype("datetime64[us]").item().replace(tzinfo=timezone.utc)
    if satellite.startswith("1"):
        name, polarisation = site.sentinel_1[frame].split()
        return Scene(satellite, name, moment, moment + timedelta(hours=7), polarisation)
    frames = site.landsat if satellite.isdigit() else site.sentinel_2
    processed = moment + timedelta(days=12)
    return Scene(satellite, frames[frame % len(frames)], moment, processed)


def _granule_urls(cube: Cube, held: Layers) -> np.ndarray:
    """Address of each layer's granule in the real archive."""
    pairs, tile = held.pairs, tile_name(*cube.centre)
    valid = valid_percentages(held).astype(int)
    columns = zip(
        *(pairs.satellite_1, pairs.satellite_2, pairs.frame, pairs.date_1, pairs.date_2, valid)
    )
    urls = []
    for one, two, frame, date_1, date_2, percent in columns:
        first = _scene(cube, str(one), int(frame), date_1)
        second = _scene(cube, str(two), int(frame), date_2)
        name = f"{first.scene_id}_X_{second.scene_id}_G0120V02_P{percent:03d}.nc"
        urls.append(f"{BUCKET_URL}/velocity_image_pair/{first.family}/v02/{tile}/{name}")
    return np.array(urls, dtype=str)


def _satellites(number: int, cube: Cube, held: Layers) -> np.ndarray:
    names = (held.pairs.satellite_1, held.pairs.satellite_2)[number - 1]
    if "old-names" not in cube.flaws:
        return names
    old = np.random.default_rng(80).random(names.size) < OLD_NAMES
    return np.where(old & np.char.isdigit(names), np.char.add(names, ".0"), names)


def _of_image(number: int) -> dict[str, Callable[[Cube, Layers], np.ndarray]]:
    def names(held: Layers) -> list[str]:
        return (held.pairs.satellite_1, held.pairs.satellite_2)[number - 1].tolist()

    def dates(_cube: Cube, held: Layers) -> np.ndarray:
        return days_since_1970((held.pairs.date_1, held.pairs.date_2)[number - 1])

    def sensors(_cube: Cube, held: Layers) -> np.ndarray:
        return np.array([SENSORS[name[0]] for name in names(held)])

    def missions(_cube: Cube, held: Layers) -> np.ndarray:
        return np.array(["L" if name in "45789" else "S" for name in names(held)])

    return {
        f"acquisition_date_img{number}": dates,
        f"satellite_img{number}": partial(_satellites, number),
        f"sensor_img{number}": sensors,
        f"mission_img{number}": missions,
    }


def _range_factor(_cube: Cube, held: Layers) -> np.ndarray:
    return np.where(np.char.startswith(held.pairs.satellite_1, "1"), range_factor(held), FILL)


def _component(axis: int) -> dict[str, Callable[[Cube, Layers], np.ndarray]]:
    def error(part: float, _cube: Cube, held: Layers) -> np.ndarray:
        return (held.error_x, held.error_y)[axis] * part

    def shift(_cube: Cube, held: Layers) -> np.ndarray:
        return held.shift[:, axis]

    name = f"v{'xy'[axis]}"
    kinds = (("", 1.0), ("_stationary", 1.0), ("_slow", 1.1), ("_modeled", 1.4))
    made = {f"{name}_error{ending}": partial(error, part) for ending, part in kinds}
    return made | {f"{name}_stable_shift{ending}": shift for ending, _ in kinds[:3]}


#: What makes the values of each variable from a cube and its layers.
COLUMNS: dict[str, Callable[[Cube, Layers], np.ndarray]] = {
    **_of_image(1),
    **_of_image(2),
    **_component(0),
    **_component(1),
    "date_center": lambda _, held: days_since_1970(held.centres),
    "date_dt": lambda _, held: held.pairs.days,
    "M11_dr_to_vr_factor": _range_factor,
    "M12_dr_to_vr_factor": _range_factor,
    "autoRIFT_software_version": lambda _, held: held.software,
    "granule_url": _granule_urls,
    "roi_valid_percentage": lambda _, held: valid_percentages(held),
    "stable_shift_flag": lambda _, held: np.where(held.empty, 0, 1),
    "stable_count_slow": lambda _, held: valid_percentages(held) * SLOW,
    "stable_count_stationary": lambda _, held: valid_percentages(held) * STATIONARY,
}
