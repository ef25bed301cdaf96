"""Notifications with buttons over D-Bus (Desktop Notifications Specification 1.2)."""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Callable
from pathlib import Path

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, new_method_call

from eventdesk import APP_ID
from eventdesk.domain.language import later
from eventdesk.services.ports import Notice, NoticeAction, Refused, Taken
from eventdesk.system.bus import CALL_S, BusConnection, BusError, BusLink, session_bus
from eventdesk.system.notifiers.dbus_signals import NotificationSignals
from eventdesk.system.notifiers.fitting import fitted_body, fitted_title
from eventdesk.system.notifiers.servers import Server

log = logging.getLogger(__name__)

BACKEND = "dbus"
REFUSED = later("D-Bus: {reason}")
NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
BUS = "org.freedesktop.DBus"
NAME_S = 1.0
NORMAL, CRITICAL = 1, 2
LARGEST_ID = 2**32 - 1
REF = re.compile(r"dbus:([0-9a-f]*)(:[\w.-]+)/(\d+)")


class DBusNotifier:
    """A Notifier and the listener for its buttons. Thread-safe; never raises.

    A handle is 'dbus:', the run of the bus, the server's unique name and its number for the
    notification. Numbers start over when the server does, so the handle of another server
    or another login never matches, while one kept in the database works on after a restart
    of the program.

    `on_action` is called on a thread of this object, for every notification of the server,
    also those of other programs: who called must know its own handles.
    """

    def __init__(
        self,
        app_icon: Path | None = None,
        on_action: Callable[[NoticeAction], None] = lambda action: None,
        *,
        where: Callable[[], str] = session_bus,
        timeout_s: float = CALL_S,
        first_backoff_s: float = 1.0,
    ) -> None:
        self._icon = app_icon.absolute().as_uri() if app_icon else ""
        self._timeout_s = timeout_s
        self._known: tuple[BusConnection, Server] | None = None
        self._signals = NotificationSignals(self._ref, on_action)
        owner = MatchRule(type="signal", sender=BUS, interface=BUS, member="NameOwnerChanged")
        owner.add_arg_condition(0, NAME)
        signals = MatchRule(type="signal", interface=NAME, path=PATH)
        self._link = BusLink(
            "notification-bus",
            where,
            [owner, signals],
            self._signal,
            first_backoff_s=first_backoff_s,
        )
        # Some servers (dunst) send signals only to the connection that asked for the notification.
        # Before a restart of the program that was another one, which is gone.
        self._monitor = BusLink(
            "notification-monitor",
            where,
            [signals],
            self._overheard,
            monitor=True,
            first_backoff_s=first_backoff_s,
        )

    def notify(self, notice: Notice) -> Taken | Refused:
        """Show a notice; it stays until the person or `withdraw` closes it."""
        try:
            try:
                return self._notify(notice)
            except ConnectionError:
                # The bus was restarted, which shows only on use.
                return self._notify(notice)
        except BusError as error:
            return Refused(REFUSED.format(reason=_words(error)))
        except OSError as error:
            return Refused(REFUSED.format(reason=error.strerror or error))

    def withdraw(self, ref: str) -> None:
        """Close a notification of this server by its handle; others are ignored."""
        parts = REF.fullmatch(ref)
        if parts is None or int(parts[3]) > LARGEST_ID:
            return
        try:
            connection = self._link.connection()
            if parts[1] != self._bus_run():
                return
            server = DBusAddress(PATH, parts[2], NAME)
            call = new_method_call(server, "CloseNotification", "u", (int(parts[3]),))
            self._signals.withdrawn(ref)
            connection.call(call, self._timeout_s)
        except (OSError, BusError, ValueError) as error:
            log.debug("notification %s was not closed: %s", ref, error)

    def close(self) -> None:
        """Stop listening and hang up; shown notifications stay."""
        self._link.close()
        self._monitor.close()
        self._signals.close()

    def _notify(self, notice: Notice) -> Taken:
        connection = self._link.connection()
        server = self._server(connection)
        body = fitted_body(notice.body)
        if server.reads_markup:
            body = html.escape(body, quote=False)
        hints = {
            "urgency": ("y", CRITICAL if notice.urgent else NORMAL),
            "category": ("s", "x-eventdesk.reminder"),
            "desktop-entry": ("s", APP_ID),
        }
        title, timeout = fitted_title(notice.title), server.expire_timeout
        words = ("EventDesk", 0, self._icon, title, body, server.actions(notice), hints, timeout)
        reply = connection.call(_call("Notify", "susssasa{sv}i", words), self._timeout_s)
        sender = str(reply.header.fields.get(HeaderFields.sender, ""))
        return Taken(BACKEND, self._ref(sender, reply.body[0]))

    def _server(self, connection: BusConnection) -> Server:
        known = self._known
        if known is None or known[0] is not connection:
            able = connection.call(_call("GetCapabilities"), self._timeout_s).body[0]
            self._known = known = (connection, Server(*_name(connection), frozenset(able)))
        return known[1]

    def _signal(self, message: Message) -> None:
        if message.header.fields.get(HeaderFields.interface) == NAME:
            self._signals.take(message)
        elif message.header.fields.get(HeaderFields.member) == "NameOwnerChanged":
            # Another server, which may be able to do other things.
            self._known = None

    def _overheard(self, message: Message) -> None:
        fields = message.header.fields
        to = fields.get(HeaderFields.destination)
        if fields.get(HeaderFields.interface) == NAME and to not in {None, self._link.own_name}:
            self._signals.take(message)

    def _ref(self, server: str, number: int) -> str:
        return f"{BACKEND}:{self._bus_run()}{server}/{number}"

    def _bus_run(self) -> str:
        return (self._link.bus_id or self._monitor.bus_id)[:12]


def _call(method: str, signature: str | None = None, body: tuple[object, ...] = ()) -> Message:
    return new_method_call(DBusAddress(PATH, NAME, NAME), method, signature, body)


def _words(error: BusError) -> str:
    if error.name == f"{BUS}.Error.ServiceUnknown":
        return later("no notification server is running")
    return str(error)


def _name(connection: BusConnection) -> tuple[str, str]:
    """Name and vendor of the server; it may be used without knowing them."""
    try:
        name, vendor = connection.call(_call("GetServerInformation"), NAME_S).body[:2]
    except (BusError, OSError, ValueError):
        return "", ""
    return str(name), str(vendor)
