"""Cubes built on a dask cluster, whose scheduler and workers are processes of their own.

On its workers a package of our name, but of another version, can be imported: it must not be.
"""

from __future__ import annotations

import importlib
import select
import shutil
import signal
import socket
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from itslive_qgis.cube_choices import check_address
from itslive_qgis.errors import Cancelled, ItsliveError
from itslive_qgis.science import cluster, cluster_side, quick_header, travel
from itslive_qgis.science.granule import read_header
from itslive_qgis.science.options import CubeOptions
from itslive_qgis.science.placement import Placer
from itslive_qgis.science.travel import There
from itslive_qgis.science.units import Stacked
from tests.plain.science.same_cube import Telling, assert_same, build
from tests.tools.dask_cluster import DaskCluster, dask_cluster, require_mount_namespaces

OTHER_VERSION = {
    "__init__.py": "",
    "science/__init__.py": "",
    "science/cluster_side.py": "def unseen(data):\n    raise RuntimeError('another version')\n",
    "errors.py": "raise ImportError('another version')\n",
}


def write_package(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> DaskCluster:
    """A scheduler and two workers of two threads, which no test of this module harms."""
    folder = tmp_path_factory.mktemp("cluster")
    write_package(folder / "path" / "itslive_qgis", OTHER_VERSION)
    with dask_cluster(folder, workers=2, threads=2, path=folder / "path") as cluster:
        yield cluster


@pytest.fixture
def third(running):
    """What starts a third worker, which is gone when the test is over."""

    def start(**options) -> None:
        running.start_worker(**options)
        running.wait_for(3)

    yield start
    if len(running.workers) > 2:
        worker = running.workers.pop()
        worker.kill()
        worker.wait(20)
        shutil.rmtree(running.folder / "worker-2")
        running.wait_for(2)


@pytest.fixture
def client(running):
    from distributed import Client

    with Client(running.address, set_as_default=False) as client:
        yield client


class Reading(Telling):
    """Keeps the granules that were read in this process while layers were stacked, too."""

    def __init__(self) -> None:
        super().__init__()
        self.read_here: list[str] = []

    def progress(self, fraction: float, text: str = "", **values) -> None:
        super().progress(fraction, text, **values)
        if text.startswith("Stacking") and "reading" in values:
            self.read_here.append(values["reading"])


@pytest.mark.parametrize("by", ["raw", "netCDF4"])
def test_a_cube_of_a_cluster_is_the_same(
    by, running, reference, granules, outline, tmp_path, monkeypatch
):
    """Also where every granule is read through libhdf5, by two threads of each worker."""
    if by == "netCDF4":
        monkeypatch.setattr(quick_header, "h5py", None)
        assert not read_header(next(granules.glob("*.nc"))).stored
    monkeypatch.chdir(granules.parent)
    monitor = Reading()
    report = build(
        Path("granules"), tmp_path / "far.nc", outline, monitor, scheduler=running.address
    )

    assert monitor.pairs
    assert not monitor.read_here
    assert_same(report["output"], reference)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "far.nc",
        "granules",
        "reference.nc",
    ]


def test_all_workers_work_by_the_code_that_travelled(running, client, granules, outline, tmp_path):
    from distributed import get_task_stream

    with get_task_stream(client) as stream:
        build(granules, tmp_path / "far.nc", outline, scheduler=running.address)
    units = Counter(task["worker"] for task in stream.data)
    assert sorted(units) == sorted(client.nthreads())
    assert min(units.values()) > 5

    package, _ = travel.luggage()
    modules = There(getattr, There(importlib.import_module, "sys"), "modules")
    for held in client.run(list, modules).values():
        assert f"{package}.science.units" in held
        assert not [name for name in held if name.startswith("itslive_qgis")]


def test_a_damaged_granule_costs_itself_alone(running, granules, outline, tmp_path):
    """It is told with the same reason as here."""
    path = sorted(granules.glob("*.nc"))[7]
    header = read_header(path)
    content = bytearray(path.read_bytes())
    start, length = header.stored["vx"].places[0, 0]
    content[start : start + length] = bytes(length)
    path.write_bytes(content)
    here = build(granules, tmp_path / "here.nc", outline)
    far = build(granules, tmp_path / "far.nc", outline, scheduler=running.address)

    assert path.stem in [item["granule_id"] for item in here["skipped"]]
    assert far["skipped"] == here["skipped"]
    assert_same(far["output"], here["output"])


def test_versions_on_one_cluster_do_not_mix(client, tmp_path):
    answers = []
    for version in ("one", "two"):
        module = f"def version():\n    return {version!r}\n".encode()
        files = {"__init__.py": b"", "science/__init__.py": b"", "science/which.py": module}
        package, content = travel.packed(files)
        path = tmp_path / f"{package}.zip"
        path.write_bytes(content)
        client.upload_file(str(path))
        answers.append(travel.function_there(package, "which", "version"))

    assert set(client.run(answers[0]).values()) == {"one"}
    assert set(client.run(answers[1]).values()) == {"two"}
    assert set(client.run(answers[0]).values()) == {"one"}


