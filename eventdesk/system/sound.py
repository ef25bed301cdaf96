"""The sound of a reminder. Why there is none is told in English: the ledger keeps it."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from eventdesk.domain.language import later, retold

log = logging.getLogger(__name__)
SOUND = Path("sounds") / "reminder.wav"
ONE_S = 2.0
"""Reminders that come within this time make one sound."""
PATIENCE_S = 1.5
"""How long a device may take to begin, or to fail, before it counts as hanging."""

_REMEDIES = {
    "win32": later("Plug one in, or choose one in the system's settings under Sound."),
    "darwin": later("Plug one in, or choose one in the system's settings under Sound."),
    "linux": later("Plug one in, or start the desktop's sound service (PipeWire or PulseAudio)."),
}
_WAKE_UP = {
    "win32": later("Restart the service 'Windows Audio'."),
    "darwin": later("Restart the computer."),
    "linux": later(
        "Restart the sound service (systemctl --user restart pipewire), or log out and in."
    ),
}
_IN_ONE = (
    later("No sound device was found. {remedy}"),
    later("No sound can be played now ({reason}). {remedy}"),
    later("The sound system does not answer. {remedy}"),
    later("The sound cannot be played ({reason}). {remedy}"),
    later("The sound library cannot be loaded ({reason}). {remedy}"),
    later("The sound {file} cannot be read ({reason}). {remedy}"),
)
"""What `play` answers, for whoever retells it: problem and remedy are texts by themselves."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Why nothing can be heard, and what to do about it; two sentences."""

    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.problem} {self.remedy}"


class ReminderSound:
    """A Sounder that plays one file. Thread-safe; needs no closing.

    Each sound is played on a thread of its own, at most one at a time, so that a device
    which hangs holds the caller up for PATIENCE_S once and never again while it hangs.
    `monotonic` gives seconds that never jump.
    """

    def __init__(self, file: Path, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._file = file
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._last: _Playing | None = None

    def play(self) -> str:
        """Begin to play and return within PATIENCE_S; '' or why nothing can be heard.

        Within ONE_S after another, or while that is still heard, it is the same sound.
        """
        with self._lock:
            now, last = self._monotonic(), self._last
            if last is None or not (last.running or 0 <= now - last.at < ONE_S):
                last = self._last = _Playing(self._file, now)
                silence = last.begin()
                if silence:
                    log.warning("no sound: %s", silence)
            else:
                silence = last.outcome(0)
        return str(silence or "")


def reminder_sound(resources: Path) -> ReminderSound:
    """The Sounder with the sound that EventDesk ships; loads nothing yet."""
    return ReminderSound(resources / SOUND)


def sound_problem(resources: Path) -> Silence | None:
    """Why no sound could be heard now, if so, in the chosen language.

    Makes none; takes at most PATIENCE_S.
    """
    found = _Playing(resources / SOUND, 0.0, aloud=False).begin()
    return found and Silence(retold(found.problem), retold(found.remedy))


class _Playing:
    """One sound on its way, begun at `at` (monotonic seconds)."""

    def __init__(self, file: Path, at: float, *, aloud: bool = True) -> None:
        self.at = at
        self._file = file
        self._aloud = aloud
        self._decided = threading.Event()
        self._silence: Silence | None = None
        self._thread = threading.Thread(target=self._run, name="sound", daemon=True)

    @property
    def running(self) -> bool:
        """True while it is heard, or hangs."""
        return self._thread.is_alive()

    def begin(self) -> Silence | None:
        """Start; the outcome."""
        try:
            self._thread.start()
        except RuntimeError as error:  # no more threads, or the program ends
            problem = later("No sound can be played now ({reason}).").format(reason=error)
            return Silence(problem, later("Start EventDesk anew."))
        return self.outcome(PATIENCE_S)

    def outcome(self, wait_s: float) -> Silence | None:
        """None once it is heard, or why it cannot be; waits so long for the device."""
        if self._decided.wait(wait_s):
            return self._silence
        return Silence(later("The sound system does not answer."), _for_platform(_WAKE_UP))

    def _run(self) -> None:
        try:
            self._silence = self._play()
        except Exception as error:
            log.exception("playing a sound failed")
            reason = f"{type(error).__name__}: {error}"
            problem = later("The sound cannot be played ({reason}).").format(reason=reason)
            self._silence = Silence(problem, later("Save diagnostics and report it."))
        self._decided.set()

    def _play(self) -> Silence | None:
        try:
            from eventdesk.system import sound_device
        except (ImportError, OSError) as error:
            problem = later("The sound library cannot be loaded ({reason}).").format(reason=error)
            return Silence(problem, later("Install it: pip install miniaudio."))
        try:
            recording = sound_device.Recording(self._file)
        except sound_device.Unreadable as error:
            problem = later("The sound {file} cannot be read ({reason}).")
            return Silence(
                problem.format(file=self._file, reason=error), later("Install EventDesk anew.")
            )
        try:
            if self._aloud:
                sound_device.play(recording, self._decided.set)
            else:
                sound_device.probe()
        except sound_device.NoDevice as error:
            log.info("no sound device: %s", error)
            return Silence(later("No sound device was found."), _for_platform(_REMEDIES))
        return None


def _for_platform(words: dict[str, str]) -> str:
    remedy = words.get(sys.platform, words["linux"])
    return later("{remedy} Or switch the sound of reminders off.").format(remedy=remedy)
