"""What is read without netCDF4 is what netCDF4 reads, bit for bit; else netCDF4 reads it."""

from __future__ import annotations

import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import h5py
import numpy as np
import pytest

from itslive_qgis.science import inflate, quick_header
from itslive_qgis.science.chunks import NotRawError
from itslive_qgis.science.granule import read_header, read_raw, read_window
from itslive_qgis.science.granule_header import FURTHER, header_of
from itslive_qgis.science.granule_open import read_from
from tests.plain.science import small_granules as small

WHOLE = slice(None)
PLAIN = ("chip_size_width", "chip_size_height", "interp_mask")


@pytest.fixture(params=["libdeflate", "zlib"])
def inflater(request, monkeypatch):
    """Both ways to inflate, whatever this machine has."""
    inflate._library.cache_clear()
    if request.param == "zlib":
        monkeypatch.setenv("ITSLIVE_NO_LIBDEFLATE", "1")
    assert inflate.inflater_name() == request.param
    yield request.param
    monkeypatch.undo()
    inflate._library.cache_clear()


def same(path: Path, rows: slice = WHOLE, columns: slice = WHOLE) -> None:
    header = read_header(path)
    raw = read_raw(header, rows, columns, PLAIN)
    library = read_window(path, header, rows, columns, PLAIN)

    assert list(raw) == list(library)
    for name, values in library.items():
        assert raw[name].dtype == values.dtype, name
        np.testing.assert_array_equal(raw[name], values, err_msg=name)


def test_every_granule_of_every_format(whole_its_live, its_live, inflater):
    paths = [*whole_its_live.granules, *its_live.granules[:10]]
    for path in paths:
        same(path)


def test_the_real_granule(real_data, inflater):
    path = next((real_data / "granules").glob("*.nc"))

    same(path)
    same(path, slice(100, 333), slice(17, 600))


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        (slice(0, 1), slice(0, 1)),
        (slice(3, 4), slice(1, 9)),
        (slice(2, 11), slice(5, 6)),
        (slice(0, 12), slice(0, 10)),
    ],
)
@pytest.mark.parametrize("block", [(4, 3), (5, 7), (1, 10), (12, 10), (11, 9)])
def test_windows_across_blocks(block, rows, columns, tmp_path, inflater):
    path = small.write(small.v2(), tmp_path / "a_X_b.nc")
    rewritten(path, block)
    assert set(read_header(path).stored) >= {"vx", "vy", "v"}
    same(path, rows, columns)


def rewritten(path: Path, block: tuple[int, int], **options) -> None:
    """The same granule with its velocities in other blocks."""
    with h5py.File(path, "r+") as file:
        for name in ("vx", "vy", "v", "v_error"):
            old = file[name]
            values, attributes = old[...], dict(old.attrs)
            fill = old.fillvalue
            del file[name]
            size = tuple(min(*pair) for pair in zip(block, values.shape))
            chosen = {"compression": "gzip", "shuffle": True, **options}
            new = file.create_dataset(name, data=values, chunks=size, fillvalue=fill, **chosen)
            for key, value in attributes.items():
                if key not in ("DIMENSION_LIST", "_Netcdf4Coordinates", "_Netcdf4Dimid"):
                    new.attrs[key] = value
            for dimension, scale in enumerate(("y", "x")):
                new.dims[dimension].attach_scale(file[scale])


def test_blocks_that_were_never_written_hold_the_fill(tmp_path, inflater):
    path = small.write(small.v2(), tmp_path / "a_X_b.nc")
    with h5py.File(path, "r+") as file:
        old = file["v_error"]
        attributes, shape, fill = dict(old.attrs), old.shape, old.fillvalue
        del file["v_error"]
        new = file.create_dataset(
            "v_error", shape, "<i2", chunks=(2, 3), compression="gzip", fillvalue=fill
        )
        new[0:2, 0:3] = 7
        new.attrs["units"] = attributes["units"]
        for dimension, scale in enumerate(("y", "x")):
            new.dims[dimension].attach_scale(file[scale])
    assert (read_header(path).stored["v_error"].places == -1).any()
    same(path)


