"""The late rule: what still deserves a reminder when the due instant was slept through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.language import tr
from eventdesk.domain.reminder import format_duration, parse_duration

ASSUMED_DURATION = timedelta(minutes=60)
"""How long an event without an end, or of no length, is taken to last."""


class LateMode(StrEnum):
    """The three late rules of the design."""

    UNTIL_END = "until-end"
    WITHIN = "within"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class LateRule:
    """Which late reminders are still delivered; `limit` counts from the due instant."""

    mode: LateMode = LateMode.UNTIL_END
    limit: timedelta = timedelta()

    def allows(self, *, now: datetime, due: datetime, ends: datetime) -> bool:
        """True when a reminder due at `due` (UTC) should still be delivered at `now` (UTC)."""
        last = self.until(due=due, ends=ends)
        return last is None or now < last

    def until(self, *, due: datetime, ends: datetime) -> datetime | None:
        """The first instant (UTC) that is too late, or None when none is."""
        if self.mode is LateMode.ALWAYS:
            return None
        if self.mode is LateMode.WITHIN:
            return due + self.limit + timedelta(microseconds=1)
        return ends

    def __str__(self) -> str:
        if self.mode is LateMode.WITHIN:
            return f"within {format_duration(self.limit)}"
        return self.mode.value


def parse_late_rule(text: str, field: str = "late_rule") -> LateRule:
    """'until-end', 'within 15m' or 'always'; InvalidInput otherwise."""
    words = text.strip().lower().replace("within-", "within ").split(maxsplit=1)
    if words == ["until-end"]:
        return LateRule(LateMode.UNTIL_END)
    if words == ["always"]:
        return LateRule(LateMode.ALWAYS)
    if len(words) == 2 and words[0] == "within":
        return LateRule(LateMode.WITHIN, parse_duration(words[1], field))
    raise InvalidInput.of(
        field,
        tr("{text} is not a late rule.", text=repr(text)),
        tr("Use until-end, always or 'within 15m'."),
    )
