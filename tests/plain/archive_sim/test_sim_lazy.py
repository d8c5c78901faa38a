"""A large archive has all items at once, and its files when they are first asked for."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.archive import build, granule_file
from tests.archive.server import ArchiveServer

LARGE = build.Parameters(build.MOST_AT_ONCE + 10, world="whole")


def get(url: str, method: str = "GET") -> tuple[bytes, dict]:
    with urllib.request.urlopen(urllib.request.Request(url, method=method)) as answer:
        return answer.read(), dict(answer.headers)


@pytest.fixture
def lazy(tmp_path: Path):
    stored = build.make(tmp_path, LARGE)
    maker = build.Maker(tmp_path, LARGE, stored)
    with ArchiveServer(tmp_path, stored, ensure=maker.ensure) as server:
        yield server.url, tmp_path, stored


def address(url: str, item: dict, asset: str = "data") -> str:
    return f"{url}/its-live-data/{item['assets'][asset]['href']}"


def test_items_are_there_before_any_file(lazy):
    url, root, stored = lazy
    assert len(stored) == LARGE.granules
    assert not list(root.rglob("*.nc"))
    served, _ = get(f"{url}/collections/itslive-granules/items/{stored[-1]['id']}")
    assert stored[-1]["id"].encode() in served


def test_items_are_those_that_the_made_files_have(lazy):
    _, _, stored = lazy
    for place in (0, 1, 3, 5, 86, 117):
        granule = LARGE.catalogue[place]
        frame = granule_file.measure(granule).frame
        assert build.items.item(granule, frame) == stored[place]


def test_a_file_is_made_when_asked_for_and_kept(lazy):
    url, root, stored = lazy
    body, headers = get(address(url, stored[7], "thumbnail"), "HEAD")
    assert body == b""
    content, _ = get(address(url, stored[7]))
    assert content.startswith(b"\x89HDF")
    (path,) = root.rglob("*.nc")
    made = path.stat().st_mtime_ns
    again, headers = get(address(url, stored[7]))
    assert again == content
    assert int(headers["Content-Length"]) == len(content)
    assert path.stat().st_mtime_ns == made
    assert build.make(root, LARGE) == stored
    assert path.stat().st_mtime_ns == made


def test_clients_that_ask_at_once_have_it_made_once(lazy, monkeypatch):
    url, root, stored = lazy
    measured = []
    real = granule_file.measure
    monkeypatch.setattr(
        granule_file, "measure", lambda *given: measured.append(given[0]) or real(*given)
    )
    together = threading.Barrier(8)

    def ask(number: int) -> bytes:
        together.wait()
        return get(address(url, stored[number % 2]))[0]

    with ThreadPoolExecutor(8) as clients:
        bodies = list(clients.map(ask, range(8)))
    assert len(set(bodies)) == 2
    assert len(measured) == 2
    assert len(list(root.rglob("*.nc"))) == 2
    assert not list(root.rglob("*.part"))


def test_what_does_not_exist_is_not_made(lazy):
    url, root, _ = lazy
    for path in ("velocity_image_pair/landsatOLI/v02/N50W130/none.nc", "../manifest.json", ""):
        with pytest.raises(urllib.error.HTTPError) as refused:
            get(f"{url}/its-live-data/{path}")
        assert refused.value.code == 404
    assert not list(root.rglob("*.nc"))


def test_files_of_other_parameters_go(lazy):
    url, root, stored = lazy
    get(address(url, stored[0]))
    others = build.Parameters(LARGE.granules, noise=5.0, world="whole")
    build.make(root, others)
    assert not list(root.rglob("*.nc"))
