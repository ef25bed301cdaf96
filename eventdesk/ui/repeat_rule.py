"""Between the choices of the repeat field and recurrence rules (RFC 5545 3.3.10). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEKDAYS = "MO,TU,WE,TH,FR"


class Repeat(StrEnum):
    """The ways to repeat one can choose."""

    NEVER = "never"
    DAILY = "daily"
    WEEKDAYS = "weekdays"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"
    CUSTOM = "custom"


class Ends(StrEnum):
    """The ways a series can end."""

    NEVER = "never"
    ON = "on"
    AFTER = "after"


_RULES = {
    Repeat.DAILY: "FREQ=DAILY",
    Repeat.WEEKDAYS: f"FREQ=WEEKLY;BYDAY={WEEKDAYS}",
    Repeat.WEEKLY: "FREQ=WEEKLY",
    Repeat.MONTHLY: "FREQ=MONTHLY",
    Repeat.YEARLY: "FREQ=YEARLY",
}


@dataclass(frozen=True, slots=True)
class RuleChoice:
    """What the repeat field shows. `custom` is a rule in full, for Repeat.CUSTOM only."""

    repeat: Repeat = Repeat.NEVER
    ends: Ends = Ends.NEVER
    until: date | None = None
    count: int = 10
    custom: str = ""

    def rule(self) -> str:
        """The RRULE value, '' for none. A day in `until` belongs to the series."""
        if self.repeat is Repeat.NEVER:
            return ""
        if self.repeat is Repeat.CUSTOM:
            return self.custom.strip().upper().removeprefix("RRULE:")
        rule = _RULES[self.repeat]
        if self.ends is Ends.ON and self.until is not None:
            return f"{rule};UNTIL={self.until:%Y%m%d}T235959"
        if self.ends is Ends.AFTER:
            return f"{rule};COUNT={self.count}"
        return rule


def read_rule(rule: str, start: datetime) -> RuleChoice:
    """The choice that stands for a rule of a series from `start`; else the custom one."""
    if not rule:
        return RuleChoice()
    custom = RuleChoice(Repeat.CUSTOM, custom=rule)
    pairs = [part.partition("=") for part in rule.upper().removeprefix("RRULE:").split(";") if part]
    parts = {name: value for name, _, value in pairs}
    if len(parts) != len(pairs):
        return custom
    until, count = parts.pop("UNTIL", None), parts.pop("COUNT", None)
    if parts.get("INTERVAL") == "1":
        del parts["INTERVAL"]
    repeat = _repeat(parts, start)
    if repeat is None or (until and count):
        return custom
    if count:
        return RuleChoice(repeat, Ends.AFTER, count=int(count)) if count.isdigit() else custom
    if until:
        day = _until_day(until, start.time())
        return RuleChoice(repeat, Ends.ON, until=day) if day else custom
    return RuleChoice(repeat)


def _repeat(parts: dict[str, str], start: datetime) -> Repeat | None:
    own_day = DAYS[start.weekday()]
    month, day = str(start.month), str(start.day)
    frequency = parts.get("FREQ", "")
    rest = {name: value for name, value in parts.items() if name not in ("FREQ", "WKST")}
    if frequency == "WEEKLY" and set(rest) == {"BYDAY"}:
        if set(rest["BYDAY"].split(",")) == set(WEEKDAYS.split(",")):
            return Repeat.WEEKDAYS
        return Repeat.WEEKLY if rest["BYDAY"] == own_day else None
    if frequency == "MONTHLY" and rest in ({}, {"BYMONTHDAY": day}):
        return Repeat.MONTHLY
    if frequency == "YEARLY" and rest in ({}, {"BYMONTH": month, "BYMONTHDAY": day}):
        return Repeat.YEARLY
    plain = {"DAILY": Repeat.DAILY, "WEEKLY": Repeat.WEEKLY}
    return plain.get(frequency) if not rest else None


def _until_day(text: str, start: time) -> date | None:
    try:
        until = datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        return None
    # Only where the whole day is meant: an earlier time would cut off that day's occurrence.
    return until.date() if "T" not in text or until.time() >= start else None


def repeat_words(repeat: Repeat, start: datetime) -> str:
    """What a choice is called for a series from `start`: 'Weekly on Friday'."""
    return {
        Repeat.NEVER: "Does not repeat",
        Repeat.DAILY: "Daily",
        Repeat.WEEKDAYS: "On weekdays, Monday to Friday",
        Repeat.WEEKLY: f"Weekly on {start:%A}",
        Repeat.MONTHLY: f"Monthly on day {start.day}",
        Repeat.YEARLY: f"Yearly on {start.day} {start:%B}",
        Repeat.CUSTOM: "Custom rule",
    }[repeat]


def dates_words(days: Iterable[date], today: date) -> str:
    """'Then Fri 28 Nov, Fri 5 Dec, Fri 12 Dec', with years where they are not this one."""
    shown = [
        f"{day:%a} {day.day} {day:%b}" + ("" if day.year == today.year else f" {day.year}")
        for day in days
    ]
    return ", ".join(shown)
