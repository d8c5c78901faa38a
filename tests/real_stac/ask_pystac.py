"""What pystac-client gives for a search; run by the Python of ``.venv-stac``.

``ask_pystac.py URL`` reads the parameters of ``Client.search`` as JSON and writes the ids found.
"""

from __future__ import annotations

import json
import sys

from pystac_client import Client

if __name__ == "__main__":
    found = Client.open(sys.argv[1]).search(**json.load(sys.stdin), limit=1000)
    json.dump([item["id"] for item in found.items_as_dicts()], sys.stdout)
