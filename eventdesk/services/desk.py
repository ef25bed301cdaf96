"""All services of one running EventDesk, handed as one value to window and command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from eventdesk.services.agenda import Agenda
from eventdesk.services.calendars import Calendars
from eventdesk.services.events import Events
from eventdesk.services.exporting import Exporting
from eventdesk.services.history import History
from eventdesk.services.importing import Importing
from eventdesk.services.mail import Outbox
from eventdesk.services.ports import Clock
from eventdesk.services.preferences import Preferences
from eventdesk.services.reminders import Reminders
from eventdesk.services.safekeeping import Safekeeping
from eventdesk.services.series import Series
from eventdesk.services.subscriptions import Subscriptions
from eventdesk.services.trash import Trash


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The services. Every method may be called from any thread unless it says otherwise.

    `start` starts alarm, mail and network workers and watch; `close` stops all. `look_now` lets
    alarm, outbox and subscriptions look at once; `heartbeat_age` is the seconds since the alarm
    last looked.
    """

    clock: Clock
    events: Events
    series: Series
    calendars: Calendars
    importing: Importing
    exporting: Exporting
    subscriptions: Subscriptions
    agenda: Agenda
    reminders: Reminders
    history: History
    outbox: Outbox
    preferences: Preferences
    safekeeping: Safekeeping
    trash: Trash
    start: Callable[[], None]
    look_now: Callable[[], None]
    heartbeat_age: Callable[[], float | None]
    close: Callable[[], None]
