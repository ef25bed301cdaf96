"""Notifiers that the window process itself offers: tray messages, and its own popup."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QSystemTrayIcon

from eventdesk.domain.language import later
from eventdesk.services.ports import Notice, Refused, Taken
from eventdesk.ui.popup_dock import windows_can_be_placed


def show_message(tray: QSystemTrayIcon, title: str, words: str, picture: QIcon) -> None:
    """Show a message at a tray icon. mako refuses messages with pictures as Qt sends them, and
    Qt then draws a bubble itself, which on Wayland lands anywhere: there it has a common icon."""
    if windows_can_be_placed():
        tray.showMessage(title, words, picture)
    else:
        tray.showMessage(title, words, QSystemTrayIcon.MessageIcon.Information)


class TrayNotifier(QObject):
    """A Notifier over QSystemTrayIcon.showMessage. Make it on the Qt main thread, and give it
    the icon with `use` once there is one; until then it refuses.

    `notify` may be called from any thread and returns at once; the message is shown by the
    main thread. `opened` carries the ledger ids of a message that was clicked.
    """

    opened = Signal(object)
    _asked = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icon: QSystemTrayIcon | None = None
        self._closed = False
        self._usable = False
        self._last: tuple[int, ...] = ()
        self._asked.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def use(self, icon: QSystemTrayIcon) -> None:
        """Show messages at this icon. Qt main thread."""
        self._icon = icon
        icon.messageClicked.connect(self._clicked)
        self.look()

    def look(self) -> None:
        """See whether there is a tray that shows messages. Qt main thread; call it when the
        tray comes or goes."""
        self._usable = (
            self._icon is not None
            and QSystemTrayIcon.isSystemTrayAvailable()
            and QSystemTrayIcon.supportsMessages()
            and self._icon.isVisible()
        )

    def notify(self, notice: Notice) -> Taken | Refused:
        """See Notifier."""
        if self._closed:
            return Refused(later("tray: EventDesk is closing."))
        if not self._usable:
            return Refused(later("tray: this desktop has no tray that shows messages."))
        self._asked.emit(notice)
        return Taken("tray")

    def withdraw(self, ref: str) -> None:
        """See Notifier; tray messages vanish by themselves."""

    def close(self) -> None:
        """See Notifier."""
        self._closed = True

    def _show(self, notice: Notice) -> None:
        self.look()
        if not self._closed and self._icon is not None:
            self._last = notice.ledger_ids
            show_message(self._icon, notice.title, notice.body, self._icon.icon())

    def _clicked(self) -> None:
        if self._last:
            self.opened.emit(self._last)


class PopupNotifier:
    """A Notifier that stands for the reminder popup, which lists every delivered reminder as
    soon as it is published: it takes whatever comes while the window process lives."""

    def __init__(self) -> None:
        self._closed = False

    def notify(self, notice: Notice) -> Taken | Refused:
        """See Notifier."""
        return Refused(later("popup: EventDesk is closing.")) if self._closed else Taken("popup")

    def withdraw(self, ref: str) -> None:
        """See Notifier; the popup follows the ledger."""

    def close(self) -> None:
        """See Notifier."""
        self._closed = True
