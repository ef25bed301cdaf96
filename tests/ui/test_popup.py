"""The reminder popup: lists what waits, stays until handled, never takes the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QCursor, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from eventdesk.domain.errors import StorageFailure
from eventdesk.domain.ledger import LedgerRow, LedgerState
from eventdesk.domain.reminder import Channel
from eventdesk.domain.settings import ReminderSettings, Settings, Theme
from eventdesk.services.ports import LedgerChanged, RemindersDelivered, SettingsChanged
from eventdesk.ui import mouse_calm
from eventdesk.ui.popup import ReminderPopup
from eventdesk.ui.popup_list import AT_ONCE, MOST
from eventdesk.ui.popup_row import PopupRow
from eventdesk.ui.snooze_button import CustomSnooze
from eventdesk.ui.theme import apply
from eventdesk.ui.tokens import DARK
from tests.ui.dialog_kit import Kit, press

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def kit(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kit]:
    monkeypatch.setattr(mouse_calm, "GUARD_MS", 0)
    kit = Kit(qtbot, tmp_path)
    kit.book.ledger.clear()
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


@pytest.fixture
def light_again(qapp: QApplication) -> Iterator[None]:
    """Leave the application as it was found."""
    yield
    apply(qapp, Theme.LIGHT)


def waiting(kit: Kit, number: int, *, minutes: float = 12, **more: object) -> LedgerRow:
    """A delivered desktop reminder of an event that starts in `minutes`."""
    start = kit.desk.clock.now() + timedelta(minutes=minutes)
    known: dict[str, object] = {
        "id": number,
        "event_id": f"event-{number}",
        "event_title": f"Event {number}",
        "occurrence_start": start,
        "occurrence_end": start + timedelta(minutes=45),
        "all_day": False,
        "lead": timedelta(minutes=15),
        "channel": Channel.DESKTOP,
        "due_at": start - timedelta(minutes=15),
        "state": LedgerState.DELIVERED,
        **more,
    }
    row = LedgerRow(**known)  # type: ignore[arg-type]
    kit.book.ledger[row.id] = row
    return row


def deliver(kit: Kit, popup: ReminderPopup, *rows: LedgerRow) -> None:
    popup.handle(RemindersDelivered(tuple(row.id for row in rows)))
    kit.settle()


# What is listed


def test_it_shows_when_reminders_are_delivered_and_hides_when_none_is_left(
    kit: Kit, popup: ReminderPopup
) -> None:
    popup.start()
    kit.settle()
    assert not popup.isVisible()
    row = waiting(kit, 1, location="Room 4.02")
    deliver(kit, popup, row)
    assert popup.isVisible()
    (line,) = popup.list.lines
    assert line.title.text() == "Event 1"
    assert line.start.text() == "Starts in 12 min (15:00)"
    assert line.place.text() == "Room 4.02"
    assert popup.head.heading.text() == "Reminder"
    press(line.dismiss)
    kit.settle()
    assert not popup.isVisible()


def test_the_place_follows_the_theme(
    kit: Kit, popup: ReminderPopup, qapp: QApplication, light_again: None
) -> None:
    apply(qapp, Theme.LIGHT)
    deliver(kit, popup, waiting(kit, 1, location="Room 4.02"))
    apply(qapp, Theme.DARK)
    kit.settle()
    picture = popup.list.lines[0].place.grab().toImage()
    spots = [(x, y) for x in range(picture.width()) for y in range(picture.height())]
    assert QColor(DARK.muted) in [picture.pixelColor(*spot) for spot in spots]


def test_reminders_left_from_before_are_listed_after_a_restart(
    kit: Kit, popup: ReminderPopup
) -> None:
    waiting(kit, 1)
    waiting(kit, 2, minutes=-5)
    popup.start()
    kit.settle()
    assert [row.title.text() for row in popup.list.lines] == ["Event 2", "Event 1"]
    assert popup.head.heading.text() == "2 reminders"


def test_words_follow_the_clock(kit: Kit, popup: ReminderPopup) -> None:
    deliver(kit, popup, waiting(kit, 1))
    kit.desk.clock.advance(minutes=24)
    popup._ticker.ticked.emit()
    assert popup.list.lines[0].start.text() == "Started 12 min ago (15:00)"


def test_several_reminders_of_one_occurrence_are_one_line(kit: Kit, popup: ReminderPopup) -> None:
    row = waiting(kit, 1)
    waiting(kit, 2, event_id="event-1", lead=timedelta(hours=1), due_at=row.due_at - timedelta(1))
    deliver(kit, popup, row)
    (line,) = popup.list.lines
    assert sorted(line.ledger_ids) == [1, 2]
    press(line.dismiss)
    kit.settle()
    assert sorted(kit.calls("dismiss")[0][0]) == [1, 2]  # type: ignore[call-overload]


def test_the_lines_below_those_seen_are_made_one_by_one(kit: Kit, popup: ReminderPopup) -> None:
    rows = [waiting(kit, number, minutes=number) for number in range(1, MOST + 1)]
    popup.list.show_rows(rows)
    counts = [len(popup.list.lines)]
    while len(popup.list.lines) < MOST:
        popup.list._fill_on()
        counts.append(len(popup.list.lines))
    assert counts == list(range(AT_ONCE, MOST + 1))
    assert [line.ledger_ids for line in popup.list.lines] == [[row.id] for row in rows]
    assert [line.first for line in popup.list.lines] == [True] + [False] * (MOST - 1)


def test_the_choice_of_any_length_is_made_when_wanted(kit: Kit, popup: ReminderPopup) -> None:
    deliver(kit, popup, waiting(kit, 1))
    (line,) = popup.list.lines
    assert not line.findChildren(CustomSnooze)
    popup.list.set_busy([1], True)
    line.snooze.custom.emit()
    assert line.custom.isVisible()
    assert not line.custom.isEnabled()
    popup.list.set_busy([1], False)
    assert line.custom.isEnabled()
    buttons = line.custom.findChildren(QAbstractButton)
    assert {each.focusPolicy() for each in buttons} == {Qt.FocusPolicy.TabFocus}


def test_many_reminders_scroll_and_are_handled_together(kit: Kit, popup: ReminderPopup) -> None:
    rows = [waiting(kit, number, minutes=number) for number in range(1, 13)]
    deliver(kit, popup, *rows)
    assert popup.head.heading.text() == "12 reminders"
    assert popup.list.verticalScrollBar().maximum() > 0
    room = QGuiApplication.primaryScreen().availableGeometry()
    assert room.contains(popup.frameGeometry())
    press(popup.head.dismiss_all)
    kit.settle()
    assert kit.calls("dismiss") == [(tuple(range(1, 13)), "popup")]
    assert not popup.isVisible()


def test_a_thousand_reminders_get_few_lines_and_all_are_answered(
    kit: Kit, popup: ReminderPopup
) -> None:
    rows = [waiting(kit, number, minutes=number, event_id="event-1") for number in range(1, 1001)]
    deliver(kit, popup, *rows)
    kit.qtbot.waitUntil(lambda: len(popup.list.lines) == MOST)
    assert len(popup.findChildren(PopupRow)) == MOST
    assert popup.head.heading.text() == "1,000 reminders"
    assert popup.list.more.words.text() == "and 988 more"
    assert popup.list.ledger_ids == list(range(1, 1001))
    assert not popup.list.would_change(rows)
    assert popup.list.would_change(rows[:-1])
    popup.list.lines[0].snooze.custom.emit()
    with kit.qtbot.waitSignal(popup.ledger_requested):
        popup.list.more.button.click()
    press(popup.list.lines[1].dismiss)
    kit.settle()
    titles = [line.title.text() for line in popup.list.lines]
    assert titles == [f"Event {number}" for number in (1, *range(3, 14))]
    assert [line.custom.isHidden() for line in popup.list.lines] == [False] + [True] * 11
    assert popup.list.more.words.text() == "and 987 more"
    assert len(popup.findChildren(PopupRow)) == MOST
    popup._ticker.ticked.emit()
    assert popup.head.heading.text() == "999 reminders"
    press(popup.head.dismiss_all)
    kit.settle()
    assert kit.calls("dismiss")[1] == ((1, *range(3, 1001)), "popup")
    assert not popup.isVisible()


def test_lines_of_answered_reminders_serve_the_next(kit: Kit, popup: ReminderPopup) -> None:
    rows = [waiting(kit, number, minutes=number, event_id="event-1") for number in range(1, 31)]
    deliver(kit, popup, *rows)
    kit.qtbot.waitUntil(lambda: len(popup.list.lines) == MOST)
    popup.list.lines[0].snooze.custom.emit()
    before = set(popup.list.lines)
    for row in rows[:12]:
        del kit.book.ledger[row.id]
    popup.handle(LedgerChanged(tuple(range(1, 13))))
    kit.settle()
    assert set(popup.list.lines) == before
    assert [line.ledger_ids for line in popup.list.lines] == [[each] for each in range(13, 25)]
    assert all(line.custom.isHidden() for line in popup.list.lines)
    for row in rows[12:27]:
        del kit.book.ledger[row.id]
    popup.handle(LedgerChanged((13,)))
    kit.settle()
    assert [line.title.text() for line in popup.list.lines] == ["Event 28", "Event 29", "Event 30"]
    assert popup.list.more.isHidden()


def test_snooze_all_uses_what_fits_every_one(kit: Kit, popup: ReminderPopup) -> None:
    deliver(kit, popup, waiting(kit, 1, minutes=30), waiting(kit, 2, minutes=40))
    press(popup.head.snooze_all.main)
    kit.settle()
    assert kit.calls("snooze") == [((1, 2), "10m", "popup")]


# What one can do


def test_dismiss_snooze_and_open(kit: Kit, popup: ReminderPopup) -> None:
    deliver(kit, popup, waiting(kit, 1, minutes=30), waiting(kit, 2, minutes=40))
    first, second = popup.list.lines
    with kit.qtbot.waitSignal(popup.open_requested) as opened:
        press(second.open)
    assert opened.args == ["event-2"]
    assert first.snooze.main.text() == "Snooze 10 min"
    press(first.snooze.main)
    kit.settle()
    assert kit.calls("snooze") == [((1,), "10m", "popup")]
    assert [row.title.text() for row in popup.list.lines] == ["Event 2"]
    press(popup.list.lines[0].dismiss)
    kit.settle()
    assert kit.calls("dismiss") == [((2,), "popup")]


@pytest.mark.parametrize(
    ("minutes", "text", "words"),
    [
        (30, "10m", "Snooze 10 min"),
        (5, "at-start", "Snooze until the start"),
        (0.5, "5m", "Snooze 5 min"),
        (-2, "10m", "Snooze 10 min"),
        (-40, "5m", "Snooze 5 min"),
        (-90, "10m", "Snooze 10 min"),
    ],
)
def test_the_first_choice_is_sensible(
    kit: Kit, popup: ReminderPopup, minutes: float, text: str, words: str
) -> None:
    deliver(kit, popup, waiting(kit, 1, minutes=minutes))
    button = popup.list.lines[0].snooze
    assert button.main.text() == words
    press(button.main)
    kit.settle()
    assert kit.calls("snooze") == [((1,), text, "popup")]


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("5 minutes", "5m"),
        ("30 minutes", "30m"),
        ("1 hour", "1h"),
        ("Tomorrow, 09:00", "tomorrow"),
        ("Until 5 min before the start", "5m-before"),
        ("Until the start", "at-start"),
    ],
)
def test_the_snooze_menu(kit: Kit, popup: ReminderPopup, label: str, text: str) -> None:
    deliver(kit, popup, waiting(kit, 1))
    button = popup.list.lines[0].snooze
    press(button.more)
    assert QApplication.activePopupWidget() is button.menu
    entry = next(each for each in button.menu.actions() if each.text() == label)
    QTest.mouseClick(
        button.menu, Qt.MouseButton.LeftButton, pos=button.menu.actionGeometry(entry).center()
    )
    kit.settle()
    assert kit.calls("snooze") == [((1,), text, "popup")]


def test_the_menu_leaves_out_what_has_passed(kit: Kit, popup: ReminderPopup) -> None:
    deliver(kit, popup, waiting(kit, 1, minutes=-2))
    button = popup.list.lines[0].snooze
    button.fill()
    labels = [each.text() for each in button.menu.actions()]
    assert "Until the start" not in labels
    assert "Custom…" in labels


def test_a_custom_snooze_needs_no_keyboard(kit: Kit, popup: ReminderPopup) -> None:
    deliver(kit, popup, waiting(kit, 1))
    line = popup.list.lines[0]
    line.snooze.custom.emit()
    assert not line.custom.isHidden()
    assert line.custom.length.text() == "15 min"
    press(line.custom.more)
    press(line.custom.more)
    press(line.custom.less)
    assert line.custom.length.text() == "20 min"
    press(line.custom.go)
    kit.settle()
    assert kit.calls("snooze") == [((1,), "20m", "popup")]


def test_a_failure_is_said_and_the_reminder_stays(kit: Kit, popup: ReminderPopup) -> None:
    deliver(kit, popup, waiting(kit, 1))
    kit.book.fail_with = StorageFailure("The database is locked.", "Close the other program.")
    line = popup.list.lines[0]
    press(line.dismiss)
    kit.settle()
    assert "The database is locked." in popup.message.text()
    assert popup.isVisible()
    assert line.dismiss.isEnabled()
    press(line.dismiss)
    kit.settle()
    assert not popup.isVisible()


def test_one_press_is_one_call(kit: Kit) -> None:
    popup = ReminderPopup(kit.desk, kit.held_jobs, kit.icons)  # type: ignore[arg-type]
    waiting(kit, 1)
    popup.start()
    kit.held.run()
    kit.settle()
    line = popup.list.lines[0]
    press(line.dismiss)
    press(line.dismiss)
    kit.held.run()
    kit.settle()
    kit.held.run()
    kit.settle()
    assert len(kit.calls("dismiss")) == 1
    popup.close()
    popup.deleteLater()


# It disturbs nobody


def test_it_asks_never_to_get_the_keyboard(kit: Kit, popup: ReminderPopup) -> None:
    # On a real desktop: test_popup_focus.py. The offscreen platform activates every window.
    deliver(kit, popup, waiting(kit, 1))
    flags = popup.windowFlags()
    assert flags & Qt.WindowType.WindowDoesNotAcceptFocus
    assert flags & Qt.WindowType.WindowStaysOnTopHint
    assert flags & Qt.WindowType.FramelessWindowHint
    assert popup.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    assert popup.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_it_stands_in_the_corner(kit: Kit, popup: ReminderPopup) -> None:
    deliver(kit, popup, waiting(kit, 1))
    room = QGuiApplication.primaryScreen().availableGeometry()
    assert room.right() - popup.geometry().right() == 16
    assert room.bottom() - popup.geometry().bottom() == 16


def test_lines_do_not_move_under_a_pressed_mouse(
    kit: Kit, popup: ReminderPopup, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(kit, popup, waiting(kit, 1))
    before = popup.geometry()
    inside = popup.geometry().center()
    monkeypatch.setattr(QCursor, "pos", staticmethod(lambda: inside))
    pressed = [Qt.MouseButton.LeftButton]
    monkeypatch.setattr(QApplication, "mouseButtons", staticmethod(lambda: pressed[0]))
    deliver(kit, popup, waiting(kit, 2, minutes=-1))
    QTest.qWait(250)
    assert popup.geometry() == before
    assert len(popup.list.lines) == 1
    pressed[0] = Qt.MouseButton.NoButton
    kit.qtbot.waitUntil(lambda: len(popup.list.lines) == 2, timeout=4000)


def test_presses_right_after_lines_moved_are_ignored(
    kit: Kit, popup: ReminderPopup, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(kit, popup, waiting(kit, 1), waiting(kit, 2))
    monkeypatch.setattr(mouse_calm, "GUARD_MS", 200)
    press(popup.list.lines[0].dismiss)
    kit.settle()
    assert kit.calls("dismiss") in ([], [((1,), "popup")])
    QTest.qWait(250)
    kit.book.calls.clear()
    remaining = len(popup.list.lines)
    press(popup.list.lines[0].dismiss)
    kit.settle()
    if popup.list.lines:
        press(popup.list.lines[0].dismiss)
        kit.settle()
    assert len(kit.calls("dismiss")) == 1
    assert len(popup.list.lines) == remaining - 1


def test_the_usual_snooze_comes_from_the_settings(kit: Kit, popup: ReminderPopup) -> None:
    length = timedelta(minutes=20)
    settings = Settings(reminders=ReminderSettings(snooze=length))
    deliver(kit, popup, waiting(kit, 1, minutes=60))
    popup.handle(SettingsChanged(settings))
    kit.settle()
    assert popup.list.lines[0].snooze.main.text() == "Snooze 20 min"
    press(popup.list.lines[0].snooze.main)
    kit.settle()
    assert kit.calls("snooze") == [((1,), "20m", "popup")]


def test_settings_changes_do_not_make_it_read(kit: Kit, popup: ReminderPopup) -> None:
    asked = []
    kit.desk.reminders.active = lambda: asked.append(1) or []  # type: ignore[assignment, func-returns-value, method-assign]
    popup.handle(SettingsChanged())
    kit.settle()
    assert asked == []
    for _ in range(50):
        popup.handle(LedgerChanged((1,)))
    kit.settle()
    assert 1 <= len(asked) <= 3


# For everyone


def test_every_button_says_what_it_does_and_to_what(kit: Kit, popup: ReminderPopup) -> None:
    deliver(kit, popup, waiting(kit, 1), waiting(kit, 2))
    for button in popup.findChildren(QAbstractButton):
        if button.isVisibleTo(popup) and not button.parent().inherits("QScrollBar"):
            assert button.accessibleName(), button.text()
    names = {row.dismiss.accessibleName() for row in popup.list.lines}
    assert names == {"Dismiss: Event 1", "Dismiss: Event 2"}


def test_long_titles_take_two_lines_and_are_whole_in_the_tool_tip(
    kit: Kit, popup: ReminderPopup
) -> None:
    title = "word " * 100
    deliver(kit, popup, waiting(kit, 1, event_title=title), waiting(kit, 2, event_title="x" * 500))
    width = popup.width()
    assert width <= 400
    for line in popup.list.lines:
        line.title.grab()
        assert line.title.height() <= 3 * line.title.fontMetrics().lineSpacing()
        assert len(line.title.toolTip()) >= 499
        assert popup.rect().contains(line.open.mapTo(popup, line.open.rect().bottomRight()))
    assert popup.size() != QSize()


def test_replaced_rows_update_in_place(kit: Kit, popup: ReminderPopup) -> None:
    row = waiting(kit, 1)
    deliver(kit, popup, row)
    line = popup.list.lines[0]
    kit.book.ledger[1] = replace(row, event_title="Renamed")
    popup.handle(LedgerChanged((1,)))
    kit.settle()
    assert popup.list.lines == [line]
    assert line.title.text() == "Renamed"
