"""The composition root: every part is made here, once, and handed what it needs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from eventdesk.paths import Paths
from eventdesk.services.agenda import Agenda
from eventdesk.services.calendars import Calendars
from eventdesk.services.delivery import Delivery, DeliveryPorts
from eventdesk.services.desk import Desk
from eventdesk.services.event_writing import EventHooks, EventWriting
from eventdesk.services.events import Events
from eventdesk.services.exporting import Exporting
from eventdesk.services.feed_ports import Feed, FeedLogins, Fetcher
from eventdesk.services.feed_refresh import SubscriptionPorts
from eventdesk.services.history import History
from eventdesk.services.holding import Holding
from eventdesk.services.importing import Importing
from eventdesk.services.long_steps import LongSteps
from eventdesk.services.mail import Outbox, OutboxPorts
from eventdesk.services.ports import (
    Alarm,
    Change,
    Clock,
    LoginStart,
    Mailer,
    NoticeAction,
    Notifier,
    Presence,
    ProcessRegistry,
    SecretStore,
    SettingsStore,
    Sounder,
)
from eventdesk.services.preferences import Preferences
from eventdesk.services.pulse import Pulse
from eventdesk.services.reminders import Reminders
from eventdesk.services.safekeeping import Safekeeping, SafekeepingPorts
from eventdesk.services.series import Series
from eventdesk.services.subscriptions import Subscriptions
from eventdesk.services.trash import Trash
from eventdesk.services.upkeep import Upkeep
from eventdesk.services.watch import Watch
from eventdesk.system.heartbeat import HeartbeatFiles
from eventdesk.system.low_priority import give_way

if TYPE_CHECKING:
    from eventdesk.storage.database import Database

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """The adapters to the outside, real ones or a test's.

    `notifier` is made with the callback for buttons of notifications. Without `login` starting
    with the login is a setting like any other.
    """

    clock: Clock
    alarm: Alarm
    notifier: Callable[[Callable[[NoticeAction], None]], Notifier]
    sounder: Sounder
    presence: Presence
    mailer: Mailer
    secrets: SecretStore
    fetcher: Fetcher
    logins: FeedLogins
    settings: SettingsStore
    processes: ProcessRegistry
    publish: Callable[[Change], None]
    login: LoginStart | None = None


def build(paths: Paths, outside: Outside) -> Desk:
    """Open the database and wire all services. Nothing runs until `Desk.start`.

    StorageFailure when the database cannot be used.
    """
    # Imported here: the database room is the slowest import, and a window shows before it.
    from eventdesk.storage.change_counter import ChangeCounter
    from eventdesk.storage.database import Database

    paths.ensure()
    database = Database.open(paths.database, backup_folder=paths.backups, now=outside.clock.now)
    preferences = Preferences(outside.settings, outside.secrets, outside.publish, outside.login)
    outbox = _outbox(database, outside, preferences)
    reminders, delivery, notifier = _reminders(database, outside, preferences, outbox)

    def planned() -> None:
        delivery.rearm()
        outbox.look_now()

    hooks = EventHooks(created=outbox.announce_created, planned=planned, closed=reminders.withdraw)
    writing = EventWriting(database, outside.clock, outside.publish, hooks)
    steps = LongSteps(writing, outside.processes)
    events = Events(writing, steps)
    calendars = Calendars(writing, preferences.effective)
    importing = Importing(writing, steps)
    running = _Running(
        alarm=outside.alarm,
        reminders=reminders,
        outbox=outbox,
        notifier=notifier,
        presence=outside.presence,
        upkeep=Upkeep(events, calendars, database, outside.clock, outside.alarm.look_now),
        watch=Watch(
            lambda: ChangeCounter(paths.database), preferences.effective, outside.publish, planned
        ),
        safekeeping=_safekeeping(paths, database, outside, preferences),
        subscriptions=_subscriptions(database, outside, preferences, importing),
        pulse=Pulse(HeartbeatFiles(paths.heartbeats), outside.processes, outside.clock),
        database=database,
    )
    return Desk(
        clock=outside.clock,
        events=events,
        series=Series(writing, events),
        calendars=calendars,
        importing=importing,
        exporting=Exporting(database),
        subscriptions=running.subscriptions,
        agenda=Agenda(database, outside.clock),
        reminders=reminders,
        history=History(database, outside.clock),
        outbox=outbox,
        preferences=preferences,
        safekeeping=running.safekeeping,
        trash=Trash(database, outside.clock, outside.publish),
        start=running.start,
        look_now=running.look_now,
        heartbeat_age=outside.alarm.heartbeat_age,
        close=running.close,
    )


def _safekeeping(
    paths: Paths, database: Database, outside: Outside, preferences: Preferences
) -> Safekeeping:
    from eventdesk.storage.rescue import Rescue

    ports = SafekeepingPorts(
        clock=outside.clock,
        publish=outside.publish,
        settings=preferences.effective,
        calm=give_way,
    )
    return Safekeeping(database, Rescue(paths.database, paths.backups), ports)


def _subscriptions(
    database: Database, outside: Outside, preferences: Preferences, importing: Importing
) -> Subscriptions:
    def read_feed(data: bytes, zone: ZoneInfo, cancelled: Callable[[], bool]) -> Feed:
        from eventdesk.interchange.feed import read_feed

        return read_feed(data, zone, cancelled)

    ports = SubscriptionPorts(
        clock=outside.clock,
        fetcher=outside.fetcher,
        logins=outside.logins,
        read_feed=read_feed,
        publish=outside.publish,
        settings=preferences.effective,
        calm=give_way,
    )
    return Subscriptions(database, importing, ports)


def _outbox(database: Database, outside: Outside, preferences: Preferences) -> Outbox:
    ports = OutboxPorts(
        clock=outside.clock,
        mailer=outside.mailer,
        processes=outside.processes,
        publish=outside.publish,
        settings=preferences.effective,
    )
    return Outbox(database, ports)


def _reminders(
    database: Database, outside: Outside, preferences: Preferences, outbox: Outbox
) -> tuple[Reminders, Delivery, Notifier]:
    reminders: Reminders | None = None

    def acted(action: NoticeAction) -> None:
        # A button may be pressed as soon as the notifier listens, before all is wired.
        if reminders is not None:
            reminders.on_action(action)

    notifier = outside.notifier(acted)
    ports = DeliveryPorts(
        clock=outside.clock,
        alarm=outside.alarm,
        notifier=notifier,
        sounder=outside.sounder,
        holding=Holding(outside.clock, outside.presence, preferences.effective, outside.publish),
        processes=outside.processes,
        publish=outside.publish,
        settings=preferences.effective,
        mail_waiting=outbox.look_now,
    )
    delivery = Delivery(database, ports)
    reminders = Reminders(database, delivery, ports)
    return reminders, delivery, notifier


@dataclass(frozen=True, slots=True, kw_only=True)
class _Running:
    """What runs in the background, and the order in which it starts and stops."""

    alarm: Alarm
    reminders: Reminders
    outbox: Outbox
    notifier: Notifier
    presence: Presence
    upkeep: Upkeep
    watch: Watch
    safekeeping: Safekeeping
    subscriptions: Subscriptions
    pulse: Pulse
    database: Database

    def start(self) -> None:
        self.alarm.start(self._ring)
        self.outbox.start()
        self.watch.start()
        self.safekeeping.start()
        self.subscriptions.start()

    def look_now(self) -> None:
        self.alarm.look_now()
        self.outbox.look_now()
        self.subscriptions.look_now()

    def close(self) -> None:
        self.watch.close()
        self.subscriptions.close()
        self.safekeeping.close()
        self.alarm.close()
        self.outbox.close()
        self.pulse.stop()
        self.notifier.close()
        self.presence.close()
        self.database.close()

    def _ring(self) -> None:
        self.upkeep.before()
        self.reminders.deliver_due()
        self.upkeep.look()
        self.pulse.beat()
