"""The reminders that new events of a calendar get: those of the settings, or its own."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from eventdesk.domain.errors import FieldProblem
from eventdesk.domain.language import tr
from eventdesk.domain.reminder import Reminder
from eventdesk.domain.settings import Settings
from eventdesk.domain.wording import lead_words
from eventdesk.ui.icons import Icons
from eventdesk.ui.marks import TickBox
from eventdesk.ui.reminder_fields import ReminderFields
from eventdesk.ui.theme import tokens


class CalendarDefaults(QWidget):
    """Ticked: as in the settings. `changed`: a person changed something."""

    changed = Signal()

    def __init__(self, icons: Icons, name: str, parent: QWidget, *, all_day: bool) -> None:
        super().__init__(parent)
        self._all_day = all_day
        self._settings = Settings()
        self.usual = TickBox(icons, tr("As in the settings"), self)
        self.usual.setAccessibleName(tr("{name}: as in the settings", name=name))
        self.usual.setChecked(True)
        none_words = tr("They get no reminder.")
        self.fields = ReminderFields(icons, Settings(), self, none_words=none_words)
        self.fields.hide()
        self.usual.toggled.connect(self._toggled)
        self.fields.changed.connect(self.changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 3, 0, 0)
        column.setSpacing(tokens(self).small)
        column.addWidget(self.usual)
        column.addWidget(self.fields)

    def put(self, reminders: tuple[Reminder, ...] | None, settings: Settings) -> None:
        """Show a calendar's own reminders, None for those of the settings."""
        self._settings = settings
        usual = self._of_settings()
        leads = ", ".join(lead_words(each, all_day=self._all_day) for each in usual)
        words = tr("As in the settings ({reminders})", reminders=leads)
        self.usual.setText(words if usual else tr("As in the settings (none)"))
        self.usual.updateGeometry()
        self.fields.use(settings)
        self.fields.put(usual if reminders is None else reminders, all_day=self._all_day)
        self.usual.setChecked(reminders is None)

    def read(self) -> tuple[tuple[Reminder, ...] | None, list[FieldProblem]]:
        """The reminders, None for those of the settings, and what cannot be read."""
        if self.usual.isChecked():
            return None, []
        found, problems = self.fields.read()
        if any(not each.channels for each in found):
            words = (tr("A reminder has no channel."), tr("Choose desktop, e-mail or both."))
            problems = [*problems, FieldProblem("remind", *words)]
        return found, problems

    def _of_settings(self) -> tuple[Reminder, ...]:
        usual = self._settings.reminders
        return usual.all_day_default if self._all_day else usual.default

    def _toggled(self, usual: bool) -> None:
        self.fields.setVisible(not usual)
        self.changed.emit()
