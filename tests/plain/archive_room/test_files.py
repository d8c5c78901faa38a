"""Names and contents of granule files."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itslive_qgis.archive import files
from itslive_qgis.archive.files import (
    HDF5_SIGNATURE,
    FileInUseError,
    declared_length,
    disk_error,
    free_name,
    is_whole,
    move_whole,
    prepare_folder,
    reading_error,
    safe_name,
)
from itslive_qgis.archive.granule import Granule
from itslive_qgis.errors import ItsliveError

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
    h5py = pytest.importorskip("h5py")
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


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EDQUOT, "disk_full"),
        (errno.EROFS, "folder_not_writable"),
        (errno.EACCES, "folder_not_writable"),
    ],
)
def test_disk_errors_have_sentences(number: int, code: str) -> None:
    error = disk_error(OSError(number, "why"), Path("/somewhere"))
    assert error.code == code
    assert "/somewhere" in str(error)
    assert "{" not in str(error)


def held(monkeypatch: pytest.MonkeyPatch, times: int) -> list[str]:
    """Another program has a file open for so many tries; the names of what was then moved."""
    moved: list[str] = []
    tries = iter(range(times))
    replace = os.replace

    def busy(source: Path, target: Path) -> None:
        if next(tries, None) is not None:
            raise PermissionError(errno.EACCES, "used by another process", source, None, target)
        replace(source, target)
        moved.append(Path(target).name)

    monkeypatch.setattr(os, "replace", busy)
    return moved


def part_and_target(folder: Path) -> tuple[Path, Path]:
    part, target = folder / "a.nc.part", folder / "a.nc"
    part.write_text("new")
    target.write_text("old")
    return part, target


def test_windows_is_asked_again_while_a_scanner_has_a_file_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_ON_WINDOWS", True)
    part, target = part_and_target(tmp_path)
    moved = held(monkeypatch, times=3)
    move_whole(part, target)
    assert moved == ["a.nc"]
    assert target.read_text() == "new"


def test_a_program_that_keeps_a_file_open_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_ON_WINDOWS", True)
    monkeypatch.setattr(files, "_PATIENCE", 0.2)
    part, target = part_and_target(tmp_path)
    held(monkeypatch, times=1_000)
    with pytest.raises(FileInUseError) as caught:
        move_whole(part, target)
    error = disk_error(caught.value, tmp_path)
    assert error.code == "file_in_use"
    assert "Another program has the file a.nc open." in str(error)
    assert error.advice


@pytest.mark.parametrize("system", ["another", "windows, but a folder"])
def test_what_no_patience_helps_against_is_told_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    monkeypatch.setattr(files, "_ON_WINDOWS", system != "another")
    monkeypatch.setattr(files.time, "sleep", lambda _seconds: pytest.fail("waited"))
    part, target = part_and_target(tmp_path)
    if system != "another":
        target.unlink()
        target.mkdir()
    held(monkeypatch, times=1)
    with pytest.raises(PermissionError) as caught:
        move_whole(part, target)
    assert disk_error(caught.value, tmp_path).code == "folder_not_writable"


def test_what_cannot_be_read_is_not_said_to_be_written(tmp_path: Path) -> None:
    error = reading_error(OSError(errno.EIO, "Input/output error"), tmp_path)
    assert error.code == "not_readable"
    assert f"{tmp_path} cannot be read: Input/output error." in str(error)
    assert error.advice
    named = reading_error(OSError(errno.EACCES, "Permission denied", "/there/a.nc"), tmp_path)
    assert "/there/a.nc cannot be read: Permission denied." in str(named)
    in_the_way = reading_error(IsADirectoryError(errno.EISDIR, "Is", "/there/a.nc"), tmp_path)
    assert in_the_way.code == "folder_in_the_way"


def test_a_path_that_is_too_long_for_windows_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def told(length: int, number: int = errno.ENOENT) -> str:
        part = "/" + "d" * (length - 11) + "/a.nc.part"
        assert len(part) == length
        error = disk_error(OSError(number, "No such file or directory", part), Path("/somewhere"))
        assert "{" not in str(error)
        assert error.advice
        return error.code

    assert told(260) == "folder_not_writable"
    monkeypatch.setattr(files, "_ON_WINDOWS", True)
    assert told(260) == "path_too_long"
    assert told(259) == "folder_not_writable"
    assert told(260, errno.ENOSPC) == "disk_full"
    assert told(260, errno.EACCES) == "folder_not_writable"


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
