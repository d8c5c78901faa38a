"""The worker ends when QGIS does, however busy it is and however QGIS ended.

The end of standard input is the rule on every platform (``server.py``). Two further ties here
cover what it cannot: a long call into compiled code that never lets Python's lock go, so that the
thread at the input cannot run; and an input held open by some other child of QGIS.
"""

from __future__ import annotations

import os
import sys
import threading
import time

LOOK_EVERY = 0.5  # seconds


def tie_to_pipe(descriptor: int) -> None:
    """Let the kernel end this process when the other end of the pipe ``descriptor`` closes.

    Nothing is ever written to that pipe, so its only event is its end. The kernel answers it with
    SIGIO, whose default action ends the process without asking Python. Linux only.
    """
    if not sys.platform.startswith("linux"):
        return
    import fcntl  # not on every platform

    fcntl.fcntl(descriptor, fcntl.F_SETOWN, os.getpid())
    flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
    fcntl.fcntl(descriptor, fcntl.F_SETFL, flags | os.O_ASYNC | os.O_NONBLOCK)
    try:
        ended = os.read(descriptor, 1) == b""
    except BlockingIOError:
        ended = False
    if ended:  # QGIS was gone before the signal was armed
        os._exit(0)


def watch_parent() -> None:
    """End this process when another one becomes its parent (POSIX: QGIS has ended)."""
    if os.name != "posix":
        return
    parent = os.getppid()

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_EVERY)
        os._exit(0)

    threading.Thread(target=look, name="parent watch", daemon=True).start()
