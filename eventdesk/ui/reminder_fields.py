"""The reminders of an event: any number of lines, one list for timed and one for whole days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from eventdesk.domain.errors import FieldProblem
from eventdesk.domain.language import tr
from eventdesk.domain.reminder import Channel, Reminder, parse_reminder
from eventdesk.domain.settings import Settings
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import InlineMessage, Level
from eventdesk.ui.reminder_row import ReminderRow

_NEXT_TIMED = (timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(days=1))
_NEXT_ALL_DAY = ("0d@09:00", "1d@18:00", "7d@09:00")


class ReminderFields(QWidget):
    """Several reminders. `changed`: a person changed them; `mail_settings_wanted`: pressed
    where it says that e-mail is off."""

    changed = Signal()
    mail_settings_wanted = Signal()

    def __init__(
        self,
        icons: Icons,
        settings: Settings,
        parent: QWidget | None = None,
        *,
        none_words: str = "",
    ) -> None:
        super().__init__(parent)
        self._none_words = none_words or tr("No reminder: you will not be told about this event.")
        self._icons = icons
        self._settings = settings
        self._all_day = False
        self._own: dict[bool, tuple[Reminder, ...] | None] = {}
        self._kept: dict[bool, tuple[Mapping[str, Any], ...]] = {}
        self.rows: list[ReminderRow] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        self.message = InlineMessage(icons, self)
        self.hint = InlineMessage(icons, self)
        self.add = QPushButton(tr("Add reminder"), self)
        self.add.setIcon(icons.icon("add", "accent"))
        self.add.setProperty("link", True)
        self.add.setAutoDefault(False)
        self.add.clicked.connect(self._add_pressed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self._list)
        layout.addWidget(self.message)
        layout.addWidget(self.hint)
        line = QHBoxLayout()
        line.addWidget(self.add)
        line.addStretch(1)
        layout.addLayout(line)
        self.put(self._defaults(all_day=False), all_day=False)

    def put(self, reminders: Sequence[Reminder], *, all_day: bool) -> None:
        """Show reminders of a timed or an all-day event; `changed` is not emitted."""
        self._kept.pop(not all_day, None)
        self._all_day = all_day
        self._clear()
        for each in reminders:
            self._append().put(each)
        self._refresh()

    def set_all_day(self, on: bool) -> None:
        """Change the form; each form comes back as it was left, else with the defaults."""
        if on == self._all_day:
            return
        self._kept[self._all_day] = tuple(row.raw() for row in self.rows)
        self._all_day = on
        self._clear()
        if on in self._kept:
            for raw in self._kept[on]:
                self._append().put_raw(raw)
        else:
            for each in self._defaults(all_day=on):
                self._append().put(each)
        self._refresh()

    def use(self, settings: Settings) -> None:
        """Follow changed settings: whether e-mail is on, and the defaults."""
        self._settings = settings
        self._refresh()

    def use_defaults(
        self,
        timed: tuple[Reminder, ...] | None,
        all_day: tuple[Reminder, ...] | None,
        *,
        follow: bool,
    ) -> None:
        """Take defaults other than those of the settings, None for these. With `follow`,
        reminders that nobody touched become the new ones; `changed` is not emitted."""
        before = self._defaults(all_day=self._all_day)
        self._own = {False: timed, True: all_day}
        after = self._defaults(all_day=self._all_day)
        if follow and before != after and self.read() == (before, []):
            kept = dict(self._kept)
            self.put(after, all_day=self._all_day)
            self._kept = kept

    def mails_too(self) -> bool:
        """True when some reminder comes both on the desktop and by e-mail."""
        return any(all(each.isChecked() for each in row.channels.values()) for row in self.rows)

    def read(self) -> tuple[tuple[Reminder, ...], list[FieldProblem]]:
        """The reminders shown, and what cannot be read."""
        found, problems = [], []
        for row in self.rows:
            reminder, wrong = row.read()
            problems.extend(wrong)
            if reminder is not None:
                found.append(reminder)
        return tuple(found), problems

    def show_problem(self, problem: FieldProblem | None) -> None:
        """Show or clear what is wrong, marking the lines it is about where that is known."""
        if problem is None:
            self.message.clear()
        else:
            self.message.say(Level.ERROR, str(problem))
        for row in self.rows:
            wrong = problem is not None and (bool(row.read()[1]) or len(self.rows) == 1)
            row.show_problem(problem if wrong else None)

    def widget_of(self) -> QWidget:
        """Where the keyboard goes to mend the reminders."""
        for row in self.rows:
            if row.read()[1]:
                return row.amount if row.amount.number() is None else row.at
        return self.rows[0].amount if self.rows else self.add

    def raw(self) -> list[dict[str, Any]]:
        """Every line as typed."""
        return [row.raw() for row in self.rows]

    def put_raw(self, raw: Sequence[Mapping[str, Any]], *, all_day: bool) -> None:
        """Show what `raw` gave."""
        self._all_day = all_day
        self._clear()
        for each in raw:
            self._append().put_raw(each)
        self._refresh()

    def _defaults(self, *, all_day: bool) -> tuple[Reminder, ...]:
        own = self._own.get(all_day)
        if own is not None:
            return own
        chosen = self._settings.reminders
        return chosen.all_day_default if all_day else chosen.default

    def _clear(self) -> None:
        for row in self.rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows.clear()

    def _append(self) -> ReminderRow:
        row = ReminderRow(self._icons, all_day=self._all_day, parent=self)
        row.changed.connect(self._edited)
        row.removed.connect(partial(self._remove, row))
        self.rows.append(row)
        self._list.addWidget(row)
        row.show()
        return row

    def _add_pressed(self) -> None:
        used = {reminder.lead for reminder in self.read()[0]}
        channels = self._channels_in_use()
        row = self._append()
        row.put(replace(self._another(used), channels=channels))
        self._edited()
        row.amount.setFocus()
        row.amount.selectAll()

    def _another(self, used: set[timedelta]) -> Reminder:
        if self._all_day:
            choices = [parse_reminder(text) for text in _NEXT_ALL_DAY]
        else:
            choices = [Reminder(lead) for lead in _NEXT_TIMED]
        return next((each for each in choices if each.lead not in used), choices[-1])

    def _channels_in_use(self) -> frozenset[Channel]:
        found, _ = self.read()
        return (found[-1].channels if found else None) or frozenset({Channel.DESKTOP})

    def _remove(self, row: ReminderRow) -> None:
        index = self.rows.index(row)
        self.rows.remove(row)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()
        left = self.rows[min(index, len(self.rows) - 1)].remove if self.rows else self.add
        left.setFocus()
        self._edited()

    def _edited(self) -> None:
        self.show_problem(None)
        self._refresh()
        self.changed.emit()

    def _refresh(self) -> None:
        for place, row in enumerate(self.rows, 1):
            row.number(place)
        mailed = any(row.channels[Channel.EMAIL].isChecked() for row in self.rows)
        if mailed and not self._settings.mail.enabled:
            self.hint.say(
                Level.WARNING,
                tr("E-mail is off in the settings: none is sent."),
                tr("Settings"),
                self.mail_settings_wanted.emit,
            )
        elif not self.rows:
            self.hint.say(Level.INFO, self._none_words)
        else:
            self.hint.clear()
