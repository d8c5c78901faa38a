"""A point's record as the plugin reads it, as a program of its own, for the bench.

Run as ``python -m tests.bench.our_series CATALOGUE LON,LAT [LON,LAT ...]``: the record of the first
point, then of each further one by the same reader. Prints as JSON seconds without imports and
without the catalogue, which is asked for once a day: until everything was there to be drawn first,
and until it was there as stored, and the same drawn; requests and bytes; a checksum of the values.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from itslive_qgis.archive.http import Network
from itslive_qgis.monitor import Monitor
from itslive_qgis.series.answer import Answer
from itslive_qgis.series.reader import SeriesReader
from itslive_qgis.series.table import PointSeries

BETWEEN = 1.0  # seconds until a user clicks again
CACHE_LIMIT = 2_000_000_000  # bytes, as in the plugin's settings
VARIABLES = ("v", "v_error", "vx", "vy", "vx_error", "vy_error", "separation")


def main() -> None:
    catalogue, *places = sys.argv[1:]
    points = [tuple(map(float, place.split(","))) for place in places]
    told = []
    with tempfile.TemporaryDirectory() as cache:
        reader = SeriesReader(
            Network(services=(catalogue,)), Path(cache), CACHE_LIMIT, catalogue=catalogue
        )
        reader.catalogue(Monitor())
        for lon, lat in points:
            told.append(_read(reader, lon, lat))
            time.sleep(BETWEEN)
        reader.close()
    print(json.dumps({"inner": told[0]["stored"], "points": told}))


def _read(reader: SeriesReader, lon: float, lat: float) -> dict[str, Any]:
    requests, received = reader.objects.requests, reader.objects.received
    news: list[tuple[float, int]] = []
    started = time.perf_counter()

    def note(answer: Answer) -> None:
        count = len(answer.series) if answer.series else 0
        news.append((time.perf_counter() - started, count))

    answer = reader.point(lon, lat, news=note)
    stored = time.perf_counter() - started
    if answer.series is None or answer.series.derived or answer.problem:
        raise RuntimeError(f"no record: {answer.problem}")
    whole = [seconds for seconds, count in news if count == len(answer.series)]
    return {
        "first": whole[0] if whole else stored,
        "stored": stored,
        "requests": reader.objects.requests - requests,
        "bytes": reader.objects.received - received,
        "rows": len(answer.series),
        "digest": digest(answer.series),
    }


def digest(series: PointSeries) -> str:
    """Of all numbers, in order of mid-date."""
    found = hashlib.sha256()
    for name in VARIABLES:
        found.update(np.ascontiguousarray(getattr(series, name), np.float32).tobytes())
    return found.hexdigest()


if __name__ == "__main__":
    main()
