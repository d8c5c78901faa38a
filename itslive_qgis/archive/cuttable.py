"""Connections that another thread can cut at any moment: while they open, and after their end.

Between a TCP connection and the end of its TLS handshake no attribute of a connection leads to the
socket that waits; nor does one while an answer is read whose end is the connection's end.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from socket import SHUT_RDWR, fromfd, socket
from typing import Any


def cuttable(base: type, register: Callable[[Any], None]) -> type:
    """A subclass of a connection class of http.client or urllib3, for :func:`cut`.

    Args:
        base: the class.
        register: told of a connection before it connects; may raise OSError to keep it from that.

    Connecting raises OSError if :func:`cut` was called meanwhile, even while a name was resolved.
    """
    return type(
        "Cuttable" + base.__name__, (_Cuttable, base), {"_register": staticmethod(register)}
    )


def cut(connection: Any) -> None:
    """End what a connection waits for; its thread gets an error now."""
    connection.was_cut = True
    for sock in connection.sockets():
        _shut(sock)


class _Cuttable:
    """What is laid over a connection class.

    Attributes:
        was_cut: since it began to connect.
    """

    _register: Callable[[Any], None]
    was_cut = False
    _is_opening = False
    _sock: Any = None
    _raw: socket | None = None  # the same connection as the socket that TLS is put over
    _latest: Any = None

    @property
    def sock(self) -> Any:
        """The socket, as the class below sets and asks it."""
        return self._sock

    @sock.setter
    def sock(self, sock: Any) -> None:
        self._sock = sock
        if sock is None:
            return
        self._latest = weakref.ref(sock)
        if self._is_opening and self._raw is None and isinstance(sock, socket):
            self._raw = fromfd(sock.fileno(), sock.family, sock.type, sock.proto)
            if self.was_cut:
                _shut(self._raw)

    def sockets(self) -> list[Any]:
        """What there is of it: that of an answer still being read outlives the connection."""
        latest = self._latest() if self._latest is not None else None
        return [each for each in (self._raw, latest) if each is not None]

    def connect(self) -> None:
        """Connect, unless that was cut."""
        self.was_cut = False
        self._register(self)
        self._is_opening = True
        try:
            super().connect()  # type: ignore[misc]
        finally:
            self._is_opening = False
            raw, self._raw = self._raw, None
            if raw is not None:
                raw.close()
        if self.was_cut:
            self.close()  # type: ignore[attr-defined]
            raise OSError("the connection was cut")


def _shut(sock: Any) -> None:
    """Shut a socket under whoever reads it; one that is closed already needs nothing."""
    plain = getattr(sock, "socket", sock)  # pyOpenSSL wraps the socket it uses
    if not isinstance(plain, socket) or plain.fileno() < 0:
        return
    try:
        # Of an SSLSocket the plain method is meant: its own takes the TLS layer from the reader.
        socket.shutdown(plain, SHUT_RDWR)
    except OSError:
        return
