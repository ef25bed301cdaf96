"""Saving an event, on disk when the call returns, beside the same rows by plain sqlite3."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection
from typing import TypeVar
from uuid import uuid4

from eventdesk.domain.event import EventDraft
from eventdesk.domain.reminder import Reminder
from eventdesk.services.desk import Desk
from eventdesk.storage.values import to_micros
from tests.benchmarks.figures import MILLISECONDS, Figure, Sample, Section, Target
from tests.benchmarks.place import Place
from tests.benchmarks.sample_events import connect
from tests.benchmarks.service_desk import opened_desk

EVENTS = 100_000
Result = TypeVar("Result")
SAVED = Target(0.010)


def measure(place: Place) -> list[Section]:
    """Saving in a full database."""
    home = place.home(EVENTS)
    with opened_desk(home) as (desk, _):
        return [_saving(desk, home, 20 if place.quick else 60)]


def _saving(desk: Desk, home: Path, rounds: int) -> Section:
    """New, edited, moved and deleted events by turns with the floor."""
    times: dict[str, list[float]] = {}
    raw: list[float] = []
    now = datetime.now(UTC)
    _one_life(desk, _draft(now, -1), {})
    with closing(connect(home / "eventdesk.db", "synchronous=FULL")) as connection:
        for number in range(rounds):
            draft = _draft(now, number)
            _one_life(desk, draft, times)
            raw.append(_raw_save(connection, draft, now))
    floor = Sample.median(raw)
    figures = [
        Figure(name=name, ours=Sample.median(runs), floor=floor, unit=MILLISECONDS, target=SAVED)
        for name, runs in times.items()
    ]
    return Section(
        title=f"Saving among {EVENTS:,} events",
        floor="raw sqlite3",
        figures=figures,
        notes=["The floor inserts the rows of one new event: BEGIN IMMEDIATE, synchronous=FULL."],
    )


def _one_life(desk: Desk, draft: EventDraft, times: dict[str, list[float]]) -> None:
    """Create, rename, move and delete an event; the seconds of each go to `times`."""

    def note(name: str, work: Callable[[], Result]) -> Result:
        begin = time.perf_counter()
        result = work()
        times.setdefault(name, []).append(time.perf_counter() - begin)
        return result

    event = note("a new event", lambda: desk.events.create(draft))
    titled = replace(draft, title=f"{draft.title}, new room")
    note("an edited title", lambda: desk.events.update(event.id, titled))
    moved = replace(titled, start=titled.start + timedelta(hours=1), end=None)
    note("a moved event", lambda: desk.events.update(event.id, moved))
    note("a deleted event", lambda: desk.events.delete([event.id]))


def _draft(now: datetime, number: int) -> EventDraft:
    start = (now + timedelta(days=3 + number)).replace(tzinfo=None, microsecond=0)
    return EventDraft(
        title=f"Dentist {number}",
        start=start,
        end=start + timedelta(minutes=30),
        time_zone="UTC",
        reminders=(Reminder(),),
    )


def _raw_save(connection: Connection, draft: EventDraft, now: datetime) -> float:
    identity, made = str(uuid4()), to_micros(now)
    start = to_micros(draft.start.replace(tzinfo=UTC))
    begin = time.perf_counter()
    run = connection.execute
    run("BEGIN IMMEDIATE")
    event = (identity, identity, draft.title, draft.start.isoformat(), made, made)
    pk = run(_EVENT, event).lastrowid
    run("INSERT INTO events_search(rowid, title) VALUES (?, ?)", (pk, draft.title))
    run(_OCCURRENCE, (pk, start, start + 1, start + 1, draft.title.casefold()))
    run(_REMINDER, (pk, start - 300, start, start + 1))
    run("INSERT INTO edits(at, label, before, after, undone) VALUES (?, ?, '{}', '{}', 0)",
        (made, draft.title))  # fmt: skip
    run("COMMIT")
    return time.perf_counter() - begin


_EVENT = (
    "INSERT INTO events(id, uid, title, description, location, url, tags, start, all_day, extra, "
    "excluded, created_at, updated_at, sequence) "
    "VALUES (?, ?, ?, '', '', '', '[]', ?, 0, '[]', '[]', ?, ?, 0)"
)
_OCCURRENCE = (
    "INSERT INTO occurrences(event_pk, start_at, end_at, ends_at, title_key, duration_s, lead_s) "
    "VALUES (?, ?, ?, ?, ?, 1800, 300)"
)
_REMINDER = (
    "INSERT INTO reminders(event_pk, lead_s, channels, due_at, occurrence_start, occurrence_end) "
    "VALUES (?, 300, 'desktop', ?, ?, ?)"
)