class KillingBusy(Reading):
    """At the fifth pair stops a worker, and kills it when some of the units are its to do."""

    def __init__(self, dask: DaskCluster, client) -> None:
        super().__init__()
        self.worker = dask.workers[0]
        self.client = client
        told = client.scheduler_info()["workers"]
        self.address = next(key for key, each in told.items() if each["name"] == "worker-0")

    def is_cancelled(self) -> bool:
        if len(self.pairs) >= 5 and self.worker.poll() is None:
            self.worker.send_signal(signal.SIGSTOP)
            if self.client.processing()[self.address]:
                self.worker.kill()
                self.worker.wait(20)
        return False


@pytest.mark.parametrize("patience", ["usual", "none"])
def test_a_worker_killed_midway_costs_a_retry(
    patience, reference, granules, outline, tmp_path, tmp_path_factory
):
    """Over there; here, if the scheduler takes the unit for what killed the worker."""
    from distributed import Client

    settings = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"} if patience == "none" else {}
    with dask_cluster(tmp_path_factory.mktemp("dask"), 2, settings=settings) as dask:
        with Client(dask.address, set_as_default=False) as client:
            monitor = KillingBusy(dask, client)
            build(granules, tmp_path / "far.nc", outline, monitor, scheduler=dask.address)
        assert dask.workers[0].poll() == -signal.SIGKILL
        assert dask.workers[1].poll() is None

    assert bool(monitor.read_here) == (patience == "none")
    assert_same(tmp_path / "far.nc", reference)


@pytest.mark.own_process  # dask looks for it for a while
def test_when_the_scheduler_goes_the_build_goes_on_here(
    reference, granules, outline, tmp_path, tmp_path_factory
):
    output = tmp_path / "out" / "cube.nc"
    output.parent.mkdir()
    output.write_bytes(b"the cube of last week")
    with dask_cluster(tmp_path_factory.mktemp("dask"), 1) as dask:

        class Killing(Telling):
            def is_cancelled(self) -> bool:
                if len(self.pairs) >= 20:
                    dask.scheduler.kill()
                return False

        with pytest.raises(ItsliveError) as raised:
            build(granules, output, outline, Killing(), scheduler=dask.address)
    assert raised.value.code == "cluster_lost"
    assert dask.address in str(raised.value)
    assert output.read_bytes() == b"the cube of last week"

    monitor = Telling()
    build(granules, output, outline, monitor)
    assert monitor.pairs[0] > 4, "what was finished is not made anew"
    assert_same(output, reference)
    assert [path.name for path in output.parent.iterdir()] == ["cube.nc"]


@pytest.mark.parametrize("hidden", ["folder", "file"])
def test_a_worker_that_does_not_see_a_granule_is_named(
    hidden, running, third, granules, outline, tmp_path
):
    require_mount_namespaces()
    first = sorted(granules.glob("*.nc"))[0]
    shorter = tmp_path / "shorter"
    shorter.write_bytes(first.read_bytes()[:-1])
    for path in granules.glob("*.nc"):
        if path != first:
            path.unlink()
    if hidden == "folder":
        third(before=f"mount -t tmpfs none '{granules}'")
    else:
        third(before=f"mount --bind '{shorter}' '{first}'")
    with pytest.raises(ItsliveError) as raised:
        build(granules, tmp_path / "cube.nc", outline, scheduler=running.address)

    assert raised.value.code == "path_unseen"
    assert str(first) in str(raised.value)
    assert socket.gethostname() in str(raised.value)
    assert not list(tmp_path.glob("cube.nc*"))


def test_a_worker_that_cannot_run_our_code_is_named(
    running, third, granules, outline, tmp_path, tmp_path_factory
):
    broken = "raise ImportError('numpy 3 is too new for this pyproj')\n"
    path = write_package(tmp_path_factory.mktemp("path"), {"pyproj.py": broken})
    third(path=path)
    with pytest.raises(ItsliveError) as raised:
        build(granules, tmp_path / "cube.nc", outline, scheduler=running.address)

    assert raised.value.code == "worker_unfit"
    assert "numpy 3 is too new for this pyproj" in str(raised.value)
    assert np.__version__ in str(raised.value)
    assert raised.value.values["worker"].startswith("tcp://127.0.0.1:")
    assert not list(tmp_path.glob("cube.nc*"))


def test_a_cancelled_build_leaves_nothing_on_the_cluster(
    running, client, granules, outline, tmp_path, small_blocks
):
    class After(Telling):
        def is_cancelled(self) -> bool:
            return len(self.pairs) > 20

    with pytest.raises(Cancelled):
        build(granules, tmp_path / "cube.nc", outline, After(), scheduler=running.address)
    assert [path.name for path in tmp_path.iterdir()] == ["granules"]

    package, _ = travel.luggage()
    module = There(importlib.import_module, f"{package}.science.cluster_side")
    until(lambda: all(client.run(bool, There(getattr, module, "_stopped")).values()))
    until(lambda: not client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks)))


