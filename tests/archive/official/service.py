"""What the bucket answers for keys of cubes, composites and their catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from .. import objects
from . import catalog
from .maker import Maker

PREFIXES = ("datacubes/", "composites/")
MEDIA = "binary/octet-stream"


def owns(key: str) -> bool:
    """Whether a key of the bucket belongs here."""
    return key.startswith(PREFIXES)


class Service:
    """Answers for the stores below an archive's folder.

    :param base: the server's address, which the catalogue's entries begin with
    """

    def __init__(self, root: Path, base: str) -> None:
        self.maker = Maker(root)
        self._catalog = catalog.catalog(base)

    def reply(self, key: str, headers: Mapping[str, str]) -> objects.Reply:
        """Answer a GET or HEAD; what is asked for is made first if need be."""
        if key == catalog.KEY:
            return objects.reply_bytes(self._catalog, "application/json", headers)
        self.maker.ensure(key)
        return objects.reply(self.maker.bucket, key, headers, MEDIA)
