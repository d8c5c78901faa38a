"""The object store: whole files or ranges of them, as S3 answers for a public bucket."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

MEDIA = {".nc": "application/x-netcdf", ".png": "image/png"}
_RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")


@dataclass(frozen=True)
class Reply:
    """Status, headers, and either a body or a slice of a file."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    path: Path | None = None
    start: int = 0
    length: int = 0


@lru_cache(maxsize=4_096)
def _etag(path: Path, size: int, modified: int) -> str:
    """Quoted MD5 of the content; size and time make a changed file another entry."""
    digest = hashlib.md5(usedforsecurity=False)
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            digest.update(block)
    return f'"{digest.hexdigest()}"'


def error(status: int, code: str, message: str, **fields: str) -> Reply:
    """An error as S3 words it, in XML."""
    inner = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in fields.items())
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>{code}</Code><Message>{message}</Message>{inner}"
        "<RequestId>0000000000000000</RequestId><HostId>simulated</HostId></Error>"
    )
    return Reply(status, {"Content-Type": "application/xml"}, body.encode())


def _wanted(text: str | None, size: int) -> tuple[int, int] | bool | None:
    """Return start and length, None for the whole file, False if nothing can be given."""
    match = _RANGE.match(text or "")
    if not match or match.groups() == ("", ""):
        return None  # as S3: no range, several ranges or nonsense give the whole file
    first, last = match.groups()
    if not first:
        length = min(int(last), size)
        return (size - length, length) if length else False
    start, end = int(first), min(int(last) if last else size - 1, size - 1)
    if last and int(last) < int(first):
        return None
    return (start, end - start + 1) if start < size else False


def _range_holds(condition: str | None, etag: str, modified: float) -> bool:
    """Whether If-Range allows a part: the same ETag, or a date not before the file's."""
    if condition is None:
        return True
    if condition.startswith(('"', "W/")):
        return condition == etag
    try:
        return parsedate_to_datetime(condition).timestamp() >= int(modified)
    except (TypeError, ValueError):
        return False


def reply(bucket: Path, key: str, headers: Mapping[str, str], media: str | None = None) -> Reply:
    """Answer a GET or HEAD of ``key`` in the folder ``bucket``.

    :param media: type of whatever lies there; without it only granules and pictures are served
    """
    path = (bucket / key).resolve()
    media = media or MEDIA.get(path.suffix)
    if bucket.resolve() not in path.parents or not path.is_file() or media is None:
        return error(404, "NoSuchKey", "The specified key does not exist.", Key=key)
    status = path.stat()
    etag = _etag(path, status.st_size, status.st_mtime_ns)
    return _conditional(Reply(200, path=path, length=status.st_size), etag, media, headers)


def reply_bytes(content: bytes, media: str, headers: Mapping[str, str]) -> Reply:
    """Answer a GET or HEAD of an object that is no file; it was last modified in 1970."""
    etag = f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'
    whole = Reply(200, body=content, length=len(content))
    return _conditional(whole, etag, media, headers)


def _conditional(whole: Reply, etag: str, media: str, headers: Mapping[str, str]) -> Reply:
    """An object or the part of it that is asked for, if the conditions hold."""
    modified = whole.path.stat().st_mtime if whole.path else 0
    common = {
        "ETag": etag,
        "Last-Modified": formatdate(int(modified), usegmt=True),
        "Accept-Ranges": "bytes",
        "Content-Type": media,
    }
    if headers.get("If-Match") not in (None, "*", etag):
        text = "At least one of the pre-conditions you specified did not hold"
        return error(412, "PreconditionFailed", text, Condition="If-Match")
    if headers.get("If-None-Match") in ("*", etag):
        return Reply(304, common)
    wanted = None
    if _range_holds(headers.get("If-Range"), etag, modified):
        wanted = _wanted(headers.get("Range"), whole.length)
    if wanted is False:
        text = "The requested range is not satisfiable"
        refused = error(416, "InvalidRange", text, ActualObjectSize=str(whole.length))
        refused.headers["Content-Range"] = f"bytes */{whole.length}"
        return refused
    if wanted is None:
        return replace(whole, headers=common)
    start, length = wanted
    common["Content-Range"] = f"bytes {start}-{start + length - 1}/{whole.length}"
    body = whole.body[start : start + length]
    return Reply(206, common, body, whole.path, start, length)
