"""The searches of the seed notebook, with its own parameter names, against the older API.

What must be found is told by a look at every item of the archive with the notebook's criteria.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from itslive_qgis.archive import selection
from itslive_qgis.archive.download import download
from itslive_qgis.archive.granule import Granule
from itslive_qgis.archive.itslive_search import ItsliveSearchService
from itslive_qgis.archive.itslive_search_params import query_of
from itslive_qgis.archive.query import Query
from itslive_qgis.archive.search import SearchResult, search
from itslive_qgis.archive.stac import StacService
from itslive_qgis.errors import ItsliveError
from tests.conftest import REPOSITORY
from tests.tools.needed import require_module

from .watched import WatchedMonitor

# Code cells 2 and 3 of the notebook.
PINE_ISLAND = (
    "-101.1555,-74.7387,-99.1172,-75.0879,-99.8797,-75.46,-102.425,-74.925,-101.1555,-74.7387"
)
PARAMS = {
    "polygon": PINE_ISLAND,
    "start": "1984-01-01",
    "end": "2020-01-01",
    "percent_valid_pixels": 10,
    "min_separation": 6,
    "max_separation": 180,
}
PARAMS_TUNED = {**PARAMS, "percent_valid_pixels": 50, "max_separation": 120}
NOTEBOOK = pytest.mark.parametrize("params", [PARAMS, PARAMS_TUNED], ids=["first", "tuned"])


def items_of(its_live: Any) -> list[dict[str, Any]]:
    """All items of the archive, read without our client."""
    url = f"{its_live.url}/collections/itslive-granules/items"
    answer = requests.get(url, params={"limit": 1000}, timeout=30).json()
    assert len(answer["features"]) == answer["numberMatched"] > 20
    return answer["features"]


def meets(polygon: str, item: dict[str, Any]) -> bool:
    """Whether the item's footprint meets the polygon, as GEOS sees it."""
    ogr = require_module("osgeo.ogr")
    numbers = [float(part) for part in polygon.split(",")]
    ring = list(zip(numbers[::2], numbers[1::2]))
    area = ogr.CreateGeometryFromJson(json.dumps({"type": "Polygon", "coordinates": [ring]}))
    return area.Intersects(ogr.CreateGeometryFromJson(json.dumps(item["geometry"])))


def expected(params: dict[str, Any], items: list[dict[str, Any]]) -> set[str]:
    """The notebook's criteria on what items and their names say: days, and cut percentages."""

    def wanted(item: dict[str, Any]) -> bool:
        properties = item["properties"]
        first, second = (
            date.fromisoformat(properties[name][:10]) for name in ("start_datetime", "end_datetime")
        )
        middle = first + (second - first) / 2
        percent = int(re.search(r"_P?(\d{3})$", item["id"])[1])
        return (
            date.fromisoformat(params["start"]) <= middle <= date.fromisoformat(params["end"])
            and params["min_separation"] <= properties["date_dt"] <= params["max_separation"]
            and percent >= params["percent_valid_pixels"]
            and meets(params["polygon"], item)
        )

    return {item["id"] for item in items if wanted(item)}


def found(result: SearchResult) -> set[str]:
    """Every granule that meets the criteria, in whichever processing."""
    other = {e.granule.granule_id for e in result.set_aside if e.reason == selection.SAME_PAIR}
    return {granule.granule_id for granule in result.granules} | other


def images(granule: Granule) -> tuple[tuple[str, str], ...]:
    """Place and moment of both images of a pair, read without our reader."""
    landsat = re.findall(r"_(\d{6})_(\d{8})_", granule.granule_id)
    moments = re.findall(r"_(\d{8}T\d{6})_N\d{4}_R\d{3}_(T\w{5})_", granule.granule_id)
    assert len(landsat + moments) == 2
    return (*landsat, *moments)


@NOTEBOOK
@pytest.mark.parametrize("behaviour", ["", "/joined", "/limited", "/uncounted"])
def test_the_notebooks_search_finds_what_a_look_at_every_item_finds(
    whole_its_live: Any, params: dict[str, Any], behaviour: str
) -> None:
    items = items_of(whole_its_live)
    wanted = expected(params, items)
    assert wanted
    assert wanted != {item["id"] for item in items}

    result = search(ItsliveSearchService(whole_its_live.url + behaviour), query_of(params))

    assert found(result) == wanted
    assert not result.unreadable
    hrefs = {item["id"]: item["assets"]["data"]["href"] for item in items}
    assert all(granule.url == hrefs[granule.granule_id] for granule in result.granules)


