"""What the services need from the outside; adapters live in `storage` and `system`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from eventdesk.domain.holding import Holds
from eventdesk.domain.settings import MailSettings, Settings
from eventdesk.domain.snooze import SnoozeChoice

if TYPE_CHECKING:
    # Importing it takes 30 ms, which no start should wait for.
    from email.message import EmailMessage


class Clock(Protocol):
    """Time, injected everywhere."""

    def now(self) -> datetime:
        """The instant by the wall clock, aware, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never jump; stands still while the computer sleeps."""
        ...

    def zone(self) -> ZoneInfo:
        """The system's time zone at this moment."""
        ...


class Alarm(Protocol):
    """An alarm clock that says 'look now'. All methods may be called from any thread."""

    def start(self, look: Callable[[], None]) -> None:
        """Begin; `look` is called on the alarm's one worker thread, now and then at the
        instants asked for, and at least every 30 s."""
        ...

    def wake_at(self, instant: datetime | None) -> None:
        """Replace the one instant (UTC) to ring at; None leaves only the heartbeat."""
        ...

    def look_now(self) -> None:
        """Ring at once."""
        ...

    def heartbeat_age(self) -> float | None:
        """Seconds since the worker last finished a look; None before the first."""
        ...

    def close(self) -> None:
        """Stop; returns when the worker is idle."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One desktop notification, for one reminder or a group.

    `ledger_ids` are the rows it stands for. `title` and `body` are plain text: a back end
    escapes what its protocol wants escaped. An `urgent` one passes the desktop's own quiet
    where the back end can ask for that. `snoozes` are the choices beside the usual snooze,
    for back ends that can list them.
    """

    title: str
    body: str
    ledger_ids: tuple[int, ...]
    actions: bool = True
    urgent: bool = False
    snoozes: tuple[SnoozeChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """A back end took the notice. `ref` is its handle for closing it later ('' for none)."""

    backend: str
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """No back end took the notice; `error` tells why, each back end's words in turn."""

    error: str


class Notifier(Protocol):
    """Raises desktop notifications. Called on the alarm's worker thread; never raises."""

    def notify(self, notice: Notice) -> Taken | Refused:
        """Hand over a notice; returns when a back end has taken or all have refused it."""
        ...

    def withdraw(self, ref: str) -> None:
        """Close a shown notice by the handle of its Taken; unknown ones are ignored."""
        ...

    def close(self) -> None:
        """Release connections."""
        ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the desktop tells of whether its person wants to be disturbed now.

    Each is '' when not so, or not known; otherwise words for the person, such as
    'dunst is paused' or 'a full-screen program keeps the screen awake'.
    """

    do_not_disturb: str = ""
    presentation: str = ""


class Presence(Protocol):
    """Looks at the desktop's own wish for quiet. Thread-safe."""

    def look(self) -> Surroundings:
        """How things are now; never raises, takes at most a second."""
        ...

    def close(self) -> None:
        """Release connections, for good."""
        ...


class Sounder(Protocol):
    """Plays the sound of a reminder. Thread-safe."""

    def play(self) -> str:
        """Begin to play and return within 2 s; '' or why nothing can be heard. Never raises."""
        ...


SNOOZE_FOR = "snooze "
"""Begins the action of a chosen snooze; its text follows."""


@dataclass(frozen=True, slots=True)
class NoticeAction:
    """The person acted on a notification: `action` is 'snooze', 'dismiss' or 'open', or
    'snooze ' and the text of one of the notice's `snoozes`.

    `ref` is the handle of the Taken that showed it. `activation` is the desktop's permission to
    bring a window up, '' where it gave none.
    """

    ref: str
    action: str
    activation: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """The server accepted the mail (SMTP reply to DATA 250); `reply` is its words."""

    reply: str = ""


@dataclass(frozen=True, slots=True)
class NotSent:
    """The mail was not accepted; `error` is the server's or library's own words, no secrets.

    `permanent` is True where trying again is pointless (5xx to this message, RFC 5321 4.2.1).
    """

    error: str
    permanent: bool = False


@dataclass(frozen=True, slots=True)
class Reached:
    """The mail server was reached, protected as the settings want, and took the login;
    `words` tell how."""

    words: str


class Mailer(Protocol):
    """Sends one mail. Called on the mail worker thread; never raises; bounded in time."""

    def send(self, message: EmailMessage, settings: MailSettings) -> Sent | NotSent:
        """Hand `message` to the server of `settings`."""
        ...

    def probe(self, settings: MailSettings) -> Reached | NotSent:
        """Connect, protect the connection and log in, then leave; nothing is sent."""
        ...


class SecretStore(Protocol):
    """Where the mail password lives: the environment, the OS keyring, or this run only."""

    def read(self) -> str | None:
        """The mail password, or None."""
        ...

    def write(self, secret: str) -> str:
        """Keep the password; returns '' or a sentence telling that it is kept for this run
        only and why."""
        ...


class SettingsStore(Protocol):
    """The settings file. Thread-safe."""

    def load(self) -> Settings:
        """The settings now on disk; SettingsFailure names the file and the broken line."""
        ...

    def save(self, settings: Settings) -> None:
        """Write atomically; SettingsFailure when the folder cannot be written."""
        ...


@dataclass(frozen=True, slots=True)
class LoginState:
    """Whether the program starts with the login; `note` is what a person should know about
    that, '' when nothing."""

    on: bool
    note: str = ""


class LoginStart(Protocol):
    """Starting with the login, as the system really has it. Thread-safe."""

    def look(self) -> LoginState:
        """How it is now; never raises."""
        ...

    def switch(self, on: bool) -> None:
        """Switch it on or off; SettingsFailure when the system does not let it."""
        ...


class ProcessRegistry(Protocol):
    """Tells whether the process behind a claim still lives."""

    def own(self) -> str:
        """This process's token, kept in `claimed_by`."""
        ...

    def alive(self, token: str) -> bool:
        """False when the process of `token` is known to be gone."""
        ...


@dataclass(frozen=True, slots=True)
class Beat:
    """A sign of life: the process `token` finished looking for due reminders at `at` (UTC)."""

    token: str
    at: datetime


class Heartbeats(Protocol):
    """Signs of life that other processes can see. Never raises; waking nobody."""

    def leave(self, beat: Beat) -> None:
        """Replace this process's sign of life."""
        ...

    def take_back(self, token: str) -> None:
        """Remove the sign of life of a process that ends."""
        ...

    def seen(self) -> list[Beat]:
        """The signs of life of all processes, the newest first."""
        ...


# What is published after something changed. Frozen, so they may cross threads.


@dataclass(frozen=True, slots=True)
class EventsChanged:
    """Events were created, edited, deleted or restored; empty ids: anything may have."""

    event_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarsChanged:
    """Calendars were added, changed, switched or removed."""


@dataclass(frozen=True, slots=True)
class LedgerChanged:
    """Ledger rows were added or changed; empty ids: anything may have."""

    ledger_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RemindersDelivered:
    """Desktop reminders were handed over just now: the popup shows them."""

    ledger_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OpenRequested:
    """The person wants to see a reminder's event (button on a notification). `activation` is
    the desktop's permission for that."""

    ledger_ids: tuple[int, ...] = ()
    activation: str = ""


@dataclass(frozen=True, slots=True)
class StartedAgain:
    """EventDesk was started a second time, with these calendar files (absolute) and links: the
    window comes up, unless `hidden`. `activation` is the desktop's permission for that. With
    `quit` the program is to end."""

    arguments: tuple[str, ...] = ()
    hidden: bool = False
    activation: str = ""
    quit: bool = False


@dataclass(frozen=True, slots=True)
class SettingsChanged:
    """The settings differ from before."""

    settings: Settings = field(default_factory=Settings)


@dataclass(frozen=True, slots=True)
class PauseChanged:
    """Reminders were paused until `until` (UTC), or resumed (None)."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class HoldsChanged:
    """Something else holds desktop reminders than before, or nothing any more."""

    holds: Holds


@dataclass(frozen=True, slots=True)
class HealthChanged:
    """A background part failed or recovered; `problem` is '' when all is well.

    `part` is 'alarm', 'storage', 'mail', 'settings', 'sound', 'events' or 'subscriptions'.
    """

    part: str
    problem: str = ""


Change = (
    EventsChanged
    | CalendarsChanged
    | LedgerChanged
    | RemindersDelivered
    | OpenRequested
    | StartedAgain
    | SettingsChanged
    | PauseChanged
    | HoldsChanged
    | HealthChanged
)
Publish = Callable[[Change], None]
