"""What the file name of a granule tells: its two scenes, and by them which image pair it is.

``<scene 1>_X_<scene 2>_G<spacing>V<version>_P<valid>[_suffix].nc``. Scene names differ by
satellite, and new ones appear: a scene of unknown form is kept as it is, never dropped, and no
token is read by its position in the whole name.

NSIDC names its copies of version 1 ``<scene 1>_<scene 2>_<EPSG>_G<spacing>V<version>_P<valid>.nc``,
each scene without separators and without the day of its processing.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime

from .times import parse_time

_TAIL = re.compile(r"_G(\d{4})V(\d{2})_P(\d{3})(?=_|$)", re.ASCII)
# Of the scripts that made NSIDC's files one writes no "P", and one no separators at the end.
_NSIDC = re.compile(
    r"(L[A-Z]\d{2}L\d[A-Z]{2}\d{16}(?:RT|T1|T2))_(L[A-Z]\d{2}L\d[A-Z]{2}\d{16}(?:RT|T1|T2))"
    r"_?(\d{5})_?G(\d{4})V(\d{2})_?P?(\d{3})$",
    re.ASCII,
)
_ZONE = re.compile(r"_(\d{5})_G\d{4}V\d{2}_", re.ASCII)
_LANDSAT = re.compile(
    r"(?P<sensor>L[A-Z]\d{2})_(?P<level>L\d[A-Z]{2})_(?P<place>\d{6})_(?P<acquired>\d{8})"
    r"_(?P<processed>\d{8})_(?P<collection>\d{2})_(?P<tier>RT|T1|T2)$",
    re.ASCII,
)
_LANDSAT_AT_NSIDC = re.compile(
    r"(?P<sensor>L[A-Z]\d{2})(?P<level>L\d[A-Z]{2})(?P<place>\d{6})(?P<acquired>\d{8})"
    r"(?P<collection>\d{2})(?P<tier>RT|T1|T2)$",
    re.ASCII,
)
_SENTINEL_1 = re.compile(
    r"(?P<sensor>S1[A-D])_[A-Z0-9]{2}_SLC__1S[A-Z]{2}_(?P<acquired>\d{8}T\d{6})_\d{8}T\d{6}"
    r"_(?P<place>\d{6})_[0-9A-F]{6}_(?P<unique>[0-9A-F]{4})$",
    re.ASCII,
)
_SENTINEL_1_BURST = re.compile(
    r"(?P<sensor>S1[A-D]?)_(?P<place>\d+_IW\d)_(?P<acquired>\d{8}T\d{6})_[A-Z]{2}_", re.ASCII
)
_SENTINEL_2 = re.compile(
    r"(?P<sensor>S2[A-D])_MSIL\d[A-Z]_(?P<acquired>\d{8}T\d{6})_(?P<baseline>N\d{4})_R\d{3}"
    r"_T(?P<place>\w{5})_(?P<processed>\d{8}T\d{6})$",
    re.ASCII,
)
_SENTINEL_2_COG = re.compile(
    r"(?P<sensor>S2[A-D])_(?P<place>\w{5}_\d+)_(?P<level>L\d[A-Z])$", re.ASCII
)
_SENTINEL_2_COG_DATE = re.compile(r"_(\d{8})(?=_\d+_L\d[A-Z]$)", re.ASCII)
# Cycle, track, direction, frame: Cuddy et al. (2025), NISAR product naming. The release that made
# the file is a letter for where and digits that grow; the last number counts remakes.
_NISAR = re.compile(
    r"(?P<sensor>NISAR)_\w*?_(?P<place>\d{3}_\d{3}_[AD]_\d{3})_\w*?_(?P<acquired>\d{8}T\d{6})"
    r"_(?:\d{8}T\d{6}_[A-Z](?P<release>\d{5})_\w*?(?P<remake>\d{3})$)?",
    re.ASCII,
)
_NISAR_PLACE = re.compile(r"\d{3}_(\d{3})_([AD])_(\d{3})$", re.ASCII)
_DIRECTIONS = {"A": "ascending", "D": "descending"}
_SCENES = (_LANDSAT, _SENTINEL_1, _SENTINEL_2, _SENTINEL_1_BURST, _NISAR, _LANDSAT_AT_NSIDC)
_ANY_DATE = re.compile(r"(?:^|_)((?:19|20)\d{6}(?:T\d{6})?)(?=_|$)", re.ASCII)
_TILE = re.compile(r"T\d{2}[A-Z]{3}", re.ASCII)
_PATH_ROW = re.compile(r"(\d{1,3})\s*/\s*(\d{1,3})$", re.ASCII)
_COPY_MARK = re.compile(r"_EPSG\d+$", re.ASCII)

_TIERS = {"RT": 1, "T2": 2, "T1": 3}
_NO_TIER = 3


@dataclass(frozen=True)
class Scene:
    """One of the two images.

    Attributes:
        text: the scene's name as written.
        sensor: platform code, e.g. ``"LC08"``, ``"S2B"``; of an unknown form its first token.
        place: path and row, tile, orbit or frame; of an unknown form the whole text.
        acquired: the acquisition as written, e.g. ``"20180813"`` or ``"20200518T152811"``.
        processed: what orders processings of one scene, the later the greater; may be empty.
        tier: Landsat's quality tier ``"T1"``, ``"T2"`` or ``"RT"``, else empty.
        frame: what a user knows the place by: path and row ``"009011"``, tile ``"22WED"``, absolute
            orbit ``"032861"`` or burst ``"136231_IW2"`` of Sentinel-1, track and frame
            ``"149_074"`` of NISAR; of an unknown form empty.
        orbit: ``"ascending"`` or ``"descending"`` if the name tells, which of NISAR it does.
    """

    text: str
    sensor: str
    place: str
    acquired: str
    processed: str = ""
    tier: str = ""
    frame: str = ""
    orbit: str = ""

    @property
    def date(self) -> datetime | None:
        """When the image was taken (UTC; Landsat names give the day alone)."""
        return parse_time(self.acquired)


@dataclass(frozen=True)
class GranuleName:
    """A granule's file name, read.

    Attributes:
        granule_id: the name without ``.nc``.
        scenes: the two scenes as written, or empty if the name has another form.
        spacing_m: grid spacing in metres, None if not written.
        version: ``"001"``, ``"002"``; empty if not written.
        percent_valid: share of valid pixels in percent, None if not written.
        epsg: EPSG code of the projection as written in NSIDC's names, None if not written. Nothing
            is said of whether there is such a code.
    """

    granule_id: str
    scenes: tuple[Scene, ...]
    spacing_m: int | None
    version: str
    percent_valid: int | None
    epsg: int | None = None

    @property
    def dates(self) -> tuple[datetime, datetime] | None:
        """The earlier and the later acquisition (V1 writes the later one first, V2 the earlier)."""
        dates = sorted(date for date in (scene.date for scene in self.scenes) if date)
        return (dates[0], dates[1]) if len(dates) == 2 else None  # noqa: PLR2004 - a pair

    @property
    def places(self) -> tuple[str, ...]:
        """Path and row, tile or frame of both scenes, each once."""
        return tuple(dict.fromkeys(scene.frame for scene in self.scenes if scene.frame))

    @property
    def orbit(self) -> str:
        """Direction of the orbit, where both scenes' names tell the same one; else empty."""
        orbits = {scene.orbit for scene in self.scenes}
        return orbits.pop() if len(orbits) == 1 else ""


