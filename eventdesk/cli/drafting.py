"""From what was typed for `add` and `edit` to an event draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from eventdesk.cli.moments import Moment, parse_moment, parse_zone
from eventdesk.cli.typed import Typed
from eventdesk.cli.wishes import Wishes
from eventdesk.domain.errors import FieldProblem, InvalidInput
from eventdesk.domain.event import EventDraft, checked
from eventdesk.domain.occurrence import zone_of
from eventdesk.domain.recurrence import Recurrence
from eventdesk.domain.recurrence_text import parse_recurrence
from eventdesk.domain.reminder import DAY, Channel, Reminder, parse_duration, parse_reminder
from eventdesk.domain.settings import ReminderSettings
from eventdesk.domain.walltime import to_instant, to_wall

Value = TypeVar("Value")
TEXTS = ("title", "description", "location", "url")
NO_START = datetime.combine(date(1900, 1, 1), time())


@dataclass(slots=True)
class Drafting:
    """Works out one draft; `notes` collects what the person should know about it.

    `local` is the system zone, `defaults` the reminders of a new event, `calendar` the id of
    the calendar that was named.
    """

    typed: Typed
    local: ZoneInfo
    defaults: ReminderSettings
    calendar: str | None = None
    notes: list[str] = field(default_factory=list)
    _problems: list[FieldProblem] = field(default_factory=list)

    def new(self) -> EventDraft:
        """The draft of a new event. InvalidInput lists every refused field."""
        return self._draft(None)

    def changed(self, before: EventDraft) -> EventDraft:
        """`before` with what was given. InvalidInput lists every refused field."""
        return self._draft(before)

    def _draft(self, before: EventDraft | None) -> EventDraft:
        typed = self.typed
        all_day = typed.all_day
        if all_day is None:
            all_day = before.all_day if before else False
        zone = self._try(lambda: self._zone(before, all_day), None)
        base = before or EventDraft(title="", start=NO_START)
        start = self._try(lambda: self._start(before, all_day, zone), base.start)
        end = self._try(lambda: self._end(before, start, all_day, zone), None)
        repeat = self._try(lambda: self._repeat(before, all_day, zone), None)
        texts = self._texts(base)
        wishes = Wishes(typed, base)
        self._problems += wishes.problems
        draft = replace(
            base,
            title=texts["title"],
            description=texts["description"],
            location=texts["location"],
            url=texts["url"],
            start=start,
            end=end,
            time_zone=zone.key if zone is not None else None,
            all_day=all_day,
            tags=base.tags if not typed.tag else typed.tag,
            reminders=self._try(lambda: self._reminders(before, all_day), ()),
            recurrence=repeat,
            calendar=self.calendar or base.calendar,
        )
        if self._problems:
            raise InvalidInput(*self._problems)
        draft = wishes.into(checked(draft))
        self.notes += wishes.notes
        return draft

    @property
    def _timed(self) -> str:
        return "leave out --all-day" if self.typed.all_day else "add --no-all-day"

    def _try(self, work: Callable[[], Value], instead: Value) -> Value:
        try:
            return work()
        except InvalidInput as error:
            self._problems += error.problems
            return instead

    def _texts(self, base: EventDraft) -> dict[str, str]:
        found = {}
        for name in TEXTS:
            text = getattr(self.typed, name)
            found[name] = getattr(base, name) if text is None else text
        for name, texts in (
            *((name, (text,)) for name, text in found.items()),
            ("tag", self.typed.tag),
        ):
            if any("\ud800" <= character <= "\udfff" for text in texts for character in text):
                self._problems.append(
                    FieldProblem(name, f"The {name} has bytes that are no text.", "Use UTF-8.")
                )
        if self.typed.title is not None and not found["title"].strip():
            self._problems.append(
                FieldProblem("title", "The title is empty.", "Give the event a title.")
            )
        return found

    def _zone(self, before: EventDraft | None, all_day: bool) -> ZoneInfo | None:
        """The zone the event is kept in; None for all-day and floating events."""
        given = parse_zone(self.typed.zone) if self.typed.zone is not None else None
        if all_day:
            if given is not None:
                self.notes.append("All-day events follow the local day: --zone is not used.")
            return None
        if given is not None:
            return given
        if before is None or before.all_day:
            return self.local
        return ZoneInfo(before.time_zone) if before.time_zone else None

    def _start(self, before: EventDraft | None, all_day: bool, zone: ZoneInfo | None) -> datetime:
        if self.typed.start is None:
            if before is None:
                raise InvalidInput.of(
                    "start", "The start is missing.", "Give it like --start 2026-11-27T14:30."
                )
            if before.all_day and not all_day:
                raise InvalidInput.of(
                    "start",
                    "The event has no time of day yet.",
                    "Give one like --start 2026-11-27T14:30.",
                )
            return before.start
        moment = parse_moment(self.typed.start, "start")
        if all_day:
            return _day(moment, "start", self._timed)
        if moment.date_only:
            raise InvalidInput.of(
                "start",
                f"{moment.text!r} has no time of day.",
                f"Write {moment.wall:%Y-%m-%d}T09:00 for instance, or add --all-day.",
            )
        return self._wall(moment, zone)

    def _end(
        self, before: EventDraft | None, start: datetime, all_day: bool, zone: ZoneInfo | None
    ) -> datetime | None:
        typed = self.typed
        if typed.end and typed.duration is not None:
            raise InvalidInput.of(
                "end", "Both --end and --duration were given.", "Give only one of them."
            )
        if typed.duration is not None:
            return _after(start, parse_duration(typed.duration, "duration"), all_day, zone)
        if typed.end is not None:
            return self._typed_end(typed.end, start, all_day, zone) if typed.end.strip() else None
        if before is None or before.end is None or before.all_day != all_day:
            return _spanned_days(before) if before and all_day else None
        if typed.start is None:
            return before.end
        return _moved_end(before, start, self.local, zone)

    def _typed_end(
        self, text: str, start: datetime, all_day: bool, zone: ZoneInfo | None
    ) -> datetime:
        moment = parse_moment(text, "end")
        if not all_day:
            if moment.date_only:
                raise InvalidInput.of(
                    "end",
                    f"{text!r} has no time of day.",
                    f"Write {moment.wall:%Y-%m-%d}T17:00 for instance, or add --all-day.",
                )
            return self._wall(moment, zone)
        end = _day(moment, "end", self._timed) + (DAY if moment.date_only else timedelta())
        if end <= start and not any(each.field == "start" for each in self._problems):
            raise InvalidInput.of(
                "end", "The end is before the start.", "Choose an end at or after the start."
            )
        return end

    def _wall(self, moment: Moment, zone: ZoneInfo | None) -> datetime:
        """The typed time on the clocks of the event's own zone (None: floating)."""
        if zone is None and moment.instant is None:
            return moment.wall
        read_in = zone if self.typed.zone is not None and zone is not None else self.local
        if note := moment.note(read_in):
            self.notes.append(note)
        return to_wall(moment.to_instant(read_in), zone or self.local)

    def _repeat(
        self, before: EventDraft | None, all_day: bool, zone: ZoneInfo | None
    ) -> Recurrence | None:
        known = before.recurrence if before else None
        if self.typed.repeat is None:
            return known
        found = parse_recurrence(self.typed.repeat, zone or self.local, all_day=all_day)
        if found is None or known is None or "\n" in self.typed.repeat:
            return found
        return replace(known, rule=found.rule)

    def _reminders(self, before: EventDraft | None, all_day: bool) -> tuple[Reminder, ...]:
        typed = self.typed
        texts = [each for each in typed.remind if each.strip()]
        none = [each for each in texts if each.strip().lower() == "none"]
        if none and (len(texts) > 1 or typed.email):
            raise InvalidInput.of(
                "remind", "'none' goes with no other reminder and not with --email.", "Drop one."
            )
        if none:
            return ()
        if texts:
            found = tuple(_reminder(each, all_day) for each in texts)
        elif before is not None and before.all_day == all_day:
            found = before.reminders
        else:
            found = self.defaults.all_day_default if all_day else self.defaults.default
            if before is not None:
                self.notes.append("The reminders are now the usual ones; --remind sets others.")
        return _with_email(found, typed.email)


