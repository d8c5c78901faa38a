"""The record of a point with 200,000 layers: ours, that of ITS_LIVE's own client, and the floor.

One official cube of 200,000 layers lies behind nginx, which waits 50 ms before each answer. In
turn, each in a process of its own: ours in QGIS's own Python; ``itslive==0.6.1`` in a venv of its
own; and the floor, which fetches the same bytes over as many connections and inflates them.
Measured without imports and, on either side, without the search for the cube.

Results: a table, and ``build/bench/series.json``. Ratios are medians of the rounds:
``first_ratio`` their time to all values by ours until everything is there to be drawn first (speeds
computed); ``stored_ratio`` the same by ours until all is there as stored; ``neighbour_ratio`` of a
further point in the same chunk, a second later; ``floor_ratio`` ours until the first drawing by the
floor of the bytes that this takes; ``profile_ratio`` of 12 points along a line, drawn first.
``seconds_to_plot`` is from the click to the drawn plot.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from pyproj import Transformer

from tests.archive.items import BUCKET
from tests.bench.measured_run import measured_run
from tests.bench.official_cube import LAYERS, cube, points, write_bench_cube
from tests.bench.slow_nginx import SlowNginx, slow_nginx
from tests.tools.layout import BUILD, REPOSITORY

LATENCY = 0.05  # seconds
ROUNDS = 5
PROFILE = 12  # points
QGIS_PYTHON = os.environ.get("PYTHON", "/usr/bin/python3")
THEIR_PYTHON = REPOSITORY / ".venv-series" / "bin" / "python"
BOUNDS = {
    "first_ratio": 4.0,
    "stored_ratio": 3.5,
    "neighbour_ratio": 20.0,
    "profile_ratio": 8.0,
}
MOST = {"floor_ratio": 1.5, "seconds_to_plot": 3.0}


def main() -> None:
    """Run the rounds; raise where a bound was missed."""
    subprocess.run([REPOSITORY / "tests" / "tools" / "setup.sh", "series"], check=True)
    bench = BUILD / "bench"
    bench.mkdir(parents=True, exist_ok=True)
    store = write_bench_cube(bench)
    root = bench / f"official-{LAYERS}"
    with (
        tempfile.TemporaryDirectory(dir=bench, prefix="series-") as name,
        slow_nginx(root, Path(name), LATENCY) as nginx,
    ):
        path = store.relative_to(root).as_posix()
        catalogue = _write_catalogue(root, f"{nginx.url}/{path}", nginx.url)
        rounds = [_round(nginx, catalogue, path, Path(name), number) for number in range(ROUNDS)]
    found = _summed_up(rounds)
    (bench / "series.json").write_text(json.dumps(found, indent=1) + "\n")
    _tell(found)
    _judge(found)


def _places(count: int) -> list[str]:
    """Points near pixel centres, ``LON,LAT``."""
    to_globe = Transformer.from_crs(cube().epsg, 4326, always_xy=True)
    chosen = [to_globe.transform(x + 7, y - 11) for x, y in points(count)]
    return [f"{lon!r},{lat!r}" for lon, lat in chosen]


def _neighbours() -> list[str]:
    """A point, and the one a pixel west of it in the same chunk."""
    (x, y), *_ = points(PROFILE)
    to_globe = Transformer.from_crs(cube().epsg, 4326, always_xy=True)
    pair = [to_globe.transform(x + 7 + shift, y - 11) for shift in (0, 240)]
    return [f"{lon!r},{lat!r}" for lon, lat in pair]


def _write_catalogue(root: Path, store_url: str, base: str) -> str:
    x, y = cube().x, cube().y
    ring = [[float(a), float(b)] for a, b in ((x[0], y[0]), (x[-1], y[0]), (x[-1], y[-1]))]
    ring += [[float(x[0]), float(y[-1])], ring[0]]
    properties = {
        "zarr_url": store_url,
        "epsg": cube().epsg,
        "datacube_exist": 1,
        "geometry_epsg": {"type": "Polygon", "coordinates": [ring]},
    }
    feature = {"type": "Feature", "properties": properties, "geometry": None}
    place = root / BUCKET / "datacubes" / "catalog_v02.json"
    place.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return f"{base}/{BUCKET}/datacubes/catalog_v02.json"


def _round(nginx: SlowNginx, catalogue: str, path: str, place: Path, number: int) -> dict[str, Any]:
    nginx.new_requests()
    ours = measured_run(QGIS_PYTHON, "-m", "tests.bench.our_series", catalogue, *_neighbours())
    asked = [each.path for each in nginx.new_requests() if not each.path.endswith("v02.json")]
    their_script = str(REPOSITORY / "tests" / "bench" / "its_series.py")
    them = [str(THEIR_PYTHON), their_script, f"{nginx.url}/{path}", str(cube().epsg)]
    theirs = measured_run(*them, *_neighbours())
    their_paths = [each.path for each in nginx.new_requests()]
    _same(ours.said["points"], theirs.said["points"])
    floors = {
        name: measured_run(
            *(sys.executable, "-m", "tests.bench.series_floor", nginx.url),
            str(_listed(place / f"{name}.txt", asked, first_alone=name == "first")),
        )
        for name in ("first", "stored")
    }
    nginx.new_requests()
    profile = measured_run(
        QGIS_PYTHON, "-m", "tests.bench.our_profile", catalogue, *_places(PROFILE)
    )
    their_profile = measured_run(*them, *_places(PROFILE))
    _same(profile.said["points"], their_profile.said["points"])
    print(f"round {number + 1} of {ROUNDS} done", flush=True)
    one, two = ours.said["points"]
    other_one, other_two = theirs.said["points"]
    return {
        "ours": {"first": one["first"], "stored": one["stored"], "neighbour": two["stored"]},
        "theirs": {"stored": other_one["stored"], "neighbour": other_two["stored"]},
        "floor": {name: run.inner for name, run in floors.items()},
        "profile": {
            "ours": profile.said["first"],
            "ours_stored": profile.inner,
            "theirs": sum(each["stored"] for each in their_profile.said["points"]),
        },
        "requests": {"ours": one["requests"], "theirs": len(their_paths) // 2},
        "bytes": {
            "ours": one["bytes"],
            "theirs_and_neighbour": _bytes(their_paths),
            "floor": {name: run.said["bytes"] for name, run in floors.items()},
        },
        "others": max(run.others for run in (ours, theirs, profile, their_profile)),
        "rows": one["rows"],
    }


def _listed(place: Path, asked: list[str], *, first_alone: bool) -> Path:
    """Write down what the floor is to fetch: the metadata, then the rest at once."""
    head = [path for path in asked if path.endswith(".zmetadata")]
    later = ("v", "v_error", "acquisition_date_img1", "acquisition_date_img2")
    later += ("mission_img2", "satellite_img2")
    rest = [
        path
        for path in dict.fromkeys(asked)
        if path not in head and not (first_alone and path.split("/")[-2] in later)
    ]
    place.write_text("\n".join(head) + "\n\n" + "\n".join(rest) + "\n")
    return place


def _bytes(paths: list[str]) -> int:
    """Bytes of the bodies, by the files that were served."""
    root = BUILD / "bench" / f"official-{LAYERS}"
    files = [root / path.lstrip("/") for path in paths]
    return sum(file.stat().st_size for file in files if file.is_file())


def _same(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> None:
    """Values of both are the same, bit for bit."""
    for one, other in zip(ours, theirs):
        if (one["rows"], one["digest"]) != (other["rows"], other["digest"]):
            raise RuntimeError(f"other values: {one} and {other}")


def _summed_up(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    def median(of: Any) -> float:
        return statistics.median(of(each) for each in rounds)

    return {
        "first_ratio": median(lambda r: r["theirs"]["stored"] / r["ours"]["first"]),
        "stored_ratio": median(lambda r: r["theirs"]["stored"] / r["ours"]["stored"]),
        "neighbour_ratio": median(lambda r: r["theirs"]["neighbour"] / r["ours"]["neighbour"]),
        "floor_ratio": median(lambda r: r["ours"]["first"] / r["floor"]["first"]),
        "stored_floor_ratio": median(lambda r: r["ours"]["stored"] / r["floor"]["stored"]),
        "profile_ratio": median(lambda r: r["profile"]["theirs"] / r["profile"]["ours"]),
        "profile_stored_ratio": median(
            lambda r: r["profile"]["theirs"] / r["profile"]["ours_stored"]
        ),
        "seconds_to_plot": median(lambda r: r["ours"]["first"]),
        "layers": LAYERS,
        "latency": LATENCY,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, numpy {np.__version__}",
        "rounds": rounds,
    }


def _tell(found: dict[str, Any]) -> None:
    last = found["rounds"][-1]
    print(f"{LAYERS} layers, {last['rows']} with a velocity; {LATENCY * 1000:.0f} ms a request")
    for name in ("ours", "theirs", "floor"):
        parts = [f"{what} {seconds:.2f} s" for what, seconds in last[name].items()]
        print(f"{name:8}{', '.join(parts)}")
    print(f"requests {last['requests']}, bytes {last['bytes']}")
    print(f"profile of {PROFILE} points {last['profile']}; others {last['others']:.2f} cores")
    for name, value in found.items():
        if name in BOUNDS or name in MOST or name.endswith("ratio"):
            bound = f"at least {BOUNDS[name]}" if name in BOUNDS else ""
            bound = f"at most {MOST[name]}" if name in MOST else bound
            print(f"{name:20}{value:8.2f}  {bound}")


def _judge(found: dict[str, Any]) -> None:
    missed = [name for name, least in BOUNDS.items() if found[name] < least]
    missed += [name for name, most in MOST.items() if found[name] > most]
    if missed:
        raise AssertionError(f"missed: {', '.join(missed)}")
