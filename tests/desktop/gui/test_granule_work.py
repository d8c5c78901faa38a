"""What is done with one granule of the table, and what must not stay behind."""

from __future__ import annotations

from qgis.PyQt.QtCore import QPoint
from qgis.PyQt.QtWidgets import QApplication, QMenu

from itslive_qgis.errors import ItsliveError

from .conftest import settle, until
from .test_results_page import found  # noqa: F401 - a fixture


def test_a_picture_of_an_earlier_search_goes_with_it(found):  # noqa: F811
    found.job.preview.show(found.job.search.granules()[0])
    until(lambda: not found.job.preview.is_running())
    found.search()
    assert found.job.preview.granule is None


def test_a_granule_that_cannot_be_shown_is_not_told_to_be_on_the_map(found):  # noqa: F811
    job = found.job
    granule = job.search.granules()[0]
    told, failed = [], []
    job.told.connect(told.append)
    job.failed.connect(failed.append)
    job.one_granule.fetched.emit(granule, "/no/such/granule.nc")
    settle()
    assert [type(each) for each in failed] == [ItsliveError]
    assert told == []
    assert str(failed[0]) in found.summary()


def test_menus_of_rows_do_not_pile_up(found):  # noqa: F811
    table = found.find("itslive_results")
    table.selectRow(0)
    for _ in range(3):
        table.customContextMenuRequested.emit(QPoint(5, 5))
        settle()
        menu = QApplication.activePopupWidget()
        assert menu.objectName() == "itslive_granule_menu"
        menu.close()
        settle()
    assert not found.desktop.window.findChildren(QMenu, "itslive_granule_menu")
