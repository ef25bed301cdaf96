"""What a killed program left in its database, read from a copy.

The copy has the write-ahead log as it was: opening the original would recover it, which is
what the next start of the program has to do by itself.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from eventdesk.storage.backup import integrity_problem

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
RECOVERED = "Recovered:"


@dataclass(frozen=True, slots=True)
class Kept:
    """One row of the ledger. `number` is the notification server's for it, None without one;
    `recoveries` are how often its history says that a crash left it unrecorded."""

    id: int
    title: str
    channel: str
    due_at: datetime
    state: str
    reason: str
    number: int | None
    claimed_by: str
    claimed_at: str
    event_id: str
    recoveries: int = 0

    @property
    def says_recovered(self) -> bool:
        """True when the row itself tells that it may have been shown twice."""
        return self.reason.startswith(RECOVERED) and self.recoveries > 0


def copied(database: Path, scratch: Path) -> Path:
    """A copy of a database that nobody has open, with its write-ahead log."""
    for ending in ("", "-wal"):
        target = scratch.with_name(scratch.name + ending)
        target.unlink(missing_ok=True)
        source = database.with_name(database.name + ending)
        if source.exists():
            shutil.copyfile(source, target)
    scratch.with_name(f"{scratch.name}-shm").unlink(missing_ok=True)
    return scratch


def problem_of(copy: Path) -> str:
    """What `PRAGMA integrity_check` finds, '' when nothing; an empty file is a new one."""
    return integrity_problem(copy) if copy.exists() and copy.stat().st_size else ""


def handed_over(copy: Path) -> list[Kept]:
    """Desktop rows that are claimed, or that a notification server has given a number."""
    return _rows(copy, "channel = 'desktop' AND (state = 'claimed' OR backend_ref <> '')")


def all_rows(copy: Path) -> list[Kept]:
    """The whole ledger, with what its history says of recoveries."""
    with closing(sqlite3.connect(copy)) as connection:
        told: dict[int, int] = dict(
            connection.execute(
                "SELECT ledger_id, count(DISTINCT at) FROM ledger_steps "
                "WHERE detail LIKE ? GROUP BY ledger_id",
                (f"{RECOVERED}%",),
            ).fetchall()
        )
    return _rows(copy, "1", told)


def states(database: Path) -> Counter[str]:
    """How many rows of the ledger are in which state; the database may be in use."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        query = "SELECT state, count(*) FROM ledger GROUP BY state"
        return Counter(dict(connection.execute(query).fetchall()))


def _rows(copy: Path, where: str, told: dict[int, int] | None = None) -> list[Kept]:
    query = (
        "SELECT id, event_title, channel, due_at, state, reason, backend_ref, claimed_by, "
        "coalesce(claimed_at, ''), event_id FROM ledger "
        f"WHERE {where} ORDER BY id"
    )
    with closing(sqlite3.connect(copy)) as connection:
        return [_kept(each, told or {}) for each in connection.execute(query)]


def _kept(row: Sequence[object], told: dict[int, int]) -> Kept:
    number, due_us, ref = int(str(row[0])), int(str(row[3])), str(row[6])
    return Kept(
        id=number,
        title=str(row[1]),
        channel=str(row[2]),
        due_at=EPOCH + timedelta(microseconds=due_us),
        state=str(row[4]),
        reason=str(row[5]),
        number=int(ref.rpartition("/")[2]) if "/" in ref else None,
        claimed_by=str(row[7]),
        claimed_at=str(row[8]),
        event_id=str(row[9]),
        recoveries=told.get(number, 0),
    )
