"""One bounded conversation with a mail server (RFC 5321, 3207, 4954, 8314)."""

from __future__ import annotations

import base64
import hmac
import re
import smtplib
import socket
import ssl
import threading
import time
from contextlib import suppress
from types import TracebackType
from typing import Any, BinaryIO

from eventdesk.domain.language import later
from eventdesk.system.mail_secrets import MASK, encode64, secret_forms

STEP_S = 20.0
WHOLE_S = 60.0
OWN_NAME = "[127.0.0.1]"
"""What EHLO says: no look-up that could hang, and nothing about this computer."""

AUTH_CONTINUE = 334
AUTH_DONE = {235, 503}
EHLO_UNKNOWN = {500, 501, 502, 504}
"""Replies of servers so old that they know HELO alone (RFC 5321 3.2)."""


class Unprotected(smtplib.SMTPException):
    """STARTTLS was asked for and the server does not offer it."""


class NoLogin(smtplib.SMTPException):
    """The server offers no way to log in that this program knows."""


class Deadline:
    """Cuts a connection when the whole conversation takes too long."""

    def __init__(self, whole_s: float) -> None:
        self.whole_s = whole_s
        self._end = time.monotonic() + whole_s
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(whole_s, self._cut)
        self._timer.daemon = True
        self._timer.name = "mail-deadline"

    @property
    def passed(self) -> bool:
        """True when the time is up."""
        return time.monotonic() >= self._end

    def left(self, at_most: float) -> float:
        """Seconds left, at most so many; TimeoutError when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return min(left, at_most)

    def guard(self, connection: socket.socket) -> None:
        """Cut this connection when the time is up."""
        with self._lock:
            self._socket = connection
        if self.passed:
            self._cut()

    def __enter__(self) -> Deadline:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            self._socket = None
        self._timer.cancel()

    def _cut(self) -> None:
        with self._lock:
            if self._socket is not None:
                with suppress(OSError):
                    # The plain socket's method: the TLS layer belongs to the other thread.
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class MailSession(smtplib.SMTP):
    """smtplib's client with every step bounded; `tls` is for SMTPS.

    Connects at once. Raises what smtplib and sockets raise, TimeoutError for slow steps.
    After a login no reply contains the password. `unanswered` tells that a whole mail went
    out and nothing came back that says whether it was taken.
    """

    unanswered = False
    _hidden: tuple[bytes, ...] = ()

    def __init__(
        self,
        host: str,
        port: int,
        deadline: Deadline,
        *,
        step_s: float = STEP_S,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._deadline = deadline
        self._step_s = step_s
        self._tls = tls
        self._server = host
        super().__init__(host, port, local_hostname=OWN_NAME, timeout=step_s)

    def protect(self, tls: ssl.SSLContext) -> None:
        """STARTTLS; raises Unprotected rather than going on in the clear."""
        self.ehlo_or_helo_if_needed()
        if not self.has_extn("starttls"):
            raise Unprotected
        code, words = self.docmd("STARTTLS")
        if code != 220:
            raise smtplib.SMTPResponseException(code, words)
        assert self.sock is not None
        self.sock = self._secured(self.sock, tls, self._server)
        # What was said in the clear counts no more (RFC 3207 4.2).
        self.file = None
        self.helo_resp = self.ehlo_resp = None
        self.esmtp_features = {}
        self.does_esmtp = False

    def ehlo_or_helo_if_needed(self) -> None:
        """Say EHLO, and HELO only to servers that do not know it; SMTPHeloError."""
        if self.helo_resp is not None or self.ehlo_resp is not None:
            return
        code, words = self.ehlo()
        if code in EHLO_UNKNOWN:
            code, words = self.helo()
        if not is_success(code):
            raise smtplib.SMTPHeloError(code, words)

    def getreply(self) -> tuple[int, bytes]:
        """The next reply, whole and without the password."""
        if self.file is None and self.sock is not None:
            self.file = _WholeLines(self.sock.makefile("rb"))
        code, words = super().getreply()
        for each in self._hidden:
            words = words.replace(each, MASK.encode())
        return code, words

    def log_in(self, user: str, password: str) -> None:
        """Log in once, by the best way both know; SMTPAuthenticationError, NoLogin."""
        self.ehlo_or_helo_if_needed()
        offered = self.esmtp_features.get("auth", "").upper().split()
        safe = isinstance(self.sock, ssl.SSLSocket)
        liked = ["PLAIN", "LOGIN", "CRAM-MD5"] if safe else ["CRAM-MD5", "PLAIN", "LOGIN"]
        method = next((each for each in liked if each in offered), None)
        if method is None:
            raise NoLogin
        self._hidden = tuple(each.encode() for each in secret_forms(user, password))
        # smtplib's own takes no password beyond ASCII, and tries every method with a wrong one.
        if method == "PLAIN":
            both = encode64(f"\0{user}\0{password}")
            code, words = self.docmd("AUTH", f"PLAIN {both}")
        elif method == "LOGIN":
            code, words = self.docmd("AUTH", "LOGIN")
            for each in (user, password):
                if code == AUTH_CONTINUE:
                    code, words = self.docmd(encode64(each))
        else:
            code, words = self.docmd("AUTH", "CRAM-MD5")
            if code == AUTH_CONTINUE:
                try:
                    challenge = base64.b64decode(words)
                except ValueError:
                    raise smtplib.SMTPAuthenticationError(code, words) from None
                digest = hmac.new(password.encode(), challenge, "md5").hexdigest()
                answer = encode64(f"{user} {digest}")
                # By trying, the password could be found from it.
                self._hidden = (answer.encode(), digest.encode(), *self._hidden)
                code, words = self.docmd(answer)
        if code not in AUTH_DONE:
            raise smtplib.SMTPAuthenticationError(code, words)

    def content(self, data: bytes) -> tuple[int, bytes]:
        """DATA with dot-stuffing; the reply to the whole. `data` has CRLF line ends.

        The last reply may take all the time that is left: a server that is given up on here
        may have taken the mail, and would get it twice.
        """
        code, words = self.docmd("DATA")
        if code != 354:
            raise smtplib.SMTPDataError(code, words)
        end = b"" if data.endswith(b"\r\n") else b"\r\n"
        self.send(re.sub(rb"(?m)^\.", b"..", data) + end + b".\r\n")
        self.unanswered = True
        assert self.sock is not None
        self.sock.settimeout(self._deadline.left(self._deadline.whole_s))
        code, words = self.getreply()
        self.sock.settimeout(self._step_s)
        self.unanswered = not (is_success(code) or 400 <= code <= 599)
        if not is_success(code):
            raise smtplib.SMTPDataError(code, words)
        return code, words

    def leave(self) -> None:
        """QUIT, without caring for the answer."""
        if self.sock is not None:
            with suppress(smtplib.SMTPException, OSError, ValueError):
                self.sock.settimeout(min(2.0, self._step_s))
                self.docmd("QUIT")
        self.close()

    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        connection = connect(host, port, self._deadline, timeout)
        try:
            self._deadline.guard(connection)
            if self._tls is not None:
                connection = self._secured(connection, self._tls, host)
        except BaseException:
            connection.close()
            raise
        return connection

    def _secured(self, plain: socket.socket, tls: ssl.SSLContext, host: str) -> ssl.SSLSocket:
        connection = tls.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
        try:
            # Before the handshake: the plain socket, which was guarded, is void from here on.
            self._deadline.guard(connection)
            connection.do_handshake()
        except BaseException:
            connection.close()
            raise
        return connection


class _WholeLines:
    """Reads lines; one that breaks off, as when the server vanishes, counts as the end."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readline(self, limit: int = -1) -> bytes:
        """The next line with its end, b'' when there is none."""
        line = self._file.readline(limit)
        return line if line.endswith(b"\n") else b""

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def is_success(code: int) -> bool:
    """True for a positive reply, 2yz, whatever its other digits (RFC 5321 4.2)."""
    return 200 <= code <= 299


def connect(host: str, port: int, deadline: Deadline, step_s: float) -> socket.socket:
    """A connection to the first address of `host` that answers; OSError of the last one."""
    problem: OSError = OSError(later("the server has no address"))
    for family, kind, protocol, _, address in resolve(host, port, deadline.left(step_s)):
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(deadline.left(step_s))
            connection.connect(address)
            connection.settimeout(step_s)
            return connection
        except OSError as error:
            connection.close()
            problem = error
    raise problem


def resolve(host: str, port: int, timeout_s: float) -> list[Any]:
    """getaddrinfo that gives up after `timeout_s`: by itself it can take minutes."""
    found: list[Any] = []
    problems: list[Exception] = []

    def look() -> None:
        try:
            found.extend(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except OSError as error:
            problems.append(error)
        except UnicodeError:
            words = later("this is not a server name")
            problems.append(socket.gaierror(socket.EAI_NONAME, words))

    thread = threading.Thread(target=look, name="mail-dns", daemon=True)
    thread.start()
    thread.join(timeout_s)
    if problems:
        raise problems[0]
    if not found:
        raise TimeoutError("looking up the server's name took too long")
    return list(found)
