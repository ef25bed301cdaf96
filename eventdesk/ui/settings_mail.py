"""The settings page E-mail, with its password and its test mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from shiboken6 import isValid

from eventdesk.domain.errors import EventDeskError, FieldProblem
from eventdesk.domain.settings import MailSecurity, MailSettings, Settings
from eventdesk.services.ports import NotSent, Sent
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import InlineMessage, Level
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.settings_page import SettingsPage, beside
from eventdesk.ui.spinner import Spinner

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk

_SECURITY = (
    (MailSecurity.STARTTLS, "STARTTLS (usual, port 587)"),
    (MailSecurity.TLS, "TLS from the start (port 465)"),
    (MailSecurity.NONE, "None: readable by others on the way"),
)
PORTS = {MailSecurity.STARTTLS: 587, MailSecurity.TLS: 465, MailSecurity.NONE: 25}
NEEDED = {
    "mail.host": ("The mail server is missing.", "Enter it, or turn e-mail off."),
    "mail.from": ("The sender's address is missing.", "Enter yours, such as name@example.org."),
    "mail.to": ("Nobody to send to.", "Enter at least one address."),
}
KEPT = "Kept in the system's keyring, never in the settings file."


class MailPage(SettingsPage):
    """The mail server and what is sent. `slow` runs what waits for the network."""

    def __init__(
        self, desk: Desk, jobs: Jobs, slow: Jobs, icons: Icons, parent: QWidget | None = None
    ) -> None:
        super().__init__(icons, "E-mail", parent)
        self._desk = desk
        self._jobs = jobs
        self._slow = slow
        self._base = Settings()
        self.enabled = self.tick("mail.enabled", "Send reminders by &e-mail")
        self.host = self.line("mail.host", "&Server", "smtp.example.org")
        self.security = self.choice(
            "mail.security", "Se&curity", [(str(value), words) for value, words in _SECURITY]
        )
        self.port = self.number("mail.port", "P&ort", 1, 65535)
        self.security.currentIndexChanged.connect(self._security_changed)
        self.user = self.line("mail.user", "&User name", "Empty: no login")
        self.password = QLineEdit(self.inner)
        self.password_note = InlineMessage(icons, self.inner)
        self._add_password(icons)
        self.from_line = self.line("mail.from", "&From", "you@example.org")
        self.to = self.line("mail.to", "&To", "you@example.org, assistant@example.org")
        self.on_create = self.tick("mail.on_create", "Also send a mail when an event is &created")
        self.per_minute = self.number(
            "mail.per_minute", "At &most", 1, 1000, "mails a minute; more wait, none is lost"
        )
        self.test = QPushButton("Send test e-&mail", self.inner)
        self.spinner = Spinner(self.inner)
        self.result = InlineMessage(icons, self.inner)
        self._add_test(icons)

    def load(self, settings: Settings) -> None:
        """Show settings; the password is looked for off the main thread."""
        self._base = settings
        super().load(settings)
        self.password.clear()
        self._jobs.run(
            lambda: bool(self._desk.preferences.mail_password()),
            self._show_password_state,
            lambda _error: None,
        )

    def put(self, settings: Settings) -> tuple[Settings, dict[str, FieldProblem]]:
        """The settings with this page's values; e-mail that is on needs server and people."""
        settings, problems = super().put(settings)
        if settings.mail.enabled:
            problems = {**self._missing(settings.mail), **problems}
        return settings, problems

    def new_password(self) -> str | None:
        """The password typed, None when none was."""
        return self.password.text() or None

    def tell_password(self, words: str) -> None:
        """Say where the password just given is kept ('' for the keyring)."""
        self.password.clear()
        if words:
            self.password_note.say(Level.WARNING, words)
        else:
            self._show_password_state(True)

    def _missing(self, mail: MailSettings) -> dict[str, FieldProblem]:
        values = {"mail.host": mail.host, "mail.from": mail.sender, "mail.to": mail.to}
        return {key: FieldProblem(key, *NEEDED[key]) for key, value in values.items() if not value}

    def _add_password(self, icons: Icons) -> None:
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName("Password")
        self.password.textEdited.connect(self._told)
        self._eye = QAction(icons.icon("eye", "muted"), "Show what is typed", self.password)
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._reveal)
        self.password.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self.password_note.say(Level.INFO, KEPT)
        self.rows.add("&Password", self.password, self.password_note)

    def _add_test(self, icons: Icons) -> None:
        self.test.setIcon(icons.icon("send"))
        self.test.clicked.connect(self._send_test)
        self.rows.add_indented(beside(self.inner, self.test, self.spinner), self.result)

    def _reveal(self, on: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password
        self.password.setEchoMode(mode)

    def _show_password_state(self, known: bool) -> None:
        if not isValid(self):
            return
        self.password.setPlaceholderText("Saved; type to replace it" if known else "")
        if known:
            self.password_note.say(Level.INFO, KEPT, "Forget it", self._forget)
        else:
            self.password_note.say(Level.INFO, KEPT)

    def _forget(self) -> None:
        self._jobs.run(
            lambda: self._desk.preferences.set_mail_password(""),
            lambda _words: self._show_password_state(False),
            lambda error: self.password_note.say(Level.ERROR, str(error)),
        )

    def _security_changed(self) -> None:
        """Move on to the usual port, unless an unusual one was typed."""
        if not self.signalsBlocked() and self.port.number() in PORTS.values():
            self.port.put(PORTS[MailSecurity(self.security.currentData())])

    def _send_test(self) -> None:
        settings, problems = super().put(self._base)
        problems = {**self._missing(settings.mail), **problems}
        self.show_problems(problems)
        if problems:
            self.result.say(Level.ERROR, "Not sent yet: see the fields marked above.")
            self.focus_first(problems)
            return
        mail, typed, words = settings.mail, self.new_password(), list[str]()

        def send() -> Sent | NotSent:
            if typed is not None:
                words.append(self._desk.preferences.set_mail_password(typed))
            return self._desk.outbox.test(mail)

        self.test.setEnabled(False)
        self.spinner.run(True)
        self.result.say(Level.BUSY, f"Asking {mail.host}. You can go on working.")
        self._slow.run(send, lambda outcome: self._sent(outcome, words), self._failed)

    def _sent(self, outcome: Sent | NotSent, password_words: list[str]) -> None:
        if not isValid(self):
            return
        self._end_test()
        for words in password_words:
            self.tell_password(words)
        if isinstance(outcome, Sent):
            said = f" The server said: {outcome.reply}" if outcome.reply else ""
            self.result.say(Level.GOOD, f"Sent to {self.to.text().strip()}.{said}")
        else:
            self.result.say(Level.ERROR, f"Not sent. {outcome.error}")

    def _failed(self, error: EventDeskError) -> None:
        if isValid(self):
            self._end_test()
            self.result.say(Level.ERROR, f"Not sent. {error.problem} {error.remedy}".strip())

    def _end_test(self) -> None:
        self.test.setEnabled(True)
        self.spinner.run(False)
        self.ensureWidgetVisible(self.result)
