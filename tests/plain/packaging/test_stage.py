"""The staged tree: the tests import it, it is what the sources say, and it heals itself."""

from __future__ import annotations

from pathlib import Path

import pytest

import itslive_qgis
from tests.tools import package
from tests.tools.layout import PLUGIN, STAGE
from tests.tools.package import shipped_files, stage, zip_tree
from tests.tools.profile import fresh_profile


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a tree by name, without by-products of running it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_tests_import_the_staged_plugin():
    assert Path(itslive_qgis.__file__).parent == STAGE / PLUGIN


def test_the_staged_tree_is_the_sources():
    sources = {name: path.read_bytes() for name, path in shipped_files().items()}
    staged = contents(STAGE / PLUGIN)
    differing = {
        name
        for name in sources.keys() | staged.keys()
        if sources.get(name) != staged.get(name) and not name.endswith(".qm")
    }
    assert not differing, "build/stage is behind the sources: run `make stage`"


def test_staging_again_repairs_and_removes(tmp_path):
    plugin = stage(tmp_path)
    whole = contents(plugin)
    (plugin / "metadata.txt").write_text("spoiled")
    (plugin / "LICENSE").unlink()
    (plugin / "gone").mkdir()
    (plugin / "gone" / "module.py").write_text("left from an older tree")
    stage(tmp_path)
    assert contents(plugin) == whole
    assert not (plugin / "gone").exists()


def test_a_file_of_another_kind_is_refused_by_name(tmp_path, monkeypatch):
    (tmp_path / PLUGIN).mkdir()
    (tmp_path / PLUGIN / "data.bin").write_bytes(b"\0")
    monkeypatch.setattr(package, "REPOSITORY", tmp_path)
    with pytest.raises(SystemExit, match=r"itslive_qgis/data\.bin .* not shipped"):
        shipped_files()


def test_a_fresh_profile_has_the_plugin_on_and_nothing_old(tmp_path):
    root = tmp_path / "root"
    (root / "profiles" / "default").mkdir(parents=True)
    (root / "profiles" / "default" / "old").write_text("from last time")
    settings = {"stac_url": "http://127.0.0.1:1"}
    profile = fresh_profile(root, STAGE / PLUGIN, settings)
    assert not (profile / "old").exists()
    assert contents(profile / "python" / "plugins" / PLUGIN) == contents(STAGE / PLUGIN)
    ini = (profile / "QGIS" / "QGIS3.ini").read_text()
    assert "[PythonPlugins]\nitslive_qgis=true" in ini
    assert '[itslive_qgis]\nstac_url="http://127.0.0.1:1"' in ini


def test_the_zip_installs_like_the_staged_tree(tmp_path):
    zip_tree(STAGE / PLUGIN, tmp_path / "plugin.zip")
    profile = fresh_profile(tmp_path / "root", tmp_path / "plugin.zip", {})
    assert contents(profile / "python" / "plugins" / PLUGIN) == contents(STAGE / PLUGIN)
