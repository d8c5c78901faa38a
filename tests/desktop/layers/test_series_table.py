"""Point series as a table."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest
from pyproj import Transformer

from itslive_qgis.layers.series_table import COLUMNS, table_rows, write_csv
from itslive_qgis.series.table import series_of_cube
from tests.plain.series.records import record

HEADER = (
    "point,lon,lat,mid_date,date_1,date_2,separation_days,satellite,granule_id,v,vx,vy,v_error,"
    "epsg,metres,map_scale,vx_error,vy_error,pixel_lon,pixel_lat,distance_m,pixels,derived,cube"
)


def series(lon: float, dates: list[str], inside: bool = True) -> dict:
    count = len(dates)
    return {
        "x": lon,
        "y": 58.9,
        "lon": lon,
        "lat": 58.9,
        "inside": inside,
        "distance_m": 12.5 if inside else None,
        "at": [500_000.0, 6_500_000.0] if inside else None,
        "pixel_x": 500_012.5 if inside else None,
        "pixel_y": 6_500_000.0 if inside else None,
        "metres": "map",
        "map_scale": 1.0004 if inside else None,
        "mid_date": dates,
        "date_1": dates,
        "date_2": dates,
        "separation_days": [16.0] * count,
        "satellite": ["Landsat 8"] * count,
        "granule_id": [f"granule of {date}" for date in dates],
        "v": [None if i == 1 else 100.5 for i in range(count)],
        "vx": [0] * count,
        "vy": [-100] * count,
        "v_error": [None] * count,
    }


LATE, EARLY = "2019-01-01T00:00:00Z", "2018-01-01T00:00:00Z"
RESULT = {"crs": "EPSG:32607", "series": [series(-138.0, [LATE, EARLY]), series(-138.1, [EARLY])]}


def rows(result: dict, names: list[str]) -> list[dict]:
    """The rows of all points as dicts."""
    records = [
        series_of_cube(each, result["crs"], "/far/away/cube.nc") for each in result["series"]
    ]
    return [
        dict(zip(COLUMNS, row))
        for name, record in zip(names, records)
        for row in table_rows(name, record)
    ]


def test_rows_are_sorted_by_date():
    found = rows(RESULT, ["zeta", "älpha"])
    assert [(row["point"], row["mid_date"][:19]) for row in found] == [
        ("zeta", EARLY[:19]),
        ("zeta", LATE[:19]),
        ("älpha", EARLY[:19]),
    ]
    assert found[0]["granule_id"] == f"granule of {EARLY}"
    assert {row["epsg"] for row in found} == {32607}
    assert {row["cube"] for row in found} == {"cube.nc"}


def test_a_projection_without_a_code_leaves_the_column_empty():
    found = rows({**RESULT, "crs": "ESRI:102027"}, ["a", "b"])
    assert {row["epsg"] for row in found} == {None}


def test_what_is_not_known_is_empty():
    one = series_of_cube({**RESULT["series"][0], "separation_days": [16.0, float("nan")]}, "")
    found = [dict(zip(COLUMNS, row)) for row in table_rows("a", one)]
    assert [row["separation_days"] for row in found] == [None, 16.0]
    assert {row["vx_error"] for row in found} == {row["pixel_lon"] for row in found} == {None}
    assert {row["derived"] for row in found} == {0}


def test_the_place_of_the_pixel_and_its_errors():
    """Of an official cube, whose pixel is told in its projection."""
    series = record([100, 200], [0, 50])
    place = replace(
        series.place, crs="EPSG:3413", pixel_x=-149_947.5, pixel_y=-2_250_052.5, distance=12.345
    )
    series = replace(
        series,
        place=place,
        derived=True,
        sources=("https://archive/cube.zarr",) * len(series.sources),
    )
    lon, lat = Transformer.from_crs(3413, 4326, always_xy=True).transform(-149_947.5, -2_250_052.5)
    for row in (dict(zip(COLUMNS, each)) for each in table_rows("a", series)):
        assert (row["pixel_lon"], row["pixel_lat"]) == pytest.approx((lon, lat), abs=1e-7)
        assert (row["distance_m"], row["derived"], row["pixels"]) == (12.35, 1, 1)
        assert row["cube"] == "https://archive/cube.zarr"


def test_the_file_is_utf8_with_one_header_and_empty_cells_for_no_data(tmp_path):
    records = [series_of_cube(each, RESULT["crs"]) for each in RESULT["series"]]
    path = write_csv(tmp_path / "series.csv", list(zip(["zeta", "älpha"], records)))
    text = path.read_bytes().decode("utf-8")
    assert text.splitlines()[0] == HEADER == ",".join(COLUMNS)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["mid_date"][:19] for row in rows] == [EARLY[:19], LATE[:19], EARLY[:19]]
    assert rows[1]["date_2"] == "2019-01-01T00:00:00+00:00"
    assert rows[1]["granule_id"] == f"granule of {LATE}"
    assert (rows[1]["vx"], rows[1]["vy"]) == ("0", "-100")
    assert (rows[1]["epsg"], rows[1]["metres"], rows[1]["map_scale"]) == ("32607", "map", "1.0004")
    assert rows[0]["v"] == ""
    assert rows[1]["v"] == "100.5"
    assert rows[0]["v_error"] == ""
    assert rows[2]["point"] == "älpha"
    assert [entry.name for entry in tmp_path.iterdir()] == ["series.csv"]
