"""The settings pages General, Reminders and Notifications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from shiboken6 import isValid

from eventdesk.domain.errors import EventDeskError, InvalidInput
from eventdesk.domain.insistence import ONCE, format_insistence
from eventdesk.domain.language import later, retold, tr, tr_c
from eventdesk.domain.late import parse_late_rule
from eventdesk.domain.reminder import format_reminder, parse_duration, parse_reminder
from eventdesk.domain.setting_values import Plain
from eventdesk.domain.settings import Language, Settings, Theme
from eventdesk.services.ports import Refused, Taken
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import InlineMessage, Level
from eventdesk.ui.insistence_choices import email_choice, repeat_choice
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.late_rule_field import LateRuleField
from eventdesk.ui.length_field import LengthChoice
from eventdesk.ui.marks import TickBox
from eventdesk.ui.reminder_fields import ReminderFields
from eventdesk.ui.settings_page import SettingsPage, beside

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk

_THEMES = (
    (Theme.SYSTEM, later("As the system")),
    (Theme.LIGHT, later("Light")),
    (Theme.DARK, later("Dark")),
)


def _languages() -> tuple[tuple[Language, str], ...]:
    """Each by its own name, so that everybody finds it."""
    return (
        (Language.SYSTEM, tr("As the system")),
        (Language.ENGLISH, "English"),
        (Language.GERMAN, "Deutsch"),
    )


class GeneralPage(SettingsPage):
    """Start and looks. `theme_chosen` carries a Theme to be shown at once.

    `spoken` is the language as it was set when EventDesk started, None when nobody knows."""

    theme_chosen = Signal(object)

    def __init__(
        self, icons: Icons, parent: QWidget | None = None, *, spoken: Language | None = None
    ) -> None:
        super().__init__(icons, tr("General"), parent)
        self._started_with = spoken
        self._spoken = spoken or Language.SYSTEM
        self.theme = self.choice(
            "general.theme", tr("&Theme"), [(str(value), tr(words)) for value, words in _THEMES]
        )
        self.theme.currentIndexChanged.connect(self._theme_changed)
        self.language = self.choice(
            "general.language",
            tr("Lan&guage"),
            [(str(each), words) for each, words in _languages()],
        )
        self.language.currentIndexChanged.connect(self._say_language)
        login = self.tick(
            "general.start_at_login",
            tr("Start EventDesk when I &log in"),
            tr("Reminders arrive only while EventDesk runs, with or without its window."),
        )
        login.toggled.connect(lambda _on: self.say_login(""))
        self.tick("general.start_hidden", tr("Start in the tray, &without opening the window"))
        self.number(
            "general.trash_days",
            tr("&Deleted events"),
            0,
            3650,
            tr("days kept; 0 keeps them"),
        )

    def say_login(self, note: str) -> None:
        """Tell why it does not start with the login, '' for nothing to tell."""
        message = self.bound["general.start_at_login"].message
        if note:
            message.say(Level.INFO, note)
        else:
            message.clear()

    def load(self, settings: Settings) -> None:
        """Show settings."""
        self._spoken = self._started_with or settings.general.language
        super().load(settings)
        self._say_language()

    def _say_language(self) -> None:
        message = self.bound["general.language"].message
        if self.language.currentData() == self._spoken:
            message.clear()
        else:
            message.say(Level.INFO, tr("EventDesk speaks it from its next start."))

    def _theme_changed(self) -> None:
        if not self.signalsBlocked():
            self.theme_chosen.emit(Theme(self.theme.currentData()))


class RemindersPage(SettingsPage):
    """What new events get, how hard reminders insist, and what happens to late ones.

    `slow` plays the sound."""

    def __init__(self, desk: Desk, slow: Jobs, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(icons, tr("Reminders"), parent)
        self._desk = desk
        self._slow = slow
        self.default = self._reminders("reminders.default", tr("&New events"), all_day=False)
        self.all_day = self._reminders(
            "reminders.all_day_default", tr("New &all-day events"), all_day=True
        )
        self.repeat = repeat_choice(icons, self.inner, "reminders.repeat_every", settled=True)
        self.email = email_choice(icons, self.inner, "reminders.email_after", settled=True)
        self._length("reminders.repeat_every", tr("&Keep reminding"), self.repeat)
        self._length(
            "reminders.email_after",
            tr("Send the e-&mail"),
            self.email,
            tr("Of reminders that go to desktop and e-mail."),
        )
        self.play = QPushButton(tr("&Play"), self.inner)
        self.heard = InlineMessage(icons, self.inner)
        self._add_sound()
        self.late = LateRuleField(
            icons, tr("Late reminders"), "reminders.late_rule", self.inner, settled=True
        )
        self._add_late()
        self.snooze = QLineEdit(self.inner)
        self._add_snooze()
        self.number(
            "reminders.keep_ledger_days",
            tr("L&edger"),
            0,
            36500,
            tr("days kept; 0 keeps all"),
        )

    def load(self, settings: Settings) -> None:
        """Show settings, also whether e-mail is on."""
        for fields in (self.default, self.all_day):
            fields.use(settings)
        super().load(settings)

    def _length(self, key: str, label: str, choice: LengthChoice, hint: str = "") -> None:
        choice.changed.connect(lambda: self._cleared(key))
        self.custom(
            key,
            label,
            choice,
            lambda: format_insistence(choice.read() or ONCE),
            lambda plain: choice.put(parse_duration(str(plain))),
            focus=choice.text,
            buddy=choice.kind,
            hint=hint,
        )

    def _add_sound(self) -> None:
        box = TickBox(self.icons, tr_c("settings", "Play a so&und"), self.inner)
        box.toggled.connect(self._told)
        self._bind("reminders.sound", box.isChecked, box.setChecked, box)
        self.play.setIcon(self.icons.icon("play"))
        self.play.setToolTip(tr("Play the sound now"))
        self.play.clicked.connect(self._play)
        line = beside(self.inner, box, self.play)
        self.rows.add_indented(line, self.bound["reminders.sound"].message, self.heard)

    def _add_late(self) -> None:
        self.late.changed.connect(lambda: self._cleared("reminders.late_rule"))
        self.custom(
            "reminders.late_rule",
            tr("&Late reminders"),
            self.late,
            lambda: str(self.late.read()),
            lambda plain: self.late.put(parse_late_rule(str(plain))),
            focus=self.late.limit,
            buddy=self.late.mode,
            hint=tr(
                "What still comes after the computer slept or was off. The others are listed "
                "as missed, none is dropped in silence."
            ),
        )

    def _add_snooze(self) -> None:
        self.snooze.setAccessibleName(tr("Snooze"))
        self.snooze.setMaximumWidth(self.fontMetrics().horizontalAdvance("00w0d00h00m"))
        self.snooze.textEdited.connect(lambda: self._cleared("reminders.snooze"))
        self.custom(
            "reminders.snooze",
            tr("&Snooze"),
            beside(self.inner, self.snooze),
            self.snooze.text,
            lambda plain: self.snooze.setText(str(plain)),
            focus=self.snooze,
            hint=tr(
                "How long the button Snooze waits, such as 10m or 1h, unless the event starts "
                "before."
            ),
        )

    def _play(self) -> None:
        self.play.setEnabled(False)
        self.heard.say(Level.BUSY, tr("Playing…"))
        self._slow.run(self._desk.reminders.test_sound, self._played, self._not_played)

    def _played(self, problem: str) -> None:
        if not isValid(self):
            return
        self.play.setEnabled(True)
        if problem:
            self.heard.say(Level.WARNING, problem)
        else:
            self.heard.say(Level.GOOD, tr("Played. If you heard nothing, look at the volume."))

    def _not_played(self, error: EventDeskError) -> None:
        self._played(str(error))

    def _reminders(self, key: str, label: str, *, all_day: bool) -> ReminderFields:
        fields = ReminderFields(
            self.icons, Settings(), self.inner, none_words=tr("They get no reminder.")
        )

        def read() -> list[str]:
            found, problems = fields.read()
            if problems:
                raise InvalidInput(*problems)
            if any(not each.channels for each in found):
                raise InvalidInput.of(
                    key, tr("A reminder has no channel."), tr("Choose desktop, e-mail or both.")
                )
            return [format_reminder(each, all_day=all_day) for each in found]

        def show(plain: Plain) -> None:
            texts = plain if isinstance(plain, list) else [str(plain)]
            fields.put([parse_reminder(text) for text in texts], all_day=all_day)

        fields.changed.connect(lambda: self._cleared(key))
        self.custom(key, label, fields, read, show, focus=fields.add)
        return fields


class NotificationsPage(SettingsPage):
    """Shows a test notification and tells which back end took it."""

    def __init__(self, desk: Desk, slow: Jobs, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(icons, tr("Notifications"), parent)
        self._desk = desk
        self._slow = slow
        self.rows.add_wide(
            self.hint(
                tr(
                    "A reminder is shown as a notification of your desktop and, always, in "
                    "EventDesk's own card in the corner of the screen. The card stays until you "
                    "handle it and never takes the keyboard."
                )
            )
        )
        self.test = QPushButton(tr("Show &test notification"), self.inner)
        self.test.setIcon(icons.icon("bell"))
        self.test.clicked.connect(self._show_test)
        self.result = InlineMessage(icons, self.inner)
        self.rows.add_wide(beside(self.inner, self.test), self.result)

    def _show_test(self) -> None:
        self.test.setEnabled(False)
        self.result.say(Level.BUSY, tr("Asking the desktop…"))
        self._slow.run(self._desk.reminders.test_notification, self._told_by, self._failed)

    def _told_by(self, outcome: Taken | Refused) -> None:
        if not isValid(self):
            return
        self.test.setEnabled(True)
        if isinstance(outcome, Taken):
            self.result.say(
                Level.GOOD,
                tr(
                    "Taken by: {backend}. If you saw nothing, your desktop may be set to "
                    "“do not disturb”; the card in the corner comes all the same.",
                    backend=outcome.backend,
                ),
            )
        else:
            self.result.say(
                Level.WARNING,
                tr(
                    "No notification service took it: {why} Reminders are shown in the card in "
                    "the corner.",
                    why=retold(outcome.error),
                ),
            )

    def _failed(self, error: EventDeskError) -> None:
        if isValid(self):
            self.test.setEnabled(True)
            self.result.say(Level.ERROR, f"{error.problem} {error.remedy}".strip())
