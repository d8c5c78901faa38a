"""What can be chosen about a cube."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Union

from ..cube_choices import PROJECTIONS, RESAMPLINGS, VARIABLES, check_address
from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .placement import FILLS, MASK, TRUE_NORTH

#: A raster of 0 and 1 that GDAL opens, or a GeoJSON geometry in longitude and latitude.
Ice = Union[str, dict[str, Any]]
#: What a geometry is called in the record of a cube.
OUTLINES = "polygons"


@dataclass(frozen=True)
class CubeOptions:
    """What can be chosen about a cube, beside its area and granules.

    Attributes:
        crs: its projection, ``"EPSG:n"``; ``None``: the commonest of the granules.
        projections: ``"all"``, or ``"commonest"`` to leave out granules of other projections.
        merge_zones: whether granules of one image pair in several projections are one layer, the
            holes of the best filled from the others; else each is a layer.
        measured_only: whether values that were interpolated (``interp_mask`` 1) are left out.
        variables: what it holds beside the velocities: ``"v_east"``, ``"v_north"`` (true east and
            north, metres on the ground per year), ``"interp_mask"`` (0 measured, 1 interpolated),
            ``"chip_size_width"``, ``"chip_size_height"`` (metres); the last three of the nearest
            pixel where a granule is reprojected.
        resolution: pixel in metres; ``None``: that of the granules. A multiple of theirs, whose
            pixels are averages, or a part of it, whose pixels repeat them.
        resampling: ``"bilinear"`` or ``"nearest"``: how vectors of other projections are gathered.
        start: first day of the mid-dates, ``"YYYY-MM-DD"``; ``None``: no limit.
        end: last day.
        max_separation: most days between the two images; ``None``: no limit.
        ice_mask: what shows which cells are ice, see :data:`Ice`; ``None``: nothing does. The cube
            holds it as ``landice``.
        ice_only: whether cells that are not ice are left out.
        scheduler: address of a dask scheduler, ``"tcp://host:port"``, to build it on its cluster;
            ``None``: on this computer. The cube is the same.
    """

    crs: str | None = None
    projections: str = PROJECTIONS[0]
    merge_zones: bool = True
    measured_only: bool = False
    variables: tuple[str, ...] = ()
    resolution: float | None = None
    resampling: str = RESAMPLINGS[0]
    start: str | None = None
    end: str | None = None
    max_separation: float | None = None
    ice_mask: Ice | None = None
    ice_only: bool = False
    scheduler: str | None = None

    @classmethod
    def of(cls, chosen: dict[str, Any]) -> CubeOptions:
        """The options with what was chosen; what is ``None`` or empty is not.

        Raises:
            ItsliveError: there is no such option, no such variable, or no such address.
        """
        # From JSON a tuple comes as a list; the same variable twice is that variable.
        variables = tuple(dict.fromkeys(chosen.get("variables") or ()))
        wrong = [name for name in chosen if name not in cls.__dataclass_fields__]
        wrong += [name for name in variables if name not in VARIABLES]
        given = {name: value for name, value in chosen.items() if value not in (None, "", ())}
        wrong += [name for name in ("resolution", "max_separation") if not _positive(given, name)]
        wrong += [name for name in ("start", "end") if not _is_day(given.get(name))]
        wrong += ["ice_mask"] if not _is_ice(given.get("ice_mask")) else []
        for name, known in (("resampling", RESAMPLINGS), ("projections", PROJECTIONS)):
            if given.get(name, known[0]) not in known:
                wrong.append(name)
        if wrong:
            raise ItsliveError(
                QT_TRANSLATE_NOOP("Messages", "A cube cannot be built with this: {option}."),
                QT_TRANSLATE_NOOP(
                    "Messages",
                    "Variables are {variables}; dates are written as 2015-12-31; resolution and "
                    "separation are numbers above zero.",
                ),
                code="bad_option",
                option=", ".join(f"{name} {chosen.get(name, '')}".strip()[:80] for name in wrong),
                variables=", ".join(VARIABLES),
            )
        if given.get("scheduler") is not None:
            check_address(given["scheduler"])
        return cls(**{**given, "variables": variables})

    @property
    def further(self) -> tuple[str, ...]:
        """The variables that granules hold themselves."""
        return tuple(name for name in self.variables if name in FILLS)

    @property
    def needed(self) -> tuple[str, ...]:
        """What has to be read of granules beside the velocities."""
        return tuple(dict.fromkeys((*self.further, *(MASK if self.measured_only else ()))))

    @property
    def true_north(self) -> bool:
        """Whether components to true east and north are wanted."""
        return any(name in TRUE_NORTH for name in self.variables)

    def to_dict(self) -> dict[str, Any]:
        """A JSON-able form, for the cube's own record of what it was built with."""
        told = asdict(self)
        del told["scheduler"]  # where it was built makes no difference to a cube
        told["ice_mask"] = self.ice_mask and ice_name(self.ice_mask)
        return told


def ice_name(ice: Ice) -> str:
    """What an ice mask is called in the record of a cube: no path of this computer."""
    return Path(ice).name if isinstance(ice, str) else OUTLINES


def _is_ice(value: Any) -> bool:
    if isinstance(value, dict):
        return value.get("type") in ("Polygon", "MultiPolygon") and "coordinates" in value
    return value is None or isinstance(value, str)


def _positive(given: dict[str, Any], name: str) -> bool:
    value = given.get(name, 1)
    return isinstance(value, (int, float)) and 0 < value < math.inf


def _is_day(text: Any) -> bool:
    if text is None:
        return True
    try:
        date.fromisoformat(text)
    except (TypeError, ValueError):
        return False
    return True
