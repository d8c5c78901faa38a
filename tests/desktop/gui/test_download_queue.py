"""The queue on the Download page: what runs, rests, fails, and is taken up on another day."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QItemSelectionModel, Qt
from qgis.PyQt.QtWidgets import QApplication, QMenu

from itslive_qgis.archive.by_name import granule_at
from itslive_qgis.archive.download_queue import DownloadQueue
from itslive_qgis.archive.files import RECORD_NAME
from itslive_qgis.archive.folder_lock import turn
from itslive_qgis.archive.queue_items import STATES, Totals
from itslive_qgis.archive.record import Record, unfinished
from itslive_qgis.archive.saved import SavedSearch
from itslive_qgis.gui.queue_model import NAME, STATE, STATE_ROLE, QueueModel
from itslive_qgis.gui.queue_table import QueueTable
from itslive_qgis.gui.queue_words import (
    paused_line,
    paused_sentence,
    running_line,
    stopped_sentence,
)
from itslive_qgis.gui.steps.download import DownloadStep
from itslive_qgis.gui.steps.queue_feed import QueueFeed

from .conftest import settle, until

MANY = 20_000


def folder_of(user) -> Path:
    return Path(user.job.download.folder)


def files(user) -> set[str]:
    return {path.name for path in folder_of(user).glob("*.nc")}


def ended(user) -> None:
    until(lambda: not user.job.download.is_running())
    until(lambda: not user.job.keep.is_running())
    settle()


def states(user) -> Counter:
    return Counter(item.state for item in user.find("itslive_queue").rows._items)


def all_are_those_of(its_live, user) -> bool:
    """Whether every file of the folder is byte for byte one of the archive."""
    stored = {path.name: path for path in its_live.granules}
    return all(
        path.read_bytes() == stored[path.name].read_bytes() for path in folder_of(user).glob("*.nc")
    )


def line_of(user) -> str:
    """How the download stands, with plain spaces."""
    return user.find("itslive_queue_line").text().replace("\u00a0", " ")


def choose(user, *rows: int) -> QMenu:
    """Select these rows of the queue's table; its menu."""
    table = user.find("itslive_queue")
    table.clearSelection()
    for row in rows:
        mode = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        table.selectionModel().select(table.model().index(row, 0), mode)
    return table.menu()


def names(menu: QMenu) -> list[str]:
    return [action.objectName() for action in menu.actions() if action.objectName()]


def trigger(menu: QMenu, name: str) -> None:
    next(action for action in menu.actions() if action.objectName() == name).trigger()
    settle()


def begun(user, gate, count: int = 0) -> None:
    """Press Download and let so many files through."""
    user.press("itslive_download")
    gate.let(count)
    until(lambda: user.find("itslive_queue").rows.rowCount() > 0)
    until(lambda: states(user)["done"] == count and states(user)["running"] == 1)


def test_a_second_click_starts_nothing_twice(waiting_user, gate):
    user = waiting_user
    count = len(user.job.search.granules())
    begun(user, gate)
    assert not user.find("itslive_download").isVisible(), "there is nothing more to ask for"
    assert user.job.start_download()
    assert user.job.start_download()
    gate.let()
    ended(user)
    assert user.job.download.report.count == count
    assert set(Counter(gate.asked).values()) == {1}


def test_what_is_asked_for_meanwhile_joins_the_download(waiting_user, gate, its_live):
    user = waiting_user
    count = len(user.job.search.granules())
    user.step("results")
    user.find("itslive_results").selectRow(0)
    user.press("itslive_use_selected")
    user.step("download")
    begun(user, gate)
    assert user.find("itslive_queue").rows.rowCount() == 1
    user.step("results")
    user.press("itslive_use_all")
    user.step("download")
    assert user.find("itslive_download").text().startswith(f"Add {count} granules")
    user.press("itslive_download")
    until(lambda: user.find("itslive_queue").rows.rowCount() == count)
    gate.let()
    ended(user)
    assert user.job.download.report.count == count == len(files(user))
    assert set(Counter(gate.asked).values()) == {1}
    user.step("results")
    user.step("download")
    assert user.job.download.report is not None, "it is still the download of this choice"


