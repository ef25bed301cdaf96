"""Checks of what lies around the services: folders, files, the desktop, the system."""

from __future__ import annotations

import os
import shutil
import sys
from datetime import UTC, datetime, timedelta

from eventdesk import logs
from eventdesk.app.login_start import GONE, login_start
from eventdesk.app.quiet_check import DO_NOT_DISTURB, desktop_quiet
from eventdesk.domain.wording import duration_words
from eventdesk.paths import Paths
from eventdesk.services.health import NOTIFICATIONS, Check, NamedCheck
from eventdesk.services.ports import Beat, Clock
from eventdesk.system.heartbeat import HeartbeatFiles
from eventdesk.system.processes import SystemProcesses
from eventdesk.system.settings_file import TomlSettings
from eventdesk.system.zone_rules import offset_gap, rules_version

FREE_BYTES = 50_000_000
FRESH = timedelta(days=3)
AHEAD = timedelta(days=1)
OLD_RULES_YEARS = 2
QUIET_REMEDY = "Switch 'do not disturb' off in the desktop; until then watch EventDesk's own card."
SERVER_REMEDY = (
    "Start the desktop's notification service (on a bare desktop, install dunst). "
    "The window and its tray icon show reminders themselves meanwhile."
)


def living_beats(paths: Paths) -> list[Beat]:
    """The signs of life of processes that are still there, the newest first."""
    processes = SystemProcesses()
    seen = HeartbeatFiles(paths.heartbeats).seen()
    return [each for each in seen if processes.alive(each.token)]


def house_checks(paths: Paths, clock: Clock) -> list[NamedCheck]:
    """The checks that need no services."""
    return [
        (NOTIFICATIONS, notification_server),
        (DO_NOT_DISTURB, lambda: desktop_quiet(paths)),
        ("sound", lambda: _sound(paths)),
        ("time zone", lambda: _zone(clock)),
        ("clock against files", lambda: _clock_against_files(paths)),
        ("start at login", lambda: _autostart(paths)),
        ("database", lambda: _database(paths)),
        ("backups", lambda: _backups(paths)),
        ("settings", lambda: _settings(paths)),
        ("folders", lambda: _folders(paths)),
        ("log", lambda: _log(paths)),
    ]


def notification_server() -> Check:
    """Whether the desktop shows notifications now; asks only."""
    if sys.platform in {"win32", "darwin"}:
        return Check(NOTIFICATIONS, True, "shown by the system; test them to be sure")
    from eventdesk.system.bus import BusError
    from eventdesk.system.notification_state import notification_state

    try:
        state = notification_state()
    except (BusError, OSError) as error:
        words = "no notification server is running" if isinstance(error, BusError) else str(error)
        return Check(NOTIFICATIONS, False, words, SERVER_REMEDY)
    if state is None:
        return Check(NOTIFICATIONS, True, "shown by the system; test them to be sure")
    if state.quiet:
        words = f"{state.server}, but {state.quiet}: nothing is shown now"
        return Check(NOTIFICATIONS, False, words, QUIET_REMEDY)
    buttons = "with" if "actions" in state.capabilities else "without"
    return Check(NOTIFICATIONS, True, f"shown by {state.server}, {buttons} buttons")


def _sound(paths: Paths) -> Check:
    from eventdesk.system.sound import sound_problem

    silence = sound_problem(paths.resources)
    if silence is None:
        return Check("sound", True, "a sound can be played")
    # Many computers have none, and are well without.
    return Check("sound", True, silence.problem.rstrip("."), silence.remedy, notice=True)


def _zone(clock: Clock) -> Check:
    zone, version = clock.zone(), rules_version()
    gap = offset_gap(zone, clock.now())
    if gap:
        return Check(
            "time zone",
            False,
            f"taken to be {zone.key}, but the computer's clock is {_signed(gap)} from that",
            "Set the time zone in the system's settings (timedatectl set-timezone), or TZ to a "
            "name such as Europe/Berlin.",
        )
    detail = f"{zone.key}, rules of {version or 'an unknown release'}"
    old = version[:4].isdecimal() and int(version[:4]) < clock.now().year - OLD_RULES_YEARS
    remedy = "Update the system's time zone data (package tzdata)." if old else ""
    return Check("time zone", True, detail, remedy, notice=bool(old))


