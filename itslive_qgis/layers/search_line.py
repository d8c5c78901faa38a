"""The search that gave a layer, as a line of the history in the layer's metadata.

Metadata go with a layer into projects and GeoPackages, so that a download knows even next week
which search it is for.
"""

from __future__ import annotations

import json
from dataclasses import replace

from qgis.core import QgsMapLayer

from ..archive.saved import SavedSearch
from ..errors import ItsliveError


def search_line(search: SavedSearch) -> str:
    """The search in its saved form, without the marks of its granules: the layer has those."""
    return json.dumps(replace(search, known=()).to_dict(), ensure_ascii=False)


def search_of(layer: QgsMapLayer) -> SavedSearch | None:
    """The search that gave a layer of footprints; None if the layer does not say."""
    for line in layer.metadata().history():
        try:
            return SavedSearch.from_dict(json.loads(line))
        except (ItsliveError, ValueError, RecursionError):
            continue  # another step of its history
    return None
