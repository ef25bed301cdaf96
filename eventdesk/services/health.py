"""Looking at everything reminders depend on, and saying what to do where it is not well."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.holding import HELD_REASONS
from eventdesk.domain.language import later, retold, tr, tr_n
from eventdesk.domain.ledger import LedgerState
from eventdesk.domain.reminder import Channel
from eventdesk.domain.views import LedgerFilter
from eventdesk.domain.wording import (
    backend_words,
    duration_words,
    inner_when_words,
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
NOTIFICATIONS, MAIL, TRAY = later("notifications"), later("e-mail"), later("tray")
"""Names of checks are English, as keys are; whoever shows them says `tr`."""
RESTART = later(
    "Quit EventDesk and start it again. If it happens again, save diagnostics and report it."
)
START = later("Start EventDesk, or run 'eventdesk service': without one of them no reminder comes.")


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
        """Write diagnostics without secrets and event texts as a zip file, in English, with
        further checks of the caller's. StorageFailure when the file cannot be written."""
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
        return replace(found, remedy=tr("See the log file, or save diagnostics and report it."))
    return found


def desk_checks(desk: Desk, beats: Sequence[Beat]) -> list[NamedCheck]:
    """The checks that need only the services; `beats` are those of living processes."""
    return [
        (later("scheduler"), lambda: _scheduler(desk, beats)),
        (later("next reminder"), lambda: _next_reminder(desk)),
        (later("overdue"), lambda: _overdue(desk, beats)),
        (later("last delivery"), lambda: _last_delivery(desk)),
        (later("pause"), lambda: _pause(desk)),
        (MAIL, lambda: _mail(desk)),
        (later("subscriptions"), lambda: _subscriptions(desk)),
        (later("clock"), lambda: _clock(desk)),
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
    stopped = tr("Reminders have stopped: the alarm has never looked.")
    if age_s is not None:
        words = duration_words(timedelta(seconds=age_s))
        stopped = tr(
            "Reminders have stopped: the alarm last looked {duration} ago.", duration=words
        )
    return f"{stopped} {tr(RESTART)}"


def _scheduler(desk: Desk, beats: Sequence[Beat]) -> Check:
    age_s = desk.heartbeat_age()
    if age_s is not None:
        words = duration_words(timedelta(seconds=age_s))
        detail = tr("looked for due reminders {duration} ago", duration=words)
        ok = age_s <= SILENT_S
        return Check("scheduler", ok, detail, "" if ok else tr(RESTART))
    if not beats:
        return Check("scheduler", False, tr("no window and no service is running"), tr(START))
    process = beats[0].token.rsplit(":", 2)[1:2] or ["?"]
    age = desk.clock.now() - beats[0].at
    looked = relative_words(beats[0].at, desk.clock.now())
    detail = tr("process {number} looked {ago}", number=process[0], ago=looked)
    ok = age <= STALE
    return Check("scheduler", ok, detail, "" if ok else tr(RESTART))


def _next_reminder(desk: Desk) -> Check:
    found = desk.agenda.next_reminder()
    if found is None:
        return Check("next reminder", True, tr("none is planned"))
    now = desk.clock.now()
    when = when_words(found.due_at, now, desk.clock.zone())
    return Check(
        "next reminder", True, f"{found.title}, {when}, {relative_words(found.due_at, now)}"
    )


def _overdue(desk: Desk, beats: Sequence[Beat]) -> Check:
    found = desk.agenda.next_reminder()
    now = desk.clock.now()
    if found is None or now - found.due_at <= OVERDUE_AFTER:
        return Check("overdue", True, tr("no reminder waits"))
    running = bool(beats) or desk.heartbeat_age() is not None
    ago = relative_words(found.due_at, now)
    detail = tr("a reminder was due {ago} and has not come", ago=ago)
    return Check("overdue", False, detail, tr(RESTART if running else START))


def _last_delivery(desk: Desk) -> Check:
    rows = desk.history.rows(LedgerFilter(), limit=50)
    shown = [row for row in rows if row.delivered_at is not None]
    if not shown:
        return Check("last delivery", True, tr("none yet"))
    last = max(shown, key=lambda row: row.delivered_at or row.due_at)
    at, now = last.delivered_at or last.due_at, desk.clock.now()
    detail = tr(
        "{title}, {when}, {ago}, by {backend}",
        title=last.event_title,
        when=when_words(at, now, desk.clock.zone()),
        ago=relative_words(at, now),
        backend=backend_words(last.backend),
    )
    return Check("last delivery", True, detail)


def _pause(desk: Desk) -> Check:
    until = desk.reminders.paused_until()
    if until is None:
        return Check("pause", True, tr("reminders are on"))
    when = inner_when_words(until, desk.clock.now(), desk.clock.zone())
    rows = desk.history.rows(LedgerFilter(state=LedgerState.SNOOZED), limit=1000)
    held = sum(row.reason in HELD_REASONS for row in rows)
    words = tr("paused until {when}, {count} held until then", when=when, count=held)
    remedy = tr("Choose Resume in the menu to end the pause.")
    return Check("pause", True, words, remedy, notice=True)


def _mail(desk: Desk) -> Check:
    settings = desk.preferences.current().mail
    if not settings.enabled:
        return Check(MAIL, True, tr("off"))
    problem = settings_problem(settings)
    if problem:
        return Check(MAIL, False, tr("on, but not complete"), retold(problem))
    if settings.user and not desk.preferences.mail_password():
        return Check(
            MAIL,
            False,
            tr("on, but the password of {user} is not known", user=settings.user),
            tr("Enter it in Settings, E-mail, or set EVENTDESK_MAIL_PASSWORD."),
        )
    waiting = desk.history.rows(LedgerFilter(state=LedgerState.RETRYING), limit=20)
    failed = [row for row in waiting if row.channel is Channel.EMAIL]
    if failed:
        return Check(
            MAIL,
            False,
            tr_n(
                "{count} waiting; last error: {error}",
                "{count} waiting; last error: {error}",
                len(failed),
                error=retold(failed[0].error),
            ),
            tr("See the error, correct Settings, E-mail, then test again. None is lost meanwhile."),
        )
    return Check(MAIL, True, tr("on, through {server}", server=f"{settings.host}:{settings.port}"))


def _subscriptions(desk: Desk) -> Check:
    from eventdesk.services.subscription_check import subscriptions_check

    return subscriptions_check(desk)


def _clock(desk: Desk) -> Check:
    now, zone = desk.clock.now(), desk.clock.zone()
    time = f"{now.astimezone(zone):%Y-%m-%d %H:%M}"
    detail = tr("{time} in {zone}", time=time, zone=zone.key)
    ok = now.year >= SANE_SINCE
    return Check("clock", ok, detail, "" if ok else tr("Set the computer's date and time."))


def _test_notification(desk: Desk) -> Check:
    outcome = desk.reminders.test_notification()
    if isinstance(outcome, Refused):
        return Check(
            NOTIFICATIONS,
            False,
            retold(outcome.error),
            tr(
                "Start the desktop's notification service, or keep EventDesk's window or tray "
                "icon running: its own card shows every reminder."
            ),
        )
    words = tr("a test was handed to {backend}", backend=backend_words(outcome.backend))
    return Check(NOTIFICATIONS, True, words)


def _test_login(desk: Desk) -> Check:
    settings = desk.preferences.current().mail
    if not (settings.enabled or settings.host):
        return Check(MAIL, True, tr("off, so there is nothing to test"), notice=True)
    outcome = desk.outbox.probe(settings)
    if isinstance(outcome, NotSent):
        remedy = tr("Correct it in Settings, E-mail, then test again.")
        return Check(MAIL, False, retold(outcome.error), remedy)
    return Check(MAIL, True, retold(outcome.words))
