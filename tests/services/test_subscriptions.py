"""Refreshing subscriptions: on time, by one process, and never wiped by accident."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from eventdesk.domain.errors import (
    CalendarNotFound,
    ImportCancelled,
)
from eventdesk.domain.reminder import DAY, Reminder
from eventdesk.services.health import run_check
from eventdesk.services.ports import HealthChanged
from eventdesk.services.subscription_check import subscriptions_check
from tests.desks import TestDesk, in_minutes, new_desk
from tests.services.feeds import (
    ALARM,
    URL,
    Web,
    calendar,
    due,
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


def test_a_refresh_brings_what_changed(desk: TestDesk) -> None:
    made = desk.desk.subscriptions.add(URL)
    assert due(desk) == []
    desk.clock.advance(hours=6)
    desk.fetcher.pages[URL] = calendar(event("a", "Review moved"), event("c", "New"))
    assert [each.etag != "" for each in due(desk)] == [True]
    assert titles(desk) == ["New", "Review moved"]
    assert state(desk).refreshed_at == desk.clock.now()
    assert state(desk).next_at == desk.clock.now() + 6 * HOUR
    done = desk.desk.subscriptions.refresh(made.id)
    assert (done.counts, done.error) == (None, "")


def test_what_was_read_already_is_not_imported_again(desk: TestDesk) -> None:
    made = desk.desk.subscriptions.add(URL)
    desk.fetcher.answers = [got(desk.fetcher.pages[URL], etag="v2")]
    assert desk.desk.subscriptions.refresh(made.id).counts is None
    assert state(desk).etag == "v2"
    desk.fetcher.answers = [got(calendar(event("a"), event("b", "Planning"), name="Other"))]
    counts = desk.desk.subscriptions.refresh(made.id).counts
    assert counts
    assert (counts.unchanged, counts.written) == (2, 0)


def test_a_calendar_that_was_brought_back_is_filled_again(desk: TestDesk) -> None:
    made = desk.desk.subscriptions.add(URL)
    desk.desk.calendars.bring_back(desk.desk.calendars.remove(made.id))
    assert titles(desk) == []
    due(desk)
    assert titles(desk) == ["Planning", "Review"]


def test_the_address_moves_when_the_server_says_so_for_good(desk: TestDesk) -> None:
    made = desk.desk.subscriptions.add(URL)
    there = "https://new.example.net/team.ics"
    desk.fetcher.answers = [got(calendar(event("a")), there)]
    desk.desk.subscriptions.refresh(made.id)
    assert state(desk).url == URL
    desk.fetcher.answers = [got(calendar(event("b")), there, moved=True)]
    desk.desk.subscriptions.refresh(made.id)
    assert state(desk).url == there


def test_an_address_with_a_login_moves_on_its_own_host_only(desk: TestDesk) -> None:
    made = desk.desk.subscriptions.add("https://ann:pw@calendar.example.org/team.ics")
    desk.fetcher.answers = [got(calendar(event("a")), "https://new.example.net/x", moved=True)]
    desk.desk.subscriptions.refresh(made.id)
    assert state(desk).url == URL
    desk.fetcher.answers = [got(calendar(event("b")), f"{URL}?v=2", moved=True)]
    desk.desk.subscriptions.refresh(made.id)
    assert state(desk).url == f"{URL}?v=2"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (failed(), "hung up"),
        (got(b"<html>Welcome to the hotel"), "web page"),
        (got(b""), "no calendar"),
        (got(calendar(event("a"), end="")), "broke off"),
        (got(calendar()), "empty all of a sudden. Its 2 events are kept"),
    ],
)
def test_what_is_no_whole_calendar_wipes_nothing(desk: TestDesk, answer: Any, words: str) -> None:
    made = desk.desk.subscriptions.add(URL)
    before = state(desk)
    desk.clock.advance(hours=6)
    desk.fetcher.answers = [answer]
    due(desk)
    assert titles(desk) == ["Planning", "Review"]
    assert words in state(desk).error
    assert state(desk).refreshed_at == before.refreshed_at
    assert state(desk).etag == before.etag
    assert desk.desk.subscriptions.refresh(made.id).error == ""
    assert (state(desk).error, state(desk).failures) == ("", 0)


def test_a_calendar_that_stays_empty_is_believed(desk: TestDesk) -> None:
    made = desk.desk.subscriptions.add(URL)
    desk.fetcher.pages[URL] = calendar()
    desk.desk.subscriptions.refresh(made.id)
    desk.clock.advance(days=2, hours=23)
    assert desk.desk.subscriptions.refresh(made.id).error
    assert len(titles(desk)) == 2
    desk.clock.advance(hours=1)
    assert desk.desk.subscriptions.refresh(made.id).error == ""
    assert titles(desk) == []


def test_empty_in_between_counts_anew(desk: TestDesk) -> None:
    made = desk.desk.subscriptions.add(URL)
    full = desk.fetcher.pages[URL]
    for page in (calendar(), full, calendar()):
        desk.fetcher.pages[URL] = page
        desk.desk.subscriptions.refresh(made.id)
        desk.clock.advance(days=2)
    assert desk.desk.subscriptions.refresh(made.id).error
    assert len(titles(desk)) == 2


def test_empty_in_between_counts_anew_without_validators_too(desk: TestDesk) -> None:
    full = desk.fetcher.pages[URL]
    desk.fetcher.answers = [got(each) for each in (full, calendar(), full, calendar(), calendar())]
    made = desk.desk.subscriptions.add(URL)
    for _ in range(4):
        done = desk.desk.subscriptions.refresh(made.id)
        desk.clock.advance(days=2)
    assert done.error
    assert len(titles(desk)) == 2


def test_failures_wait_longer_and_longer(desk: TestDesk) -> None:
    made = desk.desk.subscriptions.add(URL)
    waits = []
    for _ in range(9):
        desk.fetcher.answers = [failed()]
        desk.desk.subscriptions.refresh(made.id)
        next_at = state(desk).next_at
        assert next_at is not None
        waits.append((next_at - desk.clock.now()) / timedelta(minutes=15))
    for times, wait in zip((1, 2, 4, 8, 16, 32, 64, 96, 96), waits, strict=True):
        assert 0.75 * times <= wait <= times
    assert state(desk).failures == 9
    desk.fetcher.answers = [failed(retry_after=timedelta(days=1))]
    desk.desk.subscriptions.refresh(made.id)
    assert state(desk).next_at == desk.clock.now() + DAY


def test_what_is_gone_for_good_is_asked_for_no_longer(desk: TestDesk) -> None:
    made = desk.desk.subscriptions.add(URL)
    desk.fetcher.answers = [failed("removed for good (410)", permanent=True)]
    desk.desk.subscriptions.refresh(made.id)
    assert state(desk).next_at is None
    desk.clock.advance(days=30)
    assert due(desk) == []
    assert len(titles(desk)) == 2
    assert (
        HealthChanged(
            "subscriptions", "The calendar “Team” cannot be refreshed. removed for good (410)"
        )
        in desk.changes
    )
    desk.desk.subscriptions.refresh(made.id)  # the person knows better
    assert state(desk).next_at == desk.clock.now() + 6 * HOUR


def test_a_calendar_that_is_off_is_left_alone(desk: TestDesk) -> None:
    made = desk.desk.subscriptions.add(URL)
    desk.desk.calendars.switch(made.id, on=False)
    desk.clock.advance(days=1)
    assert due(desk) == []
    desk.desk.calendars.switch(made.id, on=True)
    assert len(due(desk)) == 1


def test_without_a_network_nothing_is_tried(desk: TestDesk) -> None:
    desk.desk.subscriptions.add(URL)
    desk.clock.advance(days=1)
    desk.fetcher.online = False
    assert due(desk) == []
    assert (state(desk).failures, state(desk).error) == (0, "")
    desk.fetcher.online = True
    assert len(due(desk)) == 1


def test_after_a_resume_what_failed_is_tried_once_more(desk: TestDesk) -> None:
    made = desk.desk.subscriptions.add(URL)
    desk.fetcher.answers = [failed(), failed(), failed()]
    desk.desk.subscriptions.refresh(made.id)
    desk.clock.advance(minutes=5)
    assert due(desk) == []
    desk.desk.look_now()
    assert due(desk) == []  # the network needs a moment
    desk.clock.advance(seconds=10)
    assert len(due(desk)) == 1
    assert due(desk) == []


def test_a_clock_that_was_ahead_delays_nothing(desk: TestDesk) -> None:
    desk.desk.subscriptions.add(URL)
    desk.clock.set(desk.clock.now() - timedelta(days=300))
    assert len(due(desk)) == 1
    assert state(desk).next_at == desk.clock.now() + 6 * HOUR


def test_events_have_their_own_reminders_or_those_of_the_calendar(desk: TestDesk) -> None:
    desk.fetcher.pages[URL] = calendar(
        event("a", "Own", more=ALARM), event("b", "None"), event("c", "Day", "20261202")
    )
    made = desk.desk.subscriptions.add(URL)

    def leads() -> dict[str, list[timedelta]]:
        return {x.title: [y.lead for y in x.reminders] for x in desk.desk.events.all()}

    usual = {"Own": [timedelta(minutes=45)], "None": [timedelta(minutes=5)], "Day": [-9 * HOUR]}
    assert leads() == usual
    desk.desk.calendars.change(
        replace(made, reminders=(in_minutes(30),), all_day_reminders=(Reminder(6 * HOUR),))
    )
    # Nothing new is on the server, but the events are made anew.
    assert [each.etag for each in due(desk)] == [""]
    assert leads() == {**usual, "None": [timedelta(minutes=30)], "Day": [6 * HOUR]}
    assert due(desk) == []
    desk.desk.calendars.change(replace(made, reminders=(), all_day_reminders=()))
    due(desk)
    assert leads() == {"Own": [timedelta(minutes=45)], "None": [], "Day": []}


def test_two_processes_fetch_once(desk: TestDesk) -> None:
    desk.desk.subscriptions.add(URL)
    other = desk.reopen(fetcher=Web(desk.fetcher.pages))
    desk.clock.advance(hours=6)
    # The other one looks while this one fetches, and after it.
    desk.fetcher.before = lambda request: other.desk.subscriptions.refresh_due()
    assert len(due(desk)) == 1
    other.desk.subscriptions.refresh_due()
    assert other.fetcher.requests == []
    other.desk.close()


def test_of_two_that_saw_the_same_one_goes(desk: TestDesk) -> None:
    from eventdesk.services.feed_refresh import FeedRefresh

    desk.desk.subscriptions.add(URL)
    seen = stored(desk)
    refresh: FeedRefresh = desk.desk.subscriptions._refresh
    assert refresh.claim(seen, only_if_due=True)
    assert not refresh.claim(seen, only_if_due=True)


def test_what_a_killed_process_had_claimed_comes_again(desk: TestDesk) -> None:
    desk.desk.subscriptions.add(URL)
    desk.desk.subscriptions._refresh.claim(stored(desk), only_if_due=True)
    desk.clock.advance(minutes=9)
    assert due(desk) == []
    desk.clock.advance(minutes=1)
    assert len(due(desk)) == 1


def test_a_subscription_that_is_removed_meanwhile(desk: TestDesk) -> None:
    made = desk.desk.subscriptions.add(URL)
    desk.fetcher.pages[URL] = calendar(event("n", "New"))
    desk.fetcher.before = lambda request: desk.desk.calendars.remove(made.id)
    with pytest.raises(CalendarNotFound):
        desk.desk.subscriptions.refresh(made.id)
    assert titles(desk) == []
    with pytest.raises(CalendarNotFound):
        desk.desk.subscriptions.refresh(made.id)


def test_what_is_changed_meanwhile_stays_changed(desk: TestDesk) -> None:
    made = desk.desk.subscriptions.add(URL)

    def rename(request: object) -> None:
        desk.desk.calendars.change(replace(stored(desk), name="Ours", colour="#111111"))

    desk.fetcher.before = rename
    desk.fetcher.pages[URL] = calendar(event("n", "New"))
    desk.desk.subscriptions.refresh(made.id)
    assert (stored(desk).name, stored(desk).colour) == ("Ours", "#111111")
    assert titles(desk) == ["New"]


def test_what_came_from_an_address_left_meanwhile_is_not_recorded(desk: TestDesk) -> None:
    made = desk.desk.subscriptions.add(URL)

    def move(request: object) -> None:
        known = stored(desk)
        assert known.subscription
        moved = replace(known.subscription, url="https://other.example.org/", etag="")
        with desk.desk.subscriptions._database.write() as tx:
            tx.calendars.put(replace(known, subscription=moved))

    desk.fetcher.before = move
    desk.fetcher.answers = [got(calendar(event("n")), etag="old")]
    desk.desk.subscriptions.refresh(made.id)
    assert (state(desk).url, state(desk).etag) == ("https://other.example.org/", "")


def test_the_worker_fetches_what_is_asked_for_and_ends_at_once(desk: TestDesk) -> None:
    made = desk.desk.subscriptions.add(URL)
    desk.fetcher.pages[URL] = calendar(event("n", "New"))
    fetching, desk.fetcher.hang = threading.Event(), threading.Event()
    desk.fetcher.before = lambda request: fetching.set()
    subscriptions = desk.desk.subscriptions
    subscriptions.start()
    subscriptions.refresh_soon()
    assert fetching.wait(10)
    with pytest.raises(ImportCancelled):
        subscriptions.refresh(made.id, cancelled=lambda: True)  # one at a time
    subscriptions.close()
    assert subscriptions._thread is not None
    assert not subscriptions._thread.is_alive()
    assert titles(desk) == ["Planning", "Review"]
    assert (state(desk).failures, state(desk).error) == (0, "")
    assert state(desk).next_at == desk.clock.now() + 6 * HOUR


def test_a_calendar_that_cannot_be_read_does_not_come_again_at_once(
    desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = desk.desk.subscriptions.add(URL)
    desk.fetcher.pages[URL] = calendar(event("n", "New"))

    def broken(*given: object, **more: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("eventdesk.interchange.feed.read_feed", broken)
    assert "ZeroDivisionError" in desk.desk.subscriptions.refresh(made.id).error
    assert state(desk).failures == 1
    assert due(desk) == []


@pytest.mark.usefixtures("german")
def test_why_a_calendar_is_not_read_is_stored_in_english(
    desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = desk.desk.subscriptions.add(URL)
    desk.fetcher.pages[URL] = calendar(event("n", "New"))
    monkeypatch.setattr("eventdesk.interchange.sources.MAX_BYTES", 10)
    desk.desk.subscriptions.refresh(made.id)
    assert state(desk).error.startswith("The data is too large")


def test_health_tells_what_fails_again_and_again(desk: TestDesk) -> None:
    def check() -> Any:
        return run_check("subscriptions", lambda: subscriptions_check(desk.desk))

    assert (check().ok, check().detail) == (True, "none")
    made = desk.desk.subscriptions.add(URL)
    desk.clock.advance(hours=3)
    assert check().detail == "1 calendar, last refreshed 3 h ago"
    desk.fetcher.answers = [failed() for _ in range(3)]
    desk.desk.subscriptions.refresh(made.id)
    assert check().ok
    assert check().detail.endswith("; tried again soon: Team")
    desk.desk.subscriptions.refresh(made.id)
    desk.desk.subscriptions.refresh(made.id)
    assert not check().ok
    assert "“Team” cannot be refreshed. calendar.example.org hung up." in check().detail
    due(desk)
    told = [each for each in desk.changes if isinstance(each, HealthChanged)]
    assert len(told) == 1
    desk.desk.subscriptions.refresh(made.id)
    due(desk)
    assert desk.changes[-1] == HealthChanged("subscriptions", "")


def test_what_is_remembered_is_small(desk: TestDesk) -> None:
    made = desk.desk.subscriptions.add(URL)
    with desk.desk.subscriptions._database.read() as tx:
        kept = tx.state.get("feeds")
    assert kept is not None
    assert list(json.loads(kept)) == [made.id]
    assert len(kept) < 400
