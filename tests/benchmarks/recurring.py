"""A desk of 50,000 events of which 5,000 recur, beside plain sqlite3 on the same rows."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection

from eventdesk.domain.views import AgendaView, QuickFilter
from eventdesk.services.desk import Desk
from eventdesk.storage.values import to_micros
from tests.benchmarks import raw_reminders
from tests.benchmarks.figures import MILLISECONDS, Figure, Sample, Section, Target
from tests.benchmarks.place import Place, say
from tests.benchmarks.sample_events import connect
from tests.benchmarks.sample_series import add_series
from tests.benchmarks.service_desk import StampingNotifier, opened_desk
from tests.benchmarks.table import FIRST_STEP, timed
from tests.benchmarks.views import SCREEN, Measured, raw_first_rows, raw_rows

EVENTS, SERIES = 50_000, 5_000
FEWER, FEWER_SERIES = 5_000, 500
DUE = 100
MONTH, LATER = timedelta(days=30), timedelta(days=730)
RECORDED = Target(1.0)
_PART = 500
"""Event rows that the floor asks for at once."""


def measure(place: Place) -> list[Section]:
    """Opening and reading, then what comes next, a month, and a ring of many series."""
    events, series = (FEWER, FEWER_SERIES) if place.quick else (EVENTS, SERIES)
    rounds = 3 if place.quick else 7
    home = place.home(events - series)
    say(f"adding {series:,} series")
    add_series(home, series)
    figures = [_opening(home, rounds)]
    notes = [_rows_there(home)]
    with opened_desk(home) as (desk, notifier):
        figures.append(_next_due(desk, home, rounds * 30))
        for name, ahead in (("a month of occurrences", timedelta()),
                            ("a month two years ahead, worked out", LATER)):  # fmt: skip
            say(name)
            figure, note = _month(desk, home, name, ahead, rounds)
            figures.append(figure)
            notes.append(note)
        say(f"{DUE} series due at once")
        figures.append(_ring(desk, notifier, home, rounds))
    notes += [
        "Opening: a new desk in a running process, then the first page of upcoming events.",
        "The floor reads the same rows; ahead, only those of all series. It claims and records",
        f"the {DUE} reminders, and moves none to its next occurrence.",
    ]
    title = f"{events:,} events of which {series:,} recur since 1990"
    return [Section(title=title, floor="raw sqlite3", figures=figures, notes=notes)]


def _figure(
    name: str, ours: Sequence[float], floor: Sequence[float], target: Target | None = None
) -> Figure:
    return Figure(name=name, ours=Sample.median(ours), floor=Sample.median(floor),
                  unit=MILLISECONDS, target=target)  # fmt: skip


def _rows_there(home: Path) -> str:
    with closing(connect(home / "eventdesk.db")) as connection:
        [(count,)] = connection.execute("SELECT count(*) FROM occurrences").fetchall()
    return f"{count:,} occurrences are kept as rows."


def _opening(home: Path, rounds: int) -> Figure:
    """From nothing but the file to the first page, of the desk and of a connection."""
    _open_and_read(home)
    ours, floor = [], []
    for _ in range(rounds):
        ours.append(_open_and_read(home))
        floor.append(timed(lambda: _raw_open_and_read(home)))
    return _figure("open the desk, first page of the agenda", ours, floor)


def _open_and_read(home: Path) -> float:
    """Seconds until the first page; closing the desk is not counted."""
    begin = time.perf_counter()
    with opened_desk(home) as (desk, _):
        keys = desk.agenda.keys(AgendaView(), FIRST_STEP)
        if len(desk.agenda.rows(keys[:SCREEN])) < SCREEN:
            raise RuntimeError("the first page is not full")
        return time.perf_counter() - begin


def _raw_open_and_read(home: Path) -> None:
    with closing(connect(home / "eventdesk.db")) as connection:
        now = to_micros(datetime.now(UTC))
        view = AgendaView(QuickFilter.UPCOMING)
        raw_first_rows(connection, Measured("upcoming", view, "o.ends_at > ?", (now,)))
        keys = connection.execute(_UPCOMING, (now, SCREEN)).fetchall()
        raw_rows(connection, [key for (key,) in keys])


_UPCOMING = "SELECT pk FROM occurrences WHERE ends_at > ? ORDER BY start_at, ends_at, pk LIMIT ?"


def _next_due(desk: Desk, home: Path, rounds: int) -> Figure:
    with closing(connect(home / "eventdesk.db")) as connection:
        ours = [timed(desk.agenda.next_reminder) for _ in range(rounds)]
        floor = [timed(lambda: _raw_next_due(connection)) for _ in range(rounds)]
    return _figure("next due, p50", ours, floor)


def _raw_next_due(connection: Connection) -> None:
    connection.execute(_NEXT_PLANNED).fetchall()
    connection.execute(_NEXT_WAKING).fetchall()


_NEXT_PLANNED = (
    "SELECT e.id, e.title, r.due_at, r.occurrence_start, e.all_day FROM reminders r "
    "JOIN events e ON e.pk = r.event_pk WHERE r.due_at IS NOT NULL ORDER BY r.due_at LIMIT 1"
)
_NEXT_WAKING = (
    "SELECT * FROM ledger WHERE channel = 'desktop' AND wake_at IS NOT NULL "
    "AND state IN ('snoozed', 'retrying') ORDER BY wake_at LIMIT 1"
)


def _month(desk: Desk, home: Path, name: str, ahead: timedelta, rounds: int) -> tuple[Figure, str]:
    """A month from `ahead` on, and in words how much that is."""
    start = datetime.now(UTC) + ahead
    end = start + MONTH
    ours, floor, found = [], [], 0
    with closing(connect(home / "eventdesk.db")) as connection:
        for _ in range(rounds):
            begin = time.perf_counter()
            found = len(desk.events.occurring(start=start, end=end))
            ours.append(time.perf_counter() - begin)
            rows = 0 if ahead else found
            floor.append(timed(lambda: _raw_month(connection, start, end, rows)))
        there = connection.execute(f"SELECT count(*) {_TOUCHING}", _span(start, end)).fetchone()[0]
    if not found:
        raise RuntimeError(f"{name}: nothing occurs")
    less = f" of {there:,} THAT THERE ARE" if found < there else ""
    return _figure(name, ours, floor), f"{name}: {found:,} occurrences{less}."


def _raw_month(connection: Connection, start: datetime, end: datetime, rows: int) -> None:
    """So many spans of occurrences, their events, and the reminders of these; without `rows`
    the events and reminders of all that recur."""
    wanted = (*_span(start, end), rows)
    spans = connection.execute(f"{_SPANS} {_TOUCHING} ORDER BY start_at, pk LIMIT ?", wanted)
    pks = list(dict.fromkeys(row[0] for row in spans.fetchall()))
    if not rows:
        pks = [pk for (pk,) in connection.execute("SELECT pk FROM events WHERE rule IS NOT NULL")]
    for first in range(0, len(pks), _PART):
        part = pks[first : first + _PART]
        marks = ",".join("?" * len(part))
        connection.execute(f"SELECT * FROM events WHERE pk IN ({marks})", part).fetchall()
        connection.execute(
            f"SELECT event_pk, lead_s, channels FROM reminders WHERE event_pk IN ({marks})", part
        ).fetchall()


_SPANS = "SELECT event_pk, start_at, end_at"
_TOUCHING = "FROM occurrences WHERE ends_at > ? AND start_at < ?"


def _span(start: datetime, end: datetime) -> tuple[int, int]:
    return to_micros(start), to_micros(end)


def _ring(desk: Desk, notifier: StampingNotifier, home: Path, rounds: int) -> Figure:
    """Rings of EventDesk by turns with the floor, each with other series."""
    dice = random.Random(6)
    ours, floor = [], []
    with closing(connect(home / "eventdesk.db")) as connection:
        desk.reminders.deliver_due()
        for _ in range(rounds):
            _make_due(connection, dice)
            before = len(notifier.stamps)
            ours.append(timed(desk.reminders.deliver_due))
            if len(notifier.stamps) - before < DUE:
                raise RuntimeError(f"fewer than {DUE} reminders were handed over")
            floor.append(
                raw_reminders.all_at_once(home / "eventdesk.db", _make_due(connection, dice))
            )
    return _figure(f"a ring with {DUE} series due at once", ours, floor, RECORDED)


def _make_due(connection: Connection, dice: random.Random) -> int:
    """Let the next reminders of 100 series come due now, in us since 1970."""
    planned = [pk for (pk,) in connection.execute(_PLANNED_SERIES)]
    due = to_micros(datetime.now(UTC))
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(
        "UPDATE reminders SET due_at = ? WHERE pk = ?",
        [(due, pk) for pk in dice.sample(planned, DUE)],
    )
    connection.execute("COMMIT")
    return due


_PLANNED_SERIES = (
    "SELECT r.pk FROM reminders r JOIN events e ON e.pk = r.event_pk "
    "WHERE e.rule IS NOT NULL AND r.due_at IS NOT NULL"
)
