"""A mail server that says what a test tells it to, also what no good server would."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

Reply = str | Callable[[socket.socket], None]


class ScriptedServer:
    """Speaks SMTP in the clear. `replies` maps the beginning of a command to its reply.

    A callable gets the connection instead and may do what it likes; '' hangs up. `lines` is
    all that the client said.
    """

    def __init__(self, replies: dict[str, Reply]) -> None:
        self.replies: dict[str, Reply] = {
            "": "220 scripted ready",
            "EHLO": "250-scripted\r\n250 SIZE 1000000",
            "MAIL": "250 ok",
            "RCPT": "250 ok",
            "DATA": "354 go on",
            ".": "250 2.0.0 kept",
            "QUIT": "221 bye",
            **replies,
        }
        self.lines: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._open: list[socket.socket] = []
        self.stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="scripted-smtp")
        self._thread.start()

    def stop(self) -> None:
        """Hang up and end."""
        self.stopping.set()
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        for each in self._open:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            with connection:
                if self.stopping.is_set():
                    return
                self._open.append(connection)
                with contextlib.suppress(OSError):
                    self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as file:
            if not self._say(connection, ""):
                return
            content = False
            for raw in file:
                line = raw.decode("utf-8", "replace").rstrip("\r\n")
                self.lines.append(line)
                if content and line != ".":
                    continue
                command = next(
                    (each for each in self.replies if each and line.upper().startswith(each)), None
                )
                if command is None:
                    connection.sendall(b"502 5.5.1 not known\r\n")
                    continue
                if not self._say(connection, command):
                    return
                reply = self.replies[command]
                content = command == "DATA" and isinstance(reply, str) and reply.startswith("354")

    def _say(self, connection: socket.socket, command: str) -> bool:
        reply = self.replies[command]
        if callable(reply):
            reply(connection)
            return False
        if not reply:
            return False
        connection.sendall(reply.encode() + b"\r\n")
        return True


@contextlib.contextmanager
def scripted(**replies: Reply) -> Iterator[ScriptedServer]:
    """A running server; `banner` is its greeting, `end` its reply to the whole mail."""
    names = {"banner": "", "end": "."}
    server = ScriptedServer({names.get(name, name.upper()): each for name, each in replies.items()})
    try:
        yield server
    finally:
        server.stop()
