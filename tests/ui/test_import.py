"""Importing and exporting from the window, on a real database and with the real reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from eventdesk.domain.calendar import Calendar
from eventdesk.interchange.read import read
from eventdesk.interchange.write import write
from eventdesk.services.views import AgendaView
from eventdesk.ui.calendar_drop import pasted_calendars
from eventdesk.ui.export_dialog import ExportChoice, ExportDialog
from eventdesk.ui.import_dialog import ImportDialog
from eventdesk.ui.import_flow import ImportFlow
from eventdesk.ui.import_words import source_label, source_words
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.shell_parts import Attached
from eventdesk.ui.transfer import Transfer
from tests.desks import TestDesk, new_desk
from tests.ui.dialog_kit import Kit, press

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def event(uid: str, title: str, day: int = 27, more: str = "") -> str:
    times = f"DTSTART:202611{day}T140000Z\nDTEND:202611{day}T150000Z"
    return f"BEGIN:VEVENT\nUID:{uid}\nSUMMARY:{title}\n{times}\n{more}END:VEVENT\n"


def calendar(*events: str, name: str = "") -> str:
    head = f"X-WR-CALNAME:{name}\n" if name else ""
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}{''.join(events)}END:VCALENDAR\n"


BAD = "BEGIN:VEVENT\nUID:bad\nSUMMARY:Bad\nDTSTART:20261399\nEND:VEVENT\n"


class Office:
    """A window's transfer with all that it needs, and what it said."""

    def __init__(self, kit: Kit, desk: TestDesk, slow: Jobs, folder: Path) -> None:
        self.kit, self.desk, self.folder = kit, desk, folder
        self.window = QWidget()
        self.told: list[str] = []
        self.undo: Callable[[], object] | None = None
        attached = Attached(
            desk=desk.desk,
            doctor=None,  # type: ignore[arg-type]
            start=lambda: None,
            close=lambda: None,
            read_calendars=lambda sources, **more: read(
                sources, local_zone=desk.clock.zone(), processes=1, **more
            ),
            write_calendar=write,
        )
        self.transfer = Transfer(attached, slow, kit.icons, self.window, self._tell, self._failed)
        kit.open(self.window)

    def file(self, text: str, name: str = "work.ics") -> Path:
        path = self.folder / name
        path.write_text(text)
        return path

    def begin(self, *sources: Path | bytes) -> ImportDialog:
        self.transfer.import_sources(sources)
        return self.dialog

    @property
    def flow(self) -> ImportFlow:
        return self.transfer.flows[-1]

    @property
    def dialog(self) -> ImportDialog:
        assert self.flow.dialog is not None
        return self.flow.dialog

    def ready(self) -> ImportDialog:
        self.kit.qtbot.waitUntil(lambda: not self.dialog.bar.isVisible())
        return self.dialog

    def ended(self) -> None:
        self.kit.qtbot.waitUntil(lambda: not self.transfer.flows)

    def titles(self) -> list[str]:
        return sorted(each.title for each in self.desk.desk.events.all())

    def _tell(self, words: str, undo: Callable[[], object] | None) -> None:
        self.told.append(words)
        self.undo = undo

    def _failed(self, error: Any) -> None:
        self.told.append(f"{error.problem} {error.remedy}")


@pytest.fixture
def kit(qtbot: QtBot, tmp_path: Path) -> Iterator[Kit]:
    kit = Kit(qtbot, tmp_path)
    yield kit
    kit.close()


@pytest.fixture
def office(kit: Kit, tmp_path: Path) -> Iterator[Office]:
    desk = new_desk(tmp_path / "home")
    slow = Jobs(ThreadPoolExecutor(1))
    made = Office(kit, desk, slow, tmp_path)
    yield made
    made.transfer.close()
    slow.close()
    desk.desk.close()


