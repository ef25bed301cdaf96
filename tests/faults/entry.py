"""What the model remembers: promises, entries of the ledger, and steps of editing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.faults.wishes import Wish

HOLDS = ("paused", "quiet", "dnd", "presentation")
Key = tuple[str, datetime, int, str]


@dataclass
class Promise:
    """A reminder that is to come at `due`."""

    event: str
    lead: int
    channel: str
    start: datetime
    due: datetime


@dataclass
class Entry:
    """A reminder that came due, as the ledger should tell it. `back` says that it ended only
    because its event went away, so that it comes back with the event. `begun` is by which
    clock it was decided last, `told` that this was when its event was saved too late, `away`
    that it came due, or its wait ended, while nobody looked. `why` is what it waits for, or
    why it is shown; `repeat` and a mail's `wait` are how it insists, and before `spaced` it
    is not shown again."""

    event: str
    lead: int
    channel: str
    start: datetime
    ends: datetime
    due: datetime
    state: str
    begun: datetime
    told: bool = False
    away: bool = False
    wake: datetime | None = None
    until: datetime | None = None
    promised: datetime = field(default_factory=lambda: datetime.max.replace(tzinfo=UTC))
    why: str = ""
    repeat: timedelta = timedelta()
    wait: timedelta = timedelta()
    spaced: datetime | None = None
    answered_at: datetime | None = None
    back: bool = False
    answered: bool = False
    rule: str = ""
    attempts: int = 0
    recorded: bool = False
    failing: bool = False
    timely: bool = True
    claimed_by: str = ""
    mailed: datetime | None = None
    shown: int = 0
    excuses: int = 0
    recovered: int = 0
    id: int = 0

    @property
    def key(self) -> Key:
        """The suppression key."""
        return self.event, self.start, self.lead, self.channel

    @property
    def since(self) -> datetime:
        """From when lateness counts; it is never shown before."""
        return self.until or self.due

    @property
    def is_open(self) -> bool:
        """Still to be shown, or shown and not answered."""
        if self.channel == "email":
            return self.state in {"claimed", "retrying", "snoozed"}
        return self.state in {"delivered", "snoozed", "retrying"}

    def decided(self, now: datetime) -> None:
        """Something was decided by the clock that says `now`."""
        self.begun, self.told = now, False

    @property
    def held(self) -> bool:
        """Waiting for the end of what holds reminders."""
        return self.state == "snoozed" and self.why in HOLDS

    @property
    def waits(self) -> bool:
        """A mail that is not needed when the reminder is answered."""
        return self.state == "snoozed" and self.why == "waits"

    def become(self, state: str, wake: datetime | None = None, why: str = "") -> None:
        """Change the state; what only an earlier state meant is forgotten."""
        self.state, self.wake, self.why, self.back = state, wake, why, False

    @property
    def wait_was_cut_short(self) -> bool:
        """Whether a mail that ended did so while it waited for an answer."""
        return not self.attempts and self.until is not None and self.until > self.begun

    def repeat_from(self, now: datetime) -> None:
        """It is shown again, counted from now, if it insists."""
        self.spaced = self.wake = now + self.repeat if self.repeat else None

    def wait_until(self, until: datetime) -> None:
        """A mail waits for an answer until then."""
        self.become("snoozed", until, "waits")
        self.until = until


@dataclass
class Step:
    """An edit that can be undone."""

    event: str
    before: Wish | None
    after: Wish
    undone: bool = False
