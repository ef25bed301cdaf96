"""Editing and deleting a part of a series on the command line."""

from __future__ import annotations

from dataclasses import replace

from eventdesk.cli.drafting import Drafting
from eventdesk.cli.occurrence_choice import Chosen, choose, refuse_part_of_changed
from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.event import Event
from eventdesk.domain.series import Scope, occurrence_draft, rebased
from eventdesk.services.desk import Desk


def edit_occurrence(
    desk: Desk, event: Event, text: str, scope: Scope, drafting: Drafting
) -> tuple[Event, str]:
    """Change the occurrence that `text` names, or more: what was typed is typed for that
    occurrence. The event that holds the change, and words for it."""
    chosen = choose(desk, event, text)
    if scope is Scope.ONE and drafting.typed.repeat:
        raise InvalidInput.of(
            "repeat", "One occurrence does not repeat by itself.", "Use --scope following or all."
        )
    if chosen.changed:
        refuse_part_of_changed(scope)
        one = chosen.event
        return desk.events.update(one.id, drafting.changed(one.draft())), "Changed this one"
    base = occurrence_draft(event.draft(), chosen.occurrence, desk.clock.zone())
    start = chosen.occurrence.start
    if scope is Scope.ONE:
        draft = drafting.changed(base)
        return desk.series.edit(event.id, start, draft, scope), "Changed this one"
    base = replace(base, recurrence=event.recurrence)
    draft = drafting.changed(base)
    if scope is Scope.FOLLOWING:
        words = "Changed this and the following"
        return desk.series.edit(event.id, start, draft, scope), words
    whole = rebased(draft, base, event.draft())
    return desk.events.update(event.id, whole), "Changed all"


def delete_occurrence(desk: Desk, event: Event, text: str, scope: Scope) -> tuple[Event, str]:
    """Delete the occurrence that `text` names, or more; the event as it is then, and words."""
    chosen: Chosen = choose(desk, event, text)
    if chosen.changed:
        refuse_part_of_changed(scope)
        desk.events.delete([chosen.event.id])
        return desk.events.get(chosen.event.id), "Skipped one of"
    desk.series.delete(event.id, chosen.occurrence.start, scope)
    words = {
        Scope.ONE: "Skipped one of",
        Scope.FOLLOWING: "Deleted the rest of",
        Scope.ALL: "Deleted",
    }
    return desk.events.get(event.id), words[scope]
