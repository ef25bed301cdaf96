"""'While you were away' in the popup and in its window: one list, answered at once or by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu
from pytestqt.qtbot import QtBot

from eventdesk.domain.errors import StorageFailure
from eventdesk.domain.ledger import LedgerRow, LedgerState
from eventdesk.services.ports import LedgerChanged, RemindersDelivered
from eventdesk.ui import mouse_calm
from eventdesk.ui.away_section import MOST, AwaySection
from eventdesk.ui.away_window import AwayWindow
from eventdesk.ui.popup import ReminderPopup
from tests.ui.away_rows import FRIDAY, MONDAY, away_row, mail_row
from tests.ui.dialog_kit import Kit, press

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
S = LedgerState


@pytest.fixture
def kit(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kit]:
    monkeypatch.setattr(mouse_calm, "GUARD_MS", 0)
    kit = Kit(qtbot, tmp_path)
    kit.book.ledger.clear()
    kit.desk.clock.set(MONDAY)
    QCursor.setPos(QPoint(0, 0))
    yield kit
    kit.close()


@pytest.fixture
def popup(kit: Kit) -> Iterator[ReminderPopup]:
    popup = ReminderPopup(kit.desk, kit.jobs, kit.icons)  # type: ignore[arg-type]
    kit.book.publish = popup.handle
    yield popup
    kit.book.publish = lambda change: None
    popup.close()
    popup.deleteLater()


def put(kit: Kit, *rows: LedgerRow) -> None:
    for row in rows:
        kit.book.ledger[row.id] = row


def weekend(kit: Kit) -> None:
    """Two missed on Friday, one of them mailed, one reminded late, and one due now."""
    put(
        kit,
        away_row(1),
        mail_row(2, S.DELIVERED, event_id="event-1", event_title="Event 1", delivered_at=MONDAY),
        away_row(3, start=FRIDAY + timedelta(hours=1)),
        away_row(
            4,
            S.DELIVERED,
            start=MONDAY - timedelta(minutes=5),
            late=timedelta(minutes=5),
            event_title="Stand-up",
        ),
        away_row(5, S.DELIVERED, at=None, start=MONDAY + timedelta(minutes=5)),
    )


def shown(kit: Kit, popup: ReminderPopup) -> AwaySection:
    popup.handle(RemindersDelivered(()))
    kit.settle()
    return popup.away


def titles(section: AwaySection) -> list[str]:
    return [line.title for line in section.list.lines_model.lines]


def hit(section: AwaySection, row: int, part: int) -> None:
    """Press 'Open' (0) or the menu (1) of a line."""
    spot = section.list.rooms(row)[part].center()
    QTest.mouseClick(section.list.viewport(), Qt.MouseButton.LeftButton, pos=spot)


def entry(words: str) -> None:
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    next(each for each in menu.actions() if each.text() == words).trigger()
    menu.close()


# What is listed


def test_what_came_due_meanwhile_is_one_list_above_now(kit: Kit, popup: ReminderPopup) -> None:
    weekend(kit)
    section = shown(kit, popup)
    assert section.isVisible()
    assert section.heading.text() == "While you were away"
    assert section.span.text() == "Fri 17:02 to Mon 08:55 · 3 reminders"
    assert section.accessibleName() == "While you were away, Fri 17:02 to Mon 08:55"
    assert titles(section) == ["Stand-up", "Event 1", "Event 3"]
    assert [line.title.text() for line in popup.list.lines] == ["Event 5"]
    assert popup.head.heading.text() == "Now: 1"
    room = QGuiApplication.primaryScreen().availableGeometry()
    assert room.contains(popup.frameGeometry())
    assert popup.away.geometry().bottom() < popup.head.geometry().top()


def test_it_is_there_after_a_restart_and_without_it_nothing_changes(
    kit: Kit, popup: ReminderPopup
) -> None:
    popup.start()
    kit.settle()
    assert not popup.isVisible()
    put(kit, away_row(1))
    popup.start()
    kit.settle()
    assert popup.isVisible()
    assert popup.head.isHidden()
    assert popup.away.more.isHidden()


def test_a_line_tells_everything_to_those_who_listen(kit: Kit, popup: ReminderPopup) -> None:
    weekend(kit)
    index = shown(kit, popup).list.lines_model.index(1)
    words = "Event 1. Fri 20 Nov 17:02 · Missed: it was over at 17:47. E-mail sent 08:55"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == words
    for button in popup.away.findChildren(QAbstractButton):
        if button.isVisibleTo(popup.away) and not button.parent().inherits("QScrollBar"):
            assert button.accessibleName() or button.text()


def test_what_is_not_over_comes_first_and_tells_when_it_starts(
    kit: Kit, popup: ReminderPopup
) -> None:
    late = timedelta(minutes=50)
    start = MONDAY + timedelta(minutes=10)
    missed = (away_row(number, start=FRIDAY + timedelta(seconds=number)) for number in range(2000))
    put(kit, *missed, away_row(5000, S.DELIVERED, start=start, late=late))
    section = shown(kit, popup)
    assert titles(section)[:2] == ["Event 5000", "Event 0"]
    line = section.list.lines_model.lines[0]
    assert line.told == ("Starts in 10 min (09:05) · Reminded 50 min late",)
    assert popup.list.count == 0
    assert section.more.text() == "and 1,801 more"


def test_ten_thousand_cost_no_more_than_a_few_hundred(kit: Kit, popup: ReminderPopup) -> None:
    put(
        kit,
        *(away_row(number, start=FRIDAY + timedelta(seconds=number)) for number in range(10_000)),
    )
    section = shown(kit, popup)
    assert len(titles(section)) == MOST
    assert section.more.text() == "and 9,800 more"
    assert section.span.text().endswith("10,000 reminders")
    away = kit.desk.reminders.away()
    section.show_away(away)
    popup.place()
    popup.grab()
    with kit.qtbot.waitSignal(popup.missed_requested):
        press(section.more_button)
    press(section.dismiss_all)
    kit.settle()
    assert all(row.acknowledged_at is not None for row in kit.book.ledger.values())
    assert not popup.isVisible()


# What one can do


def test_dismiss_all_takes_the_mails_along_and_leaves_now_alone(
    kit: Kit, popup: ReminderPopup
) -> None:
    weekend(kit)
    section = shown(kit, popup)
    with kit.qtbot.waitSignal(popup.many_dismissed) as told:
        press(section.dismiss_all)
    kit.settle()
    assert told.args == [[1, 3, 4]]
    assert kit.calls("dismiss") == [((1, 3, 4), "popup")]
    assert section.isHidden()
    assert popup.isVisible()
    assert [line.ledger_ids for line in popup.list.lines] == [[5]]
    assert popup.head.heading.text() == "Reminder"


def test_snooze_all_by_button_menu_and_any_length(kit: Kit, popup: ReminderPopup) -> None:
    weekend(kit)
    section = shown(kit, popup)
    press(section.snooze_all.main)
    kit.settle()
    assert kit.calls("snooze") == [((1, 3, 4), "10m", "popup")]
    assert section.isHidden()
    weekend(kit)
    shown(kit, popup)
    section.snooze_all.custom.emit()
    assert section.custom.isVisible()
    assert not section.snooze_all.isVisible()
    press(section.custom.go)
    kit.settle()
    assert kit.calls("snooze")[1] == ((1, 3, 4), "15m", "popup")


def test_one_line_is_opened_dismissed_and_snoozed(kit: Kit, popup: ReminderPopup) -> None:
    weekend(kit)
    section = shown(kit, popup)
    with kit.qtbot.waitSignal(popup.open_requested) as opened:
        hit(section, 0, 0)
    assert opened.args == ["event-4"]
    hit(section, 1, 1)
    entry("Dismiss")
    kit.settle()
    assert kit.calls("dismiss") == [((1,), "popup")]
    # Its e-mail is still told, without buttons, below what can be answered.
    assert titles(section) == ["Stand-up", "Event 3", "Event 1"]
    with kit.qtbot.assertNotEmitted(popup.open_requested):
        hit(section, 2, 0)
    hit(section, 0, 1)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    snooze = next(each.menu() for each in menu.actions() if each.text() == "Snooze")
    assert isinstance(snooze, QMenu)
    next(each for each in snooze.actions() if each.text() == "5 minutes").trigger()
    menu.close()
    kit.settle()
    assert kit.calls("snooze") == [((4,), "5m", "popup")]


def test_hidden_it_stays_unanswered_until_the_next_time(kit: Kit, popup: ReminderPopup) -> None:
    weekend(kit)
    section = shown(kit, popup)
    press(section.hide_button)
    kit.settle()
    assert section.isHidden()
    assert [line.ledger_ids for line in popup.list.lines] == [[5]]
    popup.handle(LedgerChanged((5,)))
    kit.settle()
    assert section.isHidden()
    assert kit.calls("dismiss") == []
    popup.show_away()
    kit.settle()
    assert section.isVisible()
    popup.put_away()
    later = MONDAY + timedelta(hours=2)
    put(kit, away_row(9, at=later))
    popup.handle(LedgerChanged((9,)))
    kit.settle()
    assert section.isVisible()
    assert titles(section) == ["Event 9"]


def test_a_failure_is_said_and_the_list_stays(kit: Kit, popup: ReminderPopup) -> None:
    weekend(kit)
    section = shown(kit, popup)
    kit.book.fail_with = StorageFailure("The database is locked.", "Close the other program.")
    press(section.dismiss_all)
    kit.settle()
    assert "The database is locked." in popup.message.text()
    assert section.dismiss_all.isEnabled()
    assert titles(section) == ["Stand-up", "Event 1", "Event 3"]


def test_lines_do_not_change_under_a_pressed_mouse(
    kit: Kit, popup: ReminderPopup, monkeypatch: pytest.MonkeyPatch
) -> None:
    weekend(kit)
    section = shown(kit, popup)
    inside = popup.geometry().center()
    monkeypatch.setattr(QCursor, "pos", staticmethod(lambda: inside))
    pressed = [Qt.MouseButton.LeftButton]
    monkeypatch.setattr(QApplication, "mouseButtons", staticmethod(lambda: pressed[0]))
    kit.book.ledger[1] = replace(kit.book.ledger[1], acknowledged_at=MONDAY)
    popup.handle(LedgerChanged((1,)))
    QTest.qWait(150)
    assert titles(section) == ["Stand-up", "Event 1", "Event 3"]
    pressed[0] = Qt.MouseButton.NoButton
    kit.qtbot.waitUntil(lambda: titles(section)[1] == "Event 3", timeout=4000)


def test_snooze_all_of_what_is_due_now_takes_any_length(kit: Kit, popup: ReminderPopup) -> None:
    put(kit, *(away_row(number, S.DELIVERED, at=None, start=MONDAY) for number in (1, 2)))
    shown(kit, popup)
    popup.head.snooze_all.custom.emit()
    assert popup.head.custom.isVisible()
    press(popup.head.custom.go)
    kit.settle()
    assert kit.calls("snooze") == [((1, 2), "15m", "popup")]


# Its window


def test_its_window_can_be_worked_by_keyboard(kit: Kit) -> None:
    weekend(kit)
    window = AwayWindow(kit.desk, kit.jobs, kit.icons)  # type: ignore[arg-type]
    kit.book.publish = window.handle
    kit.open(window)
    section = window.section
    assert titles(section) == ["Stand-up", "Event 1", "Event 3"]
    section.list.setFocus()
    QTest.keyClick(section.list, Qt.Key.Key_Down)
    QTest.keyClick(section.list, Qt.Key.Key_Home)
    with kit.qtbot.waitSignal(window.open_requested) as opened:
        QTest.keyClick(section.list, Qt.Key.Key_Return)
    assert opened.args == ["event-4"]
    QTest.keyClick(section.list, Qt.Key.Key_Delete)
    kit.settle()
    assert kit.calls("dismiss") == [((4,), "window")]
    section.dismiss_all.setFocus()
    with kit.qtbot.waitSignal(window.many_dismissed) as told:
        QTest.keyClick(section.dismiss_all, Qt.Key.Key_Space)
    kit.settle()
    assert told.args == [[1, 3]]
    assert not window.isVisible()
    kit.book.publish = lambda change: None


def test_its_window_says_when_nothing_is_left(kit: Kit) -> None:
    window = AwayWindow(kit.desk, kit.jobs, kit.icons)  # type: ignore[arg-type]
    kit.open(window)
    assert window.empty.isVisible()
    assert window.section.isHidden()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()