def test_what_is_asked_for_in_the_last_moment_is_fetched_too(waiting_user, gate):
    user = waiting_user
    user.step("results")
    user.find("itslive_results").selectRow(0)
    user.press("itslive_use_selected")
    user.step("download")
    begun(user, gate)
    gate.let()
    while user.job.download.queue.is_open():  # the window hears nothing
        time.sleep(0.01)
    time.sleep(1)  # the task's thread ends
    granules = user.job.search.granules()
    user.job.download.download(granules[:4])
    ended(user)
    assert len(files(user)) == len({*granules[:4], *user.job.search.chosen()}) >= 4
    assert user.job.download.report.count == len(files(user))
    assert states(user) == {"done": len(files(user))}


def test_pause_and_go_on(waiting_user, gate, its_live):
    user = waiting_user
    count = len(user.job.search.granules())
    begun(user, gate, 2)
    assert line_of(user).startswith(f"2 of {count} granules")
    user.press("itslive_pause")
    ended(user)
    assert user.job.download.is_paused()
    assert user.job.download.report is None
    assert states(user) == {"done": 2, "paused": count - 2}
    line = user.find("itslive_queue_line").text()
    assert line == f"{count - 2} of {count} granules in this folder are still to come"
    assert not user.find("itslive_pause").isVisible()

    gate.let()
    user.press("itslive_go_on")
    ended(user)
    assert user.job.download.report.count == count == len(files(user))
    assert all_are_those_of(its_live, user)
    assert not user.find("itslive_queue").isVisible(), "a report is all there is to say"


def test_the_cancel_of_the_task_manager_is_a_pause(waiting_user, gate):
    begun(waiting_user, gate, 1)
    QgsApplication.taskManager().cancelAll()
    ended(waiting_user)
    assert waiting_user.job.download.is_paused()
    assert waiting_user.job.download.error is None


def test_task_manager_and_dock_say_the_same_numbers(waiting_user, gate):
    user = waiting_user
    begun(user, gate, 3)
    count = len(user.job.search.granules())
    until(lambda: f"Downloaded 3 of {count} granules" in user.find("itslive_note").text())
    (task,) = QgsApplication.taskManager().activeTasks()
    assert task.description().endswith(user.find("itslive_note").text())
    assert line_of(user).startswith(f"3 of {count} granules")


def test_the_foot_offers_a_pause_on_the_other_pages(waiting_user, gate):
    user = waiting_user
    begun(user, gate, 1)
    assert not user.find("itslive_cancel").isVisible(), "the page has its own"
    user.step("cube")
    assert user.find("itslive_cancel").text() == "Pause"
    user.press("itslive_cancel")
    ended(user)
    assert user.job.download.is_paused()


def test_what_was_paused_waits_when_something_else_is_downloaded(waiting_user, gate):
    user = waiting_user
    count = len(user.job.search.granules())
    begun(user, gate, 1)
    user.press("itslive_pause")
    ended(user)
    user.step("results")
    user.find("itslive_results").selectRow(5)
    user.press("itslive_use_selected")
    user.step("download")
    gate.let()
    user.download()
    ended(user)
    assert user.job.download.report.count == 1
    assert states(user)["paused"] == count - 2
    assert len(files(user)) == 2


def test_one_is_cancelled(waiting_user, gate):
    user = waiting_user
    count = len(user.job.search.granules())
    begun(user, gate, 1)
    given_up = user.find("itslive_queue").rows.item(3)
    trigger(choose(user, 3), "itslive_item_cancel")
    assert states(user)["cancelled"] == 1
    gate.let()
    ended(user)
    assert len(files(user)) == count - 1
    assert given_up.granule.granule_id + ".nc" not in files(user)
    assert user.job.download.report.count == count - 1


