"""Mail goes out protected, whole and to the right people, over real connections with TLS."""

from __future__ import annotations

import threading
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from eventdesk.domain.settings import MailSecurity, MailSettings
from eventdesk.services.ports import NotSent, Reached, Sent
from eventdesk.system.mail import SmtpMailer
from tests.fakes import MemorySecrets
from tests.smtp_server import Security, SmtpServer, silent_server, smtp_server
from tests.system.scripted_smtp import scripted

SECRET = "gehéim-7"


def mail(to: str = "bob@example.org") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "EventDesk <ann@example.org>"
    message["To"] = to
    message["Subject"] = "Erinnerung: Zahnärztin"
    message["Message-ID"] = "<1@eventdesk.test>"
    message.set_content("Übermorgen um 9.\n.\n..\nEnde\n")
    return message


def settings(port: int, **changes: object) -> MailSettings:
    values: dict[str, object] = {
        "enabled": True,
        "host": "localhost",
        "port": port,
        "security": MailSecurity.NONE,
        "sender": "ann@example.org",
        "to": "bob@example.org",
        **changes,
    }
    return MailSettings(**values)  # type: ignore[arg-type]


def mailer(secret: str | None = SECRET) -> SmtpMailer:
    return SmtpMailer(MemorySecrets(secret))


def failure(outcome: Sent | NotSent) -> NotSent:
    assert isinstance(outcome, NotSent), outcome
    assert SECRET not in outcome.error
    return outcome


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> Callable[[SmtpServer], None]:
    """Makes this process trust a server's certificate authority."""
    return lambda server: monkeypatch.setenv("SSL_CERT_FILE", str(server.ca_file))


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
@pytest.mark.parametrize("user", ["", "ann"])
def test_a_mail_arrives_as_it_was_written(
    tmp_path: Path, trusted: Callable[[SmtpServer], None], security: Security, user: str
) -> None:
    with smtp_server(tmp_path, security=security, user=user or None, password=SECRET) as server:
        trusted(server)
        chosen = settings(server.port, security=MailSecurity(security), user=user)

        assert mailer().send(mail(), chosen) == Sent("250 2.0.0 Kept as 1")

        [got] = server.wait_for(1)
    assert (got.sender, got.recipients) == ("ann@example.org", ("bob@example.org",))
    assert got.text.splitlines() == ["Übermorgen um 9.", ".", "..", "Ende"]
    assert got.message["Subject"] == "Erinnerung: Zahnärztin"
    assert got.message_id == "<1@eventdesk.test>"
    assert got.encrypted is (security != "none")
    assert got.user == (user or None)
    assert got.raw.isascii()


def test_lines_that_begin_with_a_dot_arrive(tmp_path: Path) -> None:
    message = mail()
    message.set_content(".\n..\n.hidden\nEnd\n")
    with smtp_server(tmp_path, security="none") as server:
        assert isinstance(mailer().send(message, settings(server.port)), Sent)

        assert server.wait_for(1)[0].text.splitlines() == [".", "..", ".hidden", "End"]


def test_the_recipients_are_those_of_the_message(tmp_path: Path) -> None:
    message = mail("Bob <bob@example.org>, carol@example.org, bob@example.org")
    message["Cc"] = "dan@example.org"
    message["Bcc"] = "eve@example.org"
    with smtp_server(tmp_path, security="none") as server:
        assert isinstance(mailer().send(message, settings(server.port)), Sent)
        [got] = server.wait_for(1)

    assert got.recipients == ("bob@example.org", "carol@example.org", "dan@example.org")
    assert got.message["Bcc"] is None
    assert message["Bcc"] == "eve@example.org", "the caller's message was changed"


def test_without_a_sender_set_the_message_tells_it(tmp_path: Path) -> None:
    with smtp_server(tmp_path, security="none") as server:
        assert isinstance(mailer().send(mail(), settings(server.port, sender="")), Sent)

        assert server.wait_for(1)[0].sender == "ann@example.org"


# Protection


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_of_nobody_known_is_refused(tmp_path: Path, security: Security) -> None:
    with smtp_server(tmp_path, security=security, user="ann", password=SECRET) as server:
        chosen = settings(server.port, security=MailSecurity(security), user="ann")
        outcome = failure(mailer().send(mail(), chosen))

        assert "cannot be trusted" in outcome.error
        assert not outcome.permanent
        assert server.logins == []
        assert server.mails == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_for_another_name_is_refused(
    tmp_path: Path, trusted: Callable[[SmtpServer], None], security: Security
) -> None:
    with smtp_server(tmp_path, security=security, certificate_for=("other.example.org",)) as server:
        trusted(server)
        chosen = settings(server.port, security=MailSecurity(security))

        assert "cannot be trusted" in failure(mailer().send(mail(), chosen)).error
        assert server.mails == []


