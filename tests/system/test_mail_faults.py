"""Mail servers that hang or lie, addresses from everywhere, and forged headers.

What becomes of the mail after each fault is in test_mail_fault_table.
"""

from __future__ import annotations

import base64
import email.policy
import socket
import threading
import time
from email.message import EmailMessage
from pathlib import Path

import pytest

from eventdesk.domain.settings import MailSecurity, MailSettings
from eventdesk.services.ports import NotSent, Sent
from eventdesk.system import mail_session
from eventdesk.system.mail import SmtpMailer
from eventdesk.system.mail_letter import Unmailable, letter
from tests.fakes import MemorySecrets
from tests.smtp_server import smtp_server
from tests.system.scripted_smtp import Reply, scripted
from tests.system.test_mail import failure, mail, mailer, settings

# Servers that hang


@pytest.mark.parametrize("step", ["banner", "mail", "end"])
def test_a_server_that_drips_is_cut_off_after_the_whole_time(step: str) -> None:
    def drip(connection: socket.socket) -> None:
        while not server.stopping.wait(0.02):
            connection.sendall(b"2")

    # Each byte comes in time for the step; only the whole never ends.
    sender = SmtpMailer(MemorySecrets(), step_s=30, whole_s=0.7)
    with scripted(**{step: drip}) as server:
        outcome = failure(sender.send(mail(), settings(server.port)))

    told = f"The mail server localhost:{server.port} took longer than 0.7 s."
    assert outcome.error.startswith(told)
    assert ("may have taken the mail" in outcome.error) is (step == "end")
    assert not outcome.permanent


@pytest.mark.parametrize("security", [MailSecurity.TLS, MailSecurity.STARTTLS])
def test_a_handshake_that_drips_is_cut_off_after_the_whole_time(security: MailSecurity) -> None:
    def drip(connection: socket.socket) -> None:
        if first:
            connection.sendall(b"220 go ahead\r\n")
            connection.recv(4096)
        # A TLS record of 8 KB of which every byte comes in time for the step.
        connection.sendall(b"\x16\x03\x03\x20\x00\x02")
        while not server.stopping.wait(0.02):
            connection.sendall(b"\0")

    first = security is MailSecurity.STARTTLS
    changes: dict[str, Reply] = {"banner": drip}
    if first:
        changes = {"ehlo": "250-scripted\r\n250 STARTTLS", "starttls": drip}
    sender = SmtpMailer(MemorySecrets(), step_s=10, whole_s=0.7)
    begun = time.monotonic()
    with scripted(**changes) as server:
        outcome = failure(sender.send(mail(), settings(server.port, security=security)))

    assert outcome.error == f"The mail server localhost:{server.port} took longer than 0.7 s."
    assert time.monotonic() - begun < 8


def test_the_answer_to_the_whole_mail_may_take_longer_than_a_step(tmp_path: Path) -> None:
    # Giving up after the mail was handed over would send it twice.
    sender = SmtpMailer(MemorySecrets(), step_s=0.5, whole_s=60)
    with smtp_server(tmp_path, security="none") as server:
        server.hang_s = 1.5
        outcome = sender.send(mail(), settings(server.port, host="127.0.0.1"))
        server.stays_at(1, 0.1)

    assert outcome == Sent("250 2.0.0 Kept as 1")


@pytest.mark.parametrize("security", [MailSecurity.TLS, MailSecurity.STARTTLS])
def test_a_handshake_that_hangs_is_given_up_on(security: MailSecurity) -> None:
    sender = SmtpMailer(MemorySecrets(), step_s=0.3, whole_s=60)
    stop = threading.Event()

    def hang(connection: socket.socket) -> None:
        connection.sendall(b"220 go ahead\r\n")
        stop.wait(30)

    first: dict[str, object] = {"banner": lambda connection: stop.wait(30)}
    if security is MailSecurity.STARTTLS:
        first = {"ehlo": "250-scripted\r\n250 STARTTLS", "starttls": hang}
    with scripted(**first) as server:  # type: ignore[arg-type]
        try:
            outcome = failure(sender.send(mail(), settings(server.port, security=security)))
        finally:
            stop.set()

    assert "did not answer within 0.3 s" in outcome.error
    assert not outcome.permanent


def test_a_name_service_that_hangs_is_given_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    free = threading.Event()

    def hang(*args: object, **kwargs: object) -> list[object]:
        assert free.wait(30)
        return []

    monkeypatch.setattr(mail_session.socket, "getaddrinfo", hang)
    sender = SmtpMailer(MemorySecrets(), step_s=0.2, whole_s=60)
    begun = time.monotonic()

    outcome = failure(sender.send(mail(), settings(25)))
    took_s = time.monotonic() - begun
    free.set()

    assert took_s < 25
    assert "did not answer within 0.2 s" in outcome.error


# Servers that repeat what they should forget


@pytest.mark.parametrize("method", ["LOGIN", "CRAM-MD5"])
def test_a_server_that_repeats_a_login_gets_it_into_no_words(method: str) -> None:
    def repeat(connection: socket.socket) -> None:
        connection.sendall(f"535 not {server.lines[-1]} nor {digest()}\r\n".encode())

    def digest() -> str:
        return base64.b64decode(server.lines[-1]).decode().split()[-1]

    # What begins 'YW5' is the name, alone or before a digest; 'Z2V' the password.
    name: Reply = "334 UGFzc3dvcmQ6" if method == "LOGIN" else repeat
    with scripted(
        ehlo=f"250-scripted\r\n250 AUTH {method}", auth="334 PDEyM0A+", YW5=name, Z2V=repeat
    ) as server:
        outcome = failure(mailer().send(mail(), settings(server.port, user="ann")))

    assert "535 not *** nor ***" in outcome.error