@pytest.mark.parametrize("runs", [True, False])
def test_all_are_cancelled_and_brought_back(waiting_user, gate, its_live, runs):
    user = waiting_user
    count = len(user.job.search.granules())
    begun(user, gate, 2)
    if not runs:
        user.press("itslive_pause")
        ended(user)
    user.press("itslive_cancel_all")
    ended(user)
    until(lambda: not user.job.download.queue.has_unsettled())
    until(lambda: user.job.download.report is not None)
    assert "The download was cancelled: 2 granules of it are there" in user.summary()
    assert not list(folder_of(user).glob("*.part"))
    assert not user.job.download.is_paused()
    assert user.job.download.is_done(), "what is there can be gone on with"

    gate.let()
    user.download()
    ended(user)
    assert len(files(user)) == count
    assert all_are_those_of(its_live, user)


def test_download_waits_until_what_was_given_up_is_out_of_the_folder(waiting_user, gate):
    user = waiting_user
    count = len(user.job.search.granules())
    begun(user, gate, 1)
    user.press("itslive_pause")
    ended(user)
    with turn(folder_of(user), RECORD_NAME):  # the folder is slow
        user.press("itslive_cancel_all")
        user.press("itslive_download")
        assert not user.job.download.is_downloading()
        assert "then it begins" in user.summary()
    until(user.job.download.is_downloading)
    until(lambda: states(user)["done"] == 1 and states(user)["running"] == 1)
    wanted = {each.url for each in unfinished(Record(folder_of(user)))}
    assert len(wanted) == count - 1, "a QGIS that is closed now takes them up tomorrow"
    gate.let()
    ended(user)
    assert len(files(user)) == count


def test_a_row_rests_while_the_others_go_on(waiting_user, gate):
    user = waiting_user
    count = len(user.job.search.granules())
    begun(user, gate)
    trigger(choose(user, 2), "itslive_item_pause")
    gate.let()
    ended(user)
    assert len(files(user)) == count - 1
    assert "1 paused" in user.summary()
    assert line_of(user).startswith(f"1 of {count} granules")
    trigger(choose(user, 2), "itslive_item_go_on")
    ended(user)
    assert len(files(user)) == count
    assert user.job.download.report.count == count


def test_one_is_taken_first(waiting_user, gate):
    user = waiting_user
    begun(user, gate)
    last = user.find("itslive_queue").rows.rowCount() - 1
    wanted = user.find("itslive_queue").rows.item(last)
    trigger(choose(user, last), "itslive_item_first")
    gate.let()
    ended(user)
    fetched = [Path(key).name for key in gate.asked]
    assert fetched.index(Path(wanted.key).name) == 1, "after the one that ran"


def test_card_and_foot_tell_the_same_numbers(without_one, gate):
    user, _missing, _ = without_one
    count = len(user.job.search.granules())
    user.press("itslive_download")
    gate.let(3)
    until(lambda: states(user)["done"] + states(user)["failed"] >= 2)
    until(lambda: states(user)["failed"] == 1)
    user.press("itslive_pause")
    ended(user)
    counts = states(user)
    there = "1 of" if counts["done"] == 1 else f"{counts['done']} of"
    verb = "is" if counts["done"] == 1 else "are"
    assert f"paused: {there} {count} granules {verb} there." in user.summary()
    line = user.find("itslive_queue_line").text()
    assert line.startswith(f"{counts['paused']} of {count} granules in this folder are still")
    assert line.endswith("1 failed")


def test_a_download_that_goes_on_counts_its_own_bytes(waiting_user, gate):
    user = waiting_user
    begun(user, gate, 2)
    user.press("itslive_pause")
    ended(user)
    before = user.job.download.queue.meter.total
    assert before > 0
    user.press("itslive_go_on")
    until(lambda: states(user)["running"] == 1)
    assert user.job.download.received_before == before
    assert " of about " not in user.find("itslive_queue_line").text()
    assert "Getting ready" not in user.find("itslive_queue_line").text()


