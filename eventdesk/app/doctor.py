"""Everything reminders depend on, looked at: `eventdesk doctor` and the window's Health page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from eventdesk.app.house_checks import house_checks, living_beats, notification_server
from eventdesk.domain.language import in_english, later, tr
from eventdesk.paths import Paths
from eventdesk.services.health import (
    MAIL,
    NOTIFICATIONS,
    Check,
    channel_test,
    desk_checks,
    run_check,
    run_checks,
)
from eventdesk.system.clock import SystemClock

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk
_TESTED = {NOTIFICATIONS: later("notifications tested"), MAIL: later("e-mail tested")}


class DeskDoctor:
    """A `services.health.Doctor` for an opened desk."""

    def __init__(self, paths: Paths, desk: Desk) -> None:
        self._paths = paths
        self._desk = desk

    def examine(self) -> list[Check]:
        """Look at everything."""
        return run_checks(
            [
                *desk_checks(self._desk, living_beats(self._paths)),
                *house_checks(self._paths, self._desk.clock),
            ]
        )

    def test(self, name: str) -> Check:
        """Try a channel for real."""
        return tried(self._desk, name)

    def save(self, path: Path, more: Sequence[Check] = ()) -> None:
        """Write diagnostics as a zip file, in English: developers read it. StorageFailure."""
        from eventdesk.app.diagnostics import save_diagnostics

        secret = self._desk.preferences.mail_password()
        with in_english():
            found = self.examine()
        save_diagnostics(path, self._paths, [*found, *more], secret)


def tried(desk: Desk, name: str) -> Check:
    """A channel tried for real; a notification that was taken but is kept back is a problem."""
    found = channel_test(desk, name)
    if name == NOTIFICATIONS and found.ok:
        server = run_check(name, notification_server)
        if not server.ok:
            return replace(server, detail=f"{found.detail}; {server.detail}")
    return found


def examine(paths: Paths, *, test: bool = False) -> list[Check]:
    """All checks from outside, also where the services cannot be opened; with `test` the
    channels are tried for real: a notification is shown, the mail login is made."""
    checks = run_checks(house_checks(paths, SystemClock()))
    return [*checks, *_desk_part(paths, test=test)]


def _desk_part(paths: Paths, *, test: bool) -> list[Check]:
    from eventdesk.app.terminal import Terminal

    def opened() -> Check:
        with Terminal(paths).desk() as desk:
            found.extend(run_checks(desk_checks(desk, living_beats(paths))))
            if test:
                found.extend(_tested(tried(desk, each)) for each in (NOTIFICATIONS, MAIL))
        return Check("services", True, tr("the database opens"))

    found: list[Check] = []
    return [*run_checks([(later("services"), opened)]), *found]


def _tested(check: Check) -> Check:
    return Check(_TESTED[check.name], check.ok, check.detail, check.remedy, check.notice)
