"""Makes stores when they are first asked for, in a folder of their own, and keeps them.

A store's metadata are made with the first of its keys, a block of pixels with the first of its
chunks: a test that looks at one point pays for one point. Who wants all of it at once, as a program
that opens the folder, calls :meth:`Maker.make`.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import threading
from pathlib import Path

from .. import build
from ..items import BUCKET
from .cubes import BLOCK, CUBES, Cube
from .variables import STACKED

FOLDER = "official"
_CHUNK = re.compile(r"(\w+)/\d+\.(\d+)\.(\d+)")
_STACKED = {variable.name for variable in STACKED}


def _code_version() -> str:
    """Digest of what makes the stores: old folders are made anew when it changes."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    shared = ("sites", "glacier", "truth", "scenes", "radar")
    for path in (*sorted(here.glob("*.py")), *(here.parent / f"{name}.py" for name in shared)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


class Maker:
    """The stores in a folder of an archive.

    :param root: the archive's folder; the stores lie in ``official`` below it
    """

    def __init__(self, root: Path) -> None:
        self._root = root / FOLDER
        self._done = self._root / "made"
        self._stores = {cube.key: cube for cube in CUBES if cube.exists}
        self._lock = threading.Lock()
        self._is_current = False

    @property
    def bucket(self) -> Path:
        """The folder that holds the objects."""
        return self._root / BUCKET

    def ensure(self, key: str) -> None:
        """Make what belongs to an object's key, unless it is there or nothing does.

        Of several clients that want the same, of this process or another on the same folder, one
        has it made.
        """
        name, mark, rest = key.partition(".zarr/")
        cube = self._stores.get(name + mark[:-1])
        if cube is None:
            return
        chunk = _CHUNK.fullmatch(rest)
        block = (int(chunk[2]), int(chunk[3])) if chunk and chunk[1] in _STACKED else None
        self._make(cube, [block] if block in cube.blocks else [])

    def make(self, cube: Cube) -> Path:
        """Make all of a cube, and return the folder of its store; it takes about 20 s."""
        self._make(cube, sorted(cube.blocks))
        return self.bucket / cube.key

    def make_at(self, cube: Cube, x: float, y: float) -> Path:
        """Make a cube with the block that holds a place (metres), and return its store's folder."""
        column = int((x - cube.x[0]) / 120 + 0.5) // BLOCK
        row = int((cube.y[0] - y) / 120 + 0.5) // BLOCK
        self._make(cube, [(row, column)] if (row, column) in cube.blocks else [])
        return self.bucket / cube.key

    def _make(self, cube: Cube, blocks: list[tuple[int, int]]) -> None:
        marks = [self._mark(cube, "all"), *(self._mark(cube, *block) for block in blocks)]
        if self._is_current and all(mark.exists() for mark in marks):
            return
        with self._lock, build.locked(self._root):
            self._keep_current()
            path = self.bucket / cube.key
            from . import store  # needs zarr, which who asks for no cube may lack

            if not marks[0].exists():
                store.write(path, cube)
                marks[0].parent.mkdir(parents=True, exist_ok=True)
                marks[0].touch()
            for mark, block in zip(marks[1:], blocks):
                if not mark.exists():
                    store.write_block(path, cube, *block)
                    mark.touch()

    def _mark(self, cube: Cube, *block: object) -> Path:
        """Empty file that tells that something is made."""
        return self._done / Path(cube.key).stem / ".".join(map(str, block))

    def _keep_current(self) -> None:
        """Remove what other code has made."""
        stamp, version = self._root / "stamp", _code_version()
        if not self._is_current and (not stamp.exists() or stamp.read_text() != version):
            for folder in (self._done, self.bucket):
                shutil.rmtree(folder, ignore_errors=True)
            stamp.write_text(version)
        self._is_current = True
