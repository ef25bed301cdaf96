"""A fetcher for tests, and servers on loopback that it takes for public ones."""

from __future__ import annotations

import socket
import ssl
from typing import Any

import trustme

from eventdesk.services.feed_ports import FeedRequest, NotFetched
from eventdesk.system.fetch import HttpFetcher
from eventdesk.system.fetch_limits import Limits
from eventdesk.system.fetch_session import Outside

PUBLIC = "calendar.example.org"
"""A name that stands for loopback, which the checks of these tests take for public."""


def on_loopback(host: str, port: int) -> list[tuple[int, Any]]:
    return [(socket.AF_INET, ("127.0.0.1", port))]


def fetcher(ca: trustme.CA | None = None, **changed: Any) -> HttpFetcher:
    """A fetcher whose every name is loopback, and loopback is public."""
    limits = {name: changed.pop(name) for name in list(changed) if hasattr(Limits(), name)}

    def tls() -> ssl.SSLContext:
        context = ssl.create_default_context()
        if ca is not None:
            ca.configure_trust(context)
        return context

    parts: dict[str, Any] = {
        "tls": tls,
        "resolve": on_loopback,
        "public": lambda address: address == "127.0.0.1",
        "proxy": lambda url: "",
        **changed,
    }
    return HttpFetcher(Limits(**{"whole_s": 20.0, **limits}), Outside(**parts))


def fetch(url: str, by: HttpFetcher | None = None, **fields: Any) -> Any:
    return (by or fetcher()).fetch(FeedRequest(url=url, **fields), lambda: False)


def refused(url: str, by: HttpFetcher | None = None, **fields: Any) -> NotFetched:
    outcome = fetch(url, by, **fields)
    assert isinstance(outcome, NotFetched), outcome
    assert "secret" not in outcome.error
    return outcome
