"""The page of the detail pane: title, times, place, reminders, description, 'Why?'."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from eventdesk.domain.calendar import Calendar
from eventdesk.domain.language import tr
from eventdesk.domain.ledger import LedgerRow
from eventdesk.domain.wording import when_words
from eventdesk.services.views import AgendaRow, TimelineEntry
from eventdesk.ui.button_row import ButtonRow
from eventdesk.ui.calendar_swatch import CalendarLine
from eventdesk.ui.custom_snooze_dialog import CustomSnoozeDialog
from eventdesk.ui.detail_facts import FactLine, SeriesLine
from eventdesk.ui.detail_words import reminder_lines, waiting_words, when_lines
from eventdesk.ui.flow_text import FlowText
from eventdesk.ui.icons import Icons
from eventdesk.ui.snooze_menu import fill_snooze_menu
from eventdesk.ui.theme import scaled_font, tokens
from eventdesk.ui.timeline import Timeline

if TYPE_CHECKING:
    from eventdesk.domain.event import Event

LONG_TITLE = 90
"""Characters from which a title is set in smaller letters."""


class EventPage(QWidget):
    """One occurrence. `dismiss` and `snooze` carry the ids of its waiting reminders."""

    open_link = Signal(str)
    dismiss = Signal(list)
    snooze = Signal(list, str)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._row: AgendaRow | None = None
        self._link_target = ""
        self.title = FlowText(tr("Title"), self)
        self.when = FlowText(tr("When"), self)
        self.calendar = CalendarLine(self)
        self.waiting = WaitingCard(icons, self)
        self.place = FactLine(icons, "map-pin", tr("Location"), self)
        self.link = FactLine(icons, "link", tr("Link"), self, button=True)
        self.tags = FactLine(icons, "tag", tr("Tags"), self)
        self.series = SeriesLine(icons, self)
        self.reminders = FactLine(icons, "bell", tr("Reminders"), self)
        self.description = FlowText(tr("Description"), self)
        self.why_title = QLabel(tr("Why?"), self)
        self.why_title.setFont(scaled_font(self.font(), 1.0, bold=True))
        self.timeline = Timeline(icons, self)
        self.edit = self._button(tr("Edit"), "edit", tr("Edit this event (Enter)"))
        tip = tr("Duplicate this event (Ctrl+D)")
        self.duplicate = self._button(tr("Duplicate"), "copy", tip)
        tip = tr("Delete this event (Del); can be undone")
        self.delete = self._button(tr("Delete"), "trash", tip)
        self._buttons = ButtonRow([self.edit, self.duplicate, self.delete], self)
        self.ledger = QPushButton(tr("Open in the ledger"), self)
        self.ledger.setProperty("link", True)
        self.link.pressed.connect(lambda: self.open_link.emit(self._link_target))
        self.waiting.dismiss.connect(self.dismiss)
        self.waiting.snooze.connect(self.snooze)
        self._lay_out()

    def _button(self, text: str, icon: str, tip: str) -> QPushButton:
        button = QPushButton(self._icons.icon(icon), text, self)
        button.setToolTip(tip)
        button.setProperty("compact", True)
        return button

    def _lay_out(self) -> None:
        shades = tokens(self)
        head = QHBoxLayout()
        head.addWidget(self.why_title, 1)
        head.addWidget(self.ledger)
        box = QVBoxLayout(self)
        box.setContentsMargins(shades.large, shades.large, shades.large, shades.large)
        box.setSpacing(shades.small)
        box.addWidget(self.title)
        box.addWidget(self.when)
        box.addSpacing(shades.tiny)
        box.addWidget(self._buttons)
        box.addSpacing(shades.tiny)
        box.addWidget(self.waiting)
        facts = (self.series, self.calendar, self.place, self.link, self.tags, self.reminders)
        for widget in facts:
            box.addWidget(widget)
        box.addWidget(self.description)
        box.addSpacing(shades.small)
        box.addWidget(_rule(self))
        box.addLayout(head)
        box.addWidget(self.timeline)
        box.addStretch(1)

    def show_row(self, row: AgendaRow, now: datetime, zone: ZoneInfo, *, keep: bool) -> None:
        """Show what the list knows; `keep` leaves what `show_details` showed before."""
        self._row = row
        factor = 1.25 if len(row.title) <= LONG_TITLE else 1.0
        self.title.setFont(scaled_font(self.font(), factor, bold=True))
        self.title.say(row.title)
        self.place.say(row.location)
        self.series.show_row(row, keep=keep)
        self.tags.say("  ".join(f"#{tag}" for tag in row.tags))
        self.tick(now, zone)
        if not keep:
            self.link.say("")
            self.description.say("")
            self.waiting.show_rows([], now, zone)
            self.timeline.show_entries([], now, zone)

    def show_calendar(self, calendar: Calendar | None) -> None:
        """Name the event's calendar, None for nothing to tell."""
        self.calendar.say(calendar)
        foreign = calendar is not None and calendar.read_only
        self.series.button.setHidden(foreign)
        self._buttons.name(self.edit, tr("Open") if foreign else tr("Edit"))
        tip = tr("Open this event (Enter)") if foreign else tr("Edit this event (Enter)")
        self.edit.setToolTip(tip)

    def show_details(
        self,
        event: Event,
        why: list[TimelineEntry],
        waiting: list[LedgerRow],
        now: datetime,
        zone: ZoneInfo,
    ) -> None:
        """Show what had to be read."""
        self._link_target = event.url
        self.series.show_rule(event, zone)
        self.link.say(event.url)
        self.description.say(event.description)
        self.waiting.show_rows(waiting, now, zone)
        self.timeline.show_entries(why, now, zone)

    def tick(self, now: datetime, zone: ZoneInfo) -> None:
        """Bring times up to date."""
        if self._row is None:
            return
        self.waiting.tick(now, zone)
        self.when.say("\n".join(when_lines(self._row, zone, now)))
        lines = [words for _, words in reminder_lines(self._row)]
        if self._row.next_due is not None:
            when = when_words(self._row.next_due, now, zone)
            lines.append(tr("Next: {when}", when=when))
        self.reminders.say("\n".join(lines) or tr("No reminder"))


