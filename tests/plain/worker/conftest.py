"""Real workers with a few further methods, and real Pythons."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from itslive_qgis.worker.client import Worker
from tests.plain.worker.watching import FURTHER_METHODS


@pytest.fixture
def worker():
    """A worker of the test's own."""
    worker = Worker(extra_methods=str(FURTHER_METHODS))
    yield worker
    worker.stop()


@pytest.fixture(scope="session")
def warm_worker():
    """A worker for tests that leave it as they found it."""
    worker = Worker(extra_methods=str(FURTHER_METHODS))
    yield worker
    worker.stop()


@pytest.fixture
def begun(tmp_path):
    """The file by which a method tells that it is at work."""
    return tmp_path / "begun"


@pytest.fixture(scope="session")
def bare_python(tmp_path_factory):
    """A real Python without any package."""
    return _make_venv(tmp_path_factory.mktemp("bare"))


@pytest.fixture(scope="session")
def foreign_python(tmp_path_factory):
    """A real Python that is not this process's own, with all packages."""
    return _make_venv(tmp_path_factory.mktemp("foreign"), "--system-site-packages")


def _make_venv(folder, *options):
    base = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info[1]}"
    subprocess.run([base, "-m", "venv", "--without-pip", *options, folder], check=True)
    return str(folder / "bin" / "python3")
