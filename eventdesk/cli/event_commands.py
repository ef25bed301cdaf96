"""`show`, `delete` and `restore`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from eventdesk.cli.connect import Connect
from eventdesk.cli.event_words import print_event
from eventdesk.cli.output import print_json
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
        _print(desk, [desk.events.get(each) for each in event_ids], "", as_json=as_json)


@click.command("delete")
@IDS
@JSON
@click.pass_obj
def delete_command(connect: Connect, event_ids: tuple[str, ...], as_json: bool) -> None:
    """Delete events. Nothing is thrown away: `eventdesk restore ID` brings them back.

    Their reminders stay in the log.
    """
    with connect.desk() as desk:
        found = [desk.events.get(each).id for each in event_ids]
        desk.events.delete(found)
        _print(desk, [desk.events.get(each) for each in found], "Deleted: ", as_json=as_json)


@click.command("restore")
@IDS
@JSON
@click.pass_obj
def restore_command(connect: Connect, event_ids: tuple[str, ...], as_json: bool) -> None:
    """Bring deleted events back, and their reminders with them."""
    with connect.desk() as desk:
        found = [desk.events.get(each).id for each in event_ids]
        desk.events.restore(found)
        _print(desk, [desk.events.get(each) for each in found], "Restored: ", as_json=as_json)


def _print(desk: Desk, events: Sequence[Event], verb: str, *, as_json: bool) -> None:
    local = desk.clock.zone()
    if as_json:
        values = [event_json(event, local) for event in events]
        print_json(values[0] if len(values) == 1 else values)
        return
    for index, event in enumerate(events):
        if index:
            click.echo()
        print_event(f"{verb}{event.title}", event, desk.clock.now(), local)
