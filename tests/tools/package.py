"""Stage the plugin as it is installed, and zip it so that equal trees give equal bytes.

python -m tests.tools.package stage [FOLDER]      # default build/stage
python -m tests.tools.package zip FILE
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from .layout import PLUGIN, REPOSITORY, STAGE

# What is shipped, by folder; a file of another kind there is an error, so nothing is lost unseen.
ALLOWED = {
    "itslive_qgis": {".py", ".ui"},
    "resources": {".svg", ".qml", ".csv", ".html", ".css", ".png", ".json", ".model3"},
}
# Pictures of the README, which the plugin itself has no use for.
SCREENSHOTS = Path("resources", "screenshots")
# The ZIP format's first date: the same on every machine and in every year.
EPOCH = (1980, 1, 1, 0, 0, 0)


def is_litter(path: Path) -> bool:
    """Whether a path is a by-product of running or editing."""
    return any(part == "__pycache__" or part.startswith(".") for part in path.parts)


def shipped_files() -> dict[str, Path]:
    """Every shipped file that lies ready: its name inside the plugin folder and its source."""
    files = {name: REPOSITORY / name for name in ("LICENSE", "metadata.txt")}
    for folder, kinds in ALLOWED.items():
        for path in sorted((REPOSITORY / folder).rglob("*")):
            inner = path.relative_to(REPOSITORY / folder)
            if path.is_dir() or is_litter(inner) or REPOSITORY / SCREENSHOTS in path.parents:
                continue
            if path.suffix not in kinds:
                raise SystemExit(
                    f"{path.relative_to(REPOSITORY)} is of a kind that is not shipped. Move it out "
                    f"of {folder}/, or add {path.suffix!r} to ALLOWED in tests/tools/package.py."
                )
            name = inner if folder == PLUGIN else Path(folder) / inner
            files[name.as_posix()] = path
    return files


def compile_translations(folder: Path) -> set[str]:
    """Compile ``i18n/itslive_qgis_<language>.ts`` into the staged plugin; return their names."""
    sources = sorted((REPOSITORY / "i18n").glob("itslive_qgis_*.ts"))
    if not sources:
        return set()
    known = ("lrelease", "lrelease-qt5", "lrelease6")
    lrelease = next((name for name in known if shutil.which(name)), None)
    if lrelease is None:
        raise SystemExit("No lrelease to compile the translations (Debian: qttools5-dev-tools).")
    names = set()
    for source in sources:
        name = f"i18n/{source.stem}.qm"
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([lrelease, "-silent", source, "-qm", folder / name], check=True)
        names.add(name)
    return names


def stage(folder: Path = STAGE) -> Path:
    """Make ``folder/itslive_qgis`` the plugin as it is installed; return that folder.

    Only what differs is written and only what is gone is removed, so a running test is not hurt.
    """
    target = folder / PLUGIN
    files = shipped_files()
    for name, source in files.items():
        staged = target / name
        if staged.is_file() and staged.read_bytes() == source.read_bytes():
            continue
        staged.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, staged)
    kept = set(files) | compile_translations(target)
    for path in sorted(target.rglob("*"), reverse=True):
        inner = path.relative_to(target)
        if path.is_file() and not is_litter(inner) and inner.as_posix() not in kept:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    return target


def zip_tree(plugin: Path, archive: Path) -> None:
    """Zip the staged ``plugin`` folder into ``archive``: sorted, dateless, plain modes."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        names = {path.relative_to(plugin).as_posix(): path for path in plugin.rglob("*")}
        for name in sorted(names):
            if names[name].is_dir() or is_litter(Path(name)):
                continue
            entry = zipfile.ZipInfo(f"{PLUGIN}/{name}", EPOCH)
            entry.create_system = 3  # Unix, so that the mode below is read as one
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, names[name].read_bytes())


def main(arguments: list[str]) -> int:
    """Do what the command line asks; return a process exit code."""
    if len(arguments) == 2 and arguments[0] == "zip":
        zip_tree(stage(), Path(arguments[1]))
        print(f"{arguments[1]}: {Path(arguments[1]).stat().st_size:,} bytes")
    elif arguments[:1] == ["stage"]:
        stage(*map(Path, arguments[1:2]))
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
