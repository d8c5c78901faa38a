"""Every granule of the simulated archive holds the truth, as its format tells it."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import netCDF4
import numpy as np
import pytest

from tests.archive import expected as reading
from tests.archive import glacier, truth
from tests.archive.sites import SITES

from .files import grid, raw


def check_numbers(found: reading.Expected, path: Path) -> None:
    with netCDF4.Dataset(path) as dataset:
        grids = {name for name, part in dataset.variables.items() if part.ndim >= 2}
        assert grids == set(found.values)
        assert dataset["x"][:].tolist() == found.x.tolist()
        assert dataset["y"][:].tolist() == found.y.tolist()
        for name in grids - {"interp_mask"}:
            stored = np.ma.filled(np.ma.squeeze(dataset[name][:]).astype(float), np.nan)
            if name in ("vx", "vy", "v", "v_error"):
                stored[found.saturated] = np.nan
            if name.startswith("chip"):
                stored[np.isin(stored, (65_535, 32_769))] = np.nan
            np.testing.assert_allclose(stored, found.values[name], rtol=1e-6)
    there = ~np.isnan(found.values["v"])
    interpolated = raw(path, "interp_mask")[there]
    assert (interpolated == found.values["interp_mask"][there]).all()


def check_truth(found: reading.Expected, path: Path) -> None:
    fine = ~np.isnan(found.values["v"]) & ~found.locked
    assert fine.any() != ("empty" in found.granule.special)
    x, y = (centres[fine] for centres in grid(path))
    dates = found.date_1, found.date_2
    vx, vy = truth.components(found.epsg, x, y, *dates, ground=found.ground)
    for name, values in (("vx", vx), ("vy", vy), ("v", np.hypot(vx, vy))):
        off = np.abs(raw(path, name)[fine].astype(float) - values)
        assert off.max(initial=0) <= 0.5 + 1e-6


def check_header(found: reading.Expected, path: Path) -> None:
    with netCDF4.Dataset(path) as dataset:
        info, vx, vy = (dataset[name] for name in ("img_pair_info", "vx", "vy"))
        assert found.ground == (dataset["x"][1] - dataset["x"][0] == 240)
        if found.ground:
            texts = info.aquisition_date_img2, info.aquisition_date_img1
            forms = "%Y%m%d", "%Y%m%d"
            assert (vx.stable_rmse, vy.stable_rmse) == pytest.approx(
                (found.vx_error, found.vy_error)
            )
        else:
            texts = info.acquisition_date_img1, info.acquisition_date_img2
            forms = tuple("%Y%m%dT%H:%M:%S." + "%f" * (text[-1] != ".") for text in texts)
            assert (vx.error, vy.error) == (found.vx_error, found.vy_error)
            assert found.satellites == (info.id_img1.split("_")[0], info.id_img2.split("_")[0])
    dates = [datetime.strptime(*told).replace(tzinfo=timezone.utc) for told in zip(texts, forms)]
    assert [found.date_1, found.date_2] == dates
    assert dates[0] < dates[1]


def test_every_file_holds_what_a_reader_should_find_and_that_is_the_truth(every):
    for granule, path in every:
        found = reading.expected(granule)
        check_header(found, path)
        check_numbers(found, path)
        check_truth(found, path)


def radars(every: list[tuple]) -> list[tuple]:
    return [found for found in every if found[0].image_1.is_radar]


def test_radar_matrix_gives_the_range_velocity(every):
    for granule, path in radars(every):
        with netCDF4.Dataset(path) as dataset:
            matrix = [np.ma.squeeze(dataset[name][:]) for name in ("M11", "M12")]
            factor = dataset["M11"].dr_to_vr_factor
            assert dataset["M12"].dr_to_vr_factor == factor
            packed = "packed" in granule.special
            assert dataset["M11"].dtype == (np.int16 if packed else np.float32)
            assert ("scale_factor" in dataset["M11"].ncattrs()) == packed
            assert dataset["M11"].units == "pixel/(meter/year)"
            velocities = [np.ma.squeeze(dataset[name][:]) for name in ("vx", "vy", "vr")]
            info = dataset["img_pair_info"]
            assert info.flight_direction_img1 in ("ascending", "descending")
            assert int(info.absolute_orbit_img1) == granule.image_1.orbit
            assert dataset.scene_pair_type == "radar"
        vx, vy, vr = (part.astype(float) for part in velocities)
        pixels = matrix[0] * vx + matrix[1] * vy
        ok = ~(np.ma.getmaskarray(pixels) | np.ma.getmaskarray(vr))
        ok &= ~reading.expected(granule).saturated
        assert ok.sum() > 10_000
        # three roundings to whole m/yr, each by half at most
        assert np.abs(pixels * factor - vr)[ok].max() < 0.5 * (1 + 2**0.5) + 0.01


def test_radar_sees_the_ground_move_along_its_line_of_sight(every):
    headings = {"ascending": 347.0, "descending": 193.0}
    seen = set()
    for granule, path in radars(every):
        found = reading.expected(granule)
        fine = ~np.isnan(found.values["vr"]) & ~found.locked & ~found.saturated
        x, y = (centres[fine] for centres in grid(path))
        site = SITES[granule.site]
        lon, lat = truth.to_lonlat(granule.epsg, x, y)
        ground = np.hypot(
            *truth.components(granule.epsg, x, y, *granule.dates, ground=True, at=site)
        )

        flow = glacier.azimuth(lon, lat, site)
        with netCDF4.Dataset(path) as dataset:
            heading = headings[dataset["img_pair_info"].flight_direction_img1]
        look = np.cos(np.radians(flow - heading - 90)) * np.sin(np.radians(39))
        along = np.cos(np.radians(flow - heading))
        for name, part in (("vr", look), ("va", along)):
            # the flow turns on its way, and the geometry is that of a square of 2 km
            off = np.abs(found.values[name][fine] - ground * part)
            assert off.max() < 0.5 + 0.012 * ground.max()
        seen.add((granule.site, granule.image_1.frame))
    assert {frame for _, frame in seen} == {"A", "D"}
