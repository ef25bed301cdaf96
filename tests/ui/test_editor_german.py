"""The editor in German: it reads what it shows, and no key means two things."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from gettext import NullTranslations
from pathlib import Path

import pytest
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from eventdesk.domain.event import EventDraft
from eventdesk.domain.language import speak
from eventdesk.domain.series import Scope
from eventdesk.ui.draft_store import KeptForm
from eventdesk.ui.editor import EventEditor
from eventdesk.ui.repeat_rule import Ends, Repeat, place_words, places, repeat_words, step_words
from tests.ui.dialog_kit import Kit, press, type_into
from tests.ui.keyboard_marks import assert_told_apart, marked
from tests.ui.series_kit import SeriesKit

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support"),
    pytest.mark.usefixtures("german"),
]
FRIDAY = datetime(2026, 11, 20, 15)


@pytest.fixture
def kit(qtbot: QtBot, tmp_path: Path) -> Iterator[Kit]:
    kit = Kit(qtbot, tmp_path)
    yield kit
    kit.close()


@pytest.fixture
def editor(kit: Kit) -> EventEditor:
    editor = EventEditor(
        kit.desk,  # type: ignore[arg-type]
        kit.jobs,
        kit.icons,
        settings=kit.desk.preferences.current(),
        drafts=kit.drafts,
    )
    kit.open(editor)
    return editor


def type_text(field: QLineEdit, text: str) -> None:
    """As `type_into`, with letters that a key of the test library cannot type."""
    field.selectAll()
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(field, event)


def test_every_key_of_the_form_means_one_thing(editor: EventEditor) -> None:
    assert_told_apart(marked(editor), 19)


def test_german_words_become_an_event(kit: Kit, editor: EventEditor) -> None:
    assert editor.windowTitle() == "Neuer Termin[*]"
    parts = editor.form.when.widgets
    QTest.keyClicks(editor.form.title, "Zahnarzt")
    type_text(parts.start_date, "3. März 2027")
    type_into(parts.start_time, "15 Uhr")
    type_into(parts.length, "1,5 Std")
    press(editor.save_button)
    (draft,) = kit.calls("create")[-1]
    assert isinstance(draft, EventDraft)
    assert (draft.start, draft.end) == (datetime(2027, 3, 3, 15), datetime(2027, 3, 3, 16, 30))


def test_what_is_shown_is_read(editor: EventEditor) -> None:
    parts = editor.form.when.widgets
    type_into(parts.start_date, "20. Nov")
    parts.start_date.editingFinished.emit()
    assert parts.start_date.text() == "Fr 20. Nov 2026"
    type_into(parts.length, "2 Tage")
    parts.length.editingFinished.emit()
    assert parts.length.text() == "2 T"
    assert parts.end_date.text() == "So 22. Nov 2026"
    when, problems = editor.form.when.read()
    assert not problems
    assert when.end is not None
    assert when.end - when.start == timedelta(days=2)


def test_a_time_that_the_clocks_skip_has_a_way_out(editor: EventEditor) -> None:
    parts = editor.form.when.widgets
    type_into(parts.start_date, "28.3.2027")
    type_into(parts.start_time, "2:30")
    editor.form.when.show_problems()
    assert parts.start_message._link.text() == "03:30 nehmen"
    press(parts.start_message._link)
    assert parts.start_time.text() == "03:30"


def test_a_time_that_the_clocks_show_twice_is_asked_about(editor: EventEditor) -> None:
    parts = editor.form.when.widgets
    type_into(parts.start_date, "31.10.2027")
    type_into(parts.start_time, "2:30")
    (words, *_rest) = [each.text() for each in parts.start_fold.findChildren(QLabel)]
    assert words.startswith("Den Beginn um 02:30 gibt es zweimal")
    names = [each.accessibleName() for each in parts.start_fold.findChildren(QAbstractButton)]
    assert [each.partition(",")[0] for each in names] == [
        "Der Beginn: Das erste Mal (CEST",
        "Der Beginn: Das zweite Mal (CET",
    ]


def test_repeating_in_words() -> None:
    assert repeat_words(Repeat.WEEKLY) == "Wöchentlich"
    assert step_words(Repeat.WEEKLY, 1) == ("jede", "Woche")
    assert step_words(Repeat.MONTHLY, 2) == ("alle", "Monate")
    assert step_words(Repeat.WEEKDAYS, 1) == ("", "")
    last = FRIDAY.replace(day=30)
    assert [place_words(each, last, Repeat.MONTHLY) for each in places(last)] == [
        "am 30.",
        "am letzten Montag",
        "am letzten Tag",
    ]
    assert [place_words(each, FRIDAY, Repeat.YEARLY) for each in places(FRIDAY)] == [
        "am 20. November",
        "am dritten Freitag im November",
    ]


def test_the_repeat_field_speaks_german(editor: EventEditor) -> None:
    repeat = editor.form.repeat
    repeat.kind.setCurrentIndex(repeat.kind.findText("Wöchentlich"))
    assert [each.text() for each in repeat.step.days.buttons] == [
        "Mo",
        "Di",
        "Mi",
        "Do",
        "Fr",
        "Sa",
        "So",
    ]
    assert repeat.step.days.buttons[0].accessibleName() == "Montag"
    shown = [repeat.end.ends.itemText(each) for each in range(3)]
    assert shown == ["ohne Ende", "bis", "insgesamt"]


def test_an_occurrence_says_what_is_changed(qtbot: QtBot, tmp_path: Path) -> None:
    kit = SeriesKit(qtbot, tmp_path)
    try:
        series = kit.make()
        editor = kit.open(series, kit.nth(series, 2))
        scope = editor.form.scope
        assert scope.words() == (
            "Nur der Termin am Mo 7. Dez 2026 wird geändert. Die Serie bleibt sonst, wie sie ist."
        )
        assert scope.dots[Scope.ONE].accessibleName() == "Nur diesen Termin ändern"
        scope.dots[Scope.FOLLOWING].click()
        assert scope.words() == "Ab Mo 7. Dez 2026. Frühere Termine bleiben, wie sie sind."
    finally:
        kit.close()


def test_an_unsaved_form_means_the_same_in_another_language(editor: EventEditor) -> None:
    form = editor.form
    type_text(form.when.widgets.start_date, "5. März 2027")
    type_text(form.when.widgets.length, "2 Tage")
    form.repeat.kind.setCurrentIndex(form.repeat.kind.findData(Repeat.WEEKLY))
    form.repeat.end.ends.setCurrentIndex(form.repeat.end.ends.findData(Ends.ON))
    type_text(form.repeat.end.until, "Do 1. Apr 2027")
    form.insistence.email.put(timedelta(days=1, hours=2))
    kept = form.raw()
    speak(NullTranslations())
    form.put_raw(kept)
    assert form.when.widgets.start_date.text() == "Fri 5 Mar 2027"
    assert form.when.widgets.length.text() == "2d"
    assert form.repeat.end.until.text() == "Thu 1 Apr 2027"
    assert form.insistence.email.text.text() == "1 d 2 h"
    assert form.draft()[1] == []
    assert form.raw() == kept


def test_unsaved_forms_are_offered(kit: Kit, editor: EventEditor) -> None:
    now = kit.desk.clock.now()
    for slot, title in (("a", "x" * 50), ("b", "")):
        values = {"title": title}
        kit.drafts.keep(KeptForm(slot=slot, event_id=None, kept_at=now, values=values))
        now += timedelta(minutes=1)
    editor.offer.look()
    kit.qtbot.waitUntil(lambda: bool(editor.offer.bar.text()))
    assert editor.offer.bar.text() == "Ein Termin wurde nicht gespeichert. (noch 1)"
