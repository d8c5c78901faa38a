"""What is to be said of a search's result beside its rows, a sentence each."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication

from ..archive.area import Area
from . import texts
from .steps.search import SearchStep

translate = QCoreApplication.translate


def heading(search: SearchStep) -> str:
    """How many granules there are, or how many came so far."""
    count = len(search.granules())
    if search.arriving:
        if search.matched:
            text = translate("Results", "{received} of {matched} so far")
        else:
            text = translate("Results", "{received} so far")
        counted = text.format(
            received=texts.number(search.received), matched=texts.number(search.matched or 0)
        )
        if count == search.received:
            return counted
        fit = translate("Results", "{counted}, {fitting} fit")
        return fit.format(counted=counted, fitting=texts.number(count))
    if search.result is None:
        return translate("Results", "No search yet.")
    return texts.granules(count)


def zones(search: SearchStep) -> str:
    """How many granules there are in each projection."""
    found = sorted(search.overview.zones.items(), key=lambda each: (each[0] is None, -each[1]))
    if not any(code is not None for code, _ in found):
        return ""
    return texts.joined(
        *(
            translate("Results", "projection not stated: {count}").format(count=texts.number(count))
            if code is None
            else translate("Results", "EPSG:{code}: {count}").format(
                code=code, count=texts.number(count)
            )
            for code, count in found
        )
    )


def other_area(search: SearchStep, area: Area | None) -> str:
    """That the granules are not those of the present area."""
    if area is None or search.result is None or search.is_of(area):
        return ""
    return translate(
        "Results", "These are of another area. Go back and search again to see those of this one."
    )


def stopped(search: SearchStep) -> str:
    """That the search ended before all had come."""
    result = search.result
    if result is None or result.complete or search.arriving:
        return ""
    if search.error is not None:
        text = translate("Results", "The search broke off: these are {count} of {matched}.")
    else:
        text = translate("Results", "The search was stopped: these are {count} of {matched}.")
    if not result.matched:
        text = translate("Results", "The search ended early: these are {count}, there are more.")
    return text.format(
        count=texts.number(result.received), matched=texts.number(result.matched or 0)
    )


def twice(search: SearchStep) -> str:
    """That pairs are there in two projections, so that each has two rows."""
    count = search.overview.twice
    if not count:
        return ""
    if count == 1:
        return translate(
            "Results", "1 pair is in two projections: a cube takes both as one image pair."
        )
    return translate(
        "Results", "{count} pairs are in two projections: a cube takes both as one image pair."
    ).format(count=texts.number(count))


def unplaced(search: SearchStep) -> str:
    """That the map cannot show all, or none."""
    count = search.without_footprint()
    if not count:
        return ""
    if count == len(search.granules()):
        return translate(
            "Results",
            "This service does not tell where granules lie, so the map shows none of them. They "
            "can be downloaded all the same.",
        )
    return translate(
        "Results",
        "Of {granules} the service does not tell where they lie; the map shows the others.",
    ).format(granules=texts.granules(count))


def behind_login(search: SearchStep) -> str:
    """That some can be had by a browser only."""
    count = search.overview.behind_login
    if not count:
        return ""
    return translate(
        "Results",
        "{granules} need an Earthdata login: they are marked, and not downloaded here. Their "
        "menu opens the login page.",
    ).format(granules=texts.granules(count))


def checks(search: SearchStep) -> str:
    """What the service narrowed its answer by, and what was set aside here."""
    result = search.result
    if result is None:
        return ""
    names = criteria_names()
    asked = [names[each] for each in names if each in result.filtered_by]
    here = [names[each] for each in names if each in search.overview.checked]
    parts = []
    if asked:
        parts.append(
            translate("Results", "The service filtered by: {criteria}.").format(
                criteria=texts.joined(*asked)
            )
        )
    if here:
        parts.append(
            translate("Results", "Checked here and set aside: {criteria}.").format(
                criteria=texts.joined(*here)
            )
        )
    return " ".join(parts)


def criteria_names() -> dict[str, str]:
    """The criteria of a search as users know them."""
    return {
        "area": translate("Results", "area"),
        "dates": translate("Results", "dates"),
        "separation": translate("Results", "separation"),
        "valid": translate("Results", "valid pixels"),
        "satellites": translate("Results", "satellites"),
        "months": translate("Results", "months"),
        "orbits": translate("Results", "orbit"),
        "epsg": translate("Results", "projection"),
        "places": translate("Results", "path and row, tile or frame"),
        "versions": translate("Results", "version"),
    }


def shown(search: SearchStep) -> str:
    """What the filter shows, empty if it shows all."""
    if search.filter.is_open():
        return ""
    return translate("Results", "{shown} of {all} shown").format(
        shown=texts.number(len(search.shown())), all=texts.number(len(search.granules()))
    )


def notes(search: SearchStep, area: Area | None) -> list[tuple[str, str]]:
    """Every note with the name of its line; empty ones have nothing to say.

    Args:
        search: what was found.
        area: the present one, which may be another than was searched.
    """
    return [
        ("itslive_other_area", other_area(search, area)),
        ("itslive_stopped", stopped(search)),
        ("itslive_zones", zones(search)),
        ("itslive_twice", twice(search)),
        ("itslive_unplaced", unplaced(search)),
        ("itslive_behind_login", behind_login(search)),
        ("itslive_checks", checks(search)),
    ]
