"""Fetching from a real server on loopback: what is asked, what is understood, where it leads."""

from __future__ import annotations

import socket
from datetime import timedelta
from typing import Any

import pytest

from eventdesk.services.feed_ports import Fetched, NotModified
from eventdesk.system.fetch_address import is_public
from tests.system.fetching import PUBLIC, fetch, fetcher, on_loopback, refused
from tests.system.web_server import CALENDAR, Servers, head, said


def test_a_calendar_is_fetched_with_what_tells_its_version(serve: Servers) -> None:
    server = serve(
        cal=said(200, CALENDAR, ETag='"v1"', Last_Modified="Fri, 20 Nov 2026 08:00:00 GMT")
    )
    got = fetch(server.url("/cal"))
    assert got == Fetched(
        data=CALENDAR,
        url=server.url("/cal"),
        etag='"v1"',
        last_modified="Fri, 20 Nov 2026 08:00:00 GMT",
    )
    asked = server.asked[0]
    assert (asked.method, asked.headers["host"]) == ("GET", f"localhost:{server.port}")
    assert "if-none-match" not in asked.headers
    assert "authorization" not in asked.headers


def test_what_is_known_is_not_sent_again(serve: Servers) -> None:
    server = serve(cal=head(304))
    got = fetch(server.url("/cal"), etag='W/"v1"', last_modified="then")
    assert got == NotModified()
    asked = server.asked[0].headers
    assert (asked["if-none-match"], asked["if-modified-since"]) == ('W/"v1"', "then")
    assert "304" in refused(server.url("/cal")).error  # nobody asked 'if'


def test_redirects_are_followed_and_only_lasting_ones_move_the_address(serve: Servers) -> None:
    server = serve(
        a=said(301, Location="/b"),
        b=said(308, Location="cal?x=1"),
        c=said(302, Location="/a"),
        **{"cal?x=1": said(200, CALENDAR)},
    )
    assert fetch(server.url("/a")).moved
    assert fetch(server.url("/a")).url == server.url("/cal?x=1")
    assert not fetch(server.url("/c")).moved
    assert not fetch(server.url("/cal?x=1")).moved


def test_redirects_end(serve: Servers) -> None:
    server = serve(
        a=said(302, Location="/b"),
        b=said(302, Location="/a"),
        **{f"hop{n}": said(302, Location=f"/hop{n + 1}") for n in range(20)},
    )
    assert "circles" in refused(server.url("/a")).error
    assert len(server.asked) == 2
    assert "more than 5 redirects" in refused(server.url("/hop0")).error
    assert len(server.asked) == 2 + 6


@pytest.mark.parametrize(
    "there",
    [
        "http://127.0.0.1:{port}/cal",
        "http://localhost:{port}/cal",
        "http://nas:{port}/cal",
        "http://[::ffff:7f00:1]:{port}/cal",
        "//localhost:{port}/cal",
        "http://10.1.2.3/cal",
        "http://[::1]/cal",
    ],
)
def test_no_redirect_leads_into_a_private_network(serve: Servers, there: str) -> None:
    server = serve(cal=said(200, CALENDAR))
    server.answers["/a"] = said(302, Location=there.format(port=server.port))
    outcome = refused(server.url("/a", PUBLIC))
    assert "private network" in outcome.error
    assert len(server.asked) == 1


def test_a_name_that_comes_to_mean_a_private_address_is_refused(serve: Servers) -> None:
    server = serve(a=said(302, Location="/cal"), cal=said(200, CALENDAR))
    answers = [on_loopback(PUBLIC, server.port), [(socket.AF_INET, ("127.0.0.2", server.port))]]
    asked: list[str] = []

    def rebound(host: str, port: int) -> list[tuple[int, Any]]:
        asked.append(host)
        return answers.pop(0)

    outcome = refused(server.url("/a", PUBLIC), fetcher(resolve=rebound))
    assert "private network" in outcome.error
    # One look-up a connection: what is checked is what is connected to.
    assert asked == [PUBLIC, PUBLIC]
    assert len(server.asked) == 1


def test_of_several_addresses_only_public_ones_are_tried(serve: Servers) -> None:
    server = serve(cal=said(200, CALENDAR))
    both = [(socket.AF_INET, ("127.0.0.2", 9)), *on_loopback("", server.port)]
    got = fetch(server.url("/cal", PUBLIC), fetcher(resolve=lambda host, port: both))
    assert isinstance(got, Fetched)


def test_private_hosts_that_were_typed_are_reached(serve: Servers) -> None:
    server = serve(cal=said(200, CALENDAR))
    by = fetcher(public=is_public)
    assert isinstance(fetch(server.url("/cal", "localhost"), by), Fetched)
    assert isinstance(fetch(server.url("/cal", "127.0.0.1"), by), Fetched)
    assert "private network" in refused(server.url("/cal", PUBLIC), by).error
    assert isinstance(fetch(server.url("/cal", PUBLIC), by, local=True), Fetched)


@pytest.mark.parametrize(
    ("there", "words"),
    [
        ("file:///etc/passwd", "no web address"),
        ("ftp://example.org/x", "no web address"),
        ("http://[::1", "no web address"),
    ],
)
def test_redirects_lead_to_web_addresses_only(serve: Servers, there: str, words: str) -> None:
    server = serve(a=said(302, Location=there))
    assert words in refused(server.url("/a")).error


@pytest.mark.parametrize(
    ("status", "words", "permanent"),
    [
        (401, "wants a login", False),
        (403, "does not give", False),
        (404, "no calendar at this address", False),
        (410, "removed for good", True),
        (204, "no calendar (204)", False),
        (301, "no calendar (301)", False),
        (429, "asked too often", False),
        (500, "500 Internal Server Error", False),
        (503, "problem of its own", False),
    ],
)
def test_statuses_in_words(serve: Servers, status: int, words: str, permanent: bool) -> None:
    server = serve(**{"cal?secret": said(status)})
    outcome = refused(server.url("/cal?secret"))
    assert words in outcome.error
    assert outcome.permanent is permanent
    assert not outcome.unreached


def test_the_server_says_how_long_to_leave_it_alone(serve: Servers) -> None:
    server = serve(
        soon=said(503, Retry_After="1800"),
        ages=said(429, Retry_After="99999999"),
        odd=said(503, Retry_After="Fri, 20 Nov 2026 08:00:00 GMT"),
    )
    assert refused(server.url("/soon")).retry_after == timedelta(minutes=30)
    assert refused(server.url("/ages")).retry_after == timedelta(days=1)
    assert refused(server.url("/odd")).retry_after is None


def test_a_login_goes_to_its_own_host_only(serve: Servers) -> None:
    other = serve(cal=said(200, CALENDAR))
    server = serve(
        cal=said(200, CALENDAR),
        here=said(302, Location="/cal"),
        away=said(302, Location=other.url("/cal", PUBLIC)),
        no=said(401),
    )
    fetch(server.url("/here", PUBLIC), login="ann:secret ü")
    for asked in server.asked:
        assert asked.headers["authorization"] == "Basic YW5uOnNlY3JldCDDvA=="
    assert isinstance(fetch(server.url("/away", PUBLIC), login="ann:secret"), Fetched)
    assert "authorization" not in other.asked[0].headers
    assert "refused the login" in refused(server.url("/no"), login="ann:secret").error
