"""Backups, what is kept of them, and what a rescue saved. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from eventdesk.domain.language import tr, tr_n

KEPT_DAYS = 7
KEPT_WEEKS = 4
KEPT_WHOLE = timedelta(days=2)
"""How long every backup is kept, however many a day has."""


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A backup as listed: `made_at` is UTC, `size` in bytes; `events` counts those not deleted,
    None when the file cannot be read as a database of EventDesk."""

    path: Path
    made_at: datetime
    size: int
    events: int | None


@dataclass(frozen=True, slots=True)
class Replaced:
    """The database was replaced; `kept` is where the file that was there lies now."""

    kept: Path | None
    source: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvaged:
    """What could be read of a damaged database.

    `unreadable` rows were found but made no sense; `whole` is False when parts of the file
    could not be read at all. `guessed` events got the usual reminder because theirs were lost.
    """

    events: int
    ledger: int
    unreadable: int
    guessed: int
    whole: bool
    kept: Path | None

    def __str__(self) -> str:
        events = tr_n("{count} event", "{count} events", self.events)
        past = tr_n("{count} past reminder", "{count} past reminders", self.ledger)
        words = [tr("Saved {events}, {reminders}.", events=events, reminders=past)]
        if self.unreadable:
            words.append(
                tr_n(
                    "{count} row could not be understood.",
                    "{count} rows could not be understood.",
                    self.unreadable,
                )
            )
        if not self.whole:
            words.append(tr("Parts of the file could not be read, so some may be lost."))
        if self.guessed:
            words.append(
                tr_n(
                    "{count} event got a reminder 5 minutes before.",
                    "{count} events got a reminder 5 minutes before.",
                    self.guessed,
                )
            )
        return " ".join(words)


def surplus(made: Sequence[datetime], now: datetime, newest_good: datetime | None) -> set[datetime]:
    """Those of the instants of backups that need not be kept.

    Kept are all of the last two days, the newest of each of the 7 newest days and of the 4
    newest weeks (ISO) that have any, and the newest that is known to be good. Without a good
    one nothing is surplus. All instants aware and in the zone whose days count.
    """
    if newest_good is None:
        return set()
    kept = {each for each in made if each > now - KEPT_WHOLE} | {newest_good}
    kept |= _newest_of_each(made, lambda each: each.date().toordinal(), KEPT_DAYS)
    kept |= _newest_of_each(made, lambda each: each.isocalendar()[:2], KEPT_WEEKS)
    return set(made) - kept


def _newest_of_each(
    made: Sequence[datetime], part: Callable[[datetime], object], most: int
) -> set[datetime]:
    newest: dict[object, datetime] = {}
    for each in sorted(made, reverse=True):
        newest.setdefault(part(each), each)
    return set(list(newest.values())[:most])
