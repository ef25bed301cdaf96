"""Keys of the main window that lead to calendar files."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.window_kit import WindowKit

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def kit(qtbot: QtBot) -> WindowKit:
    return WindowKit(qtbot)


def test_export_asks_with_what_is_selected_and_listed(kit: WindowKit) -> None:
    kit.select("Dentist")
    kit.window.agenda.setFocus()
    kit.press(Qt.Key.Key_E, "ctrl")
    kit.qtbot.waitUntil(lambda: bool(kit.wishes))
    assert kit.wishes == [("export", ["event-2"], kit.window.agenda.view)]


def test_copy_hands_over_what_is_selected(kit: WindowKit) -> None:
    kit.select("Dentist")
    kit.window.agenda.setFocus()
    kit.press(Qt.Key.Key_C, "ctrl")
    kit.qtbot.waitUntil(lambda: bool(kit.wishes))
    assert kit.wishes == [("copy calendar", ["event-2"])]


def test_in_the_search_field_the_keys_mean_its_text(kit: WindowKit) -> None:
    search = kit.window.toolbar.search
    search.setFocus()
    kit.press(Qt.Key.Key_V, "ctrl")
    kit.press(Qt.Key.Key_C, "ctrl")
    assert kit.wishes == []