def _clock_against_files(paths: Paths) -> Check:
    written = [each for each in (paths.database, paths.settings_file) if each.exists()]
    newest = max((each.stat().st_mtime for each in written), default=0.0)
    ahead = datetime.fromtimestamp(newest, UTC) - datetime.now(UTC)
    if ahead > AHEAD:
        words = f"EventDesk's files were written {duration_words(ahead)} from now"
        return Check("clock against files", False, words, "Set the computer's date and time.")
    return Check("clock against files", True, "the clock has not gone back")


def _autostart(paths: Paths) -> Check:
    wanted = TomlSettings(paths.settings_file).load().general.start_at_login
    login = login_start(paths)
    state, missing = login.look(), login.missing()
    if state.on and missing:
        remedy = "Start EventDesk once, or switch it off and on again in Settings, General."
        return Check("start at login", False, f"set up, but {missing} is gone", remedy)
    if wanted and not state.on:
        remedy = "Switch it on again in Settings, General."
        if state.note == GONE:
            return Check("start at login", False, "wanted, but not set up", remedy)
        detail = f"{state.note[:1].lower()}{state.note[1:].rstrip('.')}"
        return Check("start at login", True, detail, remedy, notice=True)
    return Check("start at login", True, "on" if state.on else "off")


def _database(paths: Paths) -> Check:
    from eventdesk.storage.soundness import soundness_problem

    if not paths.database.exists():
        return Check("database", True, "not made yet")
    problem = soundness_problem(paths.database)
    if problem:
        remedy = (
            "Quit EventDesk, then run 'eventdesk restore-backup' to go back to the newest good "
            "backup, or 'eventdesk salvage' to keep what can be read."
        )
        return Check("database", False, problem, remedy)
    return Check("database", True, f"sound, {_size(paths.database.stat().st_size)}")


def _backups(paths: Paths) -> Check:
    from eventdesk.storage.backup import backups

    now = datetime.now(UTC)
    found = backups(paths.backups)
    if not found:
        young = not paths.database.exists() or _age(paths.database, now) < FRESH
        detail = "none yet"
        return Check("backups", young, detail, "Make one: eventdesk backup.", notice=young)
    age = min(_age(each, now) for each in found)
    detail = f"{len(found)}, the newest {duration_words(max(age, timedelta()))} old"
    if age > FRESH:
        return Check("backups", False, detail, "Make one now: eventdesk backup.")
    return Check("backups", True, detail)


def _settings(paths: Paths) -> Check:
    TomlSettings(paths.settings_file).load()
    return Check("settings", True, str(paths.settings_file))


def _folders(paths: Paths) -> Check:
    paths.ensure()
    free = shutil.disk_usage(paths.data).free
    detail = f"{paths.data}, {_size(free)} free"
    if free < FREE_BYTES:
        return Check("folders", False, detail, "Free some space on this disk.")
    return Check("folders", True, detail)


def _log(paths: Paths) -> Check:
    files = list(paths.log.glob(f"{paths.log_file.name}*"))
    locked = [each for each in (paths.log, *files) if not os.access(each, os.W_OK)]
    if locked:
        remedy = f"Make {locked[0]} writable for your account."
        return Check("log", False, f"{locked[0]} cannot be written", remedy)
    size = sum(each.stat().st_size for each in files)
    most = (logs.FILES_KEPT + 1) * logs.FILE_BYTES
    return Check("log", True, f"{paths.log_file}, {_size(size)} of at most {_size(most)}")


def _age(path: os.PathLike[str], now: datetime) -> timedelta:
    return now - datetime.fromtimestamp(os.stat(path).st_mtime, UTC)  # noqa: PTH116


def _size(count: int) -> str:
    for unit, step in (("GB", 10**9), ("MB", 10**6)):
        if count >= step:
            return f"{count / step:,.1f} {unit}"
    return f"{count / 1000:,.0f} KB"


def _signed(gap: timedelta) -> str:
    return f"{'-' if gap < timedelta() else '+'}{duration_words(abs(gap))}"
