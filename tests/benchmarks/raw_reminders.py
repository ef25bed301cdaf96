"""The floor of delivering: plain sqlite3 statements that claim and record, and nothing else."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from tests.benchmarks.sample_events import SECOND, connect

_FULL = ("journal_mode=WAL", "synchronous=FULL")
_DUE = (
    "SELECT r.pk, e.id, e.title, r.due_at, r.occurrence_start, r.occurrence_end, r.lead_s "
    "FROM reminders r JOIN events e ON e.pk = r.event_pk "
    "WHERE r.due_at IS NOT NULL AND r.due_at <= ? ORDER BY r.due_at LIMIT 1000"
)
_CLAIM = (
    "INSERT INTO ledger(event_id, event_title, location, occurrence_start, occurrence_end, "
    "all_day, lead_s, channel, due_at, late_rule, state, reason, attempts, backend, backend_ref, "
    "claimed_by, error, acknowledged_by, wake_at) "
    "VALUES (?, ?, '', ?, ?, 0, ?, 'desktop', ?, '', 'claimed', '', 0, '', '', 'raw', '', '', ?)"
)
_STEP = "INSERT INTO ledger_steps(ledger_id, at, state, detail) VALUES (?, ?, ?, '')"
_MOVE = (
    "UPDATE reminders SET due_at = NULL, occurrence_start = NULL, occurrence_end = NULL "
    "WHERE pk = ?"
)
_RECORD = (
    "UPDATE ledger SET state = 'delivered', delivered_at = ?, late_us = ?, attempts = 1, "
    "backend = 'raw', wake_at = NULL WHERE id = ?"
)


def one_by_one(path: Path, dues: Sequence[int]) -> tuple[list[float], list[float]]:
    """Wait for each due instant (us since 1970), claim, hand over to nobody, record.

    Returns seconds of lateness at the hand-over, and seconds that query and commit took.
    """
    late, spent = [], []
    with closing(connect(path, *_FULL)) as connection:
        for due in sorted(dues):
            time.sleep(max(0.0, due / SECOND - time.time()))
            begin = time.perf_counter()
            claimed = _claim(connection, due)
            spent.append(time.perf_counter() - begin)
            late.append(time.time() - due / SECOND)
            _record(connection, claimed)
    return late, spent


def all_at_once(path: Path, due: int) -> float:
    """Seconds that claiming and recording everything due at `due` (us) takes."""
    with closing(connect(path, *_FULL)) as connection:
        begin = time.perf_counter()
        _record(connection, _claim(connection, due))
        return time.perf_counter() - begin


def _claim(connection: sqlite3.Connection, now: int) -> list[tuple[int, int]]:
    """Ledger ids and due instants of what is claimed."""
    connection.execute("BEGIN IMMEDIATE")
    claimed = []
    for pk, event_id, title, due, start, end, lead in connection.execute(_DUE, (now,)).fetchall():
        values = (event_id, title, start, end, lead, due, now + 60 * SECOND)
        row = connection.execute(_CLAIM, values).lastrowid
        assert row is not None
        connection.execute(_MOVE, (pk,))
        claimed.append((row, due))
    connection.execute("COMMIT")
    return claimed


def _record(connection: sqlite3.Connection, claimed: Sequence[tuple[int, int]]) -> None:
    now = time.time_ns() // 1_000
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(_RECORD, [(now, now - due, row) for row, due in claimed])
    connection.executemany(_STEP, [(row, now, "delivered") for row, _ in claimed])
    connection.execute("COMMIT")
