"""A line of limited bandwidth before a server on loopback, which counts what comes through it.

Run as ``python -m tests.bench.slow_line PORT BYTES_PER_SECOND``: prints the port to connect to
instead, relays until its standard input ends, and prints how many bytes the server sent.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.tools.layout import REPOSITORY

_PIECE = 1 << 14  # bytes
_BURST = 0.02  # seconds of the line that may be used at once


class Line:
    """Lets so many bytes a second through, all connections together.

    Args:
        port: of the server.
        rate: bytes a second.
    """

    def __init__(self, port: int, rate: float) -> None:
        self.sent = 0
        self._port = port
        self._rate = rate
        self._free_at = 0.0

    async def relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._port)
        with suppress(OSError, asyncio.CancelledError):
            await asyncio.wait(
                [
                    asyncio.ensure_future(self._copy(reader, far_writer, slow=False)),
                    asyncio.ensure_future(self._copy(far_reader, writer, slow=True)),
                ],
                return_when=asyncio.FIRST_COMPLETED,
            )
        for each in (writer, far_writer):
            each.close()

    async def _copy(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, slow: bool
    ) -> None:
        while piece := await reader.read(_PIECE):
            if slow:
                await self._wait_for(len(piece))
                self.sent += len(piece)
            writer.write(piece)
            await writer.drain()

    async def _wait_for(self, count: int) -> None:
        now = asyncio.get_running_loop().time()
        self._free_at = max(self._free_at, now - _BURST) + count / self._rate
        if self._free_at > now:
            await asyncio.sleep(self._free_at - now)


class Running:
    """A line that runs.

    Attributes:
        port: where it listens.
        sent: bytes that came through it, once it has ended.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.sent = 0


@contextmanager
def slow_line(port: int, rate: float) -> Iterator[Running]:
    """A line before a server, in a process of its own, until the block ends.

    Args:
        port: of the server.
        rate: bytes a second.
    """
    command = [sys.executable, "-m", "tests.bench.slow_line", str(port), str(rate)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        running = Running(json.loads(process.stdout.readline()))
        try:
            yield running
        finally:
            process.stdin.close()
            running.sent = json.loads(process.stdout.readline() or "0")


async def _main(port: int, rate: float) -> None:
    line = Line(port, rate)
    server = await asyncio.start_server(line.relay, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    print(line.sent, flush=True)


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]), float(sys.argv[2])))
