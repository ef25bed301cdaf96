"""`list` and `occurrences`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import click

from eventdesk.cli.calendars_command import naming_the_field
from eventdesk.cli.connect import Connect
from eventdesk.cli.event_words import reminders_words, span_words
from eventdesk.cli.moments import parse_range
from eventdesk.cli.occurrence_choice import with_changed
from eventdesk.cli.output import Column, print_json, print_table, say
from eventdesk.domain.calendar import Calendar
from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.event import Event
from eventdesk.domain.event_json import event_json, occurrence_json
from eventdesk.domain.occurrence import Occurrence, occurrences
from eventdesk.domain.recurrence import MAX_STEPS
from eventdesk.domain.wording import duration_words, when_words
from eventdesk.services.desk import Desk

ENDLESS_LIMIT = 100
MOST_DELETED = 100_000
Listed = tuple[Event, Occurrence]

FROM = click.option("--from", "start", metavar="ISO", help="From this time or day on.")
TO = click.option(
    "--to", "end", metavar="ISO", help="Before this time, or up to and with this day."
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")


@click.command("list")
@FROM
@TO
@click.option(
    "--search", default="", metavar="TEXT", help="Look in title, description, location and tags."
)
@click.option("--tag", default="", metavar="TAG", help="Only events with this tag.")
@click.option("--calendar", metavar="NAME", help="Only events of this calendar.")
@click.option("--deleted", is_flag=True, help="Deleted events instead, the newest deleted first.")
@JSON
@click.pass_obj
def list_command(
    connect: Connect,
    *,
    start: str | None,
    end: str | None,
    search: str,
    tag: str,
    calendar: str | None,
    deleted: bool,
    as_json: bool,
) -> None:
    """List events, by start.

    With --from or --to every occurrence in that time is listed; without them every event
    once, a repeating one at its next occurrence.

    \b
      eventdesk list --from 2026-11-27 --to 2026-12-04
      eventdesk list --search dentist --json
      eventdesk list --deleted
    """
    with connect.desk() as desk:
        now, local = desk.clock.now(), desk.clock.zone()
        if deleted:
            _refuse_with_deleted(start or end or tag or calendar)
            _list_deleted(desk, search, as_json=as_json)
            return
        after, before = parse_range(start, end, local)
        own = _named(desk, calendar)
        found = desk.events.occurring(
            start=after, end=before, search=search, tag=tag, calendar=own.id if own else ""
        )
        if after is None and before is None:
            found = _each_once(found, now)
        if as_json:
            print_json([_listed_json(event, each, local) for event, each in found])
        elif found:
            _print(found, now, local)
        elif own is not None and not own.on:
            say(f"{own.name} is off. Switch it on with: eventdesk calendars on NAME")
        else:
            say("No event found. Create one with: eventdesk add TITLE --start ISO")


@click.command("occurrences")
@click.argument("event_id", metavar="ID")
@FROM
@TO
@click.option(
    "--limit",
    type=click.IntRange(1, MAX_STEPS),
    metavar="N",
    help=f"At most so many ({ENDLESS_LIMIT} for a series without end, else {MAX_STEPS}).",
)
@JSON
@click.pass_obj
def occurrences_command(
    connect: Connect,
    event_id: str,
    *,
    start: str | None,
    end: str | None,
    limit: int | None,
    as_json: bool,
) -> None:
    """List when an event happens, from its first start on. Occurrences that were changed by
    themselves are among them; those that were skipped are not.

    \b
      eventdesk occurrences 3f2a91c0 --from 2026-12-01 --limit 5
    """
    with connect.desk() as desk:
        now, local = desk.clock.now(), desk.clock.zone()
        event = desk.events.get(event_id)
        after, before = parse_range(start, end, local)
        most = limit or (ENDLESS_LIMIT if _endless(event) and before is None else MAX_STEPS)
        own = list(occurrences(event, local, after=after, before=before, limit=most))
        found = with_changed(desk, event, own, after, before)[:most]
        if as_json:
            print_json([occurrence_json(which, each, local) for which, each in found])
            return
        for which, each in found:
            changed = f"   changed: {which.title}, {which.id[:8]}" if which is not event else ""
            click.echo(span_words(which, each, now, local) + changed)
        if not found:
            say("No occurrence in that time.")
        elif limit is None and len(found) == most:
            say(f"These are the first {most}; --limit or --from shows others.")


def _named(desk: Desk, text: str | None) -> Calendar | None:
    if text is None:
        return None
    with naming_the_field():
        return desk.calendars.named(text)


def _refuse_with_deleted(other: str | None) -> None:
    if other:
        raise InvalidInput.of(
            "deleted",
            "Deleted events are not listed by time, tag or calendar.",
            "Use --search alone.",
        )


def _list_deleted(desk: Desk, search: str, *, as_json: bool) -> None:
    now, local = desk.clock.now(), desk.clock.zone()
    found = desk.trash.deleted(search, limit=MOST_DELETED)
    if as_json:
        print_json([event_json(event, local) for event in found])
    elif found:
        columns = (Column("DELETED"), Column("TITLE", elastic=True), Column("ID"))
        rows = [
            (when_words(event.deleted_at or now, now, local), event.title, event.id[:8])
            for event in found
        ]
        print_table(columns, rows)
    else:
        say("No deleted event found.")


def _endless(event: Event) -> bool:
    rule = event.recurrence.rule if event.recurrence else ""
    return bool(rule) and "COUNT=" not in rule and "UNTIL=" not in rule


def _each_once(found: Iterable[Listed], now: datetime) -> list[Listed]:
    chosen: dict[str, Listed] = {}
    for event, each in found:
        known = chosen.get(event.id)
        if known is None or known[1].ends <= now:
            chosen[event.id] = (event, each)
    return sorted(chosen.values(), key=lambda pair: pair[1].start)


def _listed_json(event: Event, occurrence: Occurrence, local: ZoneInfo) -> dict[str, object]:
    shown = event_json(event, local)
    shown["occurrence"] = occurrence_json(event, occurrence, local)
    return shown


def _print(found: Iterable[Listed], now: datetime, local: ZoneInfo) -> None:
    columns = (
        Column("WHEN"),
        Column("LASTS"),
        Column("TITLE", elastic=True),
        Column("REMINDERS", elastic=True),
        Column("ID"),
    )
    rows = [
        (
            when_words(each.start, now, local, all_day=event.all_day),
            _length(event, each),
            event.title,
            reminders_words(event),
            event.id[:8],
        )
        for event, each in found
    ]
    print_table(columns, rows)


def _length(event: Event, occurrence: Occurrence) -> str:
    if event.all_day and event.end is not None:
        return duration_words(event.end - event.start)
    if occurrence.end is None:
        return ""
    length = occurrence.end - occurrence.start
    return duration_words(length) if length > timedelta() else ""
