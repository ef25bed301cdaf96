"""Notifications with buttons over D-Bus (Desktop Notifications Specification 1.2)."""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Callable
from pathlib import Path

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, new_method_call

from eventdesk.services.ports import SNOOZE_FOR, Notice, NoticeAction, Refused, Taken
from eventdesk.system.bus import CALL_S, BusConnection, BusError, BusLink, session_bus
from eventdesk.system.notifiers.dbus_signals import NotificationSignals

log = logging.getLogger(__name__)

BACKEND = "dbus"
NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
BUS = "org.freedesktop.DBus"
ACTIONS = ["default", "Open", "snooze", "Snooze", "dismiss", "Dismiss", "open", "Open"]
LISTS_ACTIONS = frozenset({"dunst", "mako"})
"""Servers that list actions in a menu. Others show a row of buttons, of which few fit."""
NAME_S = 1.0
NORMAL, CRITICAL, NEVER_EXPIRES = 1, 2, 0
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
        self._known: tuple[BusConnection, frozenset[str]] | None = None
        self._lists_actions = False
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
            return Refused(f"D-Bus: {_words(error)}")
        except OSError as error:
            return Refused(f"D-Bus: {error.strerror or error}")

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
        can = self._capabilities(connection)
        body = _clean(notice.body)
        if "body-markup" in can:
            body = html.escape(body, quote=False)
        actions = self._actions(notice) if notice.actions and "actions" in can else []
        hints = {
            "urgency": ("y", CRITICAL if notice.urgent else NORMAL),
            "category": ("s", "x-eventdesk.reminder"),
            "desktop-entry": ("s", "eventdesk"),
        }
        call = _call(
            "Notify",
            "susssasa{sv}i",
            ("EventDesk", 0, self._icon, _clean(notice.title), body, actions, hints, NEVER_EXPIRES),
        )
        reply = connection.call(call, self._timeout_s)
        sender = str(reply.header.fields.get(HeaderFields.sender, ""))
        return Taken(BACKEND, self._ref(sender, reply.body[0]))

    def _actions(self, notice: Notice) -> list[str]:
        if not self._lists_actions:
            return ACTIONS
        chosen = [[f"{SNOOZE_FOR}{x.text}", f"Snooze: {x.label}"] for x in notice.snoozes]
        return [*ACTIONS, *(word for each in chosen for word in each)]

    def _capabilities(self, connection: BusConnection) -> frozenset[str]:
        known = self._known
        if known is None or known[0] is not connection:
            reply = connection.call(_call("GetCapabilities"), self._timeout_s)
            self._lists_actions = "actions" in reply.body[0] and _lists_actions(connection)
            self._known = known = (connection, frozenset(reply.body[0]))
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


def _clean(text: str) -> str:
    # D-Bus strings are UTF-8 without NUL (D-Bus specification, 'Basic types').
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _words(error: BusError) -> str:
    if error.name == f"{BUS}.Error.ServiceUnknown":
        return "no notification server is running"
    return str(error)


def _lists_actions(connection: BusConnection) -> bool:
    try:
        server = connection.call(_call("GetServerInformation"), NAME_S).body[0]
    except (BusError, OSError):
        return False
    return str(server).lower() in LISTS_ACTIONS
