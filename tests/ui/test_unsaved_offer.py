"""The window tells that what was typed is kept, and 'Continue' goes on with just that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from eventdesk.domain.event import Event
from eventdesk.ui.draft_store import DraftFile, KeptForm
from eventdesk.ui.editor import EventEditor
from eventdesk.ui.unsaved_offer import UnsavedOffer
from tests.ui.dialog_kit import Kit, press, type_into
from tests.ui.window_kit import WindowKit

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
KEPT = "What you typed is kept."
AT_START = "An event you were typing was kept."


class Desktop:
    """A main window with editors and the offer between them."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.kit = Kit(qtbot, folder)
        self.main = WindowKit(qtbot)
        self.window = self.main.window
        self.editors: list[EventEditor] = []
        self.offer = self.begin()

    def begin(self) -> UnsavedOffer:
        """As after a start: what is kept is read anew."""
        self.kit.drafts = DraftFile(self.kit.drafts_path)
        desk = self.kit.desk
        return UnsavedOffer(
            desk,  # type: ignore[arg-type]
            self.kit.drafts,
            self.kit.jobs,
            self.window,
            self.edit,
            self.bring_up,
            self.window,
        )

    def edit(self, event: Event | None, kept: KeptForm | None = None) -> EventEditor:
        editor = EventEditor(
            self.kit.desk,  # type: ignore[arg-type]
            self.kit.jobs,
            self.kit.icons,
            settings=self.kit.desk.preferences.current(),
            drafts=self.kit.drafts,
            event=event,
            kept=kept,
        )
        event_id = editor.event_id
        editor.left_unsaved.connect(lambda: self.offer.left(event_id))
        self.editors.append(editor)
        self.kit.open(editor)
        return editor

    def bring_up(self, event_id: str | None) -> bool:
        return any(isValid(each) and each.event_id == event_id for each in self.editors)

    def leave(self) -> None:
        editor = self.editors[-1]
        editor.close()
        self.kit.qtbot.waitUntil(lambda: not isValid(editor))

    def press_continue(self) -> None:
        """Press 'Continue' in the message bar."""
        press(self.window.messages._aside.button)
        self.kit.settle()


@pytest.fixture
def desktop(qtbot: QtBot, tmp_path: Path) -> Iterator[Desktop]:
    desktop = Desktop(qtbot, tmp_path)
    yield desktop
    desktop.kit.close()


def test_a_new_event_goes_on_as_it_was_typed(desktop: Desktop) -> None:
    editor = desktop.edit(None)
    QTest.keyClicks(editor.form.title, "Half an event")
    desktop.leave()
    assert desktop.window.messages.words == [KEPT]
    desktop.press_continue()
    again = desktop.editors[-1]
    assert again.form.title.text() == "Half an event"
    assert again.offer.bar.isHidden()
    assert again.isWindowModified()
    desktop.kit.qtbot.waitUntil(lambda: not again.save() and not isValid(again))
    assert desktop.kit.drafts.left() == []


def test_an_edited_event_goes_on_in_its_own_editor(desktop: Desktop) -> None:
    editor = desktop.edit(desktop.kit.desk.events.get("event-2"))
    type_into(editor.form.location, "Elsewhere")
    desktop.leave()
    desktop.press_continue()
    again = desktop.editors[-1]
    assert again.event_id == "event-2"
    assert again.form.location.text() == "Elsewhere"
    assert again.offer.bar.isHidden()


def test_an_editor_that_is_open_again_only_comes_up(desktop: Desktop) -> None:
    QTest.keyClicks(desktop.edit(None).form.title, "Half")
    desktop.leave()
    desktop.edit(None)
    desktop.press_continue()
    assert len(desktop.editors) == 2


def test_the_next_start_tells_once(desktop: Desktop) -> None:
    desktop.offer.start()
    desktop.kit.settle()
    assert desktop.window.messages.words == []
    editor = desktop.edit(desktop.kit.desk.events.get("event-2"))
    type_into(editor.form.location, "Elsewhere")
    desktop.leave()
    desktop.window.messages._aside.cross.click()

    desktop.window.setProperty("unsaved_offered", False)
    desktop.offer = desktop.begin()
    desktop.window.hide()
    desktop.offer.start()
    desktop.kit.settle()
    assert desktop.window.messages.words == []
    desktop.window.show()
    desktop.kit.settle()
    assert desktop.window.messages.words == [AT_START]
    desktop.press_continue()
    assert desktop.editors[-1].form.location.text() == "Elsewhere"

    desktop.leave()
    desktop.window.messages._aside.cross.click()
    desktop.begin().start()
    desktop.kit.settle()
    assert desktop.window.messages.words == []


def test_what_was_typed_outlives_its_event(desktop: Desktop) -> None:
    editor = desktop.edit(desktop.kit.desk.events.get("event-2"))
    type_into(editor.form.location, "Elsewhere")
    desktop.leave()
    del desktop.kit.book.events["event-2"]
    desktop.press_continue()
    again = desktop.editors[-1]
    assert again.event_id is None
    assert (again.form.title.text(), again.form.location.text()) == ("Dentist", "Elsewhere")
    desktop.leave()
    assert [each.event_id for each in desktop.kit.drafts.left()] == [None]
