"""The window comes up first, and then what a start asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from eventdesk.ui.coming_up import ComingUp
from eventdesk.ui.jobs import Jobs
from tests.fakes import InlineExecutor

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


class Kit:
    def __init__(self, qtbot: QtBot) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.asked: list[tuple[int, str]] = []
        self.done: list[str] = []
        self.jobs = Jobs(InlineExecutor())
        self.front = ComingUp(self.window, self.jobs, lambda *what: self.asked.append(what))


@pytest.fixture
def kit(qtbot: QtBot) -> Iterator[Kit]:
    made = Kit(qtbot)
    yield made
    made.jobs.close()


def test_a_hidden_or_minimised_window_comes_up(kit: Kit, qtbot: QtBot) -> None:
    kit.front.come()
    qtbot.waitUntil(kit.window.isActiveWindow)
    kit.window.showMinimized()
    kit.front.come()
    assert not kit.window.isMinimized()
    assert kit.asked == []


def test_what_was_asked_for_waits_for_the_window(kit: Kit, qtbot: QtBot) -> None:
    kit.front.then(lambda: kit.done.append("dialog"))
    assert kit.done == []
    kit.front.come()
    qtbot.waitUntil(lambda: kit.done == ["dialog"])
    assert kit.window.isActiveWindow()
    kit.front.then(lambda: kit.done.append("at once"))
    assert kit.done == ["dialog", "at once"]


def test_a_desktop_that_does_not_let_it_come_holds_nothing_up(kit: Kit, qtbot: QtBot) -> None:
    kit.front.then(lambda: kit.done.append("dialog"))
    qtbot.waitUntil(lambda: kit.done == ["dialog"])
    assert not kit.window.isVisible()


def test_the_desktops_permission_is_used_where_there_is_one(
    kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QGuiApplication, "platformName", staticmethod(lambda: "xcb"))
    kit.front.come("menu_TIME7")
    assert kit.asked == [(int(kit.window.winId()), "menu_TIME7")]
    monkeypatch.setattr(QGuiApplication, "platformName", staticmethod(lambda: "wayland"))
    monkeypatch.delenv("XDG_ACTIVATION_TOKEN", raising=False)
    kit.front.come("abc")
    assert os.environ.pop("XDG_ACTIVATION_TOKEN") == "abc"
    assert len(kit.asked) == 1
