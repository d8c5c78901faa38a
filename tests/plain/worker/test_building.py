"""A granule that crashes the worker costs that granule only."""

from __future__ import annotations

from pathlib import Path

import pytest

from itslive_qgis.errors import ItsliveError, fill
from itslive_qgis.science import skipped
from itslive_qgis.worker import building
from itslive_qgis.worker.client import Worker
from itslive_qgis.worker.conversation import is_crash
from tests.plain.science import small_granules as small
from tests.plain.science.damage import damaged
from tests.plain.worker.watching import Recorder

DEADLY = Path(__file__).with_name("deadly_methods.py")


@pytest.fixture
def deadly_worker():
    """A worker that dies of files named after a signal."""
    worker = Worker(extra_methods=str(DEADLY))
    yield worker
    worker.stop()


@pytest.fixture
def folder(tmp_path):
    """Two sound granules of different pairs."""
    folder = tmp_path / "granules"
    folder.mkdir()
    add(folder, "A_X_sound.nc", 1)
    add(folder, "Z_X_sound.nc", 2)
    return folder


def add(folder: Path, name: str, day: int) -> Path:
    """A granule of a pair of its own."""
    spec = small.v2()
    pair = spec.variables["img_pair_info"].attributes
    pair["id_img1"] = f"LC08_L1TP_009011_202006{day:02}_20200824_02_T1"
    pair["acquisition_date_img1"] = f"202006{day:02}T14:52:19"
    return small.write(spec, folder / name)


def request_for(folder: Path) -> dict:
    return {"folder": str(folder), "output": str(folder.parent / "cube.nc")}


@pytest.mark.parametrize("name", ["SIGSEGV", "pixels_SIGSEGV", "SIGABRT", "pixels_SIGBUS"])
def test_a_crash_costs_its_granule_alone(name, deadly_worker, folder):
    deadly = add(folder, f"{name}_X_.nc", 3)
    monitor = Recorder()
    built = building.build_cube(deadly_worker, request_for(folder), monitor)

    assert built["layers"] == 2
    assert [item["granule_id"] for item in built["skipped"]] == [deadly.stem]
    assert built["skipped"][0]["reason"] == {"what": skipped.CRASHES, "values": {}}
    fractions = [fraction for fraction, _, _ in monitor.reports]
    assert fractions == sorted(fractions)


def test_several_crashes_cost_as_many_granules(deadly_worker, folder):
    for number in range(3):
        add(folder, f"{'pixels_' * (number % 2)}SIGSEGV{number}_X_.nc", number + 3)
    built = building.build_cube(deadly_worker, request_for(folder))

    assert (built["layers"], len(built["skipped"])) == (2, 3)


def test_too_many_crashes_name_the_last_granule(deadly_worker, folder, monkeypatch):
    monkeypatch.setattr(building, "MOST_CRASHES", 1)
    for number in range(2):
        add(folder, f"SIGSEGV{number}_X_.nc", number + 3)
    with pytest.raises(ItsliveError, match=r"crashed 2 times .* SIGSEGV1_X_\.nc") as caught:
        building.build_cube(deadly_worker, request_for(folder))

    assert caught.value.code == "worker_died"
    assert not list(folder.parent.glob("cube*"))


def test_a_worker_killed_from_outside_is_not_the_granule_s_fault(deadly_worker, folder):
    """As for want of memory: leaving a granule out would not help, and cost data."""
    add(folder, "SIGKILL_X_.nc", 3)
    with pytest.raises(ItsliveError, match="out of memory") as caught:
        building.build_cube(deadly_worker, request_for(folder))

    assert not is_crash(caught.value)
    assert "While reading" in caught.value.detail
    assert "SIGKILL_X_.nc" in caught.value.detail


def test_a_file_that_failed_to_open_is_suspected_before_the_next_one():
    """libhdf5 may have spoilt the process's memory with it; the one it crashes on is sound."""
    calls = []
    reason = {"what": "{name} cannot be read: the file is damaged.", "values": {"name": "bad.nc"}}

    class Spoilt:
        def call(self, method, params, monitor):
            calls.append(dict(params["leave_out"]))
            monitor.progress(0.0, "Reading", reading="bad.nc")
            if "bad.nc" in params["leave_out"]:
                return "built"
            monitor.progress(0.0, unreadable="bad.nc", reason=reason)
            monitor.progress(0.5, "Reading", reading="sound.nc")
            raise ItsliveError("", code="worker_died", signal="SIGSEGV", exit_code=-11)

    assert building.build_cube(Spoilt(), {"folder": ""}) == "built"
    assert calls == [{}, {"bad.nc": reason}]


def test_each_file_left_out_keeps_its_own_true_reason(deadly_worker, folder):
    """A crash is told of the file it happened on, not of those that merely were no granules."""
    (folder / "B_X_page.nc").write_text("<html>Sign in</html>", encoding="utf-8")
    mosaic = small.v2()
    del mosaic.variables["img_pair_info"]
    small.write(mosaic, folder / "C_X_mosaic.nc")
    (folder / "D_X_zeros.nc").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(4000))
    add(folder, "SIGSEGV_X_.nc", 3)
    request = request_for(folder)
    built = building.build_cube(deadly_worker, request)
    told = building.describe_folder(deadly_worker, {"folder": str(folder)})

    assert built["layers"] == 2
    words = {
        "B_X_page": "a web page",
        "C_X_mosaic": "a mosaic or another",
        "D_X_zeros": "the file is damaged",
        "SIGSEGV_X_": "crashes the program",
    }
    reasons = {item["granule_id"]: item["reason"] for item in built["skipped"]}
    assert {each["granule_id"]: each["error"] for each in told["granules"] if each["error"]} == (
        reasons
    )
    assert set(reasons) == set(words)
    for name, reason in reasons.items():
        assert words[name] in fill(reason["what"], reason["values"])


