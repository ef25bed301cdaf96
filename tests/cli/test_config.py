"""`config`."""

from __future__ import annotations

from pathlib import Path

import pytest

from eventdesk.domain.setting_keys import SETTING_KEYS
from eventdesk.services.ports import NotSent, Sent
from eventdesk.system.settings_file import TomlSettings
from tests.cli.conftest import CommandLine


def test_all_settings(eventdesk: CommandLine) -> None:
    settings = eventdesk.json("config")
    assert list(settings) == list(SETTING_KEYS)
    assert settings["mail.enabled"] is False
    assert settings["mail.port"] == 587
    assert settings["reminders.default"] == ["5m"]
    out = eventdesk.ok("config").out
    for name, key in SETTING_KEYS.items():
        assert name in out
        assert key.meaning in out


@pytest.mark.parametrize(
    ("key", "value", "plain", "shown"),
    [
        ("mail.enabled", "yes", True, "true"),
        ("mail.host", "smtp.example.org", "smtp.example.org", "smtp.example.org"),
        ("mail.port", "465", 465, "465"),
        ("mail.security", "TLS", "tls", "tls"),
        ("mail.user", "me", "me", "me"),
        ("mail.from", "me@example.org", "me@example.org", "me@example.org"),
        ("mail.to", "a@b.c,d@e.f", "a@b.c, d@e.f", "a@b.c, d@e.f"),
        ("reminders.late_rule", "within 15m", "within 15m", "within 15m"),
        ("reminders.default", "5m,1h:desktop+email", ["5m", "1h:desktop+email"], None),
        ("reminders.all_day_default", "1d@18:00", ["1d@18:00"], "1d@18:00"),
        ("general.theme", "dark", "dark", "dark"),
        ("reminders.repeat_every", "5m", "5m", "5m"),
        ("reminders.repeat_every", "never", "0", "0"),
        ("reminders.email_after", "90s", "1m30s", "1m30s"),
        ("reminders.sound", "on", True, "true"),
        ("quiet.presentation", "no", False, "false"),
        ("quiet.do_not_disturb", "no", False, "false"),
        ("quiet.hours", "22:00-7:00", ["daily 22:00-07:00"], "daily 22:00-07:00"),
        (
            "quiet.hours",
            "mon-fri 22:00-07:00; sat,sun 23:00-09:00",
            ["mon-fri 22:00-07:00", "sat-sun 23:00-09:00"],
            "mon-fri 22:00-07:00; sat-sun 23:00-09:00",
        ),
    ],
)
def test_a_setting_is_changed_and_read_back(
    eventdesk: CommandLine, key: str, value: str, plain: object, shown: str | None
) -> None:
    shown = shown if shown is not None else value
    assert eventdesk.ok("config", key, value).out == f"{key} = {shown}\n"
    assert eventdesk.ok("config", key).out == f"{shown}\n"
    assert eventdesk.json("config", key) == plain
    assert eventdesk.json("config")[key] == plain


def test_a_setting_is_cleared(eventdesk: CommandLine) -> None:
    eventdesk.ok("config", "mail.host", "smtp.example.org")
    assert eventdesk.ok("config", "mail.host", "").out == "mail.host = (empty)\n"
    assert eventdesk.json("config", "mail.host") == ""


@pytest.mark.parametrize(
    ("key", "value", "remedy"),
    [
        ("mail.from", "me at example", "name@example.org"),
        ("mail.to", "a@b.c, nonsense", "name@example.org"),
        ("mail.to", "a@b.c\nBcc: x@y.z", "Remove it."),
        ("mail.host", "two words", "smtp.example.org"),
        ("mail.port", "99999", "1 to 65535"),
        ("mail.security", "ssl", "starttls, tls, none"),
        ("mail.enabled", "perhaps", "true or false"),
        ("reminders.default", "5", "like 5m"),
        ("reminders.default", "5m, 0d@09:00", "0"),
        ("reminders.default", "9w", "4 weeks"),
        ("reminders.late_rule", "sometimes", "until-end"),
        ("reminders.repeat_every", "10s", "1m to 1d"),
        ("reminders.email_after", "9d", "up to 7d"),
        ("quiet.hours", "22-7", "22:00-07:00"),
        ("quiet.hours", "xyz 22:00-07:00", "mon, tue"),
    ],
)
def test_bad_values(eventdesk: CommandLine, key: str, value: str, remedy: str) -> None:
    before = eventdesk.json("config")
    assert remedy in eventdesk.refused("config", key, value, field=key)
    assert eventdesk.json("config") == before