def test_it_tells_what_would_come_and_then_does_it(office: Office) -> None:
    office.begin(office.file(calendar(event("a", "Dentist"), event("b", "Lunch", 28), BAD)))
    dialog = office.ready()
    assert dialog.windowTitle() == "Import work.ics"
    assert dialog.summary.text() == "2 new events"
    assert dialog.span.text() == "27 November 2026 to 28 November 2026"
    assert "Dentist" in dialog.upcoming.accessibleName()
    assert dialog.go.text() == "&Import 2"
    assert office.titles() == [], "nothing is written yet"
    press(dialog.go)
    office.ended()
    assert office.told == ["Imported 2 events from work.ics, 1 left out"]
    assert office.titles() == ["Dentist", "Lunch"]
    assert office.undo is not None
    office.undo()
    office.kit.qtbot.waitUntil(lambda: len(office.told) == 2)
    assert office.told[1] == "Took back: imported 2 events from work.ics"
    assert office.titles() == []


def test_what_is_left_out_is_told_by_line_and_can_be_copied(office: Office) -> None:
    office.begin(office.file(calendar(event("a", "Dentist"), BAD)))
    dialog = office.ready()
    problems = dialog.problems
    assert problems.line.text() == "1 left out"
    assert not problems.text.isVisible()
    press(problems.line._link)
    assert problems.text.isVisible()
    press(problems.copy)
    words = QGuiApplication.clipboard().text()
    assert words.startswith("work.ics, line 9: Its start")
    assert words.endswith("(UID bad)")


def test_into_a_new_calendar_of_its_name(office: Office) -> None:
    office.begin(office.file(calendar(event("a", "Dentist"), name="Team")))
    dialog = office.ready()
    offered = [dialog.target.itemText(index) for index in range(dialog.target.count())]
    assert offered == ["Personal", "New calendar: Team"]
    dialog.target.setCurrentIndex(1)
    office.ready()
    press(dialog.go)
    office.ended()
    (found,) = office.desk.desk.events.all()
    (team,) = [each for each in office.desk.desk.calendars.all() if each.name == "Team"]
    assert found.calendar == team.id


def test_another_calendar_is_looked_at_anew(office: Office) -> None:
    work = office.desk.desk.calendars.add(Calendar(id="", name="Work"))
    office.desk.desk.importing.run(
        read([calendar(event("a", "A")).encode()], local_zone=office.desk.clock.zone()),
        calendar=work.id,
    )
    text = calendar(event("a", "A"), event("b", "B"))
    office.begin(office.file(text))
    dialog = office.ready()
    assert "in “Work”" in dialog.summary.text()
    dialog.target.setCurrentIndex(1)
    office.kit.qtbot.waitUntil(lambda: "in “Work”" not in dialog.summary.text())


def test_what_is_here_already_is_not_offered_again(office: Office) -> None:
    path = office.file(calendar(event("a", "Dentist")))
    office.begin(path)
    press(office.ready().go)
    office.ended()
    office.begin(path)
    dialog = office.ready()
    assert dialog.message.text() == "Everything in it is here already."
    assert not dialog.go.isEnabled()
    press(dialog.cancel)
    office.ended()
    assert len(office.told) == 1, "looking and closing is nothing to tell of"


def test_a_file_that_is_no_calendar(office: Office) -> None:
    office.begin(office.file("<html>", "page.ics"))
    dialog = office.ready()
    assert dialog.message.text() == "There is nothing to import."
    assert dialog.problems.isVisible()
    assert not dialog.go.isEnabled()


def test_a_file_that_is_not_there(office: Office) -> None:
    office.begin(office.folder / "gone.ics")
    dialog = office.ready()
    assert "cannot be read" in dialog.message.text()
    assert not dialog.go.isEnabled()


def test_cancelling_while_it_writes_leaves_nothing(office: Office) -> None:
    many = calendar(*(event(str(number), f"Event {number}") for number in range(4_000)))
    office.begin(office.file(many))
    dialog = office.ready()
    importing = office.desk.desk.importing
    run, reached = importing.run, []

    def slowly(*found: Any, **more: Any) -> Any:
        report = more["progress"]

        def progress(done: int, total: int) -> None:
            report(done, total)
            reached.append(done)
            if done >= 1_000:
                # The main thread presses Cancel meanwhile.
                while not more["cancelled"]():
                    pass

        return run(*found, **(more | {"progress": progress}))

    importing.run = slowly  # type: ignore[method-assign]
    press(dialog.go)
    office.kit.qtbot.waitUntil(lambda: len(reached) >= 2)
    office.kit.qtbot.waitUntil(lambda: dialog.bar.value() >= 250)
    press(dialog.cancel)
    office.ended()
    assert office.told == ["The import was cancelled; nothing was changed"]
    assert office.titles() == []


