"""Looking at everything reminders depend on, and saying what to do where it is not well."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.ledger import LedgerState
from eventdesk.domain.reminder import Channel
from eventdesk.domain.views import LedgerFilter
from eventdesk.domain.wording import (
    backend_words,
    duration_words,
    relative_words,
    when_words,
)
from eventdesk.services.mail import settings_problem
from eventdesk.services.ports import Beat, NotSent, Refused
from eventdesk.services.pulse import STALE

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk

SANE_SINCE = 2026
SILENT_S = 90.0
"""The alarm of this process looks every 20 s; silent for longer than this, it has stopped."""
OVERDUE_AFTER = timedelta(minutes=1)
NOTIFICATIONS, MAIL, TRAY = "notifications", "e-mail", "tray"
RESTART = "Quit EventDesk and start it again. If it happens again, save diagnostics and report it."
START = "Start EventDesk, or run 'eventdesk service': without one of them no reminder comes."


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: whether it is well, what was found, and the remedy if it is not.

    A `notice` is well, but worth knowing when one wonders about a reminder.
    """

    name: str
    ok: bool
    detail: str
    remedy: str = ""
    notice: bool = False


NamedCheck = tuple[str, Callable[[], Check]]


class Doctor(Protocol):
    """Examines one running EventDesk. All methods block: never on the Qt main thread."""

    def examine(self) -> list[Check]:
        """Look at everything; nothing is sent or shown. Never raises an EventDeskError."""
        ...

    def test(self, name: str) -> Check:
        """Try a channel for real: NOTIFICATIONS shows one, MAIL logs in without sending."""
        ...

    def save(self, path: Path, more: Sequence[Check] = ()) -> None:
        """Write diagnostics without secrets and event texts as a zip file, with further
        checks of the caller's. StorageFailure when the file cannot be written."""
        ...


def run_checks(checks: Sequence[NamedCheck]) -> list[Check]:
    """Run named checks; one that fails unexpectedly becomes a red line, not an error."""
    return [run_check(name, check) for name, check in checks]


def run_check(name: str, check: Callable[[], Check]) -> Check:
    """Run one check; every red line has a remedy."""
    try:
        found = check()
    except EventDeskError as error:
        found = Check(name, False, error.problem, error.remedy)
    except Exception as error:  # noqa: BLE001 - a red line tells more than a traceback
        found = Check(name, False, f"{type(error).__name__}: {error}")
    if not found.ok and not found.remedy:
        return replace(found, remedy="See the log file, or save diagnostics and report it.")
    return found


def desk_checks(desk: Desk, beats: Sequence[Beat]) -> list[NamedCheck]:
    """The checks that need only the services; `beats` are those of living processes."""
    return [
        ("scheduler", lambda: _scheduler(desk, beats)),
        ("next reminder", lambda: _next_reminder(desk)),
        ("overdue", lambda: _overdue(desk, beats)),
        ("last delivery", lambda: _last_delivery(desk)),
        ("pause", lambda: _pause(desk)),
        (MAIL, lambda: _mail(desk)),
        ("subscriptions", lambda: _subscriptions(desk)),
        ("clock", lambda: _clock(desk)),
    ]


def channel_test(desk: Desk, name: str) -> Check:
    """Try a channel for real; ValueError for one that is not known."""
    if name == NOTIFICATIONS:
        return run_check(name, lambda: _test_notification(desk))
    if name == MAIL:
        return run_check(name, lambda: _test_login(desk))
    raise ValueError(f"{name!r} is no channel")


def silence_problem(age_s: float | None) -> str:
    """What to say of an alarm of this process that last looked `age_s` seconds ago ('' when
    all is well; None stands for never)."""
    if age_s is not None and age_s <= SILENT_S:
        return ""
    since = "" if age_s is None else f" {duration_words(timedelta(seconds=age_s))} ago"
    looked = f"last looked{since}" if since else "has never looked"
    return f"Reminders have stopped: the alarm {looked}. {RESTART}"


def _scheduler(desk: Desk, beats: Sequence[Beat]) -> Check:
    age_s = desk.heartbeat_age()
    if age_s is not None:
        words = duration_words(timedelta(seconds=age_s))
        detail = f"looked for due reminders {words} ago"
        ok = age_s <= SILENT_S
        return Check("scheduler", ok, detail, "" if ok else RESTART)
    if not beats:
        return Check("scheduler", False, "no window and no service is running", START)
    process = beats[0].token.rsplit(":", 2)[1:2] or ["?"]
    age = desk.clock.now() - beats[0].at
    detail = f"process {process[0]} looked {relative_words(beats[0].at, desk.clock.now())}"
    ok = age <= STALE
    return Check("scheduler", ok, detail, "" if ok else RESTART)