# Servers that are not there, or not right


def test_a_refused_connection_is_told(tmp_path: Path) -> None:
    with smtp_server(tmp_path, security="none", start=False) as server:
        outcome = failure(mailer().send(mail(), settings(server.port, host="127.0.0.1")))

        told = f"Nothing answers at 127.0.0.1:{server.port} (connection refused). "
        assert outcome.error == told + "Check server and port in the settings."
        assert not outcome.permanent
        server.start()
        assert isinstance(mailer().send(mail(), settings(server.port, host="127.0.0.1")), Sent)


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a..b", "x" * 70 + ".example"])
def test_an_unknown_host_is_told(host: str) -> None:
    outcome = failure(mailer().send(mail(), settings(25, host=host)))

    assert outcome.error.startswith(f"The mail server {host!r} was not found (")
    assert not outcome.permanent


def test_no_host_at_all_is_told() -> None:
    outcome = failure(mailer().send(mail(), MailSettings()))

    assert "No mail server is set" in outcome.error
    assert not outcome.permanent


def test_cut_connections_are_temporary(tmp_path: Path) -> None:
    with smtp_server(tmp_path, security="none") as server:
        server.cut_next = 1
        outcome = failure(mailer().send(mail(), settings(server.port)))
        assert not outcome.permanent
        assert isinstance(mailer().send(mail(), settings(server.port)), Sent)


@pytest.mark.parametrize("banner", ["HTTP/1.1 400 Bad Request", "SSH-2.0-OpenSSH", "999", "\xff\0"])
def test_what_is_no_mail_server_is_temporary(banner: str) -> None:
    with scripted(banner=banner) as server:
        outcome = failure(mailer().send(mail(), settings(server.port)))

    assert outcome.error
    assert not outcome.permanent


def test_a_secret_store_that_breaks_does_not_break_the_worker(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Broken(MemorySecrets):
        def read(self) -> str | None:
            raise RuntimeError("bus error")

    outcome = SmtpMailer(Broken()).send(mail(), settings(25, user="ann"))

    assert outcome == NotSent("The mail could not be handed over (RuntimeError).")


# Addresses from everywhere


def test_an_international_domain_goes_out_in_ascii(tmp_path: Path) -> None:
    message = mail("Jürgen <juergen@bücher.example>")
    with smtp_server(tmp_path, security="none") as server:
        assert isinstance(mailer().send(message, settings(server.port)), Sent)
        [got] = server.wait_for(1)

    assert got.recipients == ("juergen@xn--bcher-kva.example",)
    [to] = got.message["To"].addresses
    assert (to.display_name, to.domain) == ("Jürgen", "xn--bcher-kva.example")
    assert got.raw.isascii()


def test_an_international_user_needs_a_server_that_takes_it(tmp_path: Path) -> None:
    message = mail("jürgen@bücher.example")
    with smtp_server(tmp_path, security="none") as server:
        assert isinstance(mailer().send(message, settings(server.port)), Sent)
        [got] = server.wait_for(1)
    assert got.recipients == ("jürgen@xn--bcher-kva.example",)
    assert "jürgen@" in got.raw.decode("utf-8")

    with scripted() as server_without:
        outcome = failure(mailer().send(message, settings(server_without.port)))
    assert outcome.permanent
    assert "SMTPUTF8" in outcome.error


def test_a_host_in_brackets_is_an_address(tmp_path: Path) -> None:
    with smtp_server(tmp_path, security="none") as server:
        assert isinstance(mailer().send(mail(), settings(server.port, host="[127.0.0.1]")), Sent)


# Forged headers


@pytest.mark.parametrize("name", ["Subject", "To", "X-Event"])
@pytest.mark.parametrize("forged", ["a\r\nBcc: eve@example.org", "a\nBcc: eve", "a\rb", "a\0b"])
def test_a_line_break_smuggled_into_a_header_is_final(
    tmp_path: Path, name: str, forged: str
) -> None:
    message = mail()
    del message[name]
    # Past the check that EmailMessage makes when a header is set.
    message._headers.append((name, forged))
    with smtp_server(tmp_path, security="none") as server:
        outcome = failure(mailer().send(message, settings(server.port)))

        assert outcome.permanent
        assert server.connections == 0


def test_setting_such_a_header_fails_already() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        mail()["X-Title"] = "a\r\nBcc: eve@example.org"


@pytest.mark.parametrize(
    "sender", ["ann@example.org>\r\nRCPT TO:<eve@example.org", "ann@example.org> SIZE=1", "a\nb@c"]
)
def test_a_forged_sender_is_final(sender: str) -> None:
    with pytest.raises(Unmailable):
        letter(mail(), sender)


@pytest.mark.parametrize("to", ["", "undisclosed:;"])
def test_a_mail_for_nobody_is_final(to: str) -> None:
    message = mail()
    del message["To"]
    if to:
        message["To"] = to

    outcome = failure(mailer().send(message, settings(25)))

    assert outcome == NotSent("The mail has no recipient.", permanent=True)


def test_a_message_of_the_old_kind_is_final() -> None:
    message = EmailMessage(policy=email.policy.compat32)
    message["To"] = "bob@example.org"

    outcome = failure(mailer().send(message, settings(25)))

    assert outcome.permanent


def test_folded_headers_are_fine(tmp_path: Path) -> None:
    message = mail()
    message["X-Long"] = "word " * 60
    with smtp_server(tmp_path, security="none") as server:
        assert isinstance(mailer().send(message, settings(server.port)), Sent)
        [got] = server.wait_for(1)

    assert got.message["X-Long"].split() == ["word"] * 60