def test_one_granule_is_told_as_one():
    counts = {**dict.fromkeys(STATES, 0), "paused": 1, "failed": 1}
    totals = Totals(counts=counts, received=0, rate=0.0, bytes_left=None, seconds_left=None)
    told = "1 of 2 granules in this folder is still to come"
    assert paused_line(totals).replace("\u00a0", " ") == f"{told} \u00b7 1 failed"
    assert paused_sentence(totals) == f"{told}. Go on brings it."
    none = replace(totals, counts={**counts, "paused": 0, "failed": 0, "done": 1})
    assert "1 granule of it is there" in stopped_sentence(none)
    assert running_line(none) == "Getting ready"


def test_the_menu_offers_what_can_be_done(waiting_user, gate):
    user = waiting_user
    begun(user, gate, 1)
    cancel, copy = "itslive_item_cancel", "itslive_item_copy"
    assert names(choose(user)) == []
    assert names(choose(user, 0)) == [copy], "it is done"
    assert names(choose(user, 1)) == ["itslive_item_pause", cancel, copy], "it runs"
    waiting = ["itslive_item_pause", "itslive_item_first", cancel, copy]
    assert names(choose(user, 2, 3)) == waiting
    trigger(choose(user, 2, 3), copy)
    rows = user.find("itslive_queue").rows
    urls = [rows.item(row).granule.url for row in (2, 3)]
    assert QApplication.clipboard().text().splitlines() == urls
    user.press("itslive_pause")
    ended(user)
    paused = ["itslive_item_go_on", "itslive_item_first", cancel, copy]
    assert names(choose(user, 2)) == paused


@pytest.fixture
def without_one(waiting_user, its_live):
    """The user, and a granule that the archive has lost until it is told otherwise."""
    missing = waiting_user.job.search.granules()[1]
    stored = next(each for each in its_live.granules if each.name == Path(missing.url).name)
    aside = stored.with_suffix(".aside")
    stored.rename(aside)
    yield waiting_user, missing, lambda: aside.rename(stored)
    if aside.exists():
        aside.rename(stored)


def test_one_that_failed_is_tried_again_by_its_row(without_one, gate):
    user, missing, bring_back = without_one
    gate.let()
    user.download()
    ended(user)
    assert states(user)["failed"] == 1
    tip = user.find("itslive_queue").model().index(0, STATE).data(Qt.ItemDataRole.ToolTipRole)
    assert missing.granule_id in tip
    assert "nothing at this address (404)" in tip
    assert "search again" in tip
    bring_back()
    trigger(choose(user, 0), "itslive_item_retry")
    ended(user)
    assert not user.job.download.report.failed
    assert user.job.download.report.count == len(user.job.search.granules())
    assert not user.find("itslive_retry").isVisible()


def test_granules_that_are_gone_lead_back_to_the_search(without_one, gate):
    user, _missing, _ = without_one
    gate.let()
    user.download()
    ended(user)
    found = user.job.search.result
    user.press("itslive_search_again")
    until(lambda: not user.job.search.is_running())
    assert user.job.search.result is not found
    assert user.job.search.result.query == found.query
    assert user.dock.current() == 2


def test_the_table_shows_one_state(without_one, gate):
    user, missing, _ = without_one
    gate.let()
    user.download()
    ended(user)
    box, table = user.find("itslive_queue_state"), user.find("itslive_queue")
    assert box.currentData() == "failed", "that is what one looks for at the end"
    assert table.model().rowCount() == 1
    assert missing.granule_id in table.model().index(0, NAME).data(Qt.ItemDataRole.ToolTipRole)
    assert names(choose(user, 0))[0] == "itslive_item_retry"
    table.clearSelection()
    box.setCurrentIndex(box.findData(""))
    assert table.model().rowCount() == len(user.job.search.granules())
    box.setCurrentIndex(box.findData("done"))
    assert table.model().rowCount() == len(user.job.search.granules()) - 1


