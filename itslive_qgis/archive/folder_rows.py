"""How each granule of a download folder stands, by the record and by the files that are there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from .disk_errors import reading_error
from .granule import Granule
from .itslive_search_answers import read_entry
from .names import granule_id_of, parse_name
from .record import Record
from .record_lines import COMPLETE, DROPPED, FAILED, WANTED, Standing, error_of
from .times import parse_time

#: Beside the record's own: a complete file that is gone, or has another size, and one that the
#: record does not know as complete.
MISSING, CHANGED, UNVERIFIED = "missing", "changed", "unverified"
STATUSES = (COMPLETE, WANTED, FAILED, DROPPED, MISSING, CHANGED, UNVERIFIED)

# Any address will do to read a name by; what has none keeps none.
_NOWHERE = "https://localhost/"


@dataclass(frozen=True)
class FolderRow:
    """One granule of a folder.

    Attributes:
        granule_id: its id.
        granule: what its search told, or its name; None if neither tells its dates.
        url: where the file comes from; empty if that is not known.
        status: one of :data:`STATUSES`.
        file: its name in the folder.
        size: bytes of the file, as recorded when it was verified, else as it is; None if there
            is none.
        sha256: of the file when it was verified; empty if it was not.
        downloaded: when it was verified (aware, UTC), None if it was not.
        reason: why it failed, in English; empty if it did not.
        search: number of the search it came from; empty if that is not known.
    """

    granule_id: str
    granule: Granule | None
    url: str
    status: str
    file: str
    size: int | None = None
    sha256: str = ""
    downloaded: datetime | None = None
    reason: str = ""
    search: str = ""


def folder_rows(folder: Path) -> list[FolderRow]:
    """Every granule that the record of ``folder`` knows, then the files it does not know.

    A NetCDF file that is not named as granules are (such as a cube) is none.

    Raises:
        ItsliveError: if the folder or its record cannot be read (code "not_readable").
    """
    try:
        here = {path.name: path.stat().st_size for path in sorted(folder.glob("*.nc"))}
        standings = Record(folder).standings()
    except OSError as error:
        raise reading_error(error, folder) from error
    rows = [_recorded(standing, here.get(standing.file)) for standing in standings]
    known = {row.file for row in rows}
    return [*rows, *_unrecorded({name: here[name] for name in here if name not in known})]


def _recorded(standing: Standing, size: int | None) -> FolderRow:
    row = FolderRow(
        standing.granule_id or granule_id_of(standing.file),
        standing.granule or _told_by_name(standing.url),
        standing.url,
        standing.state,
        standing.file,
        size,
        search=standing.search,
    )
    if standing.state == COMPLETE:
        recorded = standing.last.get("size")
        changed = CHANGED if size != recorded else COMPLETE
        return replace(
            row,
            status=MISSING if size is None else changed,
            size=recorded if isinstance(recorded, int) else size,
            sha256=str(standing.last.get("sha256") or ""),
            downloaded=parse_time(standing.last.get("time")),
        )
    if size is not None:
        return replace(row, status=UNVERIFIED)
    error = error_of(standing) if standing.state == FAILED else None
    return replace(row, reason=str(error) if error is not None else "")


def _unrecorded(files: dict[str, int]) -> Iterator[FolderRow]:
    for file, size in files.items():
        name = parse_name(file)
        if name.scenes or name.version:
            granule = _told_by_name(_NOWHERE + file)
            if granule is not None:
                granule = replace(granule, url="")
            yield FolderRow(name.granule_id, granule, "", UNVERIFIED, file, size)


def _told_by_name(url: str) -> Granule | None:
    read = read_entry({"url": url}, url)
    return read if isinstance(read, Granule) else None
