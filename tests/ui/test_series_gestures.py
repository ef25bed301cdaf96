"""Skipping, deleting and opening occurrences in the main window."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from eventdesk.domain.series import Scope
from eventdesk.services.views import AgendaRow
from tests.ui.fake_desk import FakeDesk
from tests.ui.window_kit import WindowKit

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
Key = Qt.Key


@pytest.fixture
def kit(qtbot: QtBot) -> WindowKit:
    return WindowKit(qtbot)


def select(kit: WindowKit, title: str = "Stand-up") -> AgendaRow:
    kit.select(title)
    kit.window.agenda.setFocus()
    row = kit.window.agenda.current_row()
    assert row is not None
    return row


def asked(kit: WindowKit, name: str) -> list[tuple[object, ...]]:
    desk: FakeDesk = kit.desk
    return [call[1:] for call in desk.book.calls if call[0] == name]


def menu(kit: WindowKit) -> dict[str, QAction]:
    kit.window.gestures.show_menu(QPoint(5, 5), kit.window.commands, kit.icons)
    shown = QApplication.activePopupWidget()
    assert isinstance(shown, QMenu)
    actions = {each.text(): each for each in shown.actions() if each.text()}
    shown.close()
    return actions


@pytest.mark.parametrize(
    ("steps", "scope", "words"),
    [
        (0, Scope.ONE, "Skipped “Stand-up” on "),
        (1, Scope.FOLLOWING, "Deleted “Stand-up” on "),
    ],
)
def test_a_part_of_a_series_is_deleted_by_keyboard(
    kit: WindowKit, steps: int, scope: Scope, words: str
) -> None:
    row = select(kit)
    kit.press(Key.Key_Delete)
    kit.settle()
    question = kit.window.messages.question
    assert question.words == f"Delete “Stand-up” on {row.start:%a} {row.start.day} {row.start:%b}?"
    assert asked(kit, "delete") == []
    for _ in range(steps):
        kit.press(Key.Key_Right)
    kit.press(Key.Key_Return)
    kit.settle()
    assert asked(kit, "series.delete") == [(row.event_id, row.start, scope)]
    assert kit.window.messages.words[-1].startswith(words)
    assert kit.window.agenda.isAncestorOf(kit.window.focusWidget())
    assert row.start not in {each.start for each in rows(kit, row)}
    QTest.mouseClick(kit.window.messages.undo_button, Qt.MouseButton.LeftButton)
    kit.settle()
    assert row.start in {each.start for each in rows(kit, row)}


def rows(kit: WindowKit, like: AgendaRow) -> list[AgendaRow]:
    return [each for each in kit.desk.book.rows.values() if each.event_id == like.event_id]


def test_escape_deletes_nothing(kit: WindowKit) -> None:
    select(kit)
    kit.press(Key.Key_Delete)
    kit.settle()
    kit.press(Key.Key_Escape)
    kit.settle()
    assert kit.window.messages.question.isHidden()
    assert not kit.window.messages.isVisible()
    assert kit.window.agenda.isAncestorOf(kit.window.focusWidget())
    assert asked(kit, "delete") == asked(kit, "series.delete") == []


def test_what_happens_once_is_deleted_without_a_question(kit: WindowKit) -> None:
    select(kit, "Dentist")
    kit.press(Key.Key_Delete)
    kit.settle()
    assert kit.window.messages.question.isHidden()
    assert len(asked(kit, "delete")) == 1


def test_several_among_which_some_repeat(kit: WindowKit) -> None:
    row = select(kit)
    kit.press(Key.Key_Down, "shift")
    kit.press(Key.Key_Delete)
    kit.settle()
    question = kit.window.messages.question
    assert question.words == "Delete 2 selected, some of which repeat?"
    kit.press(Key.Key_Return)
    kit.settle()
    ((chosen,),) = asked(kit, "series.delete_each")
    assert isinstance(chosen, tuple)
    assert (row.event_id, row.start) in chosen
    assert len(chosen) == 2


def test_a_row_is_opened_at_its_occurrence(kit: WindowKit) -> None:
    row = select(kit)
    kit.press(Key.Key_Return)
    single = select(kit, "Dentist")
    kit.press(Key.Key_Return)
    assert kit.wishes == [("edit", row.event_id, row.start), ("edit", single.event_id)]


def test_skip_this_one_is_in_the_menu_and_on_the_card(kit: WindowKit) -> None:
    row = select(kit)
    menu(kit)["Skip this one"].trigger()
    kit.settle()
    again = select(kit)
    assert again.start != row.start
    card = kit.window.details.page.series
    assert card.button.text() == "Skip this one"
    assert card.words.startswith("Every weekday")
    QTest.mouseClick(card.button, Qt.MouseButton.LeftButton)
    kit.settle()
    assert asked(kit, "series.delete") == [
        (row.event_id, row.start, Scope.ONE),
        (row.event_id, again.start, Scope.ONE),
    ]
    select(kit, "Dentist")
    assert "Skip this one" not in menu(kit)
    assert not card.isVisible()


def test_a_changed_one_leads_to_its_series(kit: WindowKit) -> None:
    row = select(kit, "Dentist")
    changed = replace(row, series_id="event-1")
    kit.desk.book.rows[row.key] = changed
    kit.window.agenda.model.reread()
    kit.window.details.show_row(changed, 1)
    kit.settle()
    card = kit.window.details.page.series
    assert card.words == "A changed occurrence of a series"
    QTest.mouseClick(card.button, Qt.MouseButton.LeftButton)
    assert kit.wishes == [("edit", "event-1")]
