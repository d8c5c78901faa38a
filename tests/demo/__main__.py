"""The main job by mouse and keys in a real desktop QGIS; results in build/demo.

python -m tests.demo [--service archive|live]
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

from pyproj import Transformer

from tests.tools.layout import BUILD, PLUGIN, REPOSITORY, version
from tests.tools.run_desktop import start_archive, stop

from .desktop import ended, screen, start_qgis, tell, write_profile
from .parts import PARTS, ring_of
from .processes import gone_within, workers
from .toolbox import compare, compare_batch, compare_model

OUTPUT = BUILD / "demo"
WANTED = ("itslive.qgz", "cube.nc", "cube_typical_speed.tif", "velocities.csv")

#: For the real ITS_LIVE: the tongue of Malaspina Glacier, few granules a year.
MALASPINA = {
    "crs": "EPSG:3413",
    "polygon": [(-140.9, 60.0), (-140.4, 60.15), (-140.2, 59.95), (-140.7, 59.85)],
    "points": [(-140.57831, 60.02582), (-140.72388, 59.92546)],
    "max_separation": 64,
    "max_per_year": 3,
}


def archive_job() -> dict:
    """The simulated glacier, with its fast trunk and the rock beside it."""
    from tests.archive import truth

    ring = [list(point) for point in truth.OUTLINE][:-1]
    return {
        "crs": "EPSG:32608",
        "polygon": ring,
        "points": [truth.FAST_POINT, truth.ROCK_POINT],
        "max_separation": 120,
        "max_per_year": None,
        "parts": {part: ring_of(truth.OUTLINE, part) for part in PARTS},
    }


def with_extent(job: dict) -> dict:
    """Add the map extent that shows the polygon with a margin."""
    to_map = Transformer.from_crs("EPSG:4326", job["crs"], always_xy=True)
    x, y = to_map.transform(*zip(*job["polygon"]))
    margin = 0.15 * max(max(x) - min(x), max(y) - min(y))
    extent = [min(x) - margin, min(y) - margin, max(x) + margin, max(y) + margin]
    return {**job, "extent": extent}


def perform(job: dict, url: str | None, patience: float) -> None:
    """Run QGIS through the job; raises SystemExit with what went wrong."""
    root = OUTPUT / "profile"
    write_profile(root, {"stac_url": url} if url else {})
    before = workers()
    with screen() as display:
        script = Path(__file__).with_name("main_job.py")
        with ended(start_qgis(display, root, script, job)) as qgis:
            try:
                code = qgis.wait(patience)
            except subprocess.TimeoutExpired:
                raise SystemExit(f"QGIS did not finish in {patience} s.") from None
    outcome_file = OUTPUT / "outcome.json"
    if not outcome_file.exists():
        raise SystemExit(f"QGIS ended without a word; see {root / 'qgis.log'}.")
    outcome = json.loads(outcome_file.read_text(encoding="utf-8"))
    if not outcome["ok"]:
        raise SystemExit(f"In step {outcome.get('step')}:\n{outcome['error']}")
    if code != 0:
        raise SystemExit(f"QGIS ended with code {code}; see {root / 'qgis.log'}.")
    if not gone_within(2, workers() - before):
        raise SystemExit("A worker outlived QGIS by more than 2 s.")
    missing = [name for name in WANTED if not (OUTPUT / name).exists()]
    if missing:
        raise SystemExit(f"Not made: {', '.join(missing)}.")


def check_accuracy() -> None:
    """Compare the cube with the truth, in another process that has netCDF4."""
    command = [sys.executable, "-m", "tests.demo.accuracy"]
    paths = [OUTPUT / "cube.nc", OUTPUT / "granules", OUTPUT / "accuracy.json"]
    subprocess.run([*command, *map(str, paths)], cwd=REPOSITORY, check=True)
    report = json.loads(paths[-1].read_text(encoding="utf-8"))
    for kind in ("same", "reprojected", "unrotated"):
        numbers = report[kind]
        tell(
            f"  {kind:12} {numbers['layers']:3} layers  vector error RMSE {numbers['rmse']:.2f}, "
            f"95th percentile {numbers['p95']:.2f} m/yr"
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--service", choices=["archive", "live"], default="archive")
    options = parser.parse_args()
    if OUTPUT.exists():
        shutil.rmtree(OUTPUT)
    OUTPUT.mkdir(parents=True)
    simulated = options.service == "archive"
    # The real archive is asked for real files over a real line.
    patience = 300 if simulated else 7200
    job = with_extent(archive_job() if simulated else MALASPINA)
    package = BUILD / f"{PLUGIN}-{version()}.zip"
    server, url = start_archive("60", "small") if simulated else (None, None)
    try:
        places = {"output": OUTPUT, "zip": package, "profile": OUTPUT / "profile"}
        perform({**job, **{name: str(path) for name, path in places.items()}}, url, patience)
        if url:
            counts = compare(OUTPUT, url, job)
            tell("The same cube and series through qgis_process: {layers} layers.".format(**counts))
            compare_model(OUTPUT, url, job)
            tell("The same cube and series by the model, through qgis_process.")
            parts = compare_batch(OUTPUT, job)
            tell(f"The same cubes of {parts} areas by dock, batch dialog and qgis_process.")
    finally:
        if server is not None:
            stop(server)
    tell(f"The main job is done; its results are in {OUTPUT.relative_to(REPOSITORY)}:")
    for path in sorted(OUTPUT.glob("*.*")):
        tell(f"  {path.name}")
    if simulated:
        check_accuracy()
    return 0


if __name__ == "__main__":
    sys.exit(main())
