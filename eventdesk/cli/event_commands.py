"""`show`, `delete` and `restore`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from eventdesk.cli.connect import Connect
from eventdesk.cli.event_words import calendar_words, print_event
from eventdesk.cli.occurrence_choice import OCCURRENCE, SCOPE, parse_scope
from eventdesk.cli.occurrence_edit import delete_occurrence
from eventdesk.cli.output import print_json
from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.event import Event
from eventdesk.domain.event_json import event_json
from eventdesk.services.desk import Desk

IDS = click.argument("event_ids", metavar="ID...", nargs=-1, required=True)
JSON = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON: an object, or a list for several IDs."
)


@click.command("show")
@IDS
@JSON
@click.pass_obj
def show_command(connect: Connect, event_ids: tuple[str, ...], as_json: bool) -> None:
    """Show everything about an event; deleted ones can be shown too.

    ID is an event's id, or the beginning of one (4 characters or more).
    """
    with connect.desk() as desk:
        found = [desk.events.get(each) for each in event_ids]
        _print(desk, found, [""] * len(found), as_json=as_json)


@click.command("delete")
@IDS
@OCCURRENCE
@SCOPE
@JSON
@click.pass_obj
def delete_command(
    connect: Connect,
    event_ids: tuple[str, ...],
    occurrence: str | None,
    scope: str | None,
    as_json: bool,
) -> None:
    """Delete events. Nothing is thrown away: `eventdesk restore ID` brings them back.

    Their reminders stay in the log. With --occurrence a series goes on without that one, or
    ends before it.
    """
    wanted = parse_scope(scope, occurrence)
    with connect.desk() as desk:
        before = [desk.events.get(each) for each in event_ids]
        if occurrence is not None:
            if len(before) > 1:
                raise InvalidInput.of(
                    "occurrence", "Several events are named.", "Name the one it belongs to."
                )
            event, words = delete_occurrence(desk, before[0], occurrence, wanted)
            _print(desk, [event], [words], as_json=as_json)
            return
        desk.events.delete([each.id for each in before])
        verbs = ["Deleted" if each.deleted_at is None else "Deleted already" for each in before]
        _print(desk, [desk.events.get(each.id) for each in before], verbs, as_json=as_json)


@click.command("restore")
@IDS
@JSON
@click.pass_obj
def restore_command(connect: Connect, event_ids: tuple[str, ...], as_json: bool) -> None:
    """Bring deleted events back, and their reminders with them."""
    with connect.desk() as desk:
        before = [desk.events.get(each) for each in event_ids]
        desk.events.restore([each.id for each in before])
        verbs = ["Restored" if each.deleted_at is not None else "Not deleted" for each in before]
        _print(desk, [desk.events.get(each.id) for each in before], verbs, as_json=as_json)


def _print(desk: Desk, events: Sequence[Event], verbs: Sequence[str], *, as_json: bool) -> None:
    local = desk.clock.zone()
    if as_json:
        values = [event_json(event, local) for event in events]
        print_json(values[0] if len(values) == 1 else values)
        return
    known = desk.calendars.all()
    for index, (event, verb) in enumerate(zip(events, verbs, strict=True)):
        if index:
            click.echo()
        heading = f"{verb}: {event.title}" if verb else event.title
        print_event(heading, event, desk.clock.now(), local, calendar_words(known, event))
