"""The Makefile: the promised targets exist and none hides a failure."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

import pytest

from tests.tools.layout import REPOSITORY

TARGETS = (
    "setup", "demo", "test", "run", "archive", "package", "deploy", "lint", "bench", "clean", "ci",
    "i18n", "test-trixie",
)  # fmt: skip
RECIPES = [
    REPOSITORY / "Makefile",
    REPOSITORY / ".ci" / "run",
    *(REPOSITORY / "tests" / "tools").glob("*.sh"),
]


def make(folder, *goals):
    """Run make as from a shell, whatever make runs these tests."""
    outer = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES")
    return subprocess.run(
        ["make", *goals],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name not in outer},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_help_is_the_default_and_lists_the_targets():
    run = make(REPOSITORY)
    assert run.returncode == 0
    listed = {line.split()[0] for line in run.stdout.splitlines()}
    assert listed.issuperset(TARGETS)


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.name)
def test_no_recipe_hides_a_failure(path):
    text = path.read_text()
    assert not re.search(r"^\t@?-", text, re.MULTILINE)
    assert not re.search(r"\|\|\s*(true|:)(\s|$)", text)


@pytest.mark.parametrize("path", RECIPES[1:], ids=lambda path: path.name)
def test_scripts_are_executable_and_strict(path):
    assert os.access(path, os.X_OK)
    assert "set -euo pipefail" in path.read_text()


def copy_of_build_system(folder):
    """The Makefile in a folder whose venv has a python that only fails."""
    for name in ("Makefile", "metadata.txt"):
        shutil.copy(REPOSITORY / name, folder)
    tools = folder / "tests" / "tools"
    tools.mkdir(parents=True)
    (tools / "setup.sh").write_text("#!/bin/sh\necho ready >&2\n")
    (tools / "setup.sh").chmod(0o755)
    (folder / ".venv" / "bin").mkdir(parents=True)
    for name in ("python", "pytest", "ruff", "mypy"):
        (folder / ".venv" / "bin" / name).write_text("#!/bin/sh\necho $0 $@ >>calls\nexit 3\n")
        (folder / ".venv" / "bin" / name).chmod(0o755)


@pytest.mark.parametrize("target", [name for name in TARGETS if name not in {"setup", "clean"}])
def test_a_failing_step_fails_its_target_at_once(tmp_path, target):
    copy_of_build_system(tmp_path)
    assert make(tmp_path, target).returncode != 0
    assert len((tmp_path / "calls").read_text().splitlines()) == 1


def test_archive_prints_nothing_before_the_archive_does(tmp_path):
    copy_of_build_system(tmp_path)
    assert make(tmp_path, "archive").stdout == ""
