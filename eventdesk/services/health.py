"""Looking at everything reminders depend on, and saying what to do where it is not well."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.ledger import LedgerState
from eventdesk.domain.views import LedgerFilter
from eventdesk.domain.wording import relative_words, when_words
from eventdesk.services.mail import settings_problem

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk

SANE_SINCE = 2026


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: whether it is well, what was found, and the remedy if it is not."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


def run_checks(checks: Sequence[tuple[str, Callable[[], Check]]]) -> list[Check]:
    """Run named checks; one that fails unexpectedly becomes a red line, not an error."""
    found = []
    for name, check in checks:
        try:
            found.append(check())
        except EventDeskError as error:
            found.append(Check(name, False, error.problem, error.remedy))
        except Exception as error:  # noqa: BLE001 - a red line tells more than a traceback
            found.append(
                Check(name, False, f"{type(error).__name__}: {error}", "See the log file.")
            )
    return found


def desk_checks(desk: Desk) -> list[tuple[str, Callable[[], Check]]]:
    """The checks that need only the services."""
    return [
        ("clock", lambda: _clock(desk)),
        ("next reminder", lambda: _next_reminder(desk)),
        ("last delivery", lambda: _last_delivery(desk)),
        ("overdue", lambda: _overdue(desk)),
        ("pause", lambda: _pause(desk)),
        ("e-mail", lambda: _mail(desk)),
    ]


def _clock(desk: Desk) -> Check:
    now, zone = desk.clock.now(), desk.clock.zone()
    detail = f"{now.astimezone(zone):%Y-%m-%d %H:%M} in {zone.key}"
    ok = now.year >= SANE_SINCE
    return Check("clock", ok, detail, "" if ok else "Set the computer's date and time.")


def _next_reminder(desk: Desk) -> Check:
    found = desk.agenda.next_reminder()
    if found is None:
        return Check("next reminder", True, "none is planned")
    now = desk.clock.now()
    when = when_words(found.due_at, now, desk.clock.zone())
    return Check(
        "next reminder", True, f"{found.title}, {when}, {relative_words(found.due_at, now)}"
    )


def _last_delivery(desk: Desk) -> Check:
    rows = desk.history.rows(LedgerFilter(), limit=50)
    shown = [row for row in rows if row.delivered_at is not None]
    if not shown:
        return Check("last delivery", True, "none yet")
    last = max(shown, key=lambda row: row.delivered_at or row.due_at)
    when = relative_words(last.delivered_at or last.due_at, desk.clock.now())
    return Check("last delivery", True, f"{last.event_title}, {when}, by {last.backend}")


def _overdue(desk: Desk) -> Check:
    found = desk.agenda.next_reminder()
    late = desk.clock.now() - found.due_at if found else timedelta()
    if late <= timedelta(minutes=1):
        return Check("overdue", True, "no reminder waits")
    words = relative_words(desk.clock.now() - late, desk.clock.now())
    return Check(
        "overdue",
        False,
        f"a reminder was due {words}",
        "Start EventDesk, or 'eventdesk service': none seems to be running.",
    )


def _pause(desk: Desk) -> Check:
    until = desk.reminders.paused_until()
    if until is None:
        return Check("pause", True, "reminders are on")
    when = when_words(until, desk.clock.now(), desk.clock.zone())
    return Check("pause", True, f"paused until {when}; what comes due is held until then")


def _mail(desk: Desk) -> Check:
    settings = desk.preferences.current().mail
    if not settings.enabled:
        return Check("e-mail", True, "off")
    problem = settings_problem(settings)
    if problem:
        return Check("e-mail", False, "on, but not complete", problem)
    if settings.user and not desk.preferences.mail_password():
        return Check(
            "e-mail",
            False,
            f"on, but the password of {settings.user} is not known",
            "Enter it in Settings, E-mail, or set EVENTDESK_MAIL_PASSWORD.",
        )
    waiting = desk.history.rows(LedgerFilter(state=LedgerState.RETRYING), limit=20)
    failed = [row for row in waiting if row.channel == "email"]
    if failed:
        return Check(
            "e-mail",
            False,
            f"{len(failed)} waiting; last error: {failed[0].error}",
            "See the error, then 'Send test e-mail' in Settings.",
        )
    return Check("e-mail", True, f"on, through {settings.host}:{settings.port}")
