"""A proxy entered in QGIS's own options dialog, then used by qgis_process and by its worker.

The system's calls are watched (strace), so nothing can go beside the proxy without being seen:
not QGIS, not the plugin, not the worker, which all descend from the same process.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.archive import truth
from tests.desktop.processing.conftest import (
    PROGRAM,
    of_program,
    write_points,
    write_polygon,
)
from tests.tools.needed import require_programs
from tests.tools.proxies import OURS, Proxy, WatchedArchive, http_proxy, need_proxies, socks_proxy

from .conftest import LOGIN, environment_of, made_in_qgis

_CONNECT = re.compile(r"sin6?_port=htons\((\d+)\).*?inet_(?:addr\(|pton\(AF_INET6, )\"([^\"]+)\"")
_CRITERIA = {"MAX_SEPARATION": 64, "MIN_VALID": 20, "MAX_PER_YEAR": 3}


@pytest.fixture(autouse=True)
def _programs():
    need_proxies()
    require_programs("Xvfb", "qgis", "strace", "qgis_process")


def connected(trace: Path) -> set[tuple[str, int]]:
    """Every place that any process tried to connect or send to over a network, with its port."""
    lines = trace.read_text("utf-8").splitlines()
    return {(match[2], int(match[1])) for line in lines if (match := _CONNECT.search(line))}


def watched(trace: Path) -> tuple[str, ...]:
    """The command that watches another one's connections, and those of all that it starts."""
    calls = "trace=execve,connect,sendto,sendmsg,sendmmsg"
    return ("strace", "-f", "-qq", "-A", "-s", "300", "-e", calls, "-o", str(trace))


def chain(run, folder: Path) -> None:
    """Every algorithm that asks the network, or has a worker: from an area to a series."""
    area = write_polygon(folder / "area.geojson", truth.OUTLINE)
    points = write_points(folder / "points.geojson", {"trunk": truth.FAST_POINT})
    found = run("searchgranules", {"AREA": area, "OUTPUT": str(folder / "found.gpkg"), **_CRITERIA})
    assert found["COUNT"] > 3
    counted = run("coverage", {"AREA": area, "OUTPUT": str(folder / "years.csv")})
    assert counted["COUNT"] > 3
    fetched = run(
        "downloadgranules", {"INPUT": found["OUTPUT"], "FOLDER": str(folder / "granules")}
    )
    assert (fetched["COUNT"], fetched["FAILED_COUNT"]) == (found["COUNT"], 0)
    granule = next((folder / "granules").glob("*.nc"))
    assert run("granuleinfo", {"INPUT": str(granule), "OUTPUT": str(folder / "info.html")})
    cube = str(folder / "cube.nc")
    built = run(
        "buildcube",
        {"INPUT": fetched["FOLDER"], "AREA": area, "CRS": "EPSG:32607", "OUTPUT": cube},
    )
    assert built["LAYER_COUNT"] > 3
    series = run(
        "pointtimeseries", {"CUBE": cube, "POINTS": points, "OUTPUT": str(folder / "series.csv")}
    )
    assert series["COUNT"] > 3


def test_plugin_and_worker_pass_through_the_proxy_alone(archive, proxy, tmp_path):
    root = made_in_qgis(tmp_path, archive, proxy)
    trace = tmp_path / "trace"
    archive.forget()
    chain(of_program(environment_of(root), *watched(trace)), tmp_path)
    assert archive.peers() == {proxy.peer}
    assert connected(trace) == {(OURS, proxy.port)}
    assert "itslive_qgis/worker/start.py" in trace.read_text("utf-8")  # it was watched too


def test_an_excluded_host_is_reached_directly(archive, tmp_path):
    with http_proxy(LOGIN) as proxy:
        root = made_in_qgis(tmp_path, archive, proxy, "https://other.example", archive.url)
        archive.forget()
        area = write_polygon(tmp_path / "area.geojson", truth.OUTLINE)
        run = of_program(environment_of(root))
        output = str(tmp_path / "found.gpkg")
        assert run("searchgranules", {"AREA": area, "OUTPUT": output})["COUNT"]
    assert archive.peers() == {OURS}


def test_without_pysocks_the_algorithm_names_it(archive: WatchedArchive, tmp_path: Path):
    with socks_proxy() as proxy:
        root = made_in_qgis(tmp_path, archive, Proxy("socks5h", proxy.port, proxy.peer))
        (tmp_path / "without").mkdir()
        (tmp_path / "without" / "socks.py").write_text("raise ImportError('not installed')\n")
        environment = environment_of(root)
        archive.forget()
        area = write_polygon(tmp_path / "area.geojson", truth.OUTLINE)
        output = tmp_path / "found.gpkg"
        answer = subprocess.run(
            [PROGRAM, "run", "itslive:searchgranules", f"--AREA={area}", f"--OUTPUT={output}"],
            env={**environment, "PYTHONPATH": str(tmp_path / "without")},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    said = answer.stdout + answer.stderr
    assert answer.returncode != 0, said
    assert "needs the Python package PySocks, which is missing" in said
    assert "use an HTTP proxy" in said
    assert archive.seen() == []
    assert not output.exists()
