"""What can be chosen about a cube."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from ..errors import QT_TRANSLATE_NOOP, ItsliveError
from .placement import FILLS


@dataclass(frozen=True)
class CubeOptions:
    """What can be chosen about a cube, beside its area and granules.

    Attributes:
        crs: its projection, ``"EPSG:n"``; ``None``: the commonest of the granules.
        projections: ``"all"``, or ``"commonest"`` to leave out granules of other projections.
        variables: what it holds beside the velocities: ``"interp_mask"`` (0 measured, 1
            interpolated), ``"chip_size_width"``, ``"chip_size_height"`` (metres); each of the
            nearest pixel where a granule is reprojected.
    """

    crs: str | None = None
    projections: str = "all"
    variables: tuple[str, ...] = ()

    @classmethod
    def of(cls, chosen: dict[str, Any]) -> CubeOptions:
        """The options with what was chosen.

        Raises:
            ItsliveError: there is no such option, or no such variable.
        """
        known = cls.__dataclass_fields__
        wrong = [name for name in chosen if name not in known]
        wrong += [name for name in chosen.get("variables", ()) if name not in FILLS]
        if wrong:
            raise ItsliveError(
                QT_TRANSLATE_NOOP("Messages", "A cube cannot be built with '{option}'."),
                QT_TRANSLATE_NOOP("Messages", "It can hold: {variables}."),
                code="bad_option",
                option=", ".join(wrong),
                variables=", ".join(sorted(FILLS)),
            )
        # From JSON a tuple comes as a list; the same variable twice is that variable.
        variables = tuple(dict.fromkeys(chosen.get("variables", ())))
        return cls(**{**chosen, "variables": variables})

    def to_dict(self) -> dict[str, Any]:
        """A JSON-able form, for the cube's own record of what it was built with."""
        return asdict(self)
