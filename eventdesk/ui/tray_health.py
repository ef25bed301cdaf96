"""What the Health page asks of the tray icon."""

from __future__ import annotations

import os

from PySide6.QtWidgets import QSystemTrayIcon

from eventdesk.domain.language import later, tr
from eventdesk.services.health import TRAY, Check
from eventdesk.ui.icons import Icons
from eventdesk.ui.minimising import keeps_minimised_windows
from eventdesk.ui.tray import Tray
from eventdesk.ui.tray_notifier import show_message

_STATE_WORDS = {
    "on": later("reminders on"),
    "due": later("reminders waiting"),
    "paused": later("paused"),
    "held": later("reminders held"),
    "problem": later("a problem"),
}


class TrayHealth:
    """Whether the tray icon can be seen and heard. Qt main thread."""

    def __init__(self, tray: Tray, icons: Icons) -> None:
        self._tray = tray
        self._icons = icons

    def check(self) -> Check:
        """Whether it can be seen."""
        if not self._tray.available():
            if keeps_minimised_windows(os.environ):
                words = tr("this desktop has no tray; closing the window minimises it")
            else:
                words = tr(
                    "this desktop has no tray; closing the window hides it, "
                    "and starting EventDesk again brings it back"
                )
            return Check(TRAY, True, words, notice=True)
        if not self._tray.icon.isVisible():
            remedy = tr("Quit EventDesk and start it again.")
            return Check(TRAY, False, tr("the icon is hidden"), remedy)
        state = tr(_STATE_WORDS[self._tray.state])
        return Check(TRAY, True, tr("the icon is shown ({state})", state=state))

    def test(self) -> Check:
        """Show a message at the icon."""
        if not self._tray.visible or not QSystemTrayIcon.supportsMessages():
            remedy = tr("Add a system tray to the desktop's panel; reminders come without it, too.")
            return Check(TRAY, False, tr("this tray shows no messages"), remedy)
        title, words = tr("EventDesk test message"), tr("The tray shows messages.")
        show_message(self._tray.icon, title, words, self._icons.app_icon())
        return Check(TRAY, True, tr("a test message was handed to the tray"))
