"""What a process asked of the system, in order, as strace writes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_LINE = re.compile(r"(?P<process>\d+) +(?P<said>.*)")
_CALL = re.compile(r"(?P<name>\w+)\((?P<arguments>.*)\) += (?P<result>-?\d+|\?)")
_UNFINISHED = re.compile(r"(?P<begin>.*) <unfinished \.\.\.>")
_RESUMED = re.compile(r"<\.\.\. \w+ resumed>(?P<end>.*)")
_FILE = re.compile(r"\d+<(?P<path>/[^>]*)>")
_PATH = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class Call:
    """One call.

    Attributes:
        name: such as "fsync".
        arguments: as strace writes them.
        result: what it gave back, -1 for an error.
        begun: its place among the lines.
        ended: the place of its end, a later one where other threads spoke in between.
    """

    name: str
    arguments: str
    result: int
    begun: int
    ended: int

    @property
    def file(self) -> str:
        """The path of the open file that it works on; empty if there is none."""
        match = _FILE.match(self.arguments)
        return match["path"] if match else ""

    @property
    def paths(self) -> list[str]:
        """The paths that are named."""
        named = _PATH.findall(self.arguments)
        return [text.encode().decode("unicode_escape").encode("latin-1").decode() for text in named]


def options(log: Path) -> list[str]:
    """The command before a command, which writes to ``log`` what it does with files."""
    calls = "openat,write,fsync,fdatasync,rename,renameat,renameat2,close"
    return ["strace", "-f", "-y", "-qq", "-s", "4096", "-o", str(log), "-e", f"trace={calls}"]


def read(log: Path) -> list[Call]:
    """The calls of a log, in the order of their beginnings."""
    calls = []
    waiting: dict[str, tuple[int, str]] = {}
    for number, line in enumerate(log.read_text(errors="replace").splitlines()):
        match = _LINE.match(line)
        if not match:
            continue
        process, said, begun = match["process"], match["said"], number
        unfinished, resumed = _UNFINISHED.fullmatch(said), _RESUMED.match(said)
        if unfinished:
            waiting[process] = (number, unfinished["begin"])
            continue
        if resumed:
            begun, begin = waiting.pop(process)
            said = begin + resumed["end"]
        call = _CALL.match(said)
        if call and call["result"] != "?":
            arguments = call["arguments"]
            calls.append(Call(call["name"], arguments, int(call["result"]), begun, number))
    return sorted(calls, key=lambda call: call.begun)