def test_paste_takes_text(office: Office) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText(calendar(event("a", "From text")))
    office.transfer.paste()
    press(office.ready().go)
    office.ended()
    assert office.told == ["Imported 1 event from the clipboard"]
    clipboard.setText("Lunch?")
    office.transfer.paste()
    assert office.told[-1].startswith("There is no calendar in the clipboard.")


def test_copied_events_can_be_pasted_elsewhere(office: Office) -> None:
    made = office.desk.create(office.desk.clock.now(), "Copied")
    office.transfer.copy([made.id])
    office.kit.qtbot.waitUntil(lambda: bool(office.told))
    data = QGuiApplication.clipboard().text()
    assert "SUMMARY:Copied" in data
    (found,) = read([data.encode()], local_zone=office.desk.clock.zone()).events
    assert found.uid == made.uid


def test_paste_takes_files_and_data(tmp_path: Path) -> None:
    path = tmp_path / "copied.ics"
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(path)), QUrl.fromLocalFile("/a/picture.png")])
    assert pasted_calendars(files) == [path]
    data = QMimeData()
    data.setData("text/calendar", calendar().encode())
    assert pasted_calendars(data) == [calendar().encode()]
    other = QMimeData()
    other.setText("Lunch? BEGIN:VEVENT")
    assert pasted_calendars(other) == []


@pytest.mark.parametrize(
    ("choice", "titles"),
    [
        (ExportChoice.SELECTED, {"Lunch one"}),
        (ExportChoice.LISTED, {"Lunch one", "Lunch two"}),
        (ExportChoice.ALL, {"Lunch one", "Lunch two", "Other"}),
    ],
)
def test_export_of_what_is_chosen(
    office: Office, monkeypatch: pytest.MonkeyPatch, choice: ExportChoice, titles: set[str]
) -> None:
    now = office.desk.clock.now()
    one, *_others = [office.desk.create(now, each) for each in ("Lunch one", "Lunch two", "Other")]
    target = office.folder / "out.ics"
    asked: list[str] = []

    def name(_parent: QWidget, _title: str, suggested: str, _files: str) -> tuple[str, str]:
        asked.append(suggested)
        return str(target), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", name)
    office.transfer.export([one.id], AgendaView(search="lunch"))
    (dialog,) = office.window.findChildren(ExportDialog)
    dialog.choices[choice].setChecked(True)
    press(dialog.go)
    office.kit.qtbot.waitUntil(lambda: bool(office.told))
    assert asked == [f"{choice.value}-events.ics"]
    found = read([target], local_zone=office.desk.clock.zone()).events
    assert {each.draft.title for each in found} == titles
    assert office.told == [f"Exported {len(found)} event{'s' * (len(found) != 1)} to out.ics"]


# In German


@pytest.mark.usefixtures("german")
def test_what_is_stored_of_an_import_stays_english(office: Office) -> None:
    office.begin(calendar(event("a", "Dentist"), BAD).encode())
    dialog = office.ready()
    assert dialog.windowTitle() == "Import aus der Zwischenablage"
    assert dialog.summary.text() == "1 neuer Termin"
    assert dialog.go.text() == "1 &importieren"
    press(dialog.problems.line._link)
    assert dialog.problems.text.toPlainText().startswith("Eingefügt, Zeile 9: ")
    press(dialog.go)
    office.ended()
    assert office.told == ["1 Termin aus der Zwischenablage importiert, 1 ausgelassen"]
    stored = office.desk.desk.events.undo()
    assert stored == "Imported 1 event from the clipboard"


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("sources", "stored", "shown"),
    [
        ([Path("work.ics")], "work.ics", "work.ics"),
        ([Path("a.ics"), Path("b"), Path("c")], "a.ics and 2 more", "a.ics und 2 weiteren"),
        ([b""], "the clipboard", "der Zwischenablage"),
    ],
)
def test_where_an_import_comes_from(sources: list[Path | bytes], stored: str, shown: str) -> None:
    assert source_label(sources) == stored
    assert source_words(sources) == shown
