"""The records of the points of a profile, as the plugin reads them, as a program of its own.

Run as ``python -m tests.bench.our_profile CATALOGUE LON,LAT [LON,LAT ...]``; prints as
``our_series`` does, ``first`` being when all of them can be drawn, of computed speeds.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from itslive_qgis.archive.http import Network
from itslive_qgis.monitor import Monitor
from itslive_qgis.series.reader import SeriesReader
from tests.bench.our_series import digest


def main() -> None:
    catalogue, *places = sys.argv[1:]
    points = [(float(lon), float(lat)) for lon, lat in (place.split(",") for place in places)]
    reader = SeriesReader(Network(services=(catalogue,)), catalogue=catalogue)
    reader.catalogue(Monitor())
    started = time.perf_counter()
    told: list[dict[str, Any]] = [{} for _ in points]
    drawn = list(reader.points(points, stored=False))
    first = time.perf_counter() - started
    answers = list(reader.points(points))
    inner = time.perf_counter() - started
    counts = {number: len(answer.series or ()) for number, answer in drawn}
    for number, answer in answers:
        if answer.series is None or answer.series.derived or answer.problem:
            raise RuntimeError(f"no record: {answer.problem}")
        if counts[number] != len(answer.series):
            raise RuntimeError(f"{counts[number]} rows drawn first, then {len(answer.series)}")
        told[number] = {"rows": len(answer.series), "digest": digest(answer.series)}
    said = {"requests": reader.objects.requests, "bytes": reader.objects.received}
    print(json.dumps({"inner": inner, "first": first, "points": told, **said}))


if __name__ == "__main__":
    main()