def test_the_tuned_search_finds_less(whole_its_live: Any) -> None:
    service = ItsliveSearchService(whole_its_live.url)
    first, tuned = (found(search(service, query_of(params))) for params in (PARAMS, PARAMS_TUNED))
    assert tuned < first


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [
        ("/cut", "answer_damaged"),
        ("/html", "not_itslive_search"),
        ("/broken", "server_error"),
        ("/nowhere", "not_found"),
    ],
)
def test_a_service_that_fails_has_found_nothing_to_count(
    its_live: Any, network: Any, behaviour: str, code: str
) -> None:
    with pytest.raises(ItsliveError) as caught:
        search(ItsliveSearchService(its_live.url + behaviour, network), query_of(PARAMS))
    assert caught.value.code == code
    assert caught.value.advice


def test_coverage_counts_what_is_there(its_live: Any) -> None:
    service = ItsliveSearchService(its_live.url)
    box = {"bbox": "-139,58.5,-137,59.5"}
    years = [
        datetime.fromisoformat(item["properties"]["mid_datetime"][:19]).year
        for item in items_of(its_live)
    ]
    assert service.coverage(query_of(box)) == {year: years.count(year) for year in set(years)}
    assert service.coverage(query_of({"bbox": "10,60,11,61"})) == {}


def test_an_area_elsewhere_holds_nothing(its_live: Any) -> None:
    result = search(ItsliveSearchService(its_live.url), query_of({"bbox": "10,60,11,61"}))
    assert (result.granules, result.set_aside, result.matched, result.received) == ((), (), 0, 0)


def test_both_services_find_the_same(its_live: Any) -> None:
    """Without limits that a day or a cut percentage could decide."""
    query: Query = query_of({"bbox": "-139,58.5,-137,59.5"})
    monitor = WatchedMonitor()
    older = search(ItsliveSearchService(its_live.url), query, monitor)
    current = search(StacService(its_live.url), query)
    assert found(older) == found(current)
    by_url = {granule.url: granule for granule in current.granules}
    both = [granule for granule in older.granules if granule.url in by_url]
    # What is chosen there is chosen here, too, but for a zone that holds an older processing of
    # its pair alone: which files are of that zone is not told here.
    taken = {granule.url for granule in both}
    missing = [granule for granule in current.granules if granule.url not in taken]
    left = {e.granule.url for e in older.set_aside if e.reason == selection.SAME_PAIR}
    assert len(missing) < 5
    for granule in missing:
        assert granule.url in left
        assert re.search(r"_RT_|_N0209_", granule.granule_id)
        assert any(images(other) == images(granule) for other in both)
    processings = {(images(granule), granule.granule_id[:-5]) for granule in older.granules}
    assert len(processings) == len({pair for pair, _ in processings}), "none is there twice"
    for granule in both:
        other = by_url[granule.url]
        assert abs(granule.mid_date - other.mid_date) < timedelta(days=1)
        assert round(granule.separation_days) == round(other.separation_days)
        assert (granule.satellite, granule.version) == (other.satellite, other.version)
    fractions = [fraction for fraction, _, _ in monitor.told]
    assert fractions == sorted(fractions)


def test_what_is_found_can_be_downloaded(its_live: Any, tmp_path: Path) -> None:
    originals = {path.name: path for path in its_live.granules}
    query = query_of({"bbox": "-139,58.5,-137,59.5", "start": "2018-01-01"})
    granules = search(ItsliveSearchService(its_live.url), query).granules[:4]
    report = download(granules, tmp_path)
    assert report.count == len(granules) > 0
    for outcome in report.outcomes:
        path = Path(str(outcome.path))
        assert path.read_bytes() == originals[path.name].read_bytes()


README_SERVICE = '"stac", "https://stac.itslive.cloud"'


@pytest.mark.parametrize("kind", ["stac", "older"])
def test_the_lines_of_the_readme_lead_from_the_notebooks_dictionary_to_a_cube(
    whole_its_live: Any, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are run as they stand there, but for the address."""
    netcdf = require_module("netCDF4")
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    (lines,) = re.findall(r"^## From a notebook\n[^#]*?^```python\n(.*?)^```$", readme, re.S | re.M)
    assert lines.count(README_SERVICE) == 1
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(lines.replace(README_SERVICE, f'"{kind}", "{whole_its_live.url}"'), names)

    assert names["params"] == PARAMS
    pairs = {
        granule.granule_id: frozenset(
            (image.satellite, image.frame, image.acquired)
            for image in (granule.image_1, granule.image_2)
        )
        for granule in whole_its_live.catalogue
    }
    wanted = {pairs[name] for name in expected(PARAMS, items_of(whole_its_live))}
    with netcdf.Dataset(tmp_path / "cube.nc") as cube:
        layers = [pairs[name] for name in cube["granule"][:]]
        assert cube["v"].shape[0] == len(layers)
        assert all(cube["v"][number].count() for number in range(len(layers)))
    assert len(layers) == len(set(layers)), "one layer per image pair"
    assert set(layers) == wanted
    assert {path.name for path in (tmp_path / "granules").glob("*.nc")} == {
        granule.url.rsplit("/", 1)[1] for granule in names["found"].granules
    }
