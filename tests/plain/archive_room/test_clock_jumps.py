"""A clock that jumps while granules come, as one does that is set right, changes nothing."""

from __future__ import annotations

import json
import subprocess
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from itslive_qgis.archive.http import Network
from itslive_qgis.archive.record_lines import RECORD_NAME
from tests.tools.needed import require_programs

from .download_inside import download_apart
from .fault_makers import DATED, SIZE, dated, files, path_of
from .fault_servers import Scene
from .nothing_lost import Found, assert_nothing_lost, tree
from .relay import Cut

QUICK = Network(connect_timeout=2, read_timeout=2, attempts=3, backoff=0.02)
JUMPS = {"+1d": timedelta(days=1), "-365d": timedelta(days=-365)}


def under_faketime(scene: Scene, clock: Path) -> Found:
    """Download with the clock that a file says; only the time of day is made up."""
    require_programs("faketime", part="faults")
    library = subprocess.run(
        ["faketime", "-f", "+0", "printenv", "LD_PRELOAD"],
        check=True,
        capture_output=True,
        text=True,
    )
    clock_of_ours = {
        "LD_PRELOAD": library.stdout.strip(),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        # It tells how long something takes, and does not jump when a clock is set.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }
    job = scene.www.parent / "job.json"
    before = tree(scene.outside, but=scene.folder)
    told = download_apart(
        scene.granules, scene.folder, QUICK, job, connections=1, env=clock_of_ours
    )
    found = assert_nothing_lost(told, scene.truth, scene.folder, scene.outside, before)
    assert found.there == found.asked, told
    return found


def recorded_ahead(scene: Scene) -> list[timedelta]:
    """How far ahead of ours the clock was that each line of the record was written by."""
    now = datetime.now(timezone.utc)
    lines = (scene.folder / RECORD_NAME).read_text().splitlines()
    return [datetime.fromisoformat(json.loads(line)["time"]) - now for line in lines]


@pytest.mark.parametrize("jump", JUMPS)
def test_a_clock_that_jumps_while_files_come(
    scene: Scene, tmp_path: Path, jump: str, befallen: list
) -> None:
    files(4)(scene)
    for granule in scene.granules:
        scene.relay.cuts[path_of(granule.url)] = [Cut(SIZE // 3, "close")]
    clock = tmp_path / "clock"
    clock.write_text("+0")

    def before(number: int) -> None:
        if number == 4:  # the second file is half here
            clock.write_text(jump)

    scene.relay.before = before
    scene.serve()
    found = under_faketime(scene, clock)
    befallen.append((f"clock jumps by {jump}", scene.kind, found))
    ahead = recorded_ahead(scene)
    hour = timedelta(hours=1)
    assert abs(ahead[0]) < hour
    assert abs(ahead[-1] - JUMPS[jump]) < hour


@pytest.mark.parametrize("error", JUMPS)
def test_a_date_to_wait_for_is_the_servers(
    scene: Scene, tmp_path: Path, error: str, befallen: list
) -> None:
    files(1)(scene)
    clock = tmp_path / "clock"
    clock.write_text(error)
    scene.serve(dated, DATED)
    found = under_faketime(scene, clock)
    befallen.append((f"Retry-After is a date, clock {error}", scene.kind, found))
    assert scene.relay.count == 2 * len(scene.granules)
    assert abs(recorded_ahead(scene)[0] - JUMPS[error]) < timedelta(hours=1)