def test_a_list_as_printed_can_be_given_again(eventdesk: CommandLine) -> None:
    hours = "mon,wed 1:00-2:00; sun 3:00-4:00"
    for key, value in (("quiet.hours", hours), ("reminders.default", "5m,1h")):
        plain = eventdesk.json("config", key, value)
        assert eventdesk.json("config", key, eventdesk.ok("config", key).out.strip()) == plain


@pytest.fixture
def file(eventdesk: CommandLine) -> Path:
    """The settings file of a command line that has a real one."""
    path = eventdesk.test.paths.settings_file
    eventdesk.test.settings = TomlSettings(path)  # type: ignore[assignment]
    eventdesk.test.desk.close()
    eventdesk.test.open()
    return path


def test_a_value_that_does_not_fit_is_replaced(eventdesk: CommandLine, file: Path) -> None:
    file.write_text("[mail]\nhost = 'smtp.example.org'\nport = 'smtp'\n[future]\nx = 1\n")
    for argv in (("config",), ("config", "mail.port"), ("config", "mail.user", "me")):
        done = eventdesk(*argv)
        assert (done.code, done.out) == (4, "")
        assert "mail.port = 'smtp' is unfit" in done.err
        assert "eventdesk config mail.port VALUE" in done.err
    eventdesk.refused("config", "mail.port", "x", field="mail.port")
    assert "'smtp'" in file.read_text()
    done = eventdesk.ok("config", "mail.port", "465")
    assert (done.out, done.err) == ("mail.port = 465\n", "")
    assert eventdesk.json("config")["mail.host"] == "smtp.example.org"
    assert "[future]\nx = 1" in file.read_text()


def test_other_values_that_do_not_fit_are_told(eventdesk: CommandLine, file: Path) -> None:
    file.write_text("[mail]\nport = 0\nto = 'nobody'\n[general]\ntheme = 'dark'\n")
    done = eventdesk.ok("config", "mail.to", "me@example.org")
    assert done.err == ("eventdesk: mail.port did not fit either (0) and is now the default: 587\n")
    settings = eventdesk.json("config")
    assert (settings["mail.to"], settings["general.theme"]) == ("me@example.org", "dark")


def test_a_broken_file_is_not_overwritten(eventdesk: CommandLine, file: Path) -> None:
    file.write_text("[mail\n")
    assert eventdesk("config", "mail.port", "465").code == 4
    assert file.read_text() == "[mail\n"


def test_the_test_mail(eventdesk: CommandLine) -> None:
    done = eventdesk("config", "--test-mail")
    assert (done.code, done.out) == (1, "")
    assert "Not sent. " in done.err
    eventdesk.test.with_mail()
    mailer = eventdesk.test.mailer
    mailer.answers.extend([Sent("250 Ok"), NotSent("535 no such login"), Sent("250 Ok")])
    assert eventdesk.ok("config", "--test-mail").out == (
        "Sent to me@example.org. The server said: 250 Ok\n"
    )
    done = eventdesk("config", "--test-mail")
    assert (done.code, done.err) == (1, "eventdesk: Not sent. 535 no such login\n")
    assert eventdesk.json("config", "--test-mail") == {
        "sent": True,
        "to": "me@example.org",
        "detail": "250 Ok",
    }
    assert eventdesk("config", "mail.host", "--test-mail").code == 2


def test_an_unknown_key(eventdesk: CommandLine) -> None:
    err = eventdesk.refused("config", "mail.hots", field="key")
    assert "mail.host" in err


@pytest.mark.parametrize("argv", [("mail.password",), ("mail.password", "secret")])
def test_the_password_is_no_setting(eventdesk: CommandLine, argv: tuple[str, ...]) -> None:
    err = eventdesk.refused("config", *argv, field="mail.password")
    assert "EVENTDESK_MAIL_PASSWORD" in err
    assert "window" in err
    assert "secret" not in err
