"""Granules that do not enter a cube, each with its reason: nothing is dropped silently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..errors import QT_TRANSLATE_NOOP

OTHER_PROJECTION = QT_TRANSLATE_NOOP(
    "Messages", "in another projection ({crs}); only the commonest was asked for"
)
OTHER_DATE = QT_TRANSLATE_NOOP("Messages", "its mid-date, {date}, is not among the chosen dates")
LONG_PAIR = QT_TRANSLATE_NOOP(
    "Messages", "{days} days between its images; {most} were allowed at most"
)
OUTSIDE = QT_TRANSLATE_NOOP("Messages", "does not touch the area")
NO_DATA = QT_TRANSLATE_NOOP("Messages", "no measurement in the area")
OTHER_PIXELS = QT_TRANSLATE_NOOP(
    "Messages", "pixels of {pixel} m do not fit the cube's grid of {cube} m"
)
OTHER_LATTICE = QT_TRANSLATE_NOOP("Messages", "its pixels lie between those of the cube")
REPROCESSED = QT_TRANSLATE_NOOP(
    "Messages", "same image pair as {kept}, a better or newer processing"
)
CRASHES = QT_TRANSLATE_NOOP(
    "Messages", "reading it crashes the program that reads it: it is damaged"
)
OTHER_ZONE = QT_TRANSLATE_NOOP(
    "Messages", "same image pair as {kept}, in another projection, and nothing to add to it"
)
NOT_AT_HAND = QT_TRANSLATE_NOOP(
    "Messages",
    "its image pair is in the cube already, from {kept}, which is not among the granules now; both "
    "are needed to make that layer anew",
)
#: Reasons that stay true of a granule while the cube's grid, area and options stay: another look at
#: it changes nothing, unless a further granule of its image pair has come.
LASTING = frozenset(
    {
        OTHER_PROJECTION,
        OTHER_DATE,
        LONG_PAIR,
        OUTSIDE,
        NO_DATA,
        OTHER_PIXELS,
        OTHER_LATTICE,
        REPROCESSED,
        OTHER_ZONE,
    }
)


@dataclass(frozen=True)
class Skipped:
    """A granule left out, and why.

    Attributes:
        granule_id: its name.
        reason: template marked for translation.
        values: what fills the template.
    """

    granule_id: str
    reason: str
    values: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """A JSON-able form."""
        return {
            "granule_id": self.granule_id,
            "reason": {"what": self.reason, "values": self.values},
        }
