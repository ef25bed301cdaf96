"""`add` and `edit`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import click

from eventdesk.cli.calendars_command import naming_the_field
from eventdesk.cli.connect import Connect
from eventdesk.cli.drafting import Drafting
from eventdesk.cli.event_words import calendar_words, print_event
from eventdesk.cli.occurrence_choice import OCCURRENCE, SCOPE, parse_scope
from eventdesk.cli.occurrence_edit import edit_occurrence
from eventdesk.cli.output import print_json, say
from eventdesk.cli.typed import Typed
from eventdesk.cli.wishes import OPTIONS as WISHES
from eventdesk.domain.calendar import PERSONAL
from eventdesk.domain.event import Event
from eventdesk.domain.event_json import event_json
from eventdesk.domain.occurrence import occurrence_at, occurrences
from eventdesk.domain.reminder import Channel
from eventdesk.services.desk import Desk

OPTIONS = (
    click.option(
        "--start",
        metavar="ISO",
        help="When it starts, such as 2026-11-27T14:30; a date alone with --all-day.",
    ),
    click.option(
        "--end",
        metavar="ISO",
        help="When it ends. With --all-day the last day, which still belongs to the event.",
    ),
    click.option("--duration", metavar="LENGTH", help="How long it lasts, such as 45m or 1h30m."),
    click.option(
        "--zone",
        metavar="IANA",
        help="The time zone the event lives in, such as Europe/Berlin (else the local one).",
    ),
    click.option(
        "--remind",
        multiple=True,
        metavar="LEAD",
        help="Remind so long before the start: 0, 5m, 1d. May be given several times. "
        "5m:email sends an e-mail, 5m:desktop+email does both. For all-day events a time "
        "of day: 0d@09:00 on the day, 1d@18:00 on the day before. 'none' for no reminder. "
        "Without it a new event has the reminders of the settings.",
    ),
    click.option("--description", metavar="TEXT", help="What it is about."),
    click.option("--location", metavar="TEXT", help="Where it is."),
    click.option("--url", metavar="URL", help="A link, in full."),
    click.option("--tag", multiple=True, metavar="TAG", help="May be given several times."),
    click.option(
        "--repeat",
        metavar="RRULE",
        help="A recurrence rule as in RFC 5545, such as 'FREQ=WEEKLY;BYDAY=MO,WE;COUNT=10'; "
        "or daily, weekdays, weekly, monthly, yearly.",
    ),
)
CALENDAR = click.option(
    "--calendar",
    metavar="NAME",
    help="The calendar it belongs to, by name or id; else the personal one.",
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print the event as JSON.")


def event_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that `add` and `edit` share."""
    for option in reversed((*OPTIONS, CALENDAR, *WISHES)):
        command = option(command)
    return command


@click.command("add")
@click.argument("title")
@event_options
@click.option("--all-day", is_flag=True, default=None, help="It takes whole days.")
@click.option("--email", is_flag=True, default=None, help="Send every reminder as an e-mail too.")
@JSON
@click.pass_obj
def add_command(connect: Connect, as_json: bool, **options: Any) -> None:
    """Create an event with its reminders.

    \b
      eventdesk add "Dentist" --start 2026-11-27T14:30 --duration 45m --remind 1h
      eventdesk add "Stand-up" --start 2026-11-30T09:00 --repeat weekdays
      eventdesk add "Call Tokyo" --start 2026-12-01T10:00 --zone Asia/Tokyo
      eventdesk add "Holiday" --all-day --start 2026-12-24 --end 2026-12-26 \\
                    --remind 1d@18:00
      eventdesk add "Night train" --start 2026-12-01T23:10 --even-when-quiet \\
                    --remind 1h:desktop+email --repeat-every 5m --email-after 15m

    A time with an offset (2026-11-27T14:30+01:00) keeps its instant and is shown in the
    local zone, or in that of --zone. A title that begins with a dash goes after --.
    """
    with connect.desk() as desk:
        drafting = _drafting(desk, options)
        event = desk.events.create(drafting.new())
        _tell(desk, event, f"Added: {event.title}", drafting, as_json=as_json)


