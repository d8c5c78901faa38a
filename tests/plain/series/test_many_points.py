"""Many points at once, around Jakobshavn, where three cubes overlap: what the archive is asked for.

The floor is what nobody can do without: each chunk that holds a point, of each variable that is
read, each array along time and each store's metadata, and the catalogue, once.
"""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest

from itslive_qgis.archive.http import Network
from itslive_qgis.series.reader import SeriesReader
from tests.archive import official
from tests.archive.items import BUCKET
from tests.archive.official import catalog
from tests.archive.sites import SITES
from tests.archive.truth import to_lonlat, to_map
from tests.conftest import ARCHIVES, serve_archive

SITE = "jakobshavn"
COUNT = 1_000
VELOCITIES = ("v", "v_error", "vx", "vy")
ALONG_TIME = (
    "x", "y", "mid_date", "date_dt", "mission_img1", "satellite_img1", "vx_error", "vy_error",
    "acquisition_date_img1", "acquisition_date_img2", "mission_img2", "satellite_img2",
)  # fmt: skip


class Logged:
    """The simulated archive, and what it was asked for."""

    def __init__(self, url: str, log: Path) -> None:
        self.url = url
        self._log = log
        self._told = 0

    def paths(self) -> list[str]:
        """What was asked for since the last look, without the server's address."""
        lines = self._log.read_text(encoding="utf-8").splitlines()
        new, self._told = lines[self._told :], len(lines)
        asked = [json.loads(line)[1] for line in new]
        return [urlsplit(each.split()[1]).path for each in asked if each]


@pytest.fixture(scope="module")
def logged(tmp_path_factory) -> Iterator[Logged]:
    log = tmp_path_factory.mktemp("log") / "asked.jsonl"
    server, url = serve_archive(ARCHIVES / "archive-small", "--log", str(log))
    yield Logged(url, log)
    server.terminate()
    server.wait(10)


@pytest.fixture(scope="module")
def places() -> list[tuple[float, float]]:
    """Spread over a square of 6 km on the glacier and its banks, in no order."""
    site, random = SITES[SITE], np.random.default_rng(7)
    x, y = to_map(3413, np.array([site.lon_0]), np.array([site.lat_0]))
    shifts = random.uniform(-3_000, 3_000, (2, COUNT))
    lon, lat = to_lonlat(3413, x + shifts[0], y + shifts[1])
    return [(float(a), float(b)) for a, b in zip(lon, lat)]


def size(url: str) -> int:
    """Bytes of what is under an address; of what is not there, those of the answer that says so."""
    try:
        with urllib.request.urlopen(url) as answer:
            return len(answer.read())
    except urllib.error.HTTPError as error:
        return len(error.read())


def needed(places: list[tuple[float, float]]) -> set[str]:
    """Paths of all that nobody can do without."""
    found = {f"/{BUCKET}/{catalog.KEY}"}
    for cube in official.CUBES:
        if cube.site != SITE or not cube.exists:
            continue
        store = f"/{BUCKET}/{cube.key}"
        layers = json.loads(_read(cube.key))["metadata"]["vx/.zarray"]["shape"][0]
        times = -(-layers // cube.time_chunk)
        found |= {f"{store}/.zmetadata", *(f"{store}/{name}/0" for name in ALONG_TIME)}
        x, y = to_map(cube.epsg, *np.array(places).T)
        columns, rows = (np.rint((x - cube.x[0]) / 120), np.rint((cube.y[0] - y) / 120))
        for column, row in set(zip((columns // 10).astype(int), (rows // 10).astype(int))):
            found |= {
                f"{store}/{name}/{time}.{row}.{column}"
                for name in VELOCITIES
                for time in range(times)
            }
    return found


_BASE: list[str] = []


def _read(key: str) -> bytes:
    with urllib.request.urlopen(f"{_BASE[0]}/{BUCKET}/{key}/.zmetadata") as answer:
        return answer.read()


@pytest.mark.parametrize("with_cache", [True, False], ids=["fresh cache", "no cache"])
def test_a_thousand_points_share_their_chunks(logged, places, tmp_path, with_cache, capsys):
    _BASE[:] = [logged.url]
    floor_paths = needed(places)
    floor = sum(size(f"{logged.url}{path}") for path in floor_paths)
    logged.paths()
    reader = SeriesReader(
        network=Network(),
        cache=tmp_path / "cache" if with_cache else None,
        cache_limit=2 * 10**9,
        catalogue=f"{logged.url}/{BUCKET}/{catalog.KEY}",
    )
    try:
        answers = dict(reader.points(places))
    finally:
        reader.close()
    asked = logged.paths()
    assert sorted(answers) == list(range(COUNT))
    assert all(answer.whole and len(answer.cubes) == 3 for answer in answers.values())
    counts = Counter(asked)
    received = sum(size(f"{logged.url}{path}") * count for path, count in counts.items())
    with capsys.disabled():
        sys.stdout.write(
            f"\n{COUNT} points: {len(asked)} requests for {len(counts)} objects, floor "
            f"{len(floor_paths)}; {received / 1e6:.1f} MB, floor {floor / 1e6:.1f} MB, ratio "
            f"{received / floor:.2f}\n"
        )
    assert received == reader.objects.received
    assert set(asked) == floor_paths
    assert received < 2 * floor
