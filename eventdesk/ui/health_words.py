"""What the Health page calls its checks, in which order and groups they stand, and the report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from eventdesk.domain.language import later, tr, tr_n
from eventdesk.services.health import MAIL, NOTIFICATIONS, TRAY, Check


class Group(NamedTuple):
    """A heading, in English, and the names of the checks below it."""

    title: str
    names: tuple[str, ...]


FIRST = later("Needs attention")
GROUPS = (
    Group(
        later("Reminders"),
        ("scheduler", "next reminder", "overdue", "last delivery", "pause", "do not disturb"),
    ),
    Group(later("Ways to reach you"), (NOTIFICATIONS, TRAY, MAIL, "sound")),
    Group(later("This computer"), ("clock", "clock against files", "time zone", "start at login")),
    Group(
        later("Your data"),
        ("services", "database", "backups", "subscriptions", "settings", "folders", "log"),
    ),
)
OTHER = later("More")
TITLES = {
    "scheduler": later("Alarm clock"),
    "overdue": later("Overdue reminders"),
    NOTIFICATIONS: later("Desktop notifications"),
    TRAY: later("Tray icon"),
    "clock against files": later("Clock and files"),
    "folders": later("Data folder"),
    "subscriptions": later("Subscribed calendars"),
    "settings": later("Settings file"),
}
TESTS = {
    NOTIFICATIONS: (later("Test"), later("Show a test notification")),
    TRAY: (later("Test"), later("Show a test message at the tray icon")),
    MAIL: (later("Test login"), later("Log in to the mail server; nothing is sent")),
}
"""Checks with a button: its words, and what it does."""


class Look(NamedTuple):
    """How a state looks: drawing, colour of Tokens, word in English."""

    icon: str
    colour: str
    word: str


WELL, NOTICE, PROBLEM = LOOKS = (
    Look("check", "ok", later("OK")),
    Look("info", "accent", later("Note")),
    Look("alert", "danger", later("Problem")),
)


def look_of(check: Check) -> Look:
    """The look of a check's state."""
    return PROBLEM if not check.ok else NOTICE if check.notice else WELL


def title_of(check: Check) -> str:
    """'Next reminder'."""
    return _title(check.name)


def titles() -> list[str]:
    """What all known checks are called."""
    return [_title(name) for _, names in GROUPS for name in names]


def _title(name: str) -> str:
    return tr(TITLES[name]) if name in TITLES else sentence(tr(name))


def sentence(words: str) -> str:
    """Words as a sentence begins."""
    return f"{words[:1].upper()}{words[1:]}"


def grouped(checks: Iterable[Check]) -> list[tuple[str, list[Check]]]:
    """The checks below their headings; what is not well comes first."""
    left = {each.name: each for each in checks}
    groups = [(FIRST, [left.pop(name) for name in list(left) if not left[name].ok])]
    for title, names in GROUPS:
        groups.append((title, [left.pop(name) for name in names if name in left]))
    groups.append((OTHER, list(left.values())))
    return [(tr(title), found) for title, found in groups if found]


def summary(checks: Sequence[Check]) -> str:
    """'All is well.' or how many things are not."""
    count = sum(not each.ok for each in checks)
    if not count:
        return tr("All is well. You will be reminded.")
    return tr_n("{count} thing needs attention.", "{count} things need attention.", count)


def report(checks: Sequence[Check], when: str) -> str:
    """The page as text."""
    lines = [tr("EventDesk health, {when}", when=when), summary(checks), ""]
    for title, found in grouped(checks):
        lines.append(title)
        for each in found:
            lines.append(f"  [{tr(look_of(each).word)}] {title_of(each)}: {each.detail}")
            if each.remedy:
                lines.append(" " * 6 + tr("What to do: {remedy}", remedy=each.remedy))
    return "\n".join(lines)
