"""`eventdesk doctor`: everything reminders depend on, looked at from outside."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from eventdesk.app.outside import desktop_notifier
from eventdesk.paths import Paths
from eventdesk.services.health import Check, desk_checks, run_checks
from eventdesk.services.ports import Taken
from eventdesk.system.autostart import system_autostart
from eventdesk.system.settings_file import TomlSettings

FREE_BYTES = 50_000_000
FRESH = timedelta(days=2)


def examine(paths: Paths) -> list[Check]:
    """All checks; one that fails is a red line with a remedy, never an error."""
    checks: list[tuple[str, Callable[[], Check]]] = [
        ("folders", lambda: _folders(paths)),
        ("settings", lambda: _settings(paths)),
        ("database", lambda: _database(paths)),
        ("backups", lambda: _backups(paths)),
        ("notifications", lambda: _notifications(paths)),
        ("start at login", lambda: _autostart(paths)),
    ]
    return [*run_checks(checks), *_desk_part(paths)]


def _desk_part(paths: Paths) -> list[Check]:
    from eventdesk.app.terminal import Terminal

    def opened() -> Check:
        with Terminal(paths).desk() as desk:
            found.extend(run_checks(desk_checks(desk)))
        return Check("services", True, "the database opens")

    found: list[Check] = []
    return [*run_checks([("services", opened)]), *found]


def _folders(paths: Paths) -> Check:
    paths.ensure()
    free = shutil.disk_usage(paths.data).free
    detail = f"{paths.data}, {free // 1_000_000:,} MB free"
    if free < FREE_BYTES:
        return Check("folders", False, detail, "Free some space on this disk.")
    return Check("folders", True, detail)


def _settings(paths: Paths) -> Check:
    TomlSettings(paths.settings_file).load()
    return Check("settings", True, str(paths.settings_file))


def _database(paths: Paths) -> Check:
    from eventdesk.storage.backup import integrity_problem

    if not paths.database.exists():
        return Check("database", True, "not made yet")
    problem = integrity_problem(paths.database)
    if problem:
        remedy = "Quit EventDesk and restore a backup: eventdesk restore-backup FILE."
        return Check("database", False, problem, remedy)
    size = paths.database.stat().st_size
    return Check("database", True, f"sound, {size // 1024:,} KB")


def _backups(paths: Paths) -> Check:
    from eventdesk.storage.backup import backups

    found = backups(paths.backups)
    if not found:
        return Check("backups", True, "none yet; 'eventdesk backup' makes one")
    age = datetime.now(UTC) - datetime.fromtimestamp(found[0].stat().st_mtime, UTC)
    detail = f"{len(found)}, the newest is {found[0].name}"
    return Check("backups", True, detail if age < FRESH else f"{detail} ({age.days} days old)")


def _notifications(paths: Paths) -> Check:
    from eventdesk.services.ports import Notice

    notifier = desktop_notifier(paths, lambda action: None)
    notice = Notice(
        title="EventDesk checks notifications", body="All is well.", ledger_ids=(), actions=False
    )
    try:
        outcome = notifier.notify(notice)
        if isinstance(outcome, Taken):
            notifier.withdraw(outcome.ref)
            return Check("notifications", True, f"shown by {outcome.backend}")
    finally:
        notifier.close()
    return Check(
        "notifications",
        False,
        outcome.error,
        "Keep the window or its tray icon running: it shows reminders itself.",
    )


def _autostart(paths: Paths) -> Check:
    wanted = TomlSettings(paths.settings_file).load().general.start_at_login
    found = system_autostart().enabled()
    if wanted and not found:
        return Check(
            "start at login",
            False,
            "wanted, but not set up",
            "Switch it off and on again in Settings, General.",
        )
    return Check("start at login", True, "on" if found else "off")
