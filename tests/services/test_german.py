"""Another language than English: people read it, and the database keeps English all the same."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from eventdesk.domain.language import retold
from eventdesk.domain.reminder import Channel
from eventdesk.domain.series import Scope
from eventdesk.services.health import desk_checks, run_checks
from eventdesk.services.ports import HealthChanged, NotSent, Refused
from tests.desks import TestDesk, in_minutes

pytestmark = pytest.mark.usefixtures("german")


def steps(desk: TestDesk) -> list[str]:
    """The words of all steps, as the database has them."""
    with closing(sqlite3.connect(desk.paths.database)) as file:
        return [words for (words,) in file.execute("SELECT detail FROM ledger_steps ORDER BY pk")]


def test_a_notification_and_its_story(desk: TestDesk) -> None:
    event = desk.create(desk.clock.now() + timedelta(minutes=5))
    desk.ring()
    [row] = desk.rows()
    [notice] = desk.notifier.taken
    assert notice.body == "Beginnt in 5 min (12:05)"
    desk.desk.reminders.snooze([row.id], "2d", by="popup")
    desk.desk.reminders.dismiss([row.id], by="window")
    assert steps(desk) == [
        "Shown as recording, on time (+0 ms)",
        "Snoozed until Sun 22 Nov 12:00 by popup",
        "Dismissed by window",
    ]
    told = [each.words for each in desk.desk.history.why(event.id)]
    assert told == [
        "Termin angelegt",
        "Desktop-Erinnerung (5 min) war fällig",
        "Desktop-Erinnerung (5 min): Angezeigt (recording), pünktlich (+0 ms)",
        "Desktop-Erinnerung (5 min): Zurückgestellt bis So 22. Nov 12:00 (Karte)",
        "Desktop-Erinnerung (5 min): Erledigt (Fenster)",
    ]


def test_what_came_while_the_person_was_away(desk: TestDesk) -> None:
    for number in range(5):
        desk.create(desk.clock.now() + timedelta(minutes=6), f"Call {number}")
    desk.create(desk.clock.now() + timedelta(minutes=6), "Over", duration=timedelta(minutes=1))
    desk.clock.advance(timedelta(minutes=15))
    desk.ring()
    [notice] = desk.notifier.taken
    assert notice.title == "5 Erinnerungen, während Sie weg waren"
    assert notice.body.splitlines()[0] == "Heute 12:06 Call 0"
    assert notice.body.splitlines()[-2:] == [
        "und 1 weitere",
        "Verpasst, während Sie weg waren: 1",
    ]
    assert "Too late: the event was over" in steps(desk)


def test_held_reminders_are_counted_and_released(desk: TestDesk) -> None:
    event = desk.create(desk.clock.now() + timedelta(minutes=5))
    desk.desk.reminders.pause(desk.clock.now() + timedelta(hours=2))
    desk.clock.advance(timedelta(minutes=1))
    desk.ring()
    checks = {each.name: each for each in run_checks(desk_checks(desk.desk, []))}
    assert checks["pause"].detail == "Pause bis heute 14:00; bis dahin zurückgehalten: 1"
    assert [row.reason for row in desk.rows(event)] == ["Held: reminders are paused"]
    told = [each.words for each in desk.desk.history.why(event.id)]
    assert told[-1] == "Desktop-Erinnerung (5 min) wird angezeigt"
    desk.desk.reminders.resume()
    desk.ring()
    [row] = desk.rows(event)
    assert row.reason == "Was held: reminders are paused"
    assert desk.notifier.taken[0].body.splitlines()[-1] == retold(row.reason) != row.reason


def test_what_could_not_be_shown_is_stored_in_english(desk: TestDesk) -> None:
    event = desk.create(desk.clock.now() + timedelta(minutes=5))
    desk.notifier.answers.append(Refused("no server"))
    desk.ring()
    assert steps(desk) == ["Not shown: no server"]
    told = [each.words for each in desk.desk.history.why(event.id)]
    assert "Desktop-Erinnerung (5 min): Nicht angezeigt: no server" in told
    assert told[-1] == "Desktop-Erinnerung (5 min) wird erneut versucht"


def test_a_mail(desk: TestDesk) -> None:
    desk.with_mail()
    reminders = (in_minutes(5, Channel.EMAIL),)
    desk.create(desk.clock.now() + timedelta(minutes=5), location="Raum 4", reminders=reminders)
    desk.ring()
    desk.send_mails()
    [message] = desk.mailer.sent
    assert message["Subject"] == "Erinnerung: Stand-up, beginnt in 5 min (12:05)"
    assert message.get_content().replace("\r\n", "\n") == (
        "Stand-up\n\nBeginnt in 5 min (12:05).\n\n"
        "Wann:  Freitag, 20. November 2026, 12:05 bis 12:35 (30 min) CET\n"
        "Wo:    Raum 4\n"
    )
    assert steps(desk)[-1].startswith("Sent, on time (+0 ms).")
    assert retold(steps(desk)[-1]).startswith("Gesendet, pünktlich (+0 ms).")


def test_a_mail_that_fails(desk: TestDesk) -> None:
    desk.with_mail()
    desk.mailer.answers.append(NotSent("451 busy"))
    desk.create(desk.clock.now() + timedelta(minutes=5), reminders=(in_minutes(5, Channel.EMAIL),))
    desk.ring()
    desk.send_mails()
    assert HealthChanged("mail", "E-Mail: 451 busy") in desk.changes
    assert steps(desk)[-1] == "Not sent: 451 busy"


def test_steps_to_undo(desk: TestDesk) -> None:
    event = desk.create(desk.clock.now() + timedelta(days=1))
    desk.desk.series.delete(event.id, desk.clock.now() + timedelta(days=1), Scope.ALL)
    label = desk.desk.events.undo()
    assert label == "Deleted “Stand-up”"
    assert retold(label) == "„Stand-up“ gelöscht"


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        (
            "Snoozed until Today 14:55 by command line",
            "Zurückgestellt bis 14:55 desselben Tages (Kommandozeile)",
        ),
        (
            "Snoozed until Fri 1 Jan 2027 14:55 by notification",
            "Zurückgestellt bis Fr 1. Jan 2027 14:55 (Benachrichtigung)",
        ),
        (
            "Was held: quiet hours. Too late: the late rule is '15m'",
            "{}. Zu spät: Die Regel für Verspätetes ist „15m“",
        ),
        (
            "Too late: the event was over; last error: no server",
            "Zu spät: Der Termin war vorbei; letzter Fehler: no server",
        ),
        ("Imported 1,234 events from work.ics", "1.234 Termine aus work.ics importiert"),
        ("Sent, 3 min late. 250 OK", "Gesendet, 3 min zu spät. 250 OK"),
        (
            "The rules of the time zone Africa/Cairo changed: it starts Fri 1 May 09:00, "
            "not Fri 1 May 10:00",
            "Die Regeln der Zeitzone Africa/Cairo haben sich geändert: Beginn ist "
            "Fr 1. Mai 09:00, nicht Fr 1. Mai 10:00",
        ),
    ],
)
def test_stored_words_are_retold(stored: str, told: str) -> None:
    assert retold(stored) == told.format(retold("Was held: quiet hours"))


def test_braces_in_a_title_stay(desk: TestDesk) -> None:
    desk.desk.events.create(desk.draft(desk.clock.now(), "{time}"))
    assert desk.desk.events.undo() == "Created “{time}”"
