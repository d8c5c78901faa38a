"""Whatever befalls a download: what is there is right, and what is not there is listed.

Each fault of ``fault_rows`` is put to downloads from the test archive and from Debian's nginx; when
it is over, a second download of the same granules brings the rest.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from itslive_qgis.archive.http import Network

from .fault_makers import HALF, files, path_of
from .fault_rows import ROWS, Row
from .fault_servers import Scene, look
from .nothing_lost import Found
from .relay import Cut

QUICK = Network(connect_timeout=2, read_timeout=0.4, backoff=0.005)


@pytest.mark.parametrize("fault", ROWS)
def test_a_fault_of_the_network(scene: Scene, fault: str, befallen: list) -> None:
    row = ROWS[fault]
    row.prepare(scene)
    scene.serve(row.script, row.nginx)
    found = look(scene, replace(QUICK, attempts=row.attempts))
    befallen.append((fault, scene.kind, found))
    judge(row, found)
    if row.again and not row.all_fail:  # else the fault has not come about
        assert scene.relay.count > found.asked

    scene.relay.heal()
    scene.serve()
    after = look(scene, QUICK)
    if not row.never:
        assert after == Found(found.asked, found.asked, Counter())
    assert after.there >= found.there


@pytest.mark.parametrize("more", [b"", b"more"], ids=["nothing missing", "too long"])
def test_416(scene: Scene, more: bytes, befallen: list) -> None:
    files(4)(scene)
    for granule in scene.granules:
        scene.relay.cuts[path_of(granule.url)] = [Cut(HALF, "close"), *[Cut(-1, "reset")] * 9]
    scene.serve()
    assert look(scene, replace(QUICK, attempts=3)).there == 0
    for number, granule in enumerate(scene.granules):
        part = scene.folder / f"{number}.nc.part"
        assert part.stat().st_size == HALF
        part.write_bytes(scene.truth[granule.url] + more)  # all there, but for its final name
    scene.relay.heal()
    found = look(scene, QUICK)
    befallen.append((f"416, {'too long' if more else 'nothing missing'}", scene.kind, found))
    assert found.there == 4
    assert scene.relay.statuses.count(416) == 4


def judge(row: Row, found: Found) -> None:
    """What may be listed is what the fault explains."""
    assert set(found.codes) <= row.codes
    assert found.there + sum(found.codes.values()) == found.asked
    if row.all_fail:
        assert found.there == 0
    if not row.codes:
        assert found.there == found.asked
