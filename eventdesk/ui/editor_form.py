"""All fields of an event, as a form that turns into a draft and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from eventdesk.domain.errors import FieldProblem
from eventdesk.domain.event import MAX_TITLE, EventDraft
from eventdesk.domain.language import tr
from eventdesk.domain.settings import Settings
from eventdesk.domain.walltime import is_zone
from eventdesk.services.ports import Clock
from eventdesk.ui.calendar_book import CalendarBook
from eventdesk.ui.calendar_field import CalendarField
from eventdesk.ui.editor_advice import time_advice
from eventdesk.ui.form_rows import FormRows
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import InlineMessage, Level, mark_invalid
from eventdesk.ui.insistence_section import FIELDS as INSISTENCE
from eventdesk.ui.insistence_section import InsistenceSection
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.reminder_fields import ReminderFields
from eventdesk.ui.repeat_field import RepeatField, SeriesStart
from eventdesk.ui.scope_choice import ScopeChoice
from eventdesk.ui.text_area import TextArea
from eventdesk.ui.theme import scaled_font
from eventdesk.ui.when_field import WhenField
from eventdesk.ui.when_reader import When

ORDER = (
    *("title", "start", "end", "zone", "repeat", "calendar", "remind"),
    *INSISTENCE,
    *("location", "url", "description"),
)
_LINES = ("title", "location", "url", "tags")


class EditorForm(QWidget):
    """The fields of one event. `changed` comes with every change a person makes."""

    changed = Signal()
    mail_settings_wanted = Signal()
    layout_changed = Signal()

    def __init__(
        self,
        icons: Icons,
        jobs: Jobs,
        clock: Clock,
        settings: Settings,
        recent_zones: Sequence[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._before: EventDraft | None = None
        self.scope = ScopeChoice(self)
        self._base = EventDraft(title="", start=clock.now().replace(tzinfo=None))
        self.title = _line_edit(tr("Title"), tr("What is it?"), self)
        self.title.setFont(scaled_font(self.font(), 1.3))
        self.when = WhenField(icons, jobs, clock, recent_zones, self)
        self.repeat = RepeatField(icons, jobs, self._today, self)
        self.calendar = CalendarField(icons, self)
        self.reminders = ReminderFields(icons, settings, self)
        self.insistence = InsistenceSection(icons, settings, self)
        self.location = _line_edit(tr("Location"), tr("Room, address or call"), self)
        self.url = _line_edit(tr("Link"), "https://", self)
        self.tags = _line_edit(tr("Tags, separated by commas"), tr("work, planning"), self)
        self.description = TextArea(self)
        self.description.setAccessibleName(tr("Description"))
        self.messages = {
            name: InlineMessage(icons, self) for name in ("title", "location", "url", "description")
        }
        self.series_note = InlineMessage(icons, self)
        self._lay_out()
        self._connect()
        self.refresh()

    def put(self, draft: EventDraft, *, stored: bool) -> None:
        """Show a draft; `stored` says that these are the reminders it already has."""
        self._before = draft if stored else None
        self._base = draft
        for name in ("title", "location", "url"):
            getattr(self, name).setText(getattr(draft, name))
        self.title.setCursorPosition(0)
        self.tags.setText(", ".join(draft.tags))
        self._show_beginnings()
        self.description.setPlainText(draft.description)
        self.when.put(When(draft.start, draft.end, draft.time_zone, draft.all_day))
        self.repeat.put(draft.recurrence, self._series_start())
        self.calendar.put(draft.calendar)
        self.reminders.put(draft.reminders, all_day=draft.all_day)
        self.insistence.put(draft.insistence, draft.late_rule)
        self.series_note.clear()
        self._show_mode()
        self.refresh()

    def put_times(self, draft: EventDraft, *, before: EventDraft) -> None:
        """Show only the times and the recurrence of a draft; `before` is what is stored."""
        self._before = before
        self.when.put(When(draft.start, draft.end, draft.time_zone, draft.all_day))
        self.repeat.put(draft.recurrence, self._series_start())
        self.reminders.set_all_day(draft.all_day)
        self._show_mode()
        self._edited()

    def show_repeat(self, shown: bool) -> None:
        """Whether there is something to say about repeating."""
        self._repeat_label.setVisible(shown)
        self.repeat.setVisible(shown)

    def say_series(self) -> None:
        """Say that all occurrences are changed."""
        self.series_note.say(Level.INFO, tr("Changes apply to all occurrences."))

    def draft(self) -> tuple[EventDraft, list[FieldProblem]]:
        """What is typed as a draft, with what cannot be read. Rules are checked elsewhere."""
        when, problems = self.when.read()
        recurrence, repeat_problems = self.repeat.read()
        reminders, remind_problems = self.reminders.read()
        wishes, late_rule, wish_problems = self.insistence.read()
        draft = replace(
            self._base,
            title=self.title.text(),
            start=when.start,
            end=when.end,
            time_zone=when.zone,
            all_day=when.all_day,
            location=self.location.text(),
            url=self.url.text(),
            tags=tuple(self.tags.text().split(",")),
            description=self.description.toPlainText(),
            reminders=reminders,
            recurrence=recurrence,
            late_rule=late_rule,
            insistence=wishes,
            calendar=self.calendar.value(),
        )
        return draft, [*problems, *repeat_problems, *remind_problems, *wish_problems]

    def use_calendars(self, book: CalendarBook, *, new: bool) -> None:
        """Offer calendars; a new event goes to the one chosen last, with its reminders."""
        if new:
            self.calendar.put(book.chosen_last)
        self.calendar.use(book)
        book.changed.connect(self._show_calendar)
        self._show_calendar()
        self._follow_calendar(new=new)

    def use(self, settings: Settings) -> None:
        """Follow changed settings: defaults, whether e-mail is on."""
        self.reminders.use(settings)
        self.insistence.use(settings)

    def show_problems(self, problems: Sequence[FieldProblem]) -> None:
        """Show each problem at its field and clear the other fields; focus the first."""
        found = {each.field: each for each in reversed(problems)}
        for name, message in self.messages.items():
            problem = found.get(name)
            mark_invalid(getattr(self, name), problem is not None, str(problem or ""))
            if problem is None:
                message.clear()
            else:
                message.say(Level.ERROR, str(problem))
        self.when.show_problems(
            [each for each in problems if each.field in ("start", "end", "zone")]
        )
        self.repeat.show_problem(found.get("repeat"))
        self.calendar.show_problem(found.get("calendar"))
        self.reminders.show_problem(found.get("remind"))
        self.insistence.show_problems(found)
        broken = [name for name in ORDER if name in found]
        if broken:
            self.widget_of(broken[0]).setFocus()

    def widget_of(self, field: str) -> QWidget:
        """Where the keyboard goes to mend an input field."""
        if field in ("start", "end", "zone"):
            return self.when.widget_of(field)
        if field == "repeat":
            return self.repeat.widget_of()
        if field == "calendar":
            return self.calendar.choice
        if field == "remind":
            return self.reminders.widget_of()
        if field in INSISTENCE:
            return self.insistence.widget_of(field)
        found: QWidget = getattr(self, field, self.title)
        return found

    def raw(self) -> dict[str, Any]:
        """Every field as typed, as plain JSON values."""
        return {
            **{name: getattr(self, name).text() for name in _LINES},
            "description": self.description.toPlainText(),
            "when": self.when.raw(),
            "repeat": self.repeat.raw(),
            "calendar": self.calendar.value(),
            "reminders": self.reminders.raw(),
            "insistence": self.insistence.raw(),
        }

    def put_raw(self, raw: Mapping[str, Any]) -> None:
        """Show what `raw` gave."""
        for name in _LINES:
            getattr(self, name).setText(str(raw.get(name, "")))
        self._show_beginnings()
        self.description.setPlainText(str(raw.get("description", "")))
        when = raw.get("when", {})
        self.reminders.put_raw(raw.get("reminders", []), all_day=bool(when.get("all_day")))
        self.when.put_raw(when)
        self.repeat.put_raw(raw.get("repeat", {}))
        self.calendar.put_raw(str(raw.get("calendar", self.calendar.value())))
        self.insistence.put_raw(raw.get("insistence", {}))
        self._show_mode()
        self._edited()

    def refresh(self) -> None:
        """Look at the clock again: the hints about the start change with it."""
        self.insistence.follow(mails_too=self.reminders.mails_too())
        draft, problems = self.draft()
        if any(each.field in ("start", "end") for each in problems):
            self.when.advise(Level.INFO, "")
            return
        try:
            advice = time_advice(draft, self._clock.now(), self._clock.zone(), self._before)
        except (ValueError, OSError, LookupError, OverflowError):
            advice = (Level.INFO, "")  # an unknown zone is told at its field
        self.when.advise(*advice)

    def event(self, event: QEvent) -> bool:
        """Tell that messages came or went, so that the dialog can make room."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.layout_changed.emit()
        return super().event(event)

    def _lay_out(self) -> None:
        start, end = self.when.widgets.lines(self)
        parts = self.when.widgets
        rows = FormRows(self)
        rows.setContentsMargins(16, 16, 16, 16)
        rows.add_wide(self.scope)
        rows.add_wide(self.title, self.messages["title"], self.series_note)
        rows.add(
            tr("St&arts"), start, parts.start_message, parts.start_fold, buddy=parts.start_date
        )
        rows.add(tr("&Ends"), end, parts.end_message, parts.end_fold, buddy=parts.end_date)
        self._zone_label = rows.add(tr("Time &zone"), parts.zone, parts.zone_message)
        self._repeat_label = rows.add(tr("&Repeats"), self.repeat, buddy=self.repeat.kind)
        buddy = self.calendar.choice
        self._calendar_label = rows.add(tr("&Calendar"), self.calendar, buddy=buddy)
        rows.add(tr("Re&minders"), self.reminders, buddy=self.reminders.add)
        rows.add_wide(self.insistence)
        rows.add(tr("&Location"), self.location, self.messages["location"])
        rows.add(tr("Lin&k"), self.url, self.messages["url"])
        rows.add(tr("Ta&gs"), self.tags)
        rows.add(tr("Descri&ption"), self.description, self.messages["description"])
        rows.setRowStretch(rows.rowCount() - 1, 1)

    def _connect(self) -> None:
        for name in _LINES:
            getattr(self, name).textEdited.connect(self._edited)
        self.title.textChanged.connect(self._check_title)
        self.url.textEdited.connect(lambda: self._clear("url"))
        self.location.textEdited.connect(lambda: self._clear("location"))
        self.description.textChanged.connect(self._edited)
        self.when.changed.connect(self._when_changed)
        self.repeat.changed.connect(self._edited)
        self.calendar.changed.connect(self._calendar_changed)
        self._show_calendar()
        self.reminders.changed.connect(self._edited)
        self.insistence.changed.connect(self._edited)
        self.reminders.mail_settings_wanted.connect(self.mail_settings_wanted)

    def _when_changed(self) -> None:
        when, problems = self.when.read()
        self._show_mode()
        self.reminders.set_all_day(when.all_day)
        if not problems:
            self.repeat.follow(self._series_start())
        self._edited()

    def _series_start(self) -> SeriesStart:
        when, _ = self.when.read()
        known = when.zone is not None and is_zone(when.zone)
        zone = ZoneInfo(when.zone) if known and when.zone else None
        return SeriesStart(when.start, zone, when.all_day)

    def _show_calendar(self) -> None:
        for widget in (self._calendar_label, self.calendar):
            widget.setVisible(self.calendar.needed)

    def _follow_calendar(self, *, new: bool) -> None:
        found = self.calendar.calendar()
        if found is not None:
            timed, all_day = found.reminders, found.all_day_reminders
            self.reminders.use_defaults(timed, all_day, follow=new)

    def _calendar_changed(self) -> None:
        self._follow_calendar(new=self._before is None)
        self._edited()

    def _show_mode(self) -> None:
        timed = not self.when.widgets.all_day.isChecked()
        self._zone_label.setVisible(timed)
        self.when.widgets.zone.setVisible(timed)

    def _show_beginnings(self) -> None:
        for line in (self.location, self.url, self.tags):
            line.setCursorPosition(0)

    def _check_title(self, text: str) -> None:
        if len(text.strip()) > MAX_TITLE:
            words = tr(
                "The title has {length} characters. Shorten it to {most}.",
                length=len(text.strip()),
                most=MAX_TITLE,
            )
            self.messages["title"].say(Level.ERROR, words)
            mark_invalid(self.title, True, words)
        elif text.strip():
            self._clear("title")

    def _clear(self, name: str) -> None:
        self.messages[name].clear()
        mark_invalid(getattr(self, name), False)

    def _edited(self) -> None:
        self.refresh()
        self.changed.emit()

    def _today(self) -> date:
        return self._clock.now().astimezone(self._clock.zone()).date()


def _line_edit(name: str, placeholder: str, parent: QWidget) -> QLineEdit:
    edit = QLineEdit(parent)
    edit.setAccessibleName(name)
    edit.setPlaceholderText(placeholder)
    return edit
