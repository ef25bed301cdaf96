"""A D-Bus connection (jeepney) that is shared by calls and signals, and kept alive."""

from __future__ import annotations

import itertools
import logging
import os
import socket
import struct
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress

from jeepney import HeaderFields, MatchRule, Message, MessageType, Parser, message_bus
from jeepney.bus import get_connectable_addresses
from jeepney.bus_messages import Monitoring
from jeepney.io.blocking import prep_socket

from eventdesk.domain.language import later

log = logging.getLogger(__name__)

CALL_S = 3.0
LONGEST_BACKOFF_S = 60.0
HUNG_UP = later("the bus hung up")


class BusError(Exception):
    """The other side answered with a D-Bus error; `name` is its error name."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__(words or name)
        self.name = name


def session_bus() -> str:
    """The socket of the session bus; OSError when there is none that can be reached."""
    address = os.environ.get("DBUS_SESSION_BUS_ADDRESS", "")
    if address:
        return _socket_of(address)
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    path = os.path.join(folder, "bus")  # noqa: PTH118 - a socket name, not a file to open
    if not folder or not os.path.exists(path):  # noqa: PTH110
        raise FileNotFoundError(later("there is no session bus"))
    return path


def system_bus() -> str:
    """The socket of the system bus; OSError when its address cannot be used."""
    default = "unix:path=/var/run/dbus/system_bus_socket"
    return _socket_of(os.environ.get("DBUS_SYSTEM_BUS_ADDRESS", "") or default)


def _socket_of(address: str) -> str:
    try:
        return str(next(get_connectable_addresses(address)))
    except (RuntimeError, ValueError, StopIteration) as error:
        words = later("the bus address {address} cannot be used")
        raise OSError(words.format(address=repr(address))) from error


class BusConnection:
    """One connection: calls from any thread, signals on its own reader thread.

    `on_signal` must return soon and must not call. OSError when the bus cannot be reached.
    """

    def __init__(
        self,
        path: str,
        on_signal: Callable[[Message], None],
        on_lost: Callable[[], None],
        *,
        connect_s: float = CALL_S,
    ) -> None:
        self._on_signal = on_signal
        self._on_lost = on_lost
        self._serials = itertools.count(1)
        self._lock = threading.Lock()
        self._waiting: dict[int, Future[Message]] = {}
        self._lost = False
        try:
            self._socket = prep_socket(path, timeout=connect_s)
        except ValueError as error:  # jeepney's AuthenticationError
            raise ConnectionError(str(error)) from error
        seconds = struct.pack("@ll", int(CALL_S), 0)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, seconds)
        self._reader = threading.Thread(target=self._read, name="bus-reader", daemon=True)
        self._reader.start()

    @property
    def alive(self) -> bool:
        """False once the bus has hung up."""
        return not self._lost

    def call(self, message: Message, timeout_s: float = CALL_S) -> Message:
        """Send a method call and wait for its reply.

        Raises BusError (answered with an error), TimeoutError, or OSError (bus gone).
        """
        future: Future[Message] = Future()
        with self._lock:
            if self._lost:
                raise ConnectionResetError(HUNG_UP)
            serial = next(self._serials)
            self._waiting[serial] = future
            try:
                self._socket.sendall(message.serialise(serial=serial))
            except BaseException:
                del self._waiting[serial]
                raise
        try:
            reply = future.result(timeout_s)
        except TimeoutError:
            words = later("no answer within {seconds} s").format(seconds=f"{timeout_s:g}")
            raise TimeoutError(words) from None
        finally:
            with self._lock:
                self._waiting.pop(serial, None)
        if reply.header.message_type is MessageType.error:
            words = str(reply.body[0]) if reply.body else ""
            raise BusError(str(reply.header.fields.get(HeaderFields.error_name, "")), words)
        return reply

    def close(self) -> None:
        """Hang up and wait for the reader, unless it is the caller."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        if threading.current_thread() is not self._reader:
            self._reader.join()

    def _read(self) -> None:
        parser = Parser()
        try:
            while data := self._socket.recv(65536):
                parser.add_data(data)
                while (message := parser.get_next_message()) is not None:
                    self._dispatch(message)
        except Exception as error:  # noqa: BLE001 - what cannot be read ends the connection
            log.debug("bus connection: %s", error)
        with self._lock:
            self._lost = True
            waiting = list(self._waiting.values())
            self._waiting.clear()
            self._socket.close()
        for future in waiting:
            future.set_exception(ConnectionResetError(HUNG_UP))
        self._on_lost()

    def _dispatch(self, message: Message) -> None:
        kind = message.header.message_type
        if kind is MessageType.signal:
            self._on_signal(message)
        elif kind in {MessageType.method_return, MessageType.error}:
            serial = message.header.fields.get(HeaderFields.reply_serial)
            with self._lock:
                future = self._waiting.pop(serial, None)
            if future is not None:
                future.set_result(message)


