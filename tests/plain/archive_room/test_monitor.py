"""A bar that never falls, and what is said while it stands still."""

from __future__ import annotations

from itslive_qgis.monitor import Monitor, Steady

from .watched import WatchedMonitor


def test_a_bar_stays_where_it_is_while_something_is_said() -> None:
    watched = WatchedMonitor()
    steady = Steady(watched)
    steady.say("first")
    steady.progress(0.5, "half", count=1)
    steady.part(0.5, 1).say("{seconds} s", seconds=3)
    steady.progress(0.2, "less")
    steady.part(0.5, 1).progress(0.5, "more")
    assert watched.told == [
        (0.0, "first", {}),
        (0.5, "half", {"count": 1}),
        (0.5, "{seconds} s", {"seconds": 3}),
        (0.5, "less", {}),
        (0.75, "more", {}),
    ]
    assert not steady.is_cancelled()
    watched.stop()
    assert steady.is_cancelled()


def test_who_has_no_bar_says_nothing() -> None:
    Monitor().say("nothing")
    watched = WatchedMonitor()
    watched.part(0, 1).say("nothing")
    assert watched.told == []
