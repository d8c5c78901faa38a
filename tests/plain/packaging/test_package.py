"""The ZIP: what is in it, that equal trees give equal bytes, and that each rule is checked."""

from __future__ import annotations

import zipfile

import pytest

from tests.tools.check_package import metadata_faults, package_faults
from tests.tools.layout import PLUGIN, REPOSITORY, version
from tests.tools.package import EPOCH, stage, zip_tree


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """The package of the tree as it is."""
    folder = tmp_path_factory.mktemp("package")
    archive = folder / "plugin.zip"
    zip_tree(stage(folder / "stage"), archive)
    return archive


@pytest.fixture
def small_tree(tmp_path):
    """A minimal plugin folder without a fault, to break in one way at a time."""
    plugin = tmp_path / PLUGIN
    (plugin / "resources" / "icons").mkdir(parents=True)
    (plugin / "resources" / "icons" / "itslive.svg").write_text("<svg/>")
    (plugin / "__init__.py").write_text('"""A plugin."""\n')
    for name in ("metadata.txt", "LICENSE"):
        (plugin / name).write_bytes((REPOSITORY / name).read_bytes())
    return plugin


def faults_of(plugin, tmp_path):
    archive = tmp_path / "small.zip"
    zip_tree(plugin, archive)
    return package_faults(archive)


def with_entry(plugin, tmp_path, name, mode=0o100644, date=EPOCH):
    """The faults of the small package with one entry more."""
    archive = tmp_path / "small.zip"
    zip_tree(plugin, archive)
    with zipfile.ZipFile(archive, "a") as package:
        entry = zipfile.ZipInfo(name, date)
        entry.external_attr = mode << 16
        package.writestr(entry, "")
    return package_faults(archive)


def test_package_has_no_fault(package):
    assert package_faults(package) == []


def test_package_holds_what_an_installed_plugin_needs(package):
    names = set(zipfile.ZipFile(package).namelist())
    for name in (
        "__init__.py",
        "plugin.py",
        "metadata.txt",
        "LICENSE",
        "resources/icons/itslive.svg",
    ):
        assert f"{PLUGIN}/{name}" in names
    sources = {
        path.relative_to(REPOSITORY).as_posix()
        for folder in (PLUGIN, "resources")
        for path in (REPOSITORY / folder).rglob("*.*")
        if path.is_file() and not {"__pycache__", "screenshots"} & set(path.parts)
    }
    packed = {name[len(PLUGIN) + 1 :] if "/resources/" in name else name for name in names}
    assert sources <= packed
    assert not [name for name in names if "screenshots" in name]


def test_two_builds_are_byte_identical(package, tmp_path):
    again = tmp_path / "again.zip"
    plugin = stage(tmp_path / "stage")
    for number, path in enumerate(sorted(plugin.rglob("*.py"))):
        path.chmod(0o755 if number % 2 else 0o600)
        path.touch()
    zip_tree(plugin, again)
    assert again.read_bytes() == package.read_bytes()


def test_by_products_are_not_packed(small_tree, tmp_path):
    (small_tree / "__pycache__").mkdir()
    (small_tree / "__pycache__" / "x.cpython-311.pyc").write_bytes(b"\0")
    (small_tree / ".DS_Store").write_bytes(b"\0")
    assert faults_of(small_tree, tmp_path) == []


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("other/x.py", "not inside"),
        (f"{PLUGIN}/../x.py", "unsafe name"),
        (f"{PLUGIN}\\x.py", "unsafe name"),
        (f"{PLUGIN}/größe.py", "unsafe name"),
        (f"{PLUGIN}/__pycache__/x.py", "must not be shipped"),
        (f"{PLUGIN}/x.pyc", "must not be shipped"),
        (f"{PLUGIN}/x.so", "must not be shipped"),
        (f"{PLUGIN}/x.sh", "must not be shipped"),
        (f"{PLUGIN}/x_rc.py", "must not be shipped"),
        (f"{PLUGIN}/tests/test_x.py", "must not be shipped"),
        (f"{PLUGIN}/.hidden", "hidden"),
        (f"{PLUGIN}/__init__.py", "sorted, or doubled"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_bad_name_is_a_fault(small_tree, tmp_path, name, fault):
    assert any(fault in found for found in with_entry(small_tree, tmp_path, name))


def test_an_executable_or_dated_file_is_a_fault(small_tree, tmp_path):
    name = f"{PLUGIN}/zz.py"
    assert any("mode" in found for found in with_entry(small_tree, tmp_path, name, mode=0o100755))
    dated = with_entry(small_tree, tmp_path, name, date=(2024, 5, 6, 7, 8, 10))
    assert any("date" in found for found in dated)


def test_a_missing_licence_is_a_fault(small_tree, tmp_path):
    (small_tree / "LICENSE").unlink()
    assert faults_of(small_tree, tmp_path) == ["LICENSE is missing"]


def test_the_scanners_read_the_package(small_tree, tmp_path):
    assert faults_of(small_tree, tmp_path) == []
    (small_tree / "bad.py").write_text("assert 1\nkey = 'AKIA" + "Q3EGRI7P2XWLTK4N'\n")
    found = " ".join(faults_of(small_tree, tmp_path))
    assert "B101" in found
    assert "AWS Access Key" in found


METADATA = (REPOSITORY / "metadata.txt").read_text(encoding="utf-8")
NAMES = {"resources/icons/itslive.svg"}


def test_metadata_has_no_fault():
    assert metadata_faults(METADATA, NAMES) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("tracker=", "bugs=", "tracker is missing"),
        ("name=ITS_LIVE", "name=ITS_LIVE Plugin", "plugin"),
        (f"version={version()}", "version=1.0-beta", "version"),
        ("about=", "about=<b>Bold</b> ", "HTML"),
        ("homepage=https://", "homepage=http://", "homepage"),
        ("icon=resources/", "icon=", "icon"),
        ("hasProcessingProvider=yes", "hasProcessingProvider=no", "qgis_process"),
        ("server=False", "supportsQt6=True", "supportsQt6"),
    ],
)
def test_bad_metadata_is_a_fault(old, new, fault):
    assert old in METADATA
    assert any(fault in found for found in metadata_faults(METADATA.replace(old, new), NAMES))


def test_metadata_names_every_outside_package():
    """Users must read how to get what QGIS does not ship."""
    for package in ("xarray", "netCDF4", "rioxarray", "h5py", "zarr"):
        assert package in METADATA


def test_the_changelog_begins_with_this_version():
    headings = [
        line for line in (REPOSITORY / "CHANGELOG.md").read_text().splitlines() if "## [" in line
    ]
    assert headings[0].startswith(f"## [{version()}]")
