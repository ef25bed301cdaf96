"""Reading what can still be read of a damaged database, into a fresh one."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from eventdesk.domain.errors import StorageFailure
from eventdesk.domain.event import Event
from eventdesk.domain.language import tr
from eventdesk.domain.ledger import LedgerState, LedgerStep
from eventdesk.domain.occurrence import Occurrence
from eventdesk.domain.planning import Plan, first_plan, materialised
from eventdesk.domain.reminder import Reminder
from eventdesk.domain.safety import Salvaged
from eventdesk.storage import replacing
from eventdesk.storage.database import Database
from eventdesk.storage.event_store import event_from
from eventdesk.storage.failures import ENGINE_ERRORS, storage_failure
from eventdesk.storage.ledger_columns import row_from
from eventdesk.storage.salvage_calendars import keep_calendars, keep_lost_calendars
from eventdesk.storage.tables import events, ledger, ledger_steps, reminders
from eventdesk.storage.tolerant import Tolerant, make_openable, transplant_schema
from eventdesk.storage.transaction import Transaction
from eventdesk.storage.values import Unreadable, reminder_from

_READ = 500
_SENSELESS = (
    Unreadable,
    sa.exc.SQLAlchemyError,
    ValueError,
    TypeError,
    LookupError,
    OverflowError,
    AttributeError,
)
"""What comes of values that nobody wrote, on their way into the fresh database."""
_STATES = frozenset(LedgerState)


@dataclass(slots=True)
class _Found:
    events: int = 0
    ledger: int = 0
    unreadable: int = 0
    guessed: int = 0


@dataclass(frozen=True, slots=True)
class Salvage:
    """One rescue at the instant `now` (UTC) in the zone `local`."""

    target: Path
    now: datetime
    local: ZoneInfo
    _found: _Found = field(default_factory=_Found)

    def run(self) -> Salvaged:
        """Make a fresh database of what is readable and put it in place of the damaged one.

        StorageFailure, also when another process has the database open; then nothing changed.
        """
        copy = self.target.with_name(f"{self.target.name}.damaged-copy")
        fresh = self.target.with_name(f"{self.target.name}.salvaged")
        try:
            replacing.finish(self.target)
            for each in (copy, fresh):
                replacing.discard(each)
            self._copy(copy)
            whole = self._read(copy, fresh)
            kept = replacing.replace(fresh, self.target)
        except ENGINE_ERRORS as error:
            raise storage_failure(error, self.target) from error
        except OSError as error:
            raise StorageFailure(
                tr("Nothing was changed: {reason}.", reason=error.strerror),
                tr(
                    "Free some space in {folder} and check that it can be written.",
                    folder=self.target.parent,
                ),
            ) from error
        finally:
            for each in (copy, fresh):
                replacing.discard(each)
        found = self._found
        return Salvaged(
            events=found.events,
            ledger=found.ledger,
            unreadable=found.unreadable,
            guessed=found.guessed,
            whole=whole,
            kept=kept,
        )

    def _copy(self, copy: Path) -> None:
        """Work on a copy: reading changes a database, and this one is evidence."""
        for ending in ("", "-wal"):
            part = self.target.with_name(self.target.name + ending)
            if part.exists():
                shutil.copyfile(part, copy.with_name(copy.name + ending))
        make_openable(copy)

    def _read(self, copy: Path, fresh: Path) -> bool:
        nowhere = fresh.with_name("no-backups")
        Database.open(fresh, backup_folder=nowhere).close()
        if not _knows_events(copy):
            transplant_schema(copy, fresh)
        database = Database.open(fresh, backup_folder=nowhere)
        try:
            with closing(Tolerant(copy)) as source:
                leads = self._reminders(source)
                guess = not source.whole
                with database.write() as tx:
                    self._found.unreadable += keep_calendars(tx, source)
                for part in _parts(source.rows(events)):
                    with database.write() as tx:
                        self._keep_events(tx, part, leads, guess=guess)
                with database.write() as tx:
                    keep_lost_calendars(tx)
                    kept = self._keep_ledger(tx, source)
                    self._keep_steps(tx, source, kept)
                whole = source.whole
                self._found.unreadable += source.unreadable
            with database.connection() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            database.close()
        with closing(sqlite3.connect(fresh)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
        return whole

    def _reminders(self, source: Tolerant) -> dict[int, dict[Reminder, Any]]:
        """By event the reminders with their rows."""
        found: dict[int, dict[Reminder, Any]] = {}
        for row in source.rows(reminders):
            try:
                reminder = reminder_from(row.lead_s, row.channels)
            except Unreadable:
                self._found.unreadable += 1
                source.whole = False
            else:
                found.setdefault(row.event_pk, {})[reminder] = row
        return found

    def _keep_events(
        self,
        tx: Transaction,
        rows: Sequence[Any],
        leads: dict[int, dict[Reminder, Any]],
        *,
        guess: bool,
    ) -> None:
        for row in rows:
            found = leads.get(row.pk, {})
            lost = guess and not found
            if lost:
                # A needless reminder does less harm than a lost one.
                found = {Reminder(): None}
            try:
                event = event_from(row, tuple(sorted(found, key=lambda each: each.lead_s)))
                with tx.attempt():
                    self._add(tx, event, found)
            except sa.exc.OperationalError:
                # A full disk: the whole rescue fails, and nothing was changed.
                raise
            except _SENSELESS:
                self._found.unreadable += 1
                continue
            if event.deleted_at is None:
                self._found.events += 1
                self._found.guessed += lost

    def _add(self, tx: Transaction, event: Event, found: dict[Reminder, Any]) -> None:
        pk = tx.events.add([event])[event.id]
        resting = event.deleted_at is not None or event.calendar in tx.calendars.off()
        plans = []
        for reminder, row in found.items():
            if resting:
                plans.append(Plan(reminder))
            elif row is None or row.due_at is None:
                lost = row is None
                plan = first_plan(event, reminder, self.now, self.local) if lost else Plan(reminder)
                plans.append(plan)
            else:
                there = _occurrence(row)
                plans.append(Plan(reminder, row.due_at if there else None, there))
        tx.reminders.add((pk, plan) for plan in plans)
        if not resting:
            tx.agenda.add([(pk, event, materialised(event, self.now, self.local))])

    def _keep_ledger(self, tx: Transaction, source: Tolerant) -> dict[int, int]:
        """The new row numbers by the old ones."""
        kept: dict[int, int] = {}
        for row in source.rows(ledger):
            try:
                with tx.attempt():
                    inserted, _ = tx.ledger.claim([row_from(row)])
            except sa.exc.OperationalError:
                # A full disk: the whole rescue fails, and nothing was changed.
                raise
            except _SENSELESS:
                self._found.unreadable += 1
                continue
            if inserted:
                kept[row.id] = inserted[0].id
                self._found.ledger += 1
        return kept

    def _keep_steps(self, tx: Transaction, source: Tolerant, kept: dict[int, int]) -> None:
        for part in _parts(source.rows(ledger_steps)):
            known = [row for row in part if row.ledger_id in kept and isinstance(row.detail, str)]
            tx.ledger.step(
                [
                    LedgerStep(kept[row.ledger_id], row.at, LedgerState(row.state), row.detail)
                    for row in known
                    if row.at is not None and row.state in _STATES
                ]
            )


def start_empty(target: Path) -> Path | None:
    """Put a new, empty database in place of what is there, which is kept; where.

    StorageFailure, also when another process has the database open.
    """
    fresh = target.with_name(f"{target.name}.salvaged")
    try:
        replacing.finish(target)
        replacing.discard(fresh)
        Database.open(fresh, backup_folder=fresh.with_name("no-backups")).close()
        with closing(sqlite3.connect(fresh)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
        return replacing.replace(fresh, target)
    except ENGINE_ERRORS as error:
        raise storage_failure(error, target) from error
    except OSError as error:
        raise StorageFailure(
            tr("Nothing was changed: {reason}.", reason=error.strerror),
            tr("Check the folder {folder}.", folder=target.parent),
        ) from error
    finally:
        replacing.discard(fresh)


def _knows_events(copy: Path) -> bool:
    with closing(Tolerant(copy)) as source:
        return source.knows(events)


def _occurrence(row: Any) -> Occurrence | None:
    start, end = row.occurrence_start, row.occurrence_end
    return Occurrence(start, end, start.replace(tzinfo=None)) if start and end else None


def _parts(rows: Iterator[Any]) -> Iterator[list[Any]]:
    part: list[Any] = []
    for row in rows:
        part.append(row)
        if len(part) == _READ:
            yield part
            part = []
    if part:
        yield part
