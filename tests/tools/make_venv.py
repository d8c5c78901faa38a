"""Make ``.venv``: the test tools, seeing the system's packages and replacing none of them.

``make_venv.py stac`` makes ``.venv-stac`` instead: the real STAC server, by itself;
``make_venv.py series`` makes ``.venv-series``: ITS_LIVE's own client of the cubes.

numpy, GDAL's bindings, xarray and the rest must be the very ones QGIS and its users have, so the
versions found on the system are handed to pip as constraints, and the result is checked. The
checker of the CF conventions wants newer ones, so it gets ``.venv-cf`` for itself.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import venv
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE.parent.parent / ".venv"
CF_VENV = HERE.parent.parent / ".venv-cf"
STAC_VENV = HERE.parent.parent / ".venv-stac"
SERIES_VENV = HERE.parent.parent / ".venv-series"
# What the plugin imports, directly or through those packages.
KEPT = (
    "numpy", "scipy", "pandas", "xarray", "netCDF4", "cftime", "h5py", "zarr", "numcodecs",
    "rioxarray", "rasterio", "pyproj", "shapely", "matplotlib", "pillow", "dask", "distributed",
    "requests", "urllib3", "certifi", "idna", "chardet", "charset-normalizer", "packaging",
    "typing_extensions",
)  # fmt: skip


def system_versions() -> dict[str, str]:
    """Name and version of the kept packages that this (the system's) Python has."""
    versions = {}
    for name in KEPT:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return versions


def replaced_packages(python: Path) -> list[str]:
    """The kept packages that ``python`` would import from the venv and not from the system."""
    script = (
        "import json, sys\n"
        "from importlib import metadata\n"
        f"names = {{name.lower() for name in {KEPT!r}}}\n"
        "print(json.dumps(sorted({d.metadata['Name'] for d in metadata.distributions()\n"
        "    if d.metadata['Name'].lower() in names\n"
        "    and str(d.locate_file('')).startswith(sys.prefix)})))"
    )
    output = subprocess.run([python, "-c", script], check=True, capture_output=True, text=True)
    return json.loads(output.stdout)


def make(venv_dir: Path, requirements: Path, constraints: str, *, sees_system: bool) -> None:
    """Make or refresh a venv if its recipe changed.

    Raises:
        SystemExit: it would replace packages of the system, or is a link to another one.
    """
    recipe = f"{sys.executable} {sys.version}\n{constraints}{requirements.read_text()}"
    digest = hashlib.sha256(recipe.encode()).hexdigest()
    stamp = venv_dir / "recipe.sha256"
    if stamp.is_file() and stamp.read_text() == digest:
        return
    if venv_dir.is_symlink():
        # Clearing goes through the link: it would empty a venv that others use.
        sys.exit(f"{venv_dir} is a link to {venv_dir.resolve()}, which is of another recipe.")
    print(f"Making {venv_dir} with the test tools of {requirements}", file=sys.stderr)
    venv.EnvBuilder(
        system_site_packages=sees_system, clear=True, symlinks=True, with_pip=True
    ).create(venv_dir)
    constraint_file = venv_dir / "constraints.txt"
    constraint_file.write_text(constraints)
    python = venv_dir / "bin" / "python"
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "-r", requirements, "-c", constraint_file],
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
    )
    replaced = replaced_packages(python) if sees_system else []
    if replaced:
        sys.exit(f"The venv replaces system packages: {', '.join(replaced)}")
    stamp.write_text(digest)


def main() -> None:
    """Make or refresh the venvs of the tests, or the one of the real STAC server."""
    if sys.argv[1:] == ["stac"]:
        make(STAC_VENV, HERE / "requirements-stac.txt", "", sees_system=False)
        return
    if sys.argv[1:] == ["series"]:
        make(SERIES_VENV, HERE / "requirements-series.txt", "", sees_system=False)
        return
    constraints = "".join(f"{name}=={version}\n" for name, version in system_versions().items())
    make(VENV, HERE / "requirements.txt", constraints, sees_system=True)
    make(CF_VENV, HERE / "requirements-cf.txt", "", sees_system=False)


if __name__ == "__main__":
    main()
