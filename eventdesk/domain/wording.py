"""Plain words for times, leads and states, shared by window, notifications, mails and terminal."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from eventdesk.domain.ledger import LedgerState
from eventdesk.domain.reminder import DAY, Channel, Reminder

STATE_WORDS = {
    LedgerState.CLAIMED: "being sent",
    LedgerState.DELIVERED: "delivered",
    LedgerState.RETRYING: "will try again",
    LedgerState.GAVE_UP: "gave up",
    LedgerState.MISSED: "missed",
    LedgerState.SUPPRESSED: "not sent",
    LedgerState.SNOOZED: "snoozed",
    LedgerState.ACKNOWLEDGED: "dismissed",
}
CHANNEL_WORDS = {Channel.DESKTOP: "desktop", Channel.EMAIL: "e-mail"}


BACKEND_WORDS = {
    "dbus": "desktop notification",
    "plyer": "desktop notification (plyer)",
    "tray": "tray message",
    "popup": "popup",
    "smtp": "mail server",
}


def backend_words(name: str) -> str:
    """What a back end of the ledger is called when talking to people."""
    return BACKEND_WORDS.get(name, name)


def duration_words(duration: timedelta) -> str:
    """'45 min', '1 h 30 min', '2 d', '20 s': at most two units."""
    seconds = int(duration.total_seconds())
    if seconds < 60:
        return f"{seconds} s"
    minutes = seconds // 60
    days, rest = divmod(minutes, 1440)
    hours, minutes = divmod(rest, 60)
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min"


def relative_words(instant: datetime, now: datetime) -> str:
    """'in 7 min', 'now', '12 min ago', '3 d ago'; both are aware instants."""
    gap = instant - now
    seconds = gap.total_seconds()
    if abs(seconds) < 30:
        return "now"
    words = _rounded(abs(seconds))
    return f"in {words}" if seconds > 0 else f"{words} ago"


def _rounded(seconds: float) -> str:
    minutes = max(1, int(seconds / 60 + 0.5))
    if minutes < 90:
        return f"{minutes} min"
    hours = minutes / 60
    if hours < 24:
        return f"{int(hours + 0.5)} h"
    days = int(hours / 24 + 0.5)
    return f"{days} d" if days < 700 else f"{int(days / 365.25 + 0.5)} y"


def day_words(day: date, today: date) -> str:
    """'Today', 'Tomorrow', 'Fri 27 Nov', with the year when it is another one."""
    offset = (day - today).days
    if offset in (-1, 0, 1):
        return ("Yesterday", "Today", "Tomorrow")[offset + 1]
    text = f"{day:%a} {day.day} {day:%b}"
    return text if day.year == today.year else f"{text} {day.year}"


def when_words(instant: datetime, now: datetime, zone: ZoneInfo, *, all_day: bool = False) -> str:
    """'Today 14:55', or 'Tomorrow' for all-day events, on the clocks of `zone`."""
    local = instant.astimezone(zone)
    day = day_words(local.date(), now.astimezone(zone).date())
    return day if all_day else f"{day} {local:%H:%M}"


def lead_words(reminder: Reminder, *, all_day: bool = False) -> str:
    """'5 min', 'at start'; for all-day events 'on the day, 09:00', '1 day before, 18:00'."""
    if not all_day:
        return duration_words(reminder.lead) if reminder.lead else "at start"
    days = max(0, -(-reminder.lead // DAY))
    minutes = int((days * DAY - reminder.lead).total_seconds()) // 60
    at = f"{minutes // 60:02}:{minutes % 60:02}"
    if days == 0:
        return f"on the day, {at}"
    return f"{days} day before, {at}" if days == 1 else f"{days} days before, {at}"


def channels_words(channels: frozenset[Channel]) -> str:
    """'desktop and e-mail'."""
    return " and ".join(CHANNEL_WORDS[each] for each in Channel if each in channels)


def start_words(start: datetime, now: datetime, zone: ZoneInfo, *, all_day: bool = False) -> str:
    """What a reminder says about the start: 'starts in 5 min (15:00)', 'started 12 min ago'."""
    local = start.astimezone(zone)
    if all_day:
        today = now.astimezone(zone).date()
        day = day_words(local.date(), today)
        verb = "started" if local.date() < today else "is"
        return (
            f"{verb} {day.lower() if day in ('Today', 'Tomorrow', 'Yesterday') else day}, all day"
        )
    seconds = (start - now).total_seconds()
    shown = when_words(start, now, zone).removeprefix("Today ")
    if abs(seconds) < 30:
        return f"starts now ({shown})"
    if seconds > 0:
        return f"starts in {_rounded(seconds)} ({shown})"
    return f"started {_rounded(-seconds)} ago ({shown})"


def late_words(late: timedelta | None) -> str:
    """How late a delivery was: 'on time', '12 ms late', '3 min late'."""
    if late is None:
        return ""
    milliseconds = late.total_seconds() * 1000
    if milliseconds < 1000:
        return f"on time (+{max(0, round(milliseconds))} ms)"
    if milliseconds < 60_000:
        return f"{milliseconds / 1000:.1f} s late"
    return f"{duration_words(late)} late"
