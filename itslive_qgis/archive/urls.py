"""Addresses as services give them, made into ones that are safe to follow."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit, urlunsplit

# A bucket with dots in its name has no valid certificate as a host name; as a path it has.
_AWS = ".s3.amazonaws.com"
_AWS_PATH_STYLE = "s3-us-west-2.amazonaws.com"
_AWS_HOST = re.compile(
    r"(?P<bucket>.+)\.s3(?:[.-](?P<region>[a-z]+-[a-z]+-\d))?\.amazonaws\.com$", re.ASCII
)
_PORTS = {"http": 80, "https": 443}
_PORT_OF_HTTP = re.compile(r":0*80$", re.ASCII)


def is_loopback(url: str) -> bool:
    """Whether the address is of this computer itself."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def same_host(url: str, other: str) -> bool:
    """Whether both addresses name the same host and port.

    Host names are the same in capitals, and a port that is not written is that of the scheme.
    """
    place = _host_and_port(url)
    return place is not None and place == _host_and_port(other)


def origin_of(url: str) -> str:
    """Scheme, host and port of an address, with a slash behind; empty if it names no host."""
    try:
        parts = urlsplit(url)
    except ValueError:  # such as a bracket that opens an IPv6 host and never ends it
        return ""
    if not parts.hostname:
        return ""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}/"


def is_secure(url: str, configured: str = "") -> bool:
    """Whether the address may be asked: https, or plain http where the user chose that host."""
    scheme = urlsplit(url).scheme.lower()
    if scheme == "https":
        return True
    chosen = urlsplit(configured).scheme.lower() == "http" and same_host(url, configured)
    return scheme == "http" and (chosen or is_loopback(url))


def _host_and_port(url: str) -> tuple[str, int | None] | None:
    """Where an address leads; None if it names no host, or a port that is none."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        return None
    # urlsplit gives scheme and host name in small letters.
    return (parts.hostname, port or _PORTS.get(parts.scheme)) if parts.hostname else None


def host_of(url: str) -> str:
    """The host that an address names; the address itself if it names none."""
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url


def secure_url(url: str, configured: str = "") -> str:
    """The address over https.

    ``s3://its-live-data/key`` becomes ``https://its-live-data.s3.amazonaws.com/key``; a bucket
    with dots in its name becomes part of the path. Plain http stays for this computer, and for the
    host of ``configured`` if the user gave that one as plain http. What is no address stays what
    it is.
    """
    try:
        parts = urlsplit(url)
    except ValueError:  # such as "http://[x"
        return url
    scheme = parts.scheme.lower()
    if scheme == "s3":
        parts = parts._replace(scheme="https", netloc=parts.netloc + _AWS)
    elif scheme == "http":
        chosen = urlsplit(configured).scheme.lower() == "http" and same_host(url, configured)
        if chosen or is_loopback(url):
            return url
        # Port 80 speaks plain http; another one may have been meant.
        parts = parts._replace(scheme="https", netloc=_PORT_OF_HTTP.sub("", parts.netloc))
    elif scheme != "https":
        return url
    match = _AWS_HOST.match(parts.netloc)
    if match and "." in match["bucket"]:
        # The global end point only answers that a bucket lies in another region.
        end_point = f"s3.{match['region']}.amazonaws.com" if match["region"] else _AWS_PATH_STYLE
        parts = parts._replace(netloc=end_point, path=f"/{match['bucket']}{parts.path}")
    elif scheme == "https":
        return url
    return urlunsplit(parts)
