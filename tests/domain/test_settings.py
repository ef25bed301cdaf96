"""Settings by key: everything reads back, everything wrong is refused by its key."""

from __future__ import annotations

import pytest

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.setting_keys import SETTING_KEYS, setting_key
from eventdesk.domain.settings import Settings


@pytest.mark.parametrize("name", SETTING_KEYS)
def test_every_setting_reads_back_its_own_plain_value(name: str) -> None:
    key, settings = SETTING_KEYS[name], Settings()
    assert key.put(settings, key.get(settings)) == settings


@pytest.mark.parametrize(
    ("name", "text", "plain"),
    [
        ("mail.enabled", "yes", True),
        ("mail.port", "465", 465),
        ("mail.security", "TLS", "tls"),
        ("mail.to", "a@example.org,b@example.org", "a@example.org, b@example.org"),
        ("reminders.default", "5m,1h:email", ["5m", "1h:email"]),
        ("reminders.default", "", []),
        ("reminders.all_day_default", "1d@18:00", ["1d@18:00"]),
        ("reminders.late_rule", "within 15m", "within 15m"),
        ("general.theme", "dark", "dark"),
    ],
)
def test_values_as_typed(name: str, text: str, plain: object) -> None:
    key = setting_key(name)
    assert key.get(key.put(Settings(), text)) == plain


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("mail.enabled", "maybe"),
        ("mail.port", "0"),
        ("mail.port", "smtp"),
        ("mail.security", "ssl3"),
        ("mail.from", "not an address"),
        ("mail.from", "a@example.org\nBcc: b@example.org"),
        ("mail.to", "a@example.org, nobody"),
        ("mail.host", "mail example"),
        ("reminders.default", "0d@09:00"),
        ("reminders.default", "9w"),
        ("reminders.late_rule", "sometimes"),
        ("general.theme", "pink"),
    ],
)
def test_wrong_values_are_refused_by_their_key(name: str, text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        setting_key(name).put(Settings(), text)
    assert caught.value.problems[0].field == name
    assert caught.value.problems[0].remedy


def test_unknown_keys_are_refused_with_the_known_ones() -> None:
    with pytest.raises(InvalidInput, match=r"mail\.host"):
        setting_key("mail.hots")
