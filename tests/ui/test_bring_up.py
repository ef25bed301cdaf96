"""Windows come to the front and go out of sight as each desktop allows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QSystemTrayIcon, QWidget
from pytestqt.qtbot import QtBot

from eventdesk.ui import bring_up as module
from eventdesk.ui import tray_notifier
from eventdesk.ui.bring_up import TOKEN, bring_up
from eventdesk.ui.hidden_start import HiddenStart
from eventdesk.ui.icons import Icons
from eventdesk.ui.minimising import keeps_minimised_windows
from eventdesk.ui.tray_health import TrayHealth
from tests.ui.dialog_kit import ICONS

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


class Shows(QObject):
    """Counts how often a window was shown by the program."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.count = 0
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Show
        return False


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    window = QWidget()
    qtbot.addWidget(window)
    return window


@pytest.mark.parametrize(
    ("placed", "in_use", "token", "again"),
    [
        (True, False, "", False),
        (False, False, "", True),
        (False, True, "", False),
        (False, False, "permission", False),
    ],
)
def test_a_window_that_may_not_be_raised_is_shown_anew(
    window: QWidget,
    monkeypatch: pytest.MonkeyPatch,
    placed: bool,
    in_use: bool,
    token: str,
    again: bool,
) -> None:
    monkeypatch.setattr(module, "windows_can_be_placed", lambda: placed)
    monkeypatch.setattr(QGuiApplication, "focusWindow", lambda: window if in_use else None)
    monkeypatch.setenv(TOKEN, token)
    window.show()
    shows = Shows(window)
    for _ in range(2):
        bring_up(window)
    assert shows.count == (1 if again else 0), "twice at once is once"
    assert window.isVisible()


def test_a_minimised_window_keeps_its_size(window: QWidget, qtbot: QtBot) -> None:
    window.setWindowState(Qt.WindowState.WindowMaximized | Qt.WindowState.WindowMinimized)
    window.show()
    bring_up(window)
    assert window.windowState() & Qt.WindowState.WindowMaximized
    assert not window.isMinimized()


@pytest.mark.parametrize(
    ("environ", "keeps"),
    [
        ({}, True),
        ({"XDG_CURRENT_DESKTOP": "GNOME"}, True),
        ({"XDG_CURRENT_DESKTOP": "KDE"}, True),
        ({"XDG_CURRENT_DESKTOP": "sway:wlroots"}, False),
        ({"XDG_CURRENT_DESKTOP": "Hyprland"}, False),
        ({"SWAYSOCK": "/run/user/1000/sway-ipc.sock"}, False),
        ({"SWAYSOCK": ""}, True),
    ],
)
def test_where_minimised_windows_go(environ: dict[str, str], keeps: bool) -> None:
    assert keeps_minimised_windows(environ) is keeps


class NoTray(QObject):
    """A desktop without a tray."""

    found = Signal()
    visible = False
    available = staticmethod(lambda: False)


def test_where_nothing_keeps_minimised_windows_a_hidden_start_stays_hidden(
    window: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "sway")
    start = HiddenStart(window, NoTray(window), window)  # type: ignore[arg-type]
    start.give_up()
    assert not window.isVisible()
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "GNOME")
    start.give_up()
    assert window.isMinimized()


@pytest.mark.parametrize(("desktop", "words"), [("sway", "hides it"), ("GNOME", "minimises it")])
def test_the_health_page_tells_what_closing_does(
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, desktop: str, words: str
) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", desktop)
    check = TrayHealth(NoTray(), Icons(ICONS)).check()  # type: ignore[arg-type]
    assert f"closing the window {words}" in check.detail


@pytest.mark.parametrize("placed", [True, False])
def test_tray_messages_have_a_picture_where_every_server_takes_it(
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, placed: bool
) -> None:
    monkeypatch.setattr(tray_notifier, "windows_can_be_placed", lambda: placed)
    shown: list[tuple[object, ...]] = []

    class Tray:
        def showMessage(self, *what: object) -> None:
            shown.append(what)

    picture = QIcon()
    tray_notifier.show_message(Tray(), "Title", "Words", picture)  # type: ignore[arg-type]
    ((title, words, icon),) = shown
    assert (title, words) == ("Title", "Words")
    assert icon is picture if placed else icon is QSystemTrayIcon.MessageIcon.Information