def test_without_starttls_nothing_goes_out_in_the_clear() -> None:
    with scripted(ehlo="250-scripted\r\n250 AUTH PLAIN LOGIN") as server:
        chosen = settings(server.port, security=MailSecurity.STARTTLS, user="ann")
        outcome = failure(mailer().send(mail(), chosen))

        assert "offers no STARTTLS" in outcome.error
        assert not outcome.permanent
        assert [line.split()[0].upper() for line in server.lines] == ["EHLO", "QUIT"]


@pytest.mark.parametrize("reply", ["454 4.7.0 TLS not available", "250 ok", "501 no"])
def test_a_refused_starttls_does_not_fall_back_either(reply: str) -> None:
    with scripted(ehlo="250-scripted\r\n250 STARTTLS", starttls=reply) as server:
        chosen = settings(server.port, security=MailSecurity.STARTTLS)
        outcome = failure(mailer().send(mail(), chosen))

        assert reply in outcome.error
        assert not outcome.permanent
        assert [line.split()[0].upper() for line in server.lines] == ["EHLO", "STARTTLS", "QUIT"]


def test_tls_on_a_port_without_it_says_what_to_check(tmp_path: Path) -> None:
    with smtp_server(tmp_path, security="none") as server:
        chosen = settings(server.port, security=MailSecurity.TLS)
        outcome = failure(mailer().send(mail(), chosen))

    assert "Check port and security" in outcome.error
    assert not outcome.permanent


# Login


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_refused_login_tells_the_servers_words_and_tries_once(
    tmp_path: Path, trusted: Callable[[SmtpServer], None], security: Security
) -> None:
    with smtp_server(tmp_path, security=security, user="ann", password="another") as server:
        trusted(server)
        chosen = settings(server.port, security=MailSecurity(security), user="ann")
        outcome = failure(mailer().send(mail(), chosen))

        assert "535 5.7.8 Authentication credentials invalid" in outcome.error
        assert "Check the user name and the password" in outcome.error
        assert not outcome.permanent
        assert server.logins == [("ann", False)]


@pytest.mark.parametrize("methods", ["PLAIN", "LOGIN", "CRAM-MD5", "XOAUTH2 LOGIN"])
def test_every_usual_way_to_log_in_is_known(methods: str) -> None:
    # The replies stand for: user and digest of CRAM-MD5, user of LOGIN, password of LOGIN.
    with scripted(
        ehlo=f"250-scripted\r\n250 AUTH {methods}",
        auth="235 welcome" if methods == "PLAIN" else "334 PDEyM0BtYWlsLnRlc3Q+",
        YW5UI="235 welcome",
        YW5U="334 UGFzc3dvcmQ6",
        Z2VO="235 welcome",
    ) as server:
        outcome = mailer().send(mail(), settings(server.port, user="ann"))

        assert isinstance(outcome, Sent), (outcome, server.lines)
        assert [line.upper().split()[0] for line in server.lines[:2]] == ["EHLO", "AUTH"]


def test_a_server_without_login_is_told() -> None:
    with scripted() as server:
        outcome = failure(mailer().send(mail(), settings(server.port, user="ann")))

    assert "offers no login" in outcome.error
    assert not outcome.permanent


def test_a_missing_password_is_told_before_anything_is_sent() -> None:
    with scripted() as server:
        outcome = failure(mailer(None).send(mail(), settings(server.port, user="ann")))

        assert "There is no password" in outcome.error
        assert not outcome.permanent
        assert server.lines == []


@pytest.mark.parametrize(
    "echo",
    [
        "gehéim-7",
        "Z2Vow6lpbS03",  # the password in base64
        "AGFubgBnZWjDqWltLTc=",  # \0ann\0password in base64
    ],
)
def test_a_server_that_repeats_the_password_does_not_get_it_into_the_ledger(echo: str) -> None:
    with scripted(
        ehlo="250-scripted\r\n250 AUTH PLAIN", auth=f"535 wrong: {echo} is not right"
    ) as server:
        outcome = failure(mailer().send(mail(), settings(server.port, user="ann")))

    assert "535 wrong: *** is not right" in outcome.error
    assert echo not in outcome.error


# What the server says to the mail


@pytest.mark.parametrize("step", ["mail", "rcpt", "data", "end"])
@pytest.mark.parametrize(
    ("reply", "permanent"),
    [
        ("421 4.3.2 Shutting down", False),
        ("451 4.7.1 Greylisted, come back later", False),
        ("452 4.2.2 Mailbox full", False),
        ("530 5.7.0 Authentication required", False),
        ("550 5.1.1 No such user", True),
        ("552 5.3.4 Too big", True),
        ("554 5.7.1 Spam", True),
    ],
)
def test_4xx_is_tried_again_and_5xx_is_final(step: str, reply: str, permanent: bool) -> None:
    with scripted(**{step: reply}) as server:
        outcome = failure(mailer().send(mail(), settings(server.port)))

    assert reply in outcome.error
    assert outcome.permanent is permanent


