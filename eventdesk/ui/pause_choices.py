"""How long reminders can be paused, for the window's menu and the tray."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from eventdesk.domain.language import tr


class PauseChoice(NamedTuple):
    """One entry of a pause menu; `until` is UTC."""

    label: str
    until: datetime


def pause_choices(now: datetime, zone: ZoneInfo) -> tuple[PauseChoice, ...]:
    """30 minutes, 1 hour, 4 hours, and until midnight begins the next local day."""
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    midnight = datetime.combine(tomorrow, time(), tzinfo=zone).astimezone(UTC)
    return (
        PauseChoice(tr("For 30 minutes"), now + timedelta(minutes=30)),
        PauseChoice(tr("For 1 hour"), now + timedelta(hours=1)),
        PauseChoice(tr("For 4 hours"), now + timedelta(hours=4)),
        PauseChoice(tr("Until tomorrow"), midnight),
    )
