"""What a record of one pixel must be, by xarray's reading of the same store from disk."""

from __future__ import annotations

import numpy as np
import xarray as xr

from .stores import Cube

ONES = ("vx", "vy", "v", "v_error")


def assert_pixel(series, cube: Cube, column: int, row: int) -> None:
    """Every row with both components, in order of mid-date, and each value bit for bit."""
    data = cube.opened()
    pixel = {name: data[name][:, row, column].values for name in ONES if name in data}
    held = np.flatnonzero(np.isfinite(pixel["vx"]) & np.isfinite(pixel["vy"]))
    dates = data["mid_date"].values
    rows = held[np.argsort(dates[held], kind="stable")]
    assert rows.size > 20
    np.testing.assert_array_equal(series.layer, rows)
    np.testing.assert_array_equal(series.mid_date, dates[rows])
    for name, values in pixel.items():
        found = getattr(series, name)
        assert found.dtype == np.float32
        np.testing.assert_array_equal(found, values[rows])
    for name in ("vx_error", "vy_error"):
        if name in data:
            np.testing.assert_array_equal(getattr(series, name), data[name].values[rows])
    assert_pairs(series, data, rows)


def assert_pairs(series, data: xr.Dataset, rows: np.ndarray) -> None:
    """Dates and satellites of the pairs."""
    if "date_dt" in data:
        np.testing.assert_array_equal(series.separation, data["date_dt"].values[rows])
    if "acquisition_date_img1" in data:
        np.testing.assert_array_equal(series.date_1, data["acquisition_date_img1"].values[rows])
        np.testing.assert_array_equal(series.date_2, data["acquisition_date_img2"].values[rows])
    names = {image: satellites(data, image, rows) for image in "12"}
    if names["1"]:
        assert series.satellite_names.tolist() == names["1"]
    if names["1"] and names["2"]:
        for row, both in enumerate(zip(names["1"], names["2"])):
            assert series.satellites_of(row) == tuple(dict.fromkeys(both))


def satellites(data: xr.Dataset, image: str, rows: np.ndarray) -> list[str]:
    """Names of the satellites of one image of the pairs; empty where the cube does not tell."""
    if f"satellite_img{image}" not in data:
        return []
    missions, numbers = (
        data[f"{name}_img{image}"].values[rows] for name in ("mission", "satellite")
    )
    words = {"L": "Landsat ", "S": "Sentinel-"}
    return [words[mission] + number.replace(".0", "") for mission, number in zip(missions, numbers)]


def assert_part(series, cube: Cube, column: int, row: int) -> None:
    """Some of the rows of a pixel, in order, and nothing else; speeds as stored or computed."""
    data = cube.opened()
    pixel = {name: data[name][:, row, column].values for name in ONES}
    rows = series.layer
    assert len(set(rows.tolist())) == rows.size
    assert (np.diff(series.mid_date) >= np.timedelta64(0)).all()
    np.testing.assert_array_equal(series.mid_date, data["mid_date"].values[rows])
    for name in ("vx", "vy"):
        np.testing.assert_array_equal(getattr(series, name), pixel[name][rows])
        assert np.isfinite(getattr(series, name)).all()
    np.testing.assert_allclose(series.v, pixel["v"][rows], atol=1, rtol=0)
    for name in ("vx_error", "vy_error"):
        np.testing.assert_array_equal(getattr(series, name), data[name].values[rows])
