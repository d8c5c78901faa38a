"""Granules read where they are in the archive, by ranges, against the same files on disk."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from pathlib import Path

import netCDF4
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itslive_qgis.errors import Cancelled, ItsliveError
from itslive_qgis.monitor import Monitor
from itslive_qgis.science import remote
from itslive_qgis.science.cube import build_cube
from itslive_qgis.science.file_map import follow
from itslive_qgis.science.granule import read_header, read_raw, remote_header
from itslive_qgis.science.granule_header import HEADER, VELOCITIES
from itslive_qgis.science.held import HeldFile
from itslive_qgis.science.options import CubeOptions
from itslive_qgis.science.placement import Placer
from itslive_qgis.science.plan import make_plan
from itslive_qgis.science.quick_header import read_quickly
from itslive_qgis.science.remote_estimate import estimate_remote
from tests.plain.science.ranged_server import RangedServer
from tests.plain.science.same_cube import VARIABLES, content
from tests.tools.dask_cluster import dask_cluster

FILL = -32767
DERIVED = ("v", "v_error", "v_derived")


@pytest.fixture
def server(granules) -> RangedServer:
    with RangedServer(granules) as running:
        yield running


@pytest.fixture
def little_at_a_time(monkeypatch):
    """The first request brings a part of the header only, so that more have to follow."""
    monkeypatch.setattr(remote, "_HEAD", 4096)


def build(server: RangedServer, output: Path, outline: dict, monitor=None, cache=None, **chosen):
    reach = dict(server.reach)
    if cache is not None:
        reach |= {"cache": str(cache), "limit": 10**9}
    return build_cube(
        str(output),
        inputs=server.addresses(),
        area=outline,
        variables=VARIABLES,
        monitor=monitor,
        reach=reach,
        **chosen,
    )


def assert_equal_but_for_rounding(far: Path, here: Path) -> None:
    """All is the same but the speed and its error, which are those of the components."""
    one, other = content(far), content(here)
    assert list(one) == list(other)
    for name in set(one) - set(DERIVED):
        if isinstance(one[name], tuple):
            np.testing.assert_array_equal(one[name][2], other[name][2], err_msg=name)
            assert repr(one[name][:2]) == repr(other[name][:2]), name
        else:
            assert one[name] == other[name], name
    vx, vy, v, v_error = (one[name][2].astype(float) for name in ("vx", "vy", "v", "v_error"))
    held = vx != FILL
    np.testing.assert_array_equal(held, v != FILL)
    np.testing.assert_array_equal(held, other["v"][2] != FILL)
    # Components within half a metre: the speed within half a diagonal, and half for its own.
    assert np.abs(v - other["v"][2])[held].max() <= 1.21
    alone = (one["reprojected"][2] == 0) & (one["filled_percent"][2] == 0)
    copied = held & alone[:, None, None]
    assert np.abs(v - np.hypot(vx, vy))[copied].max() <= 0.5
    # An error of the speed lies between those of the components, wherever the vector points.
    errors = np.stack([one["vx_error"][2], one["vy_error"][2]])[:, :, None, None]
    low, high = errors.min(0) - 0.51, errors.max(0) + 0.51
    told = copied & (v_error != FILL)
    assert (((v_error >= low) & (v_error <= high)) | ~told).all()
    assert one["v_derived"][2].all()
    np.testing.assert_array_equal(other["v_derived"][2], other["reprojected"][2])


def test_a_cube_of_addresses_is_that_of_the_files(server, reference, outline, tmp_path):
    report = build(server, tmp_path / "far.nc", outline)

    assert_equal_but_for_rounding(tmp_path / "far.nc", reference)
    assert report["received"] == server.sent
    assert report["stored"] == sum(path.stat().st_size for path in server.folder.glob("*.nc"))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "far.nc",
        "granules",
        "reference.nc",
    ]


def test_only_what_is_needed_comes(server, outline, tmp_path, little_at_a_time):
    """No byte of the blocks of a variable that nobody asked for, where they are apart."""
    build_cube(
        str(tmp_path / "far.nc"), inputs=server.addresses(), area=outline, reach=server.reach
    )

    spared = 0
    for path in server.folder.glob("*.nc"):
        ranges = [wanted[6:].split("-") for name, wanted in server.asked if name == path.name]
        stored = read_header(path).stored
        for name in VARIABLES:
            for start, size in stored[name].places.reshape(-1, 2) if name in stored else ():
                inside = [(int(a), int(b)) for a, b in ranges if int(a) <= start <= int(b)]
                # What lies between two pages of the header, or in a gap, comes along.
                spared += size if not inside else 0
    assert spared > 0.5 * sum(
        size
        for path in server.folder.glob("*.nc")
        for name, stored in read_header(path).stored.items()
        for _, size in stored.places.reshape(-1, 2)
        if name in VARIABLES and size > 0
    )


def opened(path: Path, first: int = 4096) -> tuple[HeldFile, list[tuple[int, int]]]:
    """A granule of which only the first bytes are here, and a list of what is fetched."""
    data, fetched = path.read_bytes(), []

    def fetch(start: int, stop: int) -> bytes:
        fetched.append((start, stop))
        return data[start:stop]

    return HeldFile(len(data), data[:first], fetch), fetched


def test_headers_of_all_forms_are_those_of_the_files(whole_its_live):
    """By pages; and all that libhdf5 asks for is there before."""
    asked_late = {}
    for path in whole_its_live.granules:
        here = read_header(path)
        held, fetched = opened(path)
        follow((*HEADER, *VELOCITIES[:2], *VARIABLES), held.held, held.expect)
        before = len(fetched)
        header = read_quickly(
            held, lambda dataset, path=path: remote_header(dataset, str(path), VARIABLES)
        )
        asked_late[path.name] = len(fetched) - before
        assert held.failure is None

        told = {**vars(here), "speed_derived": header.speed_derived, "stored": None, "fills": None}
        told["dr_to_vr_factor"] = header.dr_to_vr_factor  # of the radar's own variables
        for name, value in {**vars(header), "stored": None, "fills": None}.items():
            assert value == told[name] or value != value, name  # noqa: PLR0124 - NaN
        for name, stored in header.stored.items():
            assert stored.to_dict() == here.stored[name].to_dict()
            assert header.fills[name] == here.fills[name]
    late = [name for name, count in asked_late.items() if count]
    assert not late


def test_pages_are_the_bytes_of_the_file(its_live):
    path = its_live.granules[0]
    data = path.read_bytes()
    held, fetched = opened(path)
    rng = np.random.default_rng(3)
    for start, length in zip(rng.integers(0, len(data), 200), rng.integers(1, 9000, 200)):
        held.seek(int(start))
        buffer = bytearray(int(length))
        assert held.readinto(buffer) == length
        assert bytes(buffer) == data[start : start + length].ljust(length, b"\0")
    assert sum(stop - start for start, stop in fetched) <= len(data)


def test_libhdf5_is_given_zeros_where_nothing_comes(its_live):
    held, _ = opened(its_live.granules[0])

    def fail(_start: int, _stop: int) -> bytes:
        raise OSError("gone")

    held._fetch = fail
    held.seek(20_000)
    buffer = bytearray(b"x" * 10)
    assert held.readinto(buffer) == 10
    assert buffer == bytes(10)
    assert str(held.failure) == "gone"


@given(data=st.data())
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_map_of_a_damaged_file_is_no_error(data, its_live):
    content = bytearray(its_live.granules[data.draw(st.integers(0, 5))].read_bytes())
    for _ in range(data.draw(st.integers(1, 40))):
        at = data.draw(st.integers(0, min(len(content), 70_000) - 1))
        content[at] = data.draw(st.integers(0, 255))
    held = HeldFile(len(content), bytes(content[:4096]), lambda a, b: bytes(content[a:b]))
    follow((*HEADER, *VELOCITIES), held.held, held.expect)


def test_what_was_read_before_is_not_sent_again(server, reference, outline, tmp_path):
    first = build(server, tmp_path / "far.nc", outline, cache=tmp_path / "cache")
    again = build(server, tmp_path / "again.nc", outline, cache=tmp_path / "cache")

    assert first["received"] > 0
    assert again["received"] == 0
    assert_equal_but_for_rounding(tmp_path / "again.nc", reference)


def test_a_granule_that_was_replaced_is_read_anew(server, granules, outline, tmp_path):
    build(server, tmp_path / "far.nc", outline, cache=tmp_path / "cache")
    paths = sorted(granules.glob("*.nc"))
    with netCDF4.Dataset(paths[3], "a") as data:
        data["vx"][:] = np.ma.masked_all(data["vx"].shape)
    build(server, tmp_path / "again.nc", outline, cache=tmp_path / "cache")
    with netCDF4.Dataset(tmp_path / "again.nc") as data:
        assert paths[3].stem not in data["granule"][:]
        assert paths[3].stem in data.skipped_granules


def test_one_that_is_missing_costs_itself_alone(server, granules, outline, tmp_path):
    build(server, tmp_path / "whole.nc", outline)
    with netCDF4.Dataset(tmp_path / "whole.nc") as data:
        lost = granules / f"{data['granule'][5]}.nc"
    server.fault = lambda name, _range: (404, {}, b"") if name == lost.name else None
    report = build(server, tmp_path / "far.nc", outline)

    with netCDF4.Dataset(tmp_path / "whole.nc") as whole, netCDF4.Dataset(report["output"]) as data:
        assert set(whole["granule"][:]) - set(data["granule"][:]) == {lost.stem}
    (reason,) = [each for each in report["skipped"] if each["granule_id"] == lost.stem]
    assert reason["reason"]["values"]["status"] == 404


def is_of_blocks(wanted: str) -> bool:
    """Pages of the header begin at whole pages."""
    return int(wanted[6:].partition("-")[0]) % 4096 != 0


def test_an_archive_that_is_gone_ends_the_build(server, granules, outline, tmp_path, small_blocks):
    """With what is finished kept, and the next build goes on from there."""
    build(server, tmp_path / "other.nc", outline)
    of_blocks = [wanted for _, wanted in server.asked if is_of_blocks(wanted)]
    in_time = sorted(granules.glob("*.nc"), key=lambda path: read_header(path).mid_date)
    late = {path.name for path in in_time[25:]}

    def failing(name: str, wanted: str) -> tuple[int, dict[str, str], bytes] | None:
        return (503, {}, b"") if name in late and is_of_blocks(wanted) else None

    server.fault = failing
    with pytest.raises(ItsliveError) as caught:
        build(server, tmp_path / "far.nc", outline)
    assert caught.value.code == "server_error"
    assert caught.value.retry
    assert not (tmp_path / "far.nc").exists()
    finished = len(list((tmp_path / "far.nc.unfinished").glob("*.block")))
    assert finished

    server.fault = lambda _name, _range: None
    server.asked.clear()
    build(server, tmp_path / "far.nc", outline)
    went_on = [wanted for _, wanted in server.asked if is_of_blocks(wanted)]
    assert len(went_on) < len(of_blocks)
    assert content(tmp_path / "far.nc").keys() == content(tmp_path / "other.nc").keys()
    for name, value in content(tmp_path / "far.nc").items():
        if isinstance(value, tuple):
            np.testing.assert_array_equal(value[2], content(tmp_path / "other.nc")[name][2])
    assert not (tmp_path / "far.nc.unfinished").exists()


@pytest.mark.parametrize("what", ["no ranges", "cut short", "other part"])
def test_odd_answers(what, server, reference, outline, tmp_path):
    seen: set[tuple[str, str]] = set()

    def odd(name: str, wanted: str) -> tuple[int, dict[str, str], bytes] | None:
        data = (server.folder / name).read_bytes()
        start, stop = (int(each) for each in wanted[6:].split("-"))
        part = data[start : stop + 1]
        told = f"bytes {start}-{start + len(part) - 1}/{len(data)}"
        if what == "no ranges":
            return 200, {"ETag": '"whole"'}, data
        if what == "cut short" and start and (name, wanted) not in seen:
            seen.add((name, wanted))
            return 206, {"ETag": '"x"', "Content-Range": told}, part[: len(part) // 2]
        if what == "other part":
            told = f"bytes {start + 1}-{start + len(part)}/{len(data)}"
        return 206, {"ETag": '"x"', "Content-Range": told}, part

    server.fault = odd
    if what == "other part":
        with pytest.raises(ItsliveError) as caught:
            build(server, tmp_path / "far.nc", outline)
        assert caught.value.code == "other_part"
    else:
        build(server, tmp_path / "far.nc", outline)
        assert_equal_but_for_rounding(tmp_path / "far.nc", reference)


def test_a_file_that_changes_while_it_is_read_is_refused(server, outline, tmp_path):
    server.fault = lambda _name, wanted: None if wanted.startswith("bytes=0-") else (412, {}, b"")
    with pytest.raises(ItsliveError) as caught:
        build(server, tmp_path / "far.nc", outline)
    assert caught.value.code == "changed_meanwhile"


def test_one_stored_in_another_way_is_fetched_whole(server, granules, outline, tmp_path):
    """Contiguous, which only netCDF4 reads: it is a layer like the others."""
    paths = sorted(granules.glob("*.nc"))
    changed = paths[4]
    with netCDF4.Dataset(changed, "r") as old, netCDF4.Dataset(tmp_path / "new.nc", "w") as new:
        old.set_auto_maskandscale(False)
        new.setncatts(old.__dict__)
        for name, dimension in old.dimensions.items():
            new.createDimension(name, dimension.size)
        for name, variable in old.variables.items():
            attributes = dict(variable.__dict__)
            fill = attributes.pop("_FillValue", None)
            contiguous = variable.ndim == 2
            made = new.createVariable(
                name, variable.dtype, variable.dimensions, fill_value=fill, contiguous=contiguous
            )
            made.set_auto_maskandscale(False)
            made.setncatts(attributes)
            if variable.ndim:
                made[:] = variable[:]
    shutil.move(tmp_path / "new.nc", changed)
    assert not read_header(changed).stored.keys() & {"vx", "vy"}
    here = build_cube(
        str(tmp_path / "here.nc"), folder=str(granules), area=outline, variables=VARIABLES
    )
    far = build(server, tmp_path / "far.nc", outline)

    assert far["layers"] == here["layers"]
    assert_equal_but_for_rounding(tmp_path / "far.nc", tmp_path / "here.nc")


@pytest.mark.parametrize("late", [0.05, 0.6])
def test_a_cancel_is_heard_at_once(late, server, outline, tmp_path):
    """While headers are read, and while blocks are."""
    server.latency = 0.3
    stop = threading.Event()

    class Stopping(Monitor):
        def is_cancelled(self) -> bool:
            return stop.is_set()

    pressed = []

    def press() -> None:
        pressed.append(time.monotonic())
        stop.set()

    threading.Timer(1 if late < 0.1 else 2.5, press).start()
    with pytest.raises(Cancelled):
        build(server, tmp_path / "far.nc", outline, Stopping())
    assert pressed
    assert sorted(path.name for path in tmp_path.iterdir()) == ["granules"]


@pytest.mark.parametrize("package", ["h5py", "requests"])
def test_what_is_missing_is_said(package, server, outline, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ItsliveError) as caught:
        build(server, tmp_path / "far.nc", outline)
    assert caught.value.code == "no_package"
    assert caught.value.values["package"] == package


def test_a_cluster_reads_them_itself(server, reference, outline, tmp_path, tmp_path_factory):
    with dask_cluster(tmp_path_factory.mktemp("cluster"), workers=2, threads=2) as cluster:
        build(server, tmp_path / "far.nc", outline, scheduler=cluster.address)
    assert_equal_but_for_rounding(tmp_path / "far.nc", reference)


def test_the_estimate_is_near_what_comes(server, granules, outline, tmp_path):
    told = estimate_remote(server.addresses(), outline, server.reach)
    sampled = {name for name, _ in server.asked}
    before = server.sent
    build_cube(
        str(tmp_path / "far.nc"), inputs=server.addresses(), area=outline, reach=server.reach
    )

    assert told["sampled"] == len(sampled) == 8
    assert told["granules"] == 40
    assert told["bytes"] == pytest.approx(server.sent - before, rel=0.35)
    sizes = sum(path.stat().st_size for path in granules.glob("*.nc"))
    assert told["whole_bytes"] == pytest.approx(sizes, rel=0.35)


def test_windows_are_those_that_are_read(its_live, outline):
    """In the cube's own projection and in another one."""
    headers = [read_header(path) for path in its_live.granules[:40]]
    options = CubeOptions()
    plan = make_plan(headers, outline, options)
    placer = Placer(plan.grid, plan.inside, plan.times, options)
    for header in headers:
        read: list[tuple[slice, slice]] = []

        def keep(header, rows, columns, read=read):
            read.append((rows, columns))
            return read_raw(header, rows, columns)

        placer.place(header, keep)
        window = placer.window(header)
        assert read == ([] if window is None else [window])
