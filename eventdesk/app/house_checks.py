"""Checks of what lies around the services: folders, files, the desktop, the system."""

from __future__ import annotations

import os
import shutil
import sys
from datetime import UTC, datetime, timedelta

from eventdesk import logs
from eventdesk.app.login_start import login_start
from eventdesk.app.quiet_check import DO_NOT_DISTURB, desktop_quiet
from eventdesk.domain.language import grouped, later, retold, tr, tr_c
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
QUIET_REMEDY = later(
    "Switch 'do not disturb' off in the desktop; until then watch EventDesk's own card."
)
SERVER_REMEDY = later(
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
        (later("sound"), lambda: _sound(paths)),
        (later("time zone"), lambda: _zone(clock)),
        (later("clock against files"), lambda: _clock_against_files(paths)),
        (later("start at login"), lambda: _autostart(paths)),
        (later("database"), lambda: _database(paths)),
        (later("backups"), lambda: _backups(paths)),
        (later("settings"), lambda: _settings(paths)),
        (later("folders"), lambda: _folders(paths)),
        (later("log"), lambda: _log(paths)),
    ]


def notification_server() -> Check:
    """Whether the desktop shows notifications now; asks only."""
    if sys.platform in {"win32", "darwin"}:
        return Check(NOTIFICATIONS, True, tr("shown by the system; test them to be sure"))
    from eventdesk.system.bus import BusError
    from eventdesk.system.notification_state import notification_state

    try:
        state = notification_state()
    except (BusError, OSError) as error:
        words = str(error)
        if isinstance(error, BusError):
            words = tr("no notification server is running")
        return Check(NOTIFICATIONS, False, words, tr(SERVER_REMEDY))
    if state is None:
        return Check(NOTIFICATIONS, True, tr("shown by the system; test them to be sure"))
    if state.quiet:
        words = tr(
            "{server}, but {why}: nothing is shown now",
            server=state.server,
            why=retold(state.quiet),
        )
        return Check(NOTIFICATIONS, False, words, tr(QUIET_REMEDY))
    words = tr("shown by {server}, without buttons", server=state.server)
    if "actions" in state.capabilities:
        words = tr("shown by {server}, with buttons", server=state.server)
    return Check(NOTIFICATIONS, True, words)


def _sound(paths: Paths) -> Check:
    from eventdesk.system.sound import sound_problem

    silence = sound_problem(paths.resources)
    if silence is None:
        return Check("sound", True, tr("a sound can be played"))
    # Many computers have none, and are well without.
    problem, remedy = retold(silence.problem), retold(silence.remedy)
    return Check("sound", True, problem.rstrip("."), remedy, notice=True)


def _zone(clock: Clock) -> Check:
    zone, version = clock.zone(), rules_version()
    gap = offset_gap(zone, clock.now())
    if gap:
        return Check(
            "time zone",
            False,
            tr(
                "taken to be {zone}, but the computer's clock is {gap} from that",
                zone=zone.key,
                gap=_signed(gap),
            ),
            tr(
                "Set the time zone in the system's settings (timedatectl set-timezone), or TZ to a "
                "name such as Europe/Berlin."
            ),
        )
    detail = tr("{zone}, rules of an unknown release", zone=zone.key)
    if version:
        detail = tr("{zone}, rules of {release}", zone=zone.key, release=version)
    old = version[:4].isdecimal() and int(version[:4]) < clock.now().year - OLD_RULES_YEARS
    remedy = tr("Update the system's time zone data (package tzdata).") if old else ""
    return Check("time zone", True, detail, remedy, notice=bool(old))


def _clock_against_files(paths: Paths) -> Check:
    written = [each for each in (paths.database, paths.settings_file) if each.exists()]
    newest = max((each.stat().st_mtime for each in written), default=0.0)
    ahead = datetime.fromtimestamp(newest, UTC) - datetime.now(UTC)
    if ahead > AHEAD:
        words = tr(
            "EventDesk's files were written {duration} from now", duration=duration_words(ahead)
        )
        return Check("clock against files", False, words, tr("Set the computer's date and time."))
    return Check("clock against files", True, tr("the clock has not gone back"))


