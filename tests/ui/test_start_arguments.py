"""What starts are given: calendar files and links. A link changes nothing by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from eventdesk.domain.event import EventDraft
from eventdesk.domain.link import NewEvent, parse_link
from eventdesk.domain.reminder import Reminder, parse_reminder
from eventdesk.ui.editor import EventEditor
from eventdesk.ui.editors import Editors
from eventdesk.ui.settings_dialog import PAGES
from eventdesk.ui.start_arguments import MOST_EDITORS, StartArguments
from eventdesk.ui.subscribe_dialog import SubscribeDialog
from tests.ui.dialog_kit import Kit, press, type_into
from tests.ui.sample_events import NOW
from tests.ui.window_kit import WindowKit

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


class Desktop:
    """A main window, editors, and what links open beside them written down."""

    settings_pages: Sequence[str] = PAGES

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.main = WindowKit(qtbot)
        self.kit = Kit(qtbot, folder)
        self.kit.desk = self.main.desk
        self.window = self.main.window
        self.opened: list[tuple[object, ...]] = []
        settings = self.main.desk.preferences.current
        self.editors = Editors(
            self.main.desk,  # type: ignore[arg-type]
            self.main.jobs,
            self.main.icons,
            self.kit.drafts,
            self.window,
            settings,
        )
        self.editors.raised.connect(self.kit.open)
        self.starts = StartArguments(
            self.main.desk,  # type: ignore[arg-type]
            self.main.jobs,
            self.window,
            self,
        )

    def take(self, *arguments: str) -> None:
        self.starts.take(arguments)
        self.main.settle()

    @property
    def words(self) -> str:
        return " ".join(self.window.messages.words)

    @property
    def editor(self) -> EventEditor:
        return self.editors.open_ones()[-1]

    # start_arguments.Opener

    def import_files(self, paths: Sequence[Path]) -> None:
        self.opened.append(("import", *paths))

    def new_event(self, wish: NewEvent) -> None:
        self.editors.open(None, wish=wish)

    def new_events_open(self) -> int:
        return len(self.editors.open_ones())

    def subscribe(self, url: str) -> QDialog:
        dialog = SubscribeDialog(
            self.main.desk,  # type: ignore[arg-type]
            self.main.jobs,
            self.main.icons,
            self.window,
            url=url,
        )
        self.kit.open(dialog)
        self.opened.append(("subscribe", dialog.url.text()))
        return dialog

    def open_ledger(self, event_id: str | None) -> None:
        self.opened.append(("ledger", event_id))

    def open_settings(self, page: str = "general") -> None:
        self.opened.append(("settings", page))


@pytest.fixture
def desktop(qtbot: QtBot, tmp_path: Path) -> Iterator[Desktop]:
    made = Desktop(qtbot, tmp_path)
    made.main.desk.book.calls.clear()
    yield made
    made.kit.close()


def writes(desktop: Desktop) -> list[str]:
    """What was asked of the services, apart from what the details show."""
    return [str(call[0]) for call in desktop.main.desk.book.calls if call[0] != "why"]


# Files


def test_files_are_imported_together_also_as_uris(desktop: Desktop, tmp_path: Path) -> None:
    first, second = tmp_path / "a.ics", tmp_path / "b c%d.ics"
    first.write_text("")
    second.write_text("")
    desktop.take(str(first), second.as_uri())
    assert desktop.opened == [("import", first, second)]
    assert desktop.words == ""


def test_what_is_not_there_is_told_and_the_rest_is_imported(
    desktop: Desktop, tmp_path: Path
) -> None:
    file, missing = tmp_path / "a.ics", tmp_path / "gone.ics"
    file.write_text("")
    desktop.take(str(file), str(missing))
    assert desktop.opened == [("import", file)]
    assert f"There is no file {missing}." in desktop.words


def test_a_folder_is_no_calendar(desktop: Desktop, tmp_path: Path) -> None:
    folder = tmp_path / "folder.ics"
    folder.mkdir()
    desktop.take(str(folder))
    assert desktop.opened == []
    assert "is a folder" in desktop.words


@pytest.mark.parametrize("uri", ["file://elsewhere/a.ics", "file:", "file://"])
def test_files_of_other_computers_are_refused(desktop: Desktop, uri: str) -> None:
    desktop.take(uri)
    assert desktop.opened == []
    assert desktop.words != ""


# Links


def test_links_that_open_something(desktop: Desktop) -> None:
    desktop.take("eventdesk:", "eventdesk:ledger", "eventdesk:settings", "eventdesk:settings/mail")
    assert desktop.opened == [("ledger", None), ("settings", "general"), ("settings", "mail")]
    assert desktop.words == ""


def test_pages_that_there_are_not(desktop: Desktop) -> None:
    desktop.take("eventdesk:settings/secrets")
    assert desktop.opened == []
    assert "no such page" in desktop.words
    assert "notifications" in desktop.words


def test_a_link_selects_an_event(desktop: Desktop) -> None:
    desktop.take("eventdesk:event/event-2")
    assert desktop.main.selected == ["Dentist"]
    assert writes(desktop) == []


def test_events_that_cannot_be_shown(desktop: Desktop) -> None:
    desktop.take("eventdesk:event/no-such-event")
    assert "Event not found" in desktop.words
    desktop.main.desk.events.delete(["event-2"])
    desktop.take("eventdesk:event/event-2")
    assert "“Dentist” was deleted." in desktop.words


def test_what_cannot_be_followed_is_told_in_the_window(desktop: Desktop) -> None:
    desktop.take("eventdesk:erase", "eventdesk:new?title=a%00b")
    assert "no such place" in desktop.words
    assert "cannot be seen" in desktop.words
    assert desktop.opened == []
    assert desktop.editors.open_ones() == []


def test_a_calendars_address_is_asked_about_one_at_a_time(desktop: Desktop) -> None:
    desktop.take("webcal://example.org/holidays.ics")
    assert desktop.opened == [("subscribe", "webcal://example.org/holidays.ics")]
    desktop.take("https://evil.example.org/feed")
    assert len(desktop.opened) == 1
    assert "Answer that first" in desktop.words
    dialog = desktop.starts._asking
    assert dialog is not None
    dialog.close()
    desktop.kit.qtbot.waitUntil(lambda: not isValid(dialog))
    desktop.take("https://example.org/feed")
    assert len(desktop.opened) == 2
    assert writes(desktop) == []


# New events


def test_the_editor_is_filled_in_and_nothing_is_saved(desktop: Desktop) -> None:
    desktop.take(
        "eventdesk:new?title=Lunch%20%26%20talk&start=2026-11-27T12:30&end=2026-11-27T14:00"
        "&location=Caf%C3%A9&url=https%3A%2F%2Fexample.org&description=Bring%0Athe%20plan"
    )
    editor = desktop.editor
    draft, problems = editor.form.draft()
    assert problems == []
    assert draft.title == "Lunch & talk"
    assert (draft.start, draft.end) == (datetime(2026, 11, 27, 12, 30), datetime(2026, 11, 27, 14))
    assert draft.time_zone == "Europe/Berlin"
    assert (draft.location, draft.url) == ("Café", "https://example.org")
    assert draft.description == "Bring\nthe plan"
    assert draft.reminders == (Reminder(),)
    assert "Nothing is saved yet" in editor.message.text()
    assert writes(desktop) == []
    editor.close()
    desktop.kit.qtbot.waitUntil(lambda: not isValid(editor))
    assert desktop.kit.drafts.left() == []
    assert writes(desktop) == []


def test_it_is_saved_when_a_person_says_so(desktop: Desktop) -> None:
    desktop.take("eventdesk:new?title=Lunch&start=2026-11-27T12:30")
    press(desktop.editor.save_button)
    desktop.main.settle()
    ((_, draft),) = [call for call in desktop.main.desk.book.calls if call[0] == "create"]
    assert isinstance(draft, EventDraft)
    assert (draft.title, draft.end) == ("Lunch", datetime(2026, 11, 27, 13, 30))


def test_a_whole_day_gets_the_reminders_of_whole_days(desktop: Desktop) -> None:
    desktop.take("eventdesk:new?title=Fair&start=2026-11-27&end=2026-11-28")
    draft, _ = desktop.editor.form.draft()
    assert draft.all_day
    assert (draft.start, draft.end) == (datetime(2026, 11, 27), datetime(2026, 11, 29))
    assert draft.reminders == (parse_reminder("0d@09:00"),)


def test_without_a_time_the_editor_proposes_one(desktop: Desktop) -> None:
    desktop.take("eventdesk:new?title=Some%20day")
    draft, problems = desktop.editor.form.draft()
    assert problems == []
    assert draft.start > NOW.replace(tzinfo=None)
    assert draft.end is not None


def test_what_is_being_typed_is_left_alone(desktop: Desktop) -> None:
    desktop.editors.new()
    typed = desktop.editor
    type_into(typed.form.title, "Mine", leave=False)
    desktop.take("eventdesk:new?title=Theirs")
    assert typed.form.title.text() == "Mine"
    assert desktop.editor.form.title.text() == "Theirs"


def test_a_page_cannot_open_hundreds(desktop: Desktop) -> None:
    desktop.take(*["eventdesk:new?title=Buy"] * 20)
    assert len(desktop.editors.open_ones()) == MOST_EDITORS
    assert "several are open already" in desktop.words


def test_all_day_times_of_a_link_need_no_zone() -> None:
    link = parse_link("eventdesk:new?start=2026-11-27")
    assert isinstance(link, NewEvent)
    assert link.all_day
