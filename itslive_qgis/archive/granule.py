"""One granule of ITS_LIVE as a search finds it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar, overload

from .compact import Packed, packed, unpacked
from .logins import login_url_of
from .names import parse_name
from .satellites import GROUPS, OTHER, group_of


class _Footprint:
    """Keeps a GeoJSON geometry in little room: 20,000 of nested lists take some 50 MB."""

    @overload
    def __get__(self, granule: None, owner: type) -> _Footprint: ...

    @overload
    def __get__(self, granule: Granule, owner: type) -> dict[str, Any]: ...

    def __get__(self, granule: Granule | None, owner: type) -> _Footprint | dict[str, Any]:
        if granule is None:
            raise AttributeError("footprint")  # so the dataclass sees no default
        return unpacked(granule._footprint)

    def __set__(self, granule: Granule, geometry: dict[str, Any]) -> None:
        object.__setattr__(granule, "_footprint", packed(geometry))


@dataclass(frozen=True)
class Granule:
    """One NetCDF file holding the velocities of one image pair, not yet downloaded.

    Attributes:
        granule_id: file name without ``.nc``.
        url: where the file is.
        mid_date: middle between the two acquisitions (aware, UTC).
        date_1: earlier acquisition (aware, UTC).
        date_2: later acquisition (aware, UTC).
        separation_days: days between the two acquisitions.
        satellite: name, e.g. ``"Landsat 8"``; of an unknown platform its code.
        percent_valid: valid share of the region of interest in percent, None if not stated.
        epsg: EPSG code of the granule's projection, None if not stated.
        version: version of the product, e.g. ``"002"``.
        footprint: GeoJSON geometry in longitude and latitude; empty if not stated. Made anew at
            each look, so keep it where it is looked at often.
        orbit: ``"ascending"`` or ``"descending"``; empty if not stated, as of optical images.
        places: path and row, tile or frame of its scenes, each once; empty if not stated.
        preview: address of a small picture; empty if there is none.
        login_url: where one must log in before the file can be fetched; empty if anyone may.
    """

    granule_id: str
    url: str
    mid_date: datetime
    date_1: datetime
    date_2: datetime
    separation_days: float
    satellite: str
    percent_valid: float | None
    epsg: int | None
    version: str
    footprint: _Footprint = _Footprint()
    orbit: str = ""
    places: tuple[str, ...] = ()
    preview: str = ""
    login_url: str = ""

    _footprint: ClassVar[Packed] = ()  # each granule has its own

    def __hash__(self) -> int:
        """Of the address alone, which is all that granules of one id differ by."""
        return hash((self.granule_id, self.url))

    @property
    def group(self) -> str:
        """The satellite's group, e.g. ``"Sentinel-2"`` of ``"Sentinel-2B"``.

        One that is not in the table is of the group ``satellites.OTHER``.
        """
        group = group_of(self.satellite)
        return group if group in GROUPS else OTHER

    @property
    def has_footprint(self) -> bool:
        """Whether its footprint is stated; quicker than a look at it."""
        return bool(self._footprint)


def told_by_name(granule: Granule) -> Granule:
    """The granule with what its name and address tell, where it does not say so itself.

    These are the direction of its orbit, its places, and whether the file needs a login.
    """
    name = parse_name(granule.granule_id)
    return replace(
        granule,
        orbit=granule.orbit or name.orbit,
        places=granule.places or name.places,
        login_url=granule.login_url or login_url_of(granule.url),
    )
