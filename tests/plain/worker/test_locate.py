"""Layouts of all platforms, as trees of file names."""

from __future__ import annotations

import ntpath
import os
import sys

import pytest

from itslive_qgis.worker import locate
from itslive_qgis.worker.locate import Host

OSGEO4W = r"C:\OSGeo4W"
BUNDLE = "/Applications/QGIS 3.40.app/Contents"


def host(platform, files, *prefixes, executable="", env=None, links=None):
    """A host whose disk holds ``files`` alone; ``links`` maps a path to what it really is."""
    links = links or {}
    return Host(
        platform=platform,
        prefixes=prefixes,
        version=(3, 12),
        executable=executable,
        env=env or {},
        exists=set(files).__contains__,
        realpath=lambda path: links.get(path, path),
    )


def test_here_the_first_candidate_is_the_running_python():
    here = Host.here()
    first = locate.candidates(here)[0]
    assert os.path.realpath(first) == os.path.realpath(sys.executable)
    assert locate.is_own(first, here)
    assert locate.environment(first, here) == dict(os.environ)


def test_linux_names_with_the_version_come_first_and_one_program_counts_once():
    files = ["/usr/bin/python3", "/usr/bin/python3.12"]
    linked = host("linux", files, "/usr", links={"/usr/bin/python3": "/usr/bin/python3.12"})
    assert locate.candidates(linked) == ["/usr/bin/python3.12"]
    apart = host("linux", files, "/usr")
    assert locate.candidates(apart) == ["/usr/bin/python3.12", "/usr/bin/python3"]


@pytest.mark.parametrize(
    "executable",
    [
        "/usr/bin/qgis",
        "/usr/bin/qgis.bin",
        "/usr/lib/qgis/pythonplugins",
        "/usr/bin/python3-config",
    ],
)
def test_a_program_that_is_no_python_is_never_started(executable):
    files = ["/usr/bin/python3.12", executable]
    assert locate.candidates(host("linux", files, "/usr", executable=executable)) == [
        "/usr/bin/python3.12"
    ]


def test_another_python_in_sys_executable_comes_last_and_is_foreign():
    shim = "/home/me/.pyenv/shims/python3"
    files = ["/usr/bin/python3.12", shim]
    found = host("linux", files, "/usr", executable=shim)
    assert locate.candidates(found) == ["/usr/bin/python3.12", shim]
    assert not locate.is_own(shim, found)


def test_osgeo4w_with_the_python_in_apps():
    python = rf"{OSGEO4W}\apps\Python312\python.exe"
    files = [python, rf"{OSGEO4W}\bin\qgis-bin.exe"]
    found = host(
        "win32",
        files,
        "C:/OSGeo4W/apps/Python312",
        executable=rf"{OSGEO4W}\bin\qgis-bin.exe",
    )
    assert locate.candidates(found) == [python]


def test_osgeo4w_with_the_python_in_bin():
    python = rf"{OSGEO4W}\bin\python3.exe"
    found = host("win32", [python], rf"{OSGEO4W}\apps\Python312")
    assert locate.candidates(found) == [python]


def test_windows_installer_in_program_files():
    python = r"C:\Program Files\QGIS 3.40.6\apps\Python312\python3.exe"
    found = host("win32", [python], r"C:\Program Files\QGIS 3.40.6\apps\Python312")
    assert locate.candidates(found) == [python]


@pytest.mark.parametrize(
    ("prefix", "program"),
    [
        (f"{BUNDLE}/MacOS", f"{BUNDLE}/MacOS/bin/python3"),
        (f"{BUNDLE}/MacOS", f"{BUNDLE}/MacOS/bin/python3.12"),
        (f"{BUNDLE}/Frameworks", f"{BUNDLE}/MacOS/python"),
        (f"{BUNDLE}/Frameworks", f"{BUNDLE}/MacOS/python3.12"),
        (f"{BUNDLE}/Resources", f"{BUNDLE}/MacOS/bin/python3"),
        (
            f"{BUNDLE}/Frameworks/Python.framework/Versions/3.12",
            f"{BUNDLE}/Frameworks/Python.framework/Versions/3.12/bin/python3",
        ),
        ("/opt/homebrew", "/opt/homebrew/bin/python3.12"),
        ("/build/vcpkg", "/build/vcpkg/tools/python3/python3.12"),
    ],
)
def test_mac_layouts(prefix, program):
    qgis = f"{BUNDLE}/MacOS/QGIS"
    found = host("darwin", [program, qgis], prefix, executable=qgis)
    assert locate.candidates(found) == [program]


