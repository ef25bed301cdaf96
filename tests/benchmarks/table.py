"""Search, sort, filter and jump in 100,000 events, beside plain sqlite3."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from eventdesk.domain.views import AgendaView, QuickFilter
from eventdesk.services.desk import Desk
from tests.benchmarks.figures import MILLISECONDS, Figure, Sample, Section, Target
from tests.benchmarks.place import Place, say
from tests.benchmarks.sample_events import connect
from tests.benchmarks.service_desk import opened_desk
from tests.benchmarks.views import SCREEN, Measured, raw_first_rows, raw_rows, views

EVENTS = 100_000
FIRST_STEP = 200
"""As the window asks for a new view: so many keys at once, all of them behind the first rows."""
FIRST_ROWS, ANY_PAGE = Target(0.050), Target(0.016)


def measure(place: Place) -> list[Section]:
    """Each view, then pages and jumps."""
    rounds = 5 if place.quick else 15
    home = place.home(EVENTS)
    with opened_desk(home) as (desk, _):
        say("first rows of each view")
        figures = _first_rows(desk, home, rounds)
        say("pages and jumps")
        figures += _pages(desk, home, rounds * 10)
    rows = Section(
        title=f"First rows of {EVENTS:,} events",
        floor="raw sqlite3",
        figures=figures,
        notes=[f"{FIRST_STEP} keys and {SCREEN} rows, ready to paint; the floor reads columns."],
    )
    return [rows]


def _first_rows(desk: Desk, home: Path, rounds: int) -> list[Figure]:
    figures = []
    with closing(connect(home / "eventdesk.db")) as connection:
        for each in views(datetime.now(UTC)):
            ours = [timed(lambda each=each: _ask(desk, each)) for _ in range(rounds)]
            floor = [raw_first_rows(connection, each) for _ in range(rounds)]
            figures.append(_figure(each.name, ours, floor, FIRST_ROWS))
    return figures


def _ask(desk: Desk, measured: Measured) -> None:
    keys = desk.agenda.keys(measured.view, FIRST_STEP)
    if not desk.agenda.rows(keys[:SCREEN]):
        raise RuntimeError(f"{measured.name}: no rows")


def _pages(desk: Desk, home: Path, rounds: int) -> list[Figure]:
    every = AgendaView(QuickFilter.ALL)
    keys = desk.agenda.keys(every)
    starts = [random.randrange(len(keys) - SCREEN) for _ in range(rounds)]
    pages = [keys[start : start + SCREEN] for start in starts]
    wanted = [desk.agenda.rows(page[:1])[0].event_id for page in pages[: rounds // 3]]

    def jump(event_id: str) -> None:
        key = desk.agenda.key_of(event_id)
        assert key is not None
        number = keys.index(key)
        desk.agenda.rows(keys[max(0, number - SCREEN // 2) :][:SCREEN])

    with closing(connect(home / "eventdesk.db")) as connection:
        floor = [raw_rows(connection, list(page)) for page in pages]
    page_s = [timed(lambda page=page: desk.agenda.rows(page)) for page in pages]
    return [
        _figure("jump to the row of an event", [timed(lambda e=e: jump(e)) for e in wanted],
                floor, FIRST_ROWS),
        _figure(f"any page of {SCREEN} rows", page_s, floor, ANY_PAGE),
        _figure("all keys, behind the first rows",
                [timed(lambda: desk.agenda.keys(every)) for _ in range(5)], None, None),
    ]  # fmt: skip


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _figure(
    name: str, ours: list[float], floor: list[float] | None, target: Target | None
) -> Figure:
    beside = None if floor is None else Sample.median(floor)
    return Figure(
        name=name, ours=Sample.median(ours), floor=beside, unit=MILLISECONDS, target=target
    )
