"""What every criterion's fields have in common: their share of a query."""

from __future__ import annotations

from typing import Any

from ..archive.query import Query
from .fields import Fields


class Section(Fields):
    """The fields of one criterion."""

    def values(self) -> dict[str, Any]:
        """Attributes of a :class:`Query`, as the fields have them.

        Raises:
            ItsliveError: what was typed cannot be read.
        """
        raise NotImplementedError

    def take(self, query: Query) -> None:
        """Show what this query asks for."""
        raise NotImplementedError

    def examine(self) -> None:
        """See whether the fields make sense, whatever the area."""
        Query(area=None, **self.values())
