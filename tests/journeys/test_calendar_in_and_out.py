"""A calendar of another program goes into the window, is worked with, and comes out again."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
import recurring_ical_events

from tests.desktop import DesktopSession, eventually
from tests.journeys.program import EDITOR, ZONE, Program

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]
WEEKS = 8
DAY = timedelta(days=1)
CALENDAR_NAME = "Choir and family"
PREVIEW = r"^Import choir\.ics$"
TITLE, NEW_TITLE, MOVED_TITLE = "Choir", "Choir with the orchestra", "Choir, in the church"
Meaning = tuple[datetime | date, datetime | date, str, str, tuple[tuple[str, timedelta], ...]]

# As Google Calendar and Thunderbird write it.
CALENDAR = r"""BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:PUBLISH
X-WR-CALNAME:Choir and family
X-WR-TIMEZONE:Europe/Berlin
BEGIN:VTIMEZONE
TZID:Europe/Berlin
X-LIC-LOCATION:Europe/Berlin
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
DTSTART;TZID=Europe/Berlin:{first}T193000
DTEND;TZID=Europe/Berlin:{first}T213000
RRULE:FREQ=WEEKLY;WKST=MO;BYDAY={weekday}
EXDATE;TZID=Europe/Berlin:{left_out}T193000
DTSTAMP:20250105T101112Z
UID:5k0h3v7c1q@google.com
CREATED:20250105T101000Z
DESCRIPTION:Bring the green folder\, please.\n\nSee also <a href="https://cho
 ir.example.org/plan">the plan</a>\; doors open half an hour earlier.
LAST-MODIFIED:20250105T101100Z
LOCATION:Music school\, Goethestraße 12
SEQUENCE:1
STATUS:CONFIRMED
SUMMARY:Choir
TRANSP:OPAQUE
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:This is an event reminder
TRIGGER:-P0DT0H15M0S
END:VALARM
BEGIN:VALARM
ACTION:EMAIL
SUMMARY:Alarm notification
DESCRIPTION:This is an event reminder
ATTENDEE:mailto:me@example.org
TRIGGER:-P0DT0H10M0S
END:VALARM
END:VEVENT
BEGIN:VEVENT
DTSTART;TZID=Europe/Berlin:{moved_to}T180000
DTEND;TZID=Europe/Berlin:{moved_to}T203000
DTSTAMP:20250105T101112Z
UID:5k0h3v7c1q@google.com
RECURRENCE-ID;TZID=Europe/Berlin:{moved_from}T193000
CREATED:20250105T101000Z
LAST-MODIFIED:20250105T101100Z
LOCATION:St. Mary
SEQUENCE:2
STATUS:CONFIRMED
SUMMARY:Choir\, in the church
TRANSP:OPAQUE
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:This is an event reminder
TRIGGER:-P0DT1H0M0S
END:VALARM
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:{trip}
DTEND;VALUE=DATE:{trip_over}
DTSTAMP:20250105T101112Z
UID:b2f0d1c4-6a53-4a0e-9d5e-0b9f6b1f7a11
X-MOZ-GENERATION:2
SUMMARY:Trip to the sea
TRANSP:TRANSPARENT
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER;VALUE=DURATION:-PT6H
DESCRIPTION:Mozilla Standardbeschreibung
END:VALARM
END:VEVENT
BEGIN:VEVENT
DTSTART:{dentist}T083000Z
DTEND:{dentist}T090000Z
DTSTAMP:20250105T101112Z
UID:77aa01@google.com
SUMMARY:Dentist
END:VEVENT
END:VCALENDAR
"""

# What a file manager does: a drag that offers the file as text/uri-list.
FILE_MANAGER = """
import sys
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QApplication, QLabel

class File(QLabel):
    def mousePressEvent(self, event):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(sys.argv[1])])
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.exec(Qt.DropAction.CopyAction)

