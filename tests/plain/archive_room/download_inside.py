"""A download in a process of its own, for tests that need to look at it, or to fool it, from there.

    python download_inside.py JOB

JOB is a file of JSON with ``granules`` (id and address each), ``folder``, ``network`` (fields of
Network) and ``connections``; what was told of each granule comes out as JSON.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path

from itslive_qgis.archive.granule import Granule
from itslive_qgis.archive.http import Network
from tests.plain.archive_room.nothing_lost import Told, run

REPOSITORY = Path(__file__).resolve().parents[3]


def download_apart(
    granules: Sequence[Granule],
    folder: Path,
    network: Network,
    job: Path,
    *,
    connections: int = 4,
    under: Sequence[str | os.PathLike] = (),
    env: Mapping[str, str] | None = None,
) -> list[Told]:
    """Download in a process of its own.

    Args:
        job: a file to write the job to.
        under: a command that runs the process, such as strace.
        env: added to the environment.
    """
    content = {
        "granules": [[granule.granule_id, granule.url] for granule in granules],
        "folder": str(folder),
        "network": asdict(network),
        "connections": connections,
    }
    job.write_text(json.dumps(content))
    # Started as a file, it finds the staged plugin before the source folder of the same name.
    stage = str(REPOSITORY / "build" / "stage")
    ended = subprocess.run(
        [*under, sys.executable, __file__, str(job)],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": f"{stage}:{REPOSITORY}", **(env or {})},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == 0, ended.stderr
    return [Told(**item) for item in json.loads(ended.stdout)]


def main() -> None:
    """Do a job."""
    if "FAKETIME_TIMESTAMP_FILE" in os.environ:
        # faketime 0.9.10 breaks clock_nanosleep where it leaves the monotonic clock alone.
        time.sleep = lambda seconds: select.select([], [], [], seconds) and None
    job = json.loads(Path(sys.argv[1]).read_text())
    granules = [_granule(granule_id, url) for granule_id, url in job["granules"]]
    network = Network(**job["network"])
    told = run(granules, Path(job["folder"]), network, connections=job["connections"])
    sys.stdout.write(json.dumps([asdict(item) for item in told]))


def _granule(granule_id: str, url: str) -> Granule:
    middle = datetime(2018, 6, 1, tzinfo=timezone.utc)
    return Granule(
        granule_id=granule_id,
        url=url,
        mid_date=middle,
        date_1=middle,
        date_2=middle,
        separation_days=16.0,
        satellite="Landsat 8",
        percent_valid=50.0,
        epsg=None,
        version="002",
        footprint={},
    )


if __name__ == "__main__":
    main()
