"""What a granule says of itself, in one form for all versions and satellites."""

from __future__ import annotations

import math
import os
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import netCDF4

from ..archive import names, satellites
from ..errors import QT_TRANSLATE_NOOP
from .chunks import Stored
from .granule_attributes import number, text
from .granule_dates import parse_acquisition
from .granule_grid import MAPPINGS, check_place, read_epsg, read_grid
from .granule_open import fault
from .grid import Grid

VELOCITIES = ("vx", "vy", "v", "v_error")
#: What else a granule may hold for each pixel; the last four of Sentinel-1 alone.
FURTHER = ("chip_size_width", "chip_size_height", "interp_mask", "vr", "va", "M11", "M12")

#: What a header is read of, beside the components.
HEADER = ("img_pair_info", *MAPPINGS, "x", "y", "time")

_COUNTS = ("chip_size_width", "chip_size_height", "interp_mask")

#: How a mission's letter begins the satellite's name: L and 8 make Landsat 8, S and 2A Sentinel-2A.
_MISSIONS = {"L": "Landsat ", "S": "Sentinel-"}
#: Granules of version 2 have 120 m, those before 240 m.
_FINE = 180
_NOT_A_GRANULE = QT_TRANSLATE_NOOP(
    "Messages", "Leave it out; the granules themselves come from the search."
)


