"""Our client finds in the real server exactly what a look at all twenty thousand truths finds."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from itslive_qgis.archive import selection
from itslive_qgis.archive.area import Area
from itslive_qgis.archive.query import Query
from itslive_qgis.archive.search import SearchResult, search
from itslive_qgis.archive.stac import StacService

from .brute import PLATFORMS
from .plain_queries import QUERIES
from .server import VENV
from .world import World

ASK_PYSTAC = "tests/real_stac/ask_pystac.py"


def put(question: dict[str, Any]) -> Query:
    """The question as our client takes it."""
    criteria = {name: value for name, value in question.items() if name not in ("area", "crs")}
    return Query(Area.from_rings(question["area"], question["crs"]), **criteria)


def accepted(result: SearchResult) -> set[str]:
    """Ids of all that met every criterion, also if another processing was preferred."""
    chosen_away = (selection.SAME_PAIR, selection.OVER_CAP)
    return {granule.granule_id for granule in result.granules} | {
        entry.granule.granule_id for entry in result.set_aside if entry.reason in chosen_away
    }


def of_another_client(url: str, query: Query, question: dict[str, Any]) -> int:
    """How many granules pystac-client gives for what the server itself can be asked."""
    conditions = [
        {"op": operation, "args": [{"property": name}, value]}
        for operation, name, value in (
            (">=", "percent_valid_pixels", question.get("min_valid")),
            (">=", "date_dt", question.get("min_separation")),
            ("<=", "date_dt", question.get("max_separation")),
            ("in", "platform", [c for g in question.get("satellites", ()) for c in PLATFORMS[g]]),
        )
        if value
    ]
    asked: dict[str, Any] = {"collections": ["itslive-granules"]}
    asked["intersects"] = query.area.geojson()
    if query.start or query.end:
        start = f"{query.start}T00:00:00Z" if query.start else ".."
        end = f"{query.end}T23:59:59Z" if query.end else ".."
        asked["datetime"] = f"{start}/{end}"
    if conditions:
        asked |= {"filter": {"op": "and", "args": conditions}, "filter_lang": "cql2-json"}
    program = [VENV / "python", ASK_PYSTAC, url]
    done = subprocess.run(
        program, input=json.dumps(asked), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return len(json.loads(done.stdout))


@pytest.mark.parametrize("name", QUERIES)
def test_the_client_finds_what_a_look_at_every_truth_finds(
    name: str, generated_url: str, generated_world: World, capsys: pytest.CaptureFixture
) -> None:
    question = QUERIES[name]
    meeting, unsure = generated_world.truths.meeting(question)
    assert not unsure, "a granule so near the area's border that its footprint may mislead"
    expected = generated_world.truths.answer(question)
    assert 0 < len(expected) < len(meeting)
    query = put(question)
    result = search(StacService(generated_url), query)
    others = of_another_client(generated_url, query, question)
    with capsys.disabled():
        print(
            f"\n{name}: {len(expected)} expected, {len(accepted(result))} accepted of "
            f"{result.received} received; pystac-client gives {others}"
        )
    found = accepted(result)
    assert found == expected, (
        f"missing {len(expected - found)}: {sorted(expected - found)[:3]}; "
        f"too many {len(found - expected)}: {sorted(found - expected)[:3]}"
    )
    assert not result.unreadable
