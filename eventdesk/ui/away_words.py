"""'While you were away' in words: the span, and what became of each reminder. Pure; instants
are UTC, told on the clocks of `zone`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from eventdesk.domain.day_words import short_date, short_day_name
from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.holding import RELEASED_REASONS, HoldCause
from eventdesk.domain.language import later, retold, tr, tr_n
from eventdesk.domain.late import parse_late_rule
from eventdesk.domain.ledger import LedgerRow, LedgerState
from eventdesk.domain.reminder import Channel
from eventdesk.domain.views import Away
from eventdesk.domain.wording import duration_words, start_words, when_words
from eventdesk.ui.agenda_words import STATE_LOOKS
from eventdesk.ui.held_words import soon_words

MINUTE = timedelta(minutes=1)
WEEK_DAYS = 6
"""Within so many days the name of the day tells which one it was."""
_HELD = {
    HoldCause.PAUSED: later("Held while reminders were paused"),
    HoldCause.QUIET_HOURS: later("Held in quiet hours"),
    HoldCause.DO_NOT_DISTURB: later("Held by do not disturb"),
    HoldCause.PRESENTATION: later("Held during a presentation"),
}
_OPEN = {
    LedgerState.CLAIMED,
    LedgerState.DELIVERED,
    LedgerState.RETRYING,
    LedgerState.MISSED,
    LedgerState.GAVE_UP,
}


@dataclass(frozen=True, slots=True)
class AwayLine:
    """One occurrence: its title, when it was, what became of its reminders, and how that
    looks. `rows` are its unanswered desktop reminders; with none it is only told. `count` is
    how many ledger rows it tells of."""

    event_id: str
    title: str
    told: tuple[str, ...]
    icon: str
    colour: str
    rows: tuple[LedgerRow, ...]
    count: int

    @property
    def ledger_ids(self) -> list[int]:
        """The rows that can be answered."""
        return [row.id for row in self.rows]


def unanswered(row: LedgerRow) -> bool:
    """Whether this is a desktop reminder that nobody answered yet."""
    return row.channel is Channel.DESKTOP and row.state in _OPEN and row.acknowledged_at is None


def beyond_count(away: Away, lines: Sequence[AwayLine]) -> int:
    """How many reminders of a catch-up have none of these lines."""
    unread = max(0, away.total - len(away.rows))
    return unread + sum(map(_is_told, away.rows)) - sum(line.count for line in lines)


def menu_words(count: int) -> str:
    """'While you were away: 5 reminders…'."""
    return tr_n(
        "While you were away: {count} reminder…", "While you were away: {count} reminders…", count
    )


def span_words(away: Away, now: datetime, zone: ZoneInfo) -> str:
    """'Fri 17:02 to Mon 08:55', 'Fri 12:05 to 14:20', '12:05 to 14:20' for today."""
    since, at, today = (each.astimezone(zone) for each in (away.since, away.at, now))
    if since.date() != at.date():
        return _span(_moment(since, today), _moment(at, today))
    begin = f"{since:%H:%M}" if at.date() == today.date() else _moment(since, today)
    return _span(begin, f"{at:%H:%M}")


def away_lines(
    rows: Sequence[LedgerRow], now: datetime, zone: ZoneInfo, most: int
) -> list[AwayLine]:
    """A line for each of the first `most` occurrences: what is not over yet, then what is,
    then that of which there is only an e-mail to tell."""
    groups: dict[tuple[str, datetime], list[LedgerRow]] = {}
    for row in rows:
        if _is_told(row):
            groups.setdefault((row.event_id, row.occurrence_start), []).append(row)
    ordered = sorted(groups.values(), key=lambda group: _rank(group, now))
    return [_line(group, now, zone) for group in ordered[:most]]


def what_happened(row: LedgerRow, now: datetime, zone: ZoneInfo) -> str:
    """'Reminded 25 min late', 'Missed: it was over at 14:00', 'E-mail sent 08:55'."""
    if row.channel is Channel.EMAIL:
        return _mail_words(row, now, zone)
    match row.state:
        case LedgerState.DELIVERED:
            return _reminded(row)
        case LedgerState.MISSED:
            return _missed(row, now, zone)
        case LedgerState.GAVE_UP:
            why = _why(row)
            return tr("Could not be shown: {why}", why=why) if why else tr("Could not be shown")
        case LedgerState.RETRYING:
            if row.wake_at is None:
                return tr("Could not be shown yet")
            again = soon_words(row.wake_at, now, zone)
            return tr("Could not be shown yet, tried again {when}", when=again)
        case LedgerState.CLAIMED:
            return tr("Is being shown")
        case _:
            return retold(row.reason)


def _is_told(row: LedgerRow) -> bool:
    return unanswered(row) or row.channel is Channel.EMAIL


def _rank(group: Sequence[LedgerRow], now: datetime) -> int:
    if not any(map(unanswered, group)):
        return 2
    return int(group[0].occurrence_end <= now)


def _line(group: Sequence[LedgerRow], now: datetime, zone: ZoneInfo) -> AwayLine:
    first = group[0]
    open_rows = tuple(row for row in group if unanswered(row))
    start, over = first.occurrence_start, first.occurrence_end <= now
    tell = when_words if over else start_words
    when = tell(start, now, zone, all_day=first.all_day)
    desktop = [what_happened(row, now, zone) for row in open_rows]
    mails = [what_happened(row, now, zone) for row in group if row.channel is Channel.EMAIL]
    worst = open_rows[-1] if open_rows else group[-1]
    icon, colour = STATE_LOOKS[worst.state]
    if _held_for(worst.reason) is not None and worst.state is LedgerState.DELIVERED:
        icon, colour = "moon", "muted"
    if not open_rows:
        icon, colour = "mail", colour if colour in ("danger", "warning") else "muted"
    about = " · ".join(dict.fromkeys(desktop or mails[:1]))
    more = dict.fromkeys(mails if desktop else mails[1:])
    told = (f"{when[:1].upper()}{when[1:]} · {about}", *more)
    return AwayLine(first.event_id, first.event_title, told, icon, colour, open_rows, len(group))


def _reminded(row: LedgerRow) -> str:
    cause = _held_for(row.reason)
    if cause is not None:
        return tr(_HELD[cause])
    if row.late is None or row.late < MINUTE:
        return tr("Reminded on time")
    return tr("Reminded {duration} late", duration=duration_words(row.late))


def _missed(row: LedgerRow, now: datetime, zone: ZoneInfo) -> str:
    if (row.away_at or now) < row.occurrence_end:
        limit = duration_words(_late_limit(row))
        return tr("Missed: it came over {duration} late", duration=limit)
    if row.all_day:
        return tr("Missed: the day was over")
    return tr("Missed: it was over at {time}", time=_ended(row, now, zone))


def _mail_missed(row: LedgerRow, now: datetime, zone: ZoneInfo) -> str:
    if (row.away_at or now) < row.occurrence_end:
        limit = duration_words(_late_limit(row))
        return tr("E-mail not sent: it came over {duration} late", duration=limit)
    if row.all_day:
        return tr("E-mail not sent: the day was over")
    return tr("E-mail not sent: it was over at {time}", time=_ended(row, now, zone))


def _ended(row: LedgerRow, now: datetime, zone: ZoneInfo) -> str:
    end, start = (each.astimezone(zone) for each in (row.occurrence_end, row.occurrence_start))
    same = end.date() == start.date()
    return f"{end:%H:%M}" if same else soon_words(row.occurrence_end, now, zone)


def _mail_words(row: LedgerRow, now: datetime, zone: ZoneInfo) -> str:
    match row.state:
        case LedgerState.DELIVERED | LedgerState.ACKNOWLEDGED:
            return _mail_sent(row, now, zone)
        case LedgerState.CLAIMED:
            return tr("E-mail is on its way")
        case LedgerState.RETRYING:
            if row.wake_at is None:
                return tr("E-mail not sent yet")
            again = soon_words(row.wake_at, now, zone)
            return tr("E-mail not sent yet, tried again {when}", when=again)
        case LedgerState.SNOOZED:
            if row.snoozed_until is None:
                return tr("E-mail will be sent unless dismissed")
            until = soon_words(row.snoozed_until, now, zone)
            return tr("E-mail will be sent {when} unless dismissed", when=until)
        case LedgerState.MISSED:
            return _mail_missed(row, now, zone)
        case _:
            why = _why(row)
            return tr("E-mail not sent: {why}", why=why) if why else tr("E-mail not sent")


def _mail_sent(row: LedgerRow, now: datetime, zone: ZoneInfo) -> str:
    if row.delivered_at is None:
        return tr("E-mail sent")
    return tr("E-mail sent {when}", when=soon_words(row.delivered_at, now, zone))


def _why(row: LedgerRow) -> str:
    """The error or reason as it follows a colon: English goes on in small letters there."""
    stored = row.error or row.reason
    told = retold(stored)
    small = told == stored and told[1:2].islower()
    return told[:1].lower() + told[1:] if small else told


def _span(begin: str, end: str) -> str:
    return tr("{start} to {end}", start=begin, end=end)


def _held_for(reason: str) -> HoldCause | None:
    if reason not in RELEASED_REASONS:
        return None
    return next(each for each in HoldCause if each.released == reason)


def _late_limit(row: LedgerRow) -> timedelta:
    try:
        return parse_late_rule(row.late_rule).limit
    except InvalidInput:
        return timedelta()


def _moment(local: datetime, today: datetime) -> str:
    near = abs((today.date() - local.date()).days) <= WEEK_DAYS
    day = short_day_name(local.weekday()) if near else short_date(local)
    return f"{day} {local:%H:%M}"
