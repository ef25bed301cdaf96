"""Plain words for times, leads and states, shared by window, notifications, mails and terminal."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from eventdesk.domain.day_words import full_date, short_date
from eventdesk.domain.language import decimal, later, tr, tr_c, tr_n
from eventdesk.domain.ledger import LedgerState
from eventdesk.domain.reminder import DAY, Channel, Reminder

STATE_WORDS = {
    LedgerState.CLAIMED: later("being sent"),
    LedgerState.DELIVERED: later("delivered"),
    LedgerState.RETRYING: later("will try again"),
    LedgerState.GAVE_UP: later("gave up"),
    LedgerState.MISSED: later("missed"),
    LedgerState.SUPPRESSED: later("not sent"),
    LedgerState.SNOOZED: later("snoozed"),
    LedgerState.ACKNOWLEDGED: later("dismissed"),
}
"""In English; `state_words` for people."""
CHANNEL_WORDS = {Channel.DESKTOP: later("desktop"), Channel.EMAIL: later("e-mail")}
"""In English; `channel_words` for people."""
BACKEND_WORDS = {
    "dbus": later("desktop notification"),
    "plyer": later("desktop notification (plyer)"),
    "tray": later("tray message"),
    "popup": later("popup"),
    "smtp": later("mail server"),
}
"""In English, as the ledger tells it; `backend_words` for people."""
_LATE = {
    later("{seconds} s"): later("{seconds} s late"),
    later("{minutes} min"): later("{minutes} min late"),
    later("{hours} h"): later("{hours} h late"),
    later("{hours} h {minutes} min"): later("{hours} h {minutes} min late"),
    later("{days} d"): later("{days} d late"),
    later("{days} d {hours} h"): later("{days} d {hours} h late"),
}
"""The forms of a length, and how late a delivery is that is so late."""


def state_words(state: LedgerState) -> str:
    """'delivered', 'will try again'."""
    return tr(STATE_WORDS[state])


def channel_words(channel: Channel) -> str:
    """'desktop', 'e-mail'."""
    return tr(CHANNEL_WORDS[channel])


def backend_words(name: str) -> str:
    """What a back end of the ledger is called when talking to people."""
    return tr(BACKEND_WORDS[name]) if name in BACKEND_WORDS else name


def duration_words(duration: timedelta) -> str:
    """'45 min', '1 h 30 min', '2 d', '20 s': at most two units."""
    form, values = _length(duration)
    return tr(form, **values)


def _length(duration: timedelta) -> tuple[str, dict[str, object]]:
    """One of the forms of `_LATE`, and the numbers in it."""
    seconds = int(duration.total_seconds())
    if seconds < 60:
        return "{seconds} s", {"seconds": seconds}
    days, rest = divmod(seconds // 60, 1440)
    hours, minutes = divmod(rest, 60)
    if days:
        return ("{days} d {hours} h" if hours else "{days} d"), {"days": days, "hours": hours}
    if hours:
        form = "{hours} h {minutes} min" if minutes else "{hours} h"
        return form, {"hours": hours, "minutes": minutes}
    return "{minutes} min", {"minutes": minutes}


def relative_words(instant: datetime, now: datetime) -> str:
    """'in 7 min', 'now', '12 min ago', '3 d ago'; both are aware instants."""
    seconds = (instant - now).total_seconds()
    if abs(seconds) < 30:
        return tr("now")
    words = _rounded(abs(seconds))
    return (
        tr("in {duration}", duration=words) if seconds > 0 else tr("{duration} ago", duration=words)
    )


def _rounded(seconds: float) -> str:
    minutes = max(1, int(seconds / 60 + 0.5))
    if minutes < 90:
        return tr("{minutes} min", minutes=minutes)
    hours = minutes / 60
    if hours < 24:
        return tr("{hours} h", hours=int(hours + 0.5))
    days = int(hours / 24 + 0.5)
    if days < 700:
        return tr("{days} d", days=days)
    return tr("{years} y", years=int(days / 365.25 + 0.5))


def day_words(day: date, today: date) -> str:
    """'Today', 'Tomorrow', 'Fri 27 Nov', with the year when it is another one."""
    offset = (day - today).days
    if offset == 0:
        return tr("Today")
    if abs(offset) == 1:
        return tr("Tomorrow") if offset == 1 else tr("Yesterday")
    return short_date(day) if day.year == today.year else full_date(day)


def inner_day_words(day: date, today: date) -> str:
    """As `day_words`, but 'today', 'tomorrow', 'yesterday': for the middle of a sentence."""
    offset = (day - today).days
    if offset == 0:
        return tr("today")
    if abs(offset) == 1:
        return tr("tomorrow") if offset == 1 else tr("yesterday")
    return day_words(day, today)


def when_words(instant: datetime, now: datetime, zone: ZoneInfo, *, all_day: bool = False) -> str:
    """'Today 14:55', or 'Tomorrow' for all-day events, on the clocks of `zone`."""
    local = instant.astimezone(zone)
    day = day_words(local.date(), now.astimezone(zone).date())
    return day if all_day else _at(day, local)


def inner_when_words(
    instant: datetime, now: datetime, zone: ZoneInfo, *, all_day: bool = False
) -> str:
    """As `when_words`, but 'today 14:55': for the middle of a sentence."""
    local = instant.astimezone(zone)
    day = inner_day_words(local.date(), now.astimezone(zone).date())
    return day if all_day else _at(day, local)


def short_when_words(instant: datetime, now: datetime, zone: ZoneInfo) -> str:
    """'14:55' for today, else 'Tomorrow 14:55': for the middle of a sentence."""
    local, today = instant.astimezone(zone), now.astimezone(zone).date()
    offset = (local.date() - today).days
    time = f"{local:%H:%M}"
    if offset == 0:
        return time
    if offset == 1:
        return tr_c("inside", "Tomorrow {time}", time=time)
    if offset == -1:
        return tr_c("inside", "Yesterday {time}", time=time)
    return _at(day_words(local.date(), today), local)


def _at(day: str, moment: datetime) -> str:
    return tr_c("date", "{day} {time}", day=day, time=f"{moment:%H:%M}")


def lead_words(reminder: Reminder, *, all_day: bool = False) -> str:
    """'5 min', 'at start'; for all-day events 'on the day, 09:00', '1 day before, 18:00'."""
    if not all_day:
        return duration_words(reminder.lead) if reminder.lead else tr("at start")
    days = max(0, -(-reminder.lead // DAY))
    minutes = int((days * DAY - reminder.lead).total_seconds()) // 60
    at = f"{minutes // 60:02}:{minutes % 60:02}"
    if days == 0:
        return tr("on the day, {time}", time=at)
    return tr_n("{count} day before, {time}", "{count} days before, {time}", days, time=at)


def channels_words(channels: frozenset[Channel]) -> str:
    """'desktop and e-mail'."""
    found = [channel_words(each) for each in Channel if each in channels]
    if len(found) == 2:
        return tr("{first} and {last}", first=found[0], last=found[1])
    return ", ".join(found)


def start_words(start: datetime, now: datetime, zone: ZoneInfo, *, all_day: bool = False) -> str:
    """What a reminder says about the start: 'starts in 5 min (15:00)', 'started 12 min ago'."""
    if all_day:
        return _start_day_words(start.astimezone(zone).date(), now.astimezone(zone).date())
    seconds = (start - now).total_seconds()
    shown = short_when_words(start, now, zone)
    if abs(seconds) < 30:
        return tr("starts now ({when})", when=shown)
    words = _rounded(abs(seconds))
    if seconds > 0:
        return tr("starts in {duration} ({when})", duration=words, when=shown)
    return tr("started {duration} ago ({when})", duration=words, when=shown)


def _start_day_words(day: date, today: date) -> str:
    offset = (day - today).days
    if offset == 0:
        return tr("is today, all day")
    if offset == 1:
        return tr("is tomorrow, all day")
    if offset == -1:
        return tr("started yesterday, all day")
    shown = day_words(day, today)
    if offset > 0:
        return tr("is {day}, all day", day=shown)
    return tr("started {day}, all day", day=shown)


def late_words(late: timedelta | None) -> str:
    """How late a delivery was: 'on time (+12 ms)', '2.0 s late', '3 min late'."""
    if late is None:
        return ""
    form, values = _lateness(late)
    if isinstance(seconds := values.get("seconds"), float):
        values["seconds"] = decimal(seconds)
    return tr(form, **values)


def stored_late_words(late: timedelta) -> str:
    """As `late_words`, in English, for the ledger."""
    form, values = _lateness(late)
    if isinstance(seconds := values.get("seconds"), float):
        values["seconds"] = f"{seconds:.1f}"
    return form.format(**values)


def _lateness(late: timedelta) -> tuple[str, dict[str, object]]:
    milliseconds = late.total_seconds() * 1000
    if milliseconds < 1000:
        return later("on time (+{ms} ms)"), {"ms": max(0, round(milliseconds))}
    if milliseconds < 60_000:
        return "{seconds} s late", {"seconds": milliseconds / 1000}
    form, values = _length(late)
    return _LATE[form], values
