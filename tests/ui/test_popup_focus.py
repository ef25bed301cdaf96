"""On a real desktop the popup comes up beside a person who types, and takes nothing away."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.desktop import DesktopSession

pytestmark = pytest.mark.journey

TYPING = """
import sys
from PySide6.QtWidgets import QApplication, QLineEdit
app = QApplication(sys.argv)
edit = QLineEdit()
edit.setWindowTitle("Somebody types here")
edit.textChanged.connect(lambda text: print("text", text, flush=True))
edit.resize(400, 60)
edit.show()
app.exec()
"""
POPUP = """
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from eventdesk.domain.ledger import LedgerRow, LedgerState
from eventdesk.domain.reminder import Channel
from eventdesk.ui.icons import Icons
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.popup import ReminderPopup
from tests.ui.dialog_kit import ICONS
from tests.ui.fake_desk import FakeDesk

app = QApplication(sys.argv)
app.setQuitOnLastWindowClosed(False)
desk = FakeDesk()
desk.book.ledger.clear()
start = desk.clock.now() + timedelta(minutes=12)
for number in (1, 2):
    desk.book.ledger[number] = LedgerRow(
        id=number, event_id=f"event-{number}", event_title=f"Event {number}",
        occurrence_start=start, occurrence_end=start, all_day=False, lead=timedelta(minutes=15),
        channel=Channel.DESKTOP, due_at=start, state=LedgerState.DELIVERED)
popup = ReminderPopup(desk, Jobs(ThreadPoolExecutor(1)), Icons(ICONS))
popup.start()

def told():
    if popup.isVisible():
        row = popup.list.lines[0]
        spot = row.dismiss.mapToGlobal(row.dismiss.rect().center())
        print("dismiss", spot.x(), spot.y(), len(popup.list.lines), flush=True)

timer = QTimer()
timer.timeout.connect(told)
timer.start(200)
app.exec()
"""


def test_the_popup_leaves_the_keyboard_where_it_is(desktop_session: DesktopSession) -> None:
    from tests.desktop import eventually

    desktop = desktop_session
    desktop.start(sys.executable, "-c", TYPING, name="typing")
    window = desktop.window("Somebody types here")
    desktop.activate(window)
    desktop.xdotool("type", "before ")
    eventually(lambda: "text before " in desktop.log("typing"))

    desktop.start(sys.executable, "-c", POPUP, name="popup")
    eventually(lambda: "dismiss" in desktop.log("popup"), what="the popup")
    assert desktop.xdotool("getactivewindow") == window
    desktop.xdotool("type", "during ")
    eventually(lambda: "text before during " in desktop.log("typing"))

    x, y = eventually(lambda: desktop.log("popup").split())[-3:-1]
    desktop.xdotool("mousemove", x, y, "sleep", "0.5", "click", "1")
    eventually(lambda: desktop.log("popup").split()[-1] == "1", what="the press on Dismiss")
    assert desktop.xdotool("getactivewindow") == window
    desktop.xdotool("type", "after")
    eventually(lambda: "text before during after" in desktop.log("typing"))
