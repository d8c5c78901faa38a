"""A dask cluster on loopback: a scheduler and workers, each an ordinary process of its own.

    with dask_cluster(folder, workers=2) as cluster:
        Client(cluster.address)
        cluster.workers[0].kill()                      # subprocess.Popen, the worker itself

Free ports, no dashboard, no nanny, nothing written outside ``folder``; no process outlives the
thread that started it. Workers see none of our code but what ``path`` names.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.tools.needed import require, require_module

_PATIENCE = 60
_QUIET = ["--no-dashboard", "--dashboard-address", "127.0.0.1:0", "--host", "127.0.0.1"]


@dataclass
class DaskCluster:
    """A running cluster.

    Attributes:
        folder: of its processes, with a log of each.
        scheduler: the process.
        address: where it listens, ``tcp://127.0.0.1:n``.
        workers: the processes, in the order in which they were started.
    """

    folder: Path
    scheduler: subprocess.Popen
    address: str
    workers: list[subprocess.Popen] = field(default_factory=list)

    def start_worker(
        self, threads: int = 1, path: Path | None = None, before: str = "true"
    ) -> subprocess.Popen:
        """Start a worker; it joins when it is ready, see :meth:`wait_for`.

        Args:
            threads: of the worker.
            path: where its Python finds further modules.
            before: of a mount namespace of its own, the shell commands that prepare it.
        """
        name = f"worker-{len(self.workers)}"
        command = [
            *("distributed.cli.dask_worker", self.address, "--no-nanny", "--name", name, *_QUIET),
            *("--nthreads", str(threads), "--local-directory", str(self.folder / name)),
            *("--memory-limit", "0"),
        ]
        environment = {"PYTHONPATH": str(path)} if path else {}
        worker = _start(self.folder / name, command, environment, before)
        self.workers.append(worker)
        return worker

    def wait_for(self, count: int) -> None:
        """Wait until the scheduler has this many workers."""
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            _until(lambda: len(client.nthreads()) == count, f"no {count} workers in {self.folder}")

    def stop(self) -> None:
        """End every process, stopped ones too."""
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait(_PATIENCE)


@contextmanager
def dask_cluster(
    folder: Path,
    workers: int = 2,
    threads: int = 1,
    path: Path | None = None,
    settings: Mapping[str, str] | None = None,
) -> Iterator[DaskCluster]:
    """A cluster with its workers ready.

    Args:
        folder: for its files.
        workers: how many.
        threads: of each worker.
        path: where the workers' Python finds further modules.
        settings: environment variables of the scheduler, for its configuration.
    """
    require_module("distributed")
    told = folder / "scheduler.json"
    command = ["distributed.cli.dask_scheduler", "--port", "0", *_QUIET]
    command += ["--scheduler-file", str(told)]
    scheduler = _start(folder / "scheduler", command, settings or {})
    cluster = DaskCluster(folder, scheduler, "")
    try:
        _until(lambda: _address(told) != "", f"no scheduler, see {folder}")
        cluster.address = _address(told)
        for _ in range(workers):
            cluster.start_worker(threads, path)
        cluster.wait_for(workers)
        yield cluster
    finally:
        cluster.stop()


def require_mount_namespaces() -> None:
    """Skip, or fail, where a process cannot have mounts of its own."""
    program = shutil.which("unshare")
    works = program and subprocess.run([program, "-m", "true"], check=False).returncode == 0
    require("" if works else "No mount namespaces here: unshare is missing, or not allowed.")


def _start(
    folder: Path, command: Sequence[str], environment: Mapping[str, str], before: str = "true"
) -> subprocess.Popen:
    folder.mkdir(parents=True)
    run = [sys.executable, "-m", *command]
    if before != "true":
        run = ["unshare", "-m", "sh", "-c", f'{before} && exec "$@"', "sh", *run]
    if shutil.which("setpriv"):
        run = ["setpriv", "--pdeathsig=KILL", "--", *run]
    ours = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    home = {"HOME": str(folder), "TMPDIR": str(folder)}  # dask leaves its configuration there
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            run,
            cwd=folder,
            env={**ours, **home, **environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )


def _address(told: Path) -> str:
    try:
        return json.loads(told.read_text())["address"]
    except (OSError, ValueError):  # not yet, or not yet whole
        return ""


def _until(condition, missing: str) -> None:
    late = time.monotonic() + _PATIENCE
    while not condition():
        if time.monotonic() > late:
            raise TimeoutError(missing)
        time.sleep(0.05)
