"""What Qt itself says and how it writes dates, in the language of EventDesk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLineEdit
from pytestqt.qtbot import QtBot

from eventdesk.ui.qt_language import speak_qt
from eventdesk.ui.window_commands import Command

ENGLISH, GERMAN = QLocale.Language.English, QLocale.Language.German


@pytest.fixture(autouse=True)
def as_before(qapp: QApplication) -> Iterator[None]:
    """Qt speaks afterwards what it spoke before."""
    locale, known = QLocale(), qapp.findChildren(QTranslator)
    yield
    for each in qapp.findChildren(QTranslator):
        if each not in known:
            qapp.removeTranslator(each)
            each.setParent(None)
    QLocale.setDefault(locale)


def on_system(
    monkeypatch: pytest.MonkeyPatch, language: QLocale.Language, territory: QLocale.Country
) -> None:
    """As a process begins on a system that is set to these."""
    system = QLocale(language, territory)
    monkeypatch.setattr(QLocale, "system", lambda: system)
    QLocale.setDefault(system)


def menu_words(qtbot: QtBot) -> list[str]:
    """The context menu of a line to type in."""
    line = QLineEdit()
    qtbot.addWidget(line)
    menu = line.createStandardContextMenu()
    qtbot.addWidget(menu)
    return [each.text().replace("&", "").partition("\t")[0] for each in menu.actions()]


def button_words(qtbot: QtBot) -> list[str]:
    """Buttons that Qt names."""
    standard = QDialogButtonBox.StandardButton
    box = QDialogButtonBox(standard.Save | standard.Cancel | standard.Close)
    qtbot.addWidget(box)
    kinds = (standard.Save, standard.Cancel, standard.Close)
    return [box.button(each).text().replace("&", "") for each in kinds]


def test_qt_speaks_german(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_system(monkeypatch, ENGLISH, QLocale.Country.Switzerland)
    speak_qt(qapp, "de")
    assert {"Rückgängig", "Kopieren", "Einfügen"} <= set(menu_words(qtbot))
    assert button_words(qtbot) == ["Speichern", "Abbrechen", "Schließen"]
    assert (QLocale().language(), QLocale().territory()) == (GERMAN, QLocale.Country.Switzerland)
    assert QLocale().dayName(1) == "Montag"


def test_shortcuts_are_named_in_german(qapp: QApplication) -> None:
    speak_qt(qapp, "de")
    assert Command("redo", "Redo", ("Ctrl+Shift+Z",)).keys_shown == "Strg+Umschalt+Z"
    assert Command("delete", "Delete", ("Del",)).keys_shown == "Entf"


def test_a_german_system_keeps_its_own_way_to_write_dates(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_system(monkeypatch, GERMAN, QLocale.Country.Austria)
    own = QLocale()
    speak_qt(qapp, "de")
    assert QLocale() == own
    assert QLocale().monthName(1) == "Jänner"


def test_qt_speaks_english_on_a_german_system(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_system(monkeypatch, GERMAN, QLocale.Country.Germany)
    speak_qt(qapp, "en")
    assert (QLocale().language(), QLocale().territory()) == (ENGLISH, QLocale.Country.Germany)
    assert QLocale().dayName(1) == "Monday"
    assert {"Undo", "Copy", "Paste"} <= set(menu_words(qtbot))
    assert button_words(qtbot) == ["Save", "Cancel", "Close"]


def test_without_qts_own_words_they_stay_english(qapp: QApplication, qtbot: QtBot) -> None:
    speak_qt(qapp, "xx")
    assert button_words(qtbot) == ["Save", "Cancel", "Close"]
