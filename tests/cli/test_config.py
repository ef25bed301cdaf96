"""`config`."""

from __future__ import annotations

import pytest

from eventdesk.domain.settings import SETTING_KEYS
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
    ],
)
def test_bad_values(eventdesk: CommandLine, key: str, value: str, remedy: str) -> None:
    before = eventdesk.json("config")
    assert remedy in eventdesk.refused("config", key, value, field=key)
    assert eventdesk.json("config") == before


def test_an_unknown_key(eventdesk: CommandLine) -> None:
    err = eventdesk.refused("config", "mail.hots", field="key")
    assert "mail.host" in err


@pytest.mark.parametrize("argv", [("mail.password",), ("mail.password", "secret")])
def test_the_password_is_no_setting(eventdesk: CommandLine, argv: tuple[str, ...]) -> None:
    err = eventdesk.refused("config", *argv, field="mail.password")
    assert "EVENTDESK_MAIL_PASSWORD" in err
    assert "window" in err
    assert "secret" not in err
