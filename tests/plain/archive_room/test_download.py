"""Many files into one folder: each failure costs one, and a second run finds them."""

from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from itslive_qgis.archive import transfers
from itslive_qgis.archive.download import download, estimate_bytes
from itslive_qgis.archive.fetch import CHUNK, Fetch
from itslive_qgis.archive.granule import Granule
from itslive_qgis.archive.http import Network
from itslive_qgis.archive.record_lines import RECORD_NAME
from itslive_qgis.errors import Cancelled, ItsliveError
from itslive_qgis.monitor import Monitor

from .place import DATA, ETAG, Place, hdf5_like
from .scripted_server import Asked, Reply, ScriptedServer, stored
from .watched import WatchedMonitor


def test_each_failure_costs_one_granule(place: Place) -> None:
    granules = []
    for number in range(12):
        url = place.server.on(f"/{number}.nc", stored(hdf5_like(5000 + number, seed=number)))
        granules.append(place.make(url=url))
    place.server.on("/3.nc", Reply(404))
    place.server.on("/7.nc", Reply(200, {}, b"<html>"))
    monitor = WatchedMonitor()
    report = download(granules, place.folder, place.network, monitor, connections=3)
    assert [outcome.url for outcome in report.outcomes] == [item.url for item in granules]
    assert [outcome.url.rsplit("/", 1)[1] for outcome in report.failed] == ["3.nc", "7.nc"]
    assert report.count == len(report.files) == 10
    assert report.bytes == sum(5000 + number for number in range(12) if number not in (3, 7))
    for number, outcome in enumerate(report.outcomes):
        if outcome.path:
            assert Path(outcome.path).read_bytes() == hdf5_like(5000 + number, seed=number)
    fractions = [fraction for fraction, _, _ in monitor.told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1)
    assert (monitor.told[-1][2]["done"], monitor.told[-1][2]["count"]) == (10, 12)


def test_one_granule_asked_for_twice_is_one(place: Place) -> None:
    place.on(stored(DATA))
    report = download([place.granule] * 3, place.folder, place.network)
    assert len(report.outcomes) == 1
    assert len(place.server.asked) == 1


def test_nothing_to_do(place: Place) -> None:
    report = download([], place.folder, place.network)
    assert (report.count, report.bytes, report.outcomes) == (0, 0, ())


def test_one_name_from_two_zones_gives_two_files(place: Place) -> None:
    contents = {epsg: hdf5_like(3000, seed=epsg) for epsg in (32607, 32608)}
    granules = [
        place.make(url=place.server.on(f"/v00.0/{epsg}/same.nc", stored(contents[epsg])), epsg=epsg)
        for epsg in contents
    ]

    def check(given: list[Granule], status: str) -> None:
        report = download(given, place.folder, place.network)
        assert {outcome.status for outcome in report.outcomes} == {status}
        for granule, outcome in zip(given, report.outcomes):
            assert outcome.path is not None
            assert Path(outcome.path).read_bytes() == contents[granule.epsg]
        assert sorted(path.name for path in place.folder.glob("*.nc")) == [
            "same.nc",
            "same_EPSG32608.nc",
        ]

    check(granules, "downloaded")
    check(granules[::-1], "present")
    (place.folder / RECORD_NAME).unlink()
    check(granules[::-1], "present")


def test_a_second_zone_that_comes_a_day_later(place: Place) -> None:
    for epsg in (32608, 32607):
        url = place.server.on(f"/v00.0/{epsg}/same.nc", stored(hdf5_like(3000, seed=epsg)))
        place.one(place.make(url=url, epsg=epsg))
    assert (place.folder / "same.nc").read_bytes() == hdf5_like(3000, seed=32608)
    assert (place.folder / "same_EPSG32607.nc").read_bytes() == hdf5_like(3000, seed=32607)


def test_one_name_from_two_folders_without_projection(place: Place) -> None:
    granules = [
        place.make(url=place.server.on(f"/{tile}/same.nc", stored(hdf5_like(999))), epsg=None)
        for tile in ("N50W130", "N50W140")
    ]
    download(granules, place.folder, place.network)
    assert sorted(path.name for path in place.folder.glob("*.nc")) == [
        "same.nc",
        "same_N50W140.nc",
    ]


def test_names_that_differ_by_case_alone_are_two(place: Place) -> None:
    granules = [
        place.make(url=place.server.on(f"/{tile}/{name}", stored(hdf5_like(999))))
        for tile, name in (("a", "Same.nc"), ("b", "same.nc"))
    ]
    report = download(granules, place.folder, place.network)
    assert len({Path(path).name.lower() for path in report.files}) == 2


def test_the_same_archive_at_another_address(place: Place) -> None:
    place.on(stored(DATA))
    place.one()
    with ScriptedServer() as mirror:
        url = mirror.on("/v02/N50W130/granule.nc", stored(DATA))
        outcome = place.one(place.make(url=url))
        assert (outcome.status, outcome.path) == ("present", str(place.file))
        assert [asked.method for asked in mirror.asked] == ["HEAD"]


def test_cancelling_leaves_no_final_name_and_goes_on_later(place: Place) -> None:
    place.on(stored(DATA, cut=3 * CHUNK, stall=True))
    place.server.on("/done.nc", stored(DATA))
    done = place.make(url=place.server.url + "/done.nc")
    silent = place.server.on("/silent.nc", lambda _asked: time.sleep(2) or Reply())
    monitor = WatchedMonitor(cancel_after=0.5)
    network = Network(read_timeout=30)
    with pytest.raises(Cancelled):
        download([place.granule, done, place.make(url=silent)], place.folder, network, monitor)
    assert monitor.seconds_since_stop() < 0.2
    assert place.server.gone.wait(1), "the stalled server still sees our socket"
    assert [path.name for path in place.folder.glob("*.nc")] == ["done.nc"]
    assert (place.folder / "done.nc").read_bytes() == DATA
    assert place.part.stat().st_size == 3 * CHUNK
    place.server.asked.clear()
    place.on(stored(DATA))
    place.assert_whole(place.one())
    assert place.ranges() == [f"bytes={3 * CHUNK}-"]


