"""QGIS killed again and again while it downloads: nothing is lost, and little is fetched twice.

python -m tests.demo.soak [--kills N] [--granules N] [--seed N]

Each time QGIS is started, its Download page offers to go on, and is told to; at a random moment
after that the process is killed with SIGKILL. At the end it is left in peace. Then every file must
be there, equal to its source, and what was handed out at most 1.05 times their size plus what was
on its way at the kills. Figures in build/soak/soak.json.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path
from subprocess import Popen

from tests.tools.layout import BUILD, PLUGIN, version
from tests.tools.profile import fresh_profile

from .desktop import ended, screen, start_qgis, tell
from .object_store import ObjectStore, content

OUTPUT = BUILD / "soak"
FOLDER = OUTPUT / "granules"
SIZE = 1_000_000
CONNECTIONS = 4
# Of each connection: what is read before it is written, and what the system holds.
ON_ITS_WAY = CONNECTIONS * (65_536 + 32_768)
SECONDS_READ = 0.1  # of receiving that are read before they are written, where that is more
LONGEST_LIFE = 3.0  # seconds of downloading before a kill
PATIENCE = 120
OVERHEAD = 1.05


def state() -> dict:
    """What the script inside QGIS said last."""
    file = OUTPUT / "state.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def wait_for(qgis: Popen, phase: str, seconds: float = PATIENCE) -> dict:
    """Wait until QGIS is in this phase.

    Raises:
        SystemExit: it says that it failed, ended by itself, or does not come to that.
    """
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        said = state()
        if said.get("phase") == phase:
            return said
        if said.get("phase") == "failed" or qgis.poll() is not None:
            break
        time.sleep(0.02)
    raise SystemExit(f"QGIS did not come to {phase!r}: {state().get('error', state())}")


def one_life(display: str, root: Path, store: ObjectStore, life: float | None) -> dict:
    """Start QGIS, let it go on, and kill it after ``life`` seconds; None: leave it in peace."""
    (OUTPUT / "state.json").unlink(missing_ok=True)
    job = {"output": str(OUTPUT), "folder": str(FOLDER), "url": store.url, "count": store.count}
    script = Path(__file__).with_name("soak_inside.py")
    with ended(start_qgis(display, root, script, job)) as qgis:
        said = wait_for(qgis, "downloading")
        if life is None:
            return wait_for(qgis, "done", 600)
        time.sleep(life)
        os.kill(qgis.pid, signal.SIGKILL)
        qgis.wait(10)
    check_whole(store)
    return said


def check_whole(store: ObjectStore) -> int:
    """How many files have their final names; each must equal its source.

    Raises:
        SystemExit: one does not.
    """
    files = sorted(FOLDER.glob("*.nc"))
    for file in files:
        if file.read_bytes() != content(int(file.stem.rpartition("-")[2]), store.size):
            raise SystemExit(f"{file.name} is not what the server has.")
    return len(files)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--granules", type=int, default=200)
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir(parents=True)
    root = OUTPUT / "profile"
    dice = random.Random(options.seed)
    lives = [dice.uniform(0.0, LONGEST_LIFE) for _ in range(options.kills)]
    total = options.granules * SIZE
    # So that the last kill still finds something to come.
    rate = 0.9 * total / sum(lives) if lives else total
    began = time.monotonic()
    with ObjectStore(options.granules, SIZE, rate) as store, screen() as display:
        settings = {"connections": str(CONNECTIONS), "stac_url": store.url}
        fresh_profile(root, BUILD / f"{PLUGIN}-{version()}.zip", settings)
        for number, life in enumerate(lives, 1):
            said = one_life(display, root, store, life)
            if number % 10 == 0 or number == len(lives):
                tell(
                    f"{number} kills, {check_whole(store)} of {store.count} files, "
                    f"{store.sent / total:.3f} of the bytes, restored {said['restored']}"
                )
        killed_at = check_whole(store)
        store.rate = 50_000_000.0
        one_life(display, root, store, None)
        sent = store.sent
        here = check_whole(store)
        left = sorted(path.name for path in FOLDER.iterdir() if path.suffix == ".part")
    allowed = OVERHEAD * total + options.kills * (ON_ITS_WAY + SECONDS_READ * rate)
    figures = {
        "kills": options.kills,
        "granules": options.granules,
        "bytes": total,
        "sent": sent,
        "sent_share": sent / total,
        "allowed": allowed,
        "files_before_the_last_start": killed_at,
        "files": here,
        "parts_left": left,
        "seconds": round(time.monotonic() - began),
    }
    (OUTPUT / "soak.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    tell(json.dumps(figures))
    if here != options.granules or left:
        raise SystemExit(f"{here} of {options.granules} files are there, and parts: {left}")
    if sent > allowed:
        raise SystemExit(f"{sent:,} bytes were fetched, more than {allowed:,.0f}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
