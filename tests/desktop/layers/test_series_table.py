"""Point series as a table."""

from __future__ import annotations

import csv

from itslive_qgis.layers.series_table import COLUMNS, series_rows, write_csv
from itslive_qgis.series.table import series_of_cube

HEADER = (
    "point,lon,lat,mid_date,date_1,date_2,separation_days,satellite,granule_id,v,vx,vy,v_error,"
    "epsg,metres,map_scale"
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
        "pixel": [500_012.5, 6_500_000.0] if inside else None,
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


def test_rows_are_sorted_by_point_then_date(tmp_path):
    rows = series_rows(RESULT, ["zeta", "älpha"])
    assert [(row["point"], row["mid_date"]) for row in rows] == [
        ("zeta", EARLY),
        ("zeta", LATE),
        ("älpha", EARLY),
    ]
    assert rows[0]["granule_id"] == f"granule of {EARLY}"
    assert {row["epsg"] for row in rows} == {32607}


def test_a_projection_without_a_code_leaves_the_column_empty():
    rows = series_rows({**RESULT, "crs": "ESRI:102027"})
    assert {row["epsg"] for row in rows} == {None}


def test_points_without_a_name_are_numbered():
    assert [row["point"] for row in series_rows(RESULT)] == ["1", "1", "2"]


def test_a_point_outside_the_cube_has_no_rows():
    result = {
        "crs": "EPSG:32607",
        "series": [series(-150.0, [], inside=False), RESULT["series"][1]],
    }
    assert [row["point"] for row in series_rows(result)] == ["2"]


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
