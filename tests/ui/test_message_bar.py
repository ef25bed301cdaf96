"""Messages in the window: errors stay, offers go after ten seconds, nothing is said twice."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from eventdesk.domain.errors import StorageFailure
from eventdesk.ui import message_bar
from eventdesk.ui.icons import Icons
from eventdesk.ui.message_bar import MessageBar
from tests.ui.window_kit import ICONS

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def bar(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> MessageBar:
    """A bar on which seconds are milliseconds, away from the mouse."""
    monkeypatch.setattr(message_bar, "UNDO_FOR", 100)
    monkeypatch.setattr(message_bar, "NOTE_FOR", 50)
    made = MessageBar(Icons(ICONS))
    qtbot.addWidget(made)
    made.setGeometry(400, 400, 300, 60)
    return made


def crosses(bar: MessageBar) -> list[QToolButton]:
    return [each for each in bar.findChildren(QToolButton) if not each.parentWidget().isHidden()]


def test_it_is_hidden_while_there_is_nothing_to_say(bar: MessageBar) -> None:
    assert bar.isHidden()
    assert bar.words == []


def test_an_offer_goes_away_by_itself(bar: MessageBar, qtbot: QtBot) -> None:
    bar.offer("Deleted “Yoga”", lambda: None)
    assert bar.words == ["Deleted “Yoga”"]
    qtbot.waitUntil(bar.isHidden, timeout=2000)


def test_an_offer_waits_while_the_mouse_is_there(bar: MessageBar, qtbot: QtBot) -> None:
    bar.offer("Deleted “Yoga”", lambda: None)
    point = QPointF(1, 1)
    bar.enterEvent(QEnterEvent(point, point, point))
    qtbot.wait(200)
    assert not bar.isHidden()
    bar.leaveEvent(QEvent(QEvent.Type.Leave))
    qtbot.waitUntil(bar.isHidden, timeout=2000)


def test_offers_are_taken_back_latest_first(bar: MessageBar) -> None:
    taken: list[str] = []
    for name in "abc":
        bar.offer(name, lambda name=name: taken.append(name))
    assert bar.words == ["c   (and 2 before)"]
    for _ in range(3):
        QTest.mouseClick(bar.undo_button, Qt.MouseButton.LeftButton)
    assert taken == ["c", "b", "a"]
    assert bar.isHidden()


def test_what_is_no_step_has_a_line_of_its_own(bar: MessageBar, qtbot: QtBot) -> None:
    taken: list[str] = []
    bar.offer("What you typed is kept.", lambda: taken.append("typed"), "Continue")
    bar.offer("Deleted “Yoga”", lambda: taken.append("undo"))
    assert bar.words == ["What you typed is kept.", "Deleted “Yoga”"]
    QTest.mouseClick(bar.undo_button, Qt.MouseButton.LeftButton)
    assert bar.words == ["What you typed is kept."]
    button = next(each for each in bar.findChildren(QPushButton) if each.text() == "Continue")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert taken == ["undo", "typed"]
    assert bar.isHidden()
    bar.offer("What you typed is kept.", lambda: None, "Continue")
    qtbot.waitUntil(bar.isHidden, timeout=2000)


def test_an_offer_made_while_one_is_taken_back_stays(bar: MessageBar) -> None:
    bar.offer("first", lambda: bar.offer("second", lambda: None, "Redo"))
    QTest.mouseClick(bar.undo_button, Qt.MouseButton.LeftButton)
    assert bar.words == ["second"]
    assert bar.undo_button.text() == "Redo"


def test_a_note_has_no_button_and_goes(bar: MessageBar, qtbot: QtBot) -> None:
    bar.offer("old", lambda: None)
    bar.note("Details copied.")
    assert bar.words == ["Details copied."]
    assert bar.undo_button.isHidden()
    qtbot.waitUntil(bar.isHidden, timeout=2000)


def test_an_error_stays_until_it_is_closed(bar: MessageBar, qtbot: QtBot) -> None:
    bar.error(StorageFailure("The disk is full.", "Make room."))
    bar.note("Something else")
    qtbot.wait(200)
    assert bar.words == ["The disk is full. Make room."]
    QTest.mouseClick(crosses(bar)[0], Qt.MouseButton.LeftButton)
    assert bar.isHidden()


def test_the_same_error_is_said_once_and_many_do_not_pile_up(bar: MessageBar) -> None:
    for _ in range(5):
        bar.error(StorageFailure("Locked."))
    assert bar.words == ["Locked."]
    for number in range(5):
        bar.error(StorageFailure(f"Problem {number}."))
    assert bar.words == ["Problem 2.", "Problem 3.", "Problem 4."]


def test_an_error_may_offer_to_try_again(bar: MessageBar) -> None:
    tried: list[str] = []
    bar.error(StorageFailure("Locked."), lambda: tried.append("again"))
    button = next(each for each in bar.findChildren(QPushButton) if each.text() == "Try again")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert tried == ["again"]
    assert bar.isHidden()
