"""The notifiers that the window program adds behind those of the system."""

from __future__ import annotations

from PySide6.QtCore import QObject

from eventdesk.services.ports import Notifier
from eventdesk.ui.tray_notifier import PopupNotifier, TrayNotifier


class OwnNotifiers:
    """Tray messages, then the popup, in this order. Make it on the Qt main thread.

    Services start before the tray is there: `tray` refuses until it is given the icon.
    """

    def __init__(self, parent: QObject) -> None:
        self.tray = TrayNotifier(parent)
        self.notifiers: tuple[Notifier, ...] = (self.tray, PopupNotifier())
