"""From candidates to a worker: real Pythons, with and without packages."""

from __future__ import annotations

import sys

import pytest

from itslive_qgis.errors import ItsliveError
from itslive_qgis.worker import packages
from itslive_qgis.worker.client import Worker
from tests.plain.worker.watching import FURTHER_METHODS


def program(path, text):
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def test_a_python_without_packages_is_passed_over(bare_python, foreign_python):
    worker = Worker(candidates=[bare_python, foreign_python])
    try:
        worker.call("ping", {})
        assert worker.info["executable"] == foreign_python
    finally:
        worker.stop()


def test_none_usable_names_what_each_lacks(bare_python, tmp_path):
    absent = str(tmp_path / "absent" / "python3")
    deaf = program(tmp_path / "deaf", "exec sleep 60")
    dying = program(tmp_path / "dying", "echo cannot load libfoo >&2; exit 4")
    silent = program(tmp_path / "silent", "exit 5")
    # The bare Python first has its say within the same second: it fails at its first import.
    candidates = [bare_python, absent, deaf, dying, silent]
    worker = Worker(candidates=candidates, start_timeout=3)
    with pytest.raises(ItsliveError) as caught:
        worker.call("ping", {})
    error = caught.value
    assert error.code == "no_worker_python"
    assert f"{bare_python}: {', '.join(packages.REQUIRED)};" in str(error)
    assert f"{absent}: No such file or directory" in str(error)
    assert f"{deaf}: no answer within 3 s" in str(error)
    assert f"{dying}: cannot load libfoo" in str(error)
    assert f"{silent}: it ended with code 5" in str(error)
    assert "install" in error.advice
    assert worker.pid is None


def test_no_candidate_at_all():
    with pytest.raises(ItsliveError, match="No Python program was found") as caught:
        Worker(candidates=[]).call("ping", {})
    assert caught.value.code == "no_worker_python"


def test_the_python_of_the_options_is_the_only_one_tried(bare_python):
    with pytest.raises(ItsliveError, match=r"set in the options.*numpy") as caught:
        Worker(bare_python).call("ping", {})
    assert caught.value.code == "no_worker_python"
    assert f"'{bare_python}' -m pip install" in str(caught.value)


def test_a_broken_package_is_named_with_its_reason(monkeypatch, tmp_path):
    (tmp_path / "rioxarray.py").write_text("raise OSError('libgdal.so.99 not found')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(ItsliveError, match=r"rioxarray \(OSError: libgdal.so.99 not found\)"):
        Worker(candidates=[sys.executable]).call("ping", {})


def test_a_search_in_vain_is_repeated_at_the_next_call(monkeypatch, tmp_path):
    broken = tmp_path / "rioxarray.py"
    broken.write_text("raise OSError('broken')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    worker = Worker(candidates=[sys.executable])
    try:
        with pytest.raises(ItsliveError):
            worker.call("ping", {})
        broken.unlink()
        assert worker.call("ping", {})["pid"] == worker.pid
    finally:
        worker.stop()


@pytest.mark.parametrize("own", [True, False])
def test_only_qgis_own_python_inherits_its_environment(monkeypatch, tmp_path, foreign_python, own):
    settings = {
        "PYTHONPATH": str(tmp_path),
        "GDAL_DATA": "/nowhere/gdal",
        "PROJ_DATA": "/nowhere/proj",
        "QT_PLUGIN_PATH": "/nowhere/qt",
        "QGIS_PREFIX_PATH": "/nowhere",
        "LD_LIBRARY_PATH": "/nowhere/lib",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("ITSLIVE_KEPT", "yes")
    python = sys.executable if own else foreign_python
    worker = Worker(python, extra_methods=str(FURTHER_METHODS))
    try:
        env = worker.call("environment", {})
    finally:
        worker.stop()
    assert {name: env.get(name) for name in settings} == (
        settings if own else dict.fromkeys(settings)
    )
    assert env["ITSLIVE_KEPT"] == "yes"


def test_a_file_of_further_methods_that_fails_is_told(tmp_path):
    faulty = tmp_path / "faulty.py"
    faulty.write_text("import no_such_module")
    with pytest.raises(ItsliveError, match="no_such_module"):
        Worker(candidates=[sys.executable], extra_methods=str(faulty)).call("ping", {})
