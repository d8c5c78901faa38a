"""Names and contents of granule files."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itslive_qgis.archive.files import (
    HDF5_SIGNATURE,
    declared_length,
    free_name,
    is_whole,
    prepare_folder,
    safe_name,
)
from itslive_qgis.archive.granule import Granule
from itslive_qgis.errors import ItsliveError
from tests.tools.needed import require_module

RESERVED = {"con", "prn", "aux", "nul", "com1", "lpt9"}


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://its-live-data.s3.amazonaws.com/v02/N60W050/LC08_X_LC08.nc", "LC08_X_LC08.nc"),
        ("https://x.example/../../etc/passwd", "passwd.nc"),
        ("https://x.example/a/..%2F..%2Fx.nc", "x.nc"),
        ("https://x.example/a/..%5C..%5Cx.nc", "x.nc"),
        ("https://x.example/CON", "_CON.nc"),
        ("https://x.example/con.nc", "_con.nc"),
        ("https://x.example/COM1.tar.nc", "_COM1.tar.nc"),
        ("https://x.example/console.nc", "console.nc"),
        ("https://x.example/a:b*c%3Fd.nc?query=1#part", "a_b_c_d.nc"),
        ("https://x.example/granules.jsonl", "granules.jsonl.nc"),
        ("https://x.example/x.nc.part", "x.nc.part.nc"),
        ("https://x.example/.hidden. .nc", "hidden.nc"),
    ],
)
def test_names_are_made_safe(url: str, name: str) -> None:
    assert safe_name(url) == name


def test_names_that_are_too_long_or_empty_stay_apart() -> None:
    long = [f"https://x.example/{'x' * 300}{end}.nc" for end in "ab"]
    assert len({safe_name(url) for url in long}) == 2
    assert all(len(safe_name(url)) <= 190 for url in long)
    empty = ["https://x.example/a/", "https://x.example/b/", "https://x.example/..", "https://x"]
    assert len({safe_name(url) for url in empty}) == 4


@given(st.text(max_size=300))
def test_no_name_leaves_its_folder(path: str) -> None:
    name = safe_name("https://x.example/" + path)
    assert name.endswith(".nc")
    assert Path("folder", name).parent == Path("folder")
    assert not set(name) & set('/\\:*?"<>|\0\n')
    assert name.partition(".")[0].lower() not in RESERVED
    assert len(name.encode()) < 200
    assert name.strip(" .") == name


def test_taken_names_are_marked(make_granule: Callable[..., Granule]) -> None:
    granule = make_granule(url="https://x.example/N50W130/a.nc", epsg=32608)
    assert free_name(granule, set()) == "a.nc"
    assert free_name(granule, {"a.nc"}) == "a_EPSG32608.nc"
    assert free_name(granule, {"a.nc", "a_epsg32608.nc"}) == "a_N50W130.nc"
    last = free_name(granule, {"a.nc", "a_epsg32608.nc", "a_n50w130.nc"})
    assert last.startswith("a_")
    assert last.endswith(".nc")


def test_the_real_granule_is_whole(real_data: Path, tmp_path: Path) -> None:
    path = next((real_data / "granules").glob("*.nc"))
    data = path.read_bytes()
    assert declared_length(data[:64]) == len(data)
    assert is_whole(path)
    for length in (len(data) - 1, 1000, 70, 20, 0):
        cut = tmp_path / "cut.nc"
        cut.write_bytes(data[:length])
        assert not is_whole(cut)


@pytest.mark.parametrize("libver", ["earliest", "latest", "v108", "v110"])
def test_lengths_of_every_superblock(tmp_path: Path, libver: str) -> None:
    h5py = require_module("h5py")
    path = tmp_path / "file.nc"
    with h5py.File(path, "w", libver=libver) as file:
        file["v"] = list(range(1000))
    assert declared_length(path.read_bytes()[:64]) == path.stat().st_size
    assert is_whole(path)


def test_other_files_tell_no_length() -> None:
    assert declared_length(b"CDF\x01" + b"\0" * 80) is None
    assert declared_length(HDF5_SIGNATURE) is None
    assert declared_length(HDF5_SIGNATURE + b"\x09" * 80) is None
    assert declared_length(HDF5_SIGNATURE + b"\x02\x04" + b"\0" * 80) is None


def test_a_path_that_is_too_long_for_this_system_is_told(tmp_path: Path) -> None:
    with pytest.raises(ItsliveError) as caught:
        prepare_folder(tmp_path / ("d" * 5_000))
    assert caught.value.code == "path_too_long"
    assert "shorter path" in str(caught.value)


def test_a_folder_is_tried_once_and_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert prepare_folder(tmp_path / "a" / "b") == tmp_path / "a" / "b"
    assert not list((tmp_path / "a" / "b").iterdir())

    tried: list[object] = []

    def refuse(path: object, *_given: object, **_options: object) -> int:
        tried.append(path)
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    # Windows refuses a file in a read-only folder as it does one whose name a folder has, so that
    # another name may be tried for as long as there are names.
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(ItsliveError) as caught:
        prepare_folder(str(tmp_path))
    assert caught.value.code == "folder_not_writable"
    assert len(tried) == 1


def test_a_full_disk_is_found_by_a_try(small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(bytes(256 * 1024))
    with pytest.raises(ItsliveError) as caught:
        prepare_folder(small_disk)
    assert caught.value.code == "disk_full"
    assert [path.name for path in small_disk.iterdir()] == ["ballast"]
