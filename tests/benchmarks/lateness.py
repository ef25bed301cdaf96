"""How late after its due instant a reminder is handed over, among 1,000,000 planned ones."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from eventdesk.domain.views import LedgerFilter
from tests.benchmarks import raw_reminders, sample_events
from tests.benchmarks.figures import (
    MILLISECONDS,
    Figure,
    Sample,
    Section,
    Target,
    percentile,
)
from tests.benchmarks.place import Place, say
from tests.benchmarks.service_desk import opened_desk

PLANNED = 1_000_000
LEAD_IN = timedelta(seconds=2)


def measure(place: Place) -> list[Section]:
    """Rounds of reminders due at random instants, for EventDesk and for plain sqlite3."""
    rounds, count, seconds = (3, 40, 8.0) if place.quick else (3, 70, 21.0)
    home = place.home(0)
    say(f"making a database of {PLANNED:,} planned reminders (half a minute)")
    (home / "eventdesk.db").unlink()
    sample_events.fill_reminders(home / "eventdesk.db", PLANNED, now=datetime.now(UTC))
    ours: list[list[float]] = []
    raw: list[list[float]] = []
    spent: list[list[float]] = []
    for number in range(rounds):
        say(f"reminders, round {number + 1} of {rounds}, {2 * seconds:g} s")
        ours.append(_ours(home, count, seconds))
        late, work = raw_reminders.one_by_one(
            home / "eventdesk.db", _due_soon(home, count, seconds)
        )
        raw.append(late)
        spent.append(work)
    total = rounds * count
    return [
        Section(
            title=f"Hand-over after the due instant, {PLANNED:,} planned reminders",
            floor="sleep + sqlite3",
            figures=_figures(ours, raw, spent),
            notes=[f"{total} reminders due one by one at random instants; synchronous=FULL."],
        )
    ]


def _figures(
    ours: Sequence[Sequence[float]],
    raw: Sequence[Sequence[float]],
    spent: Sequence[Sequence[float]],
) -> list[Figure]:
    def figure(name: str, share: float, most_ms: float | None) -> Figure:
        return Figure(
            name=name,
            ours=Sample.of_rounds(ours, lambda each: percentile(each, share)),
            floor=Sample.of_rounds(raw, lambda each: percentile(each, share)),
            unit=MILLISECONDS,
            target=None if most_ms is None else Target(most_ms / 1_000),
        )

    floor = Sample.of_rounds(spent, lambda each: percentile(each, 0.5))
    return [
        figure("late, p50", 0.50, 5),
        figure("late, p99", 0.99, 50),
        figure("late, max", 1.00, None),
        Figure(name="of the floor: query and commit alone, p50", ours=floor, unit=MILLISECONDS),
    ]


def _due_soon(home: Path, count: int, seconds: float) -> list[int]:
    first = datetime.now(UTC) + LEAD_IN
    dues = [first + timedelta(seconds=seconds * random.random()) for _ in range(count)]
    return sample_events.add_due(home / "eventdesk.db", dues)


def _ours(home: Path, count: int, seconds: float) -> list[float]:
    with opened_desk(home) as (desk, notifier):
        _due_soon(home, count, seconds)
        desk.start()
        complete = notifier.wait_for(count, seconds + LEAD_IN.total_seconds() + 30)
        rows = desk.history.rows(LedgerFilter(), limit=2 * count)
    if not complete:
        raise RuntimeError(f"{len(notifier.stamps)} of {count} reminders were handed over")
    due = {row.id: row.due_at for row in rows}
    return [(at - due[each]).total_seconds() for each, at in notifier.stamps.items()]
