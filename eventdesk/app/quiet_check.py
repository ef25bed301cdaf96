"""Check of the desktop's own wish for quiet, which may hold reminders."""

from __future__ import annotations

from contextlib import closing
from typing import NamedTuple

from eventdesk.domain.settings import QuietSettings
from eventdesk.paths import Paths
from eventdesk.services.health import Check
from eventdesk.system.presence import Fact, desktop_presence
from eventdesk.system.settings_file import TomlSettings

DO_NOT_DISTURB = "do not disturb"
HELD = (
    "Reminders wait until this is over, except those of events marked 'even in quiet hours'. "
    "Settings, Quiet hours changes that."
)
NOT_HELD = "Reminders are shown all the same, as Settings, Quiet hours says."
UNTOLD = (
    "EventDesk cannot hold reminders for what the desktop does not tell. Pause them from the "
    "tray icon's menu before a presentation or a call."
)


class _Line(NamedTuple):
    """One of the two facts, with the words for when it is not so, what stands before 'not
    known', and whether it holds reminders."""

    fact: Fact
    off: str
    name: str
    heeded: bool

    @property
    def words(self) -> str:
        if self.fact.unknown:
            return f"{self.name}not known: {self.fact.unknown}"
        return self.fact.words or self.off


def desktop_quiet(paths: Paths) -> Check:
    """Whether the desktop wants quiet now, or does not tell; asks only."""
    wishes = TomlSettings(paths.settings_file).load().quiet
    with closing(desktop_presence()) as presence:
        report = presence.report()
    return quiet_check(report.do_not_disturb, report.presentation, wishes)


def quiet_check(do_not_disturb: Fact, presentation: Fact, wishes: QuietSettings) -> Check:
    """The line for what was found; never red, as quiet is what a person may want."""
    lines = (
        _Line(do_not_disturb, "off", "", wishes.do_not_disturb),
        _Line(presentation, "no presentation", "presentations ", wishes.presentation),
    )
    on = [each for each in lines if each.fact.words]
    untold = [each for each in lines if each.fact.unknown and each.heeded]
    remedy = UNTOLD if untold else ""
    if on:
        remedy = HELD if any(each.heeded for each in on) else NOT_HELD
    detail = "; ".join(each.words for each in lines)
    return Check(DO_NOT_DISTURB, True, detail, remedy, notice=bool(remedy))
