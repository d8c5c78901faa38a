"""How layers of image pairs and cubes are called in the layer tree."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QCoreApplication

from .times import utc

_LONGEST = 24


def pair_name(pair: dict[str, Any], metres: str | None = None) -> str:
    """The name of an image pair's layer, such as ``v 2018-06-14 · Landsat 8 · 16 d``.

    Args:
        pair: a layer of a cube's description, or a granule's header.
        metres: in what the cube's numbers are given, ``"map"`` or ``"ground"``; a pair in metres
            of the other kind says so, ``None``: nothing is said of it.
    """
    name = _tr("v {date} · {satellite} · {days} d").format(
        date=utc(pair["mid_date"]).date().isoformat(),
        satellite=pair["satellite"],
        days=f"{pair['separation_days']:.0f}",
    )
    if not is_of_other_metres(pair, metres):
        return name
    kind = _tr("ground metres") if pair["ground_metres"] else _tr("map metres")
    return f"{name} · {kind}"


def is_of_other_metres(pair: dict[str, Any], metres: str | None) -> bool:
    """Whether an image pair is in metres of another kind than its cube's series and means.

    Args:
        pair: a layer of the description; ``ground_metres`` says of which kind its numbers are.
        metres: of the description, ``"map"`` or ``"ground"``; ``None`` if it is not known.
    """
    if metres is None or pair.get("ground_metres") is None:
        return False
    return bool(pair["ground_metres"]) != (metres == "ground")


def short_name(name: str) -> str:
    """A name for the layer tree, its middle left out if it is long."""
    if len(name) <= _LONGEST:
        return name
    half = _LONGEST // 2
    return f"{name[:half]}\u2026{name[-half:]}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("LayerMetadata", text)
