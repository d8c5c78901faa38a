"""The address of the granule of a value, read of one layer alone, against xarray."""

from __future__ import annotations

import threading
import tracemalloc

import numcodecs
import numpy as np
import pytest

from itslive_qgis.errors import Cancelled, ItsliveError
from itslive_qgis.monitor import Monitor
from tests.plain.archive_room.scripted_server import Asked, Reply

from .served import on, times
from .stores import PACKED, Cube

LAYERS = 300
BUCKET = "https://its-live-data.s3.amazonaws.com/velocity_image_pair/landsatOLI/v02/N60W040"
FIRST = np.datetime64("2015-01-01T14:55:12", "ns") + np.arange(LAYERS) * np.timedelta64(10, "D")
PAIRS = FIRST, FIRST + np.timedelta64(16, "D")


def urls() -> np.ndarray:
    """An address for each layer; its name tells the dates of the pair, of some it tells none."""
    made = []
    for number, (one, two) in enumerate(zip(*PAIRS)):
        days = [str(each)[:10].replace("-", "") for each in (one, two)]
        scenes = [f"LC08_L1TP_009011_{day}_20200901_02_T1" for day in days]
        name = f"{scenes[0]}_X_{scenes[1]}_G0120V02_P{number % 100:03d}.nc"
        made.append(f"{BUCKET}/{name}" if number % 5 else f"{BUCKET}/unnamed-{number}.nc")
    return np.array(made)


def cube_of(archive, values=None, **options) -> Cube:
    values = urls().astype("<U1024") if values is None else values
    cube = archive.cube(layers=LAYERS, pairs=PAIRS, extra={"granule_url": values}, **options)
    archive.list(cube)
    return cube


def asked(archive) -> list[str]:
    return [path for path in archive.paths() if "/granule_url/" in path]


@pytest.mark.parametrize(
    "compressor",
    [
        PACKED,
        numcodecs.Blosc(cname="zlib", clevel=2, shuffle=0, blocksize=10_000),
        numcodecs.Blosc(cname="zlib", clevel=0),
        numcodecs.Zlib(1),
        None,
    ],
    ids=["as the archive", "small blocks", "stored", "zlib", "plain"],
)
@pytest.mark.parametrize("kind", ["<U1024", "<U200", "S200"])
def test_each_rows_granule_as_xarray_reads_it(archive, make_reader, compressor, kind):
    values = urls().astype(kind)
    cube = cube_of(archive, values, compressor=compressor)
    reader = make_reader()
    series = reader.point(*cube.of_pixel(5, 5)).series
    truth = cube.opened()["granule_url"].values.astype(str)
    rows = np.linspace(0, len(series) - 1, 40).astype(int).tolist()
    found = [reader.granule_url(series, row) for row in rows]
    assert found == truth[series.layer[rows]].tolist()
    assert len(set(found)) == len(rows)


def test_texts_of_any_length(archive, make_reader):
    cube = cube_of(archive)
    values = urls().astype(object)
    cube.change("granule_url", values, filters=[numcodecs.VLenUTF8()])
    reader = make_reader()
    series = reader.point(*cube.of_pixel(5, 5)).series
    assert reader.granule_url(series, 20) == values[series.layer[20]]


def test_it_is_asked_for_when_it_is_wanted_and_of_one_chunk(archive, make_reader):
    cube = cube_of(archive)
    reader = make_reader()
    series = reader.point(*cube.of_pixel(5, 5)).series
    assert series.granules == ()
    assert asked(archive) == []
    row = len(series) - 1
    reader.granule_url(series, row)
    step = cube.raw()["granule_url"].chunks[0]
    assert len(asked(archive)) == 1
    assert asked(archive)[0].endswith(f"/granule_url/{series.layer[row] // step}")