def granule_id_of(name_or_url: str) -> str:
    """The granule's id: the file name without folder, query, ``.nc`` and our mark of a zone."""
    name = name_or_url.partition("?")[0].replace("\\", "/").rsplit("/", 1)[-1]
    stem = name[:-3] if name.lower().endswith(".nc") else name
    return _COPY_MARK.sub("", stem)


def parse_name(name_or_url: str) -> GranuleName:
    """Read a granule's id, file name or URL. Never fails: what is unknown stays empty."""
    granule_id = granule_id_of(name_or_url)
    nsidc = _NSIDC.match(granule_id)
    if nsidc:
        first, second, zone, *tail = nsidc.groups()
        return _with_tail(granule_id, (parse_scene(first), parse_scene(second)), tail, int(zone))
    tails = list(_TAIL.finditer(granule_id))
    body = granule_id[: tails[-1].start()] if tails else granule_id
    texts = body.split("_X_")
    scenes = tuple(parse_scene(text) for text in texts) if len(texts) == 2 else ()  # noqa: PLR2004
    written = _ZONE.search(granule_id)
    zone = int(written[1]) if written else None
    if not tails:
        return GranuleName(granule_id, scenes, None, "", None, zone)
    return _with_tail(granule_id, scenes, tails[-1].groups(), zone)


