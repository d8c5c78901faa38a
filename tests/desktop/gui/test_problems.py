"""What is said of failures: in the foot, in QGIS's message bar and in lists, and for how long."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsRectangle

from itslive_qgis.errors import ItsliveError
from itslive_qgis.gui import texts
from itslive_qgis.gui.long_text import LongText
from itslive_qgis.gui.problem_list import Problem, ProblemList
from itslive_qgis.layers.area_shape import on_map

from .conftest import settle, until

GRANULE = (
    "LC08_L1TP_063018_20180614_20200831_02_T1_X_LC08_L1TP_063018_20180630_20200831_02_T1"
    "_G0120V02_P074"
)
CUT_SHORT = "{name} is cut short: {size} of its {declared} bytes are there."


@pytest.fixture
def found(its_live_user, its_live):
    """A user who has searched the glacier with few results per year."""
    its_live_user.draw(its_live.truth.OUTLINE)
    its_live_user.step("criteria")
    its_live_user.type("itslive_max_per_year", "1")
    its_live_user.search()
    return its_live_user


def test_a_paused_download_says_what_is_there(waiting_user, gate, own_settings):
    user = waiting_user
    count = len(user.job.search.granules())
    folder = Path(own_settings.download_folder())
    user.press("itslive_download")
    gate.let(3)
    until(lambda: len(list(folder.glob("*.nc"))) == 3)
    until(lambda: user.find("itslive_queue_line").text().startswith("3"))
    user.press("itslive_pause")
    until(lambda: not user.job.download.is_running())

    assert f"paused: 3 of {count} granules are there" in user.summary()
    assert "Go on fetches the rest" in user.summary()
    gate.let()
    user.download()
    until(lambda: not user.job.keep.is_running())
    assert "paused" not in user.summary()
    assert len(list(folder.glob("*.nc"))) == count


def test_a_first_download_that_is_stopped_is_not_one_to_begin(waiting_user):
    user = waiting_user
    count = len(user.job.search.granules())
    user.press("itslive_download")
    user.job.download.cancel()
    until(lambda: not user.job.download.is_running())
    assert f"The download is paused: 0 of {count} granules are there" in user.summary()
    assert "to download." not in user.summary()


def test_another_folder_forgets_card_and_error_of_the_one_before(found, tmp_path):
    found.download()
    assert found.find("itslive_download_result").isVisible()
    found.find("itslive_folder").setFilePath(str(tmp_path / "elsewhere"))
    settle()
    assert not found.find("itslive_download_result").isVisible()
    assert "to download." in found.summary()

    (tmp_path / "file").write_bytes(b"")
    found.find("itslive_folder").setFilePath(str(tmp_path / "file" / "folder"))
    found.download()
    assert found.job.download.error is not None
    assert found.desktop.bar.currentItem() is not None
    said = found.summary()
    found.find("itslive_folder").setFilePath(str(tmp_path / "elsewhere"))
    settle()
    assert found.summary() != said
    assert "to download." in found.summary()
    assert found.desktop.bar.currentItem() is None


def test_a_warning_goes_when_its_step_succeeds(found, its_live, own_settings):
    own_settings.set_stac_url(f"{its_live.url}/nowhere")
    found.search()
    assert found.job.search.error is not None
    assert found.desktop.bar.currentItem() is not None
    own_settings.set_stac_url(its_live.url)
    found.search()
    assert found.job.search.error is None
    assert found.desktop.bar.currentItem() is None


def test_a_warning_of_another_step_stays(found, its_live, own_settings):
    own_settings.set_stac_url(f"{its_live.url}/nowhere")
    found.search()
    found.download()
    assert found.desktop.bar.currentItem() is not None


def test_a_list_says_a_name_once(qgis_app):
    shown = ProblemList("problems")
    values = {"name": f"{GRANULE}.nc", "size": 10, "declared": 20}
    one = Problem(GRANULE, CUT_SHORT, values)
    shown.show_problems("Left out: 1", [one])
    assert shown.text() == f"1 × {GRANULE}.nc is cut short: 10 of its 20 bytes are there."

    other = Problem("LC09_X", CUT_SHORT, {**values, "name": "LC09_X.nc"})
    shown.show_problems("Left out: 2", [one, other])
    assert shown.text().splitlines()[1:] == [f"• {GRANULE}", "• LC09_X"]


def test_long_names_are_short_where_there_is_little_room(user):
    error = ItsliveError(CUT_SHORT, "Get it again.", name=f"{GRANULE}.nc", size=1, declared=2)
    user.job.failed.emit(error)
    settle()
    assert user.summary().startswith(str(error))
    label = user.find("itslive_summary")
    assert isinstance(label, LongText)
    assert label.toolTip() == user.summary()
    assert GRANULE not in label.shown_text().replace("\u200b", "")
    words = label.shown_text().replace("\u200b", " ").split()
    width = max(label.fontMetrics().horizontalAdvance(word) for word in words)
    assert width < 320
    item = user.desktop.bar.currentItem()
    assert GRANULE not in item.text()
    assert item.text().startswith("LC08_L1TP_063018")
    assert "P074.nc is cut short" in item.text()
    assert item.toolTip() == str(error)


def test_words_are_shortened_in_the_middle():
    assert texts.shortened("a short one") == "a short one"
    short = texts.shortened(f"see {GRANULE}.nc there")
    assert len(short) == len("see  there") + 40
    assert short.startswith("see LC08_L1TP_063018_201…")
    assert texts.breakable(GRANULE).replace("\u200b", "") == GRANULE
    assert max(map(len, texts.breakable(GRANULE).split("\u200b"))) == 16


def use_extent(user, crs: str, *box: float) -> None:
    user.job.area.set_extent(QgsRectangle(*box), QgsCoordinateReferenceSystem(crs))
    until(lambda: not user.job.area.is_running())


@pytest.mark.parametrize(
    ("crs", "box", "bbox"),
    [
        ("EPSG:4326", (-400, -200, 400, 200), (-180, -90, 180, 90)),
        ("EPSG:4326", (-200, 50, -100, 95), (160, 50, -100, 90)),
        ("EPSG:3857", (-9e7, -9e7, 9e7, 9e7), (-180, -85.06, 180, 85.06)),
    ],
)
def test_a_map_larger_than_the_globe_gives_the_globe(user, crs, box, bbox):
    user.step("area")
    use_extent(user, crs, *box)
    assert user.job.area.error is None
    assert user.job.area.area.bbox() == pytest.approx(bbox, abs=0.001)
    assert "more than the globe" in user.find("itslive_area_remarks").text()


@pytest.mark.parametrize(
    ("crs", "box"),
    [
        ("EPSG:4326", (170, 60, 190, 70)),
        ("EPSG:4326", (-190, 60, -170, 70)),
        ("EPSG:3857", (18_924_313, 8_399_737, 21_150_703, 11_068_715)),
    ],
)
def test_a_map_over_the_180th_meridian_is_taken_whole(user, crs, box):
    user.step("area")
    use_extent(user, crs, *box)
    west, south, east, north = user.job.area.area.bbox()
    assert (west, east) == pytest.approx((170, -170), abs=0.01)
    assert (south, north) == pytest.approx((60, 70), abs=0.02)
    assert user.job.area.remarks == ()


@pytest.mark.parametrize("crs", ["EPSG:3413", "EPSG:32607"])
def test_a_map_that_shows_a_part_of_the_globe_is_taken_as_it_is(user, crs):
    user.step("area")
    use_extent(user, crs, 400_000, 6_500_000, 410_000, 6_510_000)
    assert user.job.area.error is None
    assert user.job.area.remarks == ()
    shown = on_map(user.job.area.geometry, QgsCoordinateReferenceSystem(crs)).boundingBox()
    assert shown.width() == pytest.approx(10_000, abs=1)
