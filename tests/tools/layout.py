"""Where things are in the repository, and the plugin's own description of itself."""

from __future__ import annotations

import configparser
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent
PLUGIN = "itslive_qgis"
BUILD = REPOSITORY / "build"
STAGE = BUILD / "stage"


def read_metadata(text: str) -> dict[str, str]:
    """The ``[general]`` section of a metadata.txt, keys as written."""
    parser = configparser.ConfigParser()
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(text)
    return dict(parser["general"])


def version() -> str:
    """The plugin's version; metadata.txt is the one place that has it."""
    return read_metadata((REPOSITORY / "metadata.txt").read_text(encoding="utf-8"))["version"]
