"""Events as a person means them: wall time and zone, never only an instant (RFC 5545 3.6.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from eventdesk.domain.calendar import PERSONAL
from eventdesk.domain.day_words import plain_date
from eventdesk.domain.errors import FieldProblem, InvalidInput
from eventdesk.domain.insistence import Insistence
from eventdesk.domain.language import grouped, later, tr
from eventdesk.domain.late import LateRule
from eventdesk.domain.recurrence import Recurrence, recurrence_problem
from eventdesk.domain.reminder import DAY, MAX_LEAD, Reminder, format_duration
from eventdesk.domain.walltime import WallTimeKind, is_zone, wall_time_kind

MAX_TITLE = 500
MAX_TEXT = 100_000
_TOO_LONG = {
    "description": later("The description is too long."),
    "location": later("The location is too long."),
    "url": later("The url is too long."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDraft:
    """What a person typed for an event, before it has an identity.

    `start` and `end` are wall times without tzinfo in `time_zone` (an IANA name); a repeated
    local time is told apart by `fold` (PEP 495). `time_zone` None means floating: the time
    follows the system zone. All-day events run from midnight of the first day to midnight
    after the last (`end` exclusive, as DTEND in RFC 5545 3.6.1), also floating.
    """

    title: str
    start: datetime
    end: datetime | None = None
    time_zone: str | None = None
    all_day: bool = False
    description: str = ""
    location: str = ""
    url: str = ""
    tags: tuple[str, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    recurrence: Recurrence | None = None
    late_rule: LateRule | None = None
    insistence: Insistence = field(default_factory=Insistence)
    calendar: str = PERSONAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(EventDraft):
    """A stored event. Instants are UTC; `uid` is the iCalendar UID (RFC 5545 3.8.4.7).

    A changed occurrence of a series is an event of its own: `series_id` is the id of the
    series, and `recurrence_id` the wall start it stands for, in the zone of the series, which
    leaves that start out (RECURRENCE-ID, RFC 5545 3.8.4.4). Its own `uid` is only ours.
    """

    id: str
    uid: str
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None
    sequence: int = 0
    series_id: str | None = None
    recurrence_id: datetime | None = None

    def draft(self) -> EventDraft:
        """The part a person edits."""
        return EventDraft(**{name: getattr(self, name) for name in DRAFT_FIELDS})

    def with_draft(self, draft: EventDraft, *, updated_at: datetime) -> Event:
        """This event with the edited part replaced."""
        changed = {name: getattr(draft, name) for name in DRAFT_FIELDS}
        return replace(self, **changed, updated_at=updated_at, sequence=self.sequence + 1)


DRAFT_FIELDS = tuple(each.name for each in fields(EventDraft))


def checked(draft: EventDraft) -> EventDraft:
    """The draft, trimmed and normalised; InvalidInput lists every refused field."""
    draft = _normalised(draft)
    problems = [
        *_text_problems(draft),
        *_time_problems(draft),
        *_reminder_problems(draft),
    ]
    if draft.recurrence is not None and not problems:
        problem = recurrence_problem(draft.recurrence, draft.start, all_day=draft.all_day)
        if problem:
            problems.append(FieldProblem("repeat", *problem))
    if problems:
        raise InvalidInput(*problems)
    return draft


def _normalised(draft: EventDraft) -> EventDraft:
    start, end, zone = draft.start, draft.end, draft.time_zone
    if draft.all_day:
        start = datetime.combine(start.date(), time())
        last = end if end is not None else start + DAY
        end = datetime.combine(last.date(), time())
        if last != end:
            end += DAY
        if end == start:
            end = start + DAY
        zone = None
    merged: dict[int, Reminder] = {}
    for each in draft.reminders:
        known = merged.get(each.lead_s)
        merged[each.lead_s] = Reminder(each.lead, known.channels | each.channels) if known else each
    tags = dict.fromkeys(tag for tag in map(_one_line, draft.tags) if tag)
    return replace(
        draft,
        title=_one_line(draft.title),
        start=start,
        end=end,
        time_zone=zone,
        description=_CONTROL.sub("", draft.description.replace("\r\n", "\n")).strip(),
        location=_one_line(draft.location),
        url=draft.url.strip(),
        tags=tuple(tags),
        reminders=tuple(sorted(merged.values(), key=lambda each: each.lead)),
    )


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def _one_line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())


def _text_problems(draft: EventDraft) -> list[FieldProblem]:
    problems = []
    if not draft.title:
        problems.append(
            FieldProblem("title", tr("The title is empty."), tr("Give the event a title."))
        )
    elif len(draft.title) > MAX_TITLE:
        problems.append(
            FieldProblem(
                "title",
                tr("The title has {count} characters.", count=len(draft.title)),
                tr("Shorten it to {most} or fewer.", most=MAX_TITLE),
            )
        )
    for name, problem in _TOO_LONG.items():
        if len(getattr(draft, name)) > MAX_TEXT:
            problems.append(
                FieldProblem(name, tr(problem), tr("Keep it below {most}.", most=grouped(MAX_TEXT)))
            )
    if draft.url and not re.match(r"^[a-zA-Z][a-zA-Z0-9+.-]*:\S+$", draft.url):
        problems.append(
            FieldProblem(
                "url",
                tr("{text} is not a link.", text=repr(draft.url)),
                tr("Write it in full: https://example.org/meeting is one."),
            )
        )
    return problems


def _time_problems(draft: EventDraft) -> list[FieldProblem]:
    problems = []
    if draft.time_zone is not None and not is_zone(draft.time_zone):
        return [
            FieldProblem(
                "zone",
                tr("{text} is not a known time zone.", text=repr(draft.time_zone)),
                tr("Use an IANA name such as Europe/Berlin."),
            )
        ]
    if not 1900 <= draft.start.year <= 9000:
        return [
            FieldProblem("start", tr("The start is out of range."), tr("Use years 1900 to 9000."))
        ]
    for name, moment in (("start", draft.start), ("end", draft.end)):
        if moment is None or draft.time_zone is None:
            continue
        if wall_time_kind(moment, ZoneInfo(draft.time_zone)) is WallTimeKind.GAP:
            problems.append(_gap_problem(name, moment, draft.time_zone))
    if draft.end is not None and not problems and _ends_before_start(draft):
        problems.append(
            FieldProblem(
                "end",
                tr("The end is before the start."),
                tr("Choose an end at or after the start."),
            )
        )
    return problems


def _ends_before_start(draft: EventDraft) -> bool:
    assert draft.end is not None
    if draft.time_zone is None:
        return draft.end < draft.start
    zone = ZoneInfo(draft.time_zone)
    return draft.end.replace(tzinfo=zone).timestamp() < draft.start.replace(tzinfo=zone).timestamp()


def _gap_problem(name: str, moment: datetime, zone: str) -> FieldProblem:
    after = moment.replace(tzinfo=ZoneInfo(zone), fold=0).timestamp()
    shown = datetime.fromtimestamp(after, ZoneInfo(zone))
    return FieldProblem(
        name,
        tr(
            "{time} does not exist on {date} in {zone}: the clocks go forward then.",
            time=f"{moment:%H:%M}",
            date=plain_date(moment),
            zone=zone,
        ),
        tr("Use {time} or another time.", time=f"{shown:%H:%M}"),
    )


def _reminder_problems(draft: EventDraft) -> list[FieldProblem]:
    problems = []
    for each in draft.reminders:
        least = -DAY if draft.all_day else timedelta()
        if each.lead < least or (draft.all_day and each.lead == least):
            problems.append(
                FieldProblem(
                    "remind",
                    tr("A reminder cannot come after the start."),
                    tr("Use 0 for a reminder at the start, or a length of time before it."),
                )
            )
        elif each.lead > MAX_LEAD:
            problems.append(
                FieldProblem(
                    "remind",
                    tr("A reminder {lead} before is too early.", lead=format_duration(each.lead)),
                    tr("Use at most 4 weeks."),
                )
            )
        if not each.channels:
            problems.append(
                FieldProblem(
                    "remind",
                    tr("A reminder has no channel."),
                    tr("Choose desktop, e-mail or both."),
                )
            )
    return problems
