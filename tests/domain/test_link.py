"""Links into the program: what they ask for, and that nothing hostile gets through."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.link import (
    LONGEST,
    BadLink,
    NewEvent,
    OpenWindow,
    ShowEvent,
    ShowLedger,
    ShowSettings,
    SubscribeTo,
    link_scheme,
    parse_link,
)

BERLIN = ZoneInfo("Europe/Berlin")
ID = "0c7a9b52-6f0e-4a41-9b6e-9f2f6f0c8d11"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("eventdesk:", OpenWindow()),
        ("eventdesk://", OpenWindow()),
        ("EventDesk:Open", OpenWindow()),
        ("eventdesk://open/", OpenWindow()),
        ("eventdesk:open#there", OpenWindow()),
        (f"eventdesk:event/{ID}", ShowEvent(ID)),
        (f"eventdesk://event/{ID}/", ShowEvent(ID)),
        ("eventdesk:ledger", ShowLedger()),
        ("eventdesk:settings", ShowSettings()),
        ("eventdesk:settings/Mail", ShowSettings("mail")),
        ("webcal://example.org/a.ics", SubscribeTo("webcal://example.org/a.ics")),
        ("WEBCALS://example.org/a?b=c", SubscribeTo("WEBCALS://example.org/a?b=c")),
        ("https://example.org/a.ics", SubscribeTo("https://example.org/a.ics")),
        ("eventdesk:new", NewEvent()),
        ("eventdesk://new/?", NewEvent()),
        ("eventdesk:new?title=Lunch+1%20%C3%A4", NewEvent(title="Lunch+1 ä")),
        ("eventdesk:new?TITLE=%F0%9F%91%A8%E2%80%8D%F0%9F%91%A9", NewEvent(title="👨‍👩")),
        ("eventdesk:new?description=a%0D%0Ab", NewEvent(description="a\nb")),
        (
            "eventdesk:new?location=Room%201&url=https%3A%2F%2Fexample.org&",
            NewEvent(location="Room 1", url="https://example.org"),
        ),
    ],
)
def test_what_links_ask_for(text: str, meant: object) -> None:
    assert parse_link(text) == meant


@pytest.mark.parametrize(
    ("query", "start", "end", "all_day"),
    [
        ("start=2026-11-27T12:30", datetime(2026, 11, 27, 12, 30), None, False),
        (
            "start=2026-11-27T12:30&end=2026-11-27T13:00",
            datetime(2026, 11, 27, 12, 30),
            datetime(2026, 11, 27, 13),
            False,
        ),
        ("start=2026-11-27T12:30Z", datetime(2026, 11, 27, 13, 30), None, False),
        ("start=2026-11-27T12:30+05:30", datetime(2026, 11, 27, 8), None, False),
        ("start=2026-11-27", datetime(2026, 11, 27), datetime(2026, 11, 28), True),
        (
            "start=2026-11-27&end=2026-11-29",
            datetime(2026, 11, 27),
            datetime(2026, 11, 30),
            True,
        ),
    ],
)
def test_times(query: str, start: datetime, end: datetime | None, all_day: bool) -> None:
    found = parse_link(f"eventdesk:new?{query}")
    assert isinstance(found, NewEvent)
    assert found.times(BERLIN) == (start, end)
    assert found.all_day is all_day


def test_without_a_start_there_are_no_times() -> None:
    assert NewEvent(title="x").times(BERLIN) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("eventdesk:delete/everything", "no such place"),
        ("eventdesk:open/x", "no such place"),
        ("eventdesk:ledger/1", "no such place"),
        ("eventdesk:new/x", "no such place"),
        ("eventdesk:settings/../../etc", "no such place"),
        ("eventdesk:event", "names no event"),
        ("eventdesk:event/", "names no event"),
        ("eventdesk:event/../../etc/passwd", "names no event"),
        ("eventdesk:event/%27%20OR%201", "names no event"),
        (f"eventdesk:event/{'a' * 65}", "names no event"),
        (f"eventdesk:event/{ID}?delete=1", "question mark"),
        ("eventdesk:ledger?x=1", "question mark"),
        ("eventdesk:new?remind=0m", "cannot set"),
        ("eventdesk:new?reminders=x", "cannot set"),
        ("eventdesk:new?calendar=personal", "cannot set"),
        ("eventdesk:new?=x", "cannot set"),
        ("eventdesk:new?title=a&title=b", "twice"),
        ("eventdesk:new?title=a&Title=b", "twice"),
        ("eventdesk:new?title=%FF", "UTF-8"),
        ("eventdesk:new?title=a%00b", "cannot be seen"),
        ("eventdesk:new?title=a%0Ab", "cannot be seen"),
        ("eventdesk:new?title=%1B%5B31m", "cannot be seen"),
        ("eventdesk:new?title=%E2%80%AEevil", "cannot be seen"),
        ("eventdesk:new?description=a%00", "cannot be seen"),
        (f"eventdesk:new?title={'a' * 501}", "longer than 500"),
        (f"eventdesk:new?location={'a' * 501}", "longer than 500"),
        ("eventdesk:new?start=tomorrow", "no date and time"),
        ("eventdesk:new?start=", "no date and time"),
        ("eventdesk:new?start=2026-02-30T10:00", "no date and time"),
        ("eventdesk:new?start=0001-01-01T00:00%2B14:00", "no date and time"),
        ("eventdesk:new?start=1066-10-14T09:00", "out of range"),
        ("eventdesk:new?start=9999-12-31", "out of range"),
        ("eventdesk:new?end=2026-11-27T12:30", "no start"),
        ("eventdesk:new?start=2026-11-27&end=2026-11-27T12:30", "whole day"),
        ("eventdesk:new?start=2026-11-27T12:30&end=2026-11-27T12:30Z", "offset"),
        ("eventdesk:new?start=2026-11-27T12:30&end=2026-11-27T12:29", "ends before"),
        ("eventdesk:new?start=2026-11-27T12:30Z&end=2026-11-27T12:31%2B01:00", "ends before"),
        (f"eventdesk:{'a' * LONGEST}", "too long"),
        ("eventdesk:new?title=a b", "no link may hold"),
        ("eventdesk:new\n", "no link may hold"),
        ("javascript:alert(1)", "not one of EventDesk's"),
        ("eventdesk", "not one of EventDesk's"),
        ("webcal:", "names no calendar"),
        ("webcal:/etc/passwd", "names no calendar"),
        ("webcal:///a.ics", "names no calendar"),
        ("https:example.org", "names no calendar"),
    ],
)
def test_what_cannot_be_followed_is_told(text: str, words: str) -> None:
    with pytest.raises(BadLink, match=words) as caught:
        parse_link(text)
    assert len(str(caught.value)) < 400
    assert str(caught.value).isprintable()


def refusal(text: str) -> str:
    """Why a link is not followed, '' when it is."""
    try:
        parse_link(text)
    except BadLink as error:
        return str(error)
    return ""


@given(st.text(max_size=300))
def test_any_query_is_taken_or_refused_in_plain_words(text: str) -> None:
    for link in (f"eventdesk:new?{text}", f"eventdesk:new?title={quote(text, errors='replace')}"):
        words = refusal(link)
        assert words.isprintable()
        if not words:
            found = parse_link(link)
            assert isinstance(found, NewEvent)
            assert len(found.title) <= 500
            assert found.title == found.title.strip()


@given(st.text(max_size=60))
def test_any_text_behind_the_scheme(text: str) -> None:
    assert refusal(f"eventdesk:{text}").isprintable()
    assert refusal(text).isprintable()


@pytest.mark.parametrize(
    ("text", "scheme"),
    [
        ("WebCal://x", "webcal"),
        ("file:///a", "file"),
        ("C:\\Users\\me\\a.ics", ""),
        ("a.ics", ""),
        ("/tmp/a:b.ics", ""),
        ("", ""),
    ],
)
def test_schemes(text: str, scheme: str) -> None:
    assert link_scheme(text) == scheme


def test_an_instant_is_kept_exactly() -> None:
    found = parse_link("eventdesk:new?start=2026-10-25T00:30Z")
    assert isinstance(found, NewEvent)
    assert found.start is not None
    assert found.start.instant == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    times = found.times(BERLIN)
    assert times is not None
    assert times[0].fold == 0
    later = parse_link("eventdesk:new?start=2026-10-25T01:30Z")
    assert isinstance(later, NewEvent)
    assert (later.times(BERLIN) or (times[0],))[0].fold == 1
