"""Forty years at a click: points of three glaciers in a real desktop QGIS, nothing downloaded.

python -m tests.demo.forty_years

A fast outlet glacier, a surging one and slow ice, each read from the official cubes of the test
archive by a click on the map; pictures of the plot alone and beside the map in build/forty_years.
"""

from __future__ import annotations

import sys

from tests.archive import glacier
from tests.archive.items import BUCKET
from tests.archive.sites import SITES
from tests.tools.layout import BUILD
from tests.tools.run_desktop import start_archive, stop

from .desktop import tell
from .measured import measured

OUTPUT = BUILD / "forty_years"
PATIENCE = 600
#: Site, metres along and across the centreline.
PLACES = {
    "fast_outlet": ("jakobshavn", 0.0, 0.0),
    "surging": ("alaska", 0.0, 0.0),
    "slow": ("patagonia", -2_000.0, 3_300.0),
}


def main() -> int:
    archive, url = start_archive("60", "small")
    try:
        settings = {
            "stac_url": url,
            "catalogue_url": f"{url}/{BUCKET}/datacubes/catalog_v02.json",
        }
        places = {
            name: [float(degrees) for degrees in glacier.lonlat(along, across, SITES[site])]
            for name, (site, along, across) in PLACES.items()
        }
        outcome = measured("forty_years_inside.py", OUTPUT, settings, {"places": places}, PATIENCE)
    finally:
        stop(archive)
    for name, found in outcome["points"].items():
        tell(f"{name:12} {found['seconds']:5.1f} s, {found['values']} values: {found['said']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
