"""Makes the granules and their catalogue in a folder, unless they lie there already.

A large archive is made lazily: all items at first, each granule's files when first asked for.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from dataclasses import asdict, dataclass
from pathlib import Path

from . import granule_file, items, layout, picture
from .locking import locked
from .pairs import Granule, catalogue

MANIFEST = "manifest.json"
MOST_AT_ONCE = 200  # granules; files of a larger archive are made when first asked for


@dataclass(frozen=True)
class Parameters:
    """What decides every byte of an archive, with the code that makes it."""

    granules: int = 60
    size: str = "small"
    noise: float = 0.0
    world: str = "main"

    @property
    def lazy(self) -> bool:
        """Whether files are made when first asked for."""
        return self.granules > MOST_AT_ONCE

    @property
    def catalogue(self) -> tuple[Granule, ...]:
        """What the archive holds."""
        return catalogue(self.granules, self.world)


def _code_version() -> str:
    """Digest of the modules that make granules: old folders are made anew when they change."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for name in (
        *("sites", "glacier", "truth", "scenes", "pairs", "world", "faults", "layout"),
        *("projections", "header", "old_header", "radar", "writers"),
        *("granule_file", "picture", "items", "build"),
    ):
        digest.update((here / f"{name}.py").read_bytes())
    return digest.hexdigest()


def _stamp(parameters: Parameters) -> dict:
    return {**asdict(parameters), "code": _code_version()}


def load_items(root: Path, parameters: Parameters) -> list[dict] | None:
    """Return the stored items if the folder holds a whole archive of these parameters."""
    try:
        manifest = json.loads((root / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if manifest.get("stamp") != _stamp(parameters):
        return None
    stored = manifest["items"]
    if parameters.lazy:
        return stored
    bucket = root / items.BUCKET
    keys = [asset["href"] for item in stored for asset in item["assets"].values()]
    return stored if all((bucket / key).is_file() for key in keys) else None


def make(root: Path, parameters: Parameters) -> list[dict]:
    """Return the items of the archive in ``root``, made first if need be.

    Files appear whole under their final names, the manifest last; what another set of parameters
    left behind is removed. Of several processes that want the same folder one makes it.
    """
    with locked(root):
        stored = load_items(root, parameters)
        return _make_all(root, parameters) if stored is None else stored


def _make_all(root: Path, parameters: Parameters) -> list[dict]:
    (root / MANIFEST).unlink(missing_ok=True)
    if parameters.lazy:
        # what lies there is another archive's, though names may be the same
        _remove_others(root, [])
        made = [_item(granule, parameters.size) for granule in parameters.catalogue]
    else:
        made = [_make_granule(root, granule, parameters) for granule in parameters.catalogue]
        _remove_others(root, made)
    _write_whole(
        root / MANIFEST,
        json.dumps({"stamp": _stamp(parameters), "items": made}, indent=1).encode(),
    )
    return made


def _item(granule: Granule, size: str) -> dict:
    return items.item(granule, layout.placing(granule, size).frame)


def _make_granule(root: Path, granule: Granule, parameters: Parameters) -> dict:
    measured = granule_file.measure(granule, parameters.size, parameters.noise)
    item = items.item(granule, measured.frame)
    paths = {name: root / items.BUCKET / asset["href"] for name, asset in item["assets"].items()}
    paths["data"].parent.mkdir(parents=True, exist_ok=True)
    for name, longest in (("overview", 512), ("thumbnail", 100)):
        png = picture.speed_png(measured.arrays["v"], measured.valid, longest)
        _write_whole(paths[name], png)
    granule_file.write(granule, measured, paths["data"])
    return item


class Maker:
    """Makes the files of a lazy archive when they are first asked for, and keeps them."""

    def __init__(self, root: Path, parameters: Parameters, stored: list[dict]) -> None:
        self._root, self._parameters = root, parameters
        self._granules = {
            asset["href"]: granule
            for granule, item in zip(parameters.catalogue, stored)
            for asset in item["assets"].values()
        }
        self._lock = threading.Lock()

    def ensure(self, key: str) -> None:
        """Make the files that belong to an object's key, unless they lie there or none do.

        One granule at a time: of several clients that want one file, of this process or another
        on the same folder, one has it made, and the NetCDF library is not entered twice.
        """
        granule = self._granules.get(key)
        path = self._root / items.BUCKET / key
        if granule is None or path.is_file():
            return
        with self._lock, locked(self._root):
            if not path.is_file():
                _make_granule(self._root, granule, self._parameters)


def _write_whole(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)


def _remove_others(root: Path, made: list[dict]) -> None:
    keep = {asset["href"] for item in made for asset in item["assets"].values()}
    bucket = root / items.BUCKET
    for path in bucket.rglob("*"):
        if path.is_file() and path.relative_to(bucket).as_posix() not in keep:
            path.unlink(missing_ok=True)