class BusLink:
    """Keeps one connection to a bus that may come later, go, and come back. Thread-safe.

    A daemon thread connects, subscribes to `rules`, and after a loss tries again with
    growing pauses, so signals arrive without anybody calling. `where` gives the bus's socket.
    As a `monitor` it cannot call, and hears also what is addressed to others (D-Bus
    specification, 'org.freedesktop.DBus.Monitoring'), even to those who have left.
    """

    def __init__(
        self,
        name: str,
        where: Callable[[], str],
        rules: Sequence[MatchRule],
        on_signal: Callable[[Message], None],
        *,
        monitor: bool = False,
        first_backoff_s: float = 1.0,
    ) -> None:
        self._monitor = monitor
        self._where = where
        self._rules = tuple(rules)
        self._on_signal = on_signal
        self._first_backoff_s = first_backoff_s
        self._lock = threading.Lock()
        self._connection: BusConnection | None = None
        self._bus_id = self._own_name = ""
        self._stirred = threading.Event()
        self._closed = False
        self._keeper = threading.Thread(target=self._keep, name=name, daemon=True)
        self._keeper.start()

    @property
    def bus_id(self) -> str:
        """Tells this run of the bus from every other, before and after."""
        return self._bus_id

    @property
    def own_name(self) -> str:
        """The unique name of this connection."""
        return self._own_name

    def connection(self) -> BusConnection:
        """The living connection, made now if need be; OSError, BusError when it cannot be."""
        with self._lock:
            if self._closed:
                raise ConnectionAbortedError(later("the connection was closed"))
            if self._connection is None or not self._connection.alive:
                self._connection = None
                self._connection = self._open()
            return self._connection

    def close(self) -> None:
        """Hang up for good and end the thread."""
        with self._lock:
            self._closed = True
            connection, self._connection = self._connection, None
        self._stirred.set()
        if connection is not None:
            connection.close()
        if threading.current_thread() is not self._keeper:
            self._keeper.join()

    def _open(self) -> BusConnection:
        connection = BusConnection(self._where(), self._on_signal, self._stirred.set)
        try:
            self._own_name = str(connection.call(message_bus.Hello()).body[0])
            self._bus_id = str(connection.call(message_bus.GetId()).body[0])
            if self._monitor:
                rules = [rule.serialise() for rule in self._rules]
                connection.call(Monitoring().BecomeMonitor(rules))
            else:
                for rule in self._rules:
                    connection.call(message_bus.AddMatch(rule))
        except BaseException:
            connection.close()
            raise
        return connection

    def _keep(self) -> None:
        backoff_s = self._first_backoff_s
        while not self._closed:
            try:
                connection = self.connection()
            except (OSError, BusError) as error:
                log.debug("no bus yet: %s", error)
                self._stirred.clear()
                if not self._closed:
                    self._stirred.wait(backoff_s)
                backoff_s = min(2 * backoff_s, LONGEST_BACKOFF_S)
                continue
            backoff_s = self._first_backoff_s
            while connection.alive and not self._closed:
                self._stirred.wait()
                self._stirred.clear()
            if not self._closed:
                log.debug("the bus hung up")
                self._stirred.wait(backoff_s)
