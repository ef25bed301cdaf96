"""Creating, editing, deleting, undoing, searching, series and zones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from eventdesk.domain.errors import EventNotFound, InvalidInput
from eventdesk.domain.event import EventDraft
from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.reminder import Channel, Reminder, parse_reminder
from eventdesk.domain.views import AgendaColumn, AgendaView, QuickFilter
from eventdesk.services.upkeep import Upkeep
from tests.desks import TestDesk, in_minutes


def test_every_field_survives_the_database(desk: TestDesk) -> None:
    draft = EventDraft(
        title="Überraschung 🎉",
        start=datetime(2026, 10, 25, 2, 30, fold=1),
        end=datetime(2026, 10, 25, 3, 0),
        time_zone="Europe/Berlin",
        description="First line\nsecond",
        location="Room 1",
        url="https://example.org/x",
        tags=("work", "home"),
        reminders=(in_minutes(0), in_minutes(5, Channel.EMAIL)),
        recurrence=Recurrence(
            "FREQ=WEEKLY;COUNT=9",
            (datetime(2027, 1, 1, 2, 30),),
            (datetime(2026, 11, 1, 2, 30),),
        ),
    )
    event = desk.desk.events.create(draft)
    found = desk.desk.events.get(event.id)
    assert found == event
    assert found.draft() == draft
    assert found.start.fold == 1
    assert desk.desk.events.get(event.id[:8]) == event


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "   "}, "title"),
        ({"title": "x" * 501}, "title"),
        ({"end": datetime(2026, 11, 20, 9, 59)}, "end"),
        ({"time_zone": "Mars/Olympus"}, "zone"),
        ({"start": datetime(2026, 3, 29, 2, 30), "end": None}, "start"),
        ({"reminders": (Reminder(timedelta(minutes=-1)),)}, "remind"),
        ({"reminders": (Reminder(timedelta(days=29)),)}, "remind"),
        ({"reminders": (Reminder(channels=frozenset()),)}, "remind"),
        ({"url": "no link"}, "url"),
        ({"recurrence": Recurrence("FREQ=NEVER")}, "repeat"),
        ({"recurrence": Recurrence("FREQ=SECONDLY")}, "repeat"),
        ({"recurrence": Recurrence("FREQ=DAILY;INTERVAL=0")}, "repeat"),
        ({"recurrence": Recurrence("FREQ=DAILY;COUNT=0")}, "repeat"),
        ({"recurrence": Recurrence("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")}, "repeat"),
    ],
)
def test_bad_input_is_refused_by_field_and_nothing_is_stored(
    desk: TestDesk, changes: dict[str, object], field: str
) -> None:
    good = EventDraft(title="Good", start=datetime(2026, 11, 20, 10), time_zone="Europe/Berlin")
    with pytest.raises(InvalidInput) as caught:
        desk.desk.events.create(replace(good, **changes))
    assert [problem.field for problem in caught.value.problems] == [field]
    assert all(problem.remedy for problem in caught.value.problems)
    assert list(desk.desk.events.all()) == []


def test_an_end_before_the_start_across_the_end_of_summer_time_is_seen(desk: TestDesk) -> None:
    draft = EventDraft(
        title="Shift",
        start=datetime(2026, 10, 25, 2, 45),
        end=datetime(2026, 10, 25, 2, 15, fold=1),
        time_zone="Europe/Berlin",
    )
    assert desk.desk.events.create(draft).end == draft.end
    with pytest.raises(InvalidInput):
        desk.desk.events.create(replace(draft, end=datetime(2026, 10, 25, 2, 15)))


def test_unknown_events_are_told(desk: TestDesk) -> None:
    for call in (
        lambda: desk.desk.events.get("nothing"),
        lambda: desk.desk.events.delete(["nothing"]),
        lambda: desk.desk.events.duplicate("nothing"),
    ):
        with pytest.raises(EventNotFound):
            call()


def test_undo_and_redo_walk_through_all_edits_also_after_a_restart(desk: TestDesk) -> None:
    start = desk.clock.now() + timedelta(hours=1)
    event = desk.create(start, "First")
    desk.desk.events.update(event.id, desk.draft(start, "Second"))
    desk.desk.events.delete([event.id])
    other = desk.reopen()
    events = other.desk.events
    assert events.undo() == "Deleted “Second”"
    assert events.get(event.id).deleted_at is None
    assert events.undo() == "Edited “Second”"
    assert events.get(event.id).title == "First"
    assert other.desk.agenda.next_reminder().title == "First"  # type: ignore[union-attr]
    assert events.undo() == "Created “First”"
    assert other.desk.agenda.next_reminder() is None
    assert events.undo() is None
    assert events.redo() == "Created “First”"
    assert events.redo() == "Edited “Second”"
    assert events.get(event.id).title == "Second"
    desk.alarm = other.alarm
    other.alarm.ring_when_due(desk.clock, start)
    assert other.shown == ["Second"]
    other.desk.close()


def test_delete_takes_an_event_out_of_everything_and_restore_brings_it_back(
    desk: TestDesk,
) -> None:
    event = desk.create(desk.clock.now() + timedelta(hours=1))
    desk.desk.events.delete([event.id])
    assert list(desk.desk.agenda.keys(AgendaView(QuickFilter.ALL))) == []
    assert desk.desk.agenda.next_reminder() is None
    desk.clock.advance(minutes=56)
    desk.ring()
    assert desk.shown == []
    desk.desk.events.restore([event.id])
    desk.ring()
    assert desk.shown == ["Stand-up"]


def test_the_agenda_filters_searches_and_sorts_in_sql(desk: TestDesk) -> None:
    now = desk.clock.now()
    titles = {
        "Yesterday": now - timedelta(days=1),
        "Soon": now + timedelta(minutes=30),
        "Evening": now + timedelta(hours=6),
        "Sunday": now + timedelta(days=2),
        "Next month": now + timedelta(days=30),
    }
    for title, start in titles.items():
        desk.create(start, title, location="Zürich" if title == "Evening" else "")

    def listed(view: AgendaView) -> list[str]:
        agenda = desk.desk.agenda
        return [row.title for row in agenda.rows(agenda.keys(view))]

    assert listed(AgendaView()) == ["Soon", "Evening", "Sunday", "Next month"]
    assert listed(AgendaView(QuickFilter.TODAY)) == ["Soon", "Evening"]
    assert listed(AgendaView(QuickFilter.WEEK)) == ["Yesterday", "Soon", "Evening", "Sunday"]
    assert listed(AgendaView(QuickFilter.PAST)) == ["Yesterday"]
    assert listed(AgendaView(QuickFilter.ALL, descending=True))[0] == "Next month"
    by_title = AgendaView(QuickFilter.ALL, sort=AgendaColumn.TITLE)
    assert listed(by_title) == sorted(titles, key=str.casefold)
    assert listed(AgendaView(QuickFilter.ALL, search="zuri")) == ["Evening"]
    assert listed(AgendaView(QuickFilter.ALL, search="next mo")) == ["Next month"]
    assert listed(AgendaView(QuickFilter.ALL, search='"; DROP TABLE')) == []
    assert listed(AgendaView(QuickFilter.ALL, search="()")) == []
    for column in AgendaColumn:
        assert len(listed(AgendaView(QuickFilter.ALL, sort=column))) == 5
    assert len(desk.desk.agenda.keys(AgendaView(QuickFilter.ALL), limit=2)) == 2


def test_a_moved_event_keeps_its_row_key(desk: TestDesk) -> None:
    event = desk.create(desk.clock.now() + timedelta(hours=1))
    key = desk.desk.agenda.key_of(event.id)
    desk.desk.events.update(event.id, desk.draft(desk.clock.now() + timedelta(days=1)))
    assert desk.desk.agenda.key_of(event.id) == key


def test_a_weekly_series_reminds_of_each_occurrence_and_keeps_its_hour_across_dst(
    desk: TestDesk,
) -> None:
    desk.clock.set(datetime(2026, 10, 16, 8, 0, tzinfo=UTC))
    event = desk.create(
        datetime(2026, 10, 19, 7, 0, tzinfo=UTC),
        recurrence=Recurrence("FREQ=WEEKLY;COUNT=3"),
    )
    desk.alarm.ring_when_due(desk.clock, datetime(2026, 12, 1, tzinfo=UTC))
    starts = [row.occurrence_start for row in desk.rows(event)]
    assert starts == [
        datetime(2026, 10, 19, 7, tzinfo=UTC),
        datetime(2026, 10, 26, 8, tzinfo=UTC),
        datetime(2026, 11, 2, 8, tzinfo=UTC),
    ]
    assert desk.states() == ["delivered"] * 3
    assert desk.desk.agenda.next_reminder() is None


def test_all_day_reminders_come_at_a_time_of_day_not_at_midnight(desk: TestDesk) -> None:
    desk.desk.events.create(
        EventDraft(
            title="Birthday",
            start=datetime(2026, 11, 22),
            all_day=True,
            reminders=(parse_reminder("0d@09:00"), parse_reminder("1d@18:00")),
        )
    )
    instants = []
    desk.notifier.before = lambda notice: instants.append(
        desk.clock.now().astimezone(desk.clock.zone()).strftime("%d %H:%M")
    )
    desk.alarm.ring_when_due(desk.clock, desk.clock.now() + timedelta(days=5))
    assert instants == ["21 18:00", "22 09:00"]
    bodies = [notice.body for notice in desk.notifier.taken]
    assert bodies == ["Is tomorrow, all day", "Is today, all day"]


def test_floating_events_follow_the_traveller(desk: TestDesk) -> None:
    desk.desk.events.create(
        EventDraft(title="Walk", start=datetime(2026, 11, 21, 9), reminders=(Reminder(),))
    )
    upkeep = Upkeep(
        desk.desk.events,
        desk.desk.calendars,
        desk.desk.events._database,
        desk.clock,
        desk.alarm.look_now,
    )
    upkeep.before()
    before = desk.desk.agenda.next_reminder()
    assert before is not None
    assert before.due_at == datetime(2026, 11, 21, 7, 55, tzinfo=UTC)
    desk.clock.move_to("America/New_York")
    upkeep.before()
    after = desk.desk.agenda.next_reminder()
    assert after is not None
    assert after.due_at == datetime(2026, 11, 21, 13, 55, tzinfo=UTC)


def test_why_tells_the_story_in_order(desk: TestDesk) -> None:
    event = desk.create(
        desk.clock.now() + timedelta(minutes=10), reminders=(in_minutes(5), in_minutes(0))
    )
    desk.clock.advance(minutes=5)
    desk.ring()
    row = desk.rows()[0]
    desk.desk.reminders.snooze([row.id], "2m", by="popup")
    words = [entry.words for entry in desk.desk.history.why(event.id)]
    assert words == [
        "Event created",
        "Desktop reminder (5 min) was due",
        "Desktop reminder (5 min): shown as recording, on time (+0 ms)",
        "Desktop reminder (5 min): snoozed until Today 12:07 by popup",
        "Desktop reminder (5 min) comes back",
        "Desktop reminder (at start) is planned",
    ]


def test_an_edit_keeps_what_others_changed_meanwhile_and_brings_a_deleted_event_back(
    desk: TestDesk,
) -> None:
    start = desk.clock.now() + timedelta(hours=1)
    event = desk.create(start, "Old title")
    base = event.draft()
    desk.desk.events.update(event.id, replace(base, location="Room 2"))
    desk.desk.events.delete([event.id])
    saved = desk.desk.events.update(event.id, replace(base, title="New title"), base=base)
    assert (saved.title, saved.location, saved.deleted_at) == ("New title", "Room 2", None)
    assert desk.desk.agenda.next_reminder() is not None


def test_later_occurrences_of_a_series_say_when_they_will_be_reminded(desk: TestDesk) -> None:
    desk.create(desk.clock.now() + timedelta(hours=1), recurrence=Recurrence("FREQ=DAILY;COUNT=3"))
    rows = desk.desk.agenda.upcoming(3)
    assert [row.start - row.next_due for row in rows if row.next_due] == [timedelta(minutes=5)] * 3


def test_an_hourly_series_slept_through_for_months_is_caught_up_in_one_go(desk: TestDesk) -> None:
    event = desk.create(desk.clock.now() + timedelta(hours=1), recurrence=Recurrence("FREQ=HOURLY"))
    desk.clock.sleep(days=60)
    desk.ring()
    states = desk.states(event)
    assert len(states) == 1440
    assert states.count("missed") >= 1438
    assert len(desk.notifier.taken) <= 2
