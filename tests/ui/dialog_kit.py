"""What the tests of dialogs share: a fake desk, jobs run by hand or at once, real icons."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from eventdesk.ui.draft_store import DraftFile
from eventdesk.ui.icons import Icons
from eventdesk.ui.jobs import Jobs
from tests.fakes import HeldExecutor, InlineExecutor
from tests.ui.fake_desk import FakeDesk

ICONS = Path(__file__).parents[2] / "resources" / "icons"


class Kit:
    """One fake desk with what a dialog is made from."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.desk = FakeDesk()
        self.book = self.desk.book
        self.icons = Icons(ICONS)
        self.jobs = Jobs(InlineExecutor())
        self.held = HeldExecutor()
        self.held_jobs = Jobs(self.held)
        self.drafts_path = folder / "drafts.json"
        self.drafts = DraftFile(self.drafts_path)

        self._opened: list[QWidget] = []

    def open(self, widget: QWidget) -> None:
        """Show a window, give it the keyboard, and close it after the test."""
        self._opened.append(widget)
        widget.show()
        widget.activateWindow()
        self.qtbot.waitUntil(widget.isActiveWindow)
        self.settle()

    def close(self) -> None:
        """Close what was opened; deletes at once."""
        for widget in self._opened:
            if isValid(widget):
                widget.close()
            if isValid(widget):
                widget.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        self.jobs.close()
        self.held_jobs.close()

    def calls(self, name: str) -> list[tuple[object, ...]]:
        """The calls of one service method, without the name."""
        return [call[1:] for call in self.book.calls if call[0] == name]

    def settle(self) -> None:
        """Let queued results and layouts arrive."""
        for _ in range(3):
            QTest.qWait(1)


def type_into(field: QLineEdit, text: str, *, leave: bool = True) -> None:
    """Replace the text of a field key by key, then leave it with Tab."""
    field.setFocus()
    field.selectAll()
    if text:
        QTest.keyClicks(field, text)
    else:
        QTest.keyClick(field, Qt.Key.Key_Delete)
    if leave:
        # While a list of completions is open it gets the keys, as with a real keyboard.
        QTest.keyClick(QApplication.activePopupWidget() or field, Qt.Key.Key_Tab)


def press(widget: QWidget) -> None:
    """Click the middle of a widget with the left mouse button."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
