"""A query in few words, to tell searches from each other in a list."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication, QLocale

from ..archive.query import Query
from . import texts

translate = QCoreApplication.translate


def in_words(query: Query) -> str:
    """Where, when and what: ``58.91° N, 138.05° W; 2018–2023; up to 64 days; Landsat 8``."""
    parts = (_place(query), _dates(query), _separation(query), *_choices(query))
    return "; ".join(part for part in parts if part)


def _place(query: Query) -> str:
    west, south, east, north = query.area.bbox()
    lat = texts.degrees((south + north) / 2, "N", "S")
    return f"{lat}, {texts.degrees((west + east) / 2, 'E', 'W')}"


def _dates(query: Query) -> str:
    if query.start and query.end:
        return f"{query.start.isoformat()} \u2013 {query.end.isoformat()}"
    if query.start:
        return translate("Query", "from {date}").format(date=query.start.isoformat())
    if query.end:
        return translate("Query", "until {date}").format(date=query.end.isoformat())
    return ""


def _separation(query: Query) -> str:
    shortest, longest = query.min_separation, query.max_separation
    if shortest and longest:
        text = translate("Query", "{shortest} to {longest} days")
    elif longest:
        text = translate("Query", "up to {longest} days")
    elif shortest:
        text = translate("Query", "from {shortest} days")
    else:
        return ""
    return text.format(shortest=_number(shortest), longest=_number(longest))


def _choices(query: Query) -> tuple[str, ...]:
    locale, short = QLocale(), QLocale.FormatType.ShortFormat
    return (
        texts.joined(*query.satellites),
        texts.joined(*(locale.standaloneMonthName(month, short) for month in query.months)),
        texts.joined(*query.orbits),
        texts.joined(*(f"EPSG:{code}" for code in query.epsg)),
        texts.joined(*query.places),
    )


def _number(value: float | None) -> str:
    return f"{value or 0:g}"