def _next_reminder(desk: Desk) -> Check:
    found = desk.agenda.next_reminder()
    if found is None:
        return Check("next reminder", True, "none is planned")
    now = desk.clock.now()
    when = when_words(found.due_at, now, desk.clock.zone())
    return Check(
        "next reminder", True, f"{found.title}, {when}, {relative_words(found.due_at, now)}"
    )


def _overdue(desk: Desk, beats: Sequence[Beat]) -> Check:
    found = desk.agenda.next_reminder()
    now = desk.clock.now()
    if found is None or now - found.due_at <= OVERDUE_AFTER:
        return Check("overdue", True, "no reminder waits")
    running = bool(beats) or desk.heartbeat_age() is not None
    detail = f"a reminder was due {relative_words(found.due_at, now)} and has not come"
    return Check("overdue", False, detail, RESTART if running else START)


def _last_delivery(desk: Desk) -> Check:
    rows = desk.history.rows(LedgerFilter(), limit=50)
    shown = [row for row in rows if row.delivered_at is not None]
    if not shown:
        return Check("last delivery", True, "none yet")
    last = max(shown, key=lambda row: row.delivered_at or row.due_at)
    at, now = last.delivered_at or last.due_at, desk.clock.now()
    when = f"{when_words(at, now, desk.clock.zone())}, {relative_words(at, now)}"
    return Check(
        "last delivery", True, f"{last.event_title}, {when}, by {backend_words(last.backend)}"
    )


def _pause(desk: Desk) -> Check:
    until = desk.reminders.paused_until()
    if until is None:
        return Check("pause", True, "reminders are on")
    when = when_words(until, desk.clock.now(), desk.clock.zone())
    rows = desk.history.rows(LedgerFilter(state=LedgerState.SNOOZED), limit=1000)
    held = sum(row.reason.startswith("Held") for row in rows)
    words = f"paused until {when}, {held} held until then"
    return Check("pause", True, words, "Choose Resume in the menu to end the pause.", notice=True)


def _mail(desk: Desk) -> Check:
    settings = desk.preferences.current().mail
    if not settings.enabled:
        return Check(MAIL, True, "off")
    problem = settings_problem(settings)
    if problem:
        return Check(MAIL, False, "on, but not complete", problem)
    if settings.user and not desk.preferences.mail_password():
        return Check(
            MAIL,
            False,
            f"on, but the password of {settings.user} is not known",
            "Enter it in Settings, E-mail, or set EVENTDESK_MAIL_PASSWORD.",
        )
    waiting = desk.history.rows(LedgerFilter(state=LedgerState.RETRYING), limit=20)
    failed = [row for row in waiting if row.channel is Channel.EMAIL]
    if failed:
        return Check(
            MAIL,
            False,
            f"{len(failed)} waiting; last error: {failed[0].error}",
            "See the error, correct Settings, E-mail, then test again. None is lost meanwhile.",
        )
    return Check(MAIL, True, f"on, through {settings.host}:{settings.port}")


def _subscriptions(desk: Desk) -> Check:
    from eventdesk.services.subscription_check import subscriptions_check

    return subscriptions_check(desk)


def _clock(desk: Desk) -> Check:
    now, zone = desk.clock.now(), desk.clock.zone()
    detail = f"{now.astimezone(zone):%Y-%m-%d %H:%M} in {zone.key}"
    ok = now.year >= SANE_SINCE
    return Check("clock", ok, detail, "" if ok else "Set the computer's date and time.")


def _test_notification(desk: Desk) -> Check:
    outcome = desk.reminders.test_notification()
    if isinstance(outcome, Refused):
        return Check(
            NOTIFICATIONS,
            False,
            outcome.error,
            "Start the desktop's notification service, or keep EventDesk's window or tray icon "
            "running: its own card shows every reminder.",
        )
    return Check(NOTIFICATIONS, True, f"a test was handed to {backend_words(outcome.backend)}")


def _test_login(desk: Desk) -> Check:
    settings = desk.preferences.current().mail
    if not (settings.enabled or settings.host):
        return Check(MAIL, True, "off, so there is nothing to test", notice=True)
    outcome = desk.outbox.probe(settings)
    if isinstance(outcome, NotSent):
        return Check(MAIL, False, outcome.error, "Correct it in Settings, E-mail, then test again.")
    return Check(MAIL, True, outcome.words)
