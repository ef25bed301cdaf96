"""The settings page Quiet hours."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from eventdesk.domain.errors import FieldProblem
from eventdesk.domain.language import tr
from eventdesk.domain.quiet_hours import parse_quiet_span
from eventdesk.domain.setting_values import Plain
from eventdesk.ui.icons import Icons
from eventdesk.ui.quiet_fields import FIELD, QuietFields
from eventdesk.ui.settings_page import SettingsPage


class QuietPage(SettingsPage):
    """When reminders are held back."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(icons, tr("Quiet hours"), parent)
        self.rows.add_wide(
            self.hint(
                tr(
                    "Held reminders come back afterwards, in one group. E-mails are not held, nor "
                    "are events marked “even in quiet hours”."
                )
            )
        )
        self.hours = QuietFields(icons, self.inner)
        self.hours.changed.connect(self._told)
        self._bind(FIELD, self.hours.read, self._show, self.hours.add)
        self.rows.add_wide(self.hours)
        self.tick(
            "quiet.do_not_disturb",
            tr("Hold reminders while the desktop is set to &do not disturb"),
        )
        self.tick("quiet.presentation", tr("Hold reminders during a &full-screen presentation"))

    def show_problems(self, problems: dict[str, FieldProblem]) -> None:
        """Say what is refused, quiet hours each at its own line."""
        super().show_problems({key: each for key, each in problems.items() if key != FIELD})
        if FIELD in problems:
            self.hours.show_problems()

    def focus_first(self, keys: Iterable[str]) -> None:
        """Give the keyboard to the first line of quiet hours that is refused."""
        if FIELD in keys:
            widget = self.hours.widget_of()
            widget.setFocus()
            self.ensureWidgetVisible(widget)

    def _show(self, plain: Plain) -> None:
        texts = plain if isinstance(plain, list) else [str(plain)]
        self.hours.put([parse_quiet_span(text) for text in texts])
