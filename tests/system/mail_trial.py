"""A whole EventDesk with one due e-mail reminder, before a mail server that does it wrong."""

from __future__ import annotations

import base64
import contextlib
import logging
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_string
from pathlib import Path

import trustme

from eventdesk.domain.ledger import LedgerRow
from eventdesk.domain.reminder import Channel
from eventdesk.domain.settings import MailSecurity, MailSettings
from eventdesk.paths import Paths
from eventdesk.system.mail import SmtpMailer
from eventdesk.system.settings_file import TomlSettings
from tests.desks import TestDesk, in_minutes
from tests.fakes import MemorySecrets
from tests.system.scripted_smtp import Reply, ScriptedServer, scripted

log = logging.getLogger(__name__)

USER, PASSWORD = "ann", "Gehéim  und  lang-42"
OFFERS = "250-scripted\r\n250-SIZE 1000000\r\n250 STARTTLS"
OFFERS_LOGIN = "250-scripted\r\n250 AUTH PLAIN"
GOOD: dict[str, Reply] = {
    "ehlo": OFFERS,
    "starttls": "220 go ahead",
    "tls_ehlo": OFFERS_LOGIN,
    "auth": "235 welcome",
}
IN_BASE64 = base64.b64encode(PASSWORD.encode()).decode()
IN_PLAIN = base64.b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode()
PIECE = 10
"""Characters of a secret that are too many to be seen anywhere."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What a mail server does wrong, and what must come of it.

    `script` changes the replies of a good server with STARTTLS and a login. `words` is the
    error in the ledger, where {at} stands for host and port and a last '…' for anything; ''
    for a mail that is delivered all the same. `taken` tells that the server keeps the mail
    and does not say so.
    """

    name: str
    words: str
    script: dict[str, Reply] = field(default_factory=dict)
    state: str = "retrying"
    security: MailSecurity = MailSecurity.STARTTLS
    certificate: str = "good"
    host: str = "localhost"
    listens: bool = True
    taken: bool = False
    step_s: float = 10.0
    whole_s: float = 30.0


class Certificates:
    """Server certificates, good and bad; `file` is the authority that clients trust."""

    def __init__(self, folder: Path) -> None:
        ours, strange = trustme.CA(), trustme.CA()
        self.file = folder / "authority.pem"
        ours.cert_pem.write_to_path(self.file)
        long_ago = datetime.now(UTC) - timedelta(days=400)
        self._all = {
            "good": ours.issue_cert("localhost"),
            "expired": ours.issue_cert(
                "localhost", not_before=long_ago, not_after=long_ago + timedelta(days=365)
            ),
            "other name": ours.issue_cert("mail.example.org"),
            "stranger": strange.issue_cert("localhost"),
        }

    def server_side(self, name: str) -> ssl.SSLContext:
        """What a server with this certificate speaks TLS with."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._all[name].configure_cert(context)
        return context


class Trial:
    """EventDesk with all its files in `folder`, and one reminder by e-mail that is due.

    Everything that any part logs, at every level and unmasked, goes into a file there too.
    """

    def __init__(self, folder: Path, certificates: Certificates) -> None:
        self._certificates = certificates
        paths = Paths.in_folder(folder)
        paths.ensure()
        self.folder = folder
        self._settings = TomlSettings(paths.settings_file)
        self.test = TestDesk(paths, settings=self._settings)  # type: ignore[arg-type]
        self.clock = self.test.clock

    def begin(self, server: ScriptedServer, fault: Fault) -> None:
        """The reminder comes due; its mail is to go to `server`."""
        self.point_to(server.port, fault)
        self.open(step_s=fault.step_s, whole_s=fault.whole_s)
        due = in_minutes(5, Channel.EMAIL)
        self.test.create(self.clock.now() + timedelta(minutes=3), "Dentist", reminders=(due,))
        self.test.ring()

    def point_to(self, port: int, fault: Fault) -> None:
        """Write the settings."""
        mail = MailSettings(
            enabled=True,
            host=fault.host,
            port=port,
            security=fault.security,
            user=USER,
            sender="desk@example.org",
            to="me@example.org",
        )
        self._settings.save(replace(self._settings.load(), mail=mail))

    def open(self, *, step_s: float = 10.0, whole_s: float = 30.0) -> None:
        """Start the program, or start it again."""
        if self.test.desk is not None:
            self.test.desk.close()
        mailer = SmtpMailer(MemorySecrets(PASSWORD), step_s=step_s, whole_s=whole_s)
        self.test = self.test.reopen(mailer=mailer)

    @contextlib.contextmanager
    def server(self, fault: Fault) -> Iterator[ScriptedServer]:
        """The faulty server; without a fault's script a good one."""
        tls = self._certificates.server_side(fault.certificate)
        script = {**GOOD, **fault.script}
        if fault.security is MailSecurity.TLS:
            script = {**GOOD, "ehlo": OFFERS_LOGIN, **fault.script}
        from_the_start = fault.security is MailSecurity.TLS
        with scripted(tls=tls, from_the_start=from_the_start, **script) as server:
            if not fault.listens:
                server.stop()
            yield server

    def row(self) -> LedgerRow:
        """The ledger's row of the mail."""
        [row] = self.test.rows()
        return row

    def steps(self) -> str:
        """All that the ledger tells of the mail."""
        row = self.row()
        return "\n".join(each.words for each in self.test.desk.history.why(row.event_id))

    def leaks(self) -> list[str]:
        """Where in the files a piece of a secret is found."""
        pieces = {
            secret[at : at + PIECE].encode()
            for secret in (PASSWORD, " ".join(PASSWORD.split()), IN_BASE64, IN_PLAIN)
            for at in range(len(secret) - PIECE + 1)
        }
        files = [each for each in self.folder.rglob("*") if each.is_file()]
        assert {"eventdesk.db", "settings.toml", "unmasked.log"} <= {each.name for each in files}
        return [
            f"{piece!r} in {each.name}"
            for each in files
            for piece in pieces
            if piece in each.read_bytes()
        ]


@contextlib.contextmanager
def trial(folder: Path, certificates: Certificates) -> Iterator[Trial]:
    """A trial whose program is closed at the end."""
    found = Trial(folder, certificates)
    root = logging.getLogger()
    handler, level = logging.FileHandler(folder / "unmasked.log"), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    log.debug("the log begins")
    try:
        yield found
    finally:
        root.setLevel(level)
        root.removeHandler(handler)
        handler.close()
        if found.test.desk is not None:
            found.test.desk.close()


def message_ids(*servers: ScriptedServer) -> list[str]:
    """The Message-ID of every mail that the servers kept."""
    return [
        str(message_from_string(each)["Message-ID"]) for server in servers for each in server.mails
    ]


@contextlib.contextmanager
def full_port() -> Iterator[int]:
    """A port on which connecting hangs: its queue is full, and nobody takes any out."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        port = int(listener.getsockname()[1])
        for _ in range(10):
            waiting = stack.enter_context(socket.socket())
            waiting.settimeout(0.2)
            try:
                waiting.connect(("127.0.0.1", port))
            except TimeoutError:
                break
        yield port
