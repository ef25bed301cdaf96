"""Links that lead into EventDesk: `eventdesk:` links and the addresses of calendars.

Any page and any mail can hold one, so a link may show something or fill in a form, and never
changes anything. All of it is checked before any of it is used. Pure.

    eventdesk:                            the window (also eventdesk:open)
    eventdesk:new?title=Lunch&start=2026-11-27T12:30
    eventdesk:event/ID                    selects an event
    eventdesk:ledger
    eventdesk:settings, eventdesk:settings/PAGE
    webcal://example.org/holidays.ics     a calendar to subscribe to

Written as URIs are (RFC 3986): a space is %20, and + is a plus sign. `//` may follow the colon.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.event import MAX_TITLE
from eventdesk.domain.language import grouped, tr, tr_c
from eventdesk.domain.reminder import DAY
from eventdesk.domain.walltime import to_wall

SCHEME = "eventdesk"
CALENDARS = ("webcal", "webcals", "http", "https")
"""Schemes of addresses that can be subscribed to."""
LONGEST = 8_000
"""Characters of a whole link; browsers hand over no more than a few thousand."""
LONGEST_TEXT = 4_000
SHOWN = 60
EXAMPLE = "eventdesk:new?title=Lunch&start=2026-11-27T12:30"
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]+):")
_EVENT_ID = re.compile(r"[0-9A-Za-z-]{4,64}")
_PAGE = re.compile(r"[a-z]{1,40}")
_TEXTS = {"title": MAX_TITLE, "location": 500, "url": 2_000, "description": LONGEST_TEXT}
_TIMES = ("start", "end")
_MULTILINE = frozenset({"description"})
_UNSEEN = frozenset({"Cc", "Cs", "Zl", "Zp"})
_TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that make text read in another order than it is written."""


class BadLink(EventDeskError):
    """A link that cannot be followed, in words for the person who pressed it."""

    def __init__(self, link: str, problem: str, remedy: str = "") -> None:
        super().__init__(
            tr("The link {link} cannot be opened: {problem}", link=_shown(link), problem=problem),
            remedy,
        )


@dataclass(frozen=True, slots=True)
class OpenWindow:
    """Bring the window up."""


@dataclass(frozen=True, slots=True)
class ShowEvent:
    """Select an event; whether there is one of this id is not known yet."""

    event_id: str


@dataclass(frozen=True, slots=True)
class ShowLedger:
    """Open the ledger."""


@dataclass(frozen=True, slots=True)
class ShowSettings:
    """Open the settings at a page, '' for the first; whether there is one of that name is not
    known yet."""

    page: str = ""


@dataclass(frozen=True, slots=True)
class SubscribeTo:
    """Ask whether to subscribe to the calendar at an address."""

    url: str


