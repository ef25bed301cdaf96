"""What the Health page calls its checks, in which order and groups they stand, and the report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from eventdesk.services.health import MAIL, NOTIFICATIONS, TRAY, Check


class Group(NamedTuple):
    """A heading and the names of the checks below it."""

    title: str
    names: tuple[str, ...]


FIRST = "Needs attention"
GROUPS = (
    Group(
        "Reminders",
        ("scheduler", "next reminder", "overdue", "last delivery", "pause", "do not disturb"),
    ),
    Group("Ways to reach you", (NOTIFICATIONS, TRAY, MAIL, "sound")),
    Group("This computer", ("clock", "clock against files", "time zone", "start at login")),
    Group(
        "Your data",
        ("services", "database", "backups", "subscriptions", "settings", "folders", "log"),
    ),
)
OTHER = "More"
TITLES = {
    "scheduler": "Alarm clock",
    "overdue": "Overdue reminders",
    NOTIFICATIONS: "Desktop notifications",
    TRAY: "Tray icon",
    "clock against files": "Clock and files",
    "folders": "Data folder",
    "subscriptions": "Subscribed calendars",
    "settings": "Settings file",
}
TESTS = {
    NOTIFICATIONS: ("Test", "Show a test notification"),
    TRAY: ("Test", "Show a test message at the tray icon"),
    MAIL: ("Test login", "Log in to the mail server; nothing is sent"),
}
"""Checks with a button: its words, and what it does."""


class Look(NamedTuple):
    """How a state looks: drawing, colour of Tokens, word."""

    icon: str
    colour: str
    word: str


WELL, NOTICE, PROBLEM = (
    Look("check", "ok", "OK"),
    Look("info", "accent", "Note"),
    Look("alert", "danger", "Problem"),
)


def look_of(check: Check) -> Look:
    """The look of a check's state."""
    return PROBLEM if not check.ok else NOTICE if check.notice else WELL


def title_of(check: Check) -> str:
    """'Next reminder'."""
    return TITLES.get(check.name) or f"{check.name[:1].upper()}{check.name[1:]}"


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
    return [(title, found) for title, found in groups if found]


def summary(checks: Sequence[Check]) -> str:
    """'All is well.' or how many things are not."""
    count = sum(not each.ok for each in checks)
    if not count:
        return "All is well. You will be reminded."
    return "1 thing needs attention." if count == 1 else f"{count} things need attention."


def report(checks: Sequence[Check], when: str) -> str:
    """The page as text."""
    lines = [f"EventDesk health, {when}", summary(checks), ""]
    for title, found in grouped(checks):
        lines.append(title)
        for each in found:
            lines.append(f"  [{look_of(each).word}] {title_of(each)}: {each.detail}")
            if each.remedy:
                lines.append(f"      What to do: {each.remedy}")
    return "\n".join(lines)
