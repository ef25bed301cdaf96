"""Texts of notifications: short enough for every server, and nothing in them that breaks one."""

from __future__ import annotations

import pytest

from eventdesk.domain.snooze import SnoozeChoice
from eventdesk.services.ports import Notice
from eventdesk.system.notifiers.fitting import (
    LINE_COLUMNS,
    LINES,
    TITLE_COLUMNS,
    fitted_body,
    fitted_title,
)
from eventdesk.system.notifiers.servers import Server

WIDE = "\u4e2d"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
SHORT = ("", "Dentist", "a & <b>", "x" * TITLE_COLUMNS, WIDE * (TITLE_COLUMNS // 2))


@pytest.mark.parametrize("text", SHORT)
def test_what_fits_is_left_alone(text: str) -> None:
    assert fitted_title(text) == text
    assert fitted_body(text) == text


@pytest.mark.parametrize(
    ("text", "fitted"),
    [
        ("x" * 73, f"{'x' * 71}…"),
        ("x" * 500, f"{'x' * 71}…"),
        (WIDE * 37, f"{WIDE * 35}…"),
        (f"{'x' * 70} y{'z' * 9}", f"{'x' * 70}…"),
        ("e\u0301" * 72, "e\u0301" * 72),
        ("e\u0301" * 80, f"{'e' + chr(0x301)}" * 71 + "…"),
        (FAMILY * 40, f"{FAMILY * 35}…"),
        ("two\nlines\tand\r\nmore", "two lines and more"),
        ("a\0b\x1b[31m\x85c\ud800", "ab[31mc?"),
    ],
)
def test_titles(text: str, fitted: str) -> None:
    assert fitted_title(text) == fitted


def test_bodies_keep_their_lines_and_whole_links() -> None:
    link = f"https://example.org/j/1?pwd={'aB3' * 60}"
    assert fitted_body(f"Starts in 5 min\n{link}") == f"Starts in 5 min\n{link}"
    assert fitted_body("y" * 5000) == f"{'y' * (LINE_COLUMNS - 1)}…"
    many = "\n".join(str(number) for number in range(50))
    assert fitted_body(many).split("\n") == [*map(str, range(LINES - 1)), "…"]


@pytest.mark.parametrize(
    ("name", "vendor", "labels", "timeout"),
    [
        ("gnome-shell", "GNOME", "Open Snooze Dismiss Open", 0),
        ("Notification Daemon", "MATE Desktop Environment", "Open Snooze Dismiss Open", 0),
        ("Notification Daemon", "GNOME", "Open Snooze Dismiss Open", -1),
        ("Xfce Notify Daemon", "Xfce", "Open Snooze Dismiss", 0),
        ("lxqt-notificationd", "lxqt.org", "Open Snooze Dismiss", 0),
        ("mako", "emersion", "Open Snooze Dismiss Snooze:_1_hour", 0),
        ("dunst", "knopwob", "Open Snooze Dismiss Snooze:_1_hour", 0),
        ("", "", "Open Snooze Dismiss Open", 0),
    ],
)
def test_each_server_as_it_needs_it(name: str, vendor: str, labels: str, timeout: int) -> None:
    server = Server(name, vendor, frozenset({"actions"}))
    notice = Notice(title="x", body="", ledger_ids=(1,), snoozes=(SnoozeChoice("1h", "1 hour"),))
    assert [each.replace(" ", "_") for each in server.actions(notice)[1::2]] == labels.split()
    assert server.expire_timeout == timeout
    assert Server(name, vendor).actions(notice) == []
