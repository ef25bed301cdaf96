"""Deleted events, backups, and the page for a database that cannot be used."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from eventdesk.domain.errors import StorageFailure
from eventdesk.domain.safety import BackupFile, Salvaged
from eventdesk.domain.settings import Settings
from eventdesk.services.ports import EventsChanged
from eventdesk.ui.backups_window import BackupsWindow
from eventdesk.ui.rescue_page import RescuePage, Way
from eventdesk.ui.trash_window import TrashWindow
from tests.desks import TestDesk, new_desk
from tests.ui.dialog_kit import Kit, press

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def kit(qtbot: QtBot, tmp_path: Path) -> Iterator[Kit]:
    kit = Kit(qtbot, tmp_path)
    yield kit
    kit.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestDesk]:
    made = new_desk(tmp_path / "home")
    yield made
    made.desk.close()


@pytest.fixture
def trash(kit: Kit, desk: TestDesk) -> TrashWindow:
    start = desk.clock.now() + timedelta(hours=1)
    for title in ("Dentist", "Lunch", "Review"):
        event = desk.create(start, title)
        desk.clock.advance(minutes=1)
        desk.desk.events.delete([event.id])
    window = TrashWindow(desk.desk, kit.jobs, kit.icons, Settings())
    kit.open(window)
    return window


def titles(window: TrashWindow) -> list[str]:
    model = window.model
    return [model.index(row, 1).data() for row in range(model.rowCount())]


def test_deleted_events_are_listed_newest_first_and_found(kit: Kit, trash: TrashWindow) -> None:
    assert titles(trash) == ["Review", "Lunch", "Dentist"]
    trash.search.setText("den")
    kit.qtbot.waitUntil(lambda: titles(trash) == ["Dentist"])
    trash.search.setText("nothing like it")
    kit.qtbot.waitUntil(lambda: trash.empty.isVisible())
    assert "No deleted event matches" in trash.empty.accessibleName()


def test_one_is_brought_back(kit: Kit, trash: TrashWindow, desk: TestDesk) -> None:
    press(trash.back)
    kit.settle()
    assert titles(trash) == ["Lunch", "Dentist"]
    assert trash.message.text() == "“Review” is back."
    assert [each.title for each in desk.desk.events.all()] == ["Review"]


def test_throwing_away_asks_first(kit: Kit, trash: TrashWindow, desk: TestDesk) -> None:
    trash.table.selectAll()
    press(trash.erase)
    kit.settle()
    assert len(titles(trash)) == 3
    assert trash.message.text() == "3 events will be gone for good. This cannot be undone."
    trash.message._pressed()
    kit.settle()
    assert titles(trash) == []
    assert trash.message.text() == "3 events are gone."
    assert desk.desk.trash.count() == 0
    assert not trash.back.isEnabled()


def test_emptying_asks_first_and_follows_changes(
    kit: Kit, trash: TrashWindow, desk: TestDesk
) -> None:
    desk.desk.events.undo()
    trash.handle(EventsChanged())
    kit.qtbot.waitUntil(lambda: titles(trash) == ["Lunch", "Dentist"])
    press(trash.all)
    trash.message._pressed()
    kit.settle()
    assert "Nothing is deleted" in trash.empty.accessibleName()
    assert "30 days" in trash.empty.accessibleName()


def test_a_failure_is_said_and_nothing_is_lost(
    kit: Kit, trash: TrashWindow, desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_ids: object) -> None:
        raise StorageFailure("The disk is full.", "Free some space.")

    monkeypatch.setattr(desk.desk.trash, "erase", fail)
    press(trash.erase)
    trash.message._pressed()
    kit.settle()
    assert trash.message.text() == "The disk is full. Free some space."
    assert len(titles(trash)) == 3


def test_backups_are_listed_made_and_gone_back_to(kit: Kit, desk: TestDesk) -> None:
    desk.create(desk.clock.now() + timedelta(hours=1))
    wanted: list[BackupFile] = []
    window = BackupsWindow(desk.desk, kit.jobs, kit.icons, wanted.append)
    kit.open(window)
    assert "No backup yet" in window.empty.accessibleName()
    press(window.now)
    kit.settle()
    assert window.message.text().startswith("Made and checked: eventdesk-")
    desk.clock.advance(minutes=1)
    press(window.now)
    kit.settle()
    assert [window.model.index(row, 1).data() for row in range(2)] == ["1 event", "1 event"]
    press(window.back)
    assert wanted == []
    assert "Go back to the backup of today" in window.message.text()
    window.message._pressed()
    assert [each.path.name for each in wanted] == [window.model.index(0, 3).data()]


def test_the_page_offers_ways_and_says_why_one_failed(kit: Kit) -> None:
    taken: list[str] = []
    page = RescuePage(kit.icons)
    kit.open(page)
    page.say("Your events cannot be read", "The database is damaged.", "Nothing is deleted.")
    ways = [Way(each, f"It does {each}.", lambda each=each: taken.append(each)) for each in "ab"]
    page.offer(*ways)
    page.offer(*ways)
    assert [button.text() for button in page.buttons] == ["a", "b"]
    press(page.buttons[1])
    assert taken == ["b"]
    page.set_busy("Reading…")
    assert not page.buttons[0].isEnabled()
    assert page.spinner.running
    page.fail("The disk is full.")
    assert page.message.text() == "The disk is full."
    assert page.buttons[0].isEnabled()
    assert not page.spinner.running


def test_the_words_of_a_salvage() -> None:
    saved = Salvaged(events=1, ledger=1200, unreadable=2, guessed=1, whole=False, kept=None)
    assert str(saved) == (
        "Saved 1 event, 1,200 past reminders. 2 rows could not be understood. "
        "Parts of the file could not be read, so some may be lost. "
        "1 event got a reminder 5 minutes before."
    )
