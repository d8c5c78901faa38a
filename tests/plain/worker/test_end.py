"""Deaths: of the worker, and of the program that started it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import itslive_qgis
from itslive_qgis.errors import ItsliveError
from itslive_qgis.worker.client import LANES, shared_worker, stop_shared_workers
from tests.plain.worker.watching import FURTHER_METHODS, Call, children, is_running, wait_for

PACKAGE = Path(itslive_qgis.__file__).parent
PARENT = Path(__file__).with_name("parent.py")


@pytest.fixture
def parent(begun):
    """Starts another program that calls a worker."""
    started = []

    def start(method, package_folder=PACKAGE.parent, argument=str(begun), **env):
        command = [sys.executable, PARENT, FURTHER_METHODS, method, argument]
        env = {**os.environ, "PACKAGE_FOLDER": str(package_folder), **env}
        env.pop("PYTHONPATH", None)
        process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_a_worker_killed_during_a_call_is_reported_and_replaced(worker, begun, tmp_path):
    output = tmp_path / "cube.nc"
    call = Call(worker, "deaf", {"begun": str(begun), "output": str(output)})
    wait_for(begun.exists)
    pid = worker.pid
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(ItsliveError, match=r"out of memory.*restarts by itself") as caught:
        call.outcome()
    assert caught.value.code == "worker_died"
    assert caught.value.retry
    assert caught.value.values["signal"] == "SIGKILL"
    wait_for(lambda: not (tmp_path / "cube.nc.part").exists(), 2)
    assert worker.call("ping", {})["pid"] != pid


def test_a_worker_that_ends_itself_is_reported_with_its_last_words(worker, begun, tmp_path):
    output = tmp_path / "cube.nc"
    with pytest.raises(ItsliveError, match=r"exit code 7") as caught:
        worker.call("die", {"code": 7, "begun": str(begun), "output": str(output)})
    assert caught.value.code == "worker_died"
    assert "last words: höhö" in caught.value.detail
    wait_for(lambda: not (tmp_path / "cube.nc.part").exists(), 2)
    assert worker.call("echo", {"value": 1}) == 1


def test_a_crash_is_reported_by_its_signal(worker, begun):
    call = Call(worker, "deaf", {"begun": str(begun)})
    wait_for(begun.exists)
    os.kill(worker.pid, signal.SIGSEGV)
    with pytest.raises(ItsliveError, match="signal SIGSEGV"):
        call.outcome()


def test_a_worker_that_died_between_calls_is_replaced_in_silence(worker):
    for _ in range(2):
        pid = worker.call("ping", {})["pid"]
        os.kill(pid, signal.SIGKILL)
        assert worker.call("ping", {})["pid"] != pid


@pytest.mark.parametrize("method", ["patient", "deaf", "locked"])
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_no_worker_outlives_the_program_that_started_it(parent, begun, method):
    program = parent(method)
    wait_for(begun.exists)
    (worker,) = children(program.pid)
    program.kill()
    assert wait_for(lambda: not is_running(worker), 5) < 2


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_no_worker_outlives_it_while_loading(parent):
    program = parent("patient")
    wait_for(lambda: children(program.pid))
    (worker,) = children(program.pid)
    program.kill()
    assert wait_for(lambda: not is_running(worker), 5) < 2


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_program_that_ends_in_peace_leaves_no_worker(parent):
    program = parent("environment", argument="")
    output, _ = program.communicate(timeout=60)
    assert program.returncode == 0
    assert "PACKAGE_FOLDER" in output
    needle = str(PACKAGE / "worker" / "start.py")
    assert not children(program.pid), needle


def test_the_lanes_are_apart_and_end_together():
    try:
        pids = {lane: shared_worker(lane).call("ping", {})["pid"] for lane in LANES}
        assert len(set(pids.values())) == len(LANES)
        assert shared_worker("read") is shared_worker("read")
        os.kill(pids["build"], signal.SIGSTOP)  # as busy as can be
        stuck = Call(shared_worker("build"), "ping", {})
        assert shared_worker("read").call("ping", {})["pid"] == pids["read"]
        assert stuck.is_alive()
        os.kill(pids["build"], signal.SIGCONT)
        assert stuck.outcome()["pid"] == pids["build"]
    finally:
        stop_shared_workers()
    assert not any(is_running(pid) for pid in pids.values())


def test_another_python_in_the_options_replaces_the_lanes_worker(foreign_python):
    try:
        old = shared_worker("read")
        pid = old.call("ping", {})["pid"]
        new = shared_worker("read", foreign_python)
        assert not is_running(pid)
        assert new.call("ping", {})["pid"] != pid
        assert new.info["executable"] == foreign_python
    finally:
        stop_shared_workers()


def test_an_unknown_lane_is_refused():
    with pytest.raises(ValueError, match="express"):
        shared_worker("express")


@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
def test_the_plugin_works_from_any_folder_beside_any_neighbours(parent, tmp_path, locale):
    plugins = tmp_path / "Profil für Grönland – 冰川" / "python" / "plugins"
    skip = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, plugins / "itslive_qgis", ignore=skip)
    for name in ("queue", "numpy", "netCDF4", "xarray"):
        (plugins / f"{name}.py").write_text("raise RuntimeError('a neighbour was imported')")
    program = parent("module_paths", plugins, argument="", LC_ALL=locale, LANG=locale)
    output, _ = program.communicate(timeout=60)
    assert program.returncode == 0
    assert "numpy" in output
    assert output.count("plugins") == 1
