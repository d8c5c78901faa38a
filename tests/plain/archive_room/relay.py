"""A TCP relay before a server: the server answers, and the relay breaks what it says.

It knows of HTTP only where head and body part, and gives each request a connection of its own.
"""

from __future__ import annotations

import re
import socket
import struct
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

_BLOCK = 1 << 14
_TICK = 0.05  # seconds between two looks at whether all is over
_END_OF_HEAD = b"\r\n\r\n"


@dataclass(frozen=True)
class Cut:
    """How one answer is broken.

    Attributes:
        after: bytes of its body that pass before; -1 lets not even its head through.
        how: "reset" the connection, "close" it, or "stall": keep it and send nothing more.
        length: what its Content-Length says instead of the truth; 0 takes the header away.
    """

    after: int
    how: str
    length: int | None = None


class Relay:
    """Use it as a context manager; ``url`` is what to ask instead of the server.

    Attributes:
        port: of the server behind it; may be changed at any time.
        cuts: by the path of a request without its query: what befalls its next answers. An empty
            list lets them through.
        always: what befalls an answer for which ``cuts`` has nothing.
        count: of the requests so far.
        statuses: of the answers so far.
        before: called with the number of each request, counted from 1, before it is passed on.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.cuts: dict[str, list[Cut]] = defaultdict(list)
        self.always: Cut | None = None
        self.before: Callable[[int], None] = lambda _number: None
        self.count = 0
        self.statuses: list[int] = []
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def heal(self) -> None:
        """Break nothing more."""
        self.cuts.clear()
        self.always = None
        self.before = lambda _number: None

    def __enter__(self) -> Relay:
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._over.set()
        # A closed socket alone would not wake the thread that waits in it.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _listen(self) -> None:
        while not self._over.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client:
            try:
                head = _read_head(client)
                if not head:
                    return
                with self._lock:
                    self.count += 1
                    self.before(self.count)
                    waiting = self.cuts[head.split()[1].decode().partition("?")[0]]
                    cut = waiting.pop(0) if waiting else self.always
                with socket.create_connection(("127.0.0.1", self.port)) as server:
                    server.sendall(_alone(head))
                    self._answer(server, client, cut)
            except OSError:
                return  # a client that goes away is part of the tests

    def _answer(self, server: socket.socket, client: socket.socket, cut: Cut | None) -> None:
        head = _read_head(server)
        self.statuses += [int(head.split()[1])] if head else []
        if cut is None or cut.after >= 0:
            client.sendall(_alone(head, cut.length if cut else None))
        left = cut.after if cut else -1
        while cut is None or left > 0:
            block = server.recv(_BLOCK if cut is None else min(_BLOCK, left))
            if not block:
                break
            client.sendall(block)
            left -= len(block)
        if cut is not None:
            self._break(client, cut.how)

    def _break(self, client: socket.socket, how: str) -> None:
        if how == "reset":
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        while how == "stall" and not self._over.wait(_TICK):
            client.settimeout(_TICK)
            try:
                if not client.recv(1):
                    return
            except socket.timeout:
                continue


def _read_head(stream: socket.socket) -> bytes:
    """Up to the end of the head; empty if the other side ends before."""
    head = b""
    while not head.endswith(_END_OF_HEAD):
        waiting = stream.recv(_BLOCK, socket.MSG_PEEK)
        if not waiting:
            return b""
        # The end may have come in two pieces; what follows it is left for others to read.
        end = (head + waiting).find(_END_OF_HEAD)
        head += stream.recv(len(waiting) if end < 0 else end + len(_END_OF_HEAD) - len(head))
    return head


def _alone(head: bytes, length: int | None = None) -> bytes:
    """The head of a message with which the connection ends, and another length if one is given."""
    head = re.sub(rb"(?im)^connection:.*\r\n", b"", head)
    if length is not None:
        head = re.sub(rb"(?im)^content-length:.*\r\n", b"", head)
    lines = b"Connection: close\r\n" + (b"Content-Length: %d\r\n" % length if length else b"")
    return head[:-2] + lines + b"\r\n"
