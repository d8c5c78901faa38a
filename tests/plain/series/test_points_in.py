"""Lists of points in all the ways that people write them."""

from __future__ import annotations

import csv
import random

import pyproj
import pytest

from itslive_qgis.errors import ItsliveError
from itslive_qgis.series.points_in import LAT_LON, LON_LAT, points_of, read_points

ILULISSAT = pytest.approx((-49.83, 69.17), abs=1e-4)
UTM = pyproj.Transformer.from_crs(4326, 32622, always_xy=True).transform(-49.83, 69.17)


def places(found):
    return [(point.lon, point.lat) for point in found.points]


def only(text, **options):
    found = points_of(text, **options)
    assert not found.problems, [str(each) for each in found.problems]
    assert len(found.points) == 1
    return places(found)[0]


def test_a_real_list_with_a_trailing_comma(real_data):
    path = real_data / "csv" / "itslivepy_test_points.csv"

    found = read_points(path)

    with path.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["lat"]]
    assert places(found) == [(float(row["lon"]), float(row["lat"])) for row in rows]
    assert len(found.points) > 30
    assert found.problems == found.notes == ()
    assert found.points[0].name == "1"
    assert found.points[0].line == 2


@pytest.mark.parametrize(
    "text",
    [
        "lat,lon\n69.17,-49.83\n",
        "lon,lat\n-49.83,69.17\n",
        "\ufeffLatitude;Longitude\r\n69,17;-49,83\r\n",
        "LATITUDE\tLONGITUDE\n69.17\t-49.83",
        "Latitude (deg) | Longitude (deg)\n69.17 | -49.83",
        "name lat lon\nIlulissat 69.17 -49.83",
        "id,lat_dd,long_dd,height\n1,69.17,-49.83,12\n",
        "lat,lon,\n69.17,-49.83,\n",
        "lat,lon\n69.17,-49.83,a remark\n",
        '"lat","lon"\n"69,17","-49,83"\n',
        "sep=;\nlat;lon\n69.17;-49.83",
        "# made by hand\n\n  \nlat,lon\n# here\n\n69.17,-49.83\n",
        "Breite;Länge\n69,17;-49,83",
        "y;x\n69.17;-49.83",
        "x,y\n-49.83,69.17",
        "lat,lng\n69.17,310.17",
        "lat,lon\n69.17N,49.83W",
        "lat,lon\n69°10.2'N,49°49.8'W",
        "lat;lon\n69° 10' 12\" N;49° 49' 48\" W",
        "lat,lon\n69 10 12,-49 49 48",
        "lat,lon\n+69.17,\u221249.83",
        "69.17N 49.83W",
        "69.17 N, 49.83 W",
        "49.83W;69.17N",
        "69.17;49.83W",
        "69.17N\t-49.83",
        "N 69.17 W 49.83",
        "69 10 12 N 49 49 48 W",
        "wkt_geom,name\nPoint (-49.83 69.17),a",
        "name;geometry\na;POINT Z (-49.83 69.17 5)",
        f"x,y,epsg\n{UTM[0]},{UTM[1]},32622",
        f"x,y,crs\n{UTM[0]},{UTM[1]},EPSG:32622",
        f"# EPSG:32622\neasting;northing\n{UTM[0]:.3f};{UTM[1]:.3f}".replace(".", ","),
        f"x,y,epsg\n{UTM[0]},{UTM[1]},32622.0\n",
    ],
)
def test_one_place_in_many_ways(text):
    assert only(text) == ILULISSAT


def test_names_are_kept_and_missing_ones_are_numbers():
    found = points_of("station;lat;lon\nFront;69.17;-49.83\n;69.2;-49.7\n")

    assert [(point.name, point.line) for point in found.points] == [("Front", 2), ("2", 3)]
    plain = points_of("Front;69.17N;49.83W\n70.1N;49W")
    assert [point.name for point in plain.points] == ["Front", "2"]


def test_x_and_y_of_a_projection_that_is_given():
    text = f"{UTM[0]} {UTM[1]}"

    assert only(text, crs="EPSG:32622") == ILULISSAT
    assert only(f"y,x\n{UTM[1]},{UTM[0]}", crs="EPSG:32622") == ILULISSAT
    with pytest.raises(ItsliveError, match="EPSG:999999"):
        points_of(text, crs="EPSG:999999")


def test_x_and_y_of_no_known_projection_are_told_line_by_line():
    found = points_of(f"x,y\n{UTM[0]},{UTM[1]}\n-49.83,69.17\n")

    assert places(found) == [ILULISSAT]
    assert [(each.code, each.values["line"]) for each in found.problems] == [("point_crs", 2)]


def test_exchanged_columns_are_put_right_where_that_is_certain():
    found = points_of("lat,lon\n-149.8,69.2\n-150.1,69.3\n-80,70\n")

    assert places(found) == [(-149.8, 69.2), (-150.1, 69.3), (-80, 70)]
    assert [each.code for each in found.notes] == ["points_exchanged"]


