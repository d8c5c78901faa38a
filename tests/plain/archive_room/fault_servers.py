"""Two kinds of servers behind a relay, with the files they serve and the folder they come to.

The kind "archive" is the simulated archive, or the scripted server where a fault is the server's
own; "nginx" is Debian's nginx with the same fault put into its configuration.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from itslive_qgis.archive.granule import Granule
from itslive_qgis.archive.http import Network
from tests.archive.items import BUCKET
from tests.archive.server import ArchiveServer
from tests.tools import nginx
from tests.tools.needed import require

from .nothing_lost import Found, assert_nothing_lost, run, tree
from .relay import Relay
from .scripted_server import Asked, Reply, ScriptedServer, Step, stored

KINDS = ("archive", "nginx")


@dataclass(frozen=True)
class Nginx:
    """What of nginx's configuration makes the fault: lines of its server and http blocks."""

    server: str = ""
    http: str = ""
    lua: bool = False


#: Makes the steps of a scripted server for the file with these bytes.
Script = Callable[[bytes], Sequence["Step | Reply"]]


class Scene:
    """A server of one kind behind a relay, its files, and an empty folder for ours.

    Attributes:
        relay: what is asked.
        folder: where downloads go, some folders below ``outside``.
        granules: what the server holds, in the order of ``add``.
        truth: the bytes of each granule's file, by its address.
    """

    def __init__(self, kind: str, home: Path, make: Callable[..., Granule], relay: Relay) -> None:
        self.kind = kind
        self.relay = relay
        self.outside = home / "computer"
        self.folder = self.outside / "home" / "user" / "granules"
        self.www = home / "www"
        self.granules: list[Granule] = []
        self.truth: dict[str, bytes] = {}
        self._make = make
        self._server = ExitStack()
        (self.www / BUCKET).mkdir(parents=True)
        self.folder.parent.mkdir(parents=True)
        # What a name that leads out of the folder would meet.
        for folder in (self.outside, self.folder.parent, self.folder.parent.parent):
            for name in ("x.nc", "x.nc.part", "granule.nc"):
                (folder / name).write_bytes(b"of somebody else")

    def add(self, data: bytes, path: str = "", **fields: object) -> Granule:
        """Serve a file; ``path`` is what its address ends with, "<number>.nc" unless given."""
        number = len(self.granules)
        path = f"/{BUCKET}/{number}.nc" if not path else f"{path}?n={number}"
        url = self.relay.url + path
        self.write(number, data)
        self.truth[url] = data
        granule = self._make(url=url, granule_id=f"granule-{number}", **fields)
        self.granules.append(granule)
        return granule

    def write(self, number: int, data: bytes) -> None:
        """Put other bytes where the server has its file, without a moment of neither."""
        new = self.www / BUCKET / f"{number}.new"
        new.write_bytes(data)
        # Tests are faster than the seconds that a server's ETags may count.
        os.utime(new, (new.stat().st_mtime + 2 * self.relay.count + 1,) * 2)
        os.replace(new, self.www / BUCKET / f"{number}.nc")

    def data(self, number: int) -> bytes:
        """What the server has there now."""
        return (self.www / BUCKET / f"{number}.nc").read_bytes()

    def replace(self, number: int, data: bytes) -> None:
        """Let the archive have reprocessed a granule."""
        self.write(number, data)
        self.truth[self.granules[number].url] = data

    def serve(self, script: Script | None = None, config: Nginx | None = None) -> None:
        """Have a server behind the relay; without arguments a healthy one."""
        self.end()
        if self.kind == "nginx":
            # nginx would name its own port in redirects, and lead past the relay.
            named = "absolute_redirect off;\n"
            named += f"if ($arg_n ~ .) {{ rewrite ^ /{BUCKET}/$arg_n.nc break; }}\n"
            config = config or Nginx()
            server = self._server.enter_context(
                nginx.nginx(self.www, named + config.server, http=config.http, lua=config.lua)
            )
            self.relay.port = server.port
        elif script or any("?" in url for url in self.truth):
            numbered = self._server.enter_context(_Numbered(self, script or _as_stored))
            self.relay.port = numbered.server_address[1]
        else:
            archive = self._server.enter_context(ArchiveServer(self.www, []))
            self.relay.port = archive.server_address[1]

    def end(self) -> None:
        """Leave no server behind the relay."""
        self._server.close()


@contextmanager
def scene_of(kind: str, home: Path, make: Callable[..., Granule]) -> Iterator[Scene]:
    """A scene whose server is not started yet; skips where nginx is wanted and missing."""
    if kind == "nginx":
        require(nginx.missing(lua=True))
    with Relay(0) as relay:
        scene = Scene(kind, home, make, relay)
        try:
            yield scene
        finally:
            scene.end()


def look(scene: Scene, network: Network, **options: Any) -> Found:
    """Download all granules of a scene, and see that nothing is lost."""
    before = tree(scene.outside, but=scene.folder)
    told = run(scene.granules, scene.folder, network, **options)
    return assert_nothing_lost(told, scene.truth, scene.folder, scene.outside, before)


def _as_stored(data: bytes) -> Sequence[Step]:
    return [stored(data)]


class _Numbered(ScriptedServer):
    """A scripted server that finds its files by number, whatever their addresses look like."""

    def __init__(self, scene: Scene, script: Script) -> None:
        super().__init__()
        self._scene = scene
        self._script = script

    def answer(self, asked: Asked) -> Reply:
        address = urlsplit(asked.target)
        number = parse_qs(address.query).get("n", [Path(address.path).stem])[0]
        path = f"/{number}"
        with self._lock:
            if path not in self._steps and number.isdigit():
                self.on(path, *self._script(self._scene.data(int(number))))
        return super().answer(replace(asked, target=f"{path}?{address.query}"))
