"""Subscribing: nothing is stored before it was seen, and no login in the database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from eventdesk.domain.errors import (
    InvalidInput,
    ReadOnlyCalendar,
)
from eventdesk.services.ports import CalendarsChanged
from tests.desks import TestDesk, new_desk
from tests.services.feeds import (
    URL,
    Web,
    calendar,
    event,
    failed,
    got,
    state,
    stored,
    titles,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def web() -> Web:
    return Web({URL: calendar(event("a"), event("b", "Planning"))})


@pytest.fixture
def desk(tmp_path: Path, web: Web) -> Iterator[TestDesk]:
    made = new_desk(tmp_path / "desk")
    made.desk.close()
    found = replace(made, fetcher=web, desk=None).open()
    yield found
    found.desk.close()


def test_a_subscription_is_added_once_it_was_seen(desk: TestDesk) -> None:
    made = desk.desk.subscriptions.add(f"  {URL}#x ")
    assert (made.name, made.read_only, made.on) == ("Team", True, True)
    assert stored(desk) == made
    assert state(desk).url == URL
    assert state(desk).refreshed_at == desk.clock.now()
    assert state(desk).next_at == desk.clock.now() + 6 * HOUR
    assert titles(desk) == ["Planning", "Review"]
    assert CalendarsChanged() in desk.changes
    with pytest.raises(ReadOnlyCalendar):
        desk.desk.events.delete([next(desk.desk.events.all()).id])


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "no address"),
        ("file:///etc/passwd", "Import it instead"),
        ("/home/ann/x.ics", "Import it instead"),
        (r"C:\x.ics", "Import it instead"),
        ("ftp://example.org/x", "'ftp'"),
        ("https://", "no web address"),
        ("https://ann:secret@[x/", "no web address"),
        ("https://example.org/ x", "no web address"),
    ],
)
def test_what_is_no_web_address_is_not_fetched(desk: TestDesk, url: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words) as refused:
        desk.desk.subscriptions.add(url)
    assert [each.field for each in refused.value.problems] == ["url"]
    assert "secret" not in str(refused.value)
    assert desk.fetcher.requests == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (failed("x wants a login for this calendar (401)."), "wants a login"),
        (got(b"<html><body>Log in</body></html>"), "web page"),
        (got(b"hello"), "no calendar"),
        (got(calendar(event("a"), end="")), "broke off"),
    ],
)
def test_what_is_no_calendar_is_told_at_once(desk: TestDesk, answer: Any, words: str) -> None:
    desk.fetcher.answers = [answer]
    with pytest.raises(InvalidInput, match=words):
        desk.desk.subscriptions.add(URL)
    assert desk.desk.subscriptions.all() == []
    assert titles(desk) == []


def test_what_does_not_fit_is_told_before_anything_is_fetched(desk: TestDesk) -> None:
    subscriptions = desk.desk.subscriptions
    with pytest.raises(InvalidInput, match="no colour"):
        subscriptions.add(URL, colour="reddish")
    with pytest.raises(InvalidInput, match="interval"):
        subscriptions.add(URL, every=timedelta(minutes=1))
    with pytest.raises(InvalidInput, match="already"):
        subscriptions.add(URL, name="personal")
    assert desk.fetcher.requests == []


def test_the_same_calendar_is_not_there_twice(desk: TestDesk) -> None:
    subscriptions = desk.desk.subscriptions
    desk.fetcher.pages["https://calendar.example.org/b.ics"] = calendar(event("z"))
    subscriptions.add(URL)
    with pytest.raises(InvalidInput, match="subscribed to it already: it is “Team”"):
        subscriptions.add("calendar.example.org/team.ics")
    assert subscriptions.add("https://calendar.example.org/b.ics").name == "Team (2)"
    assert len({each.colour for each in desk.desk.calendars.all()}) == 3


def test_webcal_is_tried_protected_first(desk: TestDesk) -> None:
    plain = URL.replace("https", "http")
    desk.fetcher.answers = [failed("No TLS.", unreached=True)]
    desk.fetcher.pages[plain] = calendar(event("a"))
    desk.desk.subscriptions.add(URL.replace("https", "webcal"))
    assert [each.url for each in desk.fetcher.requests] == [URL, plain]
    assert state(desk).url == plain


def test_webcal_gives_up_neither_a_login_nor_a_certificate(desk: TestDesk) -> None:
    desk.fetcher.answers = [failed("No TLS.", unreached=True), failed("bad certificate")]
    for url in ("webcal://ann:pw@calendar.example.org/x", "webcal://calendar.example.org/x"):
        with pytest.raises(InvalidInput):
            desk.desk.subscriptions.add(url)
    assert [each.url[:6] for each in desk.fetcher.requests] == ["https:", "https:"]


def test_a_login_is_kept_apart_from_the_database(desk: TestDesk) -> None:
    made = desk.desk.subscriptions.add("https://ann:s%20cret@calendar.example.org/team.ics")
    assert desk.fetcher.requests[0].login == "ann:s cret"
    assert desk.logins.kept == {made.id: "ann:s cret"}
    desk.desk.subscriptions.refresh(made.id)
    assert desk.fetcher.requests[1].login == "ann:s cret"
    files = [each for each in desk.paths.data.rglob("*") if each.is_file()]
    assert files
    for each in files:
        assert b"cret" not in each.read_bytes(), each


def test_a_login_that_cannot_be_kept_is_told(desk: TestDesk) -> None:
    desk.logins.sentence = "There is no keyring."
    made = desk.desk.subscriptions.add("https://ann:pw@calendar.example.org/team.ics")
    assert made.subscription
    assert made.subscription.error == "There is no keyring."
    assert desk.desk.subscriptions.refresh(made.id).error == ""
    assert state(desk).error == ""


def test_logins_of_removed_calendars_are_forgotten(desk: TestDesk) -> None:
    made = desk.desk.subscriptions.add("https://ann:pw@calendar.example.org/team.ics")
    desk.desk.subscriptions.forget_removed()
    assert desk.logins.kept
    desk.desk.calendars.remove(made.id)
    desk.desk.subscriptions.forget_removed()
    assert desk.logins.kept == {}
