"""The settings dialog. Not modal; what is refused is said at its field, nothing typed is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QIcon, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QStyle,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from eventdesk.domain.errors import EventDeskError, FieldProblem, UnfitSettings
from eventdesk.domain.language import tr
from eventdesk.domain.settings import Language, Settings, Theme
from eventdesk.services.ports import Change, SettingsChanged
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import InlineMessage, Level, make_primary
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.screen_room import within_screen
from eventdesk.ui.settings_mail import MailPage
from eventdesk.ui.settings_page import SettingsPage
from eventdesk.ui.settings_pages import GeneralPage, NotificationsPage, RemindersPage
from eventdesk.ui.settings_quiet import QuietPage
from eventdesk.ui.theme import tokens

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk

_Button = QDialogButtonBox.StandardButton
_ICONS = {
    "general": "settings",
    "reminders": "bell",
    "quiet": "moon",
    "mail": "mail",
    "notifications": "desktop",
}
PAGES = tuple(_ICONS)
"""The names of the pages, in order."""


class SettingsDialog(QDialog):
    """Pages 'general', 'reminders', 'quiet', 'mail' and 'notifications'.

    `slow` runs what waits for the network or the desktop; give it a worker of its own.
    Without `settings` they are read off the main thread. `spoken` is the language as it was
    set when EventDesk started, None when nobody knows.
    `theme_wanted` carries the Theme to show now: while one chooses, and the old one again
    when the dialog is left without applying. `applied` carries the new Settings.
    """

    theme_wanted = Signal(object)
    applied = Signal(object)

    def __init__(
        self,
        desk: Desk,
        jobs: Jobs,
        slow: Jobs,
        icons: Icons,
        parent: QWidget | None = None,
        *,
        settings: Settings | None = None,
        spoken: Language | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._jobs = jobs
        self._base = settings or Settings()
        self._saving = False
        self._closing = False
        self._mends = False
        self._shown_theme: Theme | None = None
        self.pages: dict[str, SettingsPage] = {
            "general": GeneralPage(icons, self, spoken=spoken),
            "reminders": RemindersPage(desk, slow, icons, self),
            "quiet": QuietPage(icons, self),
            "mail": MailPage(desk, jobs, slow, icons, self),
            "notifications": NotificationsPage(desk, slow, icons, self),
        }
        self.names = QListWidget(self)
        self.message = InlineMessage(icons, self)
        self.buttons = QDialogButtonBox(_Button.Ok | _Button.Cancel | _Button.Apply, self)
        self._stack = QStackedWidget(self)
        self._lay_out(icons)
        self._connect()
        self.setWindowTitle(tr("Settings"))
        self.resize(within_screen(self, QSize(800, 600)))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.load(self._base)
        if settings is None:
            self._stack.setEnabled(False)
            jobs.run(self._look, lambda found: self._loaded(*found), self._not_loaded)

    @property
    def general(self) -> GeneralPage:
        """The page about start and looks."""
        page = self.pages["general"]
        assert isinstance(page, GeneralPage)
        return page

    @property
    def mail(self) -> MailPage:
        """The page about e-mail."""
        page = self.pages["mail"]
        assert isinstance(page, MailPage)
        return page

    def show_page(self, name: str) -> None:
        """Turn to a page."""
        self.names.setCurrentRow(list(self.pages).index(name))

    def load(self, settings: Settings) -> None:
        """Show settings on all pages."""
        self._base = settings
        for page in self.pages.values():
            page.load(settings)
        self._set_changed(False)

    def _look(self) -> tuple[Settings, str]:
        """On the worker thread: the settings, and what to say of the start with the login."""
        preferences = self._desk.preferences
        return preferences.current(), preferences.login_note()

    def _loaded(self, settings: Settings, login_note: str) -> None:
        if isValid(self):
            self._stack.setEnabled(True)
            self.load(settings)
            self.general.say_login(login_note)

    def _not_loaded(self, error: EventDeskError) -> None:
        """Settings that cannot be read can still be written anew."""
        if not isValid(self):
            return
        self._stack.setEnabled(True)
        words = f"{error.problem} {error.remedy}".strip()
        if isinstance(error, UnfitSettings):
            self.load(error.settings)
            self._mends = True
            self._set_changed(True)
            kept = tr("The default is shown here; OK keeps it.")
            words = f"{words} {kept}"
        self.message.say(Level.ERROR, words)

    def handle(self, change: Change) -> None:
        """Follow settings changed elsewhere, unless something is typed here."""
        if isinstance(change, SettingsChanged):
            self._jobs.run(self._look, lambda found: self._follow(*found), lambda _error: None)

    def _follow(self, settings: Settings, login_note: str) -> None:
        if isValid(self) and not self.is_changed() and not self._saving:
            self.load(settings)
            self.general.say_login(login_note)

    def is_changed(self) -> bool:
        """True when something differs from the settings in force."""
        settings, problems = self._read()
        typed = settings != self._base or self.mail.new_password() is not None
        return bool(problems) or typed or self._mends

    def apply(self) -> None:
        """Check all pages and store; problems are shown at their fields."""
        if self._saving:
            return
        settings, problems = self._read()
        for page in self.pages.values():
            page.show_problems(problems)
        if problems:
            self._refuse(problems)
            return
        password, preferences = self.mail.new_password(), self._desk.preferences

        def store() -> tuple[Settings, str | None]:
            preferences.change(settings)
            words = None if password is None else preferences.set_mail_password(password)
            return settings, words

        self._set_busy(True)
        self._jobs.run(store, lambda stored: self._stored(*stored), self._failed)

    def accept(self) -> None:
        """OK: apply, and close once it is stored."""
        self._closing = True
        if self.is_changed():
            self.apply()
        else:
            self.close()

    def reject(self) -> None:
        """Cancel: leave the settings as they were."""
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Take a theme back that was only looked at."""
        if self._shown_theme not in (None, self._base.general.theme):
            self.theme_wanted.emit(self._base.general.theme)
        # QDialog's own would call reject(), which closes, which is already going on.
        event.accept()

    def showEvent(self, event: QShowEvent) -> None:
        """Room for the page."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Grow to the widest and highest page, as far as the screen allows."""
        pages = self.pages.values()
        bar = self._stack.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        widest = max(page.inner.minimumSizeHint().width() for page in pages) + bar
        width = max(self.width(), self.names.width() + widest)
        inner = width - self.names.width() - bar
        heights = (
            (page.inner.heightForWidth(inner), page.inner.minimumSizeHint()) for page in pages
        )
        highest = max(max(height, least.height()) for height, least in heights)
        foot = self.height() - self._stack.height()
        wanted = within_screen(self, QSize(width, highest + foot))
        self.resize(self.size().expandedTo(wanted))

    def _read(self) -> tuple[Settings, dict[str, FieldProblem]]:
        settings = self._base
        problems: dict[str, FieldProblem] = {}
        for page in self.pages.values():
            settings, found = page.put(settings)
            problems |= found
        return settings, problems

    def _refuse(self, problems: dict[str, FieldProblem]) -> None:
        self._closing = False
        for name, page in self.pages.items():
            if any(key in page.bound for key in problems):
                self.show_page(name)
                page.focus_first(problems)
                break
        self.message.say(Level.ERROR, tr("Not applied yet: see the fields marked."))

    def _stored(self, settings: Settings, password_words: str | None) -> None:
        if not isValid(self):
            return
        self._base = settings
        self._mends = False
        self._set_busy(False)
        self._set_changed(False)
        self.applied.emit(settings)
        if password_words is not None:
            self.mail.tell_password(password_words)
        if self._closing and not password_words:
            self.close()
            return
        self._closing = False
        self.message.say(Level.GOOD, tr("Saved."))
        if password_words:
            self.show_page("mail")

    def _failed(self, error: EventDeskError) -> None:
        if isValid(self):
            self._closing = False
            self._set_busy(False)
            why = f"{error.problem} {error.remedy}".strip()
            self.message.say(Level.ERROR, tr("Not saved. {why}", why=why))

    def _set_busy(self, busy: bool) -> None:
        self._saving = busy
        for button in (_Button.Ok, _Button.Apply):
            self.buttons.button(button).setEnabled(not busy)
        if busy:
            self.message.clear()

    def _set_changed(self, changed: bool) -> None:
        self.buttons.button(_Button.Apply).setEnabled(changed)

    def _preview(self, theme: Theme) -> None:
        self._shown_theme = theme
        self.theme_wanted.emit(theme)

    def _edited(self) -> None:
        self.message.clear()
        self._set_changed(self.is_changed())

    def _connect(self) -> None:
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.buttons.button(_Button.Apply).clicked.connect(self.apply)
        self.names.currentRowChanged.connect(self._stack.setCurrentIndex)
        self.names.currentRowChanged.connect(lambda _row: QTimer.singleShot(0, self, self._fit))
        for page in self.pages.values():
            page.changed.connect(self._edited)
        reminders = self.pages["reminders"]
        self.general.theme_chosen.connect(self._preview)
        if isinstance(reminders, RemindersPage):
            for fields in (reminders.default, reminders.all_day):
                fields.mail_settings_wanted.connect(lambda: self.show_page("mail"))

    def _lay_out(self, icons: Icons) -> None:
        shades, pages = tokens(self), self.pages.values()
        for name, page in self.pages.items():
            item = QListWidgetItem(icons.icon(_ICONS[name]), page.title)
            item.setSizeHint(QSize(0, self.fontMetrics().height() + 16))
            self.names.addItem(item)
            self._stack.addWidget(page)
        self.names.setAccessibleName(tr("Pages"))
        self.names.setFrameShape(QFrame.Shape.NoFrame)
        widest = max(self.fontMetrics().horizontalAdvance(each.title) for each in pages)
        self.names.setFixedWidth(widest + 72)
        self.names.setCurrentRow(0)
        self.names.setIconSize(QSize(shades.icon, shades.icon))
        self.names.setStyleSheet(
            "QListWidget { background: palette(base); outline: none; }"
            "QListWidget::item { padding: 4px 12px; border-left: 3px solid transparent; }"
            "QListWidget::item:selected { background: palette(midlight); color: palette(text);"
            " border-left: 3px solid palette(highlight); }"
        )
        for button in self.buttons.buttons():
            button.setIcon(QIcon())
        make_primary(self.buttons.button(_Button.Ok))
        foot = QHBoxLayout()
        foot.setContentsMargins(shades.large, shades.small, shades.large, shades.large)
        foot.addWidget(self.message, 1, Qt.AlignmentFlag.AlignVCenter)
        foot.addStretch(0)
        foot.addWidget(self.buttons)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self._stack, 1)
        column.addLayout(foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.names)
        row.addLayout(column, 1)
