"""A mail server that says what a test tells it to, also what no good server would."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from enum import Enum, auto


class Silence(Enum):
    """Ways to give no answer."""

    HANG = auto()
    KEEP_AND_HANG = auto()
    """Only after a mail: it is kept, and nobody is told."""
    KEEP_AND_CUT = auto()


Reply = str | Silence | Callable[[socket.socket], None]


class ScriptedServer:
    """Speaks SMTP. `replies` maps the beginning of a command to its reply.

    A callable gets the connection instead and may do what it likes; '' hangs up. A reply for
    'TLS EHLO' and the like is for the command on a protected connection. With `tls` STARTTLS
    protects the connection; `from_the_start`, it is protected before the first word.

    `lines` is all that the client said, `clear` the part of it that others could read, and
    `mails` each mail that was kept.
    """

    def __init__(
        self,
        replies: dict[str, Reply],
        *,
        tls: ssl.SSLContext | None = None,
        from_the_start: bool = False,
    ) -> None:
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
        self.clear: list[str] = []
        self.mails: list[str] = []
        self.tls = tls
        self.from_the_start = from_the_start
        self.stopping = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._talks: list[_Talk] = []
        self._thread = threading.Thread(target=self._serve, name="scripted-smtp")
        self._thread.start()

    def stop(self) -> None:
        """Hang up and end."""
        self.stopping.set()
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        for each in self._talks:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(each.connection, socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            if self.stopping.is_set():
                connection.close()
                return
            talk = _Talk(self, connection)
            self._talks.append(talk)
            with contextlib.suppress(OSError):
                talk.run()
            talk.close()


class _Talk:
    """One connection."""

    def __init__(self, server: ScriptedServer, connection: socket.socket) -> None:
        self.connection = connection
        self._server = server
        self._file = connection.makefile("rb")
        self._content: list[str] | None = None

    def run(self) -> None:
        """Answer until one side hangs up."""
        if self._server.from_the_start:
            self._protect()
        going = self._answer("")
        while going and (raw := self._file.readline()):
            going = self._hear(raw.decode("utf-8", "replace").rstrip("\r\n"))

    def close(self) -> None:
        """Hang up."""
        with contextlib.suppress(OSError):
            self._file.close()
        self.connection.close()

    def _hear(self, line: str) -> bool:
        """Answer a line; False when the talk is over."""
        self._server.lines.append(line)
        if not isinstance(self.connection, ssl.SSLSocket):
            self._server.clear.append(line)
        if self._content is not None and line != ".":
            self._content.append(line)
            return True
        command = self._command(line)
        if command is None:
            self.connection.sendall(b"502 5.5.1 not known\r\n")
            return True
        reply = self._server.replies[command]
        if self._content is not None:
            self._keep("\n".join(self._content), reply)
            self._content = None
        if not self._answer(command):
            return False
        if isinstance(reply, str) and reply.startswith("354"):
            self._content = []
        if command == "STARTTLS" and self._server.tls is not None and reply.startswith("220"):
            self._protect()
        return True

    def _protect(self) -> None:
        assert self._server.tls is not None
        self._file.close()
        self.connection.settimeout(20)
        self.connection = self._server.tls.wrap_socket(self.connection, server_side=True)
        self._file = self.connection.makefile("rb")

    def _command(self, line: str) -> str | None:
        said = [line.upper()]
        if isinstance(self.connection, ssl.SSLSocket):
            said.insert(0, f"TLS {line.upper()}")
        names = [each for each in self._server.replies if each]
        return next((name for each in said for name in names if each.startswith(name)), None)

    def _keep(self, mail: str, reply: Reply) -> None:
        taken = isinstance(reply, str) and reply.startswith("2")
        if taken or reply in {Silence.KEEP_AND_HANG, Silence.KEEP_AND_CUT}:
            self._server.mails.append(mail)

    def _answer(self, command: str) -> bool:
        """False when that was the end of it."""
        reply = self._server.replies[command]
        if isinstance(reply, Silence):
            if reply is not Silence.KEEP_AND_CUT:
                self._server.stopping.wait(60)
            return False
        if callable(reply):
            reply(self.connection)
            return False
        if not reply:
            return False
        self.connection.sendall(reply.encode() + b"\r\n")
        return True


@contextlib.contextmanager
def scripted(
    *, tls: ssl.SSLContext | None = None, from_the_start: bool = False, **replies: Reply
) -> Iterator[ScriptedServer]:
    """A running server; `banner` is its greeting, `end` its reply to the whole mail, and
    `tls_ehlo` the one to EHLO once the connection is protected."""
    names = {"banner": "", "end": "."}
    keyed = {
        names.get(name, name.upper().replace("TLS_", "TLS ")): each
        for name, each in replies.items()
    }
    server = ScriptedServer(keyed, tls=tls, from_the_start=from_the_start)
    try:
        yield server
    finally:
        server.stop()
