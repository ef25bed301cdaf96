"""Qt's own words and dates in the language of EventDesk: the menu of a text field, calendars."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator


def speak_qt(app: QCoreApplication, language: str) -> None:
    """Make Qt speak `language`, such as 'de'; the person's own way to write dates stays.

    Without Qt's catalogue, which a system's own Qt may lack, its words stay English.
    """
    own = QLocale.system()
    wanted = QLocale(language)
    if own.language() != wanted.language():
        QLocale.setDefault(QLocale(wanted.language(), own.territory()))
    if language == "en":
        return
    words = load_qt_words(app, language)
    if words is not None:
        app.installTranslator(words)


def load_qt_words(parent: QObject, language: str) -> QTranslator | None:
    """Qt's own catalogue of a language, None where there is none."""
    translator = QTranslator(parent)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    return translator if translator.load(f"qtbase_{language}", folder) else None
