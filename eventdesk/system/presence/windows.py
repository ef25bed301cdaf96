"""Presence on Windows, by its documentation: SHQueryUserNotificationState, and the system's
execution state for 'the display is needed'. Focus Assist has no documented way to be asked.
"""

from __future__ import annotations

import ctypes
import logging
import os
from collections.abc import Callable
from typing import Any

from eventdesk.domain.language import later, tr
from eventdesk.services.ports import Surroundings
from eventdesk.system.presence import Fact, PresenceReport

log = logging.getLogger(__name__)

# QUERY_USER_NOTIFICATION_STATE (shellapi.h)
BUSY, RUNNING_D3D_FULL_SCREEN, PRESENTATION_MODE, QUIET_TIME, APP = 2, 3, 4, 6, 7
SYSTEM_EXECUTION_STATE = 16  # POWER_INFORMATION_LEVEL
ES_DISPLAY_REQUIRED = 2
QUIET = later("Windows keeps notifications back (quiet time)")
PRESENTATION_SETTINGS = later("presentation settings are on")
FULL_SCREEN = later("a full-screen program keeps the screen awake")


class WindowsPresence:
    """A `DesktopPresence`. The three questions go to Windows unless a test answers them: the
    notification state, whether the display is kept on, and the foreground window's process."""

    def __init__(
        self,
        state: Callable[[], int] | None = None,
        display_required: Callable[[], bool] | None = None,
        foreground: Callable[[], int] | None = None,
    ) -> None:
        self._state = state or _notification_state
        self._display_required = display_required or _display_required
        self._foreground = foreground or _foreground_process

    def look(self) -> Surroundings:
        """How things are now."""
        return self.report().surroundings

    def report(self) -> PresenceReport:
        """The same with what cannot be told."""
        try:
            return self._found(self._state())
        except (OSError, AttributeError, ValueError) as error:
            log.debug("presence: %s", error)
            unknown = Fact(unknown=tr("Windows does not tell ({reason})", reason=error))
            return PresenceReport(unknown, unknown)

    def close(self) -> None:
        """Nothing is held."""

    def _found(self, state: int) -> PresenceReport:
        untold = Fact(unknown=tr("Windows does not tell whether its 'do not disturb' is on"))
        quiet = Fact(tr(QUIET)) if state == QUIET_TIME else untold
        return PresenceReport(quiet, Fact(self._presentation(state)))

    def _presentation(self, state: int) -> str:
        if state == PRESENTATION_MODE:
            return tr(PRESENTATION_SETTINGS)
        if state not in {BUSY, RUNNING_D3D_FULL_SCREEN, APP}:
            return ""
        if self._foreground() == os.getpid():
            return ""
        # BUSY is any full-screen window, an editor's too.
        awake = state == RUNNING_D3D_FULL_SCREEN or self._display_required()
        return tr(FULL_SCREEN) if awake else ""


def _library(name: str) -> Any:
    return ctypes.WinDLL(name)  # type: ignore[attr-defined,unused-ignore]


def _notification_state() -> int:
    state = ctypes.c_int()
    result = _library("shell32").SHQueryUserNotificationState(ctypes.byref(state))
    if result != 0:
        raise OSError(f"SHQueryUserNotificationState: 0x{result & 0xFFFFFFFF:08X}")
    return state.value


def _display_required() -> bool:
    flags = ctypes.c_ulong()
    result = _library("powrprof").CallNtPowerInformation(
        SYSTEM_EXECUTION_STATE, None, 0, ctypes.byref(flags), ctypes.sizeof(flags)
    )
    return result == 0 and bool(flags.value & ES_DISPLAY_REQUIRED)


def _foreground_process() -> int:
    user32 = _library("user32")
    user32.GetForegroundWindow.restype = ctypes.c_void_p
    process = ctypes.c_ulong()
    window = ctypes.c_void_p(user32.GetForegroundWindow())
    user32.GetWindowThreadProcessId(window, ctypes.byref(process))
    return process.value
