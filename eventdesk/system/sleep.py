"""Notices at once when the computer wakes from suspend (logind's PrepareForSleep)."""

from __future__ import annotations

import logging
from collections.abc import Callable

from jeepney import HeaderFields, MatchRule, Message

from eventdesk.system.bus import BusLink, system_bus

log = logging.getLogger(__name__)

LOGIND = "org.freedesktop.login1"
MANAGER = "org.freedesktop.login1.Manager"
SIGNAL = "PrepareForSleep"


class SleepWatch:
    """Calls `on_resume` after each resume, on a thread of its own; it must return soon.

    Where there is no system bus or no logind it quietly does nothing: the alarm's heartbeat
    notices a suspend too, only later. Linux only.
    """

    def __init__(self, on_resume: Callable[[], None], *, first_backoff_s: float = 1.0) -> None:
        self._on_resume = on_resume
        rule = MatchRule(type="signal", sender=LOGIND, interface=MANAGER, member=SIGNAL)
        self._link = BusLink(
            "sleep-watch", system_bus, [rule], self._signal, first_backoff_s=first_backoff_s
        )

    def close(self) -> None:
        """Stop listening."""
        self._link.close()

    def _signal(self, message: Message) -> None:
        fields = message.header.fields
        if (fields.get(HeaderFields.interface), fields.get(HeaderFields.member)) != (
            MANAGER,
            SIGNAL,
        ):
            return
        if message.body != (False,):
            return
        log.info("the computer woke up")
        try:
            self._on_resume()
        except Exception:
            log.exception("handling the resume failed")
