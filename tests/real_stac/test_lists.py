"""A list of what was found in the real server is read by pystac as it is meant."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from itslive_qgis.archive import export
from itslive_qgis.archive.area import Area
from itslive_qgis.archive.query import Query
from itslive_qgis.archive.search import search
from itslive_qgis.archive.stac import StacService

from .server import VENV

READ_WITH_PYSTAC = "tests/real_stac/read_with_pystac.py"


def test_pystac_reads_the_items(generated_url: str, tmp_path: Path) -> None:
    # across 180 degrees, with granules of an unknown satellite and some behind a login
    area = Area.from_rings([[[(176, 65), (186, 65), (186, 72), (176, 72)]]])
    found = search(StacService(generated_url), Query(area)).granules
    assert len(found) > 10
    path = tmp_path / "list.json"
    assert export.write(found, path, service=generated_url) == len(found)
    program = [VENV / "python", READ_WITH_PYSTAC, path]
    done = subprocess.run(program, check=True, capture_output=True, text=True)
    assert json.loads(done.stdout) == [
        [each.granule_id, each.mid_date.isoformat(), "itslive-granules", each.url] for each in found
    ]
