"""One bounded connection to a web server, checked before anything is said."""

from __future__ import annotations

import base64
import http.client
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from urllib.parse import unquote, urlsplit

LOOK_S = 0.1
LONGEST_TUNNEL_ANSWER = 16_384

Resolve = Callable[[str, int], Sequence[tuple[int, Any]]]
"""Host and port -> address families and socket addresses, the best first. OSError."""


class Stopped(Exception):
    """The fetch took too long, or is not wanted any more (`cancelled`)."""

    def __init__(self, *, cancelled: bool) -> None:
        super().__init__()
        self.cancelled = cancelled


class Private(Exception):
    """The host is a computer of one's own network, which nobody typed."""


class NoTunnel(Exception):
    """The proxy did not connect; `status` is its answer, 0 for none that makes sense."""

    def __init__(self, status: int) -> None:
        super().__init__()
        self.status = status


class Guard:
    """Cuts the connection under way when the whole takes longer than `whole_s` seconds or
    `cancelled` says so. Looks ten times a second, so that no server can delay it."""

    def __init__(self, whole_s: float, cancelled: Callable[[], bool]) -> None:
        self._end = time.monotonic() + whole_s
        self._cancelled = cancelled
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="fetch-guard", daemon=True)

    def __enter__(self) -> Guard:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        self._thread.join()

    def check(self) -> None:
        """Raise Stopped when it is time."""
        if self._cancelled():
            raise Stopped(cancelled=True)
        if time.monotonic() >= self._end:
            raise Stopped(cancelled=False)

    def left(self, at_most: float) -> float:
        """Seconds for the next step, at most so many. Stopped."""
        self.check()
        return max(0.01, min(at_most, self._end - time.monotonic()))

    def watch(self, connection: socket.socket) -> None:
        """Cut this connection too, when it is time."""
        with self._lock:
            self._sockets.append(connection)

    def _watch(self) -> None:
        while not self._done.wait(LOOK_S):
            try:
                self.check()
            except Stopped:
                self._cut()

    def _cut(self) -> None:
        with self._lock:
            for each in self._sockets:
                with suppress(OSError):
                    # The plain socket's method: the TLS layer belongs to the other thread.
                    socket.socket.shutdown(each, socket.SHUT_RDWR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How to get to a server. `allowed` decides on each address; `proxy` is the URL of one."""

    scheme: str
    host: str
    port: int
    allowed: Callable[[str], bool]
    resolve: Resolve
    proxy: str = ""
    connect_s: float = 10.0
    read_s: float = 20.0

    @property
    def place(self) -> str:
        """Host and port as in a Host header (RFC 9110 7.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == {"https": 443, "http": 80}[self.scheme] else self._full

    @property
    def _full(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def connect(self, guard: Guard, tls: Callable[[], ssl.SSLContext]) -> Connection:
        """A connection on which requests can be made. Exceptions of sockets and of this module."""
        found = self._by_proxy(guard) if self.proxy else self._directly(guard)
        try:
            if self.scheme == "https":
                found = tls().wrap_socket(
                    found, server_hostname=self.host, do_handshake_on_connect=False
                )
                guard.watch(found)
                found.settimeout(guard.left(self.read_s))
                found.do_handshake()
            found.settimeout(self.read_s)
            return Connection(self.host, self.port, found)
        except BaseException:
            found.close()
            raise

    def _directly(self, guard: Guard) -> socket.socket:
        known = resolved(self.host, self.port, self.resolve, guard)
        checked = [(family, at) for family, at in known if self.allowed(str(at[0]))]
        if known and not checked:
            raise Private
        # No name is looked up again from here on: what was checked is what is connected to.
        return _dial(checked, guard, self.connect_s)

    def _by_proxy(self, guard: Guard) -> socket.socket:
        parts = urlsplit(self.proxy)
        known = resolved(parts.hostname or "", parts.port or 80, self.resolve, guard)
        found = _dial(known, guard, self.connect_s)
        if self.scheme == "https":
            try:
                found.settimeout(guard.left(self.read_s))
                _tunnel(found, self._full, proxy_login(self.proxy))
            except BaseException:
                found.close()
                raise
        return found


class Connection(http.client.HTTPConnection):
    """http.client over a connection that stands already, and never over another."""

    auto_open = 0

    def __init__(self, host: str, port: int, connected: socket.socket) -> None:
        super().__init__(host, port)
        self.sock = connected


def system_resolve(host: str, port: int) -> Sequence[tuple[int, Any]]:
    """Ask the system for the addresses of a host. OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(int(family), at) for family, _, _, _, at in found]


def resolved(host: str, port: int, resolve: Resolve, guard: Guard) -> Sequence[tuple[int, Any]]:
    """The addresses of a host, asked for on a thread of its own: the system's resolver knows no
    bound. OSError; Stopped."""
    answers: queue.SimpleQueue[Sequence[tuple[int, Any]] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolve(host, port))
        except Exception as error:  # noqa: BLE001 - raised again by who asked
            answers.put(error)

    threading.Thread(target=ask, name="name-look-up", daemon=True).start()
    while True:
        guard.check()
        with suppress(queue.Empty):
            answer = answers.get(timeout=LOOK_S)
            if isinstance(answer, Exception):
                raise answer
            return answer


def proxy_login(proxy: str) -> dict[str, str]:
    """The header that logs in to a proxy whose URL holds a login."""
    parts = urlsplit(proxy)
    if parts.username is None:
        return {}
    login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"Proxy-Authorization": basic(login)}


def basic(login: str) -> str:
    """'user:password' for an Authorization header (RFC 7617)."""
    return f"Basic {base64.b64encode(login.encode()).decode()}"


def _dial(known: Sequence[tuple[int, Any]], guard: Guard, connect_s: float) -> socket.socket:
    last: OSError = ConnectionError("it has no address")
    for family, at in known:
        made = socket.socket(family, socket.SOCK_STREAM)
        try:
            made.settimeout(guard.left(connect_s))
            guard.watch(made)
            made.connect(at)
            guard.check()
            return made
        except OSError as error:
            made.close()
            last = error
        except BaseException:
            made.close()
            raise
    raise last


def _tunnel(connected: socket.socket, place: str, login: dict[str, str]) -> None:
    """Have a proxy connect to `place` (CONNECT, RFC 9110 9.3.6)."""
    lines = [
        f"CONNECT {place} HTTP/1.1",
        f"Host: {place}",
        *(f"{k}: {v}" for k, v in login.items()),
    ]
    connected.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        # One by one: what follows belongs to the server behind.
        byte = connected.recv(1)
        answer += byte
        if not byte or len(answer) > LONGEST_TUNNEL_ANSWER:
            raise NoTunnel(0)
    words = answer.split(None, 2)
    status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
    if not 200 <= status <= 299:
        raise NoTunnel(status)
