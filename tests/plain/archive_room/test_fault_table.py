"""Whatever befalls a download: what is there is right, and what is not there is listed.

Each fault of ``fault_rows`` is put to downloads from the test archive and from Debian's nginx; when
it is over, a second download of the same granules brings the rest.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from itslive_qgis.archive.http import Network

from .fault_rows import ROWS, Row
from .fault_servers import KINDS, Scene, scene_of
from .nothing_lost import Found, assert_nothing_lost, run, table, tree
from .place import Make

QUICK = Network(connect_timeout=2, read_timeout=0.4, backoff=0.02)


@pytest.fixture(scope="module")
def rows(request: pytest.FixtureRequest) -> Iterator[list[tuple[str, str, Found]]]:
    """What the rows found, printed when all are through."""
    found: list[tuple[str, str, Found]] = []
    yield found
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        sys.stdout.write(f"\nDownloads and what befell them\n{table(found)}\n")


@pytest.fixture(params=KINDS)
def scene(request: pytest.FixtureRequest, tmp_path: Path, make_granule: Make) -> Iterator[Scene]:
    """Servers of either kind."""
    with scene_of(request.param, tmp_path, make_granule) as made:
        yield made


@pytest.mark.parametrize("fault", ROWS)
def test_a_fault_of_the_network(scene: Scene, fault: str, rows: list) -> None:
    row = ROWS[fault]
    row.prepare(scene)
    scene.serve(row.script, row.nginx)
    found = look(scene, replace(QUICK, attempts=row.attempts))
    rows.append((fault, scene.kind, found))
    judge(row, found)

    scene.relay.heal()
    scene.serve()
    after = look(scene, QUICK)
    if not row.never:
        assert after == Found(found.asked, found.asked, Counter())
    assert after.there >= found.there


def look(scene: Scene, network: Network) -> Found:
    """Download all granules of a scene, and see that nothing is lost."""
    before = tree(scene.outside, but=scene.folder)
    told = run(scene.granules, scene.folder, network)
    return assert_nothing_lost(told, scene.truth, scene.folder, scene.outside, before)


def judge(row: Row, found: Found) -> None:
    """What may be listed is what the fault explains."""
    assert set(found.codes) <= row.codes
    assert found.there + sum(found.codes.values()) == found.asked
    if row.all_fail:
        assert found.there == 0
    if not row.codes:
        assert found.there == found.asked
