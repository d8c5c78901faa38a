"""Files that NASA Earthdata gives only to who has logged in.

Version 1 moved to NSIDC, which asks for an Earthdata login since April 2023. A browser that opens
the file's address is led to the login and then to the file; this plugin asks for no passwords.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

_HOSTS = ("nsidc.org", "earthdatacloud.nasa.gov", "earthdata.nasa.gov")
# NSIDC's bucket is closed; its files are given out under the bucket's name by another host.
_BUCKET = re.compile(
    r"(?P<name>nsidc-[a-z0-9-]+-protected)\.s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com$"
)
_GIVEN_OUT_BY = "data.nsidc.earthdatacloud.nasa.gov"


def login_url_of(url: str) -> str:
    """The address to open in a browser, which asks for the login; empty if anyone may fetch it."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    bucket = _BUCKET.match(host)
    if bucket:
        path = f"/{bucket['name']}{parts.path}"
        return urlunsplit(parts._replace(scheme="https", netloc=_GIVEN_OUT_BY, path=path))
    return url if any(host == known or host.endswith(f".{known}") for known in _HOSTS) else ""
