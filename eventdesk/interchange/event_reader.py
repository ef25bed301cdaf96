"""One VEVENT as an event to import (RFC 5545 3.6.1)."""

from __future__ import annotations

import re
from datetime import datetime

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.event import MAX_TEXT, MAX_TITLE, EventDraft, checked
from eventdesk.domain.insistence import Insistence
from eventdesk.domain.language import later
from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.recurrence_rule import NotARule, parse_rule
from eventdesk.domain.recurrence_text import wall_rule
from eventdesk.interchange.acknowledged import answered
from eventdesk.interchange.alarms import Alarm, read_alarms, reminders_of
from eventdesk.interchange.components import Component
from eventdesk.interchange.content_lines import ContentLine, split_values, unescaped
from eventdesk.interchange.entries import Change, Entry
from eventdesk.interchange.event_times import EventTimes, Note, Surroundings, read_times
from eventdesk.interchange.values import Unreadable, parse_when, utc_of
from eventdesk.interchange.wishes import read_insistence, read_late_rule
from eventdesk.services.imports import ImportedEvent

UNTITLED = "Untitled event"
_LONG_DESCRIPTION = later("Its description has {count} characters and is cut to {most}.")
_LONG_LOCATION = later("Its location has {count} characters and is cut to {most}.")
_LINK = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:\S+")
_BARE_LINK = re.compile(r"[\w-]+(\.[\w-]+)+(/\S*)?")
_MAX_SEQUENCE = 2**31 - 1
_MAX_UID = 1_000
_MAX_TAGS, _MAX_TAG = 100, 200
_MAX_RULE = 2_000
MAX_DATES = 10_000
_IDLE = re.compile(r"\s*(RSCALE|SKIP|X-[\w-]*)\s*=", re.IGNORECASE)


def read_entry(component: Component, around: Surroundings, note: Note) -> Entry:
    """What a VEVENT says. Unreadable with a sentence where it cannot be taken."""
    if not component.complete:
        raise Unreadable(later("Its end (END:VEVENT) is missing: the file may be cut off."))
    change = _change(component, around)
    uid, sequence = uid_of(component), sequence_of(component)
    modified = utc_of(component, "LAST-MODIFIED")
    event = None
    if component.value("STATUS").upper() != "CANCELLED":
        try:
            event = _event(component, around, note, (uid, sequence, modified), change)
        except InvalidInput as error:
            raise Unreadable(str(error)) from None
        except OverflowError:
            raise Unreadable(later("One of its times is out of range.")) from None
    elif change is None:
        raise Unreadable(later("It has been cancelled."))
    return Entry(component.line, uid, sequence, modified, event, change)


def _change(component: Component, around: Surroundings) -> Change | None:
    line = component.first("RECURRENCE-ID")
    if line is None:
        return None
    following = line.parameters.get("RANGE", "").upper() == "THISANDFUTURE"
    try:
        return Change(around.resolved(parse_when(line)), following)
    except (ValueError, OverflowError):
        words = later("It changes an occurrence that cannot be told: its RECURRENCE-ID is no date.")
        raise Unreadable(words) from None


def uid_of(component: Component) -> str:
    """The UID, or, without a usable one, an id made of the event's content."""
    uid = unescaped(component.value("UID"))
    return uid if 0 < len(uid) <= _MAX_UID else f"eventdesk-{component.fingerprint()}"


def sequence_of(component: Component) -> int:
    """SEQUENCE, 0 where it is missing or no number."""
    text = component.value("SEQUENCE")
    return min(int(text[:12]), _MAX_SEQUENCE) if text.isascii() and text.isdecimal() else 0


def _event(
    component: Component,
    around: Surroundings,
    note: Note,
    identity: tuple[str, int, datetime | None],
    change: Change | None,
) -> ImportedEvent:
    times = read_times(component, around, note)
    alarms = read_alarms(component, times, note)
    recurrence = None
    if change is None or change.following:
        recurrence = _recurrence(component, times, note)
    elif component.first("RRULE") is not None:
        note(later("It is one occurrence of a series; its own rule is not kept."))
    draft = checked(_draft(component, times, note, alarms, recurrence))
    acknowledged, snoozes = answered(component, alarms, times, recurrence)
    return ImportedEvent(*identity, draft, acknowledged=acknowledged, snoozes=snoozes)


