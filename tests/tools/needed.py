"""What a test needs of the computer: without it the test is skipped, or fails in ``make ci``."""

from __future__ import annotations

import importlib
import os
import shutil
from types import ModuleType

import pytest


def require(missing: str) -> None:
    """Skip the test if something is missing; where nothing may be missing, fail it.

    Args:
        missing: a sentence of what is; empty if nothing is.
    """
    if not missing:
        return
    if os.environ.get("ITSLIVE_REQUIRE_DATA"):
        pytest.fail(missing)
    pytest.skip(missing)


def require_programs(*names: str, part: str = "") -> None:
    """Skip, or fail, without these programs.

    Args:
        names: of the programs.
        part: of ``tests/tools/setup.sh`` that installs them.
    """
    absent = ", ".join(name for name in names if shutil.which(name) is None)
    how = f"; run tests/tools/setup.sh {part}".rstrip()
    require(f"Not installed: {absent}{how}." if absent else "")


def require_module(name: str) -> ModuleType:
    """A module that some Pythons lack; skip, or fail, without it."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        require(f"The Python module {name} cannot be imported: {error}.")
        raise