def begin_anew(user) -> None:
    """As after a restart of QGIS: no object of the plugin is left."""
    user.plugin.unload()
    settle()
    until(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    user.plugin.initGui()
    user.plugin.open_action.trigger()
    settle()


def test_an_earlier_download_is_gone_on_with(waiting_user, gate, its_live):
    user = waiting_user
    count = len(user.job.search.granules())
    begun(user, gate, 2)
    begin_anew(user)
    user.step("download")
    until(user.job.download.is_paused)
    until(lambda: user.job.download.there_before)
    line = f"{count - 2} of {count} granules in this folder are still to come"
    assert user.find("itslive_queue_line").text() == line
    assert line in user.summary()
    assert not user.job.download.is_running(), "it never starts by itself"
    assert len(files(user)) == 2

    gate.let()
    user.press("itslive_go_on")
    ended(user)
    assert len(files(user)) == count
    assert all_are_those_of(its_live, user)
    assert len(user.job.download.inputs()) == count, "what was there goes on to the cube too"
    assert "Next: build a cube" in user.summary()


def test_what_failed_earlier_is_told_and_tried_again(without_one, gate):
    user, missing, bring_back = without_one
    gate.let()
    user.download()
    ended(user)
    begin_anew(user)
    user.step("download")
    until(lambda: user.find("itslive_retry").isVisible())
    assert not user.find("itslive_go_on").isVisible()
    bring_back()
    user.press("itslive_retry")
    ended(user)
    assert missing.granule_id + ".nc" in files(user)


def test_what_failed_earlier_and_fails_again_is_told(without_one, gate):
    user, missing, _ = without_one
    other = next(each for each in user.job.search.granules() if each != missing)
    gate.let()
    user.download()
    ended(user)
    begin_anew(user)
    user.step("download")
    until(lambda: user.find("itslive_retry").isVisible())
    user.job.download.download([other])
    ended(user)
    user.press("itslive_retry")
    ended(user)
    assert [each.url for each in user.job.download.report.failed] == [missing.url]
    assert "1 failed" in user.summary()


def test_a_folder_that_could_not_be_read_is_looked_at_again(user, its_live, tmp_path):
    share = tmp_path / "share"
    (share / RECORD_NAME).mkdir(parents=True)  # a record that cannot be read
    user.job.download.set_folder(str(share))
    user.step("download")
    until(lambda: not user.job.download._restoring.is_running())
    (share / RECORD_NAME).rmdir()
    granule = granule_at(f"https://example.org/{its_live.granules[0].name}")
    Record(share).add_wanted([granule])
    user.step("results")
    user.step("download")
    until(user.job.download.is_paused)


def test_one_that_was_given_up_before_a_pause_stays_given_up(waiting_user, gate):
    user = waiting_user
    begun(user, gate)
    given_up = user.find("itslive_queue").rows.item(3)
    user.job.download.queue.cancel([given_up.key])
    user.press("itslive_pause")
    ended(user)
    until(lambda: not user.job.download.queue.has_unsettled())
    until(lambda: not user.job.download._settling.is_running())
    wanted = {each.url for each in unfinished(Record(folder_of(user)))}
    assert wanted
    assert given_up.key not in wanted


def test_another_folder_has_a_queue_of_its_own(waiting_user, gate, tmp_path):
    user = waiting_user
    begun(user, gate, 1)
    assert not user.find("itslive_folder").isEnabled(), "while a download runs"
    user.press("itslive_pause")
    ended(user)
    here = user.job.download.folder
    user.find("itslive_folder").setFilePath(str(tmp_path / "elsewhere"))
    settle()
    assert not user.find("itslive_queue").isVisible()
    assert not user.job.download.is_paused()
    user.find("itslive_folder").setFilePath(here)
    until(user.job.download.is_paused)


def test_the_search_is_kept_beside_the_granules(waiting_user, gate):
    user = waiting_user
    gate.let()
    user.download()
    ended(user)
    record = (folder_of(user) / "granules.jsonl").read_text(encoding="utf-8")
    entries = [json.loads(line) for line in record.splitlines()]
    searches = [entry["search"] for entry in entries if entry["state"] == "search"]
    assert len(searches) == 1
    assert "known" not in searches[0]
    assert SavedSearch.from_dict(searches[0]).query == user.job.search.result.query


def test_the_end_is_told_over_the_map_to_who_is_elsewhere(waiting_user, gate):
    user = waiting_user
    count = len(user.job.search.granules())
    begun(user, gate)
    user.step("results")
    gate.let()
    ended(user)
    assert f"{count} granules in the folder" in user.desktop.bar.currentItem().text()


def test_the_rate_of_the_options_holds_for_the_next_download(waiting_user, gate, own_settings):
    user = waiting_user
    own_settings.set_rate_limit(2_000_000)
    gate.let()
    user.download()
    ended(user)
    assert user.job.download.queue.meter.limit == 2_000_000


def test_the_rate_of_the_options_holds_for_a_download_that_runs(waiting_user, gate, own_settings):
    user = waiting_user
    begun(user, gate, 1)
    own_settings.set_rate_limit(2_000_000)
    until(lambda: user.job.download.queue.meter.limit == 2_000_000, 10)
    user.press("itslive_pause")
    ended(user)
    own_settings.set_rate_limit(0)
    gate.let()
    user.press("itslive_go_on")
    assert user.job.download.queue.meter.limit == 0
    ended(user)


def test_20_000_are_paused_and_given_up_while_the_window_answers(user, tmp_path, its_live):
    granule = granule_at(f"{its_live.url}/{its_live.granules[0].name}")
    feed, queue, told = QueueFeed(), DownloadQueue(str(tmp_path)), []
    many = [replace(granule, url=f"{granule.url}/{number}.nc") for number in range(MANY)]
    feed.hold(queue, many, None)
    feed.rest_slowly(queue, lambda: told.append("rested"))
    until(lambda: told == ["rested"])
    assert queue.totals().counts["paused"] == MANY
    feed.cancel_slowly(queue, lambda: told.append("cancelled"))
    feed.finish()
    assert told == ["rested", "cancelled"]
    assert queue.totals().counts["cancelled"] == MANY


def test_20_000_rows_follow_the_queue(user, tmp_path, its_live):
    granule = granule_at(f"{its_live.url}/{its_live.granules[0].name}")
    queue = DownloadQueue(str(tmp_path))
    queue.add([replace(granule, url=f"{granule.url}/{number}.nc") for number in range(MANY)])
    rows = QueueModel()
    pieces = []
    rows.rowsInserted.connect(lambda _parent, first, last: pieces.append(last - first + 1))
    rows.show_queue(queue)
    until(lambda: rows.rowCount() == MANY)
    assert max(pieces) <= MANY // 10, "the window can answer in between"
    heard = []
    rows.dataChanged.connect(lambda top, bottom: heard.append((top.row(), bottom.row())))
    keys = [item.key for item in queue.items()]
    queue.pause([keys[7], keys[8], keys[19_999]])
    rows.refresh()
    assert heard == [(7, 8), (19_999, 19_999)]
    assert rows.index(8, STATE).data(STATE_ROLE) == "paused"
    assert rows.index(9, STATE).data() == "waiting"
    queue.add([replace(granule, url=f"{granule.url}/more.nc")])
    rows.refresh()
    assert rows.rowCount() == MANY + 1

    step = DownloadStep()
    step.queue = queue
    table = QueueTable(step)
    table.show_state("paused")
    until(lambda: table.rows.rowCount() == MANY + 1)
    assert table.model().rowCount() == 3
    queue.resume([keys[8]])
    step.beat.emit()
    assert table.model().rowCount() == 2
