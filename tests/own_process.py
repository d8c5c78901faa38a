"""``pytest.mark.own_process``: a test of its own process, forked from pytest's.

For tests that hand libhdf5 damaged files, or disks that take no more. What it cannot open or close
it keeps, or frees twice; sound files that the same process reads afterwards may then fail with "HDF
error", in other tests than the one that spoilt it.
"""

from __future__ import annotations

import os
import pickle
import traceback

import pytest
from _pytest.runner import runtestprotocol


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known."""
    config.addinivalue_line("markers", "own_process: run in a process forked for this test")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Run a marked test in a child, and report what it reports."""
    if item.get_closest_marker("own_process") is None or not hasattr(os, "fork"):
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for report in _reports(item):
        item.ihook.pytest_runtest_logreport(report=report)
    # What the test before left for this one of its module, and the next has no use for.
    item.session._setupstate.teardown_exact(nextitem)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def _reports(item: pytest.Item) -> list[pytest.TestReport]:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _answer(item, writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        told = stream.read()
    _, status = os.waitpid(child, 0)
    if status == 0 and told:
        return pickle.loads(told)
    message = f"The process of {item.nodeid} ended with status {status}."
    return [
        pytest.TestReport(item.nodeid, item.location, {}, "failed", message, when="call"),
    ]


def _answer(item: pytest.Item, writer: int) -> None:
    """The child: run the test, send the reports, and be gone without a word to anybody."""
    status = 1
    try:
        # "Next" is the test itself: fixtures of wider scope are the parent's to take down.
        reports = runtestprotocol(item, log=False, nextitem=item)
        with os.fdopen(writer, "wb") as stream:
            stream.write(pickle.dumps(reports))
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)
