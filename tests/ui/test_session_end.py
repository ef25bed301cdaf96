"""The end of the session: typed text is safe, nobody is asked, the login is ours to decide."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QSessionManager
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from eventdesk.ui.editors import Editors
from eventdesk.ui.session_end import SessionEnd
from tests.conftest import need_desktop
from tests.desktop import eventually, running_desktop
from tests.ui.dialog_kit import Kit
from tests.ui.window_kit import WindowKit

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
ROOT = Path(__file__).parents[2]


class Asked:
    """A session manager; only the desktop can make a real one."""

    hint: QSessionManager.RestartHint | None = None

    def setRestartHint(self, hint: QSessionManager.RestartHint) -> None:
        self.hint = hint

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"{name}: nothing else may be asked of the session")


def test_a_session_about_to_end_is_not_held_up(qtbot: QtBot) -> None:
    kept: list[str] = []
    session = SessionEnd.__new__(SessionEnd)
    session._keep = lambda: kept.append("typed")
    manager = Asked()
    SessionEnd.commit(session, manager)  # type: ignore[arg-type]
    assert manager.hint is QSessionManager.RestartHint.RestartNever
    assert kept == ["typed"]


def test_what_is_typed_is_on_disk_at_once_and_the_editor_stays(
    qtbot: QtBot, tmp_path: Path
) -> None:
    main, kit = WindowKit(qtbot), Kit(qtbot, tmp_path)
    editors = Editors(
        main.desk,  # type: ignore[arg-type]
        main.jobs,
        main.icons,
        kit.drafts,
        main.window,
        main.desk.preferences.current,
    )
    editors.raised.connect(kit.open)
    editors.new()
    editors.keep_typed()
    assert not kit.drafts_path.exists()
    (editor,) = editors.open_ones()
    QTest.keyClicks(editor.form.title, "Half a word")
    editors.keep_typed()
    assert "Half a word" in kit.drafts_path.read_text()
    assert editor.isVisible()
    kit.close()


PROGRAM = """
import sys
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QWidget
from eventdesk.ui.session_end import SessionEnd
from eventdesk.ui.theme import make_application

class Stays(QWidget):
    def closeEvent(self, event):
        print("asked to close"); event.ignore(); self.hide()

app = make_application()
app.setQuitOnLastWindowClosed(False)
window = Stays()
window.show()
say = lambda words: lambda: print(words)
SessionEnd(app, keep=say("kept"), end=lambda: app.exit(0), close=say("closed"), abandon=say("no"))
QTimer.singleShot(0, app.quit)
QTimer.singleShot(5000, lambda: app.exit(9))
sys.exit(app.exec())
"""


def test_a_window_that_hides_instead_of_closing_vetoes_nothing() -> None:
    """`quit()` goes the way of macOS' logout and of Windows' WM_ENDSESSION."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout.split("\n")[:-1]) == (0, ["closed"]), done.stderr


LOSES_DISPLAY = """
import ctypes, sys, time
from eventdesk.ui.session_end import SessionEnd
from eventdesk.ui.theme import make_application

app = make_application()
say = lambda words: lambda: print(words, flush=True)
SessionEnd(app, keep=say("kept"), end=say("no"), close=say("no"), abandon=say("abandoned"))
x11 = ctypes.CDLL("libX11.so.6")
x11.XOpenDisplay.restype = ctypes.c_void_p
display = x11.XOpenDisplay(None)
print("ready", flush=True)
while True:
    x11.XSync(ctypes.c_void_p(display), 0)
    time.sleep(0.02)
"""


def test_when_xlib_loses_its_server_reminders_are_put_in_order_first(tmp_path: Path) -> None:
    need_desktop()
    parts = {"window_manager": False, "notification_server": False, "tray": False}
    with running_desktop(tmp_path / "desktop", **parts) as desktop:
        program = desktop.start(sys.executable, "-c", LOSES_DISPLAY, name="program")
        eventually(lambda: "ready" in desktop.log("program"), 20, "the program")
        desktop.stop("Xvfb")
        assert program.wait(20) == 1
        told = desktop.log("program").splitlines()
        assert told == ["ready", "the X server is gone; ending", "kept", "abandoned"]


HANDED_OVER = """
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent
from eventdesk.ui.theme import make_application

app = make_application()
app.opened.connect(print)
app.sendEvent(app, QFileOpenEvent("/home/me/a b.ics"))
app.sendEvent(app, QFileOpenEvent(QUrl("eventdesk:new?title=a%20b")))
"""


def test_what_macos_hands_over_while_the_program_runs() -> None:
    done = subprocess.run(
        [sys.executable, "-c", HANDED_OVER],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.splitlines() == ["/home/me/a b.ics", "eventdesk:new?title=a%20b"]
