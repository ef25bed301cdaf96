"""The settings dialog: every setting makes the round trip, what is refused is said at its field."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDialogButtonBox, QLineEdit
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from eventdesk.domain.errors import SettingsFailure, UnfitSettings
from eventdesk.domain.late import LateMode, LateRule
from eventdesk.domain.quiet_hours import QuietHours, parse_quiet_span
from eventdesk.domain.reminder import DESKTOP_AND_EMAIL, Channel, Reminder, parse_reminder
from eventdesk.domain.setting_keys import SETTING_KEYS
from eventdesk.domain.settings import (
    GeneralSettings,
    MailSecurity,
    MailSettings,
    QuietSettings,
    ReminderSettings,
    Settings,
    Theme,
)
from eventdesk.services.ports import NotSent, Refused
from eventdesk.ui.inline_message import Level
from eventdesk.ui.settings_dialog import SettingsDialog
from eventdesk.ui.settings_pages import GeneralPage, NotificationsPage, RemindersPage
from tests.ui.dialog_kit import Kit, press, type_into

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
Make = Callable[..., SettingsDialog]
FULL = Settings(
    general=GeneralSettings(theme=Theme.DARK, start_at_login=True, start_hidden=True),
    reminders=ReminderSettings(
        default=(Reminder(timedelta(minutes=10)), Reminder(timedelta(hours=2), DESKTOP_AND_EMAIL)),
        all_day_default=(parse_reminder("1d@18:30:email"),),
        late_rule=LateRule(LateMode.WITHIN, timedelta(seconds=90)),
        snooze=timedelta(minutes=25),
        repeat_every=timedelta(minutes=7),
        email_after=timedelta(minutes=10),
        sound=True,
    ),
    quiet=QuietSettings(
        QuietHours((parse_quiet_span("mon-fri 22:00-07:00"), parse_quiet_span("sun 9:30-9:30"))),
        do_not_disturb=False,
        presentation=False,
    ),
    mail=MailSettings(
        enabled=True,
        host="smtp.example.org",
        port=2525,
        security=MailSecurity.TLS,
        user="me",
        sender="me@example.org",
        to="me@example.org, you@example.org",
        on_create=True,
        per_minute=12,
    ),
)
EMPTY = Settings(reminders=ReminderSettings(default=(), all_day_default=()))


@pytest.fixture
def kit(qtbot: QtBot, tmp_path: Path) -> Iterator[Kit]:
    kit = Kit(qtbot, tmp_path)
    yield kit
    kit.close()


@pytest.fixture
def make(kit: Kit) -> Make:
    def open_dialog(*, held: bool = False, settings: Settings | None = None) -> SettingsDialog:
        slow = kit.held_jobs if held else kit.jobs
        if settings is not None:
            kit.desk.preferences.change(settings)
            kit.book.calls.clear()
        dialog = SettingsDialog(kit.desk, kit.jobs, slow, kit.icons)  # type: ignore[arg-type]
        kit.open(dialog)
        return dialog

    return open_dialog


def button(dialog: SettingsDialog, which: QDialogButtonBox.StandardButton) -> QAbstractButton:
    return dialog.buttons.button(which)


def saved(kit: Kit) -> Settings:
    (settings,) = kit.calls("change")[-1]
    assert isinstance(settings, Settings)
    return settings


OK = QDialogButtonBox.StandardButton.Ok
APPLY = QDialogButtonBox.StandardButton.Apply
CANCEL = QDialogButtonBox.StandardButton.Cancel


@pytest.mark.parametrize("settings", [Settings(), FULL, EMPTY], ids=["default", "full", "empty"])
def test_every_setting_is_shown_and_read_back(make: Make, settings: Settings) -> None:
    dialog = make(settings=settings)
    assert not dialog.is_changed()
    assert dialog._read() == (settings, {})
    bound = {key for page in dialog.pages.values() for key in page.bound}
    assert bound == set(SETTING_KEYS)


def test_changes_are_stored_and_ok_closes(kit: Kit, make: Make) -> None:
    dialog = make()
    assert not button(dialog, APPLY).isEnabled()
    general, reminders = dialog.pages["general"], dialog.pages["reminders"]
    assert isinstance(general, GeneralPage)
    assert isinstance(reminders, RemindersPage)
    press(general.bound["general.start_hidden"].widget)
    dialog.show_page("reminders")
    type_into(reminders.default.rows[0].amount, "20")
    press(reminders.default.rows[0].channels[Channel.EMAIL])
    reminders.late.mode.setCurrentIndex(1)
    type_into(reminders.late.limit, "45")
    assert button(dialog, APPLY).isEnabled()
    press(button(dialog, OK))
    kit.qtbot.waitUntil(lambda: not isValid(dialog))
    stored = saved(kit)
    assert stored.general.start_hidden
    assert stored.reminders.default == (Reminder(timedelta(minutes=20), DESKTOP_AND_EMAIL),)
    assert stored.reminders.late_rule == LateRule(LateMode.WITHIN, timedelta(minutes=45))
    assert stored.mail == MailSettings()


def test_the_dialog_is_as_high_as_its_pages_or_the_screen(make: Make) -> None:
    dialog = make()
    room = dialog.screen().availableGeometry().height() * 9 // 10
    for name, page in dialog.pages.items():
        dialog.show_page(name)
        QTest.qWait(5)
        assert dialog.height() == room or page.verticalScrollBar().maximum() == 0
    assert dialog.height() <= room
    assert dialog.names.height() == dialog.height()


def test_apply_stores_and_stays(kit: Kit, make: Make) -> None:
    dialog = make()
    press(dialog.pages["general"].bound["general.start_at_login"].widget)
    with kit.qtbot.waitSignal(dialog.applied) as applied:
        press(button(dialog, APPLY))
    assert applied.args == [saved(kit)]
    assert dialog.isVisible()
    assert dialog.message.text() == "Saved."
    assert not button(dialog, APPLY).isEnabled()


def test_ok_without_changes_writes_nothing(kit: Kit, make: Make) -> None:
    dialog = make()
    press(button(dialog, OK))
    kit.qtbot.waitUntil(lambda: not isValid(dialog))
    assert kit.calls("change") == []


def test_a_theme_is_shown_at_once_and_taken_back_by_cancel(kit: Kit, make: Make) -> None:
    dialog = make()
    shown: list[Theme] = []
    dialog.theme_wanted.connect(shown.append)
    general = dialog.pages["general"]
    assert isinstance(general, GeneralPage)
    general.theme.setCurrentIndex(2)
    assert shown == [Theme.DARK]
    press(button(dialog, CANCEL))
    assert shown == [Theme.DARK, Theme.SYSTEM]
    assert kit.calls("change") == []


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("mail.host", "smtp example/org", "not a server name"),
        ("mail.port", "99999", "does not fit"),
        ("mail.port", "", "does not fit"),
        ("mail.port", "smtp", "does not fit"),
        ("mail.from", "nobody", "not a mail address"),
        ("mail.to", "a@example.org, nobody", "not a mail address"),
        ("mail.per_minute", "0", "does not fit"),
        ("reminders.snooze", "soon", "not a length of time"),
        ("reminders.snooze", "8d", "does not fit"),
        ("reminders.repeat_every", "often", "not a length of time"),
        ("reminders.repeat_every", "2d", "does not fit"),
        ("reminders.email_after", "9d", "does not fit"),
        ("reminders.late_rule", "", "is empty"),
    ],
)
def test_what_is_refused_is_said_at_its_field_and_kept(
    kit: Kit, make: Make, key: str, text: str, words: str
) -> None:
    dialog = make()
    reminders = dialog.pages["reminders"]
    assert isinstance(reminders, RemindersPage)
    for choice in (reminders.repeat.kind, reminders.email.kind):
        choice.setCurrentIndex(choice.count() - 1)
    reminders.late.mode.setCurrentIndex(1)
    bound = next(page.bound[key] for page in dialog.pages.values() if key in page.bound)
    field = bound.widget
    assert isinstance(field, QLineEdit)
    field.setText(text)
    dialog.show_page("general")
    dialog.apply()
    kit.settle()
    assert kit.calls("change") == []
    assert dialog.names.currentRow() == (3 if key.startswith("mail") else 1)
    assert words in bound.message.text()
    assert field.text() == text
    assert field.hasFocus()
    assert "see the fields" in dialog.message.text()


def test_line_breaks_cannot_reach_a_mail_header(kit: Kit, make: Make) -> None:
    dialog = make()
    dialog.mail.from_line.setText("me@example.org\r\nBcc: all@example.org")
    dialog.apply()
    kit.settle()
    assert all("\n" not in each.mail.sender for (each,) in kit.calls("change"))  # type: ignore[attr-defined]


def test_email_that_is_on_needs_a_server_and_people(kit: Kit, make: Make) -> None:
    dialog = make()
    dialog.show_page("mail")
    press(dialog.mail.enabled)
    press(button(dialog, OK))
    kit.settle()
    assert kit.calls("change") == []
    for key in ("mail.host", "mail.from", "mail.to"):
        assert dialog.mail.bound[key].message.level is Level.ERROR
    press(dialog.mail.enabled)
    press(button(dialog, APPLY))
    kit.settle()
    assert kit.calls("change") == [] or not saved(kit).mail.enabled


def test_a_reminder_default_that_is_none(kit: Kit, make: Make) -> None:
    dialog = make()
    reminders = dialog.pages["reminders"]
    assert isinstance(reminders, RemindersPage)
    type_into(reminders.default.rows[0].amount, "50")
    reminders.default.rows[0].unit.setCurrentIndex(3)
    dialog.apply()
    kit.settle()
    assert "too early" in reminders.bound["reminders.default"].message.text()
    assert kit.calls("change") == []


def test_the_usual_port_follows_the_security_unless_another_was_typed(make: Make) -> None:
    mail = make().mail
    mail.security.setCurrentIndex(1)
    assert mail.port.text() == "465"
    mail.security.setCurrentIndex(0)
    assert mail.port.text() == "587"
    mail.port.setText("2525")
    mail.security.setCurrentIndex(1)
    assert mail.port.text() == "2525"


def test_a_file_that_cannot_be_written_keeps_everything(kit: Kit, make: Make) -> None:
    dialog = make()
    dialog.mail.host.setText("smtp.example.org")
    kit.book.fail_with = SettingsFailure(
        "The settings file cannot be written.", "Check the folder."
    )
    press(button(dialog, OK))
    press(button(dialog, APPLY))
    dialog.accept()
    kit.settle()
    assert dialog.isVisible()
    assert "cannot be written" in dialog.message.text()
    assert dialog.mail.host.text() == "smtp.example.org"
    dialog.accept()
    kit.qtbot.waitUntil(lambda: not isValid(dialog))
    assert saved(kit).mail.host == "smtp.example.org"


def test_a_settings_file_that_cannot_be_read_is_said(kit: Kit) -> None:
    def current() -> Settings:
        raise SettingsFailure("Line 3 of settings.toml is broken.", "Mend or delete the file.")

    kit.desk.preferences.current = current  # type: ignore[method-assign]
    dialog = SettingsDialog(kit.desk, kit.jobs, kit.jobs, kit.icons)  # type: ignore[arg-type]
    kit.open(dialog)
    assert "Line 3" in dialog.message.text()


def test_one_value_that_does_not_fit_hides_no_other(kit: Kit) -> None:
    settings = replace(FULL, mail=replace(FULL.mail, port=587))

    def broken() -> Settings:
        raise UnfitSettings("mail.port is unfit.", "Use a number.", settings, {"mail.port": 0})

    kit.desk.preferences.current = broken  # type: ignore[method-assign]
    dialog = SettingsDialog(kit.desk, kit.jobs, kit.jobs, kit.icons)  # type: ignore[arg-type]
    kit.open(dialog)
    assert dialog._read() == (settings, {})
    assert "mail.port is unfit." in dialog.message.text()
    assert button(dialog, APPLY).isEnabled()
    press(button(dialog, OK))
    kit.qtbot.waitUntil(lambda: not isValid(dialog))
    assert saved(kit) == settings


def test_the_sound_is_played_and_why_it_cannot_be_heard_is_told(kit: Kit, make: Make) -> None:
    dialog = make()
    dialog.show_page("reminders")
    page = dialog.pages["reminders"]
    assert isinstance(page, RemindersPage)
    press(page.play)
    kit.settle()
    assert (page.heard.level, len(kit.calls("test_sound"))) == (Level.GOOD, 1)
    kit.desk.reminders.mute = "There is no sound device."
    press(page.play)
    kit.settle()
    assert page.heard.level is Level.WARNING
    assert page.heard.text() == "There is no sound device."
    assert page.play.isEnabled()


def test_settings_changed_elsewhere_are_shown_unless_one_is_typing(kit: Kit, make: Make) -> None:
    dialog = make()
    kit.book.publish = dialog.handle
    elsewhere = replace(Settings(), mail=MailSettings(host="elsewhere.example.org"))
    kit.desk.preferences.change(elsewhere)
    kit.settle()
    assert dialog.mail.host.text() == "elsewhere.example.org"
    dialog.mail.host.setText("mine.example.org")
    kit.desk.preferences.change(Settings())
    kit.settle()
    assert dialog.mail.host.text() == "mine.example.org"


def test_why_it_does_not_start_with_the_login_is_told_until_one_changes_it(
    kit: Kit, make: Make
) -> None:
    kit.desk.preferences.note = "It is switched off by the desktop's own settings."
    dialog = make()
    tick = dialog.general.bound["general.start_at_login"]
    assert "desktop's own settings" in tick.message.text()
    assert not dialog.is_changed()
    press(tick.widget)
    assert tick.message.text() == ""
    kit.book.publish = dialog.handle
    kit.desk.preferences.note = ""
    press(button(dialog, APPLY))
    kit.settle()
    assert saved(kit).general.start_at_login
    assert tick.message.text() == ""


# The password


def test_the_password_is_masked_kept_apart_and_never_shown_again(kit: Kit, make: Make) -> None:
    dialog = make()
    dialog.show_page("mail")
    mail = dialog.mail
    assert mail.password.echoMode() == QLineEdit.EchoMode.Password
    assert "keyring" in mail.password_note.text()
    type_into(mail.password, "s3cret")
    press(button(dialog, APPLY))
    kit.settle()
    assert kit.desk.preferences.mail_password() == "s3cret"
    assert "s3cret" not in repr(kit.calls("change"))
    assert mail.password.text() == ""
    assert "Saved" in mail.password.placeholderText()
    assert not dialog.is_changed()


def test_a_password_kept_for_this_run_only_is_said_before_closing(kit: Kit, make: Make) -> None:
    kit.desk.preferences.words = "There is no keyring: the password is kept for this run only."
    dialog = make()
    dialog.show_page("mail")
    type_into(dialog.mail.password, "s3cret")
    press(button(dialog, OK))
    kit.settle()
    assert dialog.isVisible()
    assert "this run only" in dialog.mail.password_note.text()
    press(button(dialog, OK))
    kit.qtbot.waitUntil(lambda: not isValid(dialog))


def test_a_known_password_can_be_forgotten(kit: Kit, make: Make) -> None:
    kit.desk.preferences.set_mail_password("old")
    dialog = make()
    dialog.show_page("mail")
    assert "Saved" in dialog.mail.password.placeholderText()
    assert dialog.mail.password.text() == ""
    press(dialog.mail.password_note._link)
    kit.settle()
    assert not kit.desk.preferences.mail_password()
    assert dialog.mail.password.placeholderText() == ""


# Tests of mail and notifications


def test_a_test_mail_tells_the_servers_own_words_on_failure(kit: Kit, make: Make) -> None:
    dialog = make(settings=FULL)
    dialog.show_page("mail")
    words = "535 5.7.8 Error: authentication failed: bad username or password"
    kit.desk.outbox.outcome = NotSent(words)
    press(dialog.mail.test)
    kit.settle()
    assert words in dialog.mail.result.text()
    assert dialog.mail.result.level is Level.ERROR
    assert dialog.mail.test.isEnabled()
    assert not dialog.mail.spinner.running


def test_a_test_mail_uses_what_is_typed_and_tells_the_reply(kit: Kit, make: Make) -> None:
    dialog = make(settings=FULL)
    dialog.show_page("mail")
    dialog.mail.host.setText("other.example.org")
    type_into(dialog.mail.password, "typed")
    press(dialog.mail.test)
    kit.settle()
    (call,) = kit.calls("test_mail")
    assert isinstance(call[0], MailSettings)
    assert call[0].host == "other.example.org"
    assert kit.desk.preferences.mail_password() == "typed"
    assert "250 2.0.0 Ok" in dialog.mail.result.text()
    assert dialog.mail.result.level is Level.GOOD
    assert kit.calls("change") == []


def test_a_test_mail_needs_a_server_first(kit: Kit, make: Make) -> None:
    dialog = make()
    dialog.show_page("mail")
    press(dialog.mail.test)
    kit.settle()
    assert kit.calls("test_mail") == []
    assert dialog.mail.bound["mail.host"].message.level is Level.ERROR
    assert dialog.mail.host.hasFocus()


def test_a_server_that_takes_its_time_freezes_nothing(kit: Kit, make: Make) -> None:
    dialog = make(held=True, settings=FULL)
    dialog.show_page("mail")
    press(dialog.mail.test)
    assert dialog.mail.spinner.running
    assert not dialog.mail.test.isEnabled()
    dialog.mail.per_minute.setText("7")
    press(button(dialog, APPLY))
    kit.settle()
    dialog.apply()
    kit.settle()
    assert saved(kit).mail.per_minute == 7
    kit.held.run()
    kit.settle()
    assert not dialog.mail.spinner.running
    assert dialog.mail.test.isEnabled()


def test_closing_while_the_server_is_asked(kit: Kit, make: Make) -> None:
    dialog = make(held=True, settings=FULL)
    press(dialog.mail.test)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    kit.qtbot.waitUntil(lambda: not isValid(dialog))
    kit.held.run()
    kit.settle()


def test_a_test_notification_names_who_took_it(kit: Kit, make: Make) -> None:
    dialog = make()
    dialog.show_page("notifications")
    page = dialog.pages["notifications"]
    assert isinstance(page, NotificationsPage)
    press(page.test)
    kit.settle()
    assert "desktop notification service" in page.result.text()
    kit.desk.reminders.test_notification = lambda: Refused("D-Bus: no server.")  # type: ignore[method-assign]
    press(page.test)
    kit.settle()
    assert "D-Bus: no server." in page.result.text()
    assert page.result.level is Level.WARNING


def test_every_control_has_a_name(make: Make) -> None:
    dialog = make(settings=FULL)
    for page in dialog.pages.values():
        for each in page.findChildren(QAbstractButton) + page.findChildren(QLineEdit):
            if each.objectName().startswith("qt_") or each.isHidden():
                continue
            assert each.accessibleName() or each.text(), each
