"""Whatever a mail server does wrong, at whatever step: no mail is lost, none is doubled
unmarked, the ledger says what happened and when it goes on, and no secret is written down."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from eventdesk.domain.settings import MailSecurity
from tests.system.mail_trial import (
    IN_BASE64,
    IN_PLAIN,
    OFFERS,
    OFFERS_LOGIN,
    PASSWORD,
    Certificates,
    Fault,
    Trial,
    full_port,
    message_ids,
    trial,
)
from tests.system.scripted_smtp import ScriptedServer, Silence

HANG, KEEP_AND_HANG, KEEP_AND_CUT = Silence.HANG, Silence.KEEP_AND_HANG, Silence.KEEP_AND_CUT
CUT = ""
TLS = MailSecurity.TLS

SAID = "The mail server localhost said: "
SLOW = "The mail server {at} did not answer within 0.5 s."
TOO_LONG = "The mail server {at} took longer than 3 s."
HUNG_UP = "The mail server {at} hung up."
MAYBE = (
    " It may have taken the mail nevertheless: the same mail, sent again, "
    "bears the same Message-ID."
)
UNTRUSTED = "The certificate of {at} cannot be trusted: "
NO_TLS = "No protected connection to {at} came about (…"
NO_STARTTLS = (
    "The mail server {at} offers no STARTTLS, so nothing was sent in the clear. "
    "Check the port, or choose another security in the settings."
)
NO_LOGIN = "Check the user name and the password in the settings."
NOBODY = "The mail server took no recipient: me@example.org: "
REFUSED = "Nothing answers at {at} (connection refused). Check server and port in the settings."
NO_NAME = "The mail server 'no-such-host.invalid' was not found (…"


def handshake_hangs(connection: socket.socket) -> None:
    connection.sendall(b"220 go ahead\r\n")
    while connection.recv(4096):
        pass


def handshake_cut(connection: socket.socket) -> None:
    connection.sendall(b"220 go ahead\r\n")
    connection.recv(4096)


def cut_in_the_mail(connection: socket.socket) -> None:
    connection.sendall(b"354 go on\r\n")
    connection.recv(16)


def half_an_answer(connection: socket.socket) -> None:
    connection.sendall(b"250 2.0.0 ke")


def fault(name: str, words: str, **more: object) -> Fault:
    return Fault(name=name, words=words, **more)  # type: ignore[arg-type]


def hang(step: str, reply: object = HANG) -> Fault:
    return fault(f"hangs at {step}", SLOW, script={step: reply}, step_s=0.5)


# name, words in the ledger, what the server says instead, ...
TABLE = [
    # It is not there
    fault("refuses the connection", REFUSED, listens=False),
    fault("its name is unknown", NO_NAME, host="no-such-host.invalid"),
    # It hangs
    hang("banner"),
    hang("ehlo"),
    hang("starttls"),
    fault("hangs in the handshake", SLOW, script={"starttls": handshake_hangs}, step_s=0.5),
    hang("tls_ehlo"),
    hang("auth"),
    hang("mail"),
    hang("rcpt"),
    hang("data"),
    fault("hangs after the final dot", TOO_LONG + MAYBE, script={"end": HANG}, whole_s=3),
    fault(
        "takes the mail and hangs",
        TOO_LONG + MAYBE,
        script={"end": KEEP_AND_HANG},
        whole_s=3,
        taken=True,
    ),
    fault("hangs at quit", "", script={"quit": HANG}, state="delivered"),
    # It hangs up
    fault("cuts at banner", HUNG_UP, script={"banner": CUT}),
    fault("cuts at ehlo", HUNG_UP, script={"ehlo": CUT}),
    fault("cuts at starttls", HUNG_UP, script={"starttls": CUT}),
    fault("cuts in the handshake", NO_TLS, script={"starttls": handshake_cut}),
    fault("cuts at tls_ehlo", HUNG_UP, script={"tls_ehlo": CUT}),
    fault("cuts at auth", HUNG_UP, script={"auth": CUT}),
    fault("cuts at mail", HUNG_UP, script={"mail": CUT}),
    fault("cuts at rcpt", HUNG_UP, script={"rcpt": CUT}),
    fault("cuts at data", HUNG_UP, script={"data": CUT}),
    fault("cuts in the mail", HUNG_UP + MAYBE, script={"data": cut_in_the_mail}),
    fault("cuts after the final dot", HUNG_UP + MAYBE, script={"end": CUT}),
    fault("takes the mail and cuts", HUNG_UP + MAYBE, script={"end": KEEP_AND_CUT}, taken=True),
    fault("cuts at quit", "", script={"quit": CUT}, state="delivered"),
    # It says no. Before MAIL that is no verdict on the mail.
    *(
        fault(f"{reply[:3]} at {step}", SAID + reply, script={step: reply})
        for step in ("banner", "ehlo", "starttls", "tls_ehlo")
        for reply in ("421 4.3.2 Shutting down", "450 4.3.0 Busy", "550 5.7.1 Not you")
    ),
    *(
        fault(
            f"{reply[:3]} at auth",
            f"The mail server localhost takes no login at the moment: {reply}",
            script={"auth": reply},
        )
        for reply in ("421 4.3.2 Shutting down", "450 4.3.0 Busy", "454 4.7.0 Ask later")
    ),
    *(
        fault(
            f"{reply[:3]} at auth",
            f"The mail server localhost refused the login: {reply}. {NO_LOGIN}",
            script={"auth": reply},
        )
        for reply in ("535 5.7.8 Wrong password", "550 5.7.1 Not you")
    ),
    *(
        fault(f"{reply[:3]} at {step}", SAID + reply, script={step: reply})
        for step in ("mail", "data", "end")
        for reply in ("421 4.3.2 Shutting down", "450 4.2.1 Greylisted", "530 5.7.0 Log in first")
    ),
    fault("421 at rcpt", SAID + "421 4.3.2 Bye", script={"rcpt": "421 4.3.2 Bye"}),
    fault("450 at rcpt", NOBODY + "450 4.2.1 Busy", script={"rcpt": "450 4.2.1 Busy"}),
    fault("550 at mail", SAID + "550 5.7.1 No", script={"mail": "550 5.7.1 No"}, state="gave_up"),
    fault("550 at rcpt", NOBODY + "550 5.1.1 No", script={"rcpt": "550 5.1.1 No"}, state="gave_up"),
    fault("550 at data", SAID + "550 5.7.1 No", script={"data": "550 5.7.1 No"}, state="gave_up"),
    fault("550 at end", SAID + "550 5.7.1 Spam", script={"end": "550 5.7.1 Spam"}, state="gave_up"),
    *(
        fault(f"{reply[:3]} at quit", "", script={"quit": reply}, state="delivered")
        for reply in ("421 4.3.2 Shutting down", "450 4.3.0 Busy", "550 5.7.1 No")
    ),
    # It says nothing that makes sense
    fault("is no mail server", SAID + "HTTP/1.1", script={"banner": "    HTTP/1.1"}),
    fault("babbles after the mail", SAID + "hm" + MAYBE, script={"end": "wha hm"}),
    fault("takes the mail in other words", "", script={"end": "251 will do"}, state="delivered"),
    fault("breaks off its answer", HUNG_UP + MAYBE, script={"end": half_an_answer}),
    fault(
        "550 just in time",
        SAID + "550 5.7.1 Spam",
        script={"end": "550 5.7.1 Spam", "quit": HANG},
        state="gave_up",
        whole_s=2,
    ),
    # Its protection is not good enough: nothing goes out in the clear
    fault("offers no STARTTLS", NO_STARTTLS, script={"ehlo": OFFERS_LOGIN}),
    fault("knows no EHLO", NO_STARTTLS, script={"ehlo": "502 what?", "helo": "250 hello"}),
    fault("offers no login", "The mail server {at} offers no login…", script={"tls_ehlo": OFFERS}),
    *(
        fault(f"{name}, {security.value}", UNTRUSTED + why, certificate=name, security=security)
        for security in (MailSecurity.STARTTLS, TLS)
        for name, why in (
            ("expired", "certificate has expired. Nothing was sent. Its owner must renew it…"),
            ("other name", "Hostname mismatch…"),
            ("stranger", "unable to get local issuer certificate. Nothing was sent. If the…"),
        )
    ),
]


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def ground(
    tmp_path: Path, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Trial]:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.file))
    with trial(tmp_path / "desk", certificates) as found:
        yield found


@pytest.mark.parametrize("fault", TABLE, ids=lambda each: each.name)
def test_a_mail_fault(ground: Trial, fault: Fault) -> None:
    with ground.server(fault) as server:
        ground.begin(server, fault)
        before = ground.clock.now()
        wake_at = ground.test.send_mails()

        row = ground.row()
        words = fault.words.format(at=f"{fault.host}:{server.port}")
        assert (row.state.value, row.attempts) == (fault.state, 1), row.error
        assert row.error == words or (words[-1:] == "…" and row.error.startswith(words[:-1]))
        assert_nothing_private_was_clear(server)
        if fault.state == "retrying":
            assert wake_at is not None
            assert 22.5 <= (wake_at - before).total_seconds() <= 30
            assert f"not sent: {row.error}" in ground.steps()
            assert len(server.mails) == fault.taken
            comes_through_once_the_fault_is_gone(ground, fault, server)
        else:
            assert wake_at is None
            nothing_more_is_sent(ground, server, 1 if fault.state == "delivered" else 0)
    assert ground.leaks() == []


def assert_nothing_private_was_clear(server: ScriptedServer) -> None:
    said = {line.split()[0].upper() for line in server.clear if line}
    assert said <= {"EHLO", "HELO", "STARTTLS", "QUIT"}, server.clear


def comes_through_once_the_fault_is_gone(
    ground: Trial, fault: Fault, faulty: ScriptedServer
) -> None:
    good = Fault(name="good", words="", security=fault.security)
    with ground.server(good) as server:
        ground.point_to(server.port, good)
        ground.open()
        wake_at = ground.row().wake_at
        assert wake_at is not None
        ground.clock.set(wake_at - timedelta(milliseconds=1))
        assert ground.test.send_mails() == wake_at
        assert server.lines == [], "not a moment too early"
        ground.clock.set(wake_at)
        assert ground.test.send_mails() is None
        row = ground.row()
        assert (row.state.value, row.attempts, row.error) == ("delivered", 2, "")
        ids = message_ids(faulty, server)
        assert len(ids) == 1 + fault.taken
        assert len(set(ids)) == 1
        if fault.taken:
            assert MAYBE in ground.steps()
        nothing_more_is_sent(ground, server, 1)


def nothing_more_is_sent(ground: Trial, server: ScriptedServer, count: int) -> None:
    ground.clock.advance(days=3)
    ground.test.ring()
    assert ground.test.send_mails() is None
    assert len(server.mails) == count


def test_a_connection_that_hangs(ground: Trial) -> None:
    slow = fault("hangs at connect", SLOW, step_s=0.5)
    with full_port() as port, ground.server(Fault(name="good", words="")) as unused:
        ground.point_to(port, slow)
        ground.begin(unused, slow)
        ground.point_to(port, slow)
        assert ground.test.send_mails() is not None
        row = ground.row()
        assert (row.state.value, row.error) == ("retrying", SLOW.format(at=f"localhost:{port}"))
        comes_through_once_the_fault_is_gone(ground, slow, unused)
    assert ground.leaks() == []


def test_the_pauses_grow_to_an_hour_and_end_when_pointless(ground: Trial) -> None:
    dead = fault("refuses the connection", REFUSED, listens=False)
    with ground.server(dead) as server:
        ground.begin(server, dead)
        pauses = []
        while (wake_at := ground.test.send_mails()) is not None:
            pauses.append((wake_at - ground.clock.now()).total_seconds())
            ground.clock.set(wake_at)
    full = [min(30 * 2**each, 3600) for each in range(len(pauses))]
    assert all(0.75 * most <= pause <= most for pause, most in zip(pauses, full, strict=True))
    row = ground.row()
    assert (row.state.value, row.reason) == ("gave_up", "The event ended more than a day ago")
    assert row.attempts == len(pauses) + 1
    assert timedelta(hours=22) < ground.clock.now() - row.occurrence_end < timedelta(hours=24)


ECHO = f"{PASSWORD} | {IN_BASE64} | {IN_PLAIN} | {IN_PLAIN.rstrip('=')}"


@pytest.mark.parametrize("step", ["auth", "mail", "rcpt", "data", "end", "quit"])
@pytest.mark.parametrize("code", [250, 550])
@pytest.mark.parametrize("filling", [0, 485], ids="filled {}".format)
def test_a_server_that_repeats_the_password_gets_it_nowhere(
    ground: Trial, step: str, code: int, filling: int
) -> None:
    # Filled up, the reply is cut off in the middle of a secret when it is shortened.
    reply = f"{code} {'x' * filling} {ECHO}"
    echo = fault("repeats", "", script={step: reply})
    with ground.server(echo) as server:
        ground.begin(server, echo)
        ground.test.send_mails()
        assert any(line.startswith("AUTH PLAIN") for line in server.lines)
    row = ground.row()
    assert row.state.value in {"retrying", "gave_up", "delivered"}
    if step == "end" and code == 250 and not filling:
        assert "*** | *** | *** | ***" in ground.steps(), "it is told, without the secrets"
    assert ground.leaks() == []
