"""Refresh the translation sources in i18n/ from the marked strings in the code.

    python -m tests.tools.translations [--check]

``itslive_qgis.ts`` is the template with every string; ``itslive_qgis_<language>.ts`` beside it are
refreshed too and keep their translations. With ``--check`` nothing is written; the exit code says
whether the template is current.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

from .layout import PLUGIN, REPOSITORY

_TRAILING_COMMA = re.compile(r",(\s*\))")
_HELPER = re.compile(r"def _tr\(text: str\) -> str:\n +return .*translate\((\"\w+\"), text\)")
_CALL = re.compile(r"(?<!def )\b_tr\(")
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")
TEMPLATE = REPOSITORY / "i18n" / f"{PLUGIN}.ts"


def refresh(target: Path) -> None:
    """Bring ``target`` up to date with the strings marked in the plugin's code."""
    program = shutil.which("pylupdate5")
    if program is None:
        raise SystemExit("No pylupdate5 (Debian: pyqt5-dev-tools).")
    with tempfile.TemporaryDirectory() as folder:
        sources = [str(path) for path in readable_copies(Path(folder))]
        run = subprocess.run(
            [program, "-noobsolete", *sources, "-ts", str(target)],
            check=True,
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
            capture_output=True,
            text=True,
        )
    # It goes on after a file or string it cannot read, and returns 0.
    if run.stderr.strip():
        raise SystemExit(run.stderr.strip())


def readable_copies(folder: Path) -> list[Path]:
    """Copies of the plugin's code as pylupdate5 can read it.

    It drops a string without a word if a comma stands between it and the closing bracket, takes
    escapes of characters for their letters, and knows no helper ``_tr`` of a module.
    """
    copies = []
    for path in sorted((REPOSITORY / PLUGIN).rglob("*.py")):
        text = _TRAILING_COMMA.sub(r"\1", path.read_text(encoding="utf-8"))
        helper = _HELPER.search(text)
        if helper:
            text = _CALL.sub(f"QCoreApplication.translate({helper[1]}, ", text)
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
        copy = folder / path.relative_to(REPOSITORY)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text, encoding="utf-8")
        copies.append(copy)
    return copies


def strings(path: Path) -> set[tuple[str, str]]:
    """The (context, string) pairs of a .ts file."""
    tree = ET.parse(path)
    return {
        (context.findtext("name", ""), message.findtext("source", ""))
        for context in tree.iter("context")
        for message in context.iter("message")
    }


def drop_locations(path: Path) -> None:
    """Take the line numbers out: they change with every edit and tell a translator little."""
    tree = ET.parse(path)
    for message in tree.iter("message"):
        for location in message.findall("location"):
            message.remove(location)
    body = ET.tostring(tree.getroot(), encoding="unicode")
    path.write_text(
        f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', encoding="utf-8"
    )


def is_current() -> bool:
    """Whether the template has exactly the strings of the code."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / TEMPLATE.name
        refresh(fresh)
        return TEMPLATE.is_file() and strings(fresh) == strings(TEMPLATE)


def main(arguments: list[str]) -> int:
    """Do what the command line asks; return a process exit code."""
    if arguments == ["--check"]:
        current = is_current()
        print("i18n is current" if current else "i18n is behind the code: run `make i18n`")
        return 0 if current else 1
    TEMPLATE.parent.mkdir(exist_ok=True)
    for target in [TEMPLATE, *sorted(TEMPLATE.parent.glob(f"{PLUGIN}_*.ts"))]:
        refresh(target)
        drop_locations(target)
        print(f"{target.relative_to(REPOSITORY)}: {len(strings(target))} strings")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
