"""Calendars around events: chosen in the editor, shown by colour and name, whose can be changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from eventdesk.domain.calendar import COLOURS, PERSONAL, Calendar, Subscription
from eventdesk.domain.errors import ReadOnlyCalendar
from eventdesk.domain.event import Event
from eventdesk.domain.settings import Settings
from eventdesk.services.ports import CalendarsChanged
from eventdesk.services.views import AgendaColumn
from eventdesk.ui.calendar_book import CalendarBook
from eventdesk.ui.editor import EventEditor
from tests.desks import TestDesk, in_minutes, new_desk
from tests.ui.dialog_kit import Kit, type_into
from tests.ui.window_kit import WindowKit

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
HOUR = timedelta(hours=1)
URL = "https://example.org/holidays.ics"
WORK = Calendar(id="w", name="Work", colour=COLOURS[1])
FEED = Calendar(
    id="f",
    name="Holidays",
    colour=COLOURS[3],
    subscription=Subscription(url=URL, error="No answer from example.org."),
)


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
def work(desk: TestDesk) -> Calendar:
    return desk.desk.calendars.add(WORK)


# The editor


def opened(kit: Kit, desk: TestDesk, event: Event | None = None) -> EventEditor:
    book = CalendarBook(kit.jobs)
    book.attach(desk.desk)
    kit.settle()
    editor = EventEditor(
        desk.desk,
        kit.jobs,
        kit.icons,
        settings=Settings(),
        drafts=kit.drafts,
        event=event,
        calendars=book,
    )
    editor.book = book  # type: ignore[attr-defined]
    kit.open(editor)
    return editor


def choose(editor: EventEditor, calendar: Calendar) -> None:
    choice = editor.form.calendar.choice
    choice.setCurrentIndex(choice.findData(calendar.id))


def test_with_one_calendar_there_is_nothing_to_choose(kit: Kit, desk: TestDesk) -> None:
    editor = opened(kit, desk)
    assert not editor.form.calendar.isVisible()
    desk.desk.calendars.add(WORK)
    editor.book.refresh()  # type: ignore[attr-defined]
    kit.settle()
    assert editor.form.calendar.isVisible()
    assert not editor.is_changed()


def test_a_new_event_gets_the_reminders_of_its_calendar(
    kit: Kit, desk: TestDesk, work: Calendar
) -> None:
    desk.desk.calendars.change(replace(work, reminders=(in_minutes(30),), all_day_reminders=()))
    editor = opened(kit, desk)
    form = editor.form
    assert form.reminders.read()[0] == Settings().reminders.default
    choose(editor, work)
    assert form.reminders.read()[0] == (in_minutes(30),)
    form.when.widgets.all_day.click()
    assert form.reminders.read()[0] == ()
    form.when.widgets.all_day.click()
    form.title.setText("Meeting")
    editor.save()
    kit.settle()
    (event,) = desk.desk.events.all()
    assert (event.calendar, event.reminders) == (work.id, (in_minutes(30),))
    # The next one goes there too, and gets the same.
    following = opened(kit, desk)
    assert following.form.calendar.value() == work.id
    assert following.form.reminders.read()[0] == (in_minutes(30),)
    assert not following.is_changed()


def test_reminders_that_were_touched_stay(kit: Kit, desk: TestDesk, work: Calendar) -> None:
    desk.desk.calendars.change(replace(work, reminders=(in_minutes(30),)))
    editor = opened(kit, desk)
    type_into(editor.form.reminders.rows[0].amount, "7")
    choose(editor, work)
    assert editor.form.reminders.read()[0] == (in_minutes(7),)


def test_choosing_another_calendar_moves_the_event(
    kit: Kit, desk: TestDesk, work: Calendar
) -> None:
    desk.desk.calendars.change(replace(work, reminders=(in_minutes(30),)))
    event = desk.create(desk.clock.now() + HOUR)
    editor = opened(kit, desk, event)
    assert not editor.is_changed()
    choose(editor, work)
    assert editor.is_changed()
    editor.save()
    kit.settle()
    moved = desk.desk.events.get(event.id)
    assert (moved.calendar, moved.reminders) == (work.id, event.reminders)


def test_a_calendar_that_is_off_is_told(kit: Kit, desk: TestDesk, work: Calendar) -> None:
    desk.desk.calendars.switch(work.id, False)
    editor = opened(kit, desk)
    choose(editor, work)
    field = editor.form.calendar
    assert field.choice.currentText() == "Work (off)"
    assert "neither listed nor reminded of" in field.message.text()


def test_somebody_elses_event_is_shown_and_can_be_copied(kit: Kit, desk: TestDesk) -> None:
    feed = desk.desk.calendars.add(FEED)
    event = desk.create(desk.clock.now() + HOUR, "New Year")
    with closing(sqlite3.connect(desk.paths.database)) as connection:
        connection.execute("UPDATE events SET calendar_id = ?", (feed.id,))
        connection.commit()
    editor = opened(kit, desk, desk.desk.events.get(event.id))
    assert not editor.form.isEnabled()
    assert not editor.save_button.isVisible()
    assert "“Holidays” come from elsewhere" in editor.message.text()
    assert editor.form.calendar.choice.currentText() == "Holidays"
    with kit.qtbot.waitSignal(editor.duplicate_wanted) as told:
        QTest.keyClick(editor.focusWidget(), Qt.Key.Key_Space)
    assert told.args == [event.id]
    other = opened(kit, desk)
    assert other.form.calendar.choice.findData(feed.id) == -1


def test_a_calendar_removed_meanwhile_gives_way_to_the_personal_one(
    kit: Kit, desk: TestDesk, work: Calendar
) -> None:
    desk.desk.calendars.add(replace(WORK, name="Other"))
    editor = opened(kit, desk)
    choose(editor, work)
    desk.desk.calendars.remove(work.id)
    editor.book.refresh()  # type: ignore[attr-defined]
    kit.settle()
    assert editor.form.calendar.value() == PERSONAL
    editor.form.title.setText("Meeting")
    editor.save()
    kit.settle()
    assert [each.calendar for each in desk.desk.events.all()] == [PERSONAL]


def test_an_unsaved_form_keeps_its_calendar(kit: Kit, desk: TestDesk, work: Calendar) -> None:
    editor = opened(kit, desk)
    choose(editor, work)
    raw = editor.form.raw()
    other = opened(kit, desk)
    other.form.put_raw(raw)
    assert other.form.calendar.value() == work.id
    desk.desk.calendars.remove(work.id)
    third = opened(kit, desk)
    third.form.put_raw(raw)
    assert third.form.calendar.value() == PERSONAL


# The list of events and the details


def with_calendars(kit: WindowKit) -> None:
    """Every second event belongs to 'Work', the others to somebody else."""
    kit.desk.calendars.known += [WORK, FEED]
    for number, event in enumerate(list(kit.desk.book.events.values())):
        changed = replace(event, calendar=(WORK, FEED)[number % 2].id)
        kit.desk.book.events[event.id] = changed
        for key, row in kit.desk.book.rows.items():
            if row.event_id == event.id:
                kit.desk.book.rows[key] = replace(row, calendar=changed.calendar)
    kit.bridge.publish(CalendarsChanged())
    kit.window.refresh()
    kit.settle()


def stripe(kit: WindowKit, number: int) -> QColor:
    """The colour before the title of a row."""
    table = kit.window.agenda.table
    column = list(AgendaColumn).index(AgendaColumn.TITLE)
    place = table.visualRect(kit.window.agenda.model.index(number, column))
    picture = table.viewport().grab().toImage()
    ratio = picture.devicePixelRatio()
    spot = QPoint(place.x() + 3, place.center().y())
    return picture.pixelColor(spot * ratio)


def test_colour_and_name_are_shown_once_there_are_several(qtbot: QtBot) -> None:
    kit = WindowKit(qtbot)
    model = kit.window.agenda.model
    assert "calendar" not in kit.cell(0, AgendaColumn.TITLE)
    colours = {each.colour for each in (WORK, FEED)}
    assert stripe(kit, 0).name() not in colours
    kit.window.agenda.table.select(0)
    kit.settle()
    assert not kit.window.details.page.calendar.isVisible()
    with_calendars(kit)
    row = model.row(0)
    assert row is not None
    own = WORK if row.calendar == WORK.id else FEED
    assert stripe(kit, 0).name() == own.colour
    assert kit.cell(0, AgendaColumn.TITLE).endswith(f", calendar {own.name}")
    tip = str(model.data(model.index(0, 1), Qt.ItemDataRole.ToolTipRole))
    assert f"Calendar: {own.name}" in tip
    line = kit.window.details.page.calendar
    assert line.isVisible()
    assert line.words.startswith(own.name)
    kit.desk.calendars.known = kit.desk.calendars.known[:1]
    kit.bridge.publish(CalendarsChanged())
    kit.settle()
    assert not line.isVisible()
    assert "calendar" not in kit.cell(0, AgendaColumn.TITLE)


def test_somebody_elses_event_is_opened_not_edited(qtbot: QtBot) -> None:
    kit = WindowKit(qtbot)
    with_calendars(kit)
    page = kit.window.details.page
    for number in range(4):
        row = kit.window.agenda.model.row(number)
        assert row is not None
        kit.window.agenda.table.select(number)
        kit.settle()
        foreign = row.calendar == FEED.id
        assert page.edit.text() == ("Open" if foreign else "Edit")
        assert page.calendar.words == ("Holidays, from elsewhere" if foreign else "Work")


def test_the_menu_and_the_keys_open_the_calendars(qtbot: QtBot) -> None:
    kit = WindowKit(qtbot)
    opened: list[str] = []
    kit.window.commands["calendars"].triggered.connect(lambda: opened.append("calendars"))
    kit.press(Qt.Key.Key_K, "ctrl shift")
    assert opened == ["calendars"]
    assert kit.window.commands["calendars"] in kit.window.toolbar.menu.actions()


def test_why_somebody_elses_event_stays_is_said(qtbot: QtBot) -> None:
    kit = WindowKit(qtbot)
    kit.desk.book.fail_with = ReadOnlyCalendar("Holidays")
    kit.window.agenda.table.select(0)
    before = kit.titles
    kit.press(Qt.Key.Key_Delete, target=kit.window.agenda.table)
    kit.settle()
    (words,) = kit.window.messages.words
    assert words.startswith("The events of “Holidays” come from elsewhere")
    assert "Duplicate the event" in words
    assert kit.titles == before
