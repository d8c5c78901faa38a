"""The report on granule files: one HTML page that loads nothing, for the screen and for paper."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from qgis.PyQt.QtCore import QCoreApplication, QLocale

from ..layers.granule_table import problem_texts
from ..layers.times import utc
from ..paths import plugin_version

translate = QCoreApplication.translate

_STYLE = """
body { font: 15px/1.45 sans-serif; color: #1b2733; max-width: 60em; margin: 2em auto;
       padding: 0 1em; background: #fff; }
h1 { font-size: 1.5em; margin-bottom: 0; }
h2 { font-size: 1.15em; margin: 2.2em 0 0.3em; word-wrap: break-word; }
h3 { font-size: 1em; margin: 1.2em 0 0.2em; color: #44586b; }
table { border-collapse: collapse; width: 100%; margin: 0.2em 0; table-layout: fixed; }
th, td { text-align: left; vertical-align: top; padding: 0.25em 0.8em 0.25em 0;
         border-bottom: 1px solid #dfe5ea; word-wrap: break-word; }
.facts th { font-weight: normal; color: #44586b; width: 17em; }
.overview th:first-child { width: 55%; }
.verdict { display: inline-block; padding: 0.15em 0.7em; border-radius: 0.3em; color: #fff; }
.whole { background: #00764f; } .faulty { background: #b34700; }
.problems li { margin: 0.3em 0; }
.note, footer { color: #44586b; font-size: 0.9em; }
section { break-inside: avoid-page; }
"""
Fact = tuple[str, str]


def report_page(found: Sequence[dict[str, Any]]) -> str:
    """The HTML page on these files, each an answer of the worker's ``inspect_granule``."""
    title = translate("GranuleReport", "ITS_LIVE granules: what is in them, and are they whole")
    parts = [f"<h1>{escape(title)}</h1>"]
    if len(found) != 1:
        parts.append(_overview(found))
    parts += [_section(each) for each in found]
    made = translate("GranuleReport", "Made by ITS_LIVE for QGIS {version}.").format(
        version=plugin_version()
    )
    return (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body>\n"
        + "\n".join(parts)
        + f"\n<footer><p>{escape(made)}</p></footer></body></html>\n"
    )


def _overview(found: Sequence[dict[str, Any]]) -> str:
    whole = sum(each["whole"] for each in found)
    sentence = translate("GranuleReport", "{whole} of {count} files are whole.").format(
        whole=whole, count=len(found)
    )
    heads = (
        translate("GranuleReport", "File"),
        translate("GranuleReport", "Mid-date"),
        translate("GranuleReport", "Valid cells"),
        translate("GranuleReport", "Is it whole?"),
    )
    rows = [
        (each["name"], _day(each.get("mid_date")), _percent(each.get("valid_percent")))
        for each in found
    ]
    lines = [
        "<tr>"
        + "".join(f"<td>{escape(cell)}</td>" for cell in row)
        + f"<td>{_verdict(each)}</td></tr>"
        for row, each in zip(rows, found)
    ]
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    table = f'<table class="overview"><tr>{head}</tr>{"".join(lines)}</table>'
    return f"<p>{escape(sentence)}</p>{table}"


def _section(found: dict[str, Any]) -> str:
    parts = [f"<section><h2>{escape(found['name'])}</h2><p>{_verdict(found)}</p>"]
    problems = problem_texts(found)
    if problems:
        items = "".join(f"<li>{escape(text)}</li>" for text in problems)
        parts.append(f'<ul class="problems">{items}</ul>')
    parts.append(_facts(translate("GranuleReport", "File"), _file_facts(found)))
    if found["is_granule"]:
        parts += [
            _facts(translate("GranuleReport", "Images"), _image_facts(found)),
            _facts(translate("GranuleReport", "Grid"), _grid_facts(found)),
            _facts(translate("GranuleReport", "Velocities"), _velocity_facts(found)),
            f'<p class="note">{escape(_two_shares())}</p>',
        ]
    if found["variables"]:
        parts.append(_variables(found["variables"]))
    return "".join(parts) + "</section>"


def _verdict(found: dict[str, Any]) -> str:
    if found["whole"]:
        return f'<span class="verdict whole">{escape(translate("GranuleReport", "Whole"))}</span>'
    count = len(found["problems"])
    text = translate("GranuleReport", "Problems: {count}").format(count=count)
    return f'<span class="verdict faulty">{escape(text)}</span>'


def _file_facts(found: dict[str, Any]) -> list[Fact]:
    records = {
        "equal": translate("GranuleReport", "Same size and SHA-256 as when it was downloaded"),
        "differs": translate("GranuleReport", "Differs from what was downloaded"),
        "none": translate("GranuleReport", "The folder has no record of this file"),
    }
    return [
        (translate("GranuleReport", "Path"), found["path"]),
        (translate("GranuleReport", "Size"), f"{_number(found['bytes'], 0)} bytes"),
        (translate("GranuleReport", "Record of the download"), records[found["record"]]),
    ]


def _image_facts(found: dict[str, Any]) -> list[Fact]:
    days = translate("GranuleReport", "{days} days").format(
        days=_number(found["separation_days"], 2)
    )
    return [
        (translate("GranuleReport", "Product"), _product(found)),
        (translate("GranuleReport", "Satellites"), _each(found["satellites"])),
        (translate("GranuleReport", "Scenes, the earlier first"), _each(found["scenes"])),
        (translate("GranuleReport", "Earlier image"), _moment(found["date_1"])),
        (translate("GranuleReport", "Later image"), _moment(found["date_2"])),
        (translate("GranuleReport", "Mid-date"), _moment(found["mid_date"])),
        (translate("GranuleReport", "Separation"), days),
    ]


def _grid_facts(found: dict[str, Any]) -> list[Fact]:
    lon, lat = found["centre"]
    west, south, east, north = (_number(value, 1) for value in found["extent"])
    cells = translate("GranuleReport", "{nx} × {ny} cells of {dx} × {dy} m").format(
        nx=found["nx"], ny=found["ny"], dx=_number(found["dx"], 1), dy=_number(found["dy"], 1)
    )
    return [
        (translate("GranuleReport", "Projection"), f"EPSG:{found['epsg']} · {found['crs_name']}"),
        (translate("GranuleReport", "Size"), cells),
        (translate("GranuleReport", "Extent in x"), f"{west} … {east} m"),
        (translate("GranuleReport", "Extent in y"), f"{south} … {north} m"),
        (
            translate("GranuleReport", "Centre (longitude, latitude)"),
            f"{_number(lon, 4)}, {_number(lat, 4)}",
        ),
        (
            translate("GranuleReport", "Metres of the map per metre on the ground, there"),
            _number(found["map_scale"], 5),
        ),
    ]


def _velocity_facts(found: dict[str, Any]) -> list[Fact]:
    unit = translate("GranuleReport", "{number} m/yr")
    ground = translate("GranuleReport", "Metres on the ground, along the axes of the grid")
    grid = translate("GranuleReport", "Metres of the map grid, along its axes")
    valid = translate("GranuleReport", "{valid} of {cells} ({percent})").format(
        valid=_number(found["valid_cells"], 0),
        cells=_number(found["cells"], 0),
        percent=_percent(found["valid_percent"]),
    )
    errors = [f"{name} {_with(unit, found[f'{name}_error'], 1)}" for name in ("vx", "vy")]
    shifts = [f"v{axis} {_with(unit, found[f'stable_shift_{axis}'], 1)}" for axis in "xy"]
    return [
        (translate("GranuleReport", "Components are"), ground if found["ground_metres"] else grid),
        (translate("GranuleReport", "Valid cells of the array"), valid),
        (
            translate("GranuleReport", "Valid share in the file's name (P)"),
            _percent(found["name_percent"], 0),
        ),
        (translate("GranuleReport", "Saturated cells"), _number(found["saturated_cells"], 0)),
        (translate("GranuleReport", "Median speed"), _with(unit, found["speed_median"], 0)),
        (translate("GranuleReport", "Largest speed"), _with(unit, found["speed_max"], 0)),
        (translate("GranuleReport", "Errors (one sigma)"), _each(errors)),
        (translate("GranuleReport", "Corrections of bias"), _each(shifts)),
    ]


def _two_shares() -> str:
    return translate(
        "GranuleReport",
        "The share of valid cells and the P of the name are different quantities: the first is of "
        "all cells of the array, the second of the archive's region of interest within it.",
    )


def _product(found: dict[str, Any]) -> str:
    if found["version"] == "1":
        return translate("GranuleReport", "Version 0 or 1")
    if found["with_time"]:
        return translate("GranuleReport", "Version 2, with a dimension of time (since 2025)")
    return translate("GranuleReport", "Version 2")


def _facts(title: str, facts: Sequence[Fact]) -> str:
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in facts
    )
    return f'<h3>{escape(title)}</h3><table class="facts">{rows}</table>'


def _variables(variables: Sequence[dict[str, Any]]) -> str:
    heads = (
        translate("GranuleReport", "Variable"),
        translate("GranuleReport", "Type"),
        translate("GranuleReport", "Size"),
        translate("GranuleReport", "Unit"),
    )
    rows = []
    for each in variables:
        size = " × ".join(f"{n} {name}" for name, n in zip(each["dimensions"], each["shape"]))
        cells = (each["name"], each["type"], size, each["unit"])
        rows.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>")
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    title = translate("GranuleReport", "Variables")
    return f"<h3>{escape(title)}</h3><table><tr>{head}</tr>{''.join(rows)}</table>"


def _each(texts: Sequence[str]) -> str:
    return " · ".join(dict.fromkeys(texts))


def _moment(text: str) -> str:
    return f"{utc(text):%Y-%m-%d %H:%M:%S} UTC"


def _day(text: str | None) -> str:
    return "–" if text is None else f"{utc(text):%Y-%m-%d}"


def _number(value: float | None, digits: int) -> str:
    if value is None:
        return "–"
    return QLocale().toString(float(value), "f", digits)


def _percent(value: float | None, digits: int = 2) -> str:
    return _number(value, digits) if value is None else f"{_number(value, digits)} %"


def _with(unit: str, value: float | None, digits: int) -> str:
    return _number(value, digits) if value is None else unit.format(number=_number(value, digits))