@click.command("edit")
@click.argument("event_id", metavar="ID")
@click.argument("new_title", metavar="[TITLE]", required=False)
@click.option("--title", metavar="TEXT", help="The new title.")
@event_options
@click.option("--all-day/--no-all-day", default=None, help="Whether it takes whole days.")
@click.option(
    "--email/--no-email", default=None, help="Whether its reminders are sent as e-mails too."
)
@OCCURRENCE
@SCOPE
@JSON
@click.pass_obj
def edit_command(
    connect: Connect,
    event_id: str,
    new_title: str | None,
    as_json: bool,
    occurrence: str | None,
    scope: str | None,
    **options: Any,
) -> None:
    """Change an event. What is not given stays as it is.

    \b
      eventdesk edit 3f2a91c0 --start 2026-11-28T10:00   moves it, as long as ever
      eventdesk edit 3f2a91c0 --remind 1h --remind 5m    replaces its reminders
      eventdesk edit 3f2a91c0 --end '' --tag ''          removes end and tags
      eventdesk edit 3f2a91c0 --repeat-every 5m          reminds until dismissed
      eventdesk edit 3f2a91c0 --sound default            as the settings say again
      eventdesk edit 3f2a91c0 --occurrence 2026-11-30 --start 2026-11-30T10:00
                                                         moves that one alone

    ID is an event's id, or the beginning of one. An event keeps its own time zone unless
    --zone gives another; --zone alone keeps the time of day and moves the instant.
    """
    if new_title is not None:
        if options["title"] is not None:
            raise click.UsageError("Give the title once: as --title or after the id.")
        options["title"] = new_title
    wanted = parse_scope(scope, occurrence)
    with connect.desk() as desk:
        before = desk.events.get(event_id)
        drafting = _drafting(desk, options)
        if occurrence is None:
            event = desk.events.update(before.id, drafting.changed(before.draft()))
            words = "Changed"
        else:
            event, words = edit_occurrence(desk, before, occurrence, wanted, drafting)
        _tell(desk, event, f"{words}: {event.title}", drafting, as_json=as_json)


def _drafting(desk: Desk, options: dict[str, Any]) -> Drafting:
    defaults = desk.preferences.current().reminders
    typed, calendar = Typed(**options), None
    if typed.calendar is not None:
        with naming_the_field():
            calendar = desk.calendars.named(typed.calendar).id
    reminders = desk.calendars.default_reminders
    defaults = replace(
        defaults,
        default=reminders(calendar or PERSONAL, all_day=False),
        all_day_default=reminders(calendar or PERSONAL, all_day=True),
    )
    return Drafting(typed, desk.clock.zone(), defaults, calendar)


def _tell(desk: Desk, event: Event, heading: str, drafting: Drafting, *, as_json: bool) -> None:
    if as_json:
        print_json(event_json(event, desk.clock.zone()))
    else:
        names = calendar_words(desk.calendars.all(), event)
        print_event(heading, event, desk.clock.now(), desk.clock.zone(), names)
    for note in drafting.notes:
        say(note)
    calendar = desk.calendars.get(event.calendar)
    if not calendar.on:
        say(f"The calendar {calendar.name} is off: the event is not listed, nor reminded of.")
    if _is_over(event, desk):
        say("This has already passed, so no reminder of it will come.")
    mailed = any(Channel.EMAIL in each.channels for each in event.reminders)
    if mailed and not desk.preferences.current().mail.enabled:
        say(
            "E-mail is switched off, so no e-mail will be sent. "
            "Set up mail.host, mail.from and mail.to, then: eventdesk config mail.enabled true"
        )


def _is_over(event: Event, desk: Desk) -> bool:
    now, local = desk.clock.now(), desk.clock.zone()
    upcoming = occurrences(event, local, after=now, limit=1)
    return next(upcoming, None) is None and occurrence_at(event, event.start, local).ends <= now
