"""The columns of a point's record, as they come from a cube of ours."""

from __future__ import annotations

import numpy as np

from itslive_qgis.series.table import series_of_cube

NAMES = (
    "LE07_L1TP_009011_20190623_20200901_02_T1_X_LC08_L1TP_009011_20190709_20190719_02_T1_G0120V02_P061",
    "LC09_L1TP_009011_20230623_20230901_02_T1_X_LC09_L1TP_009011_20230709_20230719_02_T1_G0120V02_P061",
)
ANSWER = {
    "inside": True,
    "lon": -49.5,
    "lat": 69.1,
    "x": -49.5,
    "y": 69.1,
    "at": [-180_000.0, -2_270_000.0],
    "pixel_x": -180_007.5,
    "pixel_y": -2_269_990.0,
    "distance_m": 12.5,
    "map_scale": 1.003,
    "metres": "map",
    "mid_date": ["2019-07-01T00:00:00Z", "2018-07-01T12:00:00.250000Z"],
    "date_1": ["2019-06-23T00:00:00Z", "2018-06-01T00:00:00Z"],
    "date_2": ["2019-07-09T00:00:00Z", "2018-08-01T00:00:00Z"],
    "separation_days": [16.0, 61.0],
    "satellite": ["Landsat 8", "Sentinel-1A"],
    "granule_id": [NAMES[0], "b"],
    "layer": [7, 5],
    "v": [5, None],
    "vx": [3, -2.5],
    "vy": [4, 1],
    "v_error": [7, None],
}


def test_rows_come_in_order_of_mid_date():
    series = series_of_cube(ANSWER, "EPSG:3413", "cube.nc")

    assert len(series) == 2
    assert series.mid_date.astype(str).tolist() == [
        "2018-07-01T12:00:00.250000000",
        "2019-07-01T00:00:00.000000000",
    ]
    assert series.satellite_names.tolist() == ["Sentinel-1A", "Landsat 8"]
    assert series.granules == ("b", NAMES[0])
    assert series.layer.tolist() == [5, 7]
    assert np.isnan(series.v[0])
    assert series.v[1] == 5
    assert series.vx.tolist() == [-2.5, 3.0]
    assert series.mid_days[1] == 18078.0
    assert series.place.epsg == 3413
    assert (series.place.x, series.place.y) == (-180_000.0, -2_270_000.0)


def test_some_rows_can_be_taken():
    series = series_of_cube(ANSWER, "EPSG:3413").at(np.array([False, True]))

    assert (len(series), series.granules, series.vy.tolist()) == (1, (NAMES[0],), [4.0])


def test_outside_there_is_none():
    assert series_of_cube({**ANSWER, "inside": False}, "EPSG:3413") is None


def test_satellites_of_both_images_by_the_granules_name():
    """Of which one is told, and where the name tells nothing no other."""
    series = series_of_cube(ANSWER, "EPSG:3413")
    assert series.satellites_of(0) == ("Sentinel-1A",)
    assert series.satellites_of(1) == ("Landsat 8", "Landsat 7")
    same = {**ANSWER, "granule_id": [NAMES[1]] * 2, "satellite": ["Landsat 9"] * 2}
    assert series_of_cube(same, "EPSG:3413").satellites_of(0) == ("Landsat 9",)
