"""A real mail server on this machine: TLS with certificates of its own, logins, and faults.

    with smtp_server(folder, security="tls", user="ann", password="secret") as server:
        ...  # send to server.host, server.port, trusting server.ca_file
        [mail] = server.wait_for(1)

Faults are plain attributes, set before or while mails come in; counts are used up by one each.
"""

from __future__ import annotations

import asyncio
import contextlib
import email.policy
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Literal

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

Security = Literal["none", "starttls", "tls"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedMail:
    """An accepted mail: its envelope, what it says, when it came (UTC) and by whom."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage
    raw: bytes
    at: datetime
    encrypted: bool
    user: str | None

    @property
    def message_id(self) -> str:
        """The Message-ID field."""
        return str(self.message["Message-ID"])

    @property
    def text(self) -> str:
        """The plain text body."""
        body = self.message.get_body(("plain",))
        return body.get_content() if body is not None else ""


class SmtpServer:
    """A mail server that keeps what it accepts. Made by `smtp_server`.

    Faults:
    - `refused`: address -> reply to its RCPT, such as '550 5.1.1 No such user'
    - `fail_next`: so many mails are answered with `failure` (451) at their end
    - `hang_s`: seconds between the end of each mail and its answer
    - `cut_next`: so many connections are cut in the middle of the mail's text
    - `forget_next`: so many mails are accepted, but the connection is cut before the answer
    """

    host = "127.0.0.1"

    def __init__(
        self,
        security: Security,
        user: str | None,
        password: str | None,
        ca_file: Path,
        context: ssl.SSLContext,
    ) -> None:
        self.security = security
        self.user = user
        self.password = password
        self.ca_file = ca_file
        self.port = 0
        self.refused: dict[str, str] = {}
        self.fail_next = 0
        self.failure = "451 4.3.2 Please try again later"
        self.hang_s = 0.0
        self.cut_next = 0
        self.forget_next = 0
        self.logins: list[tuple[str, bool]] = []
        self.connections = 0
        self._context = context
        self._mails: list[ReceivedMail] = []
        self._changed = threading.Condition()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event
        self._thread: threading.Thread | None = None
        self._open: set[asyncio.Transport] = set()

    @property
    def env(self) -> dict[str, str]:
        """What makes a program trust this server's certificate (OpenSSL's own variable)."""
        return {"SSL_CERT_FILE": str(self.ca_file)}

    @property
    def mails(self) -> list[ReceivedMail]:
        """The accepted mails, oldest first."""
        with self._changed:
            return list(self._mails)

    def wait_for(self, count: int, timeout: float = 15.0) -> list[ReceivedMail]:
        """All mails, once there are `count`; AssertionError at the timeout (s)."""
        end = time.monotonic() + timeout
        with self._changed:
            while len(self._mails) < count:
                left = end - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"{len(self._mails)} of {count} mails in {timeout} s")
                self._changed.wait(left)
            return list(self._mails)

    def stays_at(self, count: int, seconds: float) -> None:
        """Watch for `seconds`; AssertionError as soon as there are more than `count` mails."""
        end = time.monotonic() + seconds
        with self._changed:
            while len(self._mails) <= count and (left := end - time.monotonic()) > 0:
                self._changed.wait(left)
            assert len(self._mails) == count, f"{len(self._mails)} mails instead of {count}"

    def start(self) -> None:
        """Begin to listen; after `stop` on the same port again."""
        assert self._thread is None, "the server runs"
        ready = threading.Event()
        self._thread = threading.Thread(
            target=asyncio.run, args=(self._serve(ready),), name="smtp-server"
        )
        self._thread.start()
        assert ready.wait(10), "the server did not start"

    def stop(self) -> None:
        """Stop listening and cut all connections; clients are refused from now on."""
        if self._thread is not None and self._loop is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join(10)
            self._thread = None

    # -- on the server's thread

    async def _serve(self, ready: threading.Event) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        listening = await self._loop.create_server(
            self._protocol,
            self.host,
            self.port,
            ssl=self._context if self.security == "tls" else None,
        )
        self.port = listening.sockets[0].getsockname()[1]
        ready.set()
        await self._stopping.wait()
        listening.close()
        for transport in set(self._open):
            try:
                transport.abort()
            except AttributeError:  # before 3.11.4: TLS over a connection that is gone already
                self._open.discard(transport)
        for _ in range(200):
            if not self._open:
                break
            await asyncio.sleep(0.01)
        await asyncio.sleep(0)

    def _protocol(self) -> SMTP:
        assert self._loop is not None
        starttls = self.security == "starttls"
        return _Protocol(
            self,
            _Handler(self),
            loop=self._loop,
            hostname="mail.test",
            ident="EventDesk test server",
            enable_SMTPUTF8=True,
            tls_context=self._context if starttls else None,
            require_starttls=starttls,
            authenticator=self._check_login,
            auth_required=self.user is not None,
            auth_exclude_mechanism=() if self.user is not None else ("LOGIN", "PLAIN"),
            timeout=120,
        )

    def _check_login(
        self, server: Any, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        user, password = data.login.decode(), data.password.decode()
        good = (user, password) == (self.user, self.password)
        self.logins.append((user, good))
        # With handled=False aiosmtpd answers '535 5.7.8 Authentication credentials invalid'.
        return AuthResult(success=good, handled=False, auth_data=user)

    def _keep(self, session: Session, envelope: Envelope, encrypted: bool) -> None:
        raw = envelope.original_content or b""
        message = message_from_bytes(raw, EmailMessage, policy=email.policy.default)
        with self._changed:
            self._mails.append(
                ReceivedMail(
                    sender=envelope.mail_from or "",
                    recipients=tuple(envelope.rcpt_tos),
                    message=message,
                    raw=raw,
                    at=datetime.now(UTC),
                    encrypted=encrypted,
                    user=session.auth_data,
                )
            )
            self._changed.notify_all()


class _Protocol(SMTP):
    """aiosmtpd's server, which can also cut a connection in the middle of a mail."""

    def __init__(self, owner: SmtpServer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._owner = owner
        # aiosmtpd counts only STARTTLS as TLS, and warns of logins without it when made so.
        self._auth_require_tls = owner.security == "starttls"

    def connection_made(self, transport: Any) -> None:
        self._owner.connections += 1
        self._owner._open.add(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._owner._open -= {self.transport, self._original_transport}
        super().connection_lost(error)

    async def smtp_DATA(self, arg: str) -> None:
        if self._owner.cut_next > 0:
            self._owner.cut_next -= 1
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            await self._reader.readline()
            self.transport.abort()
        else:
            await super().smtp_DATA(arg)


class _Handler:
    def __init__(self, owner: SmtpServer) -> None:
        self._owner = owner

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if reply := self._owner.refused.get(address):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Recipient ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        owner = self._owner
        if owner.hang_s:
            await asyncio.sleep(owner.hang_s)
        if owner.fail_next > 0:
            owner.fail_next -= 1
            return owner.failure
        owner._keep(session, envelope, server.transport.get_extra_info("sslcontext") is not None)
        if owner.forget_next > 0:
            owner.forget_next -= 1
            server.transport.abort()
        return f"250 2.0.0 Kept as {len(owner.mails)}"


@contextlib.contextmanager
def smtp_server(
    folder: Path,
    *,
    security: Security = "starttls",
    user: str | None = None,
    password: str | None = None,
    certificate_for: tuple[str, ...] = ("localhost", "127.0.0.1"),
    start: bool = True,
) -> Iterator[SmtpServer]:
    """A mail server with a fresh certificate authority in `folder`, until the end of the `with`.

    A `user` must log in, with AUTH PLAIN or LOGIN. 'starttls' takes no mail without it. With
    `start=False` the port is chosen but refuses connections until `start()`.
    """
    authority = trustme.CA()
    folder.mkdir(parents=True, exist_ok=True)
    ca_file = folder / "ca.pem"
    authority.cert_pem.write_to_path(ca_file)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*certificate_for).configure_cert(context)
    server = SmtpServer(security, user, password, ca_file, context)
    server.start()
    if not start:
        server.stop()
    try:
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def silent_server() -> Iterator[int]:
    """The port of a server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]
