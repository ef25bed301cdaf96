"""The window of the calendars: the list of them, making, removing, subscribing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from eventdesk.domain.calendar import COLOURS, PERSONAL, Calendar, Subscription
from eventdesk.domain.errors import InvalidInput, StorageFailure
from eventdesk.domain.settings import Settings
from eventdesk.ui.calendar_dialog import CalendarDialog
from eventdesk.ui.calendar_table import NAME, STATE
from eventdesk.ui.calendar_words import state_words, subscription_words
from eventdesk.ui.calendars_window import CalendarsWindow
from eventdesk.ui.subscribe_dialog import SubscribeDialog
from tests.desks import TestDesk, in_minutes, new_desk
from tests.ui.dialog_kit import Kit, press, type_into

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


@pytest.fixture
def window(kit: Kit, desk: TestDesk, work: Calendar) -> CalendarsWindow:
    for number in range(3):
        desk.create(desk.clock.now() + HOUR, f"E{number}", calendar=work.id)
    made = CalendarsWindow(desk.desk, kit.jobs, kit.jobs, kit.icons, Settings())
    kit.open(made)
    return made


class Feeds:
    """Stands for services.subscriptions: the web is not asked."""

    def __init__(self, desk: TestDesk) -> None:
        self.desk = desk
        self.asked: list[dict[str, Any]] = []
        self.fails: Exception | None = None
        self.refreshed: list[str] = []

    def add(self, **wish: Any) -> Calendar:
        self.asked.append(wish)
        if self.fails is not None:
            raise self.fails
        subscription = Subscription(url=wish["url"], every=wish["every"])
        new = Calendar(id="", name=wish["name"] or "Feed", subscription=subscription)
        return self.desk.desk.calendars.add(new)

    def refresh(self, calendar_id: str, cancelled: object) -> Any:
        self.refreshed.append(calendar_id)
        del cancelled
        calendar = self.desk.desk.calendars.get(calendar_id)
        assert calendar.subscription is not None
        return calendar.subscription

    def refresh_soon(self, calendar_id: str) -> None:
        self.refreshed.append(calendar_id)


def with_feeds(desk: TestDesk) -> tuple[Any, Feeds]:
    """The desk with subscriptions that stay in the house."""
    feeds = Feeds(desk)
    return replace(desk.desk, subscriptions=feeds), feeds  # type: ignore[arg-type]


def names(window: CalendarsWindow) -> list[str]:
    return [str(window.model.index(row, NAME).data()) for row in range(window.model.rowCount())]


def spoken(window: CalendarsWindow, row: int) -> str:
    role = Qt.ItemDataRole.AccessibleTextRole
    return str(window.model.index(row, NAME).data(role))


def dialog(window: QWidget, kind: type[QWidget]) -> Any:
    (found,) = [each for each in window.findChildren(kind) if each.isVisible()]
    return found


# The window 'Calendars'


def test_calendars_are_listed_with_their_state(kit: Kit, window: CalendarsWindow) -> None:
    assert names(window) == ["Personal", "Work"]
    assert spoken(window, 1) == "Work, on, Green"
    assert window.model.index(1, 1).data() == "3"
    assert window.table.isColumnHidden(STATE)
    assert not window.again.isVisible()


def test_space_and_a_click_on_the_tick_switch(
    kit: Kit, window: CalendarsWindow, desk: TestDesk, work: Calendar
) -> None:
    window.table.select(work.id)
    QTest.keyClick(window.table, Qt.Key.Key_Space)
    assert spoken(window, 1) == "Work, off, Green"
    window.refresh()
    kit.settle()
    assert not desk.desk.calendars.get(work.id).on
    assert desk.desk.agenda.next_reminder() is None
    assert spoken(window, 1) == "Work, off, Green"
    place = window.table.visualRect(window.model.index(1, NAME))
    spot = QPoint(place.x() + 14, place.center().y())
    QTest.mouseClick(window.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert desk.desk.calendars.get(work.id).on
    beside = QPoint(place.x() + 120, place.center().y())
    QTest.mouseClick(window.table.viewport(), Qt.MouseButton.LeftButton, pos=beside)
    assert desk.desk.calendars.get(work.id).on


def test_a_removal_is_taken_back_where_it_was_told(
    kit: Kit, window: CalendarsWindow, desk: TestDesk, work: Calendar
) -> None:
    window.table.select(work.id)
    press(window.remove)
    kit.settle()
    assert names(window) == ["Personal"]
    assert window.message.text().startswith("Removed “Work” with 3 events")
    window.message._pressed()
    window.refresh()
    kit.settle()
    assert names(window) == ["Personal", "Work"]
    assert desk.desk.calendars.counts() == {work.id: 3}
    assert window.message.text() == "“Work” is back."


def test_the_personal_one_cannot_be_removed(kit: Kit, window: CalendarsWindow) -> None:
    window.table.select(PERSONAL)
    assert not window.remove.isEnabled()
    QTest.keyClick(window.table, Qt.Key.Key_Delete)
    kit.settle()
    assert names(window) == ["Personal", "Work"]
    assert "switched off" in window.remove.toolTip()


def test_a_new_calendar_is_made_and_selected(
    kit: Kit, window: CalendarsWindow, desk: TestDesk
) -> None:
    press(window.new)
    kit.settle()
    form: CalendarDialog = dialog(window, CalendarDialog)
    assert form.colour.value() == COLOURS[2]  # the first that no calendar has
    type_into(form.name, "work")
    form.save()
    kit.settle()
    assert "already" in form.messages["name"].text()
    assert form.isVisible()
    type_into(form.name, "Choir")
    assert form.messages["name"].text() == ""
    form.colour.squares[4].click()
    form.timed.usual.click()
    type_into(form.timed.fields.rows[0].amount, "20")
    form.save()
    kit.settle()
    made = desk.desk.calendars.named("Choir")
    assert (made.colour, made.reminders) == (COLOURS[4], (in_minutes(20),))
    assert made.all_day_reminders is None
    line = window.table.current()
    assert line is not None
    assert line.calendar == made


def test_a_nameless_calendar_is_refused_at_its_field(kit: Kit, window: CalendarsWindow) -> None:
    press(window.new)
    kit.settle()
    form: CalendarDialog = dialog(window, CalendarDialog)
    form.save()
    assert form.messages["name"].text() == "The name is empty. Give the calendar a name."
    assert form.name.hasFocus()


def test_what_cannot_be_saved_stays_typed(kit: Kit, desk: TestDesk, work: Calendar) -> None:
    form = CalendarDialog(desk.desk, kit.jobs, kit.icons, work, Settings())
    kit.open(form)
    type_into(form.name, "Office")
    desk.desk.close()
    form.save()
    kit.settle()
    assert form.message.text().startswith("Not saved.")
    assert form.name.text() == "Office"
    assert form.go.isEnabled()


def test_edited_reminders_go_back_to_those_of_the_settings(
    kit: Kit, window: CalendarsWindow, desk: TestDesk, work: Calendar
) -> None:
    desk.desk.calendars.change(replace(work, all_day_reminders=()))
    window.refresh()
    kit.settle()
    window.table.select(work.id)
    window.change()
    form: CalendarDialog = dialog(window, CalendarDialog)
    assert form.timed.usual.isChecked()
    assert not form.all_day.usual.isChecked()
    form.all_day.usual.click()
    form.save()
    kit.settle()
    assert desk.desk.calendars.get(work.id) == work


def test_an_error_of_a_subscription_is_told_in_words(
    kit: Kit, window: CalendarsWindow, desk: TestDesk
) -> None:
    feed = desk.desk.calendars.add(FEED)
    window.refresh()
    kit.settle()
    window.table.select(feed.id)
    assert not window.table.isColumnHidden(STATE)
    error = "No answer from example.org."
    assert window.model.index(2, STATE).data() == f"Not refreshed: {error}"
    assert error in window.state.text()
    assert window.again.isEnabled()
    window.table.select(PERSONAL)
    assert window.state.text() == ""
    assert not window.again.isEnabled()


def test_a_subscription_is_refreshed_and_its_removal_undone(kit: Kit, desk: TestDesk) -> None:
    services, feeds = with_feeds(desk)
    feed = desk.desk.calendars.add(replace(FEED, subscription=Subscription(url=URL)))
    window = CalendarsWindow(services, kit.jobs, kit.jobs, kit.icons, Settings())
    kit.open(window)
    window.table.select(feed.id)
    press(window.again)
    kit.settle()
    assert feeds.refreshed == [feed.id]
    assert window.message.text() == "“Holidays” is up to date."
    window.take_out()
    kit.settle()
    assert window.message.text() == "Unsubscribed from “Holidays”."
    window.message._pressed()
    kit.settle()
    assert feeds.refreshed == [feed.id, feed.id]
    assert desk.desk.calendars.get(feed.id).name == "Holidays"


def test_how_far_it_is_is_told_for_many_events(kit: Kit, window: CalendarsWindow) -> None:
    told = window._progress("Switching “Work” off…")
    told(500)
    kit.settle()
    assert window.message.text() == ""
    told(1_500)
    kit.settle()
    assert window.message.text() == "Switching “Work” off… 1,500 events so far."
    window._quiet()
    assert window.message.text() == ""


# Subscribing


def test_an_address_is_subscribed_to(kit: Kit, desk: TestDesk) -> None:
    services, feeds = with_feeds(desk)
    window = CalendarsWindow(services, kit.jobs, kit.jobs, kit.icons, Settings())
    kit.open(window)
    press(window.subscribe)
    form: SubscribeDialog = dialog(window, SubscribeDialog)
    form.subscribe()
    assert form.messages["url"].text().startswith("The address is missing.")
    type_into(form.url, f" {URL} ")
    type_into(form.name, "Days off")
    form.subscribe()
    kit.settle()
    (asked,) = feeds.asked
    asked.pop("cancelled")
    wanted = {"url": URL, "name": "Days off", "colour": "", "local": False}
    assert asked == {**wanted, "every": timedelta(hours=6)}
    line = window.table.current()
    assert line is not None
    assert line.calendar.name == "Days off"
    assert "Subscribed" in window.message.text()


@pytest.mark.parametrize(
    ("error", "place"),
    [
        (InvalidInput.of("url", "No server is called like that.", "Look at it again."), "url"),
        (StorageFailure("The disk is full.", "Free some space."), ""),
    ],
)
def test_what_goes_wrong_is_said_and_what_was_typed_stays(
    kit: Kit, desk: TestDesk, error: Exception, place: str
) -> None:
    services, feeds = with_feeds(desk)
    feeds.fails = error
    form = SubscribeDialog(services, kit.jobs, kit.icons)
    kit.open(form)
    type_into(form.url, URL)
    form.subscribe()
    kit.settle()
    message = form.messages[place] if place else form.message
    assert error.args[0].split(".")[0] in message.text()
    assert form.url.text() == URL
    assert form.go.isEnabled()
    assert form.url.isEnabled()


def test_closing_cuts_what_is_being_fetched(kit: Kit, desk: TestDesk) -> None:
    services, feeds = with_feeds(desk)
    form = SubscribeDialog(services, kit.held_jobs, kit.icons)
    kit.open(form)
    type_into(form.url, URL)
    form.subscribe()
    assert form.message.text() == "Fetching the calendar…"
    assert not form.go.isEnabled()
    form.reject()
    kit.held.run()
    assert feeds.asked[0]["cancelled"]()
    kit.settle()


@pytest.mark.parametrize(
    ("copied", "offered"),
    [
        (f"{URL}\n", URL),
        ("webcal://example.org/feed", "webcal://example.org/feed"),
        ("https://example.org/", ""),
        ("some words .ics", ""),
        ("file:///etc/a.ics", ""),
    ],
)
def test_a_copied_address_is_offered(kit: Kit, desk: TestDesk, copied: str, offered: str) -> None:
    QGuiApplication.clipboard().setText(copied)
    form = SubscribeDialog(desk.desk, kit.jobs, kit.icons)
    kit.open(form)
    assert form.url.text() == offered
    QGuiApplication.clipboard().clear()


def test_an_interval_that_does_not_fit_is_refused(kit: Kit, desk: TestDesk) -> None:
    form = SubscribeDialog(desk.desk, kit.jobs, kit.icons)
    kit.open(form)
    type_into(form.url, URL)
    form.every.put(timedelta(minutes=1))
    form.subscribe()
    assert "15 min" in form.messages["every"].text()


# In German


def marks(window: QWidget) -> list[str]:
    """The keyboard marks of what can be seen, of whoever made them."""
    kinds: tuple[type[QWidget], ...] = (QLabel, QAbstractButton)
    shown = [each for kind in kinds for each in window.findChildren(kind) if each.isVisible()]
    found = [re.search("&([^&])", each.text()) for each in shown]  # type: ignore[attr-defined]
    return [each[1].lower() for each in found if each is not None]


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("calendar", [WORK, FEED])
def test_keyboard_marks_of_the_dialog_differ(kit: Kit, desk: TestDesk, calendar: Calendar) -> None:
    form = CalendarDialog(desk.desk, kit.jobs, kit.icons, calendar, Settings())
    kit.open(form)
    assert len(set(marks(form))) == len(marks(form)) >= 4


@pytest.mark.usefixtures("german")
def test_keyboard_marks_of_subscribing_differ(kit: Kit, desk: TestDesk) -> None:
    form = SubscribeDialog(desk.desk, kit.jobs, kit.icons)
    kit.open(form)
    assert len(set(marks(form))) == len(marks(form)) == 6


@pytest.mark.usefixtures("german")
def test_the_window_speaks_in_whole_sentences(kit: Kit, window: CalendarsWindow) -> None:
    assert len(set(marks(window))) == len(marks(window)) == 4
    assert spoken(window, 1) == "Work, eingeschaltet, Grün"
    window.table.selectRow(1)
    window.take_out()
    kit.settle()
    words = "„Work“ wurde mit 3 Terminen entfernt, die im Papierkorb bleiben."
    assert window.message.text() == words


@pytest.mark.usefixtures("german")
def test_when_a_subscription_was_refreshed_in_german(desk: TestDesk) -> None:
    now, zone = desk.clock.now(), desk.clock.zone()
    fetched = Subscription(url=URL, refreshed_at=now - HOUR, next_at=now)
    feed = replace(FEED, subscription=fetched)
    hour = f"{(now - HOUR).astimezone(zone):%H:%M}"
    assert state_words(feed, now, zone) == f"Aktualisiert heute {hour} (vor 60 min)"
    told = subscription_words(fetched, now, zone)
    assert told == f"Zuletzt aktualisiert heute {hour} (vor 60 min). Nächstes Mal: bald."
