"""What is in a file, and is it whole: against the files themselves, read another way."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import h5py
import netCDF4
import numpy as np
import pytest

from itslive_qgis.errors import Cancelled, ItsliveError
from itslive_qgis.monitor import Monitor
from itslive_qgis.science import wholeness
from itslive_qgis.science.inspect import inspect_folder, inspect_granule
from itslive_qgis.worker.protocol import plain

pytestmark = pytest.mark.own_process

PINE_ISLAND = (
    "LE07_L1GT_001113_20121118_20161127_01_T2_X_LE07_L1GT_232113_20121104_20161127_01_T2"
    "_G0240V01_P059.nc"
)


@pytest.fixture
def copy(its_live, tmp_path) -> Path:
    """A granule of the archive that a test may change."""
    return Path(shutil.copy(its_live.granules[0], tmp_path / its_live.granules[0].name))


def codes(found: dict) -> list[str]:
    return [problem["code"] for problem in found["problems"]]


def sentences(found: dict) -> list[str]:
    return [str(ItsliveError.from_dict(problem)) for problem in found["problems"]]


def recorded(path: Path, **changes) -> None:
    """Write the record that a download of this file would have left."""
    entry = {
        "state": "complete",
        "granule_id": path.stem,
        "url": f"https://example.com/{path.name}",
        "file": path.name,
        "etag": "",
        "size": path.stat().st_size,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        **changes,
    }
    (path.parent / "granules.jsonl").write_text(json.dumps(entry) + "\n", encoding="utf-8")


def test_every_granule_of_the_archive_is_whole_and_told_as_it_is(its_live):
    for path in its_live.granules:
        found = inspect_granule(str(path))
        assert sentences(found) == []
        assert found["whole"]
        assert found["is_granule"]
        with netCDF4.Dataset(path) as data:
            data.set_auto_mask(False)
            pair = data["img_pair_info"]
            vx, vy, v = (data[name][:] for name in ("vx", "vy", "v"))
            valid = vx != -32767
            assert found["epsg"] == data["mapping"].spatial_epsg
            assert found["scenes"] == [pair.id_img1, pair.id_img2]
            assert [name.split("-")[-1].split()[-1] for name in found["satellites"]] == [
                pair.satellite_img1,
                pair.satellite_img2,
            ]
            assert found["separation_days"] == pytest.approx(pair.date_dt)
            assert found["centre"] == pytest.approx([pair.longitude, pair.latitude], abs=0.006)
            assert [found["vx_error"], found["vy_error"]] == [data["vx"].error, data["vy"].error]
            assert found["extent"] == [
                data["x"][0] - 60,
                data["y"][-1] - 60,
                data["x"][-1] + 60,
                data["y"][0] + 60,
            ]
            assert {each["name"] for each in found["variables"]} == set(data.variables)
        assert found["cells"] == vx.size
        assert found["valid_cells"] == valid.sum()
        assert found["valid_percent"] == pytest.approx(100 * valid.sum() / vx.size)
        assert found["speed_median"] == np.median(v[valid])
        fastest = np.hypot(vx[valid].astype(float), vy[valid]).max()
        assert found["speed_max"] == pytest.approx(fastest, abs=1.21)
        assert (found["version"], found["with_time"], found["ground_metres"]) == ("2", False, False)
        assert f"_P{found['name_percent']:03d}" in path.name
        assert found["saturated_cells"] == 0
        json.dumps(plain(found))


def test_the_real_granule_and_its_two_different_shares(real_data):
    found = inspect_granule(str(real_data / "granules" / PINE_ISLAND))
    assert sentences(found) == []
    assert (found["valid_cells"], found["cells"]) == (163_268, 376_512)
    assert found["valid_percent"] == pytest.approx(43.36, abs=0.005)
    assert (found["name_percent"], found["roi_percent"]) == (59, 59)
    assert (found["speed_median"], found["speed_max"]) == (522, 5505)
    assert (found["version"], found["ground_metres"]) == ("1", True)
    # In V0 the later image is named first.
    assert [scene[17:25] for scene in found["scenes"]] == ["20121104", "20121118"]
    assert found["extent"][0] == -1716487.5
    assert found["extent"][3] == -209272.5


@pytest.mark.parametrize("variable", ["vx", "interp_mask"])
def test_a_damaged_piece_is_named_with_its_variable(copy, variable):
    with h5py.File(copy, "r") as file:
        chunk = file[variable].id.get_chunk_info(0)
    with copy.open("r+b") as file:
        file.seek(chunk.byte_offset + chunk.size // 3)
        file.write(bytes(64))
    found = inspect_granule(str(copy))
    assert not found["whole"]
    assert f" of {variable} in " in sentences(found)[0]
    assert "damaged_variable" in codes(found)
    # Without its components there is nothing to be said of the speeds.
    assert (found["speed_max"] is None) == (variable == "vx")


def test_a_file_cut_short_is_no_granule_and_differs_from_its_record(copy):
    recorded(copy)
    data = copy.read_bytes()
    copy.write_bytes(data[: len(data) // 2])
    found = inspect_granule(str(copy))
    assert codes(found)[0] == "size_differs"
    assert found["record"] == "differs"
    assert not found["whole"]
    assert not found["is_granule"]
    assert f"{len(data) // 2} bytes, but {len(data)} were downloaded" in sentences(found)[0]


def test_a_file_of_the_right_size_and_other_bytes_is_found_by_its_sum(copy):
    recorded(copy)
    assert inspect_granule(str(copy))["record"] == "equal"
    with netCDF4.Dataset(copy, "r+") as data:
        data["interp_mask"].standard_name = "interpolated_value_mesk"
    recorded_size = json.loads((copy.parent / "granules.jsonl").read_text())["size"]
    assert copy.stat().st_size == recorded_size
    found = inspect_granule(str(copy))
    assert codes(found) == ["content_differs"]
    assert found["record"] == "differs"
    (copy.parent / "granules.jsonl").unlink()
    assert inspect_granule(str(copy))["record"] == "none"


def test_speeds_that_are_not_the_length_of_their_vector_are_counted(copy):
    with netCDF4.Dataset(copy, "r+") as data:
        data.set_auto_maskandscale(False)
        v = data["v"][:]
        rows, columns = np.nonzero(v != -32767)
        v[rows[:7], columns[:7]] += 40
        data["v"][:] = v
    found = inspect_granule(str(copy))
    assert codes(found) == ["wrong_speed"]
    assert found["problems"][0]["values"]["count"] == 7
    assert found["problems"][0]["values"]["worst"] == pytest.approx(40, abs=1.3)


def test_saturated_cells_are_counted_and_no_fault(copy):
    with netCDF4.Dataset(copy, "r+") as data:
        data.set_auto_maskandscale(False)
        v, vx = data["v"][:], data["vx"][:]
        rows, columns = np.nonzero(v != -32767)
        v[rows[:5], columns[:5]] = 32767
        vx[rows[:2], columns[:2]] = 32767
        data["v"][:], data["vx"][:] = v, vx
    found = inspect_granule(str(copy))
    assert found["whole"]
    assert found["saturated_cells"] == 5
    assert found["valid_cells"] == rows.size - 5
    assert found["speed_max"] < 32767


def test_a_time_dimension_is_told_and_one_without_values_is_a_fault(copy, tmp_path):
    for length in (1, 0):
        path = tmp_path / f"deep{length}_X_{copy.name}"
        with netCDF4.Dataset(copy) as old, netCDF4.Dataset(path, "w") as new:
            old.set_auto_maskandscale(False)
            for name, size in (("time", None), ("y", old["y"].size), ("x", old["x"].size)):
                new.createDimension(name, size)
            for name, variable in old.variables.items():
                deep = variable.ndim == 2
                dimensions = ("time", "y", "x") if deep else variable.dimensions
                made = (
                    new.createVariable(name, variable.dtype, dimensions, fill_value=-32767)
                    if (name in ("v", "vx", "vy"))
                    else new.createVariable(name, variable.dtype, dimensions)
                )
                made.setncatts({k: w for k, w in variable.__dict__.items() if k != "_FillValue"})
                made.set_auto_maskandscale(False)
                if variable.ndim == 1:
                    made[:] = variable[:]
                elif deep and length:
                    made[:] = variable[:][np.newaxis]
        found = inspect_granule(str(path))
        if length:
            assert found["with_time"]
            assert set(codes(found)) <= {"wrong_name"}  # the name was lengthened for this test
            assert found["valid_cells"] == inspect_granule(str(copy))["valid_cells"]
        else:
            assert codes(found) == ["other_layout"]
            assert not found["is_granule"]


def test_a_speed_without_components_is_told(copy):
    with netCDF4.Dataset(copy, "r+") as data:
        data.set_auto_maskandscale(False)
        vx = data["vx"][:]
        rows, columns = np.nonzero(vx != -32767)
        vx[rows[:3], columns[:3]] = -32767
        data["vx"][:] = vx
    found = inspect_granule(str(copy))
    assert codes(found) == ["partial_cells"]
    assert found["problems"][0]["values"]["count"] == 3


def test_cells_far_from_the_stated_place_are_told(copy):
    with netCDF4.Dataset(copy, "r+") as data:
        data["img_pair_info"].longitude = 10.0
    found = inspect_granule(str(copy))
    assert codes(found) == ["displaced"]
    assert not found["is_granule"]


@pytest.mark.parametrize("chunk", [None, (64, 64), (1, 4)], ids=["contiguous", "chunks", "many"])
def test_a_variable_of_absurd_size_is_told_and_not_read(copy, chunk, monkeypatch):
    side = 600 if chunk == (1, 4) else 2**16
    with netCDF4.Dataset(copy, "r+") as data:
        for axis in ("down", "across"):
            data.createDimension(axis, side)
        data.createVariable("endless", "i2", ("down", "across"), chunksizes=chunk, fill_value=False)
        most = 4 * data["vx"].size
    monkeypatch.setattr(wholeness, "_MOST_PIECES", 10_000)
    found = inspect_granule(str(copy))

    assert codes(found) == ["absurd_variable"]
    assert "endless in " in sentences(found)[0]
    assert found["problems"][0]["values"]["size"] == side**2
    assert side**2 > most or chunk == (1, 4)
    assert found["speed_max"] is not None, "the others are read"


def test_another_separation_than_that_of_the_images_is_told(copy):
    with netCDF4.Dataset(copy, "r+") as data:
        data["img_pair_info"].date_dt = data["img_pair_info"].date_dt + 3
    assert codes(inspect_granule(str(copy))) == ["wrong_separation"]


def test_a_granule_under_the_name_of_another_is_told(its_live, copy):
    other = next(
        path for path in its_live.granules if path.name.split("_X_")[0] != copy.name.split("_X_")[0]
    )
    found = inspect_granule(str(copy.rename(copy.with_name(other.name))))
    assert codes(found) == ["wrong_name"]


def test_a_free_name_is_no_fault(copy):
    found = inspect_granule(str(copy.rename(copy.with_name("my favourite.nc"))))
    assert found["whole"]
    assert found["name_percent"] is None
    assert len(found["satellites"]) == 2


def test_what_is_no_granule_is_a_row_of_the_folder(copy, tmp_path):
    (tmp_path / "page_X_of_a_portal.nc").write_text("<html>Sign in</html>", encoding="utf-8")
    with netCDF4.Dataset(tmp_path / "cube.nc", "w") as data:
        data.createVariable("depth", "f4").units = "m"
    found = {each["name"]: each for each in inspect_folder(str(tmp_path))}
    assert found[copy.name]["whole"]
    for name in ("page_X_of_a_portal.nc", "cube.nc"):
        assert not found[name]["is_granule"]
        assert len(found[name]["problems"]) == 1
    (depth,) = found["cube.nc"]["variables"]
    assert (depth["name"], depth["type"], depth["unit"]) == ("depth", "float32", "m")


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(ItsliveError) as caught:
        inspect_granule(str(tmp_path / "gone.nc"))
    assert caught.value.code == "no_file"


def test_reading_can_be_cancelled(copy):
    class Impatient(Monitor):
        def is_cancelled(self) -> bool:
            return True

    with pytest.raises(Cancelled):
        inspect_granule(str(copy), monitor=Impatient())


class Listening(Monitor):
    """Keeps which file is read, as the caller of the worker hears it."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.unreadable: list[str] = []

    def progress(self, fraction: float, text: str = "", **values) -> None:
        self.read += [values["reading"]] if "reading" in values else []
        self.unreadable += [values["unreadable"]] if "unreadable" in values else []


def test_a_file_that_libhdf5_fails_to_open_is_named_to_the_monitor(copy):
    """It may have spoilt the memory of the process, so that the next file crashes it."""
    sound = copy.read_bytes()
    copy.write_bytes(sound[:2000] + bytes(3000) + sound[5000:])
    page = copy.with_name("a_X_page.nc")
    page.write_text("<html>Sign in</html>", encoding="utf-8")
    monitor = Listening()
    inspect_folder(str(copy.parent), monitor=monitor)
    assert set(monitor.read) == {str(copy), str(page)}
    assert monitor.unreadable == [str(copy)]


def test_a_file_left_out_still_has_its_record_looked_at(copy):
    recorded(copy)
    copy.write_bytes(copy.read_bytes()[:-1])
    found = inspect_granule(str(copy), {str(copy): None})
    assert codes(found) == ["size_differs", "crashes"]
    assert found["record"] == "differs"
    assert (found["is_granule"], found["variables"], found["whole"]) == (False, [], False)