@dataclass(frozen=True)
class GranuleHeader:
    """What a granule says of itself.

    Attributes:
        path: the file.
        granule_id: its name without ``.nc``.
        scenes: the names of its two scenes, ``a_X_b``: what identifies the pair.
        grid: its pixels; ``grid.crs`` is ``"EPSG:n"``.
        epsg: its projection.
        date_1: acquisition of the earlier image, UTC.
        date_2: acquisition of the later image, UTC.
        satellites: as in ``archive.satellites``, of the earlier and the later image.
        sensors: as written, e.g. ``"T"`` or ``"MSI"``, likewise; empty if not told.
        percent_valid: share of the region of interest in percent, NaN if not told.
        vx_error: one-sigma error of ``vx`` in m/yr, NaN if not told.
        vy_error: one-sigma error of ``vy`` in m/yr, NaN if not told.
        stable_shift_x: bias correction applied to ``vx``, m/yr, NaN if not told.
        stable_shift_y: bias correction applied to ``vy``, m/yr, NaN if not told.
        stable_shift_flag: by what it was found: 0 none was applied, 1 stable ground, 2 the slowest
            quarter; -1 if not told.
        dr_to_vr_factor: from a displacement in slant range, pixels, to a velocity, m/yr; NaN
            where there is no radar.
        ground_metres: components are metres on the ground (V0/V1) and not of the map grid (V2).
        version: of the product, from its pixel size: ``"1"`` (also V0) or ``"2"``.
        software_version: of autoRIFT, as written; empty if not told.
        variables: those of :data:`VELOCITIES` and :data:`FURTHER` that the file holds.
        fills: of variables that can be read without libhdf5, the values that mean "missing".
        stored: of those variables, where their blocks lie in the file.
        speed_derived: its ``v`` and ``v_error`` are not read but computed from the components.
        size: bytes of a granule that is read where it is in the archive; else 0.
        etag: of that, by which its version is known.
    """

    path: str
    granule_id: str
    scenes: str
    grid: Grid
    epsg: int
    date_1: datetime
    date_2: datetime
    satellites: tuple[str, str]
    sensors: tuple[str, str]
    percent_valid: float
    vx_error: float
    vy_error: float
    stable_shift_x: float
    stable_shift_y: float
    stable_shift_flag: int
    dr_to_vr_factor: float
    ground_metres: bool
    version: str
    software_version: str
    variables: tuple[str, ...]
    fills: Mapping[str, tuple[float, ...]] = field(default_factory=dict, compare=False, repr=False)
    stored: Mapping[str, Stored] = field(default_factory=dict, compare=False, repr=False)
    speed_derived: bool = False
    size: int = 0
    etag: str = ""

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.grid.ny, self.grid.nx

    @property
    def satellite(self) -> str:
        """The satellite of the earlier image."""
        return self.satellites[0]

    @property
    def has_v_error(self) -> bool:
        """Whether ``v_error`` is read from the file."""
        return "v_error" in self.variables and not self.speed_derived

    @property
    def separation_days(self) -> float:
        """Days between the two images."""
        return (self.date_2 - self.date_1) / timedelta(days=1)

    @property
    def mid_date(self) -> datetime:
        """Halfway between the two images."""
        return self.date_1 + (self.date_2 - self.date_1) / 2

    def to_dict(self) -> dict[str, Any]:
        """A JSON-able form, for another process."""
        return {
            **{each.name: getattr(self, each.name) for each in fields(self)},
            "grid": asdict(self.grid),
            "date_1": self.date_1.isoformat(),
            "date_2": self.date_2.isoformat(),
            "stored": {name: each.to_dict() for name, each in self.stored.items()},
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> GranuleHeader:
        """The inverse of :meth:`to_dict`."""
        told = {
            **{name: tuple(data[name]) for name in ("satellites", "sensors", "variables")},
            "grid": Grid(**data["grid"]),
            "date_1": datetime.fromisoformat(data["date_1"]),
            "date_2": datetime.fromisoformat(data["date_2"]),
            "fills": {name: tuple(values) for name, values in data["fills"].items()},
            "stored": {name: Stored.from_dict(each) for name, each in data["stored"].items()},
        }
        return cls(**{**data, **told})


def header_of(
    dataset: netCDF4.Dataset, path: str | os.PathLike[str], unread: Collection[str] = ()
) -> GranuleHeader:
    """The header of an open granule.

    Args:
        dataset: the open file.
        path: its name.
        unread: variables that will not be read, and are not looked at: if they are there, they are
            taken to be as they must.

    Raises:
        ItsliveError: it is no granule, or its header is damaged.
    """
    _check_product(dataset, path)
    epsg = read_epsg(dataset, path)
    grid = read_grid(dataset, path, epsg)
    pair, vx, vy = (dataset[name] for name in ("img_pair_info", "vx", "vy"))
    dates = {image: _date(pair, path, image) for image in (1, 2)}
    if dates[1] == dates[2]:
        what = QT_TRANSLATE_NOOP(
            "Messages", "The two images of {name} have the same date, {date}; no velocity is that."
        )
        raise fault(what, path, "equal_dates", date=dates[1].isoformat())
    # V0/V1 name the later image first, V2 the earlier one.
    first, second = sorted(dates, key=lambda image: dates[image])
    check_place(pair, path, grid)
    scenes = _scenes(pair, path)
    return GranuleHeader(
        path=os.fspath(path),
        granule_id=Path(path).stem,
        scenes="_X_".join(scenes) if len(scenes) == 2 else Path(path).stem,  # noqa: PLR2004 - a pair
        grid=grid,
        epsg=epsg,
        date_1=dates[first],
        date_2=dates[second],
        satellites=(_satellite(pair, first, scenes), _satellite(pair, second, scenes)),
        sensors=(text(pair, f"sensor_img{first}"), text(pair, f"sensor_img{second}")),
        percent_valid=number(pair, path, "roi_valid_percentage"),
        vx_error=number(vx, path, "error", "stable_rmse"),
        vy_error=number(vy, path, "error", "stable_rmse"),
        stable_shift_x=number(vx, path, "stable_shift"),
        stable_shift_y=number(vy, path, "stable_shift"),
        stable_shift_flag=_flag(number(vx, path, "stable_shift_flag")),
        dr_to_vr_factor=number(dataset["M11"], path, "dr_to_vr_factor")
        if "M11" in set(dataset.variables) - set(unread)
        else math.nan,
        ground_metres=number(vx, path, "map_scale_corrected") == 1,
        version="2" if grid.dx < _FINE else "1",
        software_version=text(dataset, "autoRIFT_software_version")
        or text(pair, "autoRIFT_software_version"),
        variables=_variables(dataset, path, grid, unread),
    )


def _check_product(dataset: netCDF4.Dataset, path: str | os.PathLike[str]) -> None:
    """Refuse the other NetCDF files of ITS_LIVE, and anybody else's, by what they are."""
    held = set(dataset.variables)
    if "mid_date" in held:
        what = QT_TRANSLATE_NOOP("Messages", "{name} is a velocity cube, not a granule.")
        advice = QT_TRANSLATE_NOOP("Messages", "Open it as a cube instead.")
        raise fault(what, path, "is_a_cube", advice)
    if not {"vx", "vy"} <= held:
        what = QT_TRANSLATE_NOOP(
            "Messages", "{name} is a NetCDF file of another kind: it holds no velocities vx and vy."
        )
        raise fault(what, path, "other_product", _NOT_A_GRANULE, detail=", ".join(sorted(held)))
    if "img_pair_info" not in held:
        what = QT_TRANSLATE_NOOP(
            "Messages",
            "{name} holds velocities, but not of one image pair: it is a mosaic or another "
            "product.",
        )
        raise fault(what, path, "other_product", _NOT_A_GRANULE, detail=", ".join(sorted(held)))


def _flag(told: float) -> int:
    return int(told) if told in (0, 1, 2) else -1


def _date(pair: netCDF4.Variable, path: str | os.PathLike[str], image: int) -> datetime:
    try:
        return parse_acquisition(pair, image)
    except ValueError as error:
        what = QT_TRANSLATE_NOOP(
            "Messages", "{name} does not tell when its image {image} was taken."
        )
        raise fault(what, path, "no_dates", detail=str(error), image=image) from error


def _scenes(pair: netCDF4.Variable, path: str | os.PathLike[str]) -> tuple[str, ...]:
    """The two scenes in the header's order, or nothing if they cannot be told."""
    # The header outlives a renamed file, and NSIDC's names lack the processing.
    ids = tuple(text(pair, f"id_img{image}") for image in (1, 2))
    if all(ids):
        return ids
    told = tuple(_landsat_scene(pair, image) for image in (1, 2))
    named = tuple(scene.text for scene in names.parse_name(Path(path).stem).scenes)
    return told if all(told) else named


def _landsat_scene(pair: netCDF4.Variable, image: int) -> str:
    """The scene's name put together from the header of V0/V1; empty if it is incomplete."""

    def told(*spellings: str) -> str:
        return text(pair, *(f"{name}_img{image}" for name in spellings))

    scene = "_".join(
        [
            f"{told('mission')}{told('sensor')}{told('satellite'):0>2}",
            told("correction_level"),
            f"{told('path'):0>3}{told('row'):0>3}",
            told("aquisition_date", "acquisition_date"),
            told("processing_date"),
            f"{told('collection_number'):0>2}",
            told("collection_catagory", "collection_category"),
        ]
    )
    return scene if names.parse_scene(scene).tier else ""


def _satellite(pair: netCDF4.Variable, image: int, scenes: tuple[str, ...]) -> str:
    mission, which = (text(pair, f"{name}_img{image}") for name in ("mission", "satellite"))
    # V0/V1 write 7.0, V2 '7', Sentinel '1A'.
    if mission in _MISSIONS and which:
        return _MISSIONS[mission] + which
    sensor = names.parse_scene(scenes[image - 1]).sensor if scenes else ""
    return satellites.satellite_name(sensor) if sensor else mission


def _variables(
    dataset: netCDF4.Dataset,
    path: str | os.PathLike[str],
    grid: Grid,
    unread: Collection[str],
) -> tuple[str, ...]:
    """Which variables there are; raises ItsliveError if one of the velocities is not as it must."""
    for name in VELOCITIES[:3]:
        if name not in dataset.variables:
            what = QT_TRANSLATE_NOOP("Messages", "{name} is incomplete: it has no {variable}.")
            raise fault(what, path, "incomplete", variable=name)
    held = [name for name in (*VELOCITIES, *FURTHER) if name in dataset.variables]
    fitting = [name for name in held if name in unread or _lies_on(dataset[name], grid)]
    for name in VELOCITIES:
        if name in unread or name not in held:
            continue
        if not (name in fitting and _is_whole_metres(dataset[name], path)):
            what = QT_TRANSLATE_NOOP(
                "Messages",
                "{name} stores {variable} in another form than granules do, namely as {form}.",
            )
            form = f"{dataset[name].dtype} ({', '.join(dataset[name].dimensions)})"
            raise fault(what, path, "other_form", variable=name, form=form)
    return tuple(fitting)


def _lies_on(variable: netCDF4.Variable, grid: Grid) -> bool:
    same = variable.dimensions[-2:] == ("y", "x") and variable.shape[-2:] == (grid.ny, grid.nx)
    kinds = "iu" if variable.name in _COUNTS else "fiu"
    numeric = getattr(variable.dtype, "kind", "?") in kinds
    return same and numeric and variable.shape[:-2] in ((), (1,))


def _is_whole_metres(variable: netCDF4.Variable, path: str | os.PathLike[str]) -> bool:
    """int16 without a scale: the archive's velocities are whole metres per year."""
    if (variable.dtype.kind, variable.dtype.itemsize) != ("i", 2):
        return False
    scale, offset = (number(variable, path, name) for name in ("scale_factor", "add_offset"))
    return (math.isnan(scale) or scale == 1) and (math.isnan(offset) or offset == 0)
