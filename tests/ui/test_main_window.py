"""The main window by keyboard and mouse, with real widgets on a fake desk."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLineEdit,
    QMenu,
    QTableView,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from eventdesk.domain.errors import StorageFailure
from eventdesk.domain.holding import Hold, HoldCause
from eventdesk.domain.ledger import LedgerState
from eventdesk.domain.settings import Theme
from eventdesk.services.ports import (
    EventsChanged,
    HealthChanged,
    LedgerChanged,
    PauseChanged,
    RemindersDelivered,
)
from eventdesk.services.views import AgendaColumn, QuickFilter
from eventdesk.ui import theme
from eventdesk.ui.custom_snooze_dialog import CustomSnoozeDialog
from eventdesk.ui.event_work import undone_words
from eventdesk.ui.window_commands import COMMANDS
from tests.fakes import HeldExecutor
from tests.ui.away_rows import away_row
from tests.ui.sample_events import NOW, many_drafts
from tests.ui.window_kit import WindowKit

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
Key = Qt.Key


@pytest.fixture
def kit(qtbot: QtBot) -> WindowKit:
    return WindowKit(qtbot)


def menu_entry(menu: QMenu, words: str) -> QAction:
    return next(action for action in menu.actions() if action.text().startswith(words))


def popup() -> QMenu:
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


# Before the services are there.


def test_the_window_shows_before_the_services_are_there(qtbot: QtBot) -> None:
    kit = WindowKit(qtbot, attach=False)
    window = kit.window
    assert window.isVisible()
    assert window.toolbar.new.isVisible()
    assert window.status.words == ""
    waiting = window.agenda.currentWidget()
    assert waiting.text() == ""  # type: ignore[attr-defined]
    kit.settle(330)
    assert waiting.text() == "Loading…"  # type: ignore[attr-defined]
    for key, modifiers in ((Key.Key_Delete, ""), (Key.Key_Z, "ctrl"), (Key.Key_F5, "")):
        kit.press(key, modifiers, window.agenda.table)
    kit.attach()
    assert window.agenda.currentWidget() is window.agenda.table
    assert kit.titles[0] == "Design review"


def test_a_problem_told_before_attaching_is_kept(qtbot: QtBot) -> None:
    kit = WindowKit(qtbot, attach=False)
    kit.bridge.publish(HealthChanged("settings", "The settings file is broken."))
    assert kit.window.status.words == "The settings file is broken."
    kit.window.show_error(StorageFailure("No database."), kit.window.close)
    assert kit.window.messages.words == ["No database."]


def test_no_heavy_library_is_imported_for_the_window() -> None:
    code = (
        "import sys; import eventdesk.ui.main_window, eventdesk.ui.theme, eventdesk.ui.icons;"
        "heavy = {'sqlalchemy', 'alembic', 'apscheduler', 'icalendar', 'keyring', 'email',"
        " 'smtplib', 'dateutil', 'plyer', 'jeepney', 'click', 'PySide6.QtTest'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert found.stdout.strip() == "[]"


# By keyboard.


@pytest.mark.parametrize(
    ("key", "modifiers", "wish"),
    [
        (Key.Key_N, "ctrl", ("new",)),
        (Key.Key_Return, "", ("edit", "event-2")),
        (Key.Key_Enter, "", ("edit", "event-2")),
        (Key.Key_D, "ctrl", ("duplicate", "event-2")),
        (Key.Key_L, "ctrl", ("ledger", None)),
        (Key.Key_Comma, "ctrl", ("settings",)),
        (Key.Key_Q, "ctrl", ("quit",)),
        (Key.Key_O, "ctrl", ("import", None)),
        (Key.Key_V, "ctrl", ("paste",)),
    ],
)
def test_keys_that_are_passed_on(
    kit: WindowKit, key: Qt.Key, modifiers: str, wish: tuple[object, ...]
) -> None:
    kit.select("Dentist")
    kit.window.agenda.setFocus()
    kit.press(key, modifiers)
    assert kit.wishes == [wish]


def test_enter_with_control_does_not_edit(kit: WindowKit) -> None:
    kit.select("Dentist")
    kit.window.agenda.setFocus()
    for key in (Key.Key_Return, Key.Key_Enter):
        for modifiers in ("ctrl", "shift", "ctrl shift"):
            kit.press(key, modifiers)
    assert kit.wishes == []


def test_control_q_quits_from_every_window(kit: WindowKit) -> None:
    other = QDialog()
    field = QLineEdit(other)
    kit.qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    kit.qtbot.waitUntil(other.isActiveWindow)
    QTest.keyClick(field, Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert kit.wishes == [("quit",)]
    kit.window.hide()
    other.addAction(kit.window.commands["quit"])
    QTest.keyClick(field, Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert kit.wishes == [("quit",)] * 2


def test_a_double_click_edits(kit: WindowKit) -> None:
    number = kit.select("Dentist")
    table = kit.window.agenda.table
    spot = QPoint(300, table.rowViewportPosition(number) + 8)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert kit.wishes == [("edit", "event-2")]


@pytest.mark.parametrize(("key", "quick"), list(enumerate(QuickFilter, 1)))
def test_control_and_a_digit_choose_a_filter(kit: WindowKit, key: int, quick: QuickFilter) -> None:
    other = QuickFilter.ALL if quick is not QuickFilter.ALL else QuickFilter.PAST
    kit.window.agenda.set_quick(other)
    kit.press(Key(Key.Key_0.value + key), "ctrl")
    kit.settle()
    assert kit.window.agenda.view.quick is quick
    assert kit.window.toolbar.filters.button(quick).isChecked()


@pytest.mark.parametrize("quick", list(QuickFilter))
def test_a_click_on_a_filter_lists_it(kit: WindowKit, quick: QuickFilter) -> None:
    QTest.mouseClick(kit.window.toolbar.filters.button(quick), Qt.MouseButton.LeftButton)
    kit.settle()
    expected = kit.desk.agenda.rows(kit.desk.agenda.keys(kit.window.agenda.view))
    assert kit.window.agenda.view.quick is quick
    assert kit.titles == [row.title for row in expected]


def test_arrows_move_and_details_follow(kit: WindowKit) -> None:
    kit.window.agenda.setFocus()
    kit.press(Key.Key_Down)
    kit.press(Key.Key_Down)
    kit.settle()
    assert kit.selected == ["Dentist"]
    assert kit.window.details.page.title.words == "Dentist"


def test_tab_goes_through_the_window_and_not_through_cells(kit: WindowKit) -> None:
    kit.window.toolbar.new.setFocus()
    seen = [kit.window.focusWidget()]
    for _ in range(14):
        kit.press(Key.Key_Tab)
        seen.append(kit.window.focusWidget())
    bar = kit.window.toolbar
    assert seen[0] is bar.new
    assert seen[1] is bar.search
    assert seen[2] is bar.filters.button(QuickFilter.UPCOMING)
    for widget in (bar.menu_button, kit.window.agenda.table, kit.window.details.page.edit):
        assert widget in seen


# Searching.


def test_typing_searches_after_a_pause(kit: WindowKit) -> None:
    kit.press(Key.Key_F, "ctrl")
    search = kit.window.toolbar.search
    assert search.hasFocus()
    kit.desk.agenda.asked.clear()
    QTest.keyClicks(search, "dentist")
    assert kit.desk.agenda.asked == []
    kit.settle(250)
    assert kit.titles == ["Dentist"]
    assert {view.search for view, _ in kit.desk.agenda.asked} == {"dentist"}
    assert kit.selected == ["Dentist"]
    kit.press(Key.Key_Escape)
    kit.settle(50)
    assert search.text() == ""
    assert len(kit.titles) > 5
    assert kit.window.agenda.table.hasFocus()
    assert kit.selected == ["Dentist"]


def test_enter_and_down_lead_from_the_search_to_the_list(kit: WindowKit) -> None:
    for key in (Key.Key_Down, Key.Key_Return):
        kit.press(Key.Key_F, "ctrl")
        kit.window.toolbar.search.setText("yoga")
        kit.press(key)
        kit.settle(30)
        assert not kit.window.toolbar.search.hasFocus()
        assert kit.window.agenda.view.search == "yoga"
        assert kit.wishes == []
        kit.window.toolbar.search.clear()


def test_escape_in_the_list_clears_the_search(kit: WindowKit) -> None:
    kit.window.toolbar.search.setText("stand")
    kit.settle(250)
    kit.window.agenda.setFocus()
    kit.press(Key.Key_Escape)
    assert kit.window.agenda.view.search == ""


def test_letters_typed_in_the_list_start_a_search(kit: WindowKit) -> None:
    kit.window.agenda.setFocus()
    QTest.keyClick(kit.window.agenda.table, "d")
    assert kit.window.toolbar.search.hasFocus()
    QTest.keyClicks(kit.window.toolbar.search, "ent")
    kit.settle(250)
    assert kit.titles == ["Dentist"]


def test_the_clear_button_clears(kit: WindowKit) -> None:
    search = kit.window.toolbar.search
    search.setText("dentist")
    kit.settle(250)
    clear = [action for action in search.actions() if "Clear" in action.toolTip()]
    assert clear[0].isVisible()
    clear[0].trigger()
    assert kit.window.agenda.view.search == ""
    assert not clear[0].isVisible()


# Deleting and undoing.


def test_delete_offers_undo(kit: WindowKit) -> None:
    kit.select("Dentist")
    kit.window.agenda.setFocus()
    kit.press(Key.Key_Delete)
    kit.settle()
    assert "Dentist" not in kit.titles
    assert kit.window.messages.words == ["Deleted “Dentist”"]
    assert kit.window.agenda.table.hasFocus()
    QTest.mouseClick(kit.window.messages.undo_button, Qt.MouseButton.LeftButton)
    kit.settle()
    assert "Dentist" in kit.titles
    assert not kit.window.messages.isVisible()


def test_deleting_a_series_says_so(kit: WindowKit) -> None:
    kit.select("Stand-up")
    kit.window.agenda.setFocus()
    kit.press(Key.Key_Delete)
    kit.settle()
    question = kit.window.messages.question
    assert question.words.startswith("Delete “Stand-up” on ")
    assert question.buttons[0].hasFocus()
    kit.press(Key.Key_Right)
    kit.press(Key.Key_Right)
    kit.press(Key.Key_Space)
    kit.settle()
    assert kit.window.messages.words == ["Deleted “Stand-up” with all its repetitions"]
    assert question.isHidden()
    assert kit.window.agenda.isAncestorOf(kit.window.focusWidget())
    assert "Stand-up" not in kit.titles


def test_several_deletes_stack(kit: WindowKit) -> None:
    for title in ("Dentist", "Call Grandma", "Lunch with Mara"):
        kit.select(title)
        kit.window.agenda.setFocus()
        kit.press(Key.Key_Delete)
        kit.settle()
    messages = kit.window.messages
    assert messages.words == ["Deleted “Lunch with Mara”   (and 2 before)"]
    for title in ("Lunch with Mara", "Call Grandma", "Dentist"):
        QTest.mouseClick(messages.undo_button, Qt.MouseButton.LeftButton)
        kit.settle()
        assert title in kit.titles
    assert not messages.isVisible()


def test_several_rows_are_deleted_at_once(kit: WindowKit) -> None:
    kit.select("Dentist")
    kit.window.agenda.setFocus()
    kit.press(Key.Key_Down, "shift")
    kit.settle()
    assert kit.selected == ["Dentist", "Call Grandma"]
    assert kit.window.details.row is None
    kit.press(Key.Key_Delete)
    kit.settle()
    assert kit.window.messages.words == ["Deleted 2 events"]
    assert ("delete", ("event-2", "event-3")) in kit.desk.book.calls


def test_undo_and_redo_by_key(kit: WindowKit) -> None:
    kit.desk.events.delete(["event-2"])
    kit.settle()
    kit.window.agenda.setFocus()
    kit.press(Key.Key_Z, "ctrl")
    kit.settle()
    assert "Dentist" in kit.titles
    assert kit.window.messages.words == ['Restored "Dentist"']
    assert kit.selected == ["Dentist"]
    kit.press(Key.Key_Z, "ctrl shift")
    kit.settle()
    assert "Dentist" not in kit.titles
    assert kit.window.messages.words == ['Deleted "Dentist" again']
    kit.press(Key.Key_Y, "ctrl")
    kit.settle()
    assert kit.window.messages.words == ["Nothing to redo."]


def test_what_was_taken_back_is_said() -> None:
    assert undone_words("Restored “Yoga”") == "Deleted “Yoga”"
    assert undone_words("Imported 3 events") == "Took back: imported 3 events"


def test_what_fails_is_said_and_stays(kit: WindowKit) -> None:
    kit.select("Dentist")
    kit.desk.book.fail_with = StorageFailure("The disk is full.", "Make room, then try again.")
    kit.window.agenda.setFocus()
    kit.press(Key.Key_Delete)
    kit.settle(30)
    assert kit.window.messages.words == ["The disk is full. Make room, then try again."]
    assert "Dentist" in kit.titles


# The menus.


def test_the_menu_has_every_command_with_its_keys(kit: WindowKit) -> None:
    menu = kit.window.toolbar.menu
    words = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert words[0] == "New event"
    assert "Pause reminders" in words
    assert words[-1] == "Quit"
    for name, wish in (("settings", "settings"), ("about", "about"), ("new", "new")):
        kit.window.commands[name].trigger()
        assert kit.wishes[-1][0] == wish
    assert menu_entry(menu, "Ledger").shortcut().toString() == "Ctrl+L"


def test_reminders_are_paused_from_the_menu(kit: WindowKit) -> None:
    menu = kit.window.toolbar.menu
    pauses = menu_entry(menu, "Pause").menu()
    assert isinstance(pauses, QMenu)
    pauses.aboutToShow.emit()
    menu_entry(pauses, "For 1 hour").trigger()
    assert kit.wishes[-1] == ("pause", NOW + timedelta(hours=1))
    menu_entry(pauses, "Until tomorrow").trigger()
    assert kit.wishes[-1] == ("pause", kit.desk.clock.instant(2026, 11, 20))
    menu_entry(pauses, "Resume").trigger()
    assert kit.wishes[-1] == ("resume",)


def test_a_row_can_be_handled_from_its_context_menu(kit: WindowKit) -> None:
    number = kit.select("Dentist")
    table = kit.window.agenda.table
    table.menu_asked.emit(QPoint(200, table.rowViewportPosition(number) + 5))
    menu = popup()
    words = [action.text() for action in menu.actions() if action.text()]
    assert words == [
        "Dismiss reminder",
        "Snooze reminder",
        "Edit",
        "Duplicate",
        "Delete",
        "Copy details",
        "Copy as iCalendar",
        "Export…",
        "Show in the ledger",
    ]
    menu_entry(menu, "Export").trigger()
    kit.settle(20)
    assert kit.wishes[-1] == ("export", ["event-2"])
    menu_entry(menu, "Show in").trigger()
    assert kit.wishes[-1] == ("ledger", "event-2")
    snooze = menu_entry(menu, "Snooze").menu()
    assert isinstance(snooze, QMenu)
    menu_entry(snooze, "10 minutes").trigger()
    kit.settle()
    assert kit.cell(number, AgendaColumn.STATE).startswith("Snoozed")
    menu.close()


def test_several_rows_have_a_shorter_context_menu(kit: WindowKit) -> None:
    kit.select("Dentist")
    kit.window.agenda.setFocus()
    kit.press(Key.Key_Down, "shift")
    kit.window.agenda.table.menu_asked.emit(QPoint(200, 60))
    menu = popup()
    words = [action.text() for action in menu.actions() if action.text()]
    assert "Edit" not in words
    assert "Delete" in words
    menu_entry(menu, "Copy").trigger()
    kit.settle(20)
    copied = QApplication.clipboard().text()
    assert copied.startswith("Dentist\nToday 18:00 (45 min), in 3 h\nDr. Adler")
    assert "Call Grandma" in copied
    assert kit.window.messages.words == ["2 details copied."]
    menu.close()


def test_a_dismissed_reminder_can_be_taken_back(kit: WindowKit) -> None:
    kit.select("Dentist")
    ledger_id = next(row.id for row in kit.desk.reminders.active() if row.event_id == "event-2")
    kit.settle()
    card = kit.window.details.page.waiting
    assert card.isVisible()
    QTest.mouseClick(card.dismiss_button, Qt.MouseButton.LeftButton)
    kit.settle(150)
    assert kit.desk.history.get(ledger_id).state is LedgerState.ACKNOWLEDGED
    assert not card.isVisible()
    assert kit.window.messages.words == ["Reminder dismissed."]
    QTest.mouseClick(kit.window.messages.undo_button, Qt.MouseButton.LeftButton)
    kit.settle(150)
    assert kit.desk.history.get(ledger_id).state is LedgerState.DELIVERED
    assert card.isVisible()


def test_help_lists_every_shortcut(kit: WindowKit) -> None:
    kit.press(Key.Key_F1)
    page = kit.window._help
    assert page is not None
    assert page.isVisible()
    assert page.height() <= page.screen().availableGeometry().height() * 0.9
    shown = {label.text() for label in page.findChildren(QWidget) if hasattr(label, "text")}
    for command in COMMANDS:
        if command.keys:
            assert command.keys_shown in shown
    kit.settle(30)
    QTest.keyClick(page, Key.Key_Escape)
    assert not page.isVisible()


# What the program tells.


def test_the_status_line_says_what_comes_next(kit: WindowKit) -> None:
    status = kit.window.status
    assert status.words == "Reminders on. Next: Stand-up, 14:55, in 7 min"
    assert status.sent.text() == "2 sent today"
    kit.window.toolbar.search.setText("yoga")
    kit.settle(200)
    QTest.mouseClick(status.button, Qt.MouseButton.LeftButton)
    kit.settle(200)
    assert kit.window.toolbar.search.text() == ""
    assert kit.selected == ["Stand-up"]
    QTest.mouseClick(status.sent, Qt.MouseButton.LeftButton)
    assert kit.wishes[-1] == ("ledger", None)


def test_the_status_line_says_that_reminders_are_paused(kit: WindowKit) -> None:
    kit.desk.reminders.pause(NOW + timedelta(minutes=42))
    kit.settle()
    status = kit.window.status
    assert status.words == "Reminders paused until 15:30; they are held, not lost."
    QTest.mouseClick(status.button, Qt.MouseButton.LeftButton)
    assert kit.wishes[-1] == ("resume",)
    kit.desk.reminders.resume()
    kit.settle()
    assert status.words.startswith("Reminders on.")


def test_the_status_line_leads_to_what_holds_reminders(kit: WindowKit) -> None:
    kit.desk.reminders.hold(Hold(HoldCause.DO_NOT_DISTURB))
    kit.settle()
    status = kit.window.status
    assert status.words == "Do not disturb is on; reminders are held, not lost."
    status.button.click()
    assert kit.wishes[-1] == ("settings", "quiet")
    kit.desk.reminders.hold()
    kit.settle()
    assert status.words.startswith("Reminders on.")


def test_what_came_due_meanwhile_is_in_the_menu_while_it_is_unanswered(kit: WindowKit) -> None:
    menu = kit.window.toolbar.menu
    command = kit.window.commands["away"]
    assert not command.isVisible()
    kit.press(Key.Key_W, "ctrl shift")
    assert ("away",) not in kit.wishes
    kit.desk.book.ledger[901] = away_row(901)
    kit.window.refresh()
    kit.settle()
    assert menu_entry(menu, "While you were away: 1 reminder…").isVisible()
    kit.press(Key.Key_W, "ctrl shift")
    assert kit.wishes[-1] == ("away",)
    kit.desk.reminders.dismiss([901], by="test")
    kit.qtbot.waitUntil(lambda: not command.isVisible())


def test_any_length_of_snooze_can_be_asked_for_in_the_context_menu(kit: WindowKit) -> None:
    number = kit.select("Dentist")
    table = kit.window.agenda.table
    table.menu_asked.emit(QPoint(200, table.rowViewportPosition(number) + 5))
    menu = popup()
    snooze = menu_entry(menu, "Snooze").menu()
    assert isinstance(snooze, QMenu)
    menu_entry(snooze, "Custom").trigger()
    menu.close()
    (dialog,) = kit.window.findChildren(CustomSnoozeDialog)
    dialog.activateWindow()
    kit.qtbot.waitUntil(dialog.isActiveWindow)
    kit.press(Key.Key_Return, target=dialog)
    kit.settle()
    calls = [call for call in kit.desk.book.calls if call[0] == "snooze"]
    assert calls[-1][2:] == ("15m", "window")


def test_the_card_of_a_waiting_reminder_tells_of_its_repeats(kit: WindowKit) -> None:
    for number, row in kit.desk.book.ledger.items():
        if row.event_title == "Dentist":
            wake_at = NOW + timedelta(minutes=5)
            every = timedelta(minutes=5)
            kit.desk.book.ledger[number] = replace(row, repeat_every=every, wake_at=wake_at)
    kit.select("Dentist")
    words = kit.window.details.page.waiting.words
    assert words.endswith("It is shown again every 5 min, next 14:53.")


def test_the_status_line_says_what_is_wrong_until_it_is_right(kit: WindowKit) -> None:
    kit.bridge.publish(HealthChanged("mail", "The mail server does not answer."))
    assert kit.window.status.words == "The mail server does not answer."
    kit.bridge.publish(HealthChanged("mail"))
    assert kit.window.status.words.startswith("Reminders on.")


def test_new_events_appear_and_can_be_selected(kit: WindowKit) -> None:
    draft = kit.desk.events.get("event-2").draft()
    event = kit.desk.events.create(draft)
    kit.window.select_event(event.id)
    kit.settle()
    assert kit.window.details.row is not None
    assert kit.window.details.row.event_id == event.id


def test_an_event_that_is_not_listed_is_found_anywhere(kit: WindowKit) -> None:
    kit.window.toolbar.search.setText("stand")
    kit.settle(200)
    kit.window.select_event("event-17", anywhere=True)
    kit.settle(200)
    assert kit.selected == ["Car service"]
    assert kit.window.agenda.view.quick is QuickFilter.ALL
    kit.window.agenda.set_quick(QuickFilter.TODAY)
    kit.settle()
    kit.window.select_event("event-17")
    kit.settle()
    assert kit.window.agenda.view.quick is QuickFilter.TODAY


def test_thousands_of_changes_leave_the_window_quick(kit: WindowKit) -> None:
    kit.desk.book.calls.clear()
    for number in range(10_000):
        kit.bridge.publish(LedgerChanged((number,)))
        kit.bridge.publish(RemindersDelivered((number,)))
        kit.bridge.publish(EventsChanged(()))
        kit.bridge.publish(PauseChanged(None))
    kit.settle(300)
    assert len(kit.desk.book.calls) < 30
    assert kit.titles[0] == "Design review"


def test_ledger_changes_reach_row_and_timeline(kit: WindowKit) -> None:
    number = kit.select("Dentist")
    before = kit.window.details.page.timeline.words
    ids = [row.id for row in kit.desk.reminders.active() if row.event_id == "event-2"]
    kit.desk.reminders.snooze(ids, "10m", by="popup")
    kit.settle(200)
    assert kit.cell(number, AgendaColumn.STATE).startswith("Snoozed")
    assert kit.window.details.page.timeline.words != before


# Details.


def test_details_of_an_event(kit: WindowKit) -> None:
    kit.select("Quarterly planning with the Lisbon office")
    kit.settle()
    page = kit.window.details.page
    assert page.when.words.splitlines() == [
        "Tomorrow 10:30 – 12:00",
        "Tomorrow 09:30 – 11:00 in Lisbon",
        "in 20 h · 1 h 30 min",
    ]
    assert page.place.words == "Video call"
    assert page.link.words == "https://meet.example.org/q1-planning"
    assert page.tags.words == "#work  #planning"
    assert page.reminders.words.splitlines()[0] == "1 h before, e-mail"
    assert page.timeline.words[0].endswith("Event created")
    opened: list[str] = []
    page.open_link.disconnect()
    page.open_link.connect(opened.append)
    page.link.pressed.emit()
    assert opened == ["https://meet.example.org/q1-planning"]


@pytest.mark.parametrize(
    ("link", "opens"),
    [
        ("https://meet.example.org/x?a=1&b=2", True),
        ("HTTPS://meet.example.org", True),
        ("mailto:ann@example.org", True),
        ("tel:+4930123456", True),
        ("msteams:/l/meetup-join/1", True),
        ("file:///etc/passwd", False),
        ("javascript:alert(1)", False),
        ("smb://host/share", False),
        ("eventdesk:open", False),
    ],
)
def test_only_harmless_links_can_be_pressed(
    kit: WindowKit, monkeypatch: pytest.MonkeyPatch, link: str, opens: bool
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", staticmethod(lambda url: opened.append(url.toString()) or True)
    )
    known = kit.desk.events.get("event-2")
    kit.desk.events.update("event-2", replace(known.draft(), url=link))
    kit.select("Dentist")
    kit.settle()
    line = kit.window.details.page.link
    assert line.words == link
    assert not line.isHidden()
    assert line.can_be_pressed is opens
    line.pressed.emit()
    assert len(opened) == opens


def test_buttons_of_the_details(kit: WindowKit) -> None:
    kit.select("Dentist")
    kit.settle()
    page = kit.window.details.page
    for button, wish in (
        (page.edit, ("edit", "event-2")),
        (page.duplicate, ("duplicate", "event-2")),
        (page.ledger, ("ledger", "event-2")),
    ):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert kit.wishes[-1] == wish
    QTest.mouseClick(page.delete, Qt.MouseButton.LeftButton)
    kit.settle()
    assert "Dentist" not in kit.titles


def test_only_the_event_at_rest_is_read(qtbot: QtBot) -> None:
    executor = HeldExecutor()
    kit = WindowKit(qtbot, executor=executor)
    for _ in range(4):
        executor.run()
        kit.settle()
    kit.desk.book.calls.clear()
    for number in range(1, 12):
        kit.window.agenda.table.select(number)
    event_id = kit.window.details.row and kit.window.details.row.event_id
    kit.settle()
    executor.run()
    assert [call[1] for call in kit.desk.book.calls if call[0] == "why"] == [event_id]


def test_details_give_way_in_a_narrow_window_and_on_demand(kit: WindowKit) -> None:
    enough = kit.window.splitter.both_from
    assert kit.window.details.isVisible()
    kit.window.resize(enough - 1, 600)
    assert not kit.window.details.isVisible()
    kit.window.resize(enough, 600)
    assert kit.window.details.isVisible()
    kit.press(Key.Key_I, "ctrl")
    assert not kit.window.details.isVisible()
    kit.press(Key.Key_I, "ctrl")
    assert kit.window.details.isVisible()


def test_details_in_a_narrow_window_when_asked_for(kit: WindowKit) -> None:
    kit.window.resize(500, 600)
    kit.settle(30)
    assert kit.window.width() == 500
    kit.press(Key.Key_I, "ctrl")
    assert kit.window.details.isVisible()
    kit.press(Key.Key_I, "ctrl")
    assert not kit.window.details.isVisible()
    kit.window.resize(1200, 600)
    assert kit.window.details.isVisible()


def test_the_title_keeps_its_room_beside_the_details(kit: WindowKit) -> None:
    table, title = kit.window.agenda.table, list(AgendaColumn).index(AgendaColumn.TITLE)
    kit.window.resize(kit.window.splitter.both_from, 600)
    kit.settle(30)
    assert kit.window.details.isVisible()
    assert table.columnWidth(title) >= 220
    assert kit.window.details.width() >= 300


def test_a_line_that_was_drawn_stays(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "window.ini"
    first = WindowKit(qtbot, layout_file=file, width=1500)
    first.window.splitter.setSizes([1050, 449])
    first.window.splitter.splitterMoved.emit(1050, 1)
    first.window.close()
    second = WindowKit(qtbot, layout_file=file, width=1500)
    assert second.window.details.width() == 449


def test_a_search_without_results_shows_no_details(kit: WindowKit) -> None:
    kit.select("Dentist")
    kit.window.toolbar.search.setText("nothing is called so")
    kit.settle(250)
    assert not kit.window.details.isVisible()
    kit.window.toolbar.search.clear()
    kit.settle(250)
    assert kit.window.details.isVisible()


def test_a_very_long_title_and_description_stay_inside(kit: WindowKit) -> None:
    draft = many_drafts(20)[19]
    long = kit.desk.events.create(
        type(draft)(title="W" * 500, start=draft.start, description=("word " * 20_000).strip())
    )
    kit.window.select_event(long.id)
    kit.settle()
    page = kit.window.details.page
    assert page.title.words == "W" * 500
    assert page.description.words == ("word " * 20_000).strip()
    assert page.width() <= kit.window.details.width()
    assert page.title.document().size().width() <= page.title.width() + 1


# Time passes.


def test_times_are_kept_current_while_the_window_is_seen(kit: WindowKit) -> None:
    window = kit.window
    number = kit.select("Stand-up")
    assert window._ticker is not None
    assert window._ticker.running
    kit.desk.clock.advance(minutes=3)
    window._ticker.ticked.emit()
    assert kit.cell(number, AgendaColumn.WHEN) == "Today 15:00, in 9 min"
    assert window.status.words.endswith("in 4 min")
    assert window.details.page.when.words.splitlines()[1].startswith("in 9 min")
    window.hide()
    assert not window._ticker.running
    kit.desk.clock.advance(minutes=1)
    window.show()
    assert window._ticker.running
    assert kit.cell(number, AgendaColumn.WHEN) == "Today 15:00, in 8 min"
    window.showMinimized()
    assert not window._ticker.running


def test_an_event_that_ends_leaves_the_list(kit: WindowKit) -> None:
    assert kit.titles[0] == "Design review"
    kit.desk.clock.advance(minutes=12)
    assert kit.window._ticker is not None
    kit.window._ticker.ticked.emit()
    kit.settle()
    assert kit.titles[0] == "Stand-up"


def test_a_new_day_renews_the_list(kit: WindowKit) -> None:
    kit.window.agenda.set_quick(QuickFilter.TODAY)
    kit.settle()
    assert "Lunch with Mara" not in kit.titles
    kit.desk.clock.advance(hours=10)
    assert kit.window._ticker is not None
    kit.window._ticker.ticked.emit()
    kit.settle()
    assert "Lunch with Mara" in kit.titles


# The window itself.


def test_closing_goes_to_the_tray_when_there_is_one(kit: WindowKit) -> None:
    kit.hides = True
    assert not kit.window.close()
    kit.hides = False
    assert kit.window.close()


def test_layout_and_sorting_are_kept(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "folder" / "window.ini"
    first = WindowKit(qtbot, layout_file=file)
    first.window.resize(1111, 666)
    first.window.agenda.table.setColumnWidth(0, 251)
    first.window.agenda.sort_by(AgendaColumn.TITLE, descending=True)
    first.press(Key.Key_I, "ctrl")
    first.settle()
    first.window.close()
    second = WindowKit(qtbot, layout_file=file, width=1111)
    view = second.window.agenda.view
    assert (view.sort, view.descending) == (AgendaColumn.TITLE, True)
    assert second.window.agenda.table.columnWidth(0) == 251
    assert not second.window.details.isVisible()
    assert second.titles == sorted(second.titles, key=str.lower, reverse=True)


@pytest.mark.parametrize(
    "text", ["", "nonsense", "[sort]\ncolumn=size\n[columns]\nwhen=-4\ntitle=x\n", "\x00\xff"]
)
def test_a_broken_layout_file_does_no_harm(qtbot: QtBot, tmp_path: Path, text: str) -> None:
    file = tmp_path / "window.ini"
    file.write_text(text, encoding="latin-1")
    kit = WindowKit(qtbot, layout_file=file)
    assert kit.window.agenda.view.sort is AgendaColumn.WHEN


def test_calendar_files_can_be_dropped(kit: WindowKit, tmp_path: Path) -> None:
    def drop(*names: str) -> QDropEvent:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in names])
        event = QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        event.setAccepted(False)
        kit.window.dropEvent(event)
        return event

    assert drop("a.ics", "b.txt", "c.ICS").isAccepted()
    assert kit.wishes == [("import", [tmp_path / "a.ics", tmp_path / "c.ICS"])]
    assert not drop("b.txt").isAccepted()
    assert len(kit.wishes) == 1


def test_the_toolbar_takes_two_lines_in_a_narrow_window(kit: WindowKit) -> None:
    bar = kit.window.toolbar
    assert abs(bar.filters.geometry().center().y() - bar.search.geometry().center().y()) < 4
    kit.window.resize(480, 500)
    kit.settle(30)
    assert bar.filters.y() > bar.search.geometry().bottom()
    assert bar.search.width() > 200
    assert bar.filters.x() == bar.width() - bar.filters.geometry().right() - 1 > 0


def test_every_control_has_an_accessible_name(kit: WindowKit) -> None:
    kit.select("Dentist")
    kit.settle()
    nameless = []
    for widget in kit.window.findChildren(QWidget):
        if isinstance(widget, QAbstractButton | QLineEdit | QTextEdit | QTableView):
            text = widget.text() if isinstance(widget, QAbstractButton) else ""
            if not (widget.accessibleName() or text) and widget.isVisible():
                nameless.append(widget)
    assert nameless == []


def test_both_themes_paint(kit: WindowKit, qapp: QApplication) -> None:
    kit.select("Dentist")
    kit.window.messages.offer("Deleted “Yoga”", lambda: None)
    kit.window.show_error(StorageFailure("The disk is full."))
    shades = []
    for choice in (Theme.DARK, Theme.LIGHT):
        theme.apply(qapp, choice)
        kit.settle(20)
        image = kit.window.grab().toImage()
        shades.append(image.pixelColor(image.width() // 2, 12).lightness())
    assert shades[0] < 80 < 200 < shades[1]
