"""Run the tests without QGIS and those in it at once: ``side_by_side.py [pytest options]``.

Both wait for servers and clocks more than they compute. Those of point series, which need no QGIS
either, come after those in QGIS, so that both lanes take about as long. What the lane without QGIS
prints is shown when the other is done.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from tests.tools.layout import BUILD, REPOSITORY, STAGE

SERIES = ("-p", "no:pytest_qgis", "tests/plain/series")
PLAIN = ("-p", "no:pytest_qgis", "tests/plain", f"--ignore={SERIES[-1]}")
DESKTOP = ("tests/desktop",)
#: pytest's word for "no test selected": fine where options chose the tests.
NONE_SELECTED = 5


def start(tests: tuple[str, ...], options: list[str], archives: str, output=None):
    """Start pytest; an archive of its own for each, since some tests change what is served."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(STAGE), str(REPOSITORY))),
        "QT_QPA_PLATFORM": "offscreen",
        "ITSLIVE_TEST_ARCHIVES": archives,
    }
    command = [sys.executable, "-m", "pytest", *tests, *options]
    return subprocess.Popen(
        command, cwd=REPOSITORY, env=environment, stdout=output, stderr=output and subprocess.STDOUT
    )


def verdict(process: subprocess.Popen, options: list[str]) -> int:
    """The exit code of a run, 0 where the options left it nothing to do."""
    code = process.wait()
    return 0 if code == NONE_SELECTED and options else code


def main(options: list[str]) -> int:
    """Run both; the first failure's exit code."""
    BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryFile() as printed:
        plain = start(PLAIN, options, "build/plain", printed)
        try:
            of_desktop = 0
            for tests in (DESKTOP, SERIES):
                lane = start(tests, options, "build")
                try:
                    code = verdict(lane, options)
                    of_desktop = of_desktop or code
                finally:
                    lane.terminate()
                    lane.wait()
            of_plain = verdict(plain, options)
        finally:
            plain.terminate()
            plain.wait()
            printed.seek(0)
            sys.stdout.flush()
            sys.stdout.buffer.write(printed.read())
            sys.stdout.flush()
    return of_desktop or of_plain


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
