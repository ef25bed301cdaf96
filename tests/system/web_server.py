"""A web server on loopback that says what a test tells it to, also what no good server would."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

CALENDAR = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nX-WR-CALNAME:Team\r\n"
    b"BEGIN:VEVENT\r\nUID:a@test\r\nDTSTAMP:20261101T000000Z\r\nDTSTART:20261201T090000Z\r\n"
    b"DTEND:20261201T093000Z\r\nSUMMARY:Review\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: its target and headers with names in lower case."""

    method: str
    target: str
    headers: dict[str, str] = field(default_factory=dict)


Answer = bytes | Callable[["WebServer", socket.socket, Asked], None]


class WebServer:
    """Speaks HTTP/1.1, one answer a connection; `answers` maps targets to them.

    Bytes are sent as they are; a callable gets the connection and may do what it likes until
    `stopping`. `asked` is all that was asked for.
    """

    def __init__(self, answers: dict[str, Answer], tls: ssl.SSLContext | None = None) -> None:
        self.answers = answers
        self.asked: list[Asked] = []
        self.stopping = threading.Event()
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._workers: list[threading.Thread] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def url(self, target: str = "/", host: str = "localhost") -> str:
        """The address of a target here."""
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}{target}"

    def close(self) -> None:
        """Stop; returns when all threads are gone."""
        self.stopping.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in (self._thread, *self._workers):
            each.join(10)

    def _accept(self) -> None:
        while not self.stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            worker = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._workers.append(worker)
            worker.start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), contextlib.closing(connection):
            connection.settimeout(20)
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with contextlib.closing(connection):
                asked = _request(connection)
                if asked is None:
                    return
                self.asked.append(asked)
                answer = self.answers.get(asked.target, said(404))
                if callable(answer):
                    answer(self, connection, asked)
                else:
                    connection.sendall(answer)
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_WR)


def _request(connection: socket.socket) -> Asked | None:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = connection.recv(1)
        if not byte or byte == b"\x16":  # gone, or TLS where none is spoken
            return None
        head += byte
    first, *lines = head.decode("latin-1").strip().split("\r\n")
    method, target, _ = first.split(" ", 2)
    pairs = (line.split(": ", 1) for line in lines)
    return Asked(method, target, {name.lower(): value for name, value in pairs})


def said(status: int, body: bytes = b"", **headers: str) -> bytes:
    """An answer with its length; `_` in the names of headers stands for `-`."""
    return head(status, Content_Length=str(len(body)), **headers) + body


def head(status: int, **headers: str) -> bytes:
    """The beginning of an answer."""
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([f"HTTP/1.1 {status} Words", *lines, "", ""]).encode()


class Servers:
    """Starts servers: `serve(name=answer, ...)` answers requests for '/name'."""

    def __init__(self) -> None:
        self._made: list[WebServer] = []

    def __call__(self, tls: ssl.SSLContext | None = None, **answers: Answer) -> WebServer:
        """A running server."""
        named = {f"/{name}": answer for name, answer in answers.items()}
        self._made.append(WebServer(named, tls))
        return self._made[-1]

    def close(self) -> None:
        """Stop all of them."""
        for each in self._made:
            each.close()
