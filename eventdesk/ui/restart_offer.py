"""The offer to restart: another language was chosen, or the program was updated meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from eventdesk.domain.language import tr
from eventdesk.ui.icons import Icons
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.notice_bar import NoticeBar
from eventdesk.ui.theme import tokens

LOOK_EVERY_S = 120


class RestartOffer(QWidget):
    """A line in the main window, hidden while there is nothing to say. Qt main thread.

    `replaced` tells whether another version lies there now; it is asked on a worker thread.
    `restart_wanted`: the person pressed the button.
    """

    restart_wanted = Signal()

    def __init__(
        self, icons: Icons, jobs: Jobs, replaced: Callable[[], bool], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._replaced = replaced
        self._updated = self._other_language = self._put_off = False
        self.bar = NoticeBar(icons, self)
        shades = tokens(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(shades.medium, shades.small, shades.medium, shades.small)
        box.addWidget(self.bar)
        self._timer = QTimer(self, timerType=Qt.TimerType.VeryCoarseTimer)
        self._timer.setInterval(LOOK_EVERY_S * 1000)
        self._timer.timeout.connect(self.look)
        self.hide()

    def start(self) -> None:
        """Look from time to time whether the program was updated."""
        self._timer.start()

    def look(self) -> None:
        """Look now."""
        self._jobs.run(self._replaced, self._looked)

    def language_chosen(self, other: bool) -> None:
        """The settings ask for another language than is spoken, or for this one again."""
        if other is not self._other_language:
            self._other_language, self._put_off = other, False
            self._show()

    def _looked(self, replaced: bool) -> None:
        if isValid(self) and replaced and not self._updated:
            self._updated, self._put_off = True, False
            self._timer.stop()
            self._show()

    def _show(self) -> None:
        if self._updated:
            words = tr("EventDesk was updated while it ran. A restart brings the new version.")
        else:
            words = tr("EventDesk speaks the other language after a restart.")
        if self._put_off or not (self._updated or self._other_language):
            self.hide()
            return
        self.bar.say(
            words,
            (tr("Restart now"), self.restart_wanted.emit),
            (tr("Later"), self._later),
        )
        self.show()

    def _later(self) -> None:
        self._put_off = True
        self._show()
