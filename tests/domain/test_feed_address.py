"""Addresses of calendars as people type them."""

from __future__ import annotations

import pytest

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.feed_address import host_of, normal_url, parse_feed_address

HTTPS = "https://example.org/c.ics"


@pytest.mark.parametrize(
    ("typed", "urls"),
    [
        (HTTPS, (HTTPS,)),
        (" <https://EXAMPLE.org:443/c.ics#top> ", (HTTPS,)),
        ("example.org/c.ics", (HTTPS,)),
        ("webcals://example.org/c.ics", (HTTPS,)),
        ("webcal://example.org/c.ics", (HTTPS, "http://example.org/c.ics")),
        ("WebCal://example.org:8080", ("https://example.org:8080/", "http://example.org:8080/")),
        ("http://example.org:80/c.ics", ("http://example.org/c.ics",)),
        ("localhost:8000/c", ("https://localhost:8000/c",)),
        ("nas/c", ("https://nas/c",)),
        ("http://[::1]:8000/c", ("http://[::1]:8000/c",)),
        ("https://example.org", ("https://example.org/",)),
        ("https://bücher.example/ü?q=ä|b", ("https://xn--bcher-kva.example/%C3%BC?q=%C3%A4|b",)),
        ("https://example.org/a%20b%2Fc?k=a%26b", ("https://example.org/a%20b%2Fc?k=a%26b",)),
    ],
)
def test_what_is_meant(typed: str, urls: tuple[str, ...]) -> None:
    found = parse_feed_address(typed)
    assert (found.urls, found.login) == (urls, "")


@pytest.mark.parametrize(
    ("typed", "login"),
    [
        ("https://ann:pw@example.org/", "ann:pw"),
        ("https://ann@example.org/", "ann:"),
        ("https://a%40b:p%3A%40w%C3%BC@example.org/", "a@b:p:@wü"),
        ("https://ann:p@w@example.org/", "ann:p@w"),
    ],
)
def test_the_login_is_taken_out(typed: str, login: str) -> None:
    found = parse_feed_address(typed)
    assert (found.urls, found.login) == (("https://example.org/",), login)
    assert login not in repr(found)


@pytest.mark.parametrize(
    "typed",
    [
        "https://ann:secret@example.org:99999/",
        "https://ann:secret@/",
        "https://ann:secret@[::1/",
        "https://ann:secret%0d%0a@example.org/",
        "https://an%3An:secret@example.org/",
        "https://ann:secret@example.org/\nHost: x",
        "https:example.org",
        "https://ex%61mple.org/",
        "https://example.org\\@secret",
        "mailto:ann@secret",
        "javascript:secret",
        "https://" + "secret" * 1000,
    ],
)
def test_what_is_refused_is_not_repeated(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_feed_address(typed)
    assert "secret" not in str(refused.value)


def test_redirects_stay_on_the_web() -> None:
    assert normal_url("HTTP://ann:pw@Example.org:80#x") == "http://example.org/"
    for other in ("webcal://example.org/", "file:///etc/passwd", "//example.org", "data:,x"):
        with pytest.raises(ValueError):
            normal_url(other)


def test_only_the_host_is_told() -> None:
    assert host_of("https://ann:pw@Example.org:8000/secret?secret") == "example.org"
    assert host_of("https://[broken") == "?"
