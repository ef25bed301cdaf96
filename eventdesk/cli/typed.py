"""What was typed for an event."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The options as typed; None, and no tags or reminders, where something was not given."""

    title: str | None = None
    start: str | None = None
    end: str | None = None
    duration: str | None = None
    zone: str | None = None
    all_day: bool | None = None
    remind: tuple[str, ...] = ()
    email: bool | None = None
    description: str | None = None
    location: str | None = None
    url: str | None = None
    tag: tuple[str, ...] = ()
    repeat: str | None = None
    late_rule: str | None = None
    repeat_every: str | None = None
    email_after: str | None = None
    sound: str | None = None
    even_when_quiet: bool | None = None
    calendar: str | None = None
