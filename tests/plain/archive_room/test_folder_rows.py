"""What is said of each granule of a folder: by its record, by its files, by its name."""

from __future__ import annotations

import hashlib
from datetime import datetime, timezone

from itslive_qgis.archive.download import download
from itslive_qgis.archive.download_queue import DownloadQueue
from itslive_qgis.archive.folder_rows import FolderRow, folder_rows
from itslive_qgis.archive.record_lines import RECORD_NAME

from .place import DATA, SIZE, Place
from .scripted_server import Reply, stored

NAME = (
    "LC08_L1TP_061018_20180524_20200831_02_T1_X_"
    "LC08_L1TP_061018_20180609_20200831_02_T1_G0120V02_P050.nc"
)


def rows(place: Place) -> dict[str, FolderRow]:
    return {row.file: row for row in folder_rows(place.folder)}


def test_every_way_a_granule_may_stand(place: Place) -> None:
    names = ("whole", "wanted", "failed", "dropped", "gone", "longer")
    granules = {
        name: place.make(url=place.server.on(f"/{name}.nc", stored(DATA)), granule_id=name)
        for name in names
    }
    place.server.on("/failed.nc", Reply(404))
    begin = datetime.now(timezone.utc).replace(microsecond=0)
    queue = DownloadQueue(str(place.folder))
    queue.add([granules[name] for name in names], {"name": "a search"})
    queue.pause([granules["wanted"].url])
    queue.cancel([granules["dropped"].url])
    queue.run(place.network)
    (place.folder / "gone.nc").unlink()
    (place.folder / "longer.nc").write_bytes(DATA + b"more")
    (place.folder / NAME).write_bytes(DATA)
    (place.folder / "cube.nc").write_bytes(DATA)
    found = rows(place)
    assert {file: row.status for file, row in found.items()} == {
        "whole.nc": "complete",
        "wanted.nc": "wanted",
        "failed.nc": "failed",
        "dropped.nc": "dropped",
        "gone.nc": "missing",
        "longer.nc": "changed",
        NAME: "unverified",
    }
    whole = found["whole.nc"]
    assert whole.granule == granules["whole"]
    assert (whole.url, whole.size, whole.search) == (granules["whole"].url, SIZE, "1")
    assert whole.sha256 == hashlib.sha256(DATA).hexdigest()
    assert whole.downloaded is not None
    assert begin <= whole.downloaded <= datetime.now(timezone.utc)
    assert "search again" in found["failed.nc"].reason
    assert found["wanted.nc"].size is None
    assert found["wanted.nc"].sha256 == found["wanted.nc"].reason == ""


def test_what_was_given_up_after_it_was_wanted(place: Place) -> None:
    queue = DownloadQueue(str(place.folder))
    queue.add([place.granule])
    queue.settle()
    queue.cancel()
    queue.settle()
    assert rows(place)["granule.nc"].status == "dropped"


def test_a_file_put_there_by_hand_tells_what_its_name_tells(place: Place) -> None:
    place.folder.mkdir()
    (place.folder / NAME).write_bytes(DATA)
    row = rows(place)[NAME]
    assert (row.granule_id, row.url, row.status, row.size) == (NAME[:-3], "", "unverified", SIZE)
    assert row.granule is not None
    assert row.granule.url == ""
    assert row.granule.satellite == "Landsat 8"
    assert row.granule.percent_valid == 50
    assert row.granule.version == "002"
    assert row.granule.date_1 == datetime(2018, 5, 24, tzinfo=timezone.utc)
    assert row.granule.date_2 == datetime(2018, 6, 9, tzinfo=timezone.utc)
    assert row.granule.places == ("061018",)
    assert not row.granule.has_footprint


def test_a_record_that_begins_anew(place: Place) -> None:
    url = place.server.on(f"/{NAME}", stored(DATA))
    granule = place.make(url=url)
    download([granule], place.folder, place.network)
    (place.folder / RECORD_NAME).unlink()
    assert rows(place)[NAME].status == "unverified"
    download([granule], place.folder, place.network)
    row = rows(place)[NAME]
    assert (row.status, row.url, row.granule) == ("complete", url, granule)


def test_a_folder_with_nothing_in_it(place: Place) -> None:
    place.folder.mkdir()
    assert folder_rows(place.folder) == []
