"""One run of a desktop QGIS with the plugin, in which a script acts and measures."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from typing import Any

from tests.tools.layout import BUILD, PLUGIN, version
from tests.tools.profile import fresh_profile

from .desktop import ended, screen, start_qgis


def measured(
    script: str, output: Path, settings: dict[str, str], job: dict[str, Any], patience: float
) -> dict[str, Any]:
    """What a script beside this file found in a fresh QGIS on a screen of its own.

    Args:
        script: its name; at its end it writes ``outcome.json`` into ``output``.
        output: a folder, made anew; the script finds its path in the job.
        settings: of the plugin.
        job: what else the script is told.
        patience: seconds.

    Raises:
        SystemExit: with what went wrong.
    """
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    root, file = output / "profile", output / "outcome.json"
    fresh_profile(root, BUILD / f"{PLUGIN}-{version()}.zip", settings)
    job = {**job, "output": str(output)}
    with screen() as display:
        path = Path(__file__).with_name(script)
        with ended(start_qgis(display, root, path, job)) as qgis:
            limit = time.monotonic() + patience
            while not file.exists() and qgis.poll() is None and time.monotonic() < limit:
                time.sleep(0.2)
    if not file.exists():
        raise SystemExit(f"QGIS did not come to the end; see {root / 'qgis.log'}.")
    outcome = json.loads(file.read_text(encoding="utf-8"))
    if "error" in outcome:
        raise SystemExit(outcome["error"])
    return outcome
