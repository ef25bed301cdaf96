"""Texts that are stored in English, or come from another process, are retold in any language."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from gettext import NullTranslations
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.extract import extract_from_dir

from eventdesk.domain.language import retold, speak
from eventdesk.interchange.read import read
from eventdesk.services.ports import Notice, NotSent, Refused
from eventdesk.system.bus import BusError
from eventdesk.system.fetch_connection import NoTunnel, Private, Stopped
from eventdesk.system.fetch_words import failure_outcome, status_outcome
from eventdesk.system.mail_words import maybe_taken, not_sent
from eventdesk.system.notifiers.chain import FirstThatTakes
from eventdesk.system.notifiers.dbus import DBusNotifier
from eventdesk.system.notifiers.plyer import PlyerNotifier
from eventdesk.system.notifiers.servers import Server
from eventdesk.system.presence.full_screen import why_unseen
from eventdesk.system.sound import ReminderSound, sound_problem

CODE = Path(__file__).resolve().parents[2] / "eventdesk"
KEYWORDS = {"tr": (1,), "later": (1,)}


class Marked(NullTranslations):
    """Puts every text of some folders in brackets, as a language of its own."""

    def __init__(self, *folders: str) -> None:
        super().__init__()
        self.known = {
            message
            for folder in folders
            for _, _, message, _, _ in extract_from_dir(
                str(CODE / folder), [("**.py", "python")], keywords=KEYWORDS
            )
            if isinstance(message, str)
        }

    def gettext(self, message: str) -> str:
        return f"[{message}]" if message in self.known else message


@pytest.fixture(autouse=True, scope="module")
def bracketed() -> Iterator[None]:
    catalogue = Marked("system", "interchange")
    speak(catalogue, sorted(catalogue.known))
    yield
    speak(NullTranslations())


def expired() -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError("x")
    error.verify_message, error.verify_code = "certificate has expired", 10
    return error


def unprotected() -> ssl.SSLError:
    error = ssl.SSLError(1, "wrong version")
    error.reason = "WRONG_VERSION_NUMBER"
    return error


def is_told(text: str) -> bool:
    return text.startswith("[") and text.endswith("]")


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPAuthenticationError(535, b"no"),
        smtplib.SMTPAuthenticationError(454, b"not now"),
        smtplib.SMTPDataError(550, b"no such user"),
        smtplib.SMTPServerDisconnected("gone"),
        socket.gaierror(-2, "unknown"),
        TimeoutError(),
        ConnectionRefusedError(111, "refused"),
        OSError(101, "no network"),
        unprotected(),
        expired(),
        UnicodeError("no name"),
    ],
)
def test_mail(error: Exception) -> None:
    outcome = not_sent(error, "mail.example.org", 587, step_s=20, about_message=True)
    assert not is_told(outcome.error)
    assert is_told(retold(outcome.error))
    assert retold(maybe_taken(NotSent("It hung.")).error).startswith("[It hung. It may have")


@pytest.mark.parametrize("proxy", [False, True])
@pytest.mark.parametrize(
    "error",
    [
        socket.gaierror(-2, "unknown"),
        TimeoutError(),
        ConnectionRefusedError(111, "refused"),
        OSError(101, "no network"),
        unprotected(),
        expired(),
        NoTunnel(0),
        Private(),
        Stopped(cancelled=False),
        Stopped(cancelled=True),
        ValueError("odd"),
    ],
)
def test_fetching(error: Exception, proxy: bool) -> None:
    outcome = failure_outcome(error, "example.org", whole_s=60, most=2**20, proxy=proxy)
    assert not is_told(outcome.error)
    assert is_told(retold(outcome.error))


@pytest.mark.parametrize("status", [302, 401, 403, 404, 407, 410, 429, 500, 599])
@pytest.mark.parametrize("login", [False, True])
def test_answers(status: int, login: bool) -> None:
    outcome = status_outcome(status, "example.org", login=login, rest=None)
    assert is_told(retold(outcome.error))


def test_what_is_inside_is_retold_too() -> None:
    outcome = not_sent(expired(), "a.example", 25, step_s=20, about_message=False)
    assert "[Its owner must renew it" in retold(outcome.error)


def test_notifications() -> None:
    def nowhere() -> str:
        raise BusError("org.freedesktop.DBus.Error.ServiceUnknown", "")

    def fail(title: str, body: str, icon: str) -> None:
        raise OSError("notify-send is not installed")

    bus, plyer = DBusNotifier(where=nowhere), PlyerNotifier(show=fail)
    notice = Notice(title="Lunch", body="12:00", ledger_ids=(1,))
    try:
        outcome = FirstThatTakes([bus, plyer]).notify(notice)
    finally:
        bus.close()
    assert isinstance(outcome, Refused)
    assert retold(outcome.error) == (
        "[D-Bus: [no notification server is running]; plyer: [notify-send is not installed]]"
    )
    assert retold(FirstThatTakes([]).notify(notice).error) == (  # type: ignore[union-attr]
        "[there is no way to show notifications]"
    )


def test_buttons_of_notifications() -> None:
    actions = Server(capabilities=frozenset({"actions"})).actions(
        Notice(title="Lunch", body="", ledger_ids=(1,))
    )
    assert actions[::2] == ["default", "snooze", "dismiss", "open"]
    assert actions[1::2] == ["[Open]", "[Snooze]", "[Dismiss]", "[Open]"]


def test_sound(tmp_path: Path) -> None:
    stored = ReminderSound(tmp_path / "none.wav").play()
    assert stored.startswith("The sound ")
    assert stored.endswith(" Install EventDesk anew.")
    assert is_told(retold(stored))
    shown = sound_problem(tmp_path)
    assert shown is not None
    assert (is_told(shown.problem), shown.remedy) == (True, "[Install EventDesk anew.]")


def test_presence_is_told_at_once() -> None:
    assert (
        why_unseen({"WAYLAND_DISPLAY": "w"}) == "[Wayland tells nothing of other programs' windows]"
    )


def test_imports() -> None:
    lines = [
        "BEGIN:VCALENDAR",
        "BEGIN:VTODO",
        "END:VTODO",
        "BEGIN:VEVENT",
        "UID:1",
        "DTSTART:soon",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:2",
        "DTSTART;TZID=Mars:20260101T100000",
        "DTEND:never",
        f"SUMMARY:{'x' * 3_000}",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    result = read(["\n".join(lines).encode()], local_zone=ZoneInfo("Europe/Berlin"))
    words = [each.reason for each in result.skipped] + [each.words for each in result.notes]
    assert "It is a to-do; EventDesk keeps events only." in words
    assert len(words) == 5
    assert [each for each in words if is_told(each) or not is_told(retold(each))] == []
