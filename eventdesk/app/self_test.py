"""`eventdesk self-test`: the main job played in scratch folders with this very program.

Nothing of the person's own data is read or written, and nothing is left behind. Every check
imports what it needs by itself, so that what is missing fails in its own row.
"""

from __future__ import annotations

from eventdesk.app.self_test_outcomes import named
from eventdesk.app.self_test_window import WindowTrial
from eventdesk.paths import Paths
from eventdesk.services.health import Check, run_checks


def self_test(paths: Paths) -> list[Check]:
    """Play the main job and look at what is shipped. Of `paths` only the resources are used.

    Shows a notification for a moment where there is a desktop. Takes a few seconds, and at
    most two minutes where everything hangs.
    """
    window = WindowTrial(paths.icons)
    return run_checks(
        [
            named("program", lambda: _program(window)),
            named("database", _database),
            named("reminder", _reminder),
            named("notification", lambda: _notification(paths)),
            named("window", window.check),
            named("translations", lambda: _translations(paths, window)),
            named("time zones", _zones),
            named("certificates", _certificates),
            named("keyring", _keyring),
            named("calendar files", _calendar_files),
            named("sound", lambda: _sound(paths)),
            named("processes", _processes),
        ]
    )


def _program(window: WindowTrial) -> Check:
    from eventdesk.app.self_test_system import program

    return program(window.qt)


def _database() -> Check:
    from eventdesk.app.self_test_desk import database

    return database()


def _reminder() -> Check:
    from eventdesk.app.self_test_desk import reminder

    return reminder()


def _notification(paths: Paths) -> Check:
    from eventdesk.app.self_test_desktop import notification

    return notification(paths)


def _translations(paths: Paths, window: WindowTrial) -> Check:
    from eventdesk.app.self_test_system import translations

    return translations(paths.translations, window.languages)


def _zones() -> Check:
    from eventdesk.app.self_test_system import zones

    return zones()


def _certificates() -> Check:
    from eventdesk.app.self_test_system import certificates

    return certificates()


def _keyring() -> Check:
    from eventdesk.app.self_test_desktop import keyring

    return keyring()


def _calendar_files() -> Check:
    from eventdesk.app.self_test_calendar import calendar_files

    return calendar_files()


def _sound(paths: Paths) -> Check:
    from eventdesk.app.self_test_desktop import sound

    return sound(paths)


def _processes() -> Check:
    from eventdesk.app.self_test_system import processes

    return processes()