@pytest.mark.parametrize("step", ["banner", "ehlo"])
def test_5xx_before_the_mail_is_no_verdict_on_it(step: str) -> None:
    changes = {step: "554 5.3.2 Not accepting mail"}
    with scripted(helo="554 5.3.2 Not accepting mail", **changes) as server:
        outcome = failure(mailer().send(mail(), settings(server.port)))

    assert "554 5.3.2 Not accepting mail" in outcome.error
    assert not outcome.permanent


def test_words_over_several_lines_become_one() -> None:
    with scripted(rcpt="550-5.7.1 Not today,\r\n550 5.7.1 \tnot\x1b[31m tomorrow") as server:
        outcome = failure(mailer().send(mail(), settings(server.port)))

    assert "550 5.7.1 Not today, 5.7.1 not [31m tomorrow" in outcome.error


def test_a_mail_that_some_get_is_sent_and_names_the_others(tmp_path: Path) -> None:
    message = mail("bob@example.org, gone@example.org, carol@example.org")
    with smtp_server(tmp_path, security="none") as server:
        server.refused["gone@example.org"] = "550 5.1.1 No such user"
        outcome = mailer().send(message, settings(server.port))
        [got] = server.wait_for(1)

    assert outcome == Sent(
        "250 2.0.0 Kept as 1 (refused: gone@example.org: 550 5.1.1 No such user)"
    )
    assert got.recipients == ("bob@example.org", "carol@example.org")


@pytest.mark.parametrize(
    ("second", "permanent"), [("550 5.1.1 No such user", True), ("450 4.2.1 Busy", False)]
)
def test_when_nobody_gets_it_one_that_may_yet_decides(
    tmp_path: Path, second: str, permanent: bool
) -> None:
    with smtp_server(tmp_path, security="none") as server:
        server.refused = {"a@example.org": "550 5.1.1 No such user", "b@example.org": second}
        outcome = failure(
            mailer().send(mail("a@example.org, b@example.org"), settings(server.port))
        )

    assert outcome.permanent is permanent
    assert "a@example.org: 550 5.1.1 No such user; b@example.org: " + second in outcome.error


def test_one_connection_after_another_works(tmp_path: Path) -> None:
    with smtp_server(tmp_path, security="none") as server:
        server.fail_next = 1
        sender = mailer()

        assert "451 4.3.2" in failure(sender.send(mail(), settings(server.port))).error
        assert isinstance(sender.send(mail(), settings(server.port)), Sent)
        assert len(server.wait_for(1)) == 1


def test_several_threads_may_send_at_once(tmp_path: Path) -> None:
    sender = mailer()
    outcomes: list[Sent | NotSent] = []
    with smtp_server(tmp_path, security="none") as server:
        chosen = settings(server.port)
        threads = [
            threading.Thread(target=lambda: outcomes.append(sender.send(mail(), chosen)))
            for _ in range(5)
        ]
        for each in threads:
            each.start()
        for each in threads:
            each.join(60)
        server.wait_for(5)

    assert all(isinstance(each, Sent) for each in outcomes), outcomes


def test_a_silent_server_is_given_up_on() -> None:
    sender = SmtpMailer(MemorySecrets(), step_s=0.3, whole_s=30)
    with silent_server() as port:
        outcome = failure(sender.send(mail(), settings(port, host="127.0.0.1")))

    assert outcome.error == f"The mail server 127.0.0.1:{port} did not answer within 0.3 s."
    assert not outcome.permanent


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_a_probe_logs_in_and_sends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: Security
) -> None:
    with smtp_server(tmp_path, security=security, user="ann", password="pass-wort") as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.ca_file))
        settings = MailSettings(
            host=server.host, port=server.port, security=MailSecurity(security), user="ann"
        )
        reached = SmtpMailer(MemorySecrets("pass-wort")).probe(settings)
        assert isinstance(reached, Reached), reached
        assert "login as ann" in reached.words
        refused = SmtpMailer(MemorySecrets("wrong-one")).probe(settings)
        assert isinstance(refused, NotSent)
        assert "refused the login" in refused.error
        assert "wrong-one" not in refused.error
        assert [good for _, good in server.logins] == [True, False]
        assert server.mails == []
        server.stop()
        gone = SmtpMailer(MemorySecrets("pass-wort")).probe(settings)
        assert isinstance(gone, NotSent)
        assert "connection refused" in gone.error
