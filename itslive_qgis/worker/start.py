"""Starts the worker: run this file with any Python (``python start.py [options]``).

It makes the package known by where it lies instead of by ``sys.path``: the folder above is QGIS's
folder of plugins, whose other plugins must not stand in for anybody's modules, and Python puts this
file's own folder first, whose modules must not either.

Any Python 3 can read this file, so that one too old for the rest says so in plain words.
"""

import importlib.util
import os
import sys

PACKAGE = "itslive_qgis"

if sys.version_info < (3, 9):  # noqa: UP036 - the user may have set any Python
    sys.exit("Python 3.9 or newer is needed")


def make_package_known() -> None:
    """Import the package this file belongs to, under its name, without a search."""
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or ".") != here]
    folder = os.path.dirname(here)
    spec = importlib.util.spec_from_file_location(
        PACKAGE, os.path.join(folder, "__init__.py"), submodule_search_locations=[folder]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"no package in {folder}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = module
    spec.loader.exec_module(module)


# Also when a process pool of the worker runs this file again in its children.
make_package_known()

if __name__ == "__main__":
    from itslive_qgis.worker.server import main

    main(sys.argv[1:])
