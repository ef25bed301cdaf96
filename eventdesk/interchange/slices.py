"""A calendar file cut into slices of whole events, which can be read one by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from eventdesk.interchange.appearance import colour_of, name_of
from eventdesk.interchange.components import Component, components_of, counts
from eventdesk.interchange.content_lines import MAX_LINE
from eventdesk.interchange.sources import Source

SLICE = 256 * 1024
STARVED, MOST = 2 * 1024 * 1024, 8 * 1024 * 1024
"""A slice without an end after so many bytes loses what is far too long, and ends anyhow."""
MAX_ZONES = 1_000
_CUT = b"\nBEGIN:VEVENT\n"
_LOGICAL = re.compile(rb"^[^ \t\n][^\n]*(?:\n+[ \t][^\n]*)*", re.MULTILINE)
_LONG = 10_000
_TOKEN = re.compile(rb"^(?:BEGIN:V(?:CALENDAR|TIMEZONE)[ \t]*$|X-WR-TIMEZONE[;:])", re.MULTILINE)
_CALENDAR, _ZONE = b"BEGIN:VCALENDAR", b"BEGIN:VTIMEZONE"
_CLOSING = {_CALENDAR: b"\nBEGIN:V", _ZONE: b"\nEND:VTIMEZONE"}
_MAX_HEAD = 100_000
_MAX_LOOKS = 100


@dataclass(frozen=True, slots=True)
class Slice:
    """Whole lines of a file. `line` is the number of the first, `calendar` how many calendars
    began before it, `done` the position in the file after it."""

    data: bytes
    line: int
    calendar: int
    done: int


def slices(source: Source) -> Iterator[Slice]:
    """The file from begin to end, cut before events."""
    kept, line, calendar, searched, lost, starved = b"", 1, 0, 0, 0, STARVED
    for done, block in source.blocks():
        kept += block
        if len(kept) < SLICE and not lost:
            continue
        cut = _cut(kept, searched, first=lost > 0)
        if cut < 0 and len(kept) < MOST:
            if len(kept) > starved:
                kept, gone = _compacted(kept)
                lost += gone
                starved = len(kept) + STARVED
            searched = max(len(kept) - len(_CUT), 0)
            continue
        data, kept = (kept[:cut], kept[cut:]) if cut > 0 else (kept, b"")
        yield Slice(data, line, calendar, done)
        line += data.count(b"\n") + lost
        calendar += _calendars(data)
        searched, lost, starved = 0, 0, STARVED
    if kept:
        yield Slice(kept, line, calendar, source.size)


def _compacted(kept: bytes) -> tuple[bytes, int]:
    """The lines without attachments and the like and without the rest of what is far too long,
    and how many lines were lost."""
    lost = 0

    def shorter(found: re.Match[bytes]) -> bytes:
        nonlocal lost
        text = found[0]
        if len(text) < _LONG:
            return text
        cut = text.rfind(b"\n", 0, MAX_LINE) if counts(text) else 0
        if cut < 0 or (len(text) < MAX_LINE and cut):
            return text
        lost += text.count(b"\n", cut) - (cut > 0)
        # What continues the line in the next block continues this one, which does not count.
        return text[:cut] + b"\nX:" if cut else b"X:"

    return _LOGICAL.sub(shorter, kept), lost


def _cut(kept: bytes, searched: int, *, first: bool) -> int:
    for text in (kept, kept.upper()):
        found = text.find(_CUT, searched) if first else text.rfind(_CUT, searched)
        if found > 0:
            return found + 1
    return -1


def _calendars(data: bytes) -> int:
    return sum(1 for each in _TOKEN.finditer(data.upper()) if each[0].startswith(_CALENDAR))


@dataclass(slots=True)
class Outline:
    """What has to be known of a whole file before its events can be read.

    `zones` are its VTIMEZONEs, `calendar_zones` the X-WR-TIMEZONE of each calendar in order,
    `names` and `colours` what calendars say of themselves.
    """

    zones: dict[bytes, Component] = field(default_factory=dict)
    calendar_zones: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    colours: set[str] = field(default_factory=set)
    _heads: dict[bytes, str] = field(default_factory=dict)

    @classmethod
    def of(cls, source: Source, go_on: Callable[[], None] = lambda: None) -> Outline:
        """Look through the whole file, which is much faster than to read it. `go_on` is called
        often, and may raise."""
        outline, kept, line = cls(), b"", 1
        for _, block in source.blocks():
            go_on()
            text = kept + block
            # What begins here may end in the next block.
            end = outline._look(text, line, whole=False)
            kept = text[end:]
            line += text.count(b"\n", 0, end)
        outline._look(kept, line, whole=True)
        return outline

    def _look(self, text: bytes, line: int, *, whole: bool) -> int:
        """Take what `text` has; the position of something whose end is not in it."""
        upper, counted = text.upper(), 0
        tokens = list(_TOKEN.finditer(upper))
        for token, after in zip_longest(tokens, tokens[1:]):
            begin = token.start()
            most = min(after.start() if after else len(text), begin + _MAX_HEAD)
            word = token[0][: len(_CALENDAR)]
            closing = _CLOSING.get(word, b"\n")
            end = upper.find(closing, token.end() - 1, most)
            if end < 0:
                if not whole and after is None and len(text) - begin < _MAX_HEAD:
                    return begin
                end = most
            if word == _ZONE:
                line += text.count(b"\n", counted, begin)
                counted = begin
                self._zone(text[begin:end] + closing, line)
            elif word == _CALENDAR:
                self._calendar(text[begin:end])
            elif self.calendar_zones and not self.calendar_zones[-1]:
                self.calendar_zones[-1] = _zone_of(_CALENDAR + b"\n" + text[begin:end])
        return len(text)

    def _zone(self, text: bytes, line: int) -> None:
        if text not in self.zones and len(self.zones) < MAX_ZONES:
            self.zones[text] = components_of(text, line)[0]

    def _calendar(self, text: bytes) -> None:
        if text not in self._heads:
            if len(self._heads) >= _MAX_LOOKS:
                self.calendar_zones.append(_zone_of(text))
                return
            head = components_of(text)[0]
            self._heads[text] = head.value("X-WR-TIMEZONE")
            self.names.add(name_of(head))
            self.colours.add(colour_of(head))
        self.calendar_zones.append(self._heads[text])


def _zone_of(calendar: bytes) -> str:
    return components_of(calendar)[0].value("X-WR-TIMEZONE")
