"""Dates and times as people type them, and as the editor shows them. Pure functions.

They are typed in the chosen language (see `typed_names`) or in English.
"""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from unicodedata import normalize

from eventdesk.domain.day_words import full_date
from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.language import tr, tr_c
from eventdesk.ui.typed_names import LEAST, typed_day, typed_month, typed_weekday

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTS = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.?(?:\s*(\d{2}|\d{4}))?")
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{2}|\d{4}))?")
_LEADING_WORD = re.compile(r"([^\W\d_]+)[.,]*\s+(.+)")
_DAY_MONTH = re.compile(
    r"(\d{1,2})(?:(?:st|nd|rd|th)?\.?\s+|\.)([^\W\d_]{3,})\.?(?:,?\s+(\d{2}|\d{4}))?"
)
_MONTH_DAY = re.compile(r"([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{2}|\d{4}))?")
_AHEAD = re.compile(r"\+\s*(\d{1,4})")
_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{1,2}))?\s*(a|p|am|pm)?", re.ASCII)
_COMPACT = re.compile(r"(\d{1,2})(\d{2})\s*(a|p|am|pm)?", re.ASCII)


def show_date(day: date) -> str:
    """'Fri 21 Nov 2025' in the chosen language, which `read_date` reads back."""
    return full_date(day)


def read_date(text: str, today: date, *, field: str, month_first: bool = False) -> date:
    """A date from '2025-11-21', '21.11.', '21 Nov', 'Nov 21 2025', 'fri', 'tomorrow' or '+3'.

    Without a year the next such day from `today` is meant; a weekday before a date is not
    looked at. `month_first` tells how '11/21' is read. InvalidInput names `field`.
    """
    words = " ".join(normalize("NFC", text).lower().split())
    if (near := typed_day(words)) is not None:
        return today + timedelta(days=near)
    if (weekday := typed_weekday(words.rstrip("."))) is not None:
        return today + timedelta(days=(weekday - today.weekday()) % 7)
    if match := _AHEAD.fullmatch(words):
        return today + timedelta(days=int(match[1]))
    parts = _parts(words, month_first) or _parts(_without_weekday(words), month_first)
    if parts is None:
        known = text.strip()
        raise InvalidInput.of(
            field,
            tr("{text!r} is not a date.", text=known) if known else tr("The date is empty."),
            tr("Write it like 21 Nov 2025, 2025-11-21 or tomorrow."),
        )
    year, month, day = parts
    found = _real_day(year, month, day, today)
    if found is None:
        raise InvalidInput.of(
            field,
            tr("There is no such day as {text!r}.", text=text.strip()),
            tr("Choose a day that is in the calendar."),
        )
    return found


def _without_weekday(words: str) -> str:
    """'21 nov' for 'sat 21 nov'."""
    match = _LEADING_WORD.fullmatch(words)
    if match and any(typed_weekday(each) is not None for each in (match[1], match[1][:LEAST])):
        return match[2]
    return words


def _parts(words: str, month_first: bool) -> tuple[int | None, int, int] | None:
    if match := _ISO.fullmatch(words):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _DOTS.fullmatch(words):
        return _year(match[3]), int(match[2]), int(match[1])
    if match := _SLASHES.fullmatch(words):
        first, second = int(match[1]), int(match[2])
        month, day = (first, second) if month_first else (second, first)
        return _year(match[3]), month, day
    if (match := _DAY_MONTH.fullmatch(words)) and (month := typed_month(match[2])):
        return _year(match[3]), month, int(match[1])
    if (match := _MONTH_DAY.fullmatch(words)) and (month := typed_month(match[1])):
        return _year(match[3]), month, int(match[2])
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
    """A time of day from '15:00', '15', '1530', '3pm', '3:30 pm', '15.30' or '15 o'clock'.

    InvalidInput names `field`.
    """
    words = text.strip().lower().replace(" ", "").replace("a.m.", "am").replace("p.m.", "pm")
    if words[:1].isdecimal():
        words = words.removesuffix(tr_c("behind a time", "o'clock").lower())
    match = _TIME.fullmatch(words) or _COMPACT.fullmatch(words)
    if match:
        hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "")[:1]
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
            half = ""
        if not half and hour < 24 and minute < 60:
            return time(hour, minute)
    known = text.strip()
    raise InvalidInput.of(
        field,
        tr("{text!r} is not a time.", text=known) if known else tr("The time is empty."),
        tr("Write it like 15:00 or 3 pm, from 00:00 to 23:59."),
    )
