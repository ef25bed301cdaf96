"""The application object: what the system asks of the program as a whole."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QUrl, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """`opened` carries a file or a link that the system hands over while the program runs, as
    macOS does. `on_quit`, if set, is called when the system wants the program to end."""

    opened = Signal(str)
    on_quit: Callable[[], object] | None = None

    def event(self, event: QEvent) -> bool:
        """Quit without asking the windows: one that hides to the tray instead of closing would
        keep the computer from being shut down."""
        if event.type() == QEvent.Type.Quit and self.on_quit is not None:
            event.accept()
            self.on_quit()
            return True
        if isinstance(event, QFileOpenEvent):
            encoded = event.url().toString(QUrl.ComponentFormattingOption.FullyEncoded)
            self.opened.emit(event.file() or encoded)
            return True
        return super().event(event)
