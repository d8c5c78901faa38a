"""Start the desktop QGIS with the plugin in a fresh profile; serve the test archive meanwhile.

python -m tests.tools.run_desktop [--service archive|live|URL] [--granules N] [--size SIZE]
                                     [--world main|whole]
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys

from .layout import BUILD, PLUGIN, REPOSITORY, STAGE
from .profile import fresh_profile


def start_archive(
    granules: str, size: str, world: str = "main"
) -> tuple[subprocess.Popen[str], str]:
    """Start the test archive; return its process and its base URL."""
    kind = size if world == "main" else f"{world}-{size}"
    root = BUILD / f"archive-{kind}-{granules}"
    options = ["--port", "0", "--granules", granules, "--size", size, "--world", world]
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.archive", *options, "--root", str(root)],
        cwd=REPOSITORY,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    url = server.stdout.readline().strip() if server.stdout else ""
    if not url.startswith("http"):
        stop(server)
        raise SystemExit("The test archive did not start.")
    return server, url


def stop(process: subprocess.Popen[str]) -> None:
    """End ``process``, kindly first, and wait until it is gone."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def has_screen() -> bool:
    """Whether a window can be shown; only X11 and Wayland tell beforehand."""
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def main() -> int:
    """Run QGIS until its user closes it; return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--service", default="archive")
    parser.add_argument("--granules", default="60")
    parser.add_argument("--size", default="small")
    parser.add_argument("--world", default="main")
    options = parser.parse_args()
    if not has_screen():
        print(
            "No screen: DISPLAY is not set. Log in to a desktop (or ssh -X), or run `make demo`, "
            "which brings its own.",
            file=sys.stderr,
        )
        return 1
    # A plain kill must end the archive too: the `finally` below runs on SystemExit only.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    server = None
    settings = {}
    try:
        if options.service == "archive":
            server, settings["stac_url"] = start_archive(
                options.granules, options.size, options.world
            )
        elif options.service != "live":
            settings["stac_url"] = options.service
        root = BUILD / "run-profile"
        fresh_profile(root, STAGE / PLUGIN, settings)
        print(
            f"QGIS with a fresh profile in {root}, {settings.get('stac_url', 'the real ITS_LIVE')}"
        )
        return subprocess.run(["qgis", "--profiles-path", root], check=False).returncode
    finally:
        if server is not None:
            stop(server)


if __name__ == "__main__":
    sys.exit(main())