def _draft(
    component: Component,
    times: EventTimes,
    note: Note,
    alarms: list[Alarm],
    recurrence: Recurrence | None,
) -> EventDraft:
    description = unescaped(_text(component, "DESCRIPTION"))
    url, description = _link(component, description)
    wishes = read_insistence(component, note)
    known = wishes.repeat_every is not None
    reminders, repeated = reminders_of(alarms, times, note, repeats=not known)
    if repeated is not None:
        wishes = wishes.with_defaults(Insistence(repeat_every=repeated))
    return EventDraft(
        title=_title(component, note),
        start=times.start,
        end=times.end,
        time_zone=times.zone,
        all_day=times.all_day,
        description=_clipped(description, _LONG_DESCRIPTION, note),
        location=_clipped(unescaped(_text(component, "LOCATION")), _LONG_LOCATION, note),
        url=url,
        tags=_tags(component, note),
        reminders=reminders,
        recurrence=recurrence,
        late_rule=read_late_rule(component, note),
        insistence=wishes,
    )


def _text(component: Component, name: str) -> str:
    line = component.first(name)
    return line.value if line is not None else ""


def _title(component: Component, note: Note) -> str:
    title = " ".join(unescaped(_text(component, "SUMMARY")).split())
    if len(title) > MAX_TITLE:
        words = later("Its title has {count} characters and is cut to {most}.")
        note(words.format(count=len(title), most=MAX_TITLE))
        title = f"{title[: MAX_TITLE - 1]}…"
    return title or UNTITLED


def _clipped(text: str, words: str, note: Note) -> str:
    if len(text) <= MAX_TEXT:
        return text
    note(words.format(count=f"{len(text):,}", most=f"{MAX_TEXT:,}"))
    return f"{text[: MAX_TEXT - 1]}…"


def _tags(component: Component, note: Note) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for line in component.every("CATEGORIES"):
        for tag in split_values(line.value):
            if len(found) >= _MAX_TAGS:
                words = later("It has more than {most} tags; the first are kept.")
                note(words.format(most=_MAX_TAGS))
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
        note(later("It has several recurrence rules; only the first is kept."))
    if component.every("EXRULE"):
        note(later("Its rule for exceptions (EXRULE) is not kept."))
    rule = _rule(rules[0].value, times) if rules else ""
    extra = _dates(component.every("RDATE"), times, note)
    if not rule and not extra:
        return None
    return Recurrence(rule, extra, _dates(component.every("EXDATE"), times, note))


def _rule(text: str, times: EventTimes) -> str:
    if len(text) > _MAX_RULE:
        words = later("Its recurrence rule is longer than {most} characters.")
        raise Unreadable(words.format(most=f"{_MAX_RULE:,}"))
    text = text.strip().strip(";")
    try:
        parse_rule(text)
    except NotARule as error:
        words = later("It repeats by {rule}, which is no rule: {reason}.")
        raise Unreadable(words.format(rule=repr(text[:60]), reason=error)) from None
    kept = [part for part in text.split(";") if not _IDLE.match(part)]
    return wall_rule(";".join(kept), times.clock, all_day=times.all_day)


def _dates(lines: list[ContentLine], times: EventTimes, note: Note) -> tuple[datetime, ...]:
    found: set[datetime] = set()
    for line, text in ((each, text) for each in lines for text in each.value.split(",")):
        if len(found) == MAX_DATES:
            words = later("It has more than {most} dates in {property}; the first are kept.")
            note(words.format(most=f"{MAX_DATES:,}", property=line.name))
            break
        try:
            found.add(times.start_meant(parse_when(line, text)))
        except (ValueError, OverflowError):
            if text.strip():
                words = later("{value} in its {property} is no date and is left out.")
                note(words.format(value=repr(text[:40]), property=line.name))
    return tuple(sorted(found))
