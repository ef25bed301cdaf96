"""Where the card of reminders stands on a desktop that lets no program place its windows.

On Wayland a window of its own would come up wherever the desktop likes and take the keyboard
from whoever types. So there the card stands in a corner of the main window. While that is
hidden, the desktop's notification speaks alone. Only what no notification server took, and what
is left from before the program started, whose notification may be gone with the last login, gets
a window all the same, because somebody must show it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QWidget

from eventdesk.domain.ledger import LedgerRow

FLEETING = {"popup", "tray"}
"""Back ends in the ledger of reminders that nothing else shows: the card itself, and messages
of a tray, which are gone after ten seconds."""
NOTIFY_BELOW = frozenset({"kde", "lxqt"})
"""Desktops by XDG_CURRENT_DESKTOP that show notifications at the bottom right."""
_NEWS = {
    QEvent.Type.Show,
    QEvent.Type.Hide,
    QEvent.Type.Resize,
    QEvent.Type.WindowStateChange,
}


def windows_can_be_placed() -> bool:
    """False on Wayland."""
    return not QGuiApplication.platformName().startswith("wayland")


def leave_the_keyboard(card: QWidget) -> None:
    """Let a click on a button in `card` leave the keyboard where it is; Tab still gets there."""
    for button in card.findChildren(QAbstractButton):
        if button.focusPolicy() & Qt.FocusPolicy.ClickFocus:
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)


class ScreenCorner:
    """The card is a window of its own, which may stand anywhere on the screen."""

    share = 0.7
    """How much of the room's height the reminders may take."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        names = environ.get("XDG_CURRENT_DESKTOP", "").lower().split(":")
        self.top = not NOTIFY_BELOW.isdisjoint(names)
        """Whether it is the corner above: the one below belongs to the notifications."""

    def stand(self, rows: Sequence[LedgerRow]) -> bool:
        """Whether the card should be shown now: always."""
        return True

    def room(self) -> QRect:
        """What the card may cover: the main screen without its panels."""
        return QGuiApplication.primaryScreen().availableGeometry()


class PopupDock(QObject):
    """Puts `card` into `window`, above its widget `foot`. `since` (UTC) is when the program
    started. `moved` tells that the card should stand anew. Qt main thread."""

    moved = Signal()
    share = 0.45
    top = False

    def __init__(self, card: QWidget, window: QWidget, foot: QWidget, since: datetime) -> None:
        super().__init__(card)
        self._since = since
        self._card = card
        self._window = window
        self._foot = foot
        self._flags = card.windowFlags()
        window.installEventFilter(self)
        foot.installEventFilter(self)

    def stand(self, rows: Sequence[LedgerRow]) -> bool:
        """Bring the card to where it can be seen; False where it should not be shown now."""
        window = self._window
        docks = window.isVisible() and (not window.isMinimized() or window.isActiveWindow())
        if docks is not self._docked:
            if docks:
                self._card.setParent(window, Qt.WindowType.Widget)
            else:
                self._card.setParent(None, self._flags)
        if not docks and not self._card.isVisible():
            # It will get the keyboard, but no button shall, which a key typed would press.
            self._card.setFocus()
        return docks or any(map(self._is_unseen, rows))

    def room(self) -> QRect:
        """What the card may cover, in its parent's coordinates."""
        if not self._docked:
            return ScreenCorner().room()
        whole = self._window.rect()
        if self._foot.isVisible():
            whole.setBottom(self._foot.geometry().top() - 1)
        return whole

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window."""
        if event.type() in _NEWS:
            self.moved.emit()
        return super().eventFilter(watched, event)

    def _is_unseen(self, row: LedgerRow) -> bool:
        shown_at = row.delivered_at or row.away_at or row.due_at
        return row.backend in FLEETING or shown_at < self._since

    @property
    def _docked(self) -> bool:
        return self._card.parentWidget() is self._window
