"""The two security scanners of plugins.qgis.org, with every rule on.

python -m tests.tools.scanners FOLDER
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

BIN = Path(sys.executable).parent


def bandit_findings(folder: Path) -> list[str]:
    """What Bandit says of the Python files below ``folder``, one line each."""
    # Exit code 1 means findings; what matters is that there is a report at all.
    run = subprocess.run(
        [BIN / "bandit", "-r", folder, "-f", "json", "--quiet"],
        check=False,
        capture_output=True,
        text=True,
    )
    if not run.stdout.strip():
        raise RuntimeError(f"Bandit gave no report: {run.stderr.strip()}")
    report = json.loads(run.stdout)
    unread = [f"{error['filename']}: {error['reason']}" for error in report["errors"]]
    return unread + [
        f"{found['filename']}:{found['line_number']}: {found['test_id']} {found['issue_text']}"
        for found in report["results"]
    ]


def secret_findings(folder: Path) -> list[str]:
    """What detect-secrets takes for a password or key below ``folder``, one line each."""
    # Without --no-verify it would ask remote services about what it found.
    run = subprocess.run(
        [BIN / "detect-secrets", "scan", "--all-files", "--no-verify", "."],
        check=True,
        cwd=folder,
        capture_output=True,
        text=True,
    )
    return [
        f"{folder / name}:{found['line_number']}: {found['type']}"
        for name, findings in sorted(json.loads(run.stdout)["results"].items())
        if "__pycache__" not in name
        for found in findings
    ]


def findings(folder: Path) -> list[str]:
    """Everything the scanners find; the site blocks a version on the first."""
    return bandit_findings(folder) + secret_findings(folder)


if __name__ == "__main__":
    found = findings(Path(sys.argv[1]))
    print("\n".join([*found, f"Bandit and detect-secrets: {len(found)} findings"]))
    sys.exit(1 if found else 0)