def _autostart(paths: Paths) -> Check:
    wanted = TomlSettings(paths.settings_file).load().general.start_at_login
    login = login_start(paths)
    state, missing = login.look(), login.missing()
    if state.on and missing:
        remedy = tr("Start EventDesk once, or switch it off and on again in Settings, General.")
        words = tr("set up, but {program} is gone", program=missing)
        return Check("start at login", False, words, remedy)
    if wanted and not state.on:
        remedy, who = tr("Switch it on again in Settings, General."), login.held_by()
        if not who:
            return Check("start at login", False, tr("wanted, but not set up"), remedy)
        words = tr("it is switched off by {who}", who=who)
        return Check("start at login", True, words, remedy, notice=True)
    return Check("start at login", True, tr("on") if state.on else tr("off"))


def _database(paths: Paths) -> Check:
    from eventdesk.storage.soundness import soundness_problem

    if not paths.database.exists():
        return Check("database", True, tr("not made yet"))
    problem = soundness_problem(paths.database)
    if problem:
        remedy = tr(
            "Quit EventDesk, then run 'eventdesk restore-backup' to go back to the newest good "
            "backup, or 'eventdesk salvage' to keep what can be read."
        )
        return Check("database", False, retold(problem), remedy)
    size = _size(paths.database.stat().st_size)
    return Check("database", True, tr("sound, {size}", size=size))


def _backups(paths: Paths) -> Check:
    from eventdesk.storage.backup import backups

    now = datetime.now(UTC)
    found = backups(paths.backups)
    if not found:
        young = not paths.database.exists() or _age(paths.database, now) < FRESH
        remedy = tr("Make one: eventdesk backup.")
        return Check("backups", young, tr("none yet"), remedy, notice=young)
    age = min(_age(each, now) for each in found)
    words = duration_words(max(age, timedelta()))
    detail = tr("{count}, the newest {duration} old", count=len(found), duration=words)
    if age > FRESH:
        return Check("backups", False, detail, tr("Make one now: eventdesk backup."))
    return Check("backups", True, detail)


def _settings(paths: Paths) -> Check:
    TomlSettings(paths.settings_file).load()
    return Check("settings", True, str(paths.settings_file))


def _folders(paths: Paths) -> Check:
    paths.ensure()
    free = shutil.disk_usage(paths.data).free
    detail = tr("{folder}, {size} free", folder=paths.data, size=_size(free))
    if free < FREE_BYTES:
        return Check("folders", False, detail, tr("Free some space on this disk."))
    return Check("folders", True, detail)


def _log(paths: Paths) -> Check:
    files = list(paths.log.glob(f"{paths.log_file.name}*"))
    locked = [each for each in (paths.log, *files) if not os.access(each, os.W_OK)]
    if locked:
        remedy = tr("Make {path} writable for your account.", path=locked[0])
        return Check("log", False, tr("{path} cannot be written", path=locked[0]), remedy)
    size = sum(each.stat().st_size for each in files)
    most = (logs.FILES_KEPT + 1) * logs.FILE_BYTES
    words = tr(
        "{path}, {size} of at most {most}",
        path=paths.log_file,
        size=_size(size),
        most=_size(most),
    )
    return Check("log", True, words)


def _age(path: os.PathLike[str], now: datetime) -> timedelta:
    return now - datetime.fromtimestamp(os.stat(path).st_mtime, UTC)  # noqa: PTH116


def _size(count: int) -> str:
    for unit, step in (("GB", 10**9), ("MB", 10**6)):
        if count >= step:
            whole, _, tenths = f"{count / step:.1f}".partition(".")
            mark = tr_c("decimal mark", ".")
            return f"{grouped(int(whole))}{mark}{tenths} {unit}"
    return f"{grouped(round(count / 1000))} KB"


def _signed(gap: timedelta) -> str:
    return f"{'-' if gap < timedelta() else '+'}{duration_words(abs(gap))}"
