"""Checksums of files: what the record keeps, and what an ETag may tell."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

_MD5 = re.compile(r'"([0-9a-f]{32})"$', re.IGNORECASE | re.ASCII)


class Hashes:
    """SHA-256 and MD5 of a file, fed as it grows.

    Args:
        path: a file to begin with, None to begin with nothing.
        with_md5: whether MD5 is wanted. It is as slow as all the rest of receiving, and of use
            only where S3 names the file by it.
    """

    def __init__(self, path: Path | None, *, with_md5: bool = True) -> None:
        self._sha256 = hashlib.sha256()
        self._md5 = hashlib.md5(usedforsecurity=False) if with_md5 else None
        if path is not None:
            with path.open("rb") as file:
                for chunk in iter(lambda: file.read(1 << 20), b""):
                    self.add(chunk)

    def add(self, chunk: bytes) -> None:
        self._sha256.update(chunk)
        if self._md5:
            self._md5.update(chunk)

    @property
    def sha256(self) -> str:
        return self._sha256.hexdigest()

    @property
    def md5(self) -> str:
        """Empty if it was not wanted."""
        return self._md5.hexdigest() if self._md5 else ""


def hashes_for(etag: str, begun: Path | None = None) -> Hashes:
    """What a file with this ETag is checked and recorded by; ``begun`` is what is here of it."""
    return Hashes(begun, with_md5=bool(md5_of_etag(etag)))


def sums_of(path: Path) -> tuple[str, str]:
    """SHA-256 and MD5 of a file, in hexadecimal digits."""
    hashes = Hashes(path)
    return hashes.sha256, hashes.md5


def md5_of_etag(etag: str) -> str:
    """The MD5 an S3 ETag states, in lower case; empty if it states none."""
    match = _MD5.match(etag)
    return match[1].lower() if match else ""
