"""`next`, `log`, `snooze` and `dismiss`."""

from __future__ import annotations

import click

from eventdesk.cli.connect import Connect
from eventdesk.cli.output import Column, print_json, print_table, printable, say
from eventdesk.domain.errors import EventNotFound, LedgerRowNotFound
from eventdesk.domain.event_json import ledger_json
from eventdesk.domain.ledger import LedgerRow, LedgerState
from eventdesk.domain.wording import (
    CHANNEL_WORDS,
    STATE_WORDS,
    late_words,
    relative_words,
    start_words,
    when_words,
)
from eventdesk.services.desk import Desk
from eventdesk.services.views import LedgerFilter, NextReminder

BY = "command line"
SHOWN_ROWS = 100
ALL_ROWS = 2**31
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.command("next")
@JSON
@click.pass_obj
def next_command(connect: Connect, as_json: bool) -> None:
    """Tell what will be reminded next, a snoozed reminder included.

    The JSON is an object, or null when nothing is planned.
    """
    with connect.desk() as desk:
        upcoming = desk.agenda.next_reminder()
        if as_json:
            print_json(_next_json(upcoming))
        else:
            click.echo(_next_words(desk, upcoming))
        until = desk.reminders.paused_until()
        if until is not None:
            shown = when_words(until, desk.clock.now(), desk.clock.zone())
            say(f"Reminders are paused until {shown}; what comes due is held, not lost.")


@click.command("log")
@click.option("--event", "event_id", metavar="ID", help="Only reminders of this event.")
@click.option(
    "--state",
    type=click.Choice([each.value for each in LedgerState]),
    metavar="STATE",
    help=f"Only reminders in this state: {', '.join(LedgerState)}.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help=f"At most so many, the newest first (else {SHOWN_ROWS}, or all as JSON).",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
@click.pass_obj
def log_command(
    connect: Connect, event_id: str | None, state: str | None, limit: int | None, as_json: bool
) -> None:
    """List past reminders and what became of each, the newest first.

    \b
      eventdesk log --state missed
      eventdesk log --event 3f2a91c0 --json
    """
    with connect.desk() as desk:
        wanted = LedgerFilter(
            event_id=_event_id(desk, event_id) if event_id is not None else None,
            state=LedgerState(state) if state else None,
        )
        most = limit or (ALL_ROWS if as_json else SHOWN_ROWS)
        rows = desk.history.rows(wanted, limit=most)
        if as_json:
            print_json([ledger_json(row) for row in rows])
            return
        if not rows:
            say("No reminder has come due yet." if wanted == LedgerFilter() else "None found.")
            return
        _print(desk, rows)
        left = desk.history.count(wanted) - len(rows)
        if left > 0:
            say(f"{left} older ones are not shown; --limit {len(rows) + left} shows them.")


# Unknown options are taken as the length, so that -5m is refused as what it is.
@click.command("snooze", context_settings={"ignore_unknown_options": True})
@click.argument("ledger_id", metavar="LEDGER_ID", type=int)
@click.argument("length", metavar="[10m]", default="10m")
@click.option("--json", "as_json", is_flag=True, help="Print the ledger row as JSON.")
@click.pass_obj
def snooze_command(connect: Connect, ledger_id: int, length: str, as_json: bool) -> None:
    """Be reminded again later. LEDGER_ID is the number that `eventdesk log` shows.

    \b
      eventdesk snooze 42 30m
      eventdesk snooze 42 tomorrow       at 09:00
      eventdesk snooze 42 5m-before      five minutes before the start
      eventdesk snooze 42 at-start
      eventdesk snooze 42 2026-11-27T08:00
    """
    with connect.desk() as desk:
        row = _only(desk.reminders.snooze([ledger_id], length, by=BY), ledger_id)
        if as_json:
            print_json(ledger_json(row))
            return
        now = desk.clock.now()
        until = row.snoozed_until or now
        shown = f"{when_words(until, now, desk.clock.zone())}, {relative_words(until, now)}"
        click.echo(f"Snoozed: {_quoted(row)} until {shown}")


@click.command("dismiss")
@click.argument("ledger_id", metavar="LEDGER_ID", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print the ledger row as JSON.")
@click.pass_obj
def dismiss_command(connect: Connect, ledger_id: int, as_json: bool) -> None:
    """End a reminder. LEDGER_ID is the number that `eventdesk log` shows."""
    with connect.desk() as desk:
        row = _only(desk.reminders.dismiss([ledger_id], by=BY), ledger_id)
        if as_json:
            print_json(ledger_json(row))
        else:
            click.echo(f"Dismissed: {_quoted(row)}")


def _event_id(desk: Desk, event_id: str) -> str:
    """The whole id; history outlives its event, so one only the ledger knows is good too."""
    try:
        return desk.events.get(event_id).id
    except EventNotFound:
        if not desk.history.count(LedgerFilter(event_id=event_id)):
            raise
        return event_id


def _only(rows: list[LedgerRow], ledger_id: int) -> LedgerRow:
    if not rows:
        raise LedgerRowNotFound(ledger_id)
    return rows[0]


def _quoted(row: LedgerRow) -> str:
    return f"“{printable(row.event_title)}”"


def _next_json(upcoming: NextReminder | None) -> dict[str, object] | None:
    if upcoming is None:
        return None
    return {
        "event_id": upcoming.event_id,
        "event_title": upcoming.title,
        "occurrence_start": upcoming.occurrence_start.isoformat(),
        "due_at": upcoming.due_at.isoformat(),
        "all_day": upcoming.all_day,
        "snoozed": upcoming.snoozed,
    }


def _next_words(desk: Desk, upcoming: NextReminder | None) -> str:
    if upcoming is None:
        return "No reminder is planned."
    now, zone = desk.clock.now(), desk.clock.zone()
    due = f"{when_words(upcoming.due_at, now, zone)}, {relative_words(upcoming.due_at, now)}"
    start = start_words(upcoming.occurrence_start, now, zone, all_day=upcoming.all_day)
    kind = "snoozed until" if upcoming.snoozed else "reminder"
    return f"{printable(upcoming.title)}: {kind} {due}; the event {start}"


def _print(desk: Desk, rows: list[LedgerRow]) -> None:
    now, zone = desk.clock.now(), desk.clock.zone()
    columns = (
        Column("ID", right=True),
        Column("DUE"),
        Column("STATE"),
        Column("CHANNEL"),
        Column("TITLE", elastic=True),
        Column("DETAIL", elastic=True),
    )
    cells = [
        (
            str(row.id),
            when_words(row.due_at, now, zone),
            STATE_WORDS[row.state],
            CHANNEL_WORDS[row.channel],
            row.event_title,
            _detail(desk, row),
        )
        for row in rows
    ]
    print_table(columns, cells)


def _detail(desk: Desk, row: LedgerRow) -> str:
    now, zone = desk.clock.now(), desk.clock.zone()
    parts = [late_words(row.late)] if row.delivered_at else []
    if row.backend:
        parts.append(f"through {row.backend}")
    if row.state is LedgerState.SNOOZED and row.snoozed_until:
        parts.append(f"until {when_words(row.snoozed_until, now, zone)}")
    if row.acknowledged_by:
        parts.append(f"by {row.acknowledged_by}")
    parts += [part for part in (row.reason, row.error) if part]
    return ", ".join(parts)
