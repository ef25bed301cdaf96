"""The editor: what is typed arrives as typed, what is wrong is said at its field."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from eventdesk.domain.errors import StorageFailure
from eventdesk.domain.event import Event, EventDraft
from eventdesk.domain.late import LateMode, LateRule
from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.reminder import DESKTOP_AND_EMAIL, Channel, Reminder, parse_reminder
from eventdesk.domain.settings import MailSettings, ReminderSettings, Settings
from eventdesk.ui.editor import EventEditor
from eventdesk.ui.inline_message import Level
from tests.ui.dialog_kit import Kit, press, type_into

BERLIN = "Europe/Berlin"
Make = Callable[..., EventEditor]

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def kit(qtbot: QtBot, tmp_path: Path) -> Iterator[Kit]:
    kit = Kit(qtbot, tmp_path)
    yield kit
    kit.close()


@pytest.fixture
def make(kit: Kit) -> Make:
    def open_editor(*, held: bool = False, settings: Settings | None = None, **more) -> EventEditor:  # type: ignore[no-untyped-def]
        editor = EventEditor(
            kit.desk,  # type: ignore[arg-type]
            kit.held_jobs if held else kit.jobs,
            kit.icons,
            settings=settings or kit.desk.preferences.current(),
            drafts=kit.drafts,
            **more,
        )
        kit.open(editor)
        return editor

    return open_editor


def created(kit: Kit) -> EventDraft:
    (draft,) = kit.calls("create")[-1]
    assert isinstance(draft, EventDraft)
    return draft


def stored(kit: Kit, **changes: object) -> Event:
    event = kit.desk.events.get("event-2")
    event = replace(event, **changes)  # type: ignore[arg-type]
    kit.book.events[event.id] = event
    return event


# Making an event


def test_a_new_event_starts_at_the_next_half_hour_with_the_default_reminders(
    kit: Kit, make: Make
) -> None:
    settings = Settings(reminders=ReminderSettings(default=(parse_reminder("1h:desktop+email"),)))
    editor = make(settings=settings)
    assert editor.form.title.hasFocus()
    QTest.keyClicks(editor.form.title, "Dentist")
    with kit.qtbot.waitSignal(editor.saved) as saved:
        QTest.keyClick(editor.form.title, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    draft = created(kit)
    assert draft.title == "Dentist"
    assert draft.start == datetime(2026, 11, 19, 15)
    assert draft.end == datetime(2026, 11, 19, 16)
    assert draft.time_zone == BERLIN
    assert draft.reminders == (Reminder(timedelta(hours=1), DESKTOP_AND_EMAIL),)
    assert saved.args == [f"event-{len(kit.book.events)}"]
    kit.qtbot.waitUntil(lambda: not isValid(editor))


def test_everything_typed_arrives(kit: Kit, make: Make) -> None:
    editor = make()
    form, when = editor.form, editor.form.when.widgets
    QTest.keyClicks(form.title, "Planning")
    type_into(when.start_date, "1 dec")
    type_into(when.start_time, "9")
    type_into(when.length, "90m")
    type_into(form.location, "Room 7")
    type_into(form.url, "https://meet.example.org/x")
    type_into(form.tags, "work, q1,work, ")
    QTest.keyClicks(form.description, "Line one")
    QTest.keyClick(form.description, Qt.Key.Key_Return)
    QTest.keyClicks(form.description, "Line two")
    QTest.keyClick(form.description, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    kit.settle()
    draft = created(kit)
    assert draft.start == datetime(2026, 12, 1, 9)
    assert draft.end == datetime(2026, 12, 1, 10, 30)
    assert (draft.location, draft.url) == ("Room 7", "https://meet.example.org/x")
    assert draft.description == "Line one\nLine two"
    assert kit.book.events[f"event-{len(kit.book.events)}"].tags == ("work", "q1")


def test_long_lines_show_their_beginning(kit: Kit, make: Make) -> None:
    long = "https://example.org/" + "a" * 300
    event = stored(kit, title="t" * 300, location="l" * 300, url=long, tags=("x" * 200, "y" * 200))
    form = make(event=event).form
    for line in (form.location, form.url, form.tags):
        assert line.cursorPosition() == 0


def test_what_others_changed_meanwhile_stays(kit: Kit, make: Make) -> None:
    event = stored(kit, tags=("work", "q1"), location="Room 7", description="a\nb")
    editor = make(event=event)
    type_into(editor.form.title, "Renamed")
    stored(kit, tags=("home", "late"), location="Room 8", deleted_at=kit.desk.clock.now())
    with kit.qtbot.waitSignal(editor.saved):
        editor.save()
    found = kit.desk.events.get("event-2")
    assert (found.title, found.location, found.tags) == ("Renamed", "Room 8", ("home", "late"))
    assert found.deleted_at is None


def test_editing_a_series_says_that_all_of_it_changes(kit: Kit, make: Make) -> None:
    assert make().form.series_note.isHidden()
    assert make(event=stored(kit)).form.series_note.isHidden()
    form = make(event=stored(kit, recurrence=Recurrence("FREQ=WEEKLY"))).form
    assert form.series_note.isVisible()
    assert form.series_note.text() == "Changes apply to all occurrences."


def test_enter_in_a_line_saves(kit: Kit, make: Make) -> None:
    editor = make()
    QTest.keyClicks(editor.form.title, "Quick")
    QTest.keyClick(editor.form.title, Qt.Key.Key_Return)
    kit.settle()
    assert created(kit).title == "Quick"


# Times that move together


def test_the_end_follows_the_start(make: Make) -> None:
    when = make().form.when.widgets
    type_into(when.start_date, "30 nov")
    type_into(when.start_time, "23:30")
    assert when.end_date.text() == "Tue 1 Dec 2026"
    assert when.end_time.text() == "00:30"
    assert when.length.text() == "1h"


def test_the_length_can_be_typed_and_follows_the_end(make: Make) -> None:
    when = make().form.when.widgets
    for text, end in (("45", "15:45"), ("45 min", "15:45"), ("2 hours", "17:00"), ("0", "15:00")):
        type_into(when.length, text)
        assert when.end_time.text() == end
    type_into(when.end_time, "18:15")
    assert when.length.text() == "3h15m"


def test_an_event_without_end(kit: Kit, make: Make) -> None:
    editor = make()
    when = editor.form.when.widgets
    type_into(when.length, "")
    assert when.end_date.text() == when.end_time.text() == ""
    type_into(when.start_time, "20:00")
    assert when.end_time.text() == ""
    QTest.keyClicks(editor.form.title, "Call")
    editor.save()
    kit.settle()
    assert created(kit).end is None


def test_an_end_typed_after_none_takes_the_day_of_the_start(make: Make) -> None:
    when = make().form.when.widgets
    type_into(when.length, "")
    type_into(when.end_time, "17")
    assert when.end_date.text() == "Thu 19 Nov 2026"
    assert when.length.text() == "2h"


def test_the_length_is_real_time_over_a_clock_change(make: Make) -> None:
    when = make().form.when.widgets
    type_into(when.start_date, "28 mar 2027")
    type_into(when.start_time, "01:00")
    type_into(when.length, "3h")
    assert when.end_time.text() == "05:00"


def test_arrow_keys_step(make: Make) -> None:
    when = make().form.when.widgets
    QTest.keyClick(when.start_date, Qt.Key.Key_Up)
    assert when.start_date.text() == "Fri 20 Nov 2026"
    QTest.keyClick(when.start_date, Qt.Key.Key_PageDown)
    assert when.start_date.text() == "Fri 13 Nov 2026"
    when.start_time.setFocus()
    when.start_time.setCursorPosition(1)
    QTest.keyClick(when.start_time, Qt.Key.Key_Up)
    assert when.start_time.text() == "16:00"
    when.start_time.selectAll()
    QTest.keyClick(when.start_time, Qt.Key.Key_Up)
    assert when.start_time.text() == "16:05"


def test_a_day_is_picked_from_the_calendar(make: Make, qtbot: QtBot) -> None:
    when = make().form.when.widgets
    QTest.keyClick(when.start_date, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    QTest.keyClick(popup.calendar.focusWidget() or popup.calendar, Qt.Key.Key_Right)  # type: ignore[attr-defined]
    popup.calendar.activated.emit(popup.calendar.selectedDate())  # type: ignore[attr-defined]
    assert when.start_date.text() == "Fri 20 Nov 2026"
    assert when.end_date.text() == "Fri 20 Nov 2026"


def test_a_time_is_picked_from_the_list(make: Make) -> None:
    when = make().form.when.widgets
    QTest.keyClick(when.end_time, Qt.Key.Key_F4)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    assert popup.list.currentItem().text() == "16:00   (1h)"  # type: ignore[attr-defined]
    QTest.keyClick(popup.list, Qt.Key.Key_Down)  # type: ignore[attr-defined]
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert when.end_time.text() == "16:30"
    assert when.length.text() == "1h30m"


def test_all_day_hides_times_and_shows_the_last_day(kit: Kit, make: Make) -> None:
    editor = make()
    when = editor.form.when.widgets
    QTest.keyClicks(editor.form.title, "Conference")
    press(when.all_day)
    assert when.start_time.isHidden()
    assert when.end_time.isHidden()
    assert when.zone.isHidden()
    type_into(when.start_date, "25 nov")
    type_into(when.end_date, "27 nov")
    assert when.length.text() == "3d"
    editor.save()
    kit.settle()
    draft = created(kit)
    assert draft.all_day
    assert draft.time_zone is None
    assert (draft.start, draft.end) == (datetime(2026, 11, 25), datetime(2026, 11, 28))
    assert draft.reminders == (parse_reminder("0d@09:00"),)


def test_all_day_and_back_keeps_the_times_and_both_lists_of_reminders(make: Make) -> None:
    form = make().form
    when = form.when.widgets
    type_into(when.start_time, "17:00")
    type_into(form.reminders.rows[0].amount, "20")
    press(when.all_day)
    assert form.reminders.rows[0].at.text() == "09:00"
    press(when.all_day)
    assert when.start_time.text() == "17:00"
    assert when.end_time.text() == "18:00"
    assert form.reminders.rows[0].amount.text() == "20"


# What is wrong is said at the field


def test_an_empty_title_is_said_and_the_field_gets_the_keyboard(kit: Kit, make: Make) -> None:
    editor = make()
    type_into(editor.form.location, "Somewhere")
    editor.save()
    message = editor.form.messages["title"]
    assert "title" in message.text()
    assert not message.isHidden()
    assert editor.form.title.hasFocus()
    assert editor.form.title.property("invalid") is True
    assert "title" in editor.form.title.accessibleDescription()
    assert editor.form.location.text() == "Somewhere"
    assert kit.calls("create") == []
    QTest.keyClicks(editor.form.title, "Now it has one")
    assert message.isHidden()
    editor.save()
    kit.settle()
    assert created(kit).title == "Now it has one"


def test_an_over_long_title_is_said_while_typing_and_kept(kit: Kit, make: Make) -> None:
    editor = make()
    editor.form.title.setText("x" * 501)
    assert "501" in editor.form.messages["title"].text()
    editor.save()
    assert kit.calls("create") == []
    assert editor.form.title.text() == "x" * 501
    editor.form.title.setText("x" * 500)
    editor.save()
    kit.settle()
    assert len(created(kit).title) == 500


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("start_date", "31 feb", "no such day"),
        ("start_date", "whenever", "not a date"),
        ("start_time", "25:00", "not a time"),
        ("start_time", "", "empty"),
        ("end_time", "noonish", "not a time"),
        ("length", "-5m", "negative"),
        ("length", "soon", "length of time"),
    ],
)
def test_unreadable_times_stay_and_are_explained(
    kit: Kit, make: Make, name: str, text: str, words: str
) -> None:
    editor = make()
    parts = editor.form.when.widgets
    field: QLineEdit = getattr(parts, name)
    QTest.keyClicks(editor.form.title, "Kept")
    type_into(field, text)
    message = parts.start_message if name.startswith("start") else parts.end_message
    assert words in message.text()
    assert message.level is Level.ERROR
    assert field.text() == text
    editor.save()
    assert kit.calls("create") == []
    assert field.text() == text
    assert editor.form.title.text() == "Kept"


def test_half_typed_values_are_not_called_wrong_at_once(make: Make, qtbot: QtBot) -> None:
    parts = make().form.when.widgets
    type_into(parts.start_time, "1:", leave=False)
    assert parts.start_message.isHidden()
    qtbot.waitUntil(lambda: not parts.start_message.isHidden(), timeout=3000)
    QTest.keyClicks(parts.start_time, "30")
    assert parts.start_message.level is not Level.ERROR or parts.start_message.isHidden()


def test_an_end_before_the_start_offers_the_next_day(kit: Kit, make: Make) -> None:
    editor = make()
    parts = editor.form.when.widgets
    QTest.keyClicks(editor.form.title, "Night shift")
    type_into(parts.end_time, "06:00")
    assert "before the start" in parts.end_message.text()
    assert parts.length.text() == ""
    editor.save()
    assert kit.calls("create") == []
    press(parts.end_message._link)
    assert parts.end_message.isHidden()
    assert parts.end_date.text() == "Fri 20 Nov 2026"
    assert parts.length.text() == "15h"


def test_a_wrong_end_stays_put_while_the_start_is_mended(make: Make) -> None:
    parts = make().form.when.widgets
    type_into(parts.end_time, "06:00")
    type_into(parts.start_time, "05:00")
    assert parts.end_time.text() == "06:00"
    assert parts.length.text() == "1h"
    assert parts.end_message.isHidden()


def test_a_time_that_a_clock_change_skips_offers_the_next_one(kit: Kit, make: Make) -> None:
    editor = make()
    parts = editor.form.when.widgets
    QTest.keyClicks(editor.form.title, "Early")
    type_into(parts.start_date, "28 mar 2027")
    type_into(parts.start_time, "02:30")
    assert "does not exist" in parts.start_message.text()
    editor.save()
    assert kit.calls("create") == []
    press(parts.start_message._link)
    assert parts.start_time.text() == "03:30"
    assert parts.start_message.level is not Level.ERROR or parts.start_message.isHidden()
    editor.save()
    kit.settle()
    assert created(kit).start == datetime(2027, 3, 28, 3, 30)


@pytest.mark.parametrize("fold", [0, 1])
def test_a_time_that_comes_twice_is_chosen_openly(kit: Kit, make: Make, fold: int) -> None:
    editor = make()
    parts = editor.form.when.widgets
    QTest.keyClicks(editor.form.title, "Night")
    assert parts.start_fold.isHidden()
    type_into(parts.start_date, "31 oct 2027")
    type_into(parts.start_time, "02:30")
    assert not parts.start_fold.isHidden()
    first, second = parts.start_fold._first, parts.start_fold._second
    assert "CEST, UTC+2" in first.text()
    assert "CET, UTC+1" in second.text()
    press(second if fold else first)
    assert parts.end_time.text() == ("03:30" if fold else "02:30")
    assert parts.end_fold.isHidden() is bool(fold)
    editor.save()
    kit.settle()
    draft = created(kit)
    assert draft.start.fold == fold
    assert draft.end is not None
    assert draft.end.fold == (0 if fold else 1)


def test_an_unknown_zone_is_said_and_kept(kit: Kit, make: Make) -> None:
    editor = make()
    zone = editor.form.when.widgets.zone
    QTest.keyClicks(editor.form.title, "Abroad")
    press(zone._change)
    kit.settle()
    assert zone.search is not None
    type_into(zone.search, "Mars/Olympus")
    assert "not a known time zone" in editor.form.when.widgets.zone_message.text()
    editor.save()
    assert kit.calls("create") == []
    assert zone.search.text() == "Mars/Olympus"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("new york", "America/New_York"),
        ("europe/lisbon", "Europe/Lisbon"),
        ("olkat", "Asia/Kolkata"),
        ("UTC", "UTC"),
    ],
)
def test_part_of_a_zone_is_enough(kit: Kit, make: Make, typed: str, found: str) -> None:
    editor = make()
    zone = editor.form.when.widgets.zone
    zone.open_search()
    kit.settle()
    assert zone.search is not None
    type_into(zone.search, typed)
    assert zone.value() == found


def test_the_completer_finds_substrings_and_shows_offsets(kit: Kit, make: Make) -> None:
    editor = make()
    zone = editor.form.when.widgets.zone
    zone.open_search()
    kit.settle()
    assert zone.search is not None
    completer = zone.search.completer()
    assert completer is not None
    completer.setCompletionPrefix("york")
    shown = completer.completionModel()
    texts = [shown.index(row, 0).data() for row in range(shown.rowCount())]
    assert texts == ["America/New_York   (UTC-5)"]
    completer.setCompletionPrefix("")
    assert completer.completionModel().index(0, 0).data() == f"{BERLIN}   (your zone, UTC+1)"


def test_another_zone_tells_the_time_here(make: Make, kit: Kit) -> None:
    editor = make()
    parts = editor.form.when.widgets
    parts.zone.open_search()
    kit.settle()
    assert parts.zone.search is not None
    type_into(parts.zone.search, "Europe/Lisbon")
    assert parts.start_message.text() == "That is 16:00 in your zone."


@pytest.mark.parametrize(
    ("text", "words"), [("foo bar", "not a link"), ("www.example.org", "not a link")]
)
def test_a_link_that_is_none(kit: Kit, make: Make, text: str, words: str) -> None:
    editor = make()
    QTest.keyClicks(editor.form.title, "Linked")
    type_into(editor.form.url, text)
    editor.save()
    assert words in editor.form.messages["url"].text()
    assert editor.form.url.hasFocus()
    assert editor.form.url.text() == text


def test_several_problems_are_shown_at_once_and_the_first_gets_the_keyboard(make: Make) -> None:
    editor = make()
    type_into(editor.form.url, "nope")
    type_into(editor.form.when.widgets.start_time, "99")
    editor.save()
    assert not editor.form.messages["title"].isHidden()
    assert not editor.form.messages["url"].isHidden()
    assert not editor.form.when.widgets.start_message.isHidden()
    assert editor.form.title.hasFocus()


# Hints that are no errors


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("12:00", "This is in the past: no reminder will be sent."),
        ("14:00", "This has already started: no reminder will be sent."),
        ("14:51", "Starts in 3 min: you will be reminded at once."),
        ("15:30", ""),
    ],
)
def test_hints_about_the_start(make: Make, start: str, words: str) -> None:
    parts = make().form.when.widgets
    type_into(parts.start_time, start)
    assert parts.start_message.text() == words


def test_a_past_event_can_be_saved(kit: Kit, make: Make) -> None:
    editor = make()
    QTest.keyClicks(editor.form.title, "Was nice")
    type_into(editor.form.when.widgets.start_date, "1 nov 2026")
    assert editor.form.when.widgets.start_message.level is Level.WARNING
    editor.save()
    kit.settle()
    assert created(kit).start.month == 11


def test_hints_follow_the_clock(kit: Kit, make: Make) -> None:
    editor = make()
    assert editor.form.when.widgets.start_message.text() == ""
    kit.desk.clock.advance(minutes=8)
    editor.form.refresh()
    assert "reminded at once" in editor.form.when.widgets.start_message.text()


def test_an_edit_that_moves_nothing_does_not_announce_a_reminder(kit: Kit, make: Make) -> None:
    start = datetime(2026, 11, 19, 14, 50)
    event = stored(kit, start=start, end=start + timedelta(hours=1), reminders=(Reminder(),))
    form = make(event=event).form
    assert form.when.widgets.start_message.text() == ""
    press(form.reminders.add)
    assert "at once" in form.when.widgets.start_message.text()


# Reminders


def test_reminders_are_added_changed_and_removed(kit: Kit, make: Make) -> None:
    editor = make()
    reminders = editor.form.reminders
    QTest.keyClicks(editor.form.title, "Trip")
    press(reminders.add)
    press(reminders.add)
    type_into(reminders.rows[2].amount, "2")
    reminders.rows[2].unit.setCurrentIndex(2)
    press(reminders.rows[2].channels[Channel.EMAIL])
    press(reminders.rows[0].remove)
    editor.save()
    kit.settle()
    assert created(kit).reminders == (
        Reminder(timedelta(minutes=15)),
        Reminder(timedelta(days=2), DESKTOP_AND_EMAIL),
    )


@pytest.mark.parametrize(
    ("amount", "words"),
    [("-5", "negative"), ("x", "not a whole number"), ("", "empty"), ("99999", "too early")],
)
def test_impossible_leads_are_said_and_kept(kit: Kit, make: Make, amount: str, words: str) -> None:
    editor = make()
    QTest.keyClicks(editor.form.title, "Lead")
    type_into(editor.form.reminders.rows[0].amount, amount)
    editor.save()
    assert words in editor.form.reminders.message.text()
    assert editor.form.reminders.rows[0].amount.text() == amount
    assert editor.form.reminders.rows[0].amount.hasFocus()
    assert kit.calls("create") == []


def test_a_reminder_without_channel_is_refused(kit: Kit, make: Make) -> None:
    editor = make()
    QTest.keyClicks(editor.form.title, "Silent")
    press(editor.form.reminders.rows[0].channels[Channel.DESKTOP])
    editor.save()
    assert "no channel" in editor.form.reminders.message.text()
    assert kit.calls("create") == []


def test_email_that_is_off_is_said_with_a_way_to_the_settings(kit: Kit, make: Make) -> None:
    editor = make()
    reminders = editor.form.reminders
    assert reminders.hint.isHidden()
    press(reminders.rows[0].channels[Channel.EMAIL])
    assert "E-mail is off" in reminders.hint.text()
    with kit.qtbot.waitSignal(editor.settings_wanted) as wanted:
        press(reminders.hint._link)
    assert wanted.args == ["mail"]
    editor.use_settings(Settings(mail=MailSettings(enabled=True)))
    assert reminders.hint.isHidden()


def test_all_day_reminders_have_a_time_of_day(kit: Kit, make: Make) -> None:
    editor = make()
    QTest.keyClicks(editor.form.title, "Birthday")
    press(editor.form.when.widgets.all_day)
    row = editor.form.reminders.rows[0]
    type_into(row.amount, "2")
    type_into(row.at, "18:30")
    editor.save()
    kit.settle()
    assert created(kit).reminders == (parse_reminder("2d@18:30"),)


# Repeating


def test_repeat_weekly_until(kit: Kit, make: Make) -> None:
    editor = make()
    repeat = editor.form.repeat
    QTest.keyClicks(editor.form.title, "Choir")
    repeat.kind.setCurrentText("Weekly")
    kit.qtbot.waitUntil(lambda: bool(repeat.preview.text()))
    assert repeat.preview.text().replace("\N{NO-BREAK SPACE}", " ") == (
        "Weekly on Thursday.\nThen Thu 26 Nov, Thu 3 Dec, Thu 10 Dec, Thu 17 Dec, Thu 24 Dec"
    )
    repeat.end.ends.setCurrentText("until")
    type_into(repeat.end.until, "3 dec")
    kit.qtbot.waitUntil(lambda: "10\N{NO-BREAK SPACE}Dec" not in repeat.preview.text())
    editor.save()
    kit.settle()
    assert created(kit).recurrence == Recurrence("FREQ=WEEKLY;UNTIL=20261203T235959")


def test_a_custom_rule_that_is_none_is_said_and_kept(kit: Kit, make: Make) -> None:
    editor = make()
    repeat = editor.form.repeat
    QTest.keyClicks(editor.form.title, "Odd")
    repeat.kind.setCurrentText("Custom rule")
    type_into(repeat.custom, "every full moon")
    editor.save()
    kit.settle()
    assert "not a recurrence rule" in repeat.message.text()
    assert repeat.custom.text() == "every full moon"
    assert editor.isVisible()
    type_into(repeat.custom, "FREQ=MONTHLY;BYDAY=1MO")
    editor.save()
    kit.settle()
    draft = created(kit)
    assert draft.recurrence is not None
    assert draft.recurrence.rule == "FREQ=MONTHLY;BYDAY=1MO"


def test_the_choices_are_named_after_the_start(make: Make) -> None:
    form = make().form
    type_into(form.when.widgets.start_date, "21 nov 2026")
    form.repeat.kind.setCurrentText("Monthly")
    place = form.repeat.step.place
    texts = [place.itemText(n) for n in range(place.count())]
    assert texts == ["on day 21", "on the third Saturday"]


# Changing an event


@pytest.mark.parametrize("number", range(1, 22))
def test_every_event_survives_being_looked_at(kit: Kit, make: Make, number: int) -> None:
    event = kit.desk.events.get(f"event-{number}")
    editor = make(event=event)
    assert not editor.is_changed()
    draft, problems = editor.form.draft()
    assert problems == []
    expected = event.draft()
    if expected.all_day and expected.end is None:
        expected = replace(expected, end=expected.start + timedelta(days=1))
    if not expected.tags:
        draft = replace(draft, tags=tuple(tag for tag in draft.tags if tag))
    draft = replace(draft, tags=tuple(tag.strip() for tag in draft.tags))
    assert draft == expected


def test_what_the_form_does_not_show_is_kept(kit: Kit, make: Make) -> None:
    rule = LateRule(LateMode.ALWAYS)
    recurrence = Recurrence(
        "FREQ=WEEKLY;BYDAY=TH",
        extra=(datetime(2026, 11, 21, 18),),
        excluded=(datetime(2026, 11, 26, 18),),
    )
    event = stored(kit, late_rule=rule, recurrence=recurrence, time_zone=None)
    editor = make(event=event)
    type_into(editor.form.title, "Dentist again")
    with kit.qtbot.waitSignal(editor.saved):
        editor.save()
    saved = kit.desk.events.get(event.id)
    assert saved.title == "Dentist again"
    assert saved.late_rule == rule
    assert saved.recurrence == recurrence
    assert saved.time_zone is None


def test_a_series_keeps_its_extra_dates_when_its_rule_changes(kit: Kit, make: Make) -> None:
    extra = (datetime(2026, 11, 21, 18),)
    event = stored(kit, recurrence=Recurrence("FREQ=DAILY", extra=extra))
    editor = make(event=event)
    editor.form.repeat.kind.setCurrentIndex(3)
    editor.save()
    kit.settle()
    assert kit.desk.events.get(event.id).recurrence == Recurrence("FREQ=WEEKLY", extra=extra)


def test_a_duplicate_comes_as_a_draft(kit: Kit, make: Make) -> None:
    source = kit.desk.events.get("event-2").draft()
    editor = make(draft=source)
    assert editor.form.title.text() == "Dentist"
    editor.save()
    kit.settle()
    assert created(kit).reminders == source.reminders


# Saving takes a while, or fails


def test_saving_shows_that_it_is_busy_and_saves_once(kit: Kit, make: Make) -> None:
    editor = make(held=True)
    QTest.keyClicks(editor.form.title, "Slow")
    kit.held.run()
    editor.save()
    editor.save()
    assert not editor.save_button.isEnabled()
    assert editor.save_button.text() == "Saving…"
    kit.qtbot.waitUntil(lambda: not editor.form.isEnabled())
    assert editor.message.level is Level.BUSY
    kit.held.run()
    kit.qtbot.waitUntil(lambda: not isValid(editor))
    assert len(kit.calls("create")) == 1


def test_a_failing_save_keeps_everything(kit: Kit, make: Make) -> None:
    editor = make()
    QTest.keyClicks(editor.form.title, "Precious")
    type_into(editor.form.location, "Vault")
    kit.book.fail_with = StorageFailure("The disk is full.", "Free some space, then save again.")
    before = editor.form.raw()
    editor.save()
    kit.settle()
    assert "The disk is full." in editor.message.text()
    assert "Free some space" in editor.message.text()
    assert editor.form.raw() == before
    assert editor.save_button.isEnabled()
    assert editor.form.isEnabled()
    assert editor.isVisible()
    with kit.qtbot.waitSignal(editor.saved):
        editor.save()
    assert created(kit).location == "Vault"


def test_a_failing_save_gives_the_keyboard_back(kit: Kit, make: Make) -> None:
    editor = make(held=True)
    QTest.keyClicks(editor.form.title, "Slow")
    editor.form.location.setFocus()
    kit.held.run()
    kit.book.fail_with = StorageFailure("The database is locked.", "Close the other program.")
    editor.save()
    kit.qtbot.waitUntil(lambda: not editor.form.isEnabled())
    kit.held.run()
    kit.settle()
    assert editor.form.location.hasFocus()


# For everyone


def test_every_control_has_a_name_and_can_be_reached_by_keyboard(kit: Kit, make: Make) -> None:
    editor = make(event=kit.desk.events.get("event-14"))
    seen: set[QWidget] = set()
    widget: QWidget | None = editor.form.title
    while widget is not None and widget not in seen:
        seen.add(widget)
        widget = widget.nextInFocusChain()
    for control in editor.findChildren(QWidget):
        if not control.isVisibleTo(editor) or control.focusPolicy() == Qt.FocusPolicy.NoFocus:
            continue
        if type(control).__name__ in ("GrowingScroll", "QScrollArea", "QListView"):
            continue
        text = getattr(control, "text", lambda: "")()
        assert control.accessibleName() or text, control
        assert control in seen, control


def test_nothing_is_cut_in_a_small_window(kit: Kit, make: Make) -> None:
    editor = make(event=kit.desk.events.get("event-10"))
    editor.resize(400, 300)
    kit.settle()
    assert editor.save_button.isVisible()
    assert editor.rect().contains(
        editor.save_button.mapTo(editor, editor.save_button.rect().center())
    )
    assert editor._scroll.verticalScrollBar().maximum() > 0
