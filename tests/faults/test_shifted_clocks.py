"""The clock set, daylight saving time and journeys while the program runs, by a test's clock.

Between two instants of the alarm the program looks every 20 s, as the real alarm does.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from eventdesk.domain.event import EventDraft
from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.reminder import Reminder, parse_reminder
from eventdesk.paths import Paths
from eventdesk.services.ports import Notice
from eventdesk.services.upkeep import Upkeep
from tests.desks import TestDesk
from tests.fakes import FakeClock

HEARTBEAT = timedelta(seconds=20)
LENGTH = timedelta(minutes=30)
MOMENT = timedelta(milliseconds=1)
AT_START = (Reminder(timedelta()),)


class Day:
    """A running program whose clock is in the test's hand; `told` is what it showed, when."""

    def __init__(self, folder: Path, now: datetime, *, heartbeat: timedelta = HEARTBEAT) -> None:
        paths = Paths.in_folder(folder)
        paths.ensure()
        self.clock = FakeClock(now)
        self.heartbeat = heartbeat
        self.desk = TestDesk(paths, clock=self.clock).open()
        self.told: list[tuple[str, datetime]] = []
        services = self.desk.desk
        self._upkeep = Upkeep(
            services.events,
            services.calendars,
            services.events._database,
            self.clock,
            self.desk.alarm.look_now,
        )
        self.desk.notifier.before = self._tell
        self.look()

    def look(self) -> None:
        """One look of the alarm, as `app.wiring` has it."""
        self._upkeep.before()
        self.desk.ring()

    def pass_until(self, end: datetime) -> None:
        """Let time pass; ring at each instant that the alarm was set to, and every 20 s."""
        while (now := self.clock.now()) < end:
            instant = self.desk.alarm.instant
            ring_at = min(instant or end, now + self.heartbeat, end)
            self.clock.advance(max(ring_at - now, MOMENT))
            self.look()

    def pass_for(self, **parts: float) -> None:
        """Let so much time pass."""
        self.pass_until(self.clock.now() + timedelta(**parts))

    def create(self, title: str, start: datetime, **fields: object) -> None:
        """A timed event of 30 min with a reminder at its start, given as wall time."""
        wanted: dict[str, object] = {
            "time_zone": "Europe/Berlin",
            "reminders": AT_START,
            "end": None if "all_day" in fields else start + LENGTH,
            **fields,
        }
        self.desk.desk.events.create(EventDraft(title=title, start=start, **wanted))  # type: ignore[arg-type]

    def _tell(self, notice: Notice) -> None:
        with self.desk.desk.history._database.read() as tx:
            rows = tx.ledger.get_all(notice.ledger_ids)
        self.told += [(row.event_title, self.clock.now()) for row in rows]

    def ledger(self) -> list[tuple[str, str]]:
        """Titles and states, oldest due first."""
        return [(row.event_title, row.state.value) for row in self.desk.rows()]


@pytest.fixture
def winter(tmp_path: Path) -> Iterator[Day]:
    """Noon in Berlin on 20 November 2026."""
    day = Day(tmp_path / "desk", datetime(2026, 11, 20, 11, 0, tzinfo=UTC))
    yield day
    day.desk.desk.close()


def wall(hour: int, minute: int = 0, day: int = 20) -> datetime:
    return datetime(2026, 11, day, hour, minute)


def utc(hour: int, minute: int = 0, day: int = 20) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def test_set_forward(winter: Day) -> None:
    winter.create("over", wall(13))
    winter.create("running", wall(14, 40))
    winter.create("later", wall(15, 30))
    winter.pass_for(minutes=1)
    winter.clock.set(utc(14))
    winter.pass_until(utc(15))
    (running, at), later = winter.told
    assert running == "running"
    assert utc(14) < at <= utc(14) + HEARTBEAT
    assert later == ("later", utc(14, 30))
    expected = [("over", "missed"), ("running", "delivered"), ("later", "delivered")]
    assert winter.ledger() == expected


def test_set_back_repeats_nothing_and_brings_nothing_early(winter: Day) -> None:
    winter.create("first", wall(12, 10))
    winter.create("second", wall(13))
    winter.pass_until(utc(11, 30))
    assert winter.told == [("first", utc(11, 10))]
    winter.clock.set(utc(9))
    winter.pass_until(utc(12, 30))
    assert winter.told == [("first", utc(11, 10)), ("second", utc(12))]


@pytest.mark.parametrize("minutes", [1, 29, 90])
def test_back_and_forth(winter: Day, minutes: int) -> None:
    for number in range(6):
        winter.create(f"Event {number}", wall(12, 10) + timedelta(minutes=10 * number))
    step = timedelta(minutes=minutes)
    for _ in range(12):
        winter.pass_for(minutes=7)
        winter.clock.set(winter.clock.now() - step)
        winter.pass_for(minutes=7)
        winter.clock.set(winter.clock.now() + step)
    assert sorted(title for title, _ in winter.told) == [f"Event {each}" for each in range(6)]
    dues = {f"Event {each}": utc(11, 10) + timedelta(minutes=10 * each) for each in range(6)}
    assert [title for title, at in winter.told if at < dues[title]] == []