@pytest.mark.parametrize("options", [{"fletcher32": True}, {"compression": "lzf"}])
def test_other_filters_are_left_to_netcdf4(options, tmp_path):
    path = small.write(small.v2(), tmp_path / "a_X_b.nc")
    rewritten(path, (4, 4), **options)
    header = read_header(path)

    assert "vx" not in header.stored
    with pytest.raises(NotRawError):
        read_raw(header, WHOLE, WHOLE)
    assert (read_window(path, header, WHOLE, WHOLE)["vx"] != -32767).any()


def test_a_block_that_is_not_packed_is_read(tmp_path):
    path = small.write(small.v2(), tmp_path / "a_X_b.nc")
    rewritten(path, (4, 4), compression=None, shuffle=False)
    assert read_header(path).stored["vx"].filters == ()
    same(path)


@pytest.mark.own_process
def test_a_damaged_block_is_left_to_netcdf4_to_tell(tmp_path, inflater):
    path = small.write(small.v2(), tmp_path / "a_X_b.nc")
    header = read_header(path)
    offset, size = (int(number) for number in header.stored["vx"].places[0, 0])
    content = bytearray(path.read_bytes())
    content[offset + 2 : offset + size] = b"\xff" * (size - 2)
    path.write_bytes(content)

    with pytest.raises(NotRawError):
        read_raw(header, WHOLE, WHOLE)


def test_a_file_that_was_cut_or_removed_since(tmp_path):
    path = small.write(small.v2(), tmp_path / "a_X_b.nc")
    header = read_header(path)
    path.write_bytes(path.read_bytes()[: header.stored["vy"].places[0, 0, 0] + 5])
    with pytest.raises(NotRawError):
        read_raw(header, WHOLE, WHOLE)
    path.unlink()
    with pytest.raises(NotRawError):
        read_raw(header, WHOLE, WHOLE)


def test_many_threads_at_once_read_what_one_does(its_live):
    paths = its_live.granules[:8]
    headers = [read_header(path) for path in paths]
    begin = threading.Barrier(4)

    def read(number: int) -> dict[str, np.ndarray]:
        if number < 4:
            begin.wait(10)
        return read_raw(headers[number % 8], WHOLE, WHOLE, PLAIN)

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(read, range(32)))
    for number, pixels in enumerate(together):
        alone = read_window(paths[number % 8], headers[number % 8], WHOLE, WHOLE, PLAIN)
        for name, values in alone.items():
            np.testing.assert_array_equal(pixels[name], values)


def test_without_h5py_everything_is_read_through_netcdf4(its_live, monkeypatch):
    path = its_live.granules[0]
    quick = read_header(path)
    monkeypatch.setattr(quick_header, "h5py", None)
    slow = read_header(path)

    assert repr(slow) == repr(quick)
    assert quick.stored
    assert not slow.stored


def test_headers_are_those_that_netcdf4_reads(whole_its_live, its_live, real_data):
    real = list((real_data / "granules").glob("*.nc"))
    for path in (*whole_its_live.granules, *its_live.granules[:10], *real):
        header = read_header(path)
        assert repr(header) == repr(read_from(path, lambda data, path=path: header_of(data, path)))
        plain = {name for name in header.variables if name not in FURTHER or name in PLAIN}
        assert set(header.stored) == plain, "all that the archive writes can be read raw"


@pytest.mark.parametrize("size", [0, 1, 100, 65_537, 1_000_000])
def test_what_is_packed_here_zlib_unpacks_and_the_reverse(size, inflater):
    values = (np.arange(size) * 2654435761 % 251).astype(np.uint8)
    packed = inflate.deflate(values)

    assert zlib.decompress(packed) == values.tobytes()
    np.testing.assert_array_equal(inflate.inflate(zlib.compress(values.tobytes(), 9), size), values)
    for wrong in (size - 1, size + 1) if size else (1,):
        with pytest.raises(inflate.DamagedStreamError):
            inflate.inflate(packed, wrong)
    with pytest.raises(inflate.DamagedStreamError):
        inflate.inflate(packed[: len(packed) // 2], size)
