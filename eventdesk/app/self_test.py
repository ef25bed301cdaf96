"""`eventdesk self-test`: the main job played in a scratch folder with this very program."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from eventdesk.app.outside import NoAlarm
from eventdesk.app.wiring import Outside, build
from eventdesk.domain.event import EventDraft
from eventdesk.domain.reminder import Reminder
from eventdesk.domain.views import LedgerFilter
from eventdesk.domain.walltime import to_wall
from eventdesk.paths import Paths
from eventdesk.services.health import Check, run_checks
from eventdesk.services.ports import Notice, Taken
from eventdesk.system.clock import SystemClock
from eventdesk.system.fetch import HttpFetcher
from eventdesk.system.mail import SmtpMailer
from eventdesk.system.presence import NoPresence
from eventdesk.system.processes import SystemProcesses
from eventdesk.system.secrets import CalendarLogins, MailSecret
from eventdesk.system.settings_file import TomlSettings


class RecordingChannel:
    """A Notifier that takes every notice and keeps it, and a Sounder that makes no sound."""

    def __init__(self) -> None:
        self.notices: list[Notice] = []

    def notify(self, notice: Notice) -> Taken:
        """Take the notice."""
        self.notices.append(notice)
        return Taken("self-test")

    def withdraw(self, ref: str) -> None:
        """Nothing is shown."""

    def play(self) -> str:
        """All is well."""
        return ""

    def close(self) -> None:
        """Nothing to release."""


def self_test(paths: Paths) -> list[Check]:
    """Play the main job and look at what is shipped; touches none of the person's data."""
    checks: list[tuple[str, Callable[[], Check]]] = [
        ("reminder", _reminder),
        ("icons", lambda: _icons(paths)),
        ("time zones", _zones),
        ("certificates", _certificates),
        ("calendar files", _calendar),
    ]
    return run_checks(checks)


def _reminder() -> Check:
    with tempfile.TemporaryDirectory(prefix="eventdesk-self-test-") as folder:
        return _play(Paths.in_folder(Path(folder)))


def _play(paths: Paths) -> Check:
    channel, secrets, clock = RecordingChannel(), MailSecret({}), SystemClock()
    outside = Outside(
        clock=clock,
        alarm=NoAlarm(),
        notifier=lambda on_action: channel,
        sounder=channel,
        presence=NoPresence(),
        mailer=SmtpMailer(secrets),
        secrets=secrets,
        fetcher=HttpFetcher(),
        logins=CalendarLogins({}),
        settings=TomlSettings(paths.settings_file),
        processes=SystemProcesses(),
        publish=lambda change: None,
    )
    desk = build(paths, outside)
    try:
        start = to_wall(clock.now() + timedelta(minutes=2), clock.zone())
        draft = EventDraft(
            title="Self-test", start=start, time_zone=clock.zone().key, reminders=(Reminder(),)
        )
        event = desk.events.create(draft)
        desk.reminders.deliver_due()
        desk.reminders.deliver_due()
        states = [row.state.value for row in desk.history.rows(LedgerFilter(event.id))]
    finally:
        desk.close()
    ok = states == ["delivered"] and [each.title for each in channel.notices] == ["Self-test"]
    detail = "created, delivered once, in the ledger" if ok else f"ledger {states}"
    return Check("reminder", ok, detail, "" if ok else "Install EventDesk anew.")


def _icons(paths: Paths) -> Check:
    found = sorted(paths.icons.glob("*.svg"))
    ok = (paths.icons / "eventdesk.svg").is_file() and len(found) > 20
    remedy = "" if ok else f"Install EventDesk anew: {paths.icons} is not complete."
    return Check("icons", ok, f"{len(found)} in {paths.icons}", remedy)


def _zones() -> Check:
    ZoneInfo("Asia/Kolkata")
    return Check("time zones", True, "the zone rules load")


def _certificates() -> Check:
    import ssl

    count = len(ssl.create_default_context().get_ca_certs())
    remedy = "" if count else "Install the system's certificates (ca-certificates)."
    return Check("certificates", count > 0, f"{count} authorities trusted", remedy)


def _calendar() -> Check:
    import icalendar

    return Check("calendar files", True, f"icalendar {icalendar.__version__}")
