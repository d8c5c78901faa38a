"""What pystac reads in a list of STAC items; run by the Python of ``.venv-stac``.

``read_with_pystac.py FILE`` writes id, date, collection and data address of each item as JSON.
"""

from __future__ import annotations

import json
import sys

import pystac

if __name__ == "__main__":
    collection = pystac.ItemCollection.from_file(sys.argv[1])
    read = [
        [item.id, item.datetime.isoformat(), item.collection_id, item.assets["data"].href]
        for item in collection
    ]
    json.dump(read, sys.stdout)
