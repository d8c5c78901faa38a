"""An archive of cubes in a folder, served on loopback, with whatever a test puts in its way."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.plain.archive_room.scripted_server import Asked, Reply, ScriptedServer

from .stores import Cube, catalogue, feature

CATALOGUE = "datacubes/catalog.json"
#: Given the path and the request; an answer, or None to leave it to the others.
Rule = Callable[[str, Asked], "Reply | None"]


class ServedArchive(ScriptedServer):
    """Serves the files below a folder with ETags; rules come before files.

    Args:
        root: the folder.
    """

    def __init__(self, root: Path) -> None:
        super().__init__()
        self.root = root
        self.rules: list[Rule] = []
        (root / CATALOGUE).parent.mkdir(parents=True)

    def cube(self, name: str = "a", folder: str = "datacubes/v2", **options: Any) -> Cube:
        """Write a cube below the folder."""
        return Cube(self.root / folder / f"{name}.zarr", **options).write()

    def address(self, cube: Cube) -> str:
        """Where a cube is served."""
        return f"{self.url}/{cube.path.relative_to(self.root)}"

    def list(self, *cubes: Cube) -> str:
        """Write a catalogue of these cubes; return its address."""
        told = catalogue(*(feature(cube, self.address(cube)) for cube in cubes))
        (self.root / CATALOGUE).write_bytes(told)
        return f"{self.url}/{CATALOGUE}"

    def answer(self, asked: Asked) -> Reply:
        path = urlsplit(asked.target).path.lstrip("/")
        self.asked.append(asked)
        for rule in self.rules:
            reply = rule(path, asked)
            if reply is not None:
                return reply
        return self.file(path, asked)

    def file(self, path: str, asked: Asked) -> Reply:
        """A file as an object store gives it."""
        try:
            data = (self.root / path).read_bytes()
        except OSError:
            return Reply(404, {}, b"<Error><Code>NoSuchKey</Code></Error>")
        tag = f'"{hashlib.md5(data).hexdigest()}"'
        if asked.headers.get("If-None-Match") == tag:
            return Reply(304, {"ETag": tag, "Content-Length": "0"})
        return Reply(200, {"ETag": tag}, data)

    def paths(self) -> list[str]:
        """What was asked for, in this order."""
        return [urlsplit(asked.target).path.lstrip("/") for asked in self.asked]

    def chunks(self) -> list[str]:
        """The parts of velocities that were asked for."""
        return [
            path for path in self.paths() if path.split("/")[-2] in ("v", "v_error", "vx", "vy")
        ]


def times(count: int, rule: Rule) -> Rule:
    """A rule for the first few requests that it has an answer to."""
    left = [count]

    def limited(path: str, asked: Asked) -> Reply | None:
        reply = rule(path, asked) if left[0] > 0 else None
        left[0] -= reply is not None
        return reply

    return limited


def on(ending: str, reply: Reply) -> Rule:
    """Answer so what is asked for by a path with this ending."""
    return lambda path, _asked: reply if path.endswith(ending) else None
