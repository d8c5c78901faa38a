"""Names and contents of granule files: safe names, and whether a file is a whole granule."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Container
from contextlib import suppress
from pathlib import Path
from unicodedata import normalize
from urllib.parse import quote, unquote, unquote_to_bytes, urlsplit

from .disk_errors import disk_error, patiently
from .granule import Granule

#: The file beside the granules that tells of them, see ``record.py``.
RECORD_NAME = "granules.jsonl"
HDF5_SIGNATURE = b"\x89HDF\r\n\x1a\n"
_HEAD = 64  # bytes that hold what is read of a superblock
_LONGEST_STEM = 180  # characters: with ".part" and a deep folder still within what Windows takes
_AS_THEY_ARE = "!$&'()*+,;=:@"  # what a path may hold besides letters and digits: RFC 3986, 3.3
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)", re.IGNORECASE)


def object_key(url: str) -> str:
    """What names one file of the archive, whichever host or scheme serves it.

    Characters are the same whether they are written as such or in percent; a slash in percent
    belongs to a name, and one of its own parts a folder from it.
    """
    return "/".join(quote(unquote_to_bytes(part), _AS_THEY_ARE) for part in _path(url).split("/"))


def safe_name(url: str) -> str:
    """A file name made of an address, fit for every system and without any folder in it."""
    # Some systems hold the two ways to write an accented letter for the same name.
    name = normalize("NFC", unquote(_path(url))).replace("\\", "/").rsplit("/", 1)[-1]
    stem = name[:-3] if name.lower().endswith(".nc") else name
    stem = _FORBIDDEN.sub("_", stem).strip(" .")
    if not stem:
        stem = "granule-" + _short_hash(url)
    if _RESERVED.match(stem):
        stem = "_" + stem
    if len(stem.encode()) > _LONGEST_STEM:
        kept = stem.encode()[: _LONGEST_STEM - 10].decode(errors="ignore")
        stem = f"{kept}-{_short_hash(url)}"
    return stem + ".nc"


def free_name(granule: Granule, taken: Container[str], here: Container[str] = ()) -> str:
    """A name for the granule's file that is not among the taken ones (in lower case).

    The same pair can come under the same name from two projections; the second then carries its
    EPSG code, or its folder on the server, at its end. Where such a file is here already, left by
    a record that is gone, it is this granule's, and the plain name another's.

    Args:
        granule: whose file it is to be.
        taken: names that other granules have.
        here: names of files that are in the folder.
    """
    name = safe_name(granule.url)
    stem = name[: -len(".nc")]
    folder = unquote(_path(granule.url)).rsplit("/", 2)[-2:-1]
    marks = [f"EPSG{granule.epsg}"] if granule.epsg else []
    marks += [_FORBIDDEN.sub("_", part) for part in folder if part.strip(" .")]
    marks += [_short_hash(object_key(granule.url)), _short_hash(granule.url)]
    marked = [f"{stem}_{mark}.nc" for mark in marks]
    free = [each for each in (name, *marked) if each.lower() not in taken]
    left = (each for each in free if each in here and each != name)
    return next(left, free[0] if free else marked[-1])


def declared_length(head: bytes) -> int | None:
    """The length of an HDF5 file by its own superblock; None if it cannot be told.

    Args:
        head: the file's first bytes, 64 are enough.

    The end-of-file address of superblock versions 0 to 3 with 8-byte offsets: "HDF5 File Format
    Specification Version 3.0", II.A.
    """
    if len(head) < _HEAD or not head.startswith(HDF5_SIGNATURE):
        return None
    version = head[8]
    sizes = {0: (13, 24), 1: (13, 28), 2: (9, 12), 3: (9, 12)}
    if version not in sizes:
        return None
    offset_size_at, base_at = sizes[version]
    if head[offset_size_at] != 8:  # noqa: PLR2004 - bytes of an offset
        return None
    # Between base and end lies one more address: free space (0, 1) or extension (2, 3).
    return int.from_bytes(head[base_at + 16 : base_at + 24], "little")


def stated_length(path: Path) -> int | None:
    """As :func:`declared_length`, of a file."""
    with path.open("rb") as file:
        return declared_length(file.read(_HEAD))


def is_whole(path: Path) -> bool:
    """Whether the file begins as an HDF5 file and is as long as it says itself."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if len(head) < _HEAD or not head.startswith(HDF5_SIGNATURE):
        return False
    length = declared_length(head)
    return length is None or path.stat().st_size >= length


def prepare_folder(folder: str | os.PathLike[str]) -> Path:
    """Make the folder if it is missing, and see that files can be written in it.

    Raises:
        ItsliveError: if not (code "folder_not_writable" or "disk_full").
    """
    path = Path(folder).expanduser()
    try:
        path.mkdir(parents=True, exist_ok=True)
        _write_probe(path)
    except OSError as error:
        raise disk_error(error, path) from error
    return path


def _write_probe(folder: Path) -> None:
    """Write a file in the folder and delete it.

    One try: ``tempfile`` takes a refusal of Windows for a name that is taken, and tries on.
    """
    probe = folder / f".itslive-{secrets.token_hex(8)}"
    handle = os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, b"\0")
    finally:
        os.close(handle)
        with suppress(OSError):  # a scanner may have it open
            probe.unlink()


def flush_and_move(part: Path, target: Path) -> None:
    """Send a complete, closed file to the disk, then give it its final name.

    Raises:
        OSError: the disk does not take it.
    """
    with patiently(part.open, "r+b") as file:  # Windows flushes only what may be written
        os.fsync(file.fileno())
    move_whole(part, target)


def move_whole(part: Path, target: Path) -> None:
    """Give a complete file its final name, in a way that survives a power cut.

    The file's bytes must have been flushed to disk before.

    Raises:
        OSError: it cannot be moved (FileInUseError where another program has one of both open).
    """
    patiently(os.replace, part, target)
    if os.name == "posix":
        # Some network file systems refuse to flush a folder; the file itself is safe there.
        with suppress(OSError):
            handle = os.open(target.parent, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _path(url: str) -> str:
    """The path of an address, as it is written; what is no address counts as a path."""
    url = url.encode(errors="replace").decode()  # halves of characters cannot be in a name
    try:
        return urlsplit(url).path
    except ValueError:
        return url


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:8]