@dataclass(frozen=True, slots=True)
class LinkTime:
    """A time in a link: wall time as written, or the UTC `instant` where an offset was written
    too. `date_only`: no time of day."""

    wall: datetime
    instant: datetime | None = None
    date_only: bool = False

    def in_zone(self, zone: ZoneInfo) -> datetime:
        """The wall time on the clocks of `zone`."""
        return self.wall if self.instant is None else to_wall(self.instant, zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """Open the editor with these fields filled in. Texts are '' where the link says nothing."""

    title: str = ""
    start: LinkTime | None = None
    end: LinkTime | None = None
    location: str = ""
    url: str = ""
    description: str = ""

    @property
    def all_day(self) -> bool:
        """A start without a time of day is a whole day."""
        return self.start is not None and self.start.date_only

    def times(self, zone: ZoneInfo) -> tuple[datetime, datetime | None] | None:
        """Start and end as wall times in `zone`, for whole days the end after the last one;
        None where the link names no start."""
        if self.start is None:
            return None
        end = self.end.in_zone(zone) if self.end is not None else None
        if self.all_day:
            end = (end or self.start.wall) + DAY
        return self.start.in_zone(zone), end


Link = OpenWindow | ShowEvent | ShowLedger | ShowSettings | SubscribeTo | NewEvent


def link_scheme(text: str) -> str:
    """The scheme of a link in small letters, '' for what is none (a path, 'C:' of Windows)."""
    found = _SCHEME.match(text)
    return found[1].lower() if found else ""


def parse_link(text: str) -> Link:
    """What a link asks for; BadLink tells what is wrong with it."""
    if len(text) > LONGEST:
        raise BadLink(text, tr("it is too long."))
    if any(each <= " " or each == "\x7f" for each in text):
        raise BadLink(text, tr("it holds characters that no link may hold."))
    scheme = link_scheme(text)
    if scheme in CALENDARS:
        return _calendar(text)
    if scheme != SCHEME:
        raise BadLink(
            text,
            tr("it is not one of EventDesk's."),
            tr("EventDesk's begin with {scheme}.", scheme=f"{SCHEME}:"),
        )
    rest = text.partition(":")[2].partition("#")[0].removeprefix("//")
    path, _, query = rest.partition("?")
    verb, _, argument = path.strip("/").partition("/")
    verb = verb.lower()
    if verb == "new" and not argument:
        return _new_event(text, query)
    found = _place(verb, argument)
    if found is None:
        raise BadLink(
            text,
            tr("it names no event.")
            if verb == "event"
            else tr("this version knows no such place."),
            tr(
                "It knows {places} and {last}.",
                places=f"{SCHEME}:open, :new, :event/ID, :ledger",
                last=":settings",
            ),
        )
    if query:
        raise BadLink(text, tr("only links for new events may hold a question mark."))
    return found


def _place(verb: str, argument: str) -> Link | None:
    match verb:
        case "" | "open" if not argument:
            return OpenWindow()
        case "ledger" if not argument:
            return ShowLedger()
        case "event" if _EVENT_ID.fullmatch(argument):
            return ShowEvent(argument)
        case "settings" if not argument or _PAGE.fullmatch(argument.lower()):
            return ShowSettings(argument.lower())
    return None


def _calendar(text: str) -> SubscribeTo:
    rest = text.partition(":")[2]
    host = rest.removeprefix("//").partition("/")[0]
    if not rest.startswith("//") or not host:
        raise BadLink(
            text,
            tr("it names no calendar."),
            tr("It should read {example}.", example="webcal://example.org/calendar.ics"),
        )
    return SubscribeTo(text)


def _new_event(text: str, query: str) -> NewEvent:
    texts: dict[str, str] = {}
    times: dict[str, LinkTime] = {}
    for part in filter(None, query.split("&")):
        name, _, written = part.partition("=")
        name = name.lower()
        if name not in _TEXTS and name not in _TIMES:
            raise BadLink(
                text,
                tr("it asks for {name}, which a link cannot set.", name=_shown(name)),
                tr("It may hold {names}.", names=", ".join([*_TEXTS, *_TIMES])),
            )
        if name in texts or name in times:
            raise BadLink(text, tr("it gives the {name} twice.", name=name))
        try:
            value = unquote(written, errors="strict")
        except UnicodeDecodeError:
            raise BadLink(text, tr("its {name} is not UTF-8.", name=name)) from None
        if name in _TIMES:
            times[name] = _time(text, name, value)
        else:
            texts[name] = _text(text, name, value)
    start, end = times.get("start"), times.get("end")
    _check_times(text, start, end)
    return NewEvent(start=start, end=end, **texts)


def _text(link: str, name: str, value: str) -> str:
    if name in _MULTILINE:
        value = value.replace("\r\n", "\n")
    allowed = "\n\t" if name in _MULTILINE else ""
    for each in value:
        if (unicodedata.category(each) in _UNSEEN and each not in allowed) or each in _TURNS:
            raise BadLink(link, tr("its {name} holds characters that cannot be seen.", name=name))
    if len(value) > _TEXTS[name]:
        raise BadLink(
            link,
            tr(
                "its {name} is longer than {count} characters.",
                name=name,
                count=grouped(_TEXTS[name]),
            ),
        )
    return value.strip()


def _time(link: str, name: str, value: str) -> LinkTime:
    try:
        if len(value) <= len("2026-11-27"):
            found = LinkTime(datetime.combine(date.fromisoformat(value), time()), date_only=True)
        else:
            moment = datetime.fromisoformat(value)
            instant = moment.astimezone(UTC) if moment.tzinfo is not None else None
            found = LinkTime(moment.replace(tzinfo=None), instant)
    except (ValueError, OverflowError):
        raise BadLink(
            link,
            tr("its {name} {value} is no date and time.", name=name, value=_shown(value)),
            tr("It should read like {example}.", example=EXAMPLE),
        ) from None
    if not 1900 <= found.wall.year <= 9000:
        raise BadLink(
            link,
            tr("its {name} {value} is out of range.", name=name, value=_shown(value)),
            tr("Use 1900 to 9000."),
        )
    return found


def _check_times(link: str, start: LinkTime | None, end: LinkTime | None) -> None:
    if end is None:
        return
    if start is None:
        raise BadLink(link, tr("it has an end and no start."))
    if start.date_only is not end.date_only:
        raise BadLink(link, tr("one of its times is a whole day and the other is not."))
    if start.instant is not None and end.instant is not None:
        backwards = end.instant < start.instant
    elif start.instant is end.instant:
        backwards = end.wall < start.wall
    else:
        raise BadLink(link, tr("one of its times has an offset and the other has none."))
    if backwards:
        raise BadLink(link, tr("it ends before it starts."))


def _shown(text: str) -> str:
    """As much of a stranger's text as can be shown: one line, visible, not long."""
    plain = "".join(
        each if each.isprintable() and each not in _TURNS else "\N{REPLACEMENT CHARACTER}"
        for each in text[: SHOWN + 1]
    )
    return tr_c("quoted", "“{text}”", text=plain if len(plain) <= SHOWN else plain[:SHOWN] + "…")
