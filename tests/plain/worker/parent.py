"""Starts a worker and calls it, to be killed meanwhile: ``parent.py METHODS METHOD BEGUN``.

The package is looked for in the folder ``PACKAGE_FOLDER``.
"""

from __future__ import annotations

import os
import sys

sys.path.append(os.environ["PACKAGE_FOLDER"])

from itslive_qgis.worker.client import Worker

methods, method, begun = sys.argv[1:]
worker = Worker(extra_methods=methods)
params = {"begun": begun} if begun else {}
sys.stdout.write(repr(worker.call(method, params)))
