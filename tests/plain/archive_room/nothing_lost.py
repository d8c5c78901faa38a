"""What must hold after any download, whatever befell it, and a table of what did."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from itslive_qgis.archive.download import download
from itslive_qgis.archive.folder_lock import LOCK_NAME
from itslive_qgis.archive.granule import Granule
from itslive_qgis.archive.http import Network
from itslive_qgis.archive.record_lines import RECORD_NAME
from itslive_qgis.errors import ItsliveError

Tree = dict[str, str]


@dataclass(frozen=True)
class Told:
    """What a download says of one granule; plain values, so that it may come from elsewhere."""

    url: str
    path: str | None
    what: str = ""
    advice: str = ""
    code: str = ""


@dataclass
class Found:
    """How a download ended: how many files are there, and how often each code is listed."""

    asked: int
    there: int
    codes: Counter[str] = field(default_factory=Counter)


def run(granules: Sequence[Granule], folder: Path, network: Network, **options: Any) -> list[Told]:
    """Download; a failure of the whole counts for each granule."""
    try:
        report = download(granules, folder, network, **options)
    except ItsliveError as error:
        return [_told(granule.url, None, error) for granule in granules]
    return [_told(outcome.url, outcome.path, outcome.error) for outcome in report.outcomes]


def _told(url: str, path: str | None, error: ItsliveError | None) -> Told:
    if error is None:
        return Told(url, path)
    advice = error.render("", error.advice)
    return Told(url, path, error.render(error.what, ""), advice, error.code)


def assert_nothing_lost(
    told: Sequence[Told], truth: Mapping[str, bytes], folder: Path, outside: Path, before: Tree
) -> Found:
    """Assert what every fault must leave behind; return what there is.

    Files under final names are byte-identical to their sources, whatever is not there is listed
    with a sentence, an advice and a code, the record says nothing wrong, and nothing has changed
    outside the folder.

    Args:
        told: what the download said.
        truth: the source's bytes by address, of every granule asked for.
        folder: where the files came to.
        outside: a folder above it.
        before: :func:`tree` of ``outside`` without ``folder`` before the download.
    """
    assert sorted(item.url for item in told) == sorted(truth), "each granule has one outcome"
    named: dict[Path, str] = {}
    for item in told:
        if item.path is None:
            assert item.code, item
            assert item.what.endswith("."), item
            assert item.advice.endswith("."), item
            assert "{" not in item.what + item.advice, item
            assert item.code != "unexpected", item
        else:
            path = Path(item.path)
            assert path.parent == folder
            assert path not in named, f"{path.name} is said to be two granules"
            named[path] = item.url
            assert path.read_bytes() == truth[item.url], f"{path.name} is not what the source has"
    sources = {_sha256(data) for data in truth.values()}
    for path in folder.iterdir() if folder.is_dir() else ():
        if path in named or path.name == RECORD_NAME or path.name.endswith(".part"):
            continue
        if path.name == LOCK_NAME and not os.access(folder, os.W_OK):
            continue  # nobody can delete it there
        # A final name that the report does not know: moved there, but not recorded any more.
        assert path.suffix == ".nc", f"{path.name} is none of ours"
        assert path.is_dir() or _sha256(path.read_bytes()) in sources, path.name
    _assert_record(folder, truth)
    assert tree(outside, but=folder) == before, "something outside the folder was touched"
    codes = Counter(item.code for item in told if item.path is None)
    return Found(len(told), len(named), codes)


def _assert_record(folder: Path, truth: Mapping[str, bytes]) -> None:
    """What the record calls complete is there, as it says."""
    record = folder / RECORD_NAME
    lines = record.read_text().splitlines() if record.is_file() else []
    complete: dict[str, dict[str, Any]] = {}
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue  # cut short by a full disk
        if entry.get("state") == "complete":
            complete[entry["file"]] = entry
    for name, entry in complete.items():
        content = (folder / name).read_bytes()
        assert (len(content), _sha256(content)) == (entry["size"], entry["sha256"]), name
        assert entry["url"] in truth


def tree(folder: Path, but: Path) -> Tree:
    """Every file and folder below ``folder`` except ``but``: contents and times of change."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path == but or but in path.parents:
            continue
        status = path.lstat()
        content = _sha256(path.read_bytes()) if path.is_file() else ""
        # A folder that ``but`` is made in changes by that.
        changed = 0 if path in but.parents else status.st_mtime_ns
        found[str(path.relative_to(folder))] = f"{content} {changed}"
    return found


def table(rows: Sequence[tuple[str, str, Found]]) -> str:
    """Lines of fault, server, files there, and what is listed."""
    width = max((len(fault) for fault, _, _ in rows), default=5)
    lines = [f"{'fault':{width}} {'server':8} {'there':>9}  listed"]
    for fault, server, found in rows:
        listed = ", ".join(f"{count} {code}" for code, count in sorted(found.codes.items()))
        there = f"{found.there}/{found.asked}"
        lines.append(f"{fault:{width}} {server:8} {there:>9}  {listed or '-'}")
    return "\n".join(lines)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