def _reminder(text: str, all_day: bool) -> Reminder:
    if "@" in text and not all_day:
        raise InvalidInput.of(
            "remind",
            f"{text!r} is a time of day, which only all-day events can use.",
            "Write a length of time before the start, such as 5m, 2h or 1d.",
        )
    return parse_reminder(text)


def _with_email(reminders: tuple[Reminder, ...], email: bool | None) -> tuple[Reminder, ...]:
    if email is None:
        return reminders
    if email:
        if not reminders:
            raise InvalidInput.of(
                "email", "There is no reminder to send as e-mail.", "Add one, such as --remind 5m."
            )
        return tuple(replace(each, channels=each.channels | {Channel.EMAIL}) for each in reminders)
    left = (replace(each, channels=each.channels - {Channel.EMAIL}) for each in reminders)
    return tuple(each for each in left if each.channels)


def _day(moment: Moment, name: str, timed: str) -> datetime:
    """The day typed; `timed` says how the event gets times of day."""
    if not moment.is_midnight:
        raise InvalidInput.of(
            name,
            f"{moment.text!r} has a time of day, but the event is all-day.",
            f"Write {moment.wall:%Y-%m-%d}, or {timed}.",
        )
    return moment.wall


def _after(start: datetime, duration: timedelta, all_day: bool, zone: ZoneInfo | None) -> datetime:
    try:
        if not all_day:
            if zone is None:
                return start + duration
            return to_wall(to_instant(start, zone) + duration, zone)
        if duration < DAY or duration % DAY:
            raise InvalidInput.of(
                "duration", "An all-day event lasts whole days.", "Write 1d, 2d and so on."
            )
        return start + duration
    except OverflowError:
        raise InvalidInput.of("duration", "The end is out of range.", "Give less.") from None


def _spanned_days(before: EventDraft) -> datetime | None:
    """The midnight after the last day of a timed event that becomes all-day."""
    if before.all_day or before.end is None:
        return None
    last = before.end - timedelta(microseconds=1) if before.end > before.start else before.end
    return datetime.combine(last.date(), time()) + DAY


def _moved_end(
    before: EventDraft, start: datetime, local: ZoneInfo, zone: ZoneInfo | None
) -> datetime | None:
    """The end that keeps the length of `before` from another start."""
    if before.end is None:
        return None
    if before.all_day:
        return start + (before.end - before.start)
    old = zone_of(before, local)
    length = to_instant(before.end, old) - to_instant(before.start, old)
    return _after(start, length, False, zone or local)
