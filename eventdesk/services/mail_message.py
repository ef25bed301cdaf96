"""The mails EventDesk writes (RFC 5322): no header can be injected through an event."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from eventdesk.domain.day_words import long_date
from eventdesk.domain.event import Event
from eventdesk.domain.language import tr
from eventdesk.domain.ledger import CREATION_LEAD, LedgerRow
from eventdesk.domain.settings import MailSettings
from eventdesk.domain.wording import duration_words, start_words

DOMAIN = "eventdesk.invalid"
"""Right-hand side of our Message-IDs; reserved by RFC 2606, so it names nobody's host."""


def reminder_message(
    row: LedgerRow, event: Event | None, settings: MailSettings, now: datetime, zone: ZoneInfo
) -> EmailMessage:
    """The mail of one ledger row. Its Message-ID depends on the suppression key alone, so a
    mail that had to be sent twice is recognised as the same one."""
    if row.lead == CREATION_LEAD:
        subject = tr("New event: {title}", title=row.event_title)
        first = tr("A new event was created.")
    else:
        words = start_words(row.occurrence_start, now, zone, all_day=row.all_day)
        subject = tr("Reminder: {title}, {when}", title=row.event_title, when=words)
        first = f"{words[0].upper()}{words[1:]}."
    message = _message(subject, settings, now)
    message["Message-ID"] = (
        f"<{row.event_id}.{int(row.occurrence_start.timestamp() * 1000)}"
        f".{int(row.lead.total_seconds())}@{DOMAIN}>"
    )
    message.set_content(_body(row, event, first, zone))
    return message


def sent_check_message(settings: MailSettings, now: datetime) -> EmailMessage:
    """The mail of 'Send test e-mail'."""
    message = _message(tr("EventDesk test e-mail"), settings, now)
    message["Message-ID"] = f"<test.{int(now.timestamp() * 1_000_000)}@{DOMAIN}>"
    words = tr("This is the test e-mail of EventDesk. E-mail reminders will arrive.")
    message.set_content(f"{words}\n")
    return message


def _message(subject: str, settings: MailSettings, now: datetime) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject
    message["From"] = Address("EventDesk", addr_spec=settings.sender)
    message["To"] = [
        Address(addr_spec=each.strip()) for each in settings.to.split(",") if each.strip()
    ]
    message["Date"] = format_datetime(now)
    message["Auto-Submitted"] = "auto-generated"
    return message


def _body(row: LedgerRow, event: Event | None, first: str, zone: ZoneInfo) -> str:
    lines = [row.event_title, "", first, "", tr("When:  {when}", when=_when(row, event, zone))]
    if row.location:
        lines.append(tr("Where: {place}", place=row.location))
    if event is not None and event.url:
        lines.append(tr("Link:  {address}", address=event.url))
    if event is not None and event.description:
        lines += ["", event.description]
    return "\n".join(lines) + "\n"


def _when(row: LedgerRow, event: Event | None, zone: ZoneInfo) -> str:
    start, end = (each.astimezone(zone) for each in (row.occurrence_start, row.occurrence_end))
    day = long_date(start)
    if row.all_day:
        return tr("{day}, all day", day=day)
    clock = {"day": day, "start": f"{start:%H:%M}", "zone": f"{start:%Z}"}
    if event is not None and event.end is None:
        return tr("{day}, {start} {zone}", **clock)
    return tr(
        "{day}, {start} to {end} ({duration}) {zone}",
        end=f"{end:%H:%M}",
        duration=duration_words(row.occurrence_end - row.occurrence_start),
        **clock,
    )