def test_a_crash_while_writing_is_not_the_granule_s_fault(tmp_path, folder):
    """By then its pixels are read; without it the next one would be blamed."""
    methods = tmp_path / "deadly_writing.py"
    methods.write_text(
        "import os, signal\n"
        "from itslive_qgis.science import cube\n"
        "def die(*_): os.kill(os.getpid(), signal.SIGSEGV); signal.pause()\n"
        "cube.write_cube = die\n"
        "METHODS = {'build_cube': cube.build_cube}\n",
        encoding="utf-8",
    )
    worker = Worker(extra_methods=str(methods))
    monitor = Recorder()
    try:
        with pytest.raises(ItsliveError) as caught:
            building.build_cube(worker, request_for(folder), monitor)
    finally:
        worker.stop()

    assert is_crash(caught.value)
    assert "While reading" not in caught.value.detail
    read = [values["reading"] for _, _, values in monitor.reports if "reading" in values]
    assert len(read) == 2, "two headers; the pixels need no libhdf5"


def test_other_failures_are_passed_on(deadly_worker, folder):
    with pytest.raises(ItsliveError) as caught:
        building.build_cube(deadly_worker, request_for(folder / "nowhere"))
    assert caught.value.code == "no_folder"


def test_a_folder_is_described_in_spite_of_a_crash(deadly_worker, folder):
    deadly = add(folder, "SIGSEGV_X_.nc", 3)
    told = building.describe_folder(deadly_worker, {"folder": str(folder)})

    faulty = {each["granule_id"]: each["error"] for each in told["granules"] if each["error"]}
    assert faulty == {deadly.stem: {"what": skipped.CRASHES, "values": {}}}
    assert len(told["granules"]) == 3


@pytest.mark.parametrize("name", ["SIGSEGV", "pixels_SIGSEGV"])
def test_a_folder_is_inspected_in_spite_of_a_crash(name, deadly_worker, folder):
    deadly = add(folder, f"{name}_X_.nc", 3)
    page = folder / "P_X_page.nc"
    page.write_text("<html>Sign in</html>", encoding="utf-8")
    monitor = Recorder()
    found = building.inspect_folder(deadly_worker, {"folder": str(folder)}, monitor)

    codes = {each["name"]: [item["code"] for item in each["problems"]] for each in found}
    assert list(codes) == sorted(codes)
    assert len(codes) == 4
    assert codes[deadly.name] == ["crashes"]
    assert codes[page.name] not in ([], ["crashes"])  # libhdf5 had no hand in it
    row = next(each for each in found if each["name"] == deadly.name)
    assert (row["is_granule"], row["whole"], row["variables"]) == (False, False, [])
    assert deadly.name in str(ItsliveError.from_dict(row["problems"][0]))
    fractions = [fraction for fraction, _, _ in monitor.reports]
    assert fractions == sorted(fractions)


@pytest.mark.parametrize("name", ["SIGSEGV", "pixels_SIGABRT"])
def test_a_granule_that_crashes_the_worker_is_one_with_a_problem(name, deadly_worker, folder):
    deadly = add(folder, f"{name}_X_.nc", 3)
    found = building.inspect_granule(deadly_worker, {"path": str(deadly)})

    assert [item["code"] for item in found["problems"]] == ["crashes"]
    assert found["bytes"] == deadly.stat().st_size
    assert not found["whole"]


@pytest.mark.parametrize(
    ("signal", "code", "crash"),
    [
        ("SIGSEGV", -11, True),
        ("SIGKILL", -9, False),
        ("SIGTERM", -15, False),
        ("", 0xC0000005, True),
        ("", 0xC0000005 - 2**32, True),
        ("", 1, False),
        ("", None, False),
    ],
)
def test_what_counts_as_a_crash(signal, code, crash):
    """The codes are Windows's: an access violation has no signal there."""
    assert is_crash(ItsliveError("", code="worker_died", signal=signal, exit_code=code)) is crash
    assert not is_crash(ItsliveError("", code="other", signal="SIGSEGV", exit_code=-11))


@pytest.fixture
def touchy_worker(monkeypatch):
    """A worker in which memory not yet written to is full of rubbish (with the GNU C library).

    On a damaged file libhdf5 frees pointers it never set. Whether that crashes depends on what the
    memory held before; here it does.
    """
    rubbish = "glibc.malloc.perturb=85:glibc.malloc.tcache_count=0"
    monkeypatch.setenv("GLIBC_TUNABLES", rubbish)
    worker = Worker()
    yield worker
    worker.stop()


def test_damaged_files_cost_themselves_alone(touchy_worker, folder, tmp_path):
    """Whether libhdf5 crashes on one of them is its own affair: not every version does.

    What becomes of a crash itself is shown above, with files that crash for certain.
    """
    whole = small.write(small.v2(), tmp_path / "whole.nc").read_bytes()
    for seed in range(20):
        path = folder / f"damaged{seed}_X_.nc"
        path.write_bytes(damaged(whole, seed))
        built = building.build_cube(touchy_worker, request_for(folder))
        path.unlink()

        left_out = {item["granule_id"]: item["reason"]["what"] for item in built["skipped"]}
        assert set(left_out) <= {path.stem}
        assert built["layers"] == 3 - len(left_out)
