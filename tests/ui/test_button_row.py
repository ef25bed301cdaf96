"""A row of buttons never needs more width than it has."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from eventdesk.paths import resource_folder
from eventdesk.ui.button_row import ButtonRow
from eventdesk.ui.icons import Icons

WORDS = ("Bearbeiten", "Duplizieren", "Löschen")


@pytest.fixture
def row(qtbot: QtBot) -> ButtonRow:
    icons = Icons(resource_folder() / "icons")
    made = ButtonRow([QPushButton(icons.icon("edit"), each) for each in WORDS])
    qtbot.addWidget(made)
    made.show()
    return made


def shown(row: ButtonRow) -> tuple[str, ...]:
    return tuple(each.text() for each in row.findChildren(QPushButton))


def test_all_words_where_there_is_room(row: ButtonRow) -> None:
    row.resize(600, 40)
    assert shown(row) == WORDS


def test_words_go_from_the_last_and_come_back(row: ButtonRow) -> None:
    seen = []
    for width in range(600, 110, -1):
        row.resize(width, 40)
        if not seen or seen[-1] != shown(row):
            seen.append(shown(row))
        assert sum(each.sizeHint().width() for each in row.findChildren(QPushButton)) <= width
    assert seen == [WORDS, (*WORDS[:2], ""), (WORDS[0], "", ""), ("", "", "")]
    row.resize(600, 40)
    assert shown(row) == WORDS


def test_names_stay_for_those_who_cannot_see(row: ButtonRow) -> None:
    row.resize(110, 40)
    assert [each.accessibleName() for each in row.findChildren(QPushButton)] == list(WORDS)


def test_other_words(row: ButtonRow) -> None:
    first = row.findChildren(QPushButton)[0]
    row.resize(600, 40)
    row.name(first, "Öffnen")
    assert (first.text(), first.accessibleName()) == ("Öffnen", "Öffnen")
