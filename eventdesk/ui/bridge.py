"""The one way from other threads to Qt: a signal carrying a frozen change."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from eventdesk.services.ports import Change


class Bridge(QObject):
    """Carries changes to the Qt main thread: connect to `changed` there."""

    changed = Signal(object)

    def publish(self, change: Change) -> None:
        """Announce a change; may be called from any thread, returns at once."""
        self.changed.emit(change)
