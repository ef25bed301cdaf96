"""What the editor says about an event that is allowed but perhaps not meant. Pure functions."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from eventdesk.domain.day_words import short_date
from eventdesk.domain.event import EventDraft
from eventdesk.domain.language import tr
from eventdesk.domain.occurrence import due_at, occurrence_at, zone_of
from eventdesk.domain.walltime import to_wall
from eventdesk.domain.wording import relative_words
from eventdesk.ui.inline_message import Level

Advice = tuple[Level, str]
NOTHING: Advice = (Level.INFO, "")


def time_advice(
    draft: EventDraft, now: datetime, local: ZoneInfo, before: EventDraft | None = None
) -> Advice:
    """A hint about the start seen from `now` (UTC): past, begun, or inside the window.

    `before` is the stored event when one is edited: reminders it already had are not
    announced again.
    """
    first = occurrence_at(draft, draft.start, local)
    if draft.recurrence is not None:
        if first.start < now:
            return Level.INFO, tr("The first one is in the past: reminders begin with the next.")
        return NOTHING
    if first.ends <= now:
        return Level.WARNING, tr("This is in the past: no reminder will be sent.")
    dues = [due_at(draft, first, reminder, local) for reminder in draft.reminders]
    if first.start < now and not any(due > now for due in dues):
        if draft.all_day:
            return Level.WARNING, tr("This is today: no reminder will be sent.")
        return Level.WARNING, tr("This has already started: no reminder will be sent.")
    if not draft.all_day and any(due <= now for due in _fresh(draft, before, dues)):
        words = relative_words(first.start, now)
        return Level.INFO, tr("Starts {when}: you will be reminded at once.", when=words)
    return zone_advice(draft, first.start, local)


def zone_advice(draft: EventDraft, start: datetime, local: ZoneInfo) -> Advice:
    """The start on the person's own clocks when the event is in another zone."""
    zone = zone_of(draft, local)
    if draft.all_day or to_wall(start, zone) == to_wall(start, local):
        return NOTHING
    own = start.astimezone(local)
    time = f"{own:%H:%M}"
    if own.date() == draft.start.date():
        return Level.INFO, tr("That is {time} in your zone.", time=time)
    return Level.INFO, tr("That is {time} on {day} in your zone.", time=time, day=short_date(own))


def _fresh(draft: EventDraft, before: EventDraft | None, dues: list[datetime]) -> list[datetime]:
    if before is None or before.start != draft.start or before.time_zone != draft.time_zone:
        return dues
    known = {each.lead for each in before.reminders}
    return [due for due, each in zip(dues, draft.reminders, strict=True) if each.lead not in known]