def _with_tail(
    granule_id: str, scenes: tuple[Scene, ...], tail: Sequence[str], zone: int | None
) -> GranuleName:
    spacing, version, percent = tail
    return GranuleName(granule_id, scenes, int(spacing), f"{int(version):03d}", int(percent), zone)


def parse_scene(text: str) -> Scene:
    """Read one scene's name; an unknown form keeps its first token as sensor and its first date."""
    for pattern in _SCENES:
        match = pattern.match(text)
        if match:
            return _scene(text, match.groupdict())
    cog_date = _SENTINEL_2_COG_DATE.search(text)
    cog = _SENTINEL_2_COG.match(_SENTINEL_2_COG_DATE.sub("", text)) if cog_date else None
    if cog and cog_date:
        tile = cog["place"].partition("_")[0]
        return Scene(text, cog["sensor"], cog["place"], cog_date[1], cog["level"], frame=tile)
    date = _ANY_DATE.search(text)
    return Scene(text, text.partition("_")[0], text, date[1] if date else "")


def _scene(text: str, found: dict[str, str | None]) -> Scene:
    parts = ("baseline", "release", "remake", "processed")
    place = found["place"] or ""
    nisar = _NISAR_PLACE.match(place)
    return Scene(
        text,
        found["sensor"] or "",
        place,
        found["acquired"] or "",
        "".join(found.get(part) or "" for part in parts),
        found.get("tier") or "",
        f"{nisar[1]}_{nisar[3]}" if nisar else place,
        _DIRECTIONS[nisar[2]] if nisar else "",
    )


def pair_identity(granule_id: str) -> Hashable:
    """Which image pair a granule is of, whatever its processing, tier, percentage or zone.

    The same two acquisitions give equal identities in either order; a name of unknown form is
    equal to itself alone.
    """
    name = parse_name(granule_id)
    if not name.scenes:
        return (name.granule_id,)
    return tuple(sorted((scene.sensor, scene.place, scene.acquired) for scene in name.scenes))


def place_key(text: str) -> str:
    """Makes spellings of a path and row, tile or frame comparable.

    ``"9/11"``, ``"009/011"`` and ``"009011"`` are one, as are ``"T22WED"`` and ``"22WED"``.
    """
    cleaned = text.strip().upper()
    pair = _PATH_ROW.match(cleaned)
    if pair:
        return f"{int(pair[1]):03d}{int(pair[2]):03d}"
    return cleaned[1:] if _TILE.fullmatch(cleaned) else cleaned


def tier_rank(granule_id: str) -> int:
    """How good the pair's processing tier is, the higher the better.

    T1 before T2 before RT (provisional); the weaker of the two scenes decides, then the other.
    Satellites without tiers rank with T1.
    """
    ranks = [_TIERS.get(scene.tier, _NO_TIER) for scene in parse_name(granule_id).scenes]
    return 10 * min(ranks) + max(ranks) if ranks else 0


def processing_rank(granule_id: str) -> tuple[str, ...]:
    """Orders granules of one pair by their scenes' processing, the later the greater."""
    return tuple(sorted((scene.processed for scene in parse_name(granule_id).scenes), reverse=True))
