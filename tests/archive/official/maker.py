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
from collections.abc import Callable
from functools import partial
from pathlib import Path

from ..items import BUCKET
from ..locking import locked
from .cubes import BLOCK, CELL, CUBES, Cube
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
        self._cubes = {cube.key: cube for cube in CUBES if cube.exists}
        self._composites = {
            cube.composite_key: cube
            for cube in CUBES
            if cube.exists and "no-composite" not in cube.flaws
        }
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
        name, found, rest = key.partition(".zarr/")
        store = name + found[:-1]
        if store in self._composites:
            self.make_composite(self._composites[store])
        elif store in self._cubes:
            cube, chunk = self._cubes[store], _CHUNK.fullmatch(rest)
            block = (int(chunk[2]), int(chunk[3])) if chunk and chunk[1] in _STACKED else None
            self._make(cube, [block] if block in cube.blocks else [])

    def make(self, cube: Cube) -> Path:
        """Make all of a cube, and return the folder of its store; it takes about 20 s."""
        self._make(cube, sorted(cube.blocks))
        return self.bucket / cube.key

    def make_at(self, cube: Cube, x: float, y: float) -> Path:
        """Make a cube with the block that holds a place (metres), and return its store's folder."""
        column = round((x - cube.x[0]) / CELL) // BLOCK
        row = round((cube.y[0] - y) / CELL) // BLOCK
        self._make(cube, [(row, column)] if (row, column) in cube.blocks else [])
        return self.bucket / cube.key

    def make_composite(self, cube: Cube) -> Path:
        """Make the annual composite of a cube, and return the folder of its store."""
        from . import composite  # needs zarr, which who asks for no store may lack

        path = self.bucket / cube.composite_key
        self._do({self._mark(cube.composite_key, "all"): partial(composite.write, path, cube)})
        return path

    def _make(self, cube: Cube, blocks: list[tuple[int, int]]) -> None:
        from . import store

        path = self.bucket / cube.key
        work = {self._mark(cube.key, "all"): partial(store.write, path, cube)}
        for block in blocks:
            work[self._mark(cube.key, *block)] = partial(store.write_block, path, cube, *block)
        self._do(work)

    def _do(self, work: dict[Path, Callable[[], None]]) -> None:
        """Do what has no mark yet, in order, and mark it."""
        if self._is_current and all(mark.exists() for mark in work):
            return
        with self._lock, locked(self._root):
            self._keep_current()
            for mark, make in work.items():
                if not mark.exists():
                    make()
                    mark.parent.mkdir(parents=True, exist_ok=True)
                    mark.touch()

    def _mark(self, key: str, *block: object) -> Path:
        """Empty file that tells that something is made."""
        return self._done / Path(key).stem / ".".join(map(str, block))

    def _keep_current(self) -> None:
        """Remove what other code has made."""
        stamp, version = self._root / "stamp", _code_version()
        if not self._is_current and (not stamp.exists() or stamp.read_text() != version):
            for folder in (self._done, self.bucket):
                shutil.rmtree(folder, ignore_errors=True)
            stamp.write_text(version)
        self._is_current = True
