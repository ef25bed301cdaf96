"""`--occurrence` and `--scope`: which occurrences of a series a command is for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

import click

from eventdesk.cli.moments import Moment, day_text, parse_moment
from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.event import Event, EventDraft
from eventdesk.domain.occurrence import Occurrence, occurrence_at, occurrences, zone_of
from eventdesk.domain.reminder import DAY
from eventdesk.domain.series import Scope
from eventdesk.domain.walltime import to_instant
from eventdesk.services.desk import Desk

OCCURRENCE = click.option(
    "--occurrence",
    metavar="ISO",
    help="The one occurrence of a series that is meant, by its start as `occurrences` lists "
    "it, such as 2026-11-27T14:30; the day is enough where only one is on it.",
)
SCOPE = click.option(
    "--scope",
    type=click.Choice([each.value for each in Scope]),
    help="With --occurrence: that one alone (the default), that one and all that follow, or "
    "all of the series.",
)


class Chosen(NamedTuple):
    """One occurrence and its event: the series, or, when it was changed by itself, that."""

    event: Event
    occurrence: Occurrence
    changed: bool


def parse_scope(scope: str | None, occurrence: str | None) -> Scope:
    """The scope meant; InvalidInput when it needs an occurrence and none is given."""
    if occurrence is None and scope in (Scope.ONE, Scope.FOLLOWING):
        raise InvalidInput.of(
            "scope",
            "Which occurrence is meant was not given.",
            "Add it like --occurrence 2026-11-27T14:30.",
        )
    if scope is not None:
        return Scope(scope)
    return Scope.ALL if occurrence is None else Scope.ONE


def choose(desk: Desk, event: Event, text: str) -> Chosen:
    """The occurrence of a series that `text` names; InvalidInput otherwise."""
    moment = parse_moment(text, "occurrence")
    if event.recurrence is None:
        raise InvalidInput.of(
            "occurrence", "This event happens only once.", "Leave out --occurrence."
        )
    after, before = _span(moment, event, desk)
    local = desk.clock.zone()
    found = [
        Chosen(event, each, changed=False)
        for each in occurrences(event, local, after=after, before=before, limit=3)
    ]
    for other in desk.series.changed(event.id):
        own = occurrence_at(other, other.start, local)
        stands_for = other.recurrence_id and to_instant(other.recurrence_id, zone_of(event, local))
        if any(at is not None and after <= at < before for at in (own.start, stands_for)):
            found.append(Chosen(other, own, changed=True))
    if len(found) == 1:
        return found[0]
    if found:
        raise InvalidInput.of(
            "occurrence",
            f"There are several on {day_text(moment.wall)}.",
            f"Add the time, such as {moment.wall:%Y-%m-%d}T09:00.",
        )
    raise InvalidInput.of(
        "occurrence",
        f"There is no occurrence at {moment.text.strip()!r}.",
        f"See when there are: eventdesk occurrences {event.id[:8]}",
    )


def refuse_part_of_changed(scope: Scope) -> None:
    """InvalidInput when more is meant than an occurrence that was changed by itself."""
    if scope is not Scope.ONE:
        raise InvalidInput.of(
            "scope",
            "This occurrence was changed by itself, so it stands alone.",
            "Use --scope one, or choose an occurrence of the series.",
        )


def with_changed(
    desk: Desk,
    event: Event,
    found: list[Occurrence],
    after: datetime | None,
    before: datetime | None,
) -> list[tuple[Event, Occurrence]]:
    """Occurrences of a series and the changed ones in the same time, by start."""
    local = desk.clock.zone()
    merged: list[tuple[Event, Occurrence]] = [(event, each) for each in found]
    for other in desk.series.changed(event.id) if event.recurrence is not None else ():
        own = occurrence_at(other, other.start, local)
        if (after is None or own.start >= after) and (before is None or own.start < before):
            merged.append((other, own))
    return sorted(merged, key=lambda pair: pair[1].start)


def _span(moment: Moment, event: EventDraft, desk: Desk) -> tuple[datetime, datetime]:
    """From when and before when the occurrence starts."""
    local = desk.clock.zone()
    if moment.date_only or event.all_day:
        day = moment.wall.replace(hour=0, minute=0, second=0, microsecond=0)
        return to_instant(day, local), to_instant(day + DAY, local)
    at = moment.to_instant(local)
    return at, at + timedelta(microseconds=1)
