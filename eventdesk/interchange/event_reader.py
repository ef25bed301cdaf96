"""One VEVENT as an event to import (RFC 5545 3.6.1)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.event import MAX_TEXT, MAX_TITLE, EventDraft, checked
from eventdesk.domain.insistence import Insistence
from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.recurrence_text import wall_rule
from eventdesk.domain.reminder import Reminder
from eventdesk.interchange.alarms import read_alarms
from eventdesk.interchange.components import Component
from eventdesk.interchange.content_lines import ContentLine, split_values, unescaped
from eventdesk.interchange.event_times import EventTimes, Note, Surroundings, read_times
from eventdesk.interchange.values import Unreadable, parse_when
from eventdesk.interchange.wishes import read_insistence, read_late_rule
from eventdesk.services.imports import ImportedEvent

UNTITLED = "Untitled event"
_LINK = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:\S+")
_BARE_LINK = re.compile(r"[\w-]+(\.[\w-]+)+(/\S*)?")
_MAX_SEQUENCE = 2**31 - 1
_MAX_UID = 1_000
_MAX_TAGS, _MAX_TAG = 100, 200
_MAX_RULE = 2_000


def read_event(component: Component, around: Surroundings, note: Note) -> ImportedEvent:
    """The event of a VEVENT. Unreadable with a sentence where it cannot be taken."""
    if not component.complete:
        raise Unreadable("Its end (END:VEVENT) is missing: the file may be cut off.")
    if component.value("STATUS").upper() == "CANCELLED":
        raise Unreadable("It has been cancelled.")
    try:
        draft = checked(_draft(component, around, note))
    except InvalidInput as error:
        raise Unreadable(str(error)) from None
    except OverflowError:
        raise Unreadable("One of its times is out of range.") from None
    return ImportedEvent(uid_of(component), sequence_of(component), modified_of(component), draft)


def uid_of(component: Component) -> str:
    """The UID, or, without a usable one, an id made of the event's content."""
    uid = unescaped(component.value("UID"))
    return uid if 0 < len(uid) <= _MAX_UID else f"eventdesk-{component.fingerprint()}"


def sequence_of(component: Component) -> int:
    """SEQUENCE, 0 where it is missing or no number."""
    text = component.value("SEQUENCE")
    return min(int(text[:12]), _MAX_SEQUENCE) if text.isascii() and text.isdecimal() else 0


def modified_of(component: Component) -> datetime | None:
    """LAST-MODIFIED as a UTC instant."""
    line = component.first("LAST-MODIFIED")
    try:
        return parse_when(line).wall.replace(tzinfo=UTC) if line is not None else None
    except ValueError:
        return None


def _draft(component: Component, around: Surroundings, note: Note) -> EventDraft:
    times = read_times(component, around, note)
    description = unescaped(_text(component, "DESCRIPTION"))
    url, description = _link(component, description)
    reminders, wishes = _reminders(component, times, note)
    return EventDraft(
        title=_title(component, note),
        start=times.start,
        end=times.end,
        time_zone=times.zone,
        all_day=times.all_day,
        description=_clipped(description, "description", note),
        location=_clipped(unescaped(_text(component, "LOCATION")), "location", note),
        url=url,
        tags=_tags(component, note),
        reminders=reminders,
        recurrence=_recurrence(component, times, note),
        late_rule=read_late_rule(component, note),
        insistence=wishes,
    )


def _reminders(
    component: Component, times: EventTimes, note: Note
) -> tuple[tuple[Reminder, ...], Insistence]:
    wishes = read_insistence(component, note)
    known = wishes.repeat_every is not None
    reminders, repeated = read_alarms(component, times, note, repeats=not known)
    return reminders, wishes.with_defaults(Insistence(repeat_every=repeated))


def _text(component: Component, name: str) -> str:
    line = component.first(name)
    return line.value if line is not None else ""


def _title(component: Component, note: Note) -> str:
    title = " ".join(unescaped(_text(component, "SUMMARY")).split())
    if len(title) > MAX_TITLE:
        note(f"Its title has {len(title)} characters and is cut to {MAX_TITLE}.")
        title = f"{title[: MAX_TITLE - 1]}…"
    return title or UNTITLED


def _clipped(text: str, what: str, note: Note) -> str:
    if len(text) <= MAX_TEXT:
        return text
    note(f"Its {what} has {len(text):,} characters and is cut to {MAX_TEXT:,}.")
    return f"{text[: MAX_TEXT - 1]}…"


def _tags(component: Component, note: Note) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for line in component.every("CATEGORIES"):
        for tag in split_values(line.value):
            if len(found) >= _MAX_TAGS:
                note(f"It has more than {_MAX_TAGS} tags; the first are kept.")
                return tuple(found)
            found[tag[:_MAX_TAG]] = None
    return tuple(found)


def _link(component: Component, description: str) -> tuple[str, str]:
    """The link, and the description with what is called a link but cannot be followed."""
    text = component.value("URL")
    if not text or (_LINK.fullmatch(text) and len(text) <= MAX_TEXT):
        return text, description
    if _BARE_LINK.fullmatch(text):
        return f"https://{text}", description
    return "", f"{description}\n{unescaped(text)}"


def _recurrence(component: Component, times: EventTimes, note: Note) -> Recurrence | None:
    rules = component.every("RRULE")
    if len(rules) > 1:
        note("It has several recurrence rules; only the first is kept.")
    if component.every("EXRULE"):
        note("Its rule for exceptions (EXRULE) is not kept.")
    rule = _rule(rules[0].value, times) if rules else ""
    extra = _dates(component.every("RDATE"), times, note)
    if not rule and not extra:
        return None
    return Recurrence(rule, extra, _dates(component.every("EXDATE"), times, note))


def _rule(text: str, times: EventTimes) -> str:
    if len(text) > _MAX_RULE:
        raise Unreadable(f"Its recurrence rule is longer than {_MAX_RULE:,} characters.")
    parts = []
    for part in text.strip().strip(";").split(";"):
        name, _, value = (piece.strip().upper() for piece in part.partition("="))
        if name in ("RSCALE", "SKIP") and value not in ("GREGORIAN", "OMIT"):
            raise Unreadable(f"It repeats by a rule that is not understood: {part[:60]}.")
        if name not in ("RSCALE", "SKIP") and not name.startswith("X-"):
            parts.append(part)
    return wall_rule(";".join(parts), times.clock, all_day=times.all_day)


def _dates(lines: list[ContentLine], times: EventTimes, note: Note) -> tuple[datetime, ...]:
    found = set()
    for line in lines:
        for text in line.value.split(","):
            try:
                found.add(_start_on(line, text, times))
            except (ValueError, OverflowError):
                if text.strip():
                    note(f"{text[:40]!r} in its {line.name} is no date and is left out.")
    return tuple(sorted(found))


def _start_on(line: ContentLine, text: str, times: EventTimes) -> datetime:
    when = parse_when(line, text)
    if times.all_day:
        return datetime.combine(times.wall(when).date(), times.start.time())
    if when.date_only:
        return datetime.combine(when.wall.date(), times.start.time())
    return times.wall(when).replace(fold=0)
