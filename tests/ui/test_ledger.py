"""The ledger window: every reminder, what became of it, why, and what can be done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from eventdesk.domain.errors import StorageFailure
from eventdesk.domain.ledger import WAITS, LedgerState
from eventdesk.domain.reminder import Channel
from eventdesk.ui.ledger_model import PAGE, LedgerModel
from eventdesk.ui.ledger_window import LedgerWindow
from eventdesk.ui.ledger_words import COLUMNS, LedgerColumn
from tests.ui.away_rows import away_row
from tests.ui.dialog_kit import Kit, press, type_into

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def kit(qtbot: QtBot, tmp_path: Path) -> Iterator[Kit]:
    kit = Kit(qtbot, tmp_path)
    yield kit
    kit.close()


@pytest.fixture
def window(kit: Kit) -> LedgerWindow:
    window = LedgerWindow(kit.desk, kit.jobs, kit.icons)  # type: ignore[arg-type]
    kit.open(window)
    kit.settle()
    return window


def cells(window: LedgerWindow, column: LedgerColumn) -> list[str]:
    model, number = window.model, COLUMNS.index(column)
    return [model.index(row, number).data() for row in range(model.rowCount())]


def choose(kit: Kit, window: LedgerWindow, state: LedgerState) -> None:
    """List one state only, and so select its first row."""
    window.filters.states.setCurrentIndex(window.filters.states.findData(state))
    kit.settle()
    QTest.qWait(60)


def many(kit: Kit, count: int) -> None:
    row = next(iter(kit.book.ledger.values()))
    for number in range(1, count + 1):
        due = kit.desk.clock.now() - timedelta(minutes=number)
        kit.book.ledger[1000 + number] = replace(row, id=1000 + number, due_at=due)


# The list


def test_every_row_is_listed_newest_first(kit: Kit, window: LedgerWindow) -> None:
    rows = sorted(kit.book.ledger.values(), key=lambda row: row.due_at, reverse=True)
    assert cells(window, LedgerColumn.EVENT) == [row.event_title for row in rows]
    assert window.filters.count.text() == f"{len(rows)} reminders"
    words = dict(zip(COLUMNS, (window.model.index(2, n).data() for n in range(7)), strict=True))
    assert words[LedgerColumn.STATE] == "Snoozed"
    assert words[LedgerColumn.CHANNEL] == "Desktop"
    assert words[LedgerColumn.LATE] == "on time (+4 ms)"
    assert words[LedgerColumn.BACKEND] == "desktop notifications"
    assert words[LedgerColumn.REASON].startswith("until today")
    assert "550 5.1.1 mailbox unavailable" in cells(window, LedgerColumn.REASON)


def test_home_and_end_go_to_the_first_and_the_last_row(window: LedgerWindow) -> None:
    for modifiers in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier):
        QTest.keyClick(window.table, Qt.Key.Key_End, modifiers)
        assert window.table.selectionModel().selectedRows()[0].row() == window.model.rowCount() - 1
        QTest.keyClick(window.table, Qt.Key.Key_Home, modifiers)
        assert window.table.selectionModel().selectedRows()[0].row() == 0


def test_back_ends_are_named_for_people(kit: Kit, window: LedgerWindow) -> None:
    row = next(iter(kit.book.ledger.values()))
    kit.book.ledger[row.id] = replace(row, backend="dbus")
    window.model.reload()
    kit.settle()
    assert "desktop notification" in cells(window, LedgerColumn.BACKEND)


def test_no_column_runs_out_of_the_window(kit: Kit, window: LedgerWindow) -> None:
    table, backend = window.table, COLUMNS.index(LedgerColumn.BACKEND)
    room = window.screen().availableGeometry()
    assert window.width() <= room.width() * 0.9
    assert window.height() <= room.height() * 0.9
    for width in (700, 1600):
        window.resize(width, 533)
        kit.settle()
        assert table.isColumnHidden(backend) is (width == 700)
        assert not table.horizontalScrollBar().isVisible()


def test_states_can_be_filtered(kit: Kit, window: LedgerWindow) -> None:
    choose(kit, window, LedgerState.MISSED)
    assert set(cells(window, LedgerColumn.STATE)) == {"Missed"}
    assert window.filters.count.text() == "2 reminders"


def test_search_and_one_event(kit: Kit, window: LedgerWindow) -> None:
    type_into(window.filters.search, "dentist")
    kit.qtbot.waitUntil(lambda: set(cells(window, LedgerColumn.EVENT)) == {"Dentist"})
    window.filters.search.clear()
    window.show_event("event-1", "Stand-up")
    kit.settle()
    assert set(cells(window, LedgerColumn.EVENT)) == {"Stand-up"}
    assert "Stand-up" in window.filters.only_event.text()
    press(window.filters.only_event)
    kit.settle()
    assert len(set(cells(window, LedgerColumn.EVENT))) > 3
    assert window.filters.only_event.isHidden()


def test_an_empty_list_says_why_and_leads_out(kit: Kit, window: LedgerWindow) -> None:
    type_into(window.filters.search, "no such thing")
    kit.qtbot.waitUntil(lambda: window.empty.isVisible())
    assert window.detail.isHidden()
    press(window.empty.button)
    kit.settle()
    assert window.model.rowCount() == len(kit.book.ledger)


def test_an_empty_ledger(kit: Kit) -> None:
    kit.book.ledger.clear()
    window = LedgerWindow(kit.desk, kit.jobs, kit.icons)  # type: ignore[arg-type]
    kit.open(window)
    kit.settle()
    assert "No reminder has come due yet" in window.empty.shown.headline


def test_pages_are_read_as_they_are_seen(kit: Kit) -> None:
    many(kit, 5000)
    asked: list[int] = []
    rows = kit.desk.history.rows
    kit.desk.history.rows = lambda wanted, *, limit=200, offset=0: (  # type: ignore[method-assign]
        asked.append(offset) or rows(wanted, limit=limit, offset=offset)
    )
    window = LedgerWindow(kit.desk, kit.jobs, kit.icons)  # type: ignore[arg-type]
    kit.open(window)
    kit.settle()
    assert window.model.rowCount() == 5000 + 18
    assert asked == [0]
    window.table.scrollToBottom()
    kit.settle()
    window.table.grab()
    kit.settle()
    assert set(asked) == {0, window.model.rowCount() // PAGE * PAGE}
    assert cells_at(window.model, window.model.rowCount() - 1) != "…"
    assert cells_at(window.model, 2000) == "…"


def cells_at(model: LedgerModel, row: int) -> str:
    return str(model.index(row, 0).data())


def test_new_rows_come_in_without_losing_the_selection(kit: Kit, window: LedgerWindow) -> None:
    kit.book.publish = window.handle
    window.table.selectRow(4)
    kit.settle()
    assert window.detail.row is not None
    selected = window.detail.row.id
    row = kit.book.ledger[selected]
    kit.book.ledger[99] = replace(row, id=99, due_at=kit.desk.clock.now() + timedelta(days=3))
    kit.desk.reminders.resend([99], by="test")
    kit.settle()
    kit.settle()
    assert window.table.currentIndex().row() == 5
    assert window.detail.row.id == selected
    assert window.model.rowCount() == len(kit.book.ledger)


def test_a_burst_of_changes_is_read_a_few_times_only(kit: Kit) -> None:
    window = LedgerWindow(kit.desk, kit.held_jobs, kit.icons)  # type: ignore[arg-type]
    kit.open(window)
    kit.held.run()
    kit.settle()
    for _ in range(100):
        window.model.reload()
    assert len(kit.held.waiting) <= 3


def test_a_failure_is_said_and_the_rows_stay(kit: Kit, window: LedgerWindow) -> None:
    def failing(*_args: object, **_more: object) -> int:
        raise StorageFailure("The database is locked.", "Close the other program.")

    before = window.model.rowCount()
    kit.desk.history.count = failing  # type: ignore[method-assign, assignment]
    window.model.reload()
    kit.settle()
    assert "The database is locked." in window.message.text()
    assert window.model.rowCount() == before


# One row


def test_the_detail_tells_everything_and_why(kit: Kit, window: LedgerWindow) -> None:
    choose(kit, window, LedgerState.GAVE_UP)
    detail = window.detail
    assert detail.title.text() == "Send the tax papers"
    assert detail.state.text() == "Gave up"
    assert detail.error.words == "550 5.1.1 mailbox unavailable"
    assert detail.error.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
    assert detail.fact("Reminder") == "1 h before, e-mail"
    assert detail.fact("Tries") == "1"
    kit.qtbot.waitUntil(lambda: len(detail.timeline.words) >= 3)
    assert any("550 5.1.1" in words for words in detail.timeline.words)


def visible(window: LedgerWindow) -> set[str]:
    return {
        button.text().replace("&", "")
        for button in (
            window.detail.dismiss_button,
            window.detail.undismiss_button,
            window.detail.resend_button,
            window.detail.open_button,
        )
        if button.isVisible()
    }


@pytest.mark.parametrize(
    ("state", "buttons"),
    [
        (LedgerState.DELIVERED, {"Dismiss", "Send again", "Open event"}),
        (LedgerState.SNOOZED, {"Dismiss", "Send again", "Open event"}),
        (LedgerState.ACKNOWLEDGED, {"Undo dismiss", "Send again", "Open event"}),
        (LedgerState.MISSED, {"Send again", "Open event"}),
        (LedgerState.GAVE_UP, {"Send again", "Open event"}),
    ],
)
def test_buttons_fit_the_state(
    kit: Kit, window: LedgerWindow, state: LedgerState, buttons: set[str]
) -> None:
    choose(kit, window, state)
    assert visible(window) == buttons


def standing(kit: Kit, window: LedgerWindow, **more: object) -> None:
    """Show the one row there is: held, waiting or repeating."""
    kit.book.ledger.clear()
    more.setdefault("at", None)
    state = more.pop("state", LedgerState.SNOOZED)
    kit.book.ledger[1] = away_row(1, state, start=kit.desk.clock.now(), **more)  # type: ignore[arg-type]
    window.show_all()
    window.model.reload()
    kit.settle()


def state_and_reason(window: LedgerWindow) -> tuple[str, str]:
    return cells(window, LedgerColumn.STATE)[0], cells(window, LedgerColumn.REASON)[0]


def test_a_held_reminder_tells_when_it_will_be_shown(kit: Kit, window: LedgerWindow) -> None:
    until = kit.desk.clock.instant(2026, 11, 20, 7)
    standing(kit, window, reason="Held: quiet hours", snoozed_until=until, wake_at=until)
    words = "quiet hours, will be shown tomorrow 07:00"
    assert state_and_reason(window) == ("Held", words)
    assert window.detail.state.text() == "Held"
    assert window.detail.fact("Held") == words
    assert window.detail.fact("Snoozed until") == ""
    assert visible(window) == {"Dismiss", "Show now", "Open event"}
    press(window.detail.resend_button)
    kit.settle()
    assert kit.calls("resend") == [((1,), "window")]
    standing(kit, window, reason="Held: do not disturb is on", wake_at=until)
    assert state_and_reason(window) == (
        "Held",
        "do not disturb is on, will be shown when do not disturb ends",
    )


def test_a_waiting_mail_tells_when_it_will_be_sent(kit: Kit, window: LedgerWindow) -> None:
    until = kit.desk.clock.now() + timedelta(minutes=22)
    standing(kit, window, reason=WAITS, channel=Channel.EMAIL, snoozed_until=until, wake_at=until)
    assert state_and_reason(window) == ("Waits", "will be sent 15:10 unless dismissed")
    assert visible(window) == {"Send now", "Open event"}


def test_a_repeating_reminder_tells_of_the_next_time(kit: Kit, window: LedgerWindow) -> None:
    next_time = kit.desk.clock.now() + timedelta(minutes=17)
    every = timedelta(minutes=5)
    standing(kit, window, state=LedgerState.DELIVERED, repeat_every=every, wake_at=next_time)
    assert state_and_reason(window) == ("Delivered", "shown again every 5 min, next 15:05")
    assert window.detail.fact("Repeats") == "shown again every 5 min, next 15:05"


def test_held_ones_can_be_filtered_and_missed_ones_asked_for(
    kit: Kit, window: LedgerWindow
) -> None:
    kit.book.ledger[901] = away_row(901, LedgerState.SNOOZED, reason="Held: quiet hours")
    window.filters.states.setCurrentIndex(window.filters.states.findText("Held"))
    kit.settle()
    assert cells(window, LedgerColumn.STATE) == ["Held"]
    window.filters.show_event("event-1", "Stand-up")
    window.show_state(LedgerState.MISSED)
    kit.settle()
    assert set(cells(window, LedgerColumn.STATE)) == {"Missed"}
    assert window.filters.only_event.isHidden()


def test_the_context_menu_snoozes(kit: Kit, window: LedgerWindow) -> None:
    standing(kit, window, state=LedgerState.DELIVERED)
    window._menu(window.table.rect().center())
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    snooze = next(each.menu() for each in menu.actions() if each.text() == "Snooze")
    assert isinstance(snooze, QMenu)
    actions = {each.text(): each for each in snooze.actions()}
    actions["Custom…"].trigger()
    assert window.detail.custom.isVisible()
    actions["30 minutes"].trigger()
    menu.close()
    kit.settle()
    assert kit.calls("snooze") == [((1,), "30m", "window")]


def test_dismiss_and_undo(kit: Kit, window: LedgerWindow) -> None:
    kit.book.publish = window.handle
    choose(kit, window, LedgerState.SNOOZED)
    assert window.detail.row is not None
    number = window.detail.row.id
    press(window.detail.dismiss_button)
    kit.settle()
    assert kit.calls("dismiss") == [((number,), "window")]
    window.filters.states.setCurrentIndex(0)
    window.select_row(number)
    kit.settle()
    assert window.detail.row.id == number
    assert window.detail.state.text() == "Dismissed"
    press(window.detail.undismiss_button)
    kit.settle()
    assert kit.calls("undismiss") == [((number,), "window")]
    assert window.detail.state.text() == "Delivered"


def test_send_again_and_snooze(kit: Kit, window: LedgerWindow) -> None:
    choose(kit, window, LedgerState.GAVE_UP)
    assert window.detail.row is not None
    number = window.detail.row.id
    press(window.detail.resend_button)
    kit.settle()
    assert kit.calls("resend") == [((number,), "window")]
    desktop = [
        row.id
        for row in kit.book.ledger.values()
        if row.channel is Channel.DESKTOP and row.state is LedgerState.DELIVERED
    ]
    window.filters.states.setCurrentIndex(0)
    window.select_row(desktop[0])
    kit.settle()
    press(window.detail.snooze_button.main)
    kit.settle()
    assert kit.calls("snooze")[0][0] == (desktop[0],)
    assert kit.calls("snooze")[0][2] == "window"


def test_a_failing_action_is_said(kit: Kit, window: LedgerWindow) -> None:
    choose(kit, window, LedgerState.GAVE_UP)
    kit.book.fail_with = StorageFailure("The disk is full.", "Free some space.")
    press(window.detail.resend_button)
    kit.settle()
    assert "The disk is full." in window.message.text()
    assert window.detail.resend_button.isEnabled()


def test_opening_the_event_by_button_enter_and_double_click(kit: Kit, window: LedgerWindow) -> None:
    opened: list[str] = []
    window.open_requested.connect(opened.append)
    choose(kit, window, LedgerState.GAVE_UP)
    press(window.detail.open_button)
    window.table.setFocus()
    QTest.keyClick(window.table, Qt.Key.Key_Return)
    spot = window.table.visualRect(window.model.index(0, 1)).center()
    QTest.mouseClick(window.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    QTest.mouseDClick(window.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert len(opened) == 3
    assert len(set(opened)) == 1


def test_the_context_menu_offers_what_fits(kit: Kit, window: LedgerWindow) -> None:
    choose(kit, window, LedgerState.ACKNOWLEDGED)
    window._menu(window.table.rect().center())
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [each.text() for each in menu.actions() if each.text()] == [
        "Open event",
        "Undo dismiss",
        "Send again",
    ]
    menu.close()


def test_keys(kit: Kit, window: LedgerWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.filters.search.hasFocus()
    window.table.setFocus()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_every_button_has_a_name(window: LedgerWindow) -> None:
    for button in window.findChildren(QPushButton):
        if button.isVisible():
            assert button.accessibleName() or button.text(), button
    assert window.table.accessibleName()
    assert window.filters.states.accessibleName()