def test_asleep(winter: Day) -> None:
    winter.create("slept through", wall(12, 30), end=wall(13, 30))
    winter.create("on time", wall(14))
    winter.pass_for(minutes=5)
    winter.clock.sleep(hours=1)
    winter.look()
    assert winter.told == [("slept through", utc(12, 5))]
    winter.pass_until(utc(14))
    assert winter.told[1:] == [("on time", utc(13))]


def test_a_journey_to_the_east_and_home_again(winter: Day) -> None:
    winter.heartbeat = timedelta(minutes=2)
    winter.create("fixed", wall(13))
    winter.create("floating", wall(22), time_zone=None)
    winter.create("home again", wall(13, 30), time_zone=None)
    nine = (parse_reminder("0d@09:00"),)
    winter.create("all day", wall(0, day=21), time_zone=None, all_day=True, reminders=nine)
    winter.pass_for(minutes=1)
    winter.clock.move_to("Asia/Tokyo")  # 20:01 there; it is past 13:30
    winter.pass_until(utc(15))
    assert ("fixed", utc(12)) in winter.told
    assert ("floating", utc(13)) in winter.told
    winter.clock.move_to("Europe/Berlin")  # 16:00 there
    winter.pass_until(utc(9, day=21))
    assert ("all day", utc(8, day=21)) in winter.told
    titles = [title for title, _ in winter.told]
    assert len(titles) == len(set(titles))
    assert dict(winter.ledger())["home again"] in {"delivered", "missed"}


def test_the_all_day_event_of_another_zone(winter: Day) -> None:
    winter.heartbeat = timedelta(minutes=2)
    nine = (parse_reminder("0d@09:00"),)
    winter.create("all day", wall(0, day=21), time_zone=None, all_day=True, reminders=nine)
    winter.pass_for(minutes=1)
    winter.clock.move_to("Asia/Tokyo")
    winter.pass_until(utc(9, day=21))
    assert winter.told == [("all day", utc(0, day=21))]
    winter.clock.move_to("America/New_York")
    winter.pass_until(utc(15, day=21))
    assert winter.told == [("all day", utc(0, day=21))]


@pytest.fixture
def autumn(tmp_path: Path) -> Iterator[Day]:
    """Midnight UTC before the clocks of Berlin go back at 01:00 UTC, from 3:00 to 2:00."""
    day = Day(tmp_path / "desk", datetime(2026, 10, 25, 0, 0, tzinfo=UTC))
    yield day
    day.desk.desk.close()


def test_the_hour_that_comes_twice(autumn: Day) -> None:
    half_past = datetime(2026, 10, 25, 2, 30)
    autumn.create("first 2:30", half_past)
    autumn.create("second 2:30", half_past.replace(fold=1))
    autumn.create("floating", half_past + timedelta(minutes=1), time_zone=None)
    nine = (parse_reminder("0d@09:00"),)
    today = datetime(2026, 10, 25)
    autumn.create("all day", today, time_zone=None, all_day=True, reminders=nine)
    autumn.pass_until(datetime(2026, 10, 25, 9, tzinfo=UTC))
    at = dict(autumn.told)
    assert len(autumn.told) == len(at) == 4
    assert at["first 2:30"] == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert at["second 2:30"] == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert at["floating"] == datetime(2026, 10, 25, 0, 31, tzinfo=UTC)
    assert at["all day"] == datetime(2026, 10, 25, 8, tzinfo=UTC)


def test_every_night_through_the_hour_that_comes_twice_and_the_one_that_never_comes(
    tmp_path: Path,
) -> None:
    for now, instants in (
        (datetime(2026, 10, 23, 12, tzinfo=UTC), [(24, 0, 30), (25, 0, 30), (26, 1, 30)]),
        (datetime(2027, 3, 26, 12, tzinfo=UTC), [(27, 1, 30), (28, 1, 30), (29, 0, 30)]),
    ):
        day = Day(tmp_path / f"{now.year}", now, heartbeat=timedelta(minutes=10))
        first = datetime(now.year, now.month, now.day + 1, 2, 30)
        day.create("nightly", first, recurrence=Recurrence("FREQ=DAILY;COUNT=3"))
        day.pass_until(now + timedelta(days=3))
        expected = [
            datetime(now.year, now.month, date, hour, minute, tzinfo=UTC)
            for date, hour, minute in instants
        ]
        assert day.told == [("nightly", each) for each in expected]
        day.desk.desk.close()


def test_asleep_while_the_clocks_change(autumn: Day) -> None:
    half_past = datetime(2026, 10, 25, 2, 30)
    autumn.create("first 2:30", half_past, end=half_past.replace(minute=45))
    autumn.create("second 2:30", half_past.replace(fold=1))
    autumn.clock.sleep(minutes=95)
    autumn.look()
    assert [title for title, _ in autumn.told] == ["second 2:30"]
    autumn.pass_for(hours=3)
    assert len(autumn.told) == 1
    assert autumn.ledger() == [("first 2:30", "missed"), ("second 2:30", "delivered")]