app = QApplication([])
file = File("choir.ics")
file.setWindowTitle("Files")
file.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
file.resize(160, 60)
file.show()
app.exec()
"""

CLIPBOARD = """
from PySide6.QtGui import QGuiApplication
print(QGuiApplication([]).clipboard().text())
"""


def calendar_text(today: date) -> str:
    """The calendar of somebody who sings once a week, the next time tomorrow evening."""
    choir = today + DAY
    days = {
        "first": choir - 2 * 7 * DAY,
        "left_out": choir + 2 * 7 * DAY,
        "moved_from": choir + 3 * 7 * DAY,
        "moved_to": choir + 3 * 7 * DAY + DAY,
        "trip": today + 5 * DAY,
        "trip_over": today + 7 * DAY,
        "dentist": today + DAY,
    }
    weekday = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[choir.weekday()]
    written = {name: f"{day:%Y%m%d}" for name, day in days.items()}
    return CALENDAR.format(**written, weekday=weekday).replace("\n", "\r\n")


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A wall time in the zone of the calendar."""
    return datetime.combine(day, time(hour, minute), ZONE)


def meanings(calendar: icalendar.Calendar, today: date) -> set[Meaning]:
    """What another library finds on the days of eight weeks: start, end, words and alarms."""
    found = recurring_ical_events.of(calendar).between(today, today + WEEKS * 7 * DAY)
    return {
        (
            _instant(each.start),
            _instant(each.end),
            str(each["SUMMARY"]),
            str(each.get("LOCATION", "")),
            tuple(sorted((str(alarm["ACTION"]), alarm.TRIGGER) for alarm in each.walk("VALARM"))),
        )
        for each in found
    }


def _instant(moment: datetime | date) -> datetime | date:
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment


class Singer:
    """The person with the calendar, at the window."""

    def __init__(self, desktop: DesktopSession, home: Path, file: Path) -> None:
        self.desktop, self.file = desktop, file
        self.program = Program(desktop, home)
        self.program.open()

    def hand_over(self) -> None:
        """Start the program once more with the file, as a double click on it does."""
        command = (sys.executable, "-m", "eventdesk", str(self.file))
        second = self.desktop.start(*command, name="second", **self.program.env)
        assert second.wait(30) == 0, self.desktop.log("second")

    def drop(self) -> None:
        """Drag the file from another program's window onto the window."""
        desktop = self.desktop
        desktop.start(sys.executable, "-c", FILE_MANAGER, str(self.file), name="files")
        source = desktop.window("^Files$")
        desktop.xdotool("windowmove", "--sync", source, "20", "20")
        desktop.xdotool("mousemove", "--window", source, "40", "30", "mousedown", "1")
        for step in range(8):
            across = ("--window", self.program.window, str(300 + 20 * step), str(300 + 10 * step))
            desktop.xdotool("mousemove", *across, "sleep", "0.05")
        desktop.xdotool("mouseup", "1")

    def confirm(self, picture: Path, *, new_calendar: bool = False) -> None:
        """Look at what the import would do, and press Enter as soon as it can be done.

        `new_calendar` chooses the last of the calendars offered, that of the file's own name.
        """
        preview = self.desktop.window(PREVIEW)
        self.see(picture, preview)
        if new_calendar:
            self.desktop.activate(preview)
            self.desktop.key("alt+c", "End")
            self.see(picture, preview)

        def closed() -> bool:
            if self.desktop.windows(PREVIEW):
                self.desktop.activate(preview)
                self.desktop.key("Return")
            return not self.desktop.windows(PREVIEW)

        eventually(closed, 20, "the end of the preview")

    def see(self, picture: Path, window: str) -> None:
        """Take a picture once the window has come to rest."""
        before = b""

        def still() -> bool:
            nonlocal before
            last, before = before, self.desktop.screenshot(picture, window).read_bytes()
            return last == before

        eventually(still, what=f"rest for {picture.name}")

    def listed(self, *options: str) -> list[dict[str, Any]]:
        """What the command line lists beside the window."""
        return list(self.program.ask("list", *options))

    def copied(self) -> str:
        """The details of what is selected in the list, copied by keyboard."""
        self.desktop.key("ctrl+shift+c")
        return self.desktop.run(sys.executable, "-c", CLIPBOARD)

    def rename_found(self, search: str, title: str, picture: Path) -> None:
        """Search, open what is found first and give it another title, all by keyboard."""
        desktop = self.desktop
        desktop.activate(self.program.window)
        desktop.key("ctrl+f")
        desktop.type(search)
        desktop.key("Down")
        eventually(lambda: self.copied().startswith(search), 20, f"{search} selected")
        self.see(picture, self.program.window)
        desktop.key("Return")
        desktop.activate(desktop.window(EDITOR))
        desktop.key("ctrl+a")
        desktop.type(title)
        self.program.save()


