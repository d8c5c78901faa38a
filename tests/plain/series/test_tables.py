"""Tables of other ITS_LIVE tools: read, written, and read again by their own rules."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import numpy as np
import pytest

from itslive_qgis.errors import ItsliveError
from itslive_qgis.series.components import component
from itslive_qgis.series.tables_in import read_csv, read_itslive_csv, read_mappin_csv
from itslive_qgis.series.tables_out import (
    itslive_py_csv,
    itslive_py_name,
    mappin_csv,
    mappin_name,
)
from tests.plain.series.records import record

JAKOBSHAVN = "LAT69.1117--LON-49.4604.csv"
TIBET = "mappin_lat_34.3963_lon_85.9067.csv"
HEADER = (
    "mid_date,lon,lat,v [m/yr],v_error [m/yr],vx [m/yr],vx_error [m/yr],vy [m/yr],"
    "vy_error [m/yr],date_dt [days],mission,satellite,epsg"
)
ROW = "2019-07-01 10:00:00.123456789,-49.5,69.1,500.0,10.0,300.0,7.5,-400.0,8.0,16,L,8,3413"


def written(folder, text, name="table.csv", encoding="utf-8"):
    path = folder / name
    path.write_text(text, encoding=encoding, newline="")
    return path


def test_a_real_export_of_itslive_py(real_data):
    """Against the csv module and the standard library alone."""
    path = real_data / "csv" / JAKOBSHAVN

    series = read_itslive_csv(path)

    with path.open(encoding="utf-8") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["mid_date"])
    assert len(series) == len(rows) == 4225
    for name in ("v", "v_error", "vx", "vx_error", "vy", "vy_error"):
        expected = [float(row[f"{name} [m/yr]"]) for row in rows]
        assert getattr(series, name).tolist() == pytest.approx(expected), name
    assert series.separation.tolist() == [float(row["date_dt [days]"]) for row in rows]
    moments = [str(each).replace("T", " ") for each in series.mid_date]
    assert moments == [row["mid_date"] for row in rows]
    names = {"L": "Landsat ", "S": "Sentinel-"}
    assert series.satellite_names.tolist() == [names[r["mission"]] + r["satellite"] for r in rows]
    where = series.place
    assert (where.lon, where.lat, where.crs) == (-49.4604, 69.1117, "EPSG:3413")
    assert where.map_scale == pytest.approx(1.003, abs=5e-4)  # its_live.md 7.1
    assert np.isnat(series.date_1).all()


def test_a_real_export_goes_out_as_it_came_in(real_data):
    path = real_data / "csv" / JAKOBSHAVN
    series = read_csv(path)

    text = itslive_py_csv(series, earlier=True)

    assert itslive_py_name(series, earlier=True) == path.name
    lines, original = text.splitlines(), path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == original[0]
    assert sorted(lines) == sorted(original)


def test_a_real_export_of_the_web_app_goes_out_as_it_came_in(real_data):
    path = real_data / "csv" / TIBET

    series = read_csv(path)

    assert len(series) == 18_489
    assert (series.place.lon, series.place.lat, series.place.crs) == (85.9067, 34.3963, "")
    assert (series.separation.min(), series.separation.max()) == (5, 545)
    assert (series.v.min(), np.median(series.v), series.v.max()) == (0, 157, 922)
    counts = dict(zip(*np.unique(series.satellite_names.astype(str), return_counts=True)))
    assert counts == {
        "Sentinel-2": 12_694, "Landsat 8": 3640, "Landsat 9": 1866, "Sentinel-1": 289
    }  # fmt: skip
    assert np.isnan(series.vx).all()
    assert np.isnan(component(series, "v_east").values).all()
    lines = mappin_csv(series, earlier=True).splitlines()
    original = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == original[0]
    assert sorted(lines) == sorted(original)


def test_present_itslive_py_has_longitude_first_and_no_row_with_a_gap(tmp_path):
    series = record(
        [300.0, np.nan, 12.0],
        [-400.0, 5.0, 0.0],
        separation=[16.3, 12, 6],
        mid=["2019-07-01T10:00:00.123456789", "2019-07-02", "2019-07-03"],
        satellites=["Landsat 8", "Sentinel-1A", "Sentinel-2B"],
        vx_error=7.5,
    )

    rows = list(csv.reader(io.StringIO(itslive_py_csv(series))))

    assert rows[0] == HEADER.split(",")
    assert len(rows) == 3
    assert rows[1] == [
        "2019-07-01 10:00:00.123456789", "-49.516", "69.125", "500.0", "20.0", "300.0", "7.5",
        "-400.0", "20.0", "16", "L", "8", "3413",
    ]  # fmt: skip
    assert rows[2][0] == "2019-07-03 00:00:00"
    assert rows[2][-4:] == ["6", "S", "2B", "3413"]
    again = read_csv(written(tmp_path, itslive_py_csv(series), itslive_py_name(series)))
    assert again.vx.tolist() == [300, 12]
    assert again.satellites == ("Landsat 8", "Sentinel-2B")
    assert itslive_py_csv(again) == itslive_py_csv(series)


def test_the_present_web_app_gives_a_title_and_composites_that_are_no_pairs(tmp_path):
    series = record(
        [143.5, 226.0],
        [0, 0],
        separation=[445, 12],
        satellites=["Landsat 9", "Sentinel-1B"],
        mid=["2021-11-23T16:57:00.210999", "2021-12-01"],
    )
    text = mappin_csv(series)

    assert text.splitlines() == [
        "# Level 2 Image-Pair Data",
        "mid_date, v [m/yr], satellite, dt (days)",
        "2021-11-23T16:57:00.210Z,143.5, Landsat 9, 445 ",
        "2021-12-01T00:00:00.000Z,226, Sentinel 1, 12 ",
    ]
    text += "\n# Annual Composite Data\n# v_amp [m/yr], 12\nyear, v_annual [m/yr]\n2014, 180\n"
    again = read_csv(written(tmp_path, text, mappin_name(series)))
    assert again.v.tolist() == [143.5, 226]
    assert again.satellites == ("Landsat 9", "Sentinel-1")
    assert (again.place.lat, again.place.lon) == (69.125, -49.516)
    assert mappin_csv(again) == mappin_csv(series)
    # As JavaScript's dates are read.
    first = text.splitlines()[2].split(",")[0]
    assert datetime.fromisoformat(first.replace("Z", "+00:00")).microsecond == 210_000


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADER}\n{ROW}\n",
        f"\ufeff{HEADER}\r\n{ROW}\r\n\r\n",
        f"# from a notebook\n{HEADER}\n\n{ROW}",
        f"{HEADER.replace(' [m/yr]', '').replace(' [days]', '')}\n{ROW}\n",
        f"{HEADER.replace('mission,satellite', 'mission_img1,satellite_img1')}\n{ROW}",
        f"{HEADER}\n{ROW.replace(',16,L,8,3413', ',16 days 00:00:00,L,8.0,3413.0')}\n",
        f"{HEADER}\n{ROW.replace(' 10:00', 'T10:00').replace('789,', '789Z,')}\n",
    ],
)
def test_forms_of_one_row(tmp_path, text):
    series = read_csv(written(tmp_path, text))

    assert str(series.mid_date[0]) == "2019-07-01T10:00:00.123456789"
    assert (series.separation.tolist(), series.satellites) == ([16], ("Landsat 8",))
    assert (series.vx[0], series.vy[0], series.vx_error[0]) == (300, -400, 7.5)
    assert series.place.crs == "EPSG:3413"


def test_columns_and_numbers_that_are_missing_are_nan(tmp_path):
    rows = ["69.1,-49.5,2019-07-01,,16,1A", "69.1,-49.5,2018-01-01,-32767,5,9"]
    text = "\n".join(["lat,lon,mid_date,v,dt,satellite", *rows])

    series = read_csv(written(tmp_path, text))

    assert np.isnan([series.v, series.vx, series.v_error]).all()
    assert series.satellite_names.tolist() == ["Landsat 9", "Sentinel-1A"]
    assert series.place.crs == ""


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("", "not_a_series", "mid_date"),
        ("a,b\n1,2\n", "not_a_series", "mid_date"),
        (HEADER.replace("date_dt", "delta") + "\n" + ROW, "not_a_series", "separation"),
        (f"{HEADER}\n\n{ROW.replace('300.0', 'fast')}", "series_cell", "Line 3"),
        (f"{HEADER}\n{ROW}\n{ROW.replace('2019', 'July')}", "series_cell", "July-07-01"),
        (f"{HEADER}\n{ROW}\n{ROW[29:]}", "series_cell", "Line 3"),
        (f"{HEADER}\n{ROW}\n{ROW.replace('-49.5', '-49.6')}", "several_points", "lon"),
        (f"{HEADER}\n{ROW.replace('3413', '999999')}", "bad_crs", "999999"),
    ],
)
def test_what_is_no_record_is_said(tmp_path, text, code, said):
    with pytest.raises(ItsliveError) as caught:
        read_csv(written(tmp_path, text))

    assert caught.value.code == code
    assert said in str(caught.value)


def test_a_picture_is_no_table(tmp_path):
    (tmp_path / "x.csv").write_bytes(b"\x89PNG\xff\xfe")

    with pytest.raises(ItsliveError, match="no text"):
        read_csv(tmp_path / "x.csv")


@pytest.mark.parametrize("reader", [read_itslive_csv, read_mappin_csv])
def test_a_table_without_rows_is_a_record_without_rows(tmp_path, reader):
    series = reader(written(tmp_path, HEADER + "\n"))

    assert len(series) == 0
    assert itslive_py_csv(series) == HEADER + "\n"
    assert len(mappin_csv(series).splitlines()) == 2
