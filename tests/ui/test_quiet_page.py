"""The settings page Quiet hours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from eventdesk.domain.quiet_hours import QuietHours, parse_quiet_span
from eventdesk.domain.settings import QuietSettings, Settings
from eventdesk.ui.quiet_fields import QuietFields, QuietRow
from eventdesk.ui.settings_dialog import SettingsDialog
from eventdesk.ui.settings_quiet import QuietPage
from tests.ui.dialog_kit import Kit, press, type_into

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
NIGHTS, SUNDAY = "mon-fri 22:00-07:00", "sun 13:00-15:00"


@pytest.fixture
def kit(qtbot: QtBot, tmp_path: Path) -> Iterator[Kit]:
    kit = Kit(qtbot, tmp_path)
    yield kit
    kit.close()


@pytest.fixture
def dialog(kit: Kit) -> SettingsDialog:
    hours = QuietHours(tuple(map(parse_quiet_span, (NIGHTS, SUNDAY))))
    kit.desk.preferences.change(Settings(quiet=QuietSettings(hours)))
    kit.book.calls.clear()
    dialog = SettingsDialog(kit.desk, kit.jobs, kit.jobs, kit.icons)  # type: ignore[arg-type]
    kit.open(dialog)
    dialog.show_page("quiet")
    kit.settle()
    return dialog


@pytest.fixture
def fields(dialog: SettingsDialog) -> QuietFields:
    page = dialog.pages["quiet"]
    assert isinstance(page, QuietPage)
    return page.hours


def apply(kit: Kit, dialog: SettingsDialog) -> QuietSettings:
    press(dialog.buttons.button(QDialogButtonBox.StandardButton.Apply))
    kit.settle()
    ((settings,),) = kit.calls("change")
    assert isinstance(settings, Settings)
    return settings.quiet


def test_lines_are_changed_added_and_removed(
    kit: Kit, dialog: SettingsDialog, fields: QuietFields
) -> None:
    first, second = fields.rows
    press(first.days[4])
    type_into(first.start, "23")
    press(fields.add)
    third = fields.rows[2]
    assert third.start.hasFocus()
    assert third.start.text() == "22:00"
    type_into(third.end, "8:30")
    press(second.remove)
    assert fields.rows == [first, third]
    quiet = apply(kit, dialog)
    assert list(map(str, quiet.hours.spans)) == ["mon-thu 23:00-07:00", "fri-sat 22:00-08:30"]
    assert quiet.do_not_disturb
    assert quiet.presentation


def test_a_new_line_takes_the_days_that_have_none(fields: QuietFields) -> None:
    press(fields.add)
    assert str(fields.rows[2].read()) == "sat 22:00-07:00"
    press(fields.add)
    assert str(fields.rows[3].read()) == "daily 22:00-07:00"


def test_the_last_line_can_go_too(kit: Kit, dialog: SettingsDialog, fields: QuietFields) -> None:
    for row in tuple(fields.rows):
        press(row.remove)
        kit.settle()
    assert fields.add.hasFocus()
    assert apply(kit, dialog).hours == QuietHours()


def words(row: QuietRow) -> str:
    """What stands after the times of a line."""
    return row._next_day.text()


def test_a_span_over_midnight_says_so(fields: QuietFields) -> None:
    nights, sunday = fields.rows
    assert (words(nights), words(sunday)) == ("next day", "")
    type_into(sunday.end, "13:00")
    assert words(sunday) == "next day"
    type_into(sunday.end, "13:01")
    assert words(sunday) == ""
    type_into(sunday.end, "late")
    assert words(sunday) == ""


def test_what_is_refused_is_said_at_its_line_and_kept(
    kit: Kit, dialog: SettingsDialog, fields: QuietFields
) -> None:
    nights, sunday = fields.rows
    press(sunday.days[6])
    type_into(nights.end, "25:00")
    dialog.show_page("general")
    dialog.apply()
    kit.settle()
    assert kit.calls("change") == []
    assert dialog.names.currentRow() == list(dialog.pages).index("quiet")
    assert "'25:00' is not a time." in nights.message.text()
    assert "No day is chosen." in sunday.message.text()
    assert nights.end.hasFocus()
    assert nights.end.text() == "25:00"
    type_into(nights.end, "6:00")
    assert nights.message.isHidden()
    assert sunday.message.isVisible()
    dialog.apply()
    assert sunday.days[0].hasFocus()
    kit.settle()
    press(sunday.days[5])
    spans = apply(kit, dialog).hours.spans
    assert list(map(str, spans)) == ["mon-fri 22:00-06:00", "sat 13:00-15:00"]


def test_what_else_holds_reminders(kit: Kit, dialog: SettingsDialog) -> None:
    page = dialog.pages["quiet"]
    press(page.bound["quiet.do_not_disturb"].widget)
    quiet = apply(kit, dialog)
    assert not quiet.do_not_disturb
    assert quiet.presentation


def test_every_control_has_a_name_of_its_own(fields: QuietFields) -> None:
    names = []
    for row in fields.rows:
        names += [each.accessibleName() for each in (*row.days, row.start, row.end, row.remove)]
    assert all(names)
    assert len(set(names)) == len(names)
    assert names[0] == "Quiet hours 1: Monday"
    press(fields.rows[0].remove)
    assert fields.rows[0].start.accessibleName() == "Quiet hours 1: from"
