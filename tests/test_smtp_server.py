"""The mail server of the tests does what mail servers do, faults included."""

from __future__ import annotations

import smtplib
import ssl
import time
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.smtp_server import Security, SmtpServer, silent_server, smtp_server


def mail(to: str = "bob@example.org") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "ann@example.org"
    message["To"] = to
    message["Subject"] = "Erinnerung: Zahnärztin"
    message["Message-ID"] = "<1@eventdesk.test>"
    message.set_content("Übermorgen um 9.\n")
    return message


def connect(server: SmtpServer, timeout: float = 10) -> smtplib.SMTP:
    context = ssl.create_default_context(cafile=str(server.ca_file))
    if server.security == "tls":
        return smtplib.SMTP_SSL(server.host, server.port, timeout=timeout, context=context)
    client = smtplib.SMTP(server.host, server.port, timeout=timeout)
    if server.security == "starttls":
        client.starttls(context=context)
    return client


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
@pytest.mark.parametrize("user", [None, "ann"])
def test_a_mail_arrives_as_it_was_sent(
    tmp_path: Path, security: Security, user: str | None
) -> None:
    with smtp_server(tmp_path, security=security, user=user, password="geheim") as server:
        with connect(server) as client:
            if user:
                client.login(user, "geheim")
            client.send_message(mail())
        [got] = server.wait_for(1)

    assert (got.sender, got.recipients) == ("ann@example.org", ("bob@example.org",))
    assert got.message["Subject"] == "Erinnerung: Zahnärztin"
    assert got.text.strip() == "Übermorgen um 9."
    assert got.message_id == "<1@eventdesk.test>"
    assert got.encrypted is (security != "none")
    assert got.user == user


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_both_ways_to_log_in_and_a_wrong_password(tmp_path: Path, mechanism: str) -> None:
    with smtp_server(tmp_path, security="tls", user="ann", password="geheim") as server:
        for password in ("falsch", "geheim"):
            with connect(server) as client:
                client.ehlo()
                client.user, client.password = "ann", password
                authenticate = getattr(client, f"auth_{mechanism.lower()}")
                if password == "falsch":
                    with pytest.raises(smtplib.SMTPAuthenticationError, match=r"5\.7\.8"):
                        client.auth(mechanism, authenticate)
                else:
                    assert client.auth(mechanism, authenticate)[0] == 235
        assert server.logins == [("ann", False), ("ann", True)]


def test_nothing_is_taken_without_tls_or_login(tmp_path: Path) -> None:
    with smtp_server(tmp_path, user="ann", password="geheim") as server:
        with smtplib.SMTP(server.host, server.port, timeout=10) as client:
            with pytest.raises(smtplib.SMTPException, match="STARTTLS"):
                client.send_message(mail())
        with connect(server) as client, pytest.raises(smtplib.SMTPException, match=r"5\.7\.0"):
            client.send_message(mail())
        assert server.mails == []


def test_certificates_are_checked_for_trust_and_name(tmp_path: Path) -> None:
    with smtp_server(tmp_path / "a", security="tls") as server:
        with pytest.raises(ssl.SSLCertVerificationError, match="verify failed"):
            smtplib.SMTP_SSL(
                server.host, server.port, timeout=10, context=ssl.create_default_context()
            )
    with smtp_server(tmp_path / "b", security="tls", certificate_for=("mail.test",)) as server:
        with pytest.raises(ssl.SSLCertVerificationError, match="verify failed"):
            connect(server)


def test_the_environment_makes_it_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with smtp_server(tmp_path, security="tls") as server:
        for name, value in server.env.items():
            monkeypatch.setenv(name, value)
        context = ssl.create_default_context()
        with smtplib.SMTP_SSL(server.host, server.port, timeout=10, context=context) as client:
            client.send_message(mail())
        assert len(server.mails) == 1


def test_a_refused_recipient_and_temporary_failures(tmp_path: Path) -> None:
    with smtp_server(tmp_path, security="none") as server:
        server.refused["eve@example.org"] = "550 5.1.1 No such user here"
        server.fail_next = 2
        with connect(server) as client:
            with pytest.raises(smtplib.SMTPRecipientsRefused, match="No such user here"):
                client.send_message(mail("eve@example.org"))
            for _ in range(2):
                with pytest.raises(smtplib.SMTPDataError, match="451"):
                    client.send_message(mail())
            client.send_message(mail())
        assert len(server.mails) == 1


def test_a_hang_a_cut_and_a_lost_answer(tmp_path: Path) -> None:
    with smtp_server(tmp_path) as server:
        server.hang_s = 30
        began = time.monotonic()
        with connect(server, timeout=0.5) as client, pytest.raises(smtplib.SMTPServerDisconnected):
            client.send_message(mail())
        assert time.monotonic() - began < 5
        server.hang_s = 0

        server.cut_next = 1
        with pytest.raises((smtplib.SMTPServerDisconnected, OSError)):
            connect(server).send_message(mail())
        assert server.mails == []

        server.forget_next = 1
        with pytest.raises((smtplib.SMTPServerDisconnected, OSError)):
            connect(server).send_message(mail())
        assert len(server.mails) == 1


def test_an_outage_and_recovery_on_the_same_port(tmp_path: Path) -> None:
    with smtp_server(tmp_path, start=False) as server:
        port = server.port
        with pytest.raises(ConnectionRefusedError):
            connect(server)
        server.start()
        assert server.port == port
        with connect(server) as client:
            client.send_message(mail())
        server.stop()
        with pytest.raises(ConnectionRefusedError):
            connect(server)
        server.start()
        with connect(server) as client:
            client.send_message(mail())
        assert len(server.wait_for(2)) == 2
        server.stays_at(2, 0.1)


def test_a_server_that_says_nothing() -> None:
    with silent_server() as port, pytest.raises(smtplib.SMTPServerDisconnected):
        smtplib.SMTP("127.0.0.1", port, timeout=0.3)
