"""Whom to cite, and under which terms the data may be used.

The references are those that ITS_LIVE writes into its granules (global attribute ``references``)
and the image-pair product of the National Snow and Ice Data Center. They are never translated.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reference:
    """A work to cite: its text and its DOI (without the address)."""

    text: str
    doi: str

    @property
    def url(self) -> str:
        """The address that leads to the work."""
        return f"https://doi.org/{self.doi}"

    @property
    def citation(self) -> str:
        """One line for a reference list."""
        return f"{self.text} {self.url}"


ATTRIBUTION = "NASA MEaSUREs ITS_LIVE"
HOME = "https://its-live.jpl.nasa.gov"
LICENCES = ("CC0-1.0", "CC-BY-4.0")
"""The archive's registry entry says CC0, its STAC collections CC-BY; citing satisfies both."""

AUTORIFT = Reference(
    "Gardner, A. S., Moholdt, G., Scambos, T., Fahnestock, M., Ligtenberg, S., van den Broeke, M., "
    "and Nilsson, J., 2018. Increased West Antarctic and unchanged East Antarctic ice discharge "
    "over the last 7 years. The Cryosphere, 12, 521-547.",
    "10.5194/tc-12-521-2018",
)
TRACKING = Reference(
    "Lei, Y., Gardner, A., and Agram, P., 2021. Autonomous Repeat Image Feature Tracking "
    "(autoRIFT) and Its Application for Tracking Ice Displacement. Remote Sensing, 13(4), 749.",
    "10.3390/rs13040749",
)
PAIRS = Reference(
    "Gardner, A. S., Fahnestock, M. A., and Scambos, T. A. MEaSUREs ITS_LIVE Landsat Image-Pair "
    "Glacier and Ice Sheet Surface Velocities (NSIDC-0775). NASA National Snow and Ice Data "
    "Center.",
    "10.5067/IMR9D3PEI28U",
)
REFERENCES = (AUTORIFT, TRACKING, PAIRS)
"""What to cite for velocities of image pairs."""


def is_version_1(granule_id: str) -> bool:
    """Whether a granule's name says V1 or its forerunner (``..._G0240V01_P059``)."""
    return "V01_P" in granule_id.rpartition("_G")[2]
