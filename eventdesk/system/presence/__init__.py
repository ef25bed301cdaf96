"""Whether the desktop wants quiet now: 'do not disturb', or a presentation.

Importing this costs nothing, and nothing is connected to before the first look.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from eventdesk.domain.language import later, tr
from eventdesk.services.ports import Surroundings


@dataclass(frozen=True, slots=True)
class Fact:
    """`words` tell that it is so ('' when not); `unknown` why that cannot be told."""

    words: str = ""
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class PresenceReport:
    """What was found, with what could not be."""

    do_not_disturb: Fact
    presentation: Fact

    @property
    def surroundings(self) -> Surroundings:
        """What is known to be so."""
        return Surroundings(self.do_not_disturb.words, self.presentation.words)


class DesktopPresence(Protocol):
    """A `services.ports.Presence` that can also explain itself. Made by `desktop_presence`.

    Thread-safe. Nothing raises, and neither a look nor a report takes more than a second.
    """

    def look(self) -> Surroundings:
        """How things are now; asks only what it must."""
        ...

    def report(self) -> PresenceReport:
        """The same in full, for the Health page."""
        ...

    def close(self) -> None:
        """Release connections, for good."""
        ...


class NoPresence:
    """Knows nothing, for tests and for systems that do not tell; `why` is for the person, in
    English."""

    def __init__(self, why: str = later("this system does not tell")) -> None:
        self._why = why

    def look(self) -> Surroundings:
        """Nothing is known."""
        return Surroundings()

    def report(self) -> PresenceReport:
        """Nothing is known, and why."""
        fact = Fact(unknown=tr(self._why))
        return PresenceReport(fact, fact)

    def close(self) -> None:
        """Nothing is held."""


def desktop_presence(monotonic: Callable[[], float] = time.monotonic) -> DesktopPresence:
    """The presence of this system. `monotonic` (seconds) says how old an answer is."""
    if sys.platform == "win32":
        from eventdesk.system.presence.windows import WindowsPresence

        return WindowsPresence()
    if not sys.platform.startswith("linux"):
        return NoPresence()
    from eventdesk.system.presence.linux import LinuxPresence

    return LinuxPresence(monotonic=monotonic)
