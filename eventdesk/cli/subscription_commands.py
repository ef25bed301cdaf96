"""`subscribe` and `refresh`: calendars on the web."""

from __future__ import annotations

from collections.abc import Sequence

import click

from eventdesk.cli.connect import Connect
from eventdesk.cli.output import print_json, printable, say
from eventdesk.domain.calendar import Calendar
from eventdesk.domain.calendar_json import calendar_json
from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.reminder import parse_duration
from eventdesk.domain.wording import duration_words
from eventdesk.services.desk import Desk
from eventdesk.services.feed_refresh import Refreshed

FAILED = 1
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.command("subscribe")
@click.argument("url", metavar="URL")
@click.option("--name", default="", metavar="NAME", help="What to call it; else as it says itself.")
@click.option("--every", metavar="LENGTH", help="How often it is fetched: 15m to 7d; else 6h.")
@click.option("--colour", default="", metavar="#RRGGBB", help="Its colour in the list of events.")
@click.option(
    "--local", is_flag=True, help="The server is in your own network, though its name looks public."
)
@JSON
@click.pass_obj
def subscribe_command(
    connect: Connect,
    url: str,
    name: str,
    every: str | None,
    colour: str,
    local: bool,
    as_json: bool,
) -> None:
    """Fetch a calendar from the web now, and again and again.

    \b
      eventdesk subscribe https://calendar.example.org/team.ics
      eventdesk subscribe webcal://example.org/holidays --name Holidays --every 1d
      eventdesk calendars change Holidays --remind none

    Its events cannot be changed here. Those without reminders of their own get the calendar's
    default reminders. A login goes into the address, https://user:password@…, and from there
    into the keyring; without a keyring set EVENTDESK_CALENDAR_LOGINS to such an address.
    """
    interval = None if every is None else parse_duration(every, "every")
    with connect.desk() as desk:
        made = desk.subscriptions.add(url, name, colour, interval, local=local)
        count = desk.calendars.counts().get(made.id, 0)
    fetched = made.subscription
    if as_json:
        print_json(calendar_json(made, count))
    elif fetched is not None:
        events = "1 event" if count == 1 else f"{count} events"
        every_words = duration_words(fetched.every)
        click.echo(f"Subscribed: {printable(made.name)}, {events}, fetched every {every_words}")
        if fetched.error:
            say(fetched.error)


@click.command("refresh")
@click.argument("name", metavar="[NAME]", required=False)
@JSON
@click.pass_obj
def refresh_command(connect: Connect, name: str | None, as_json: bool) -> int:
    """Fetch subscribed calendars now: the one called NAME, or all that are on.

    The exit code is 1 when one of them could not be fetched; its events stay as they were.
    """
    with connect.desk() as desk:
        done = [desk.subscriptions.refresh(each.id) for each in _chosen(desk, name)]
    if as_json:
        print_json([_json(each) for each in done])
    else:
        _print(done)
    return FAILED if any(each.error for each in done) else 0


def _chosen(desk: Desk, name: str | None) -> list[Calendar]:
    if name is None:
        return [each for each in desk.subscriptions.all() if each.on]
    found = desk.calendars.named(name)
    if found.subscription is None:
        raise InvalidInput.of(
            "name", f"“{found.name}” is your own calendar.", "Only subscriptions are fetched."
        )
    return [found]


def _json(done: Refreshed) -> dict[str, object]:
    counts = done.counts
    return {
        "id": done.calendar.id,
        "name": done.calendar.name,
        "outcome": "failed" if done.error else "unchanged" if counts is None else "updated",
        "added": counts.added if counts else 0,
        "updated": counts.updated if counts else 0,
        "removed": counts.removed if counts else 0,
        "unchanged": counts.unchanged if counts else 0,
        "skipped": done.skipped,
        "error": done.error,
    }


def _print(done: Sequence[Refreshed]) -> None:
    if not done:
        say("There are no subscriptions to fetch. See eventdesk subscribe --help.")
    for each in done:
        name, counts = printable(each.calendar.name), each.counts
        if each.error:
            say(f"{name}: {each.error}")
        elif counts is None or not counts.written:
            click.echo(f"{name}: nothing new")
        else:
            parts = f"{counts.added} added, {counts.updated} updated, {counts.removed} removed" + (
                f", {each.skipped} skipped" if each.skipped else ""
            )
            click.echo(f"{name}: {parts}")