def test_a_unit_of_a_build_that_was_given_up_ends_before_the_next_granule(granules, small_plan):
    header, placer = small_plan
    data = travel.pack(cluster_side.Unit("given up", (header,), ()))
    cluster_side.stop("given up")

    assert isinstance(travel.unpack(cluster_side.work((placer,), data)), Cancelled)


def test_a_worker_that_joins_later_looks_for_its_granules_itself(small_plan, tmp_path):
    header, placer = small_plan
    there = cluster_side.File(header.path, Path(header.path).stat().st_size)
    for file, seen in (
        (there, True),
        (cluster_side.File(header.path, 17), False),
        (cluster_side.File(str(tmp_path / "nothing.nc"), 17), False),
    ):
        data = travel.pack(cluster_side.Unit("any", (header,), (file,)))
        outcome = travel.unpack(cluster_side.work((placer,), data))
        assert isinstance(outcome, Stacked) == seen
        assert seen or outcome == cluster_side.Unseen(socket.gethostname(), file.path)


def test_what_a_unit_cannot_do_for_want_of_memory_is_no_granules_fault(small_plan, monkeypatch):
    def short(*_arguments):
        raise MemoryError

    header, placer = small_plan
    monkeypatch.setattr(cluster_side, "read_raw", short)
    data = travel.pack(cluster_side.Unit("any", (header,), ()))
    outcome = travel.unpack(cluster_side.work((placer,), data))

    assert outcome == cluster_side.ShortOfMemory(socket.gethostname())


@pytest.fixture
def small_plan(granules):
    """A granule, and what brings it onto its own grid."""
    header = read_header(sorted(granules.glob("*.nc"))[0])
    grid = header.grid
    return header, Placer(grid, np.ones((grid.ny, grid.nx), bool), 1, CubeOptions())


@pytest.mark.parametrize(
    "address",
    ["localhost:8786", "tcp://", "tcp://host", "tcp://:8786", "tcp://host:x", "http://host:1"],
)
def test_what_is_no_address_of_a_scheduler_is_told_before_anything_is_read(
    address, outline, tmp_path
):
    with pytest.raises(ItsliveError) as raised:
        build(tmp_path / "no folder", tmp_path / "cube.nc", outline, scheduler=address)
    assert raised.value.code == "bad_scheduler"
    assert "tcp://" in str(raised.value)


@pytest.mark.parametrize("address", ["tcp://host:8786", "tls://10.0.0.1:1", "tcp://[::1]:8786"])
def test_these_are_addresses_of_schedulers(address):
    check_address(address)


@pytest.mark.own_process  # dask leaves a thread behind when nobody answers
@pytest.mark.parametrize("who", ["nobody", "somebody else"])
def test_that_no_scheduler_answers_is_told(who, granules, outline, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "_ANSWER", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        if who == "nobody":
            silent.close()
        with pytest.raises(ItsliveError) as raised:
            build(granules, tmp_path / "cube.nc", outline, scheduler=address)
    assert raised.value.code == "no_scheduler"
    assert address in str(raised.value)
    assert not list(tmp_path.glob("cube.nc*"))


def test_a_scheduler_without_workers_is_told(
    granules, outline, tmp_path, tmp_path_factory, monkeypatch
):
    monkeypatch.setattr(cluster, "_ANSWER", 1)
    folder = tmp_path_factory.mktemp("dask")
    with dask_cluster(folder, 0) as dask, pytest.raises(ItsliveError) as raised:
        build(granules, tmp_path / "cube.nc", outline, scheduler=dask.address)
    assert raised.value.code == "no_workers"


@pytest.mark.own_process
def test_a_wait_for_the_scheduler_can_be_cancelled(granules, outline, tmp_path):
    class Before(Telling):
        """Cancels as soon as all headers are read, a tenth of the work."""

        are_read = False

        def progress(self, fraction: float, text: str = "", **values) -> None:
            self.are_read |= fraction >= 0.1

        def is_cancelled(self) -> bool:
            return self.are_read

    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(Cancelled):
            build(granules, tmp_path / "cube.nc", outline, Before(), scheduler=address)
        asked, _, _ = select.select([silent], [], [], 10)
    assert asked, "it was waited for"


def test_a_python_without_distributed_is_told(granules, outline, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ItsliveError) as raised:
        build(granules, tmp_path / "cube.nc", outline, scheduler="tcp://127.0.0.1:9")
    assert raised.value.code == "no_distributed"
    assert sys.executable in str(raised.value)


def until(condition) -> None:
    late = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < late
        time.sleep(0.05)
