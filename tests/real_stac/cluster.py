"""A PostgreSQL cluster of our own: in our folder, on a free port, for these tests alone."""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from .children import Children, drop_to, last_lines

PROGRAMS = Path("/usr/lib/postgresql")
EXTENSIONS = Path("/usr/share/postgresql")
SUPERUSER = "itslive"
START_PATIENCE = 60  # seconds
# Nothing here has to survive a power cut.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "128MB",
    "max_connections": "40",
    "jit": "off",
    "timezone": "UTC",
}


def programs() -> Path:
    """The folder of the newest PostgreSQL's programs that has PostGIS.

    Raises:
        RuntimeError: there is none.
    """
    found = [
        folder / "bin"
        for folder in sorted(PROGRAMS.glob("[0-9]*"), key=lambda path: float(path.name))
        if (EXTENSIONS / folder.name / "extension" / "postgis.control").is_file()
        and (folder / "bin" / "initdb").is_file()
    ]
    if not found:
        raise RuntimeError("No PostgreSQL with PostGIS is installed; tests/tools/setup.sh stac.")
    return found[-1]


def free_port() -> int:
    """A port of this computer that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def unprivileged() -> str | None:
    """Who PostgreSQL runs as: it refuses root. None means ourselves."""
    if os.getuid():
        return None
    with contextlib.suppress(KeyError):
        return pwd.getpwnam("postgres").pw_name
    return "nobody"


class Cluster:
    """One PostgreSQL server with any number of databases.

    Args:
        folder: an existing folder that its user can enter; all files go below it.
        children: who starts it.
    """

    def __init__(self, folder: Path, children: Children) -> None:
        self._folder = folder
        self._children = children
        self._programs = programs()
        self._user = unprivileged()
        self._password = secrets.token_hex(16)
        self._port = free_port()

    def start(self) -> None:
        """Make the cluster and start it.

        Raises:
            RuntimeError: PostgreSQL could not be started; with what it said.
        """
        place = self._folder / "cluster"
        place.mkdir(mode=0o700)
        password = place / "password"
        password.write_text(self._password)
        if self._user:
            for path in (place, password):
                shutil.chown(path, self._user)
        data, log = place / "data", self._folder / "postgres.log"
        self._children.run(
            [
                *(self._programs / "initdb", "-D", data, "-U", SUPERUSER, "-E", "UTF8"),
                *("--locale=C.UTF-8", "--auth=scram-sha-256", f"--pwfile={password}"),
                *("--no-sync", "--no-instructions"),
            ],
            self.environment("postgres"),
            log,
            user=self._user,
        )
        settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
        # SIGQUIT is PostgreSQL's immediate shutdown
        server = self._children.start(
            [self._programs / "postgres", "-D", data, "-p", str(self._port), *settings],
            self.environment("postgres"),
            log,
            user=self._user,
            ending=signal.SIGQUIT,
        )
        self._wait(server, log)

    def environment(self, database: str) -> dict[str, str]:
        """The environment by which PostgreSQL's clients find a database."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return {
            **ours,
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self._port),
            "PGUSER": SUPERUSER,
            "PGPASSWORD": self._password,
            "PGDATABASE": database,
        }

    def create(self, database: str, template: str = "template0") -> None:
        """Make a database as a copy of another."""
        command = [self._programs / "createdb", "-T", template, database]
        self._children.run(command, self.environment("postgres"), self._folder / "createdb.log")

    def execute(self, database: str, *statements: str) -> None:
        """Run SQL statements, each in a transaction of its own."""
        commands = [part for statement in statements for part in ("-c", statement)]
        psql = [self._programs / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", *commands]
        self._children.run(psql, self.environment(database), self._folder / "psql.log")

    def _wait(self, server: subprocess.Popen, log: Path) -> None:
        deadline = time.monotonic() + START_PATIENCE
        while time.monotonic() < deadline:
            if server.poll() is not None:
                break
            asked = [self._programs / "pg_isready", "-q", "-t", "1"]
            ready = subprocess.run(asked, env=self.environment("postgres"), check=False)
            if ready.returncode == 0:
                return
            time.sleep(0.1)
        raise RuntimeError(f"PostgreSQL did not start: {last_lines(log)}")


def can_enter(folder: Path) -> bool:
    """Whether PostgreSQL's user may go into a folder, such as one below ``/root``."""
    test = ["setpriv", *drop_to(unprivileged()), "--", "test", "-x", folder]
    return subprocess.run(test, check=False).returncode == 0
