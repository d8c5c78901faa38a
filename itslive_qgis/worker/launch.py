"""From a list of Pythons to a worker that is ready: each is started and asked what it has."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable

from ..errors import QT_TRANSLATE_NOOP, Cancelled, ItsliveError
from . import packages, protocol
from .locate import Host, environment
from .process import Ended, WorkerProcess


class Launch:
    """A search for a usable Python, done in steps so that whoever waits may stop waiting.

    A search left by one caller goes on with the next: the process keeps loading meanwhile.

    Args:
        pythons: programs to try, in this order.
        chosen: whether the user named the one program to use.
        timeout: seconds a started Python has to load its packages.
        extra_methods: see ``client.Worker``.
    """

    def __init__(
        self,
        pythons: Iterable[str],
        chosen: bool = False,
        timeout: float = 60.0,
        extra_methods: str | None = None,
    ) -> None:
        self._host = Host.here()
        self._untried = iter(pythons)
        self._chosen = chosen
        self._timeout = timeout
        self._extra_methods = extra_methods
        self._reasons: dict[str, str] = {}
        self._lock = threading.Lock()
        self._abandoned = False
        self._process: WorkerProcess | None = None
        self._deadline = 0.0
        self.hello: protocol.Message = {}

    def step(self, seconds: float) -> WorkerProcess | None:
        """Wait up to ``seconds`` for a worker to be ready.

        Raises:
            ItsliveError: ``no_worker_python``, all programs were tried in vain.
            Cancelled: the search was abandoned.
        """
        process = self._process or self._next()
        if process is None:
            return None
        try:
            message = process.receive(seconds)
        except Ended:
            self._reject(process, _last_words(process))
            return None
        if message is not None and message["type"] == "hello":
            return self._judge(process, message)
        if time.monotonic() > self._deadline:
            self._reject(process, f"no answer within {self._timeout:.0f} s")
        return None

    def abandon(self) -> None:
        """End the search and the process it waits for."""
        with self._lock:
            self._abandoned = True
            process = self._process
        if process is not None:
            process.stop()

    def _next(self) -> WorkerProcess | None:
        """Start the next program; None if that failed and another step is needed."""
        python = next(self._untried, None)
        if python is None:
            raise self._no_python()
        with self._lock:
            if self._abandoned:
                raise Cancelled
            try:
                env = environment(python, self._host)
                self._process = WorkerProcess(python, env, self._extra_methods)
            except OSError as error:
                self._reasons[python] = error.strerror or str(error)
                return None
        self._deadline = time.monotonic() + self._timeout
        return self._process

    def _judge(self, process: WorkerProcess, hello: protocol.Message) -> WorkerProcess | None:
        if hello.get("protocol") != protocol.VERSION:
            self._reject(process, f"protocol {hello.get('protocol')}")
        elif hello["missing"]:
            self._reject(process, packages.describe_missing(hello["missing"]))
        else:
            self.hello = hello
            return process
        return None

    def _reject(self, process: WorkerProcess, reason: str) -> None:
        if self._abandoned:
            raise Cancelled
        self._reasons[process.python] = reason
        self._process = None
        process.kill()

    def _no_python(self) -> ItsliveError:
        if self._chosen:
            what = QT_TRANSLATE_NOOP(
                "Messages", "The Python set in the options cannot do the computing: {tried}."
            )
        elif self._reasons:
            what = QT_TRANSLATE_NOOP(
                "Messages",
                "Cubes and their series need Python packages that QGIS does not bring. Tried, and "
                "what failed or is missing: {tried}.",
            )
        else:
            what = QT_TRANSLATE_NOOP("Messages", "No Python program was found beside QGIS.")
        return ItsliveError(
            what,
            _advice_for_chosen() if self._chosen else _advice(self._host.platform),
            code="no_worker_python",
            tried="; ".join(f"{python}: {reason}" for python, reason in self._reasons.items()),
            python=next(iter(self._reasons), "python3"),
        )


def _last_words(process: WorkerProcess) -> str:
    code = process.exit_code()  # waits for the end, and with it for the last line
    lines = process.log().splitlines()
    words = lines[-1] if lines else ""
    return words or f"it ended with code {code}"


def _advice_for_chosen() -> str:
    return QT_TRANSLATE_NOOP(
        "Messages",
        "Enter in a terminal: '{python}' -m pip install xarray netCDF4 rasterio rioxarray h5py. Or "
        "choose another Python in the options; none there means QGIS's own.",
    )


def _advice(platform: str) -> str:
    if platform == "win32":
        return QT_TRANSLATE_NOOP(
            "Messages",
            "Open the OSGeo4W Shell from the Start menu and enter: python -m pip install xarray "
            "netCDF4 rasterio rioxarray h5py. Or set another Python that has them in the options.",
        )
    if platform == "darwin":
        return QT_TRANSLATE_NOOP(
            "Messages",
            "Open Terminal and enter: '{python}' -m pip install xarray netCDF4 rasterio rioxarray "
            "h5py. Or set another Python that has them in the options.",
        )
    if os.path.exists("/etc/debian_version"):
        return QT_TRANSLATE_NOOP(
            "Messages",
            "Enter in a terminal: sudo apt install python3-xarray python3-netcdf4 "
            "python3-rioxarray. Or set another Python that has them in the options.",
        )
    return QT_TRANSLATE_NOOP(
        "Messages",
        "Install xarray, netCDF4 and rioxarray for it with your package manager or with pip. Or "
        "set another Python that has them in the options.",
    )
