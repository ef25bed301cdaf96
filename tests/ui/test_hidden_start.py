"""A start without a window waits for the tray, and never puts itself in the way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from eventdesk.ui.hidden_start import HiddenStart

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


class Desktop(QObject):
    """A tray that may be late, and a window that writes down how it was shown."""

    found = Signal()
    visible = False

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.window = window

    def begin(self) -> HiddenStart:
        return HiddenStart(self.window, self, self)  # type: ignore[arg-type]

    def bring_tray(self) -> None:
        self.visible = True
        self.found.emit()


@pytest.fixture
def desktop(qtbot: QtBot) -> Iterator[Desktop]:
    window = QWidget()
    qtbot.addWidget(window)
    yield Desktop(window)
    window.hide()


def test_a_tray_that_is_there_keeps_the_window_away(desktop: Desktop) -> None:
    desktop.visible = True
    start = desktop.begin()
    assert not start._timer.isActive()
    assert not desktop.window.isVisible()


def test_a_tray_that_comes_in_time_keeps_the_window_away(desktop: Desktop) -> None:
    start = desktop.begin()
    assert start._timer.isActive()
    desktop.bring_tray()
    assert not start._timer.isActive()
    assert not desktop.window.isVisible()


def test_without_a_tray_the_window_can_be_found(desktop: Desktop, qtbot: QtBot) -> None:
    start = desktop.begin()
    start._timer.setInterval(1)
    start._timer.start()
    qtbot.waitUntil(desktop.window.isVisible)
    assert desktop.window.isMinimized()
    assert not desktop.window.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)


def test_a_tray_that_comes_after_all_takes_the_window_away_again(desktop: Desktop) -> None:
    desktop.begin().give_up()
    assert desktop.window.isMinimized()
    desktop.bring_tray()
    assert not desktop.window.isVisible()


def test_a_window_that_a_person_brought_up_stays(desktop: Desktop) -> None:
    start = desktop.begin()
    desktop.window.show()
    start.give_up()
    assert not desktop.window.isMinimized()
    desktop.bring_tray()
    assert desktop.window.isVisible()


def test_a_minimised_window_that_a_person_restored_stays(desktop: Desktop) -> None:
    desktop.begin().give_up()
    desktop.window.showNormal()
    desktop.bring_tray()
    assert desktop.window.isVisible()