def test_exchanged_columns_are_left_where_they_may_be_right():
    found = points_of("lat,lon\n-49.8,69.2\n-50.1,69.3\n")

    assert places(found) == [(69.2, -49.8), (69.3, -50.1)]
    assert found.notes == ()


def test_one_line_beyond_the_pole_is_no_reason_to_exchange_all():
    found = points_of("lat,lon\n691.7,-49.8\n95,-20\n69.3,-150.1\n")

    assert places(found) == [(-150.1, 69.3)]
    assert found.notes == ()
    assert [each.values["line"] for each in found.problems] == [2, 3]


def test_without_a_header_the_order_is_known_from_one_longitude_beyond_90():
    assert places(points_of("-149.8,60.1\n-49.8,69.2")) == [(-149.8, 60.1), (-49.8, 69.2)]
    assert places(points_of("60.1,-149.8\n69.2,-49.8")) == [(-149.8, 60.1), (-49.8, 69.2)]


def test_without_a_header_the_order_is_refused_or_chosen():
    text = "69.17,-49.83\n"

    found = points_of(text)

    assert found.points == ()
    assert [(each.code, each.values["line"]) for each in found.problems] == [("point_order", 1)]
    assert only(text, order=LAT_LON) == ILULISSAT
    assert only("-49.83,69.17", order=LON_LAT) == ILULISSAT
    assert only("69,17 -49,83", order=LAT_LON) == ILULISSAT


@pytest.mark.parametrize("text", ["1,69.17,-49.83", "100 69.17 -49.83", "69.17\t-49.83\t120"])
def test_three_numbers_without_a_header_may_be_anything(text):
    for order in (LAT_LON, LON_LAT, ""):
        found = points_of(text, order=order)
        assert (found.points, found.problems[0].code) == ((), "point_order")


def test_every_line_that_is_no_point_is_named():
    text = "\n".join(
        [
            "name,lat,lon",
            "good,69.17,-49.83",
            "empty,,",
            "word,north,west",
            "",
            "pole,91,0",
            "twice,69.17N,49.83N",
            "odd,69°75',-49",
            "other side,69.17W,49.83N",
            "infinite,inf,nan",
            "short,69.17",
            "good,-75.1,259.8",
        ]
    )

    found = points_of(text)

    assert places(found) == [
        (-49.83, 69.17),
        (-69.17, 49.83),
        (pytest.approx(-100.2), -75.1),
    ]
    assert [each.values["line"] for each in found.problems] == [3, 4, 6, 7, 8, 10, 11]
    assert all(str(each.values["line"]) in str(each) for each in found.problems)


def test_commas_for_both_decimals_and_columns_are_refused():
    for text in ("lat,lon\n69,17,-49,83\n", "69,17,-49,83\n69,18,-49,84\n"):
        found = points_of(text, order=LAT_LON)
        assert found.points == ()
        assert "apart" in str(found.problems[0])


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "lat,lon\n", "\x1a"])
def test_nothing_has_no_points_and_no_problems(text):
    found = points_of(text)

    assert (found.points, found.problems) == ((), ())


@pytest.mark.parametrize("text", ["hello", "a,b\n1,x\n", "{}", "<html>\n<body>"])
def test_what_is_no_list_is_told(text):
    found = points_of(text)

    assert found.points == ()
    assert found.problems


def test_no_text_whatever_is_more_than_a_problem():
    rng = random.Random(1)
    pieces = [
        "lat",
        "lon",
        "x",
        "y",
        "epsg",
        "wkt",
        "POINT(1 nan)",
        "69.1",
        "-49",
        "9" * 400,
        "N",
        "W",
        "°",
        "'",
        '"',
        ",",
        ";",
        "\t",
        " ",
        "\n",
        "\n",
        "\r",
        "\0",
        "#",
        "nan",
        "1e5",
        "3413",
        "−",
    ]
    for _ in range(1500):
        text = "".join(rng.choice(pieces) for _ in range(rng.randrange(30)))
        try:
            found = points_of(text, order=rng.choice(["", LAT_LON, LON_LAT]))
        except ItsliveError as error:
            if error.code != "bad_crs":
                raise
            continue
        assert all(abs(p.lat) <= 90 and abs(p.lon) <= 180 for p in found.points)
        assert all(str(each) for each in found.problems)


@pytest.mark.parametrize(
    "content",
    [
        "lat;lon\n69°10,2'N;49°49,8'W\n".encode("cp1252"),
        "lat\tlon\n69.17\t-49.83\n".encode("utf-16"),
        "lat,lon\n69.17,-49.83\n".encode("utf-8-sig"),
    ],
)
def test_files_of_any_spreadsheet(tmp_path, content):
    (tmp_path / "points.csv").write_bytes(content)

    assert places(read_points(tmp_path / "points.csv")) == [ILULISSAT]


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(ItsliveError) as caught:
        read_points(tmp_path / "none.csv")

    assert caught.value.code == "not_read"


def test_ten_thousand_points():
    text = "lat,lon\n" + "".join(
        f"{60 + n / 1000:.3f},{-140 - n / 1000:.3f}\n" for n in range(10_000)
    )

    assert len(points_of(text).points) == 10_000