def test_a_chunk_of_thousands_takes_no_memory_for_the_others(archive, make_reader):
    cube = cube_of(archive)
    count = 8_000  # of 4 KB
    chunk = np.zeros(count, "<U1024")
    chunk[:LAYERS] = urls()
    cube.change("granule_url", chunk[:LAYERS])
    folder = cube.path / "granule_url"
    grow(folder, cube.path / ".zmetadata", count)
    for old in folder.glob("[0-9]*"):
        old.unlink()
    (folder / "0").write_bytes(PACKED.encode(chunk))
    reader = make_reader()
    series = reader.point(*cube.of_pixel(5, 5)).series
    tracemalloc.start()
    found = reader.granule_url(series, 7)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == urls()[series.layer[7]]
    assert chunk.nbytes > 32_000_000
    assert peak < 12_000_000


def grow(folder, consolidated, count: int) -> None:
    """Let the metadata of an array say that a chunk has so many values."""
    for path in (folder / ".zarray", consolidated):
        text = path.read_text()
        start = text.index('"granule_url/.zarray"') if path == consolidated else 0
        before, after = text[:start], text[start:]
        old = '"chunks": [' + after.partition('"chunks": [')[2].partition("]")[0] + "]"
        path.write_text(before + after.replace(old, f'"chunks": [{count}]', 1))


@pytest.mark.parametrize("how", ["no array", "no chunk", "empty"])
def test_a_cube_that_tells_no_granule(archive, make_reader, how):
    cube = cube_of(archive, np.zeros(LAYERS, "<U1024") if how == "empty" else None)
    if how == "no array":
        cube = archive.cube("b", layers=LAYERS, pairs=PAIRS)
        archive.list(cube)
    if how == "no chunk":
        for chunk in (cube.path / "granule_url").glob("[0-9]*"):
            chunk.unlink()
    reader = make_reader()
    series = reader.point(*cube.of_pixel(5, 5)).series
    with pytest.raises(ItsliveError) as failure:
        reader.granule_url(series, 3)
    assert failure.value.code == "no_granule_url"


def test_the_granule_of_another_pair_is_none(archive, make_reader):
    """As after the archive has put the layers of a cube into another order."""
    cube = cube_of(archive, np.roll(urls(), 7).astype("<U1024"))
    reader = make_reader()
    series = reader.point(*cube.of_pixel(5, 5)).series
    row = next(row for row, layer in enumerate(series.layer) if (layer - 7) % 5)
    with pytest.raises(ItsliveError) as failure:
        reader.granule_url(series, row)
    assert failure.value.code == "cube_replaced"
    assert "click it again" in str(failure.value)


@pytest.mark.parametrize("lasting", [False, True])
def test_a_damaged_chunk_is_asked_for_once_more(archive, make_reader, lasting):
    cube = cube_of(archive)
    reader = make_reader()
    series = reader.point(*cube.of_pixel(5, 5)).series
    rules = [on(f"granule_url/{number}", Reply(200, {}, b"<html>")) for number in range(4)]
    archive.rules += rules if lasting else [times(1, rule) for rule in rules]
    if lasting:
        with pytest.raises(ItsliveError) as failure:
            reader.granule_url(series, 3)
        assert failure.value.code == "damaged_chunk"
    else:
        assert reader.granule_url(series, 3) == urls()[series.layer[3]]
    assert len(asked(archive)) == 2


def test_it_can_be_cancelled(archive, make_reader):
    cube = cube_of(archive)
    reader = make_reader()
    series = reader.point(*cube.of_pixel(5, 5)).series

    is_asked, let_go = threading.Event(), threading.Event()

    class Wish(Monitor):
        def is_cancelled(self) -> bool:
            return is_asked.is_set()

    def hold(path: str, _asked: Asked) -> Reply | None:
        if "/granule_url/" in path:
            is_asked.set()
            let_go.wait(20)
        return None

    archive.rules.append(hold)
    with pytest.raises(Cancelled):
        reader.granule_url(series, 3, Wish())
    let_go.set()
    assert reader.granule_url(series, 3) == urls()[series.layer[3]]
