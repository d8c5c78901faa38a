"""A folder, a scripted server and one granule between them."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from itslive_qgis.archive.download import Outcome, download
from itslive_qgis.archive.fetch import CHUNK
from itslive_qgis.archive.files import HDF5_SIGNATURE
from itslive_qgis.archive.granule import Granule
from itslive_qgis.archive.http import Network
from itslive_qgis.archive.record_lines import RECORD_NAME
from itslive_qgis.monitor import Monitor

from .scripted_server import ScriptedServer

Make = Callable[..., Granule]
SIZE = 5 * CHUNK + 123


def hdf5_like(size: int = SIZE, seed: int = 1) -> bytes:
    """Bytes that begin as an HDF5 file (superblock 2) of just this length."""
    sizes_and_flags = bytes([2, 8, 8, 0])
    addresses = b"".join(number.to_bytes(8, "little") for number in (0, 2**64 - 1, size))
    head = HDF5_SIGNATURE + sizes_and_flags + addresses
    return head + random.Random(seed).randbytes(size - len(head))


DATA = hdf5_like()
ETAG = f'"{hashlib.md5(DATA).hexdigest()}"'


class Place:
    """A folder, a server and one granule between them."""

    def __init__(self, server: ScriptedServer, folder: Path, network: Network, make: Make) -> None:
        self.server = server
        self.folder = folder
        self.network = network
        self.make = make
        self.granule = make(url=server.url + "/v02/N50W130/granule.nc")

    def on(self, *steps: Any) -> None:
        self.server.on("/v02/N50W130/granule.nc", *steps)

    def one(self, granule: Granule | None = None, monitor: Monitor | None = None) -> Outcome:
        report = download([granule or self.granule], self.folder, self.network, monitor)
        assert report.folder == str(self.folder)
        (outcome,) = report.outcomes
        assert report.count == (0 if outcome.status == "failed" else 1)
        assert report.bytes == outcome.bytes
        assert len(report.failed) == (outcome.status == "failed")
        return outcome

    @property
    def file(self) -> Path:
        return self.folder / "granule.nc"

    @property
    def part(self) -> Path:
        return self.folder / "granule.nc.part"

    def ranges(self) -> list[str | None]:
        return [asked.headers.get("Range") for asked in self.server.of("GET")]

    def entries(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.folder / RECORD_NAME).read_text().splitlines()]

    def assert_whole(self, outcome: Outcome, data: bytes = DATA) -> None:
        assert outcome.error is None, outcome.error
        assert (outcome.status, outcome.bytes, outcome.path) == (
            "downloaded",
            len(data),
            str(self.file),
        )
        assert self.file.read_bytes() == data
        assert not self.part.exists()

    def assert_failed(self, outcome: Outcome, code: str) -> None:
        assert (outcome.status, outcome.path, outcome.bytes) == ("failed", None, 0)
        assert outcome.error is not None
        assert outcome.error.code == code
        assert outcome.error.advice
        assert "{" not in str(outcome.error)
        assert not self.file.exists()