def test_a_virtual_environment_is_not_the_python_it_was_made_from():
    files = ["/usr/bin/python3.12", "/home/me/venv/bin/python", "/home/me/venv/pyvenv.cfg"]
    links = {"/home/me/venv/bin/python": "/usr/bin/python3.12"}
    found = host("linux", files, "/usr", links=links)
    assert not locate.is_own("/home/me/venv/bin/python", found)
    inside = host("linux", [*files, "/home/me/venv/bin/python3"], "/home/me/venv", links=links)
    assert not locate.is_own("/usr/bin/python3.12", inside)


def test_own_python_under_another_name_is_own():
    files = ["/usr/bin/python3.12", "/usr/local/bin/python"]
    links = {"/usr/local/bin/python": "/usr/bin/python3.12"}
    assert locate.is_own("/usr/local/bin/python", host("linux", files, "/usr", links=links))


def test_a_foreign_python_sees_nothing_of_qgis():
    env = {
        "PYTHONHOME": "/qgis",
        "PYTHONPATH": "/qgis/python",
        "PYTHONSTARTUP": "/x.py",
        "GDAL_DATA": "/qgis/gdal",
        "PROJ_LIB": "/qgis/proj",
        "PROJ_DATA": "/qgis/proj",
        "QT_PLUGIN_PATH": "/qgis/qt",
        "QGIS_PREFIX_PATH": "/qgis",
        "LD_LIBRARY_PATH": "/qgis/lib",
        "LD_PRELOAD": "/qgis/lib/x.so",
        "DYLD_LIBRARY_PATH": "/qgis/lib",
        "VIRTUAL_ENV": "/venv",
        "HOME": "/home/me",
        "PATH": "/usr/bin:/bin",
        "LANG": "de_CH.UTF-8",
        "OMP_NUM_THREADS": "2",
    }
    found = host("linux", ["/usr/bin/python3"], "/usr", env=env)
    assert locate.environment("/opt/conda/bin/python", found) == {
        "HOME": "/home/me",
        "PATH": "/usr/bin:/bin",
        "LANG": "de_CH.UTF-8",
        "OMP_NUM_THREADS": "2",
    }
    assert locate.environment("/usr/bin/python3", found) == env


def test_windows_search_path_loses_qgis_and_gains_the_python():
    env = {
        "Path": rf"{OSGEO4W}\apps\qgis\bin;c:\osgeo4w\BIN;C:\Windows\system32;C:\OSGeo4W2\bin",
        "Osgeo4w_Root": OSGEO4W,
        "SYSTEMROOT": r"C:\Windows",
    }
    own = rf"{OSGEO4W}\apps\Python312\python.exe"
    found = host("win32", [own], rf"{OSGEO4W}\apps\Python312", env=env)
    cleaned = locate.environment(r"D:\conda\python.exe", found)
    gained = r"D:\conda;D:\conda\Library\bin;D:\conda\Scripts"
    kept = r"C:\Windows\system32;C:\OSGeo4W2\bin"
    assert cleaned == {"Path": f"{gained};{kept}", "SYSTEMROOT": r"C:\Windows"}
    assert locate.environment(own, found) == env


def test_windows_search_path_keeps_windows_when_python_lies_under_the_drive():
    env = {"PATH": r"C:\Windows\system32;C:\Python312\Scripts"}
    found = host("win32", [], r"C:\Python312", env=env)
    folders = locate.environment(r"D:\py\python.exe", found)["PATH"].split(";")
    assert folders[-1] == ntpath.join("C:\\Windows", "system32")
    assert len(folders) == 4


def test_a_program_is_resolved_as_a_user_writes_it(monkeypatch, tmp_path):
    program = tmp_path / "mypython"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert locate.resolve("mypython") == str(program)
    assert locate.resolve("~/mypython") == str(program)
    assert locate.resolve("~/absent") == str(tmp_path / "absent")
