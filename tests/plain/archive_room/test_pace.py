"""The distance between requests: none until a service asks for one, and none for ever."""

from __future__ import annotations

import pytest

from itslive_qgis.archive import pace as module
from itslive_qgis.archive.pace import LONGEST_GAP, Pace


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, as seconds in a list of one."""
    now = [1000.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    return now


def test_nobody_waits_unasked(clock: list[float]) -> None:
    pace = Pace()
    for _ in range(20):
        assert pace.left() == 0
        pace.answered()


def test_the_distance_is_kept_and_then_eased(clock: list[float]) -> None:
    pace = Pace()
    pace.slow_down(4)
    assert pace.left() == 0, "the pause itself is over"
    pace.answered()
    assert pace.left() == 4
    clock[0] += 3
    assert pace.left() == 1
    clock[0] += 3
    assert pace.left() == 0
    gaps = []
    for _ in range(60):
        pace.answered()
        gaps.append(pace.gap)
    assert gaps[0] == 4
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] == 0


def test_being_asked_again_doubles_it_up_to_a_bound(clock: list[float]) -> None:
    pace = Pace()
    gaps = []
    for _ in range(6):
        pace.slow_down(1)
        gaps.append(pace.gap)
    assert gaps == [1, 2, 4, 8, LONGEST_GAP, LONGEST_GAP]
    pace = Pace()
    pace.slow_down(90)
    assert pace.gap == LONGEST_GAP