def test_cancelling_a_pause_between_attempts(place: Place) -> None:
    place.on(Reply(503, {"Retry-After": "60"}))
    monitor = WatchedMonitor(cancel_after=0.3)
    with pytest.raises(Cancelled):
        place.one(monitor=monitor)
    assert monitor.seconds_since_stop() < 0.2


def test_two_downloads_of_one_file_at_once(place: Place) -> None:
    def slowly(asked: Asked) -> Reply:
        time.sleep(0.2)
        return stored(DATA)(asked)

    place.on(slowly)
    statuses: list[str] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(place.one().status)) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == ["downloaded", "present"]
    assert len(place.server.of("GET")) == 1
    assert place.file.read_bytes() == DATA


def test_a_folder_that_cannot_be(place: Place, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(ItsliveError) as caught:
            download([place.granule], folder, place.network)
        assert caught.value.code == "folder_not_writable"
        assert str(folder) in str(caught.value)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder(place: Place) -> None:
    place.folder.mkdir()
    place.folder.chmod(0o555)
    with pytest.raises(ItsliveError) as caught:
        place.one()
    assert caught.value.code == "folder_not_writable"


def test_a_full_disk_stops_and_is_told(place: Place, small_disk: Path) -> None:
    granules = [
        place.make(url=place.server.on(f"/{number}.nc", stored(hdf5_like(100_000, seed=number))))
        for number in range(9)
    ]
    report = download(granules, small_disk, place.network, connections=1)
    assert report.count == 2
    assert {outcome.error.code for outcome in report.failed if outcome.error} == {"disk_full"}
    assert len(place.server.asked) == 3  # the others were not even begun
    for number, path in enumerate(report.files):
        assert Path(path).read_bytes() == hdf5_like(100_000, seed=number)
    assert len(list(small_disk.glob("*.nc"))) == 2
    assert not list(small_disk.glob("*.part"))


def test_a_record_with_a_cut_last_line(place: Place) -> None:
    place.on(stored(DATA))
    place.one()
    record = place.folder / RECORD_NAME
    record.write_text(record.read_text() + '{"state": "complete", "file": "gran')
    url = place.server.on("/other.nc", stored(DATA))
    assert place.one(place.make(url=url)).status == "downloaded"
    cut, *added = record.read_text().splitlines()[3:]
    assert cut.endswith('"gran')
    assert [json.loads(line)["file"] for line in added] == ["other.nc"] * 3
    place.server.asked.clear()
    assert place.one().status == "present"
    assert place.one(place.make(url=url)).status == "present"
    assert not place.server.asked


def test_a_record_cannot_lead_out_of_the_folder(place: Place) -> None:
    place.on(stored(DATA))
    place.folder.mkdir()
    for name in ("../outside.nc", "/outside.nc", "..\\outside.nc", "C:outside.nc"):
        entry = {"state": "started", "url": place.granule.url, "file": name, "etag": ETAG}
        with (place.folder / RECORD_NAME).open("a") as record:
            record.write(json.dumps(entry) + "\n[]\n\n")
    place.assert_whole(place.one())
    assert sorted(path.name for path in place.folder.parent.iterdir()) == [place.folder.name]


def test_a_fault_of_ours_costs_one_granule(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.on(stored(DATA))
    url = place.server.on("/other.nc", stored(DATA))
    real = transfers.Fetch

    def faulty(asked: str, *rest: Any) -> Fetch:
        if asked == place.granule.url:
            raise RuntimeError("surprise")
        return real(asked, *rest)

    monkeypatch.setattr(transfers, "Fetch", faulty)
    report = download([place.granule, place.make(url=url)], place.folder, place.network)
    assert [outcome.status for outcome in report.outcomes] == ["failed", "downloaded"]
    assert report.failed[0].error is not None
    assert "surprise" in report.failed[0].error.detail


def test_sizes_are_estimated_from_a_sample(place: Place) -> None:
    granules = [
        place.make(url=place.server.on(f"/{number}.nc", stored(hdf5_like(1000 + 10 * number))))
        for number in range(100)
    ]
    estimate = estimate_bytes(granules, place.network, Monitor(), sample=10)
    assert estimate == pytest.approx(100 * 1450, rel=0.01)
    assert [asked.method for asked in place.server.asked] == ["HEAD"] * 10
    assert estimate_bytes(granules[:2], place.network) == 2010
    assert estimate_bytes([], place.network) == 0


def test_sizes_that_nobody_tells(place: Place) -> None:
    place.on(Reply(404))
    assert estimate_bytes([place.granule], place.network) is None
    quick = Network(attempts=1, connect_timeout=1)
    assert estimate_bytes([place.make(url="http://127.0.0.1:9/x.nc")], quick) is None
    asked = []

    class Told(Monitor):
        def progress(self, fraction: float, text: str = "", **values: object) -> None:
            asked.append(fraction)

    dead = [place.make(url=f"http://127.0.0.1:9/{number}.nc") for number in range(8)]
    assert estimate_bytes(dead, quick, Told()) is None
    assert asked == [0], "one dead line is enough"
    silent = place.server.on("/silent.nc", lambda _asked: time.sleep(2) or Reply())
    monitor = WatchedMonitor(cancel_after=0.3)
    with pytest.raises(Cancelled):
        estimate_bytes([place.make(url=silent)], Network(), monitor)
    assert monitor.seconds_since_stop() < 0.2
