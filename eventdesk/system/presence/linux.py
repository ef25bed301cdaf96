"""Presence on Linux: the session bus, the X server, and logind, each with its own deadline."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Mapping

from eventdesk.domain.language import later, retold, tr
from eventdesk.services.ports import Surroundings
from eventdesk.system.bus import BusError, session_bus, system_bus
from eventdesk.system.presence import Fact, PresenceReport
from eventdesk.system.presence.do_not_disturb import (
    GSettings,
    do_not_disturb,
    notification_server,
)
from eventdesk.system.presence.full_screen import full_screen_elsewhere, why_unseen
from eventdesk.system.presence.idle_inhibition import screen_kept_awake
from eventdesk.system.presence.kept_bus import KeptBus
from eventdesk.system.presence.patience import Deadline, Rest

log = logging.getLogger(__name__)

SOURCE_S = 0.3
"""What each of the three sources may take: together less than a second."""
SESSION, SYSTEM, SCREEN = later("the session bus"), later("the system bus"), later("the X server")
PRESENTING = later("a full-screen program keeps the screen awake")
NOBODY_TELLS = later("no service here tells whether a program keeps the screen awake")
_NOT_ASKED = {
    SESSION: later("the session bus could not be asked: {reason}"),
    SCREEN: later("the X server could not be asked: {reason}"),
}


class LinuxPresence:
    """A `DesktopPresence`. A look takes about 2 ms, half of it at the X server; what hangs is cut
    off after SOURCE_S and then left alone for a minute."""

    def __init__(
        self,
        *,
        session: Callable[[], str] = session_bus,
        system: Callable[[], str] = system_bus,
        environ: Mapping[str, str] = os.environ,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._environ = environ
        self._rest = Rest(monotonic)
        self._session = KeptBus(SESSION, session, self._rest)
        self._system = KeptBus(SYSTEM, system, self._rest)
        self._settings = GSettings(monotonic, environ)

    def look(self) -> Surroundings:
        """How things are now; the idle inhibitors are asked only in front of a full screen."""
        quiet = _guarded(self._do_not_disturb, SESSION)
        return Surroundings(quiet.words, _guarded(self._presentation, SCREEN).words)

    def report(self) -> PresenceReport:
        """The same with what cannot be told."""
        presentation = _guarded(self._presentation, SCREEN)
        if presentation == Fact() and self._kept_awake() is None:
            presentation = Fact(unknown=tr(NOBODY_TELLS))
        return PresenceReport(_guarded(self._do_not_disturb, SESSION), presentation)

    def close(self) -> None:
        """Hang up for good."""
        self._session.close()
        self._system.close()

    def _do_not_disturb(self) -> Fact:
        deadline = Deadline(SOURCE_S)
        try:
            name, vendor, _ = notification_server(self._session.ask, deadline)
        except BusError:
            return Fact(unknown=tr("no notification server is running"))
        read, server = self._settings.read, (name, vendor)
        return do_not_disturb(self._session.ask, read, deadline, server, self._environ)

    def _presentation(self) -> Fact:
        unseen = why_unseen(self._environ)
        if unseen:
            return Fact(unknown=unseen)
        full = self._full_screen()
        if full is None:
            return Fact(unknown=tr("the window manager does not tell of full-screen windows"))
        if not full:
            return Fact()
        awake = self._kept_awake()
        if awake is None:
            return Fact(unknown=tr(NOBODY_TELLS))
        return Fact(tr(PRESENTING) if awake else "")

    def _full_screen(self) -> bool | None:
        self._rest.check(SCREEN)
        try:
            return full_screen_elsewhere(self._environ, Deadline(SOURCE_S))
        except TimeoutError:
            self._rest.begin(SCREEN)
            raise

    def _kept_awake(self) -> bool | None:
        return screen_kept_awake(self._session.ask, self._system.ask, Deadline(SOURCE_S))


def _guarded(find: Callable[[], Fact], whom: str) -> Fact:
    try:
        return find()
    except OSError as error:
        words = str(error.strerror or error)
    except Exception as error:  # noqa: BLE001 - no answer of a desktop may stop a reminder
        words = later("its answer was not understood ({kind})").format(kind=type(error).__name__)
    log.debug("%s: %s", whom, words)
    return Fact(unknown=tr(_NOT_ASKED[whom], reason=retold(words)))
