"""Where no program can place windows (Wayland) the card stands in the main window, and takes the
keyboard from nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from eventdesk.domain.ledger import LedgerRow, LedgerState
from eventdesk.domain.reminder import Channel
from eventdesk.services.ports import RemindersDelivered
from eventdesk.ui import mouse_calm, popup_dock
from eventdesk.ui import popup as popup_module
from eventdesk.ui.popup import ReminderPopup
from tests.ui.dialog_kit import Kit, press

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def kit(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kit]:
    monkeypatch.setattr(mouse_calm, "GUARD_MS", 0)
    for module in (popup_module, popup_dock):
        monkeypatch.setattr(module, "windows_can_be_placed", lambda: False)
    kit = Kit(qtbot, tmp_path)
    kit.book.ledger.clear()
    yield kit
    kit.close()


@pytest.fixture
def window(kit: Kit) -> QWidget:
    window = QWidget()
    column = QVBoxLayout(window)
    column.addWidget(QLineEdit(window))
    column.addStretch(1)
    column.addWidget(QLabel("status", window, objectName="status"))
    window.resize(800, 600)
    kit.open(window)
    return window


@pytest.fixture
def popup(kit: Kit, window: QWidget) -> Iterator[ReminderPopup]:
    popup = ReminderPopup(kit.desk, kit.jobs, kit.icons)  # type: ignore[arg-type]
    foot = window.findChild(QLabel, "status")
    assert isinstance(foot, QLabel)
    popup.dock_in(window, foot)
    kit.book.publish = popup.handle
    yield popup
    kit.book.publish = lambda change: None
    popup.close()
    popup.deleteLater()


def deliver(
    kit: Kit, popup: ReminderPopup, *, backend: str = "dbus", number: int = 1, ago: int = 0
) -> None:
    now = kit.desk.clock.now()
    start = now + timedelta(minutes=12)
    kit.book.ledger[number] = LedgerRow(
        id=number,
        event_id=f"event-{number}",
        event_title=f"Event {number}",
        occurrence_start=start,
        occurrence_end=start,
        all_day=False,
        lead=timedelta(minutes=15),
        channel=Channel.DESKTOP,
        due_at=now - timedelta(minutes=ago),
        delivered_at=now - timedelta(minutes=ago),
        state=LedgerState.DELIVERED,
        backend=backend,
    )
    popup.handle(RemindersDelivered((number,)))
    kit.settle()


def test_the_card_stands_in_the_corner_of_the_window(
    kit: Kit, popup: ReminderPopup, window: QWidget
) -> None:
    deliver(kit, popup)
    foot = window.findChild(QLabel, "status")
    assert isinstance(foot, QLabel)
    assert popup.isVisible()
    assert popup.parentWidget() is window
    assert not popup.isWindow()
    card = popup.geometry()
    assert window.rect().contains(card)
    assert card.bottom() < foot.geometry().top()
    assert window.rect().right() - card.right() < 30
    assert window.isActiveWindow()


@pytest.mark.parametrize(
    ("desktop", "top"), [("KDE", True), ("LXQt", True), ("XFCE", False), ("", False)]
)
def test_a_card_of_its_own_leaves_the_corner_of_the_notifications_to_them(
    kit: Kit, monkeypatch: pytest.MonkeyPatch, desktop: str, top: bool
) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", desktop)
    popup = ReminderPopup(kit.desk, kit.jobs, kit.icons)  # type: ignore[arg-type]
    deliver(kit, popup)
    screen = popup.screen().availableGeometry()
    assert screen.contains(popup.geometry())
    assert (popup.y() - screen.top() < 30) is top
    assert (screen.bottom() - popup.geometry().bottom() < 30) is not top
    popup.close()
    popup.deleteLater()


def test_it_follows_the_window(kit: Kit, popup: ReminderPopup, window: QWidget) -> None:
    deliver(kit, popup)
    window.resize(500, 400)
    kit.qtbot.waitUntil(lambda: window.rect().contains(popup.geometry()))
    assert window.rect().right() - popup.geometry().right() < 30


def test_while_the_window_is_hidden_the_notification_speaks_alone(
    kit: Kit, popup: ReminderPopup, window: QWidget
) -> None:
    window.hide()
    deliver(kit, popup)
    assert not popup.isVisible()
    window.show()
    kit.qtbot.waitUntil(lambda: popup.isVisible() and popup.parentWidget() is window)
    window.hide()
    kit.settle()
    assert not popup.isVisible()


@pytest.mark.parametrize("backend", ["popup", "tray"])
def test_what_nothing_else_shows_gets_a_window_whose_buttons_no_typed_key_presses(
    kit: Kit, popup: ReminderPopup, window: QWidget, backend: str
) -> None:
    window.hide()
    deliver(kit, popup, backend=backend)
    assert popup.isVisible()
    assert popup.isWindow()
    kit.qtbot.waitUntil(popup.isActiveWindow)  # as sway and GNOME do
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_D):
        QTest.keyClick(popup.focusWidget() or popup, key)
    kit.settle()
    assert kit.book.ledger[1].state is LedgerState.DELIVERED
    window.show()
    kit.qtbot.waitUntil(lambda: popup.isVisible() and not popup.isWindow())
    window.hide()
    kit.qtbot.waitUntil(lambda: popup.isVisible() and popup.isWindow())


def test_what_is_left_from_before_gets_a_window_too(
    kit: Kit, popup: ReminderPopup, window: QWidget
) -> None:
    window.hide()
    deliver(kit, popup, ago=1)
    assert popup.isVisible()
    assert popup.isWindow()


def test_answering_it_leaves_the_keyboard_where_it_was(
    kit: Kit, popup: ReminderPopup, window: QWidget
) -> None:
    deliver(kit, popup)
    before = window.focusWidget()
    assert isinstance(before, QLineEdit)
    press(popup.list.lines[0].dismiss)
    kit.settle()
    assert not popup.isVisible()
    assert window.focusWidget() is before
    deliver(kit, popup, number=2)
    assert popup.isVisible()


def test_a_busy_mouse_is_noticed_over_the_card(
    kit: Kit, popup: ReminderPopup, window: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(kit, popup)
    spot = popup.mapToGlobal(popup.rect().center())
    monkeypatch.setattr(mouse_calm.QCursor, "pos", lambda: spot)
    popup._calm.wait_from_now()
    assert popup._calm.busy()
    outside = window.mapToGlobal(window.rect().topLeft())
    monkeypatch.setattr(mouse_calm.QCursor, "pos", lambda: outside)
    assert not popup._calm.busy()
