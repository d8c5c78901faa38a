"""Whose data these are: the global attributes of every file made from them."""

from __future__ import annotations

from ..credits import REFERENCES

CITATIONS = tuple(reference.citation for reference in REFERENCES)
FILE_ATTRIBUTES = {
    "Conventions": "CF-1.8",
    "title": "ITS_LIVE surface velocities, stacked from image-pair granules",
    "institution": "NASA Jet Propulsion Laboratory (JPL), California Institute of Technology",
    "source": (
        "NASA MEaSUREs ITS_LIVE project, image-pair velocities by feature tracking (autoRIFT) of "
        "Landsat (courtesy of the U.S. Geological Survey) and Copernicus Sentinel data"
    ),
    "references": "\n".join(CITATIONS),
}
