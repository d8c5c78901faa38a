"""What a disk refuses: in sentences, and after some patience where a scanner may be the cause."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from itslive_qgis.archive import disk_errors
from itslive_qgis.archive.disk_errors import FileInUseError, disk_error, reading_error
from itslive_qgis.archive.files import move_whole


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
    monkeypatch.setattr(disk_errors, "_ON_WINDOWS", True)
    part, target = part_and_target(tmp_path)
    moved = held(monkeypatch, times=3)
    move_whole(part, target)
    assert moved == ["a.nc"]
    assert target.read_text() == "new"


def test_a_program_that_keeps_a_file_open_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk_errors, "_ON_WINDOWS", True)
    monkeypatch.setattr(disk_errors, "_PATIENCE", 0.2)
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
    monkeypatch.setattr(disk_errors, "_ON_WINDOWS", system != "another")
    monkeypatch.setattr(disk_errors.time, "sleep", lambda _seconds: pytest.fail("waited"))
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
    monkeypatch.setattr(disk_errors, "_ON_WINDOWS", True)
    assert told(260) == "path_too_long"
    assert told(259) == "folder_not_writable"
    assert told(260, errno.ENOSPC) == "disk_full"
    assert told(260, errno.EACCES) == "folder_not_writable"
