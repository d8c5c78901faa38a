from __future__ import annotations

import os
import threading

import pytest

from itslive_qgis.errors import Cancelled, ItsliveError
from itslive_qgis.worker import methods, packages
from itslive_qgis.worker.client import Worker
from tests.plain.worker.watching import Call, Recorder, is_running, wait_for


def test_the_worker_says_who_it_is_and_has_every_package(worker):
    assert worker.pid is None
    assert worker.info == {}
    answer = worker.call("ping", {})
    assert answer["pid"] == worker.pid != os.getpid()
    assert set(packages.REQUIRED) <= set(answer["packages"])
    assert worker.info["packages"] == answer["packages"]
    assert worker.info["missing"] == {}
    assert os.path.exists(worker.info["executable"])


def test_the_process_stays_warm_between_calls(warm_worker):
    first = warm_worker.call("ping", {})["pid"]
    assert warm_worker.call("ping", {})["pid"] == first


def test_prints_of_libraries_do_not_reach_the_stream(warm_worker):
    assert warm_worker.call("print_everywhere", {}) == "clean"
    assert warm_worker.call("echo", {"value": "still there"}) == "still there"


def test_nobody_reads_requests_away(warm_worker):
    assert warm_worker.call("read_input", {}) == ""
    assert warm_worker.call("echo", {"value": 1}) == 1


def test_numbers_arrive_plain(warm_worker):
    assert warm_worker.call("numbers", {}) == {
        "array": [[1.5, None], [None, None]],
        "count": 3,
        "yes": True,
        "nan": None,
        "dates": ["2020-01-02T03:04:05.000000000"],
        "path": "a/b",
    }


def test_large_messages_pass_both_ways(warm_worker):
    inputs = [f"/data/größe/{number:06}.nc" for number in range(50_000)]
    assert warm_worker.call("echo", {"value": inputs}) == inputs


def test_progress_comes_in_the_calling_thread_throttled_with_its_last_word(warm_worker):
    monitor = Recorder()
    assert warm_worker.call("steps", {"count": 5000}, monitor) == 5000
    assert monitor.threads == {threading.get_ident()}
    fractions = [fraction for fraction, _, _ in monitor.reports]
    assert fractions == sorted(fractions)
    assert monitor.reports[-1] == (1.0, "Step {step}", {"step": 5000})
    assert len(fractions) < 500


def test_a_failure_crosses_whole(warm_worker):
    with pytest.raises(ItsliveError) as caught:
        warm_worker.call("fail", {"kind": "itslive"})
    assert str(caught.value) == "No room on D:. Make some."
    assert caught.value.code == "full"
    assert caught.value.retry


def test_a_failure_with_odd_values_still_arrives(warm_worker):
    with pytest.raises(ItsliveError, match="Odd <class 'object'>"):
        warm_worker.call("fail", {"kind": "odd values"})


def test_want_of_memory_has_its_own_sentence(warm_worker):
    with pytest.raises(ItsliveError, match="smaller area or fewer granules") as caught:
        warm_worker.call("fail", {"kind": "memory"})
    assert caught.value.code == "out_of_memory"


@pytest.mark.parametrize(
    ("method", "params", "kind"),
    [
        ("fail", {"kind": "bug"}, "ZeroDivisionError"),
        ("fail", {"kind": "exit"}, "SystemExit"),
        ("not_json", {}, "TypeError"),
    ],
)
def test_what_nobody_foresaw_is_an_error_with_its_traceback(warm_worker, method, params, kind):
    before = warm_worker.call("ping", {})["pid"]
    with pytest.raises(ItsliveError, match=kind) as caught:
        warm_worker.call(method, params)
    assert caught.value.code == "unexpected"
    assert "Traceback" in caught.value.detail
    assert warm_worker.call("ping", {})["pid"] == before


@pytest.mark.parametrize(
    ("method", "params", "code", "word"),
    [
        ("no_such", {}, "unknown_method", "no_such"),
        ("echo", {}, "bad_params", "value"),
        ("echo", {"value": 1, "colour": 2}, "bad_params", "colour"),
        ("steps", {"count": 1, "monitor": None}, "bad_params", "monitor"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(warm_worker, method, params, code, word):
    with pytest.raises(ItsliveError, match=word) as caught:
        warm_worker.call(method, params)
    assert caught.value.code == code


#: ``chosen``: the options of a cube, see ``science/options.py``.
BUILD = {"output", "area", "inputs", "folder", "leave_out", "append", "reach", "chosen"}


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("build_cube", BUILD),
        ("describe_cube", {"path"}),
        ("estimate_remote", {"inputs", "area", "reach", "chosen"}),
        ("describe_folder", {"folder", "leave_out"}),
        ("point_series", {"path", "points", "crs"}),
        ("typical_speed", {"path", "output"}),
    ],
)
def test_the_methods_of_science_take_their_parameters(method, params):
    accepted = methods.parameters(methods.METHODS, method)
    assert set(accepted) - {"monitor"} == params


def test_a_second_caller_waits_and_can_leave(worker, begun):
    first = Call(worker, "patient", {"begun": str(begun)})
    wait_for(begun.exists)
    second = Call(worker, "echo", {"value": 2})
    third = Call(worker, "echo", {"value": 3})
    third.monitor.cancel.set()
    with pytest.raises(Cancelled):
        third.outcome()
    assert first.is_alive()
    assert second.is_alive()
    first.monitor.cancel.set()
    with pytest.raises(Cancelled):
        first.outcome()
    assert second.outcome() == 2


def test_stop_cancels_the_call_and_whoever_waits(begun, worker):
    calls = [Call(worker, "deaf", {"begun": str(begun)})]
    wait_for(begun.exists)
    pid = worker.pid
    calls.append(Call(worker, "echo", {"value": 2}))
    calls[1].join(0.2)
    worker.stop()
    for call in calls:
        with pytest.raises(Cancelled):
            call.outcome()
    assert not is_running(pid)
    assert worker.pid is None


def test_a_stopped_worker_starts_again_when_called(worker):
    first = worker.call("ping", {})["pid"]
    worker.stop()
    worker.stop()
    assert worker.call("ping", {})["pid"] != first


def test_stop_during_the_start_ends_it():
    worker = Worker()
    call = Call(worker, "ping", {})
    wait_for(lambda: call.monitor.reports)
    worker.stop()
    with pytest.raises(Cancelled):
        call.outcome()
    assert worker.pid is None
