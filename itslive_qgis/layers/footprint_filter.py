"""A filter of granules as a QGIS expression on the fields of a footprint layer.

The map hides what a filter leaves out by its symbols: a subset of features would have them counted
and read in the GUI thread, and memory layers know subsets in newer versions of QGIS only.
"""

from __future__ import annotations

from math import isinf

from qgis.core import QgsExpression

from ..archive.granule_filter import GranuleFilter, is_day, is_short_number
from ..archive.satellites import GROUPS, OTHER

#: Sentinel-1A and 1B are one group, and "Landsat 8" is shorter. The map asks for it 20,000 times
#: per drawing, and a regular expression takes a second more; it works without the plugin too.
GROUP = 'left("satellite", 10)'

_DAY = "format_date(\"mid_date\", 'yyyy-MM-dd')"
_TEXT = 'lower("granule_id" || \' \' || "satellite")'
_SATELLITE = "' ' || lower(\"satellite\") || ' '"
_DAYS = 'floor("separation_days" + 0.5)'


def expression(shown: GranuleFilter) -> str:
    """True for features whose granules pass; empty if all do."""
    parts = []
    if shown.year is not None:
        parts.append(f'year("mid_date") = {int(shown.year)}')
    if shown.group is not None:
        parts.append(_group_is(shown.group))
    if shown.separation is not None:
        low, high = shown.separation
        parts.append(f"{_DAYS} > {low or -1:g}")  # as the filter itself
        if not isinf(high):
            parts.append(f"{_DAYS} <= {high:g}")
    parts += [_word_fits(word) for word in shown.words]
    return " AND ".join(f"({part})" for part in parts)


def _word_fits(word: str) -> str:
    if is_day(word):
        return f"strpos({_DAY}, {QgsExpression.quotedString(word)}) = 1"
    if is_short_number(word):
        return f"strpos({_SATELLITE}, {QgsExpression.quotedString(f' {word} ')}) > 0"
    return f"strpos({_TEXT}, {QgsExpression.quotedString(word)}) > 0"


def _group_is(group: str) -> str:
    if group != OTHER:
        return f"{GROUP} = {QgsExpression.quotedString(group)}"
    known = ", ".join(QgsExpression.quotedString(each) for each in GROUPS)
    return f"{GROUP} NOT IN ({known})"
