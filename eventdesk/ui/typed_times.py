"""Dates and times as people type them, and as the editor shows them. Pure functions."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

from eventdesk.domain.errors import InvalidInput

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NEAR = {"yesterday": -1, "today": 0, "tomorrow": 1}
_LEADING_DAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]?\s+")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTS = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.?(?:\s*(\d{2}|\d{4}))?")
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{2}|\d{4}))?")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.?\s+([a-z]{3,9})\.?(?:,?\s+(\d{2}|\d{4}))?")
_MONTH_DAY = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{2}|\d{4}))?")
_AHEAD = re.compile(r"\+\s*(\d{1,4})")
_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{1,2}))?\s*(a|p|am|pm)?", re.ASCII)
_COMPACT = re.compile(r"(\d{1,2})(\d{2})\s*(a|p|am|pm)?", re.ASCII)


def show_date(day: date) -> str:
    """'Fri 21 Nov 2025', which `read_date` reads back."""
    return f"{day:%a} {day.day} {day:%b} {day.year}"


def read_date(text: str, today: date, *, field: str, month_first: bool = False) -> date:
    """A date from '2025-11-21', '21.11.', '21 Nov', 'Nov 21 2025', 'fri', 'tomorrow' or '+3'.

    Without a year the next such day from `today` is meant; a weekday before a date is not
    looked at. `month_first` tells how '11/21' is read. InvalidInput names `field`.
    """
    words = " ".join(text.lower().split())
    if words in _NEAR:
        return today + timedelta(days=_NEAR[words])
    if (weekday := _weekday(words)) is not None:
        return today + timedelta(days=(weekday - today.weekday()) % 7)
    if match := _AHEAD.fullmatch(words):
        return today + timedelta(days=int(match[1]))
    parts = _parts(_LEADING_DAY.sub("", words), month_first)
    if parts is None:
        raise InvalidInput.of(
            field,
            f"{text.strip()!r} is not a date." if text.strip() else "The date is empty.",
            "Write it like 21 Nov 2025, 2025-11-21 or tomorrow.",
        )
    year, month, day = parts
    found = _real_day(year, month, day, today)
    if found is None:
        raise InvalidInput.of(
            field,
            f"There is no such day as {text.strip()!r}.",
            "Choose a day that is in the calendar.",
        )
    return found


def _weekday(words: str) -> int | None:
    if len(words) < 3 or not words.isalpha():
        return None
    return next((n for n, day in enumerate(_FULL_DAYS) if day.startswith(words)), None)


def _parts(words: str, month_first: bool) -> tuple[int | None, int, int] | None:
    if match := _ISO.fullmatch(words):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _DOTS.fullmatch(words):
        return _year(match[3]), int(match[2]), int(match[1])
    if match := _SLASHES.fullmatch(words):
        first, second = int(match[1]), int(match[2])
        month, day = (first, second) if month_first else (second, first)
        return _year(match[3]), month, day
    if (match := _DAY_MONTH.fullmatch(words)) and match[2][:3] in MONTHS:
        return _year(match[3]), MONTHS.index(match[2][:3]) + 1, int(match[1])
    if (match := _MONTH_DAY.fullmatch(words)) and match[1][:3] in MONTHS:
        return _year(match[3]), MONTHS.index(match[1][:3]) + 1, int(match[2])
    return None


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    return int(text) + 2000 if len(text) == 2 else int(text)


def _real_day(year: int | None, month: int, day: int, today: date) -> date | None:
    try:
        if year is not None:
            return date(year, month, day)
        for ahead in range(9):  # 29 February may be eight years away
            try:
                found = date(today.year + ahead, month, day)
            except ValueError:
                if (month, day) != (2, 29):
                    raise
                continue
            if found >= today:
                return found
    except ValueError:
        return None
    return None


def show_time(moment: time) -> str:
    """'09:30', which `read_time` reads back."""
    return f"{moment:%H:%M}"


def read_time(text: str, *, field: str) -> time:
    """A time of day from '15:00', '15', '1530', '3pm', '3:30 pm' or '15.30'.

    InvalidInput names `field`.
    """
    words = text.strip().lower().replace(" ", "").replace("a.m.", "am").replace("p.m.", "pm")
    match = _TIME.fullmatch(words) or _COMPACT.fullmatch(words)
    if match:
        hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "")[:1]
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
            half = ""
        if not half and hour < 24 and minute < 60:
            return time(hour, minute)
    raise InvalidInput.of(
        field,
        f"{text.strip()!r} is not a time." if text.strip() else "The time is empty.",
        "Write it like 15:00 or 3 pm, from 00:00 to 23:59.",
    )
