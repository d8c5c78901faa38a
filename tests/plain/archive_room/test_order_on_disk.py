"""A kill is no power cut: in which order bytes, names and the record are sent to the disk."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from itslive_qgis.archive.http import Network
from itslive_qgis.archive.record_lines import RECORD_NAME
from tests.tools.needed import require_programs

from .download_inside import download_apart
from .fault_makers import NAMES, SIZE, files, names, path_of
from .fault_servers import Scene
from .nothing_lost import assert_nothing_lost, tree
from .relay import Cut
from .traced import Call, options, read

QUICK = Network(connect_timeout=2, read_timeout=5, attempts=3, backoff=0.02)
NOT_OURS = ("/dev/", "/proc/", "/sys/")


def traced(scene: Scene) -> tuple[list[Call], list[Path]]:
    """Download under strace; return the calls, and the files that came."""
    require_programs("strace", part="faults")
    scene.serve()
    log = scene.www.parent / "trace"
    before = tree(scene.outside, but=scene.folder)
    told = download_apart(
        scene.granules,
        scene.folder,
        QUICK,
        scene.www.parent / "job.json",
        under=options(log),
        env={"PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert_nothing_lost(told, scene.truth, scene.folder, scene.outside, before)
    return read(log), [Path(item.path) for item in told if item.path]


def test_write_fsync_rename_fsync_of_the_folder_record(scene: Scene) -> None:
    files(8)(scene)
    for granule in scene.granules[:4]:  # these are gone on with
        scene.relay.cuts[path_of(granule.url)] = [Cut(SIZE // 2, "close")]
    calls, came = traced(scene)
    assert len(came) == 8
    for path in came:
        assert_in_order(calls, path)
    record = [call for call in calls if call.file == str(scene.folder / RECORD_NAME)]
    last_line = max(call.ended for call in record if call.name == "write")
    assert any(call.begun > last_line for call in record if is_flush(call)), "lines not flushed"


def is_flush(call: Call) -> bool:
    return call.name in ("fsync", "fdatasync") and call.result == 0


def assert_in_order(calls: list[Call], path: Path) -> None:
    """As :func:`name_on_disk`, and the line of the record after it."""
    line = re.compile(rf"complete.*\b{re.escape(path.name)}\b")
    recorded = [
        call.begun
        for call in calls
        if call.name == "write"
        and call.file == str(path.parent / RECORD_NAME)
        and any(line.search(text) for text in call.paths)
    ]
    assert len(recorded) == 1
    assert name_on_disk(calls, path) < recorded[0], f"{path.name} was recorded too early"


def name_on_disk(calls: list[Call], path: Path) -> int:
    """Assert write, fsync of the file, rename, fsync of the folder; return where the last ends."""
    part = f"{path}.part"
    writes = [call for call in calls if call.name == "write" and call.file == part]
    assert sum(call.result for call in writes) >= path.stat().st_size
    moves = [call for call in calls if call.name.startswith("rename") and part in call.paths]
    assert [(call.paths, call.result) for call in moves] == [([part, str(path)], 0)]
    (move,) = moves
    written = max(call.ended for call in writes)
    assert any(
        written < call.begun and call.ended < move.begun
        for call in calls
        if is_flush(call) and call.file == part
    ), f"{path.name} was moved before it was on the disk"
    folder = [call for call in calls if is_flush(call) and call.file == str(path.parent)]
    flushed = [call.ended for call in folder if move.ended < call.begun]
    assert flushed, f"{path.name} was moved, and its folder not sent to the disk"
    return min(flushed)


WRITERS = {
    "text": "from itslive_qgis.archive.whole import write_text_whole as write\nwrite(path, 'abc')",
    "result": (
        "from itslive_qgis.science.output import whole_file\n"
        "with whole_file(path) as part, open(part, 'w') as file: file.write('abc')"
    ),
}


@pytest.mark.parametrize("writer", WRITERS)
def test_results_are_on_the_disk_before_they_have_their_names(tmp_path: Path, writer: str) -> None:
    require_programs("strace", part="faults")
    path, log = tmp_path / "result", tmp_path / "trace"
    script = f"import sys; sys.path[:0] = {sys.path!r}; path = {str(path)!r}\n{WRITERS[writer]}"
    subprocess.run([*options(log), sys.executable, "-c", script], check=True)
    assert path.read_text() == "abc"
    name_on_disk(read(log), path)


def test_no_name_opens_a_file_outside_the_folder(scene: Scene) -> None:
    names(scene)
    calls, came = traced(scene)
    assert len(came) >= len(NAMES) - 4, "nginx refuses some of the addresses"
    written = [
        path
        for call in calls
        if call.name == "openat" and re.search("O_WRONLY|O_RDWR|O_CREAT", call.arguments)
        for path in call.paths
        if not path.startswith(NOT_OURS)
    ]
    moved = [path for call in calls if call.name.startswith("rename") for path in call.paths]
    assert len(moved) == 2 * len(came)
    for path in written + moved:
        assert Path(path).parent == scene.folder or Path(path) == scene.folder, path
