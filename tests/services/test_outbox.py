"""The outbox with a scripted mailer: order, retries, throttle, recovery, nothing doubled."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from eventdesk.domain.event import Event
from eventdesk.domain.ledger import LedgerRow
from eventdesk.domain.reminder import DESKTOP_AND_EMAIL, Channel, Reminder
from eventdesk.services.ports import HealthChanged, NotSent, Sent
from tests.desks import MAIL_ON, TestDesk
from tests.fakes import FakeProcesses

BOTH = (Reminder(channels=DESKTOP_AND_EMAIL),)


@pytest.fixture
def mailing(desk: TestDesk) -> TestDesk:
    return desk.with_mail()


def due_event(desk: TestDesk, title: str = "Stand-up", **fields: object) -> Event:
    fields.setdefault("reminders", BOTH)
    event = desk.create(desk.clock.now() + timedelta(minutes=3), title, **fields)
    desk.ring()
    return event


def mail_row(desk: TestDesk, event: Event) -> LedgerRow:
    return next(row for row in desk.rows(event) if row.channel is Channel.EMAIL)


def test_a_due_mail_is_sent_once(mailing: TestDesk) -> None:
    event = due_event(mailing)
    mailing.send_mails()
    mailing.send_mails()
    (message,) = mailing.mailer.sent
    assert message["Subject"] == "Reminder: Stand-up, starts in 3 min (12:03)"
    assert message["To"] == "me@example.org"
    assert "Friday, 20 November 2026, 12:03 to 12:33 (30 min) CET" in message.get_content()
    row = mail_row(mailing, event)
    assert (row.state.value, row.backend, row.attempts) == ("delivered", "smtp", 1)


def test_failures_are_retried_with_growing_pauses_and_one_message_id(mailing: TestDesk) -> None:
    event = due_event(mailing)
    mailing.mailer.answers.extend([NotSent("451 busy")] * 5)
    pauses = []
    for _ in range(5):
        before = mailing.clock.now()
        wake_at = mailing.send_mails()
        assert wake_at is not None
        pauses.append((wake_at - before).total_seconds())
        mailing.clock.set(wake_at)
    assert mail_row(mailing, event).error == "451 busy"
    for pause, full in zip(pauses, (30, 60, 120, 240, 480), strict=True):
        assert 0.75 * full <= pause <= full
    mailing.send_mails()
    assert mail_row(mailing, event).state.value == "delivered"
    assert len({message["Message-ID"] for message, _ in mailing.mailer.attempts}) == 1
    assert len(mailing.mailer.sent) == 1


def test_one_failing_mail_stops_no_other_and_no_desktop_reminder(mailing: TestDesk) -> None:
    mailing.mailer.answers.append(NotSent("450 mailbox busy"))
    first, second = due_event(mailing, "First"), due_event(mailing, "Second")
    mailing.send_mails()
    assert mail_row(mailing, first).state.value == "retrying"
    assert mail_row(mailing, second).state.value == "delivered"
    assert mailing.shown == ["First", "Second"]


def test_a_permanent_refusal_gives_up_with_the_servers_words(mailing: TestDesk) -> None:
    event = due_event(mailing)
    mailing.mailer.answers.append(NotSent("550 5.1.1 no such user", permanent=True))
    assert mailing.send_mails() is None
    row = mail_row(mailing, event)
    assert (row.state.value, row.error) == ("gave_up", "550 5.1.1 no such user")
    assert HealthChanged("mail", "E-mail: 550 5.1.1 no such user") in mailing.changes


def test_it_gives_up_a_day_after_the_event_ended(mailing: TestDesk) -> None:
    event = due_event(mailing)
    mailing.mailer.answer = NotSent("no route to host")
    while (wake_at := mailing.send_mails()) is not None:
        mailing.clock.set(wake_at)
    row = mail_row(mailing, event)
    assert (row.state.value, row.error) == ("gave_up", "no route to host")
    assert timedelta(hours=22) < mailing.clock.now() - row.occurrence_end < timedelta(hours=24)


def test_the_throttle_delays_and_loses_none(mailing: TestDesk) -> None:
    mailing.settings.settings = replace(
        mailing.settings.settings, mail=replace(MAIL_ON, per_minute=2)
    )
    for number in range(5):
        due_event(mailing, f"Event {number}")
    sent = []
    while (wake_at := mailing.send_mails()) is not None:
        sent.append(len(mailing.mailer.sent))
        mailing.clock.set(wake_at)
    assert [*sent, len(mailing.mailer.sent)] == [2, 4, 5]


def test_off_means_no_mail_on_any_path(desk: TestDesk) -> None:
    desk.settings.settings = replace(
        desk.settings.settings, mail=replace(MAIL_ON, enabled=False, on_create=True)
    )
    event = due_event(desk)
    desk.send_mails()
    row = mail_row(desk, event)
    assert (row.state.value, row.reason) == ("suppressed", "E-mail is off in settings")
    desk.desk.reminders.resend([row.id], by="window")
    desk.send_mails()
    assert desk.mailer.attempts == []
    assert mail_row(desk, event).state.value == "suppressed"


def test_switching_mail_off_ends_what_waits(mailing: TestDesk) -> None:
    event = due_event(mailing)
    mailing.settings.settings = replace(
        mailing.settings.settings, mail=replace(MAIL_ON, enabled=False)
    )
    assert mailing.send_mails() is None
    assert mail_row(mailing, event).state.value == "suppressed"
    assert mailing.mailer.attempts == []


def test_a_crash_while_sending_sends_again_with_the_same_message_id(mailing: TestDesk) -> None:
    class Crash(BaseException):
        pass

    def crash(message: object, settings: object) -> Sent:
        raise Crash

    event = due_event(mailing)
    real, mailing.mailer.send = mailing.mailer.send, crash  # type: ignore[method-assign]
    with pytest.raises(Crash):
        mailing.send_mails()
    mailing.mailer.send = real  # type: ignore[method-assign]
    other = mailing.reopen(processes=FakeProcesses("process-2", dead=["process-1"]))
    assert other.send_mails() is not None, "the lease is respected"
    mailing.clock.advance(minutes=3)
    other.send_mails()
    row = mail_row(other, event)
    assert row.state.value == "delivered"
    assert row.reason.startswith("Recovered")
    other.desk.close()


def test_incomplete_settings_keep_the_mail_and_say_what_is_missing(mailing: TestDesk) -> None:
    mailing.settings.settings = replace(mailing.settings.settings, mail=replace(MAIL_ON, host=""))
    event = due_event(mailing)
    mailing.send_mails()
    row = mail_row(mailing, event)
    assert row.state.value == "retrying"
    assert "mail.host" in row.error
    mailing.with_mail()
    mailing.clock.advance(minutes=1)
    mailing.send_mails()
    assert mail_row(mailing, event).state.value == "delivered"


def test_the_mail_on_creation_never_fails_the_save(mailing: TestDesk) -> None:
    mailing.settings.settings = replace(
        mailing.settings.settings, mail=replace(MAIL_ON, on_create=True)
    )
    mailing.mailer.answers.append(NotSent("nobody answers"))
    event = mailing.create(mailing.clock.now() + timedelta(days=1), reminders=())
    wake_at = mailing.send_mails()
    assert mailing.states(event) == ["retrying"]
    mailing.clock.set(wake_at)
    mailing.send_mails()
    assert mailing.mailer.sent[0]["Subject"] == "New event: Stand-up"


def test_titles_cannot_inject_headers(mailing: TestDesk) -> None:
    due_event(mailing, "Hello\r\nBcc: victim@example.org\r\n\r\nBody\x00")
    mailing.send_mails()
    (message,) = mailing.mailer.sent
    assert message["Bcc"] is None
    assert message["Subject"].startswith("Reminder: Hello Bcc: victim@example.org Body")
    head = message.as_bytes().split(b"\r\n\r\n")[0]
    assert b"\nBcc" not in head
