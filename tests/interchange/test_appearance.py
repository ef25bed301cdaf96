"""Name and colour of a calendar, offered to the person."""

from __future__ import annotations

import pytest

from eventdesk.interchange.read import read
from tests.interchange.calendars import BERLIN, calendar, result_of, vevent


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (("X-WR-CALNAME:Work",), "Work"),
        (("X-WR-CALNAME;VALUE=TEXT:Work",), "Work"),
        (("NAME:Work", "X-WR-CALNAME:Other"), "Work"),
        ((r"NAME:Two\nlines\, one comma",), "Two lines, one comma"),
        (("X-WR-CALNAME:Very", "  long"), "Very long"),
        ((f"NAME:{'x' * 200}",), "x" * 99 + "…"),
        (("NAME:",), ""),
        ((), ""),
    ],
)
def test_names(lines: tuple[str, ...], name: str) -> None:
    assert result_of(*lines, vevent("NAME:of the event")).name == name


@pytest.mark.parametrize(
    ("line", "colour"),
    [
        ("COLOR:#3A7BD5", "#3a7bd5"),
        ("COLOR:teal", "#008080"),
        ("COLOR:RebeccaPurple", "#663399"),
        ("X-APPLE-CALENDAR-COLOR:#1BADF8FF", "#1badf8"),
        ('X-APPLE-CALENDAR-COLOR:"#1BADF8"', "#1badf8"),
        ("COLOR:nice", ""),
        ("X-NONE:", ""),
    ],
)
def test_colours(line: str, colour: str) -> None:
    assert result_of(line, vevent("COLOR:red")).colour == colour


def test_several_calendars_have_no_name_together() -> None:
    one, two = (calendar(f"NAME:{name}", "COLOR:red", vevent(uid=name)) for name in "AB")
    for sources in ([one, two], [one + two]):
        result = read(sources, local_zone=BERLIN)
        assert (result.name, result.colour) == ("", "#ff0000")
    assert read([one, one], local_zone=BERLIN).name == "A"
