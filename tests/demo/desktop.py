"""Start the desktop QGIS on a screen of its own, and leave nothing running."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.tools.layout import PLUGIN, REPOSITORY

SCREEN = "1600x1000x24"


@contextmanager
def screen() -> Iterator[str]:
    """A virtual X screen; yields its display name."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", SCREEN, "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise SystemExit("Xvfb did not start.")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(10)


def write_profile(root: Path, settings: dict[str, str]) -> None:
    """A fresh profile that QGIS will find, with the plugin's settings but not the plugin."""
    profile = root / "profiles" / "default"
    # Python remembers folders that were absent when it started: without this one the plugin would
    # be imported from the repository, which the driving script has on its path.
    (profile / "python" / "plugins").mkdir(parents=True)
    ini = profile / "QGIS" / "QGIS3.ini"
    ini.parent.mkdir(parents=True)
    # In a clone below the system's folder for temporary files QGIS takes every layer for a
    # temporary one, and would ask before it ends.
    lines = ["[app]", "checkVersion=false", "askToSaveMemoryLayers=false", f"[{PLUGIN}]"]
    lines += [f'{key}="{value}"' for key, value in settings.items()]
    ini.write_text("\n".join(lines) + "\n", encoding="utf-8")


def start_qgis(display: str, profiles: Path, script: Path, job: dict) -> subprocess.Popen:
    """Start QGIS with a script to run inside; its own process group, so that it can be ended."""
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("PYTHON")},
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "LC_ALL": "C.UTF-8",
        "XDG_CACHE_HOME": str(profiles / "cache"),
        "ITSLIVE_REPOSITORY": str(REPOSITORY),
        "ITSLIVE_DEMO": json.dumps(job),
    }
    log = open(profiles / "qgis.log", "wb")  # noqa: SIM115 - the process keeps it
    command = ["qgis", "--nologo", "--profiles-path", str(profiles), "--code", str(script)]
    return subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        start_new_session=True,
    )  # fmt: skip


@contextmanager
def ended(process: subprocess.Popen) -> Iterator[subprocess.Popen]:
    """Whatever happens, the process and its group are gone afterwards."""
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def tell(text: str) -> None:
    """A line for who watches."""
    print(text, file=sys.stderr, flush=True)