class WaitingCard(QFrame):
    """Shown while a reminder of the occurrence waits to be handled."""

    dismiss = Signal(list)
    snooze = Signal(list, str)

    def __init__(self, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = icons
        self._rows: list[LedgerRow] = []
        self._moment: tuple[datetime, ZoneInfo] | None = None
        self.setProperty("card", "accent")
        self._text = QLabel(self, wordWrap=True)
        self.dismiss_button = QPushButton(tr("Dismiss"), self)
        self.dismiss_button.setProperty("primary", True)
        self.dismiss_button.clicked.connect(lambda: self.dismiss.emit(self._ids()))
        self.snooze_button = QPushButton(tr("Snooze"), self)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.snooze_button.setMenu(self._menu)
        shades = tokens(self)
        grid = QGridLayout(self)
        grid.setContentsMargins(shades.medium, shades.small, shades.medium, shades.small)
        grid.setSpacing(shades.small)
        grid.addWidget(self._text, 0, 0, 1, 3)
        grid.addWidget(self.dismiss_button, 1, 0)
        grid.addWidget(self.snooze_button, 1, 1)
        grid.setColumnStretch(2, 1)
        self.hide()

    @property
    def words(self) -> str:
        """What it says."""
        return self._text.text()

    def show_rows(self, rows: list[LedgerRow], now: datetime, zone: ZoneInfo) -> None:
        """Show the waiting reminders, none hides the card."""
        self._rows = rows
        self.tick(now, zone)
        self.setVisible(bool(rows))

    def tick(self, now: datetime, zone: ZoneInfo) -> None:
        """Bring times up to date."""
        self._moment = (now, zone)
        if self._rows:
            self._text.setText(waiting_words(self._rows[-1], now, zone))

    def _ids(self) -> list[int]:
        return [each.id for each in self._rows]

    def _fill(self) -> None:
        self._menu.clear()
        if self._rows and self._moment is not None:
            fill_snooze_menu(self._menu, self._rows, *self._moment, self._chosen, self._custom)

    def _chosen(self, text: str) -> None:
        self.snooze.emit(self._ids(), text)

    def _custom(self) -> None:
        CustomSnoozeDialog(self._icons, self._chosen, self.window()).show()


def _rule(parent: QWidget) -> QFrame:
    rule = QFrame(parent)
    rule.setProperty("rule", True)
    rule.setFixedHeight(1)
    return rule
