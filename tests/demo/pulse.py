"""The pulse of QGIS's window: how long it stands still while something is done."""

from __future__ import annotations

import gc
import sys
import threading
import time
import traceback
from pathlib import Path

from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtTest import QTest

BEAT = 5  # milliseconds


def waited_for_cpu() -> float:
    """Seconds this process's first thread was ready and had no processor, as Linux counts them."""
    return int(Path("/proc/self/schedstat").read_text(encoding="ascii").split()[1]) / 1e9


class Pulse:
    """A heartbeat of the GUI thread, and the longest time it missed per action.

    Attributes:
        stalls: longest gap between two beats, by action, in milliseconds.
        starved: how much of it the thread waited for a processor that something else had.
        own: the most it computed itself between two beats.
    """

    def __init__(self) -> None:
        self.stalls: dict[str, float] = {}
        self.starved: dict[str, float] = {}
        self.own: dict[str, float] = {}
        self._cpu = self._most_cpu = 0.0
        self._last = time.perf_counter()
        self._longest = 0.0
        self._delay = self._delay_of_longest = 0.0
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT)

    def of(self, name: str, act, settle: int = 700) -> None:
        """Do something, let it settle, and note the longest gap between two beats."""
        QTest.qWait(300)
        self._longest, self._last = 0.0, time.perf_counter()
        self._delay, self._delay_of_longest = waited_for_cpu(), 0.0
        self._most_cpu, self._cpu = 0.0, time.thread_time()
        act()
        QTest.qWait(settle)
        self.stalls[name] = round(1000 * self._longest - BEAT, 1)
        self.starved[name] = round(1000 * self._delay_of_longest, 1)
        self.own[name] = round(1000 * self._most_cpu, 1)

    def watch_collections(self) -> list[float]:
        """A list that gets the length of each full garbage collection, in milliseconds."""
        times: list[float] = []
        begun = [0.0]

        def note(phase: str, info: dict) -> None:
            if phase == "start":
                begun[0] = time.perf_counter()
            elif info["generation"] == 2:
                times.append(round(1000 * (time.perf_counter() - begun[0]), 1))

        gc.callbacks.append(note)
        return times

    def watch(self, file: Path, seconds: float) -> None:
        """Write down where the GUI thread is whenever a beat is late; costs some time itself."""
        main = threading.main_thread().ident

        def look() -> None:
            with file.open("w", encoding="utf-8") as log:
                while True:
                    time.sleep(0.01)
                    late = time.perf_counter() - self._last
                    if late > seconds:
                        frame = sys._current_frames().get(main)
                        stack = "".join(traceback.format_stack(frame)[-6:]) if frame else "?"
                        log.write(f"--- {late:.3f} after {list(self.stalls)[-1:]}\n{stack}\n")
                        log.flush()

        threading.Thread(target=look, daemon=True).start()

    def _beat(self) -> None:
        now = time.perf_counter()
        delay = waited_for_cpu()
        if now - self._last > self._longest:
            self._longest, self._delay_of_longest = now - self._last, delay - self._delay
        self._last, self._delay = now, delay
        cpu = time.thread_time()
        self._most_cpu = max(self._most_cpu, cpu - self._cpu)
        self._cpu = cpu
