"""The settings page E-mail, with its password and its test mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from shiboken6 import isValid

from eventdesk.domain.errors import EventDeskError, FieldProblem
from eventdesk.domain.language import later, retold, tr
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
    (MailSecurity.STARTTLS, later("STARTTLS (usual, port 587)")),
    (MailSecurity.TLS, later("TLS from the start (port 465)")),
    (MailSecurity.NONE, later("None: readable by others on the way")),
)
PORTS = {MailSecurity.STARTTLS: 587, MailSecurity.TLS: 465, MailSecurity.NONE: 25}
NEEDED = {
    "mail.host": (later("The mail server is missing."), later("Enter it, or turn e-mail off.")),
    "mail.from": (
        later("The sender's address is missing."),
        later("Enter yours, such as name@example.org."),
    ),
    "mail.to": (later("Nobody to send to."), later("Enter at least one address.")),
}
KEPT = later("Kept in the system's keyring, never in the settings file.")


class MailPage(SettingsPage):
    """The mail server and what is sent. `slow` runs what waits for the network."""

    def __init__(
        self, desk: Desk, jobs: Jobs, slow: Jobs, icons: Icons, parent: QWidget | None = None
    ) -> None:
        super().__init__(icons, tr("E-mail"), parent)
        self._desk = desk
        self._jobs = jobs
        self._slow = slow
        self._base = Settings()
        self.enabled = self.tick("mail.enabled", tr("Send reminders by &e-mail"))
        self.host = self.line("mail.host", tr("&Server"), "smtp.example.org")
        self.security = self.choice(
            "mail.security",
            tr("Se&curity"),
            [(str(value), tr(words)) for value, words in _SECURITY],
        )
        self.port = self.number("mail.port", tr("P&ort"), 1, 65535)
        self.security.currentIndexChanged.connect(self._security_changed)
        self.user = self.line("mail.user", tr("&User name"), tr("Empty: no login"))
        self.password = QLineEdit(self.inner)
        self.password_note = InlineMessage(icons, self.inner)
        self._add_password(icons)
        self.from_line = self.line("mail.from", tr("&From"), "you@example.org")
        self.to = self.line("mail.to", tr("&To"), "you@example.org, assistant@example.org")
        self.on_create = self.tick(
            "mail.on_create", tr("&Also send a mail when an event is created")
        )
        self.per_minute = self.number(
            "mail.per_minute",
            tr("At &most"),
            1,
            1000,
            tr("mails a minute; more wait, none is lost"),
        )
        self.test = QPushButton(tr("Se&nd test e-mail"), self.inner)
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
        return {
            key: FieldProblem(key, *map(tr, NEEDED[key]))
            for key, value in values.items()
            if not value
        }

    def _add_password(self, icons: Icons) -> None:
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName(tr("Password"))
        self.password.textEdited.connect(self._told)
        self._eye = QAction(icons.icon("eye", "muted"), tr("Show what is typed"), self.password)
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._reveal)
        self.password.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self.password_note.say(Level.INFO, tr(KEPT))
        self.rows.add(tr("&Password"), self.password, self.password_note)

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
        self.password.setPlaceholderText(tr("Saved; type to replace it") if known else "")
        if known:
            self.password_note.say(Level.INFO, tr(KEPT), tr("Forget it"), self._forget)
        else:
            self.password_note.say(Level.INFO, tr(KEPT))

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
            self.result.say(Level.ERROR, tr("Not sent yet: see the fields marked above."))
            self.focus_first(problems)
            return
        mail, typed, words = settings.mail, self.new_password(), list[str]()

        def send() -> Sent | NotSent:
            if typed is not None:
                words.append(self._desk.preferences.set_mail_password(typed))
            return self._desk.outbox.test(mail)

        self.test.setEnabled(False)
        self.spinner.run(True)
        self.result.say(Level.BUSY, tr("Asking {server}. You can go on working.", server=mail.host))
        self._slow.run(send, lambda outcome: self._sent(outcome, words), self._failed)

    def _sent(self, outcome: Sent | NotSent, password_words: list[str]) -> None:
        if not isValid(self):
            return
        self._end_test()
        for words in password_words:
            self.tell_password(words)
        if isinstance(outcome, Sent):
            words = tr("Sent to {recipients}.", recipients=self.to.text().strip())
            if outcome.reply:
                said = tr("The server said: {reply}", reply=outcome.reply)
                words = f"{words} {said}"
            self.result.say(Level.GOOD, words)
        else:
            self.result.say(Level.ERROR, tr("Not sent. {why}", why=retold(outcome.error)))

    def _failed(self, error: EventDeskError) -> None:
        if isValid(self):
            self._end_test()
            why = f"{error.problem} {error.remedy}".strip()
            self.result.say(Level.ERROR, tr("Not sent. {why}", why=why))

    def _end_test(self) -> None:
        self.test.setEnabled(True)
        self.spinner.run(False)
        self.ensureWidgetVisible(self.result)
