"""The plugin's download as a program of its own, for benches.

Run as ``python3 -m tests.bench.our_download LIST FOLDER CONNECTIONS`` with QGIS's Python; LIST is
a file with an address in each line. Prints the seconds that the download itself took.
"""

from __future__ import annotations

import sys
import time
from datetime import datetime, timezone
from pathlib import Path

from itslive_qgis.archive.download import download
from itslive_qgis.archive.granule import Granule

_DAY = datetime(2020, 1, 1, tzinfo=timezone.utc)


def granule_at(url: str) -> Granule:
    """A granule of which nothing matters but where it is."""
    name = url.rsplit("/", 1)[-1]
    return Granule(
        granule_id=name[: -len(".nc")],
        url=url,
        mid_date=_DAY,
        date_1=_DAY,
        date_2=_DAY,
        separation_days=0.0,
        satellite="Landsat 8",
        percent_valid=None,
        epsg=None,
        version="002",
        footprint={},
    )


if __name__ == "__main__":
    wanted = [granule_at(url) for url in Path(sys.argv[1]).read_text().split()]
    started = time.perf_counter()
    report = download(wanted, sys.argv[2], connections=int(sys.argv[3]))
    print(time.perf_counter() - started)
    for outcome in report.failed:
        print(outcome.url, outcome.error, file=sys.stderr)
    sys.exit(1 if report.failed else 0)
