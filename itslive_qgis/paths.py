"""Where the plugin's own files lie.

In the installed plugin ``resources`` and ``metadata.txt`` are inside the plugin's folder; in the
source tree they are beside it. Code asks here and never builds such a path itself.
"""

from __future__ import annotations

import configparser
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def own_file(*parts: str) -> Path:
    """The path of a file shipped with the plugin; in the plugin's folder if it is there."""
    inside = PACKAGE.joinpath(*parts)
    return inside if inside.exists() else PACKAGE.parent.joinpath(*parts)


def resource(*parts: str) -> Path:
    """The path of an icon, style or help file, e.g. ``resource("styles", "velocity_ramp.csv")``."""
    return own_file("resources", *parts)


def plugin_version() -> str:
    """The version in ``metadata.txt``, the only place where it is written."""
    return metadata("version") or "0"


def metadata(key: str) -> str:
    """An entry of ``metadata.txt``, such as ``homepage``; empty if it is not there."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(own_file("metadata.txt"), encoding="utf-8")
    return parser.get("general", key, fallback="")
