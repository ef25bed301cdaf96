"""`calendars`: listed, added, changed, switched and removed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from eventdesk.cli.connect import Connect
from eventdesk.cli.output import Column, print_json, print_table, printable, say
from eventdesk.domain.calendar import Calendar
from eventdesk.domain.calendar_json import calendar_json
from eventdesk.domain.errors import CalendarNotFound, InvalidInput
from eventdesk.domain.reminder import Reminder, parse_reminder
from eventdesk.domain.wording import when_words
from eventdesk.services.desk import Desk

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
NAME = click.argument("name", metavar="NAME")
WISHES = (
    click.option("--colour", metavar="#RRGGBB", help="Its colour in the list of events."),
    click.option(
        "--remind",
        multiple=True,
        metavar="LEAD",
        help="What its new events are reminded by, as in `eventdesk add`: 5m, 1h:email, none; "
        "'settings' for what the settings say.",
    ),
    click.option(
        "--remind-all-day",
        multiple=True,
        metavar="LEAD",
        help="The same for its new all-day events: 0d@09:00, 1d@18:00, none, settings.",
    ),
)


def _wishes(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(WISHES):
        command = option(command)
    return command


@click.group("calendars", invoke_without_command=True)
@JSON
@click.pass_context
def calendars_command(context: click.Context, as_json: bool) -> None:
    """List the calendars; add, change, switch or remove one.

    \b
      eventdesk calendars
      eventdesk calendars add Work --colour '#2f9e67' --remind 10m
      eventdesk calendars change Work --name Office --remind settings
      eventdesk calendars off Office
      eventdesk calendars remove Office

    NAME is a calendar's name or its id. The events of a calendar that is off are neither
    listed nor reminded of.
    """
    if context.invoked_subcommand is not None:
        return
    connect: Connect = context.obj
    with connect.desk() as desk:
        known, counts = desk.calendars.all(), desk.calendars.counts()
        if as_json:
            print_json([calendar_json(each, counts.get(each.id, 0)) for each in known])
        else:
            _print(known, counts, desk.clock.now(), desk.clock.zone())


@calendars_command.command("add")
@NAME
@_wishes
@JSON
@click.pass_obj
def add_command(
    connect: Connect,
    name: str,
    colour: str | None,
    remind: tuple[str, ...],
    remind_all_day: tuple[str, ...],
    as_json: bool,
) -> None:
    """Add a calendar."""
    with connect.desk() as desk:
        new = Calendar(id="", name=name, colour=colour or desk.calendars.free_colour())
        made = desk.calendars.add(_wanted(new, remind, remind_all_day))
        _tell(desk, made, "Added", as_json=as_json)


@calendars_command.command("change")
@NAME
@click.option("--name", "new_name", metavar="NAME", help="The new name.")
@_wishes
@JSON
@click.pass_obj
def change_command(
    connect: Connect,
    name: str,
    new_name: str | None,
    colour: str | None,
    remind: tuple[str, ...],
    remind_all_day: tuple[str, ...],
    as_json: bool,
) -> None:
    """Change a calendar. What is not given stays as it is."""
    with connect.desk() as desk:
        known = desk.calendars.named(name)
        wanted = replace(
            known,
            name=known.name if new_name is None else new_name,
            colour=known.colour if colour is None else colour,
        )
        changed = desk.calendars.change(_wanted(wanted, remind, remind_all_day))
        _tell(desk, changed, "Changed", as_json=as_json)


@calendars_command.command("on")
@NAME
@JSON
@click.pass_obj
def on_command(connect: Connect, name: str, as_json: bool) -> None:
    """Switch a calendar on: its events are listed and reminded of again.

    Reminders that would have come meanwhile do not come afterwards.
    """
    _switch(connect, name, True, as_json=as_json)


@calendars_command.command("off")
@NAME
@JSON
@click.pass_obj
def off_command(connect: Connect, name: str, as_json: bool) -> None:
    """Switch a calendar off: its events are neither listed nor reminded of."""
    _switch(connect, name, False, as_json=as_json)


@calendars_command.command("remove")
@NAME
@JSON
@click.pass_obj
def remove_command(connect: Connect, name: str, as_json: bool) -> None:
    """Remove a calendar; its events are deleted and can be restored.

    The events of a subscription are gone for good: subscribing again fetches them.
    """
    with connect.desk() as desk:
        removed = desk.calendars.remove(desk.calendars.named(name).id)
        if as_json:
            print_json({**calendar_json(removed.calendar, 0), "deleted_events": removed.events})
            return
        events = f"{removed.events} event" + ("" if removed.events == 1 else "s")
        click.echo(f"Removed: {printable(removed.calendar.name)}, with {events}")
        if removed.events and not removed.calendar.read_only:
            say("Its events can be restored: see eventdesk list --deleted")


def _switch(connect: Connect, name: str, on: bool, *, as_json: bool) -> None:
    with connect.desk() as desk:
        calendar = desk.calendars.named(name)
        desk.calendars.switch(calendar.id, on)
        _tell(desk, desk.calendars.get(calendar.id), "On" if on else "Off", as_json=as_json)


def _tell(desk: Desk, calendar: Calendar, verb: str, *, as_json: bool) -> None:
    if as_json:
        print_json(calendar_json(calendar, desk.calendars.counts().get(calendar.id, 0)))
    else:
        click.echo(f"{verb}: {printable(calendar.name)}")


def _wanted(
    calendar: Calendar, remind: tuple[str, ...], remind_all_day: tuple[str, ...]
) -> Calendar:
    return replace(
        calendar,
        reminders=_reminders(remind, "remind", calendar.reminders),
        all_day_reminders=_reminders(remind_all_day, "remind-all-day", calendar.all_day_reminders),
    )


def _reminders(
    texts: tuple[str, ...], field: str, known: tuple[Reminder, ...] | None
) -> tuple[Reminder, ...] | None:
    if not texts:
        return known
    words = [each.strip().lower() for each in texts]
    if "none" in words or "settings" in words:
        if len(words) > 1:
            raise InvalidInput.of(field, f"{words} do not go together.", "Give one of them.")
        return () if words == ["none"] else None
    found = [parse_reminder(each, field) for each in texts]
    if field == "remind" and any("@" in each for each in texts):
        raise InvalidInput.of(
            field, "Times of day are for all-day events.", "Give them with --remind-all-day."
        )
    return tuple(sorted(found, key=lambda each: each.lead))


def _print(known: list[Calendar], counts: dict[str, int], now: datetime, local: ZoneInfo) -> None:
    columns = (
        Column("NAME", elastic=True),
        Column("EVENTS", right=True),
        Column("STATE"),
        Column("COLOUR"),
        Column("REFRESHED", elastic=True),
        Column("ID"),
    )
    rows = [
        (
            each.name,
            str(counts.get(each.id, 0)),
            "on" if each.on else "off",
            each.colour,
            _refreshed(each, now, local),
            each.id if len(each.id) < 12 else each.id[:8],
        )
        for each in known
    ]
    print_table(columns, rows)


def _refreshed(calendar: Calendar, now: datetime, local: ZoneInfo) -> str:
    fetched = calendar.subscription
    if fetched is None:
        return ""
    if fetched.error:
        return f"failed: {fetched.error}"
    return when_words(fetched.refreshed_at, now, local) if fetched.refreshed_at else "not yet"


@contextmanager
def naming_the_field() -> Iterator[None]:
    """An unknown calendar is bad input of --calendar."""
    try:
        yield
    except CalendarNotFound as error:
        raise InvalidInput.of(
            "calendar", error.problem, "`eventdesk calendars` lists those there are."
        ) from None