def check_exported(exported: icalendar.Calendar, given: icalendar.Calendar, today: date) -> None:
    """All is there as it was given, but for the new title of tomorrow's choir."""
    tomorrow = today + DAY
    assert exported.errors == []
    edited, after = at(tomorrow, 19, 30), meanings(exported, today)
    assert after == {
        (start, end, NEW_TITLE if start == edited else title, *rest)
        for start, end, title, *rest in meanings(given, today)
    }
    starts = {start: title for start, _, title, *_ in after}
    assert at(tomorrow + 14 * DAY, 19, 30) not in starts, "left out in the file"
    assert at(tomorrow + 21 * DAY, 19, 30) not in starts, "moved in the file"
    assert starts[at(tomorrow + 22 * DAY, 18)] == MOVED_TITLE
    kept = {str(each["UID"]) for each in given.events}
    assert {str(each["UID"]) for each in exported.events} == kept


def test_a_calendar_goes_in_is_edited_and_comes_out(
    desktop_session: DesktopSession, home: Path, tmp_path: Path
) -> None:
    today = datetime.now(ZONE).date()
    tomorrow, end = today + DAY, today + WEEKS * 7 * DAY - DAY
    file = tmp_path / "choir.ics"
    file.write_bytes(calendar_text(today).encode())
    given = icalendar.Calendar.from_ical(file.read_bytes())
    before = meanings(given, today)
    assert len(before) == 9, "seven times choir, a trip, the dentist"

    # Given to the window as soon as it shows, looked at, confirmed by keyboard.
    singer = Singer(desktop_session, home, file)
    program = singer.program
    singer.hand_over()
    singer.confirm(tmp_path / "preview.png", new_calendar=True)
    eventually(lambda: len(singer.listed("--calendar", CALENDAR_NAME)) == 4, what="the import")
    listed = singer.listed("--from", f"{today}", "--to", f"{end}")
    shown = [each["occurrence"]["start"] for each in listed]
    assert sorted(datetime.fromisoformat(each) for each in shown) == sorted(
        start if isinstance(start, datetime) else at(start, 0) for start, *_ in before
    )
    singer.see(tmp_path / "imported.png", program.window)

    # Its alarms are planned.
    upcoming = program.ask("next")
    assert upcoming["event_title"] == TITLE
    assert datetime.fromisoformat(upcoming["due_at"]) == at(tomorrow, 19, 15)

    # One occurrence of the series is changed in the window.
    singer.rename_found(TITLE, NEW_TITLE, tmp_path / "found.png")
    eventually(lambda: len(singer.listed()) == 5, what="the changed occurrence")
    (changed,) = [each for each in singer.listed() if each["title"] == NEW_TITLE]
    assert datetime.fromisoformat(changed["start"]) == at(tomorrow, 19, 30)
    assert changed["recurrence"] is None

    # What comes out means the same to others, but for that one.
    program.command("export", str(tmp_path / "out.ics"))
    exported = icalendar.Calendar.from_ical((tmp_path / "out.ics").read_bytes())
    check_exported(exported, given, today)
    assert program.end() == 0


def test_a_calendar_dropped_on_the_window_is_imported(
    desktop_session: DesktopSession, home: Path, tmp_path: Path
) -> None:
    today = datetime.now(ZONE).date()
    file = tmp_path / "choir.ics"
    file.write_bytes(calendar_text(today).encode())
    singer = Singer(desktop_session, home, file)
    singer.drop()
    singer.confirm(tmp_path / "preview.png")
    eventually(lambda: len(singer.listed()) == 4, what="the imported events")
    assert singer.program.end() == 0
