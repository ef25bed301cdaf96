"""Lengths of time as people type them, and short ones as the editor shows them. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.language import decimal, tr_c
from eventdesk.domain.reminder import format_duration, parse_duration
from eventdesk.ui.typed_names import typed_unit

Parse = Callable[[str, str], timedelta]
_PART = re.compile(r"(\d)\s*([^\W\d_]+)\.?")
_SECONDS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}


def read_length(text: str, field: str, parse: Parse = parse_duration) -> timedelta:
    """'90', '1h30m', '1 h 30 min', '2 days' as a length; a number alone is minutes.

    InvalidInput names `field`.
    """
    words = text.strip()
    mark = re.escape(decimal(0.5)[1:-1])
    words = re.sub(rf"(?<=\d){mark}(?=\d)", ".", words)
    if words.isdecimal() and words.strip("0"):
        words = f"{words}m"
    return parse(_PART.sub(_in_english, words), field)


def show_length(length: timedelta) -> str:
    """'1h30m', '2d', '1w' in the chosen language, which `read_length` reads back."""
    left, shown = int(length.total_seconds()), ""
    for unit, seconds in _SECONDS.items():
        if unit == "w" and left % seconds:
            continue
        count, left = divmod(left, seconds)
        if count:
            part = _counted(count, unit)
            shown = tr_c("length", "{first}{rest}", first=shown, rest=part) if shown else part
    return shown or "0"


def kept_length(text: str) -> str:
    """What is typed, to be kept: a length that can be read means the same in every language."""
    try:
        return format_duration(read_length(text, ""))
    except InvalidInput:
        return text


def shown_length(text: str) -> str:
    """What `kept_length` gave, in the chosen language."""
    try:
        return show_length(read_length(text, ""))
    except InvalidInput:
        return text


def _counted(count: int, unit: str) -> str:
    match unit:
        case "w":
            return tr_c("length", "{count}w", count=count)
        case "d":
            return tr_c("length", "{count}d", count=count)
        case "h":
            return tr_c("length", "{count}h", count=count)
        case "m":
            return tr_c("length", "{count}m", count=count)
    return tr_c("length", "{count}s", count=count)


def _in_english(part: re.Match[str]) -> str:
    """'2d' for '2 Tage'; what is no unit stays."""
    unit = typed_unit(part[2].lower())
    return f"{part[1]}{unit}" if unit else part[0]
