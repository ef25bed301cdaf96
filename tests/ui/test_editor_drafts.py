"""Nothing typed into the editor is ever lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from eventdesk.domain.errors import StorageFailure
from eventdesk.ui.draft_store import DraftFile
from eventdesk.ui.editor import EventEditor
from tests.ui.dialog_kit import Kit, press, type_into

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def kit(qtbot: QtBot, tmp_path: Path) -> Iterator[Kit]:
    kit = Kit(qtbot, tmp_path)
    yield kit
    kit.close()


def make(kit: Kit, *, held: bool = False, event_id: str = "") -> EventEditor:
    event = kit.desk.events.get(event_id) if event_id else None
    editor = EventEditor(
        kit.desk,  # type: ignore[arg-type]
        kit.held_jobs if held else kit.jobs,
        kit.icons,
        settings=kit.desk.preferences.current(),
        drafts=kit.drafts,
        event=event,
    )
    kit.open(editor)
    return editor


def leave(kit: Kit, editor: EventEditor) -> None:
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    kit.qtbot.waitUntil(lambda: not isValid(editor))


def test_escape_keeps_what_was_typed_and_the_next_editor_offers_it(kit: Kit) -> None:
    editor = make(kit)
    QTest.keyClicks(editor.form.title, "Half an event")
    type_into(editor.form.when.widgets.start_time, "quarter past")
    press(editor.form.reminders.add)
    with kit.qtbot.waitSignal(editor.left_unsaved):
        leave(kit, editor)

    again = make(kit)
    assert again.offer.bar.text() == "You did not save “Half an event”."
    assert again.form.title.text() == ""
    press(again.offer.bar.buttons[0])
    kit.settle()
    assert again.form.title.text() == "Half an event"
    assert again.form.when.widgets.start_time.text() == "quarter past"
    assert len(again.form.reminders.rows) == 2
    assert again.offer.bar.isHidden()
    type_into(again.form.when.widgets.start_time, "17:15")
    with kit.qtbot.waitSignal(again.saved):
        again.save()
    assert make(kit).offer.bar.isHidden()


def test_nothing_is_kept_of_an_untouched_editor(kit: Kit) -> None:
    leave(kit, make(kit))
    assert make(kit).offer.bar.isHidden()
    assert kit.drafts.kept(None) == []


def test_what_was_typed_and_taken_back_is_not_kept(kit: Kit) -> None:
    editor = make(kit)
    type_into(editor.form.title, "x")
    type_into(editor.form.title, "")
    leave(kit, editor)
    assert kit.drafts.kept(None) == []


def test_a_crash_loses_nothing_that_was_typed_a_second_before(kit: Kit) -> None:
    editor = make(kit)
    QTest.keyClicks(editor.form.title, "Typed before the crash")
    kit.qtbot.waitUntil(kit.drafts_path.exists, timeout=3000)
    after_restart = DraftFile(kit.drafts_path)
    (kept,) = after_restart.kept(None)
    assert kept.values["title"] == "Typed before the crash"


def test_two_open_editors_do_not_offer_each_other(kit: Kit) -> None:
    first = make(kit)
    QTest.keyClicks(first.form.title, "In the first")
    first._keeper.keep()
    second = make(kit)
    assert second.offer.bar.isHidden()
    QTest.keyClicks(second.form.title, "In the second")
    leave(kit, first)
    leave(kit, second)
    third = make(kit)
    assert "(1 more)" in third.offer.bar.text()


def test_continuing_keeps_what_was_typed_meanwhile(kit: Kit) -> None:
    editor = make(kit)
    QTest.keyClicks(editor.form.title, "First")
    leave(kit, editor)
    editor = make(kit)
    QTest.keyClicks(editor.form.title, "Second")
    press(editor.offer.bar.buttons[0])
    kit.settle()
    assert editor.form.title.text() == "First"
    assert "Second" in editor.offer.bar.text()


def test_discarding_can_be_undone(kit: Kit) -> None:
    editor = make(kit)
    QTest.keyClicks(editor.form.title, "Not so fast")
    leave(kit, editor)
    editor = make(kit)
    press(editor.offer.bar.buttons[1])
    assert kit.drafts.kept(None) == []
    assert editor.offer.bar.text() == "Discarded."
    press(editor.offer.bar.buttons[0])
    kit.settle()
    assert "Not so fast" in editor.offer.bar.text()
    assert len(kit.drafts.kept(None)) == 1


def test_changes_of_an_event_are_offered_for_that_event_only(kit: Kit) -> None:
    editor = make(kit, event_id="event-2")
    type_into(editor.form.location, "Elsewhere")
    leave(kit, editor)
    assert make(kit).offer.bar.isHidden()
    assert make(kit, event_id="event-3").offer.bar.isHidden()
    again = make(kit, event_id="event-2")
    assert "unsaved changes" in again.offer.bar.text()
    press(again.offer.bar.buttons[0])
    kit.settle()
    assert again.form.location.text() == "Elsewhere"
    assert again.is_changed()


def test_closing_after_a_failed_save_keeps_the_event(kit: Kit) -> None:
    editor = make(kit)
    QTest.keyClicks(editor.form.title, "Unlucky")
    kit.book.fail_with = StorageFailure("The disk is full.", "Free some space.")
    editor.save()
    kit.settle()
    leave(kit, editor)
    assert "Unlucky" in make(kit).offer.bar.text()


def test_closing_while_it_is_saved_leaves_nothing_behind(kit: Kit) -> None:
    editor = make(kit, held=True)
    QTest.keyClicks(editor.form.title, "In a hurry")
    kit.held.run()
    editor.save()
    leave(kit, editor)
    assert len(kit.drafts.kept(None)) == 1  # until it is known to be stored
    kit.held.run()
    kit.settle()
    assert len(kit.calls("create")) == 1
    assert kit.drafts.kept(None) == []


def test_closing_while_a_save_fails_keeps_the_event(kit: Kit) -> None:
    editor = make(kit, held=True)
    QTest.keyClicks(editor.form.title, "In a hurry")
    kit.held.run()
    kit.book.fail_with = StorageFailure("The disk is full.", "Free some space.")
    editor.save()
    leave(kit, editor)
    kit.held.run()
    kit.settle()
    assert [each.values["title"] for each in kit.drafts.kept(None)] == ["In a hurry"]
