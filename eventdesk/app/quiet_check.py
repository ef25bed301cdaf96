"""Check of the desktop's own wish for quiet, which may hold reminders."""

from __future__ import annotations

from contextlib import closing
from typing import NamedTuple

from eventdesk.domain.language import later, retold, tr
from eventdesk.domain.settings import QuietSettings
from eventdesk.paths import Paths
from eventdesk.services.health import Check
from eventdesk.system.presence import Fact, desktop_presence
from eventdesk.system.settings_file import TomlSettings

DO_NOT_DISTURB = later("do not disturb")
HELD = later(
    "Reminders wait until this is over, except those of events marked 'even in quiet hours'. "
    "Settings, Quiet hours changes that."
)
NOT_HELD = later("Reminders are shown all the same, as Settings, Quiet hours says.")
UNTOLD = later(
    "EventDesk cannot hold reminders for what the desktop does not tell. Pause them from the "
    "tray icon's menu before a presentation or a call."
)


class _Line(NamedTuple):
    """One of the two facts, with the words for when it is not so and when it is not known,
    and whether it holds reminders."""

    fact: Fact
    off: str
    unknown: str
    heeded: bool

    @property
    def words(self) -> str:
        if self.fact.unknown:
            return tr(self.unknown, why=retold(self.fact.unknown))
        return retold(self.fact.words) or tr(self.off)


def desktop_quiet(paths: Paths) -> Check:
    """Whether the desktop wants quiet now, or does not tell; asks only."""
    wishes = TomlSettings(paths.settings_file).load().quiet
    with closing(desktop_presence()) as presence:
        report = presence.report()
    return quiet_check(report.do_not_disturb, report.presentation, wishes)


def quiet_check(do_not_disturb: Fact, presentation: Fact, wishes: QuietSettings) -> Check:
    """The line for what was found; never red, as quiet is what a person may want."""
    lines = (
        _Line(do_not_disturb, later("off"), later("not known: {why}"), wishes.do_not_disturb),
        _Line(
            presentation,
            later("no presentation"),
            later("presentations not known: {why}"),
            wishes.presentation,
        ),
    )
    on = [each for each in lines if each.fact.words]
    untold = [each for each in lines if each.fact.unknown and each.heeded]
    remedy = tr(UNTOLD) if untold else ""
    if on:
        remedy = tr(HELD if any(each.heeded for each in on) else NOT_HELD)
    detail = "; ".join(each.words for each in lines)
    return Check(DO_NOT_DISTURB, True, detail, remedy, notice=bool(remedy))
