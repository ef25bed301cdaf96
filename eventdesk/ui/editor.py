"""The dialog in which an event is made or changed. Nothing typed into it is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QIcon, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from eventdesk.domain.errors import EventDeskError, FieldProblem, InvalidInput, ReadOnlyCalendar
from eventdesk.domain.event import Event, EventDraft, checked
from eventdesk.domain.language import tr
from eventdesk.domain.settings import Settings
from eventdesk.ui.calendar_book import CalendarBook
from eventdesk.ui.draft_store import DraftStore, KeptForm
from eventdesk.ui.editor_form import ORDER, EditorForm
from eventdesk.ui.editor_scope import EditorScope
from eventdesk.ui.growing import GrowingScroll
from eventdesk.ui.icons import Icons
from eventdesk.ui.inline_message import InlineMessage, Level, make_primary
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.kept_offer import KeptOffer
from eventdesk.ui.link_form import WORDS, fill_form
from eventdesk.ui.theme import tokens
from eventdesk.ui.typed_keeper import TypedKeeper

if TYPE_CHECKING:
    from eventdesk.domain.link import NewEvent
    from eventdesk.services.desk import Desk

WIDTH = 576
BUSY_MS = 150
CLOCK_MS = 20_000


class EventEditor(QDialog):
    """Makes a new event (from `draft` if given, or filled in by a link's `wish`) or changes
    `event`. Not modal.

    `start` (UTC) is the occurrence of a series that was opened: what is changed then, that one
    or more, is asked above the form. `kept` is a form left unsaved, to go on with at once.
    `saved` carries the id of the event once it is stored; the dialog then closes.
    `left_unsaved` tells that it was closed with changes, which `drafts` now keeps.
    `settings_wanted` carries the name of the settings page a person asked for,
    `series_wanted` the id of the series of a changed occurrence, `duplicate_wanted` that of an
    event that cannot be changed. `calendars` are offered where there are several.
    """

    saved = Signal(str)
    left_unsaved = Signal()
    settings_wanted = Signal(str)
    series_wanted = Signal(str)
    duplicate_wanted = Signal(str)

    def __init__(
        self,
        desk: Desk,
        jobs: Jobs,
        icons: Icons,
        *,
        settings: Settings,
        drafts: DraftStore,
        event: Event | None = None,
        start: datetime | None = None,
        draft: EventDraft | None = None,
        kept: KeptForm | None = None,
        wish: NewEvent | None = None,
        calendars: CalendarBook | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._jobs = jobs
        self._drafts = drafts
        self._event = event
        self._saving = False
        self._stored_as = ""
        self._focused: QWidget | None = None
        self.form = EditorForm(icons, jobs, desk.clock, settings, drafts.recent_zones(), self)
        self.scope: EditorScope | None = None
        if event is not None:
            self.scope = EditorScope(desk, jobs, self.form, event, start, self)
        elif draft is not None:
            self.form.put(draft, stored=False)
        self._calendars = calendars
        if calendars is not None:
            self.form.use_calendars(calendars, new=event is None and draft is None)
        if wish is not None:
            fill_form(self.form, wish, desk.clock.zone())
        self._keeper = TypedKeeper(drafts, jobs, desk.clock, self.event_id, self._raw, self)
        self.offer = KeptOffer(icons, jobs, drafts, self.event_id, self)
        self.message = InlineMessage(icons, self)
        self.buttons = QDialogButtonBox(self)
        self._scroll = GrowingScroll(self.form, WIDTH, self)
        self._busy_timer = QTimer(self, singleShot=True, interval=BUSY_MS)
        self._clock_timer = QTimer(self, interval=CLOCK_MS)
        self._lay_out()
        self._connect()
        self._clock_timer.start()
        self.setWindowTitle(tr("Edit event[*]") if event else tr("New event[*]"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if kept is not None:
            self._continue(kept)
        else:
            self.offer.look()
        self.form.title.setFocus()
        if wish is not None:
            self.message.say(Level.INFO, tr(WORDS))
        self._refuse_foreign()

    @property
    def event_id(self) -> str | None:
        """The event being changed, None for a new one."""
        return self._event.id if self._event else None

    @property
    def start(self) -> datetime | None:
        """The start (UTC) of the occurrence that was opened, None for the whole event."""
        return self.scope.start if self.scope is not None else None

    def is_changed(self) -> bool:
        """True when something differs from what was there on opening."""
        return self._keeper.is_changed()

    def save(self) -> None:
        """Check and store what is typed; problems are shown at their fields."""
        if self._saving:
            return
        draft, problems = self.form.draft()
        problems = [*problems, *_quick_problems(draft, problems)]
        if problems:
            self._refuse(problems)
            return
        self._set_busy(True)
        self._keeper.pause()
        self._jobs.run(lambda: self._store(draft), self._stored, self._failed)

    def use_settings(self, settings: Settings) -> None:
        """Follow changed settings (defaults, whether e-mail is on)."""
        self.form.use(settings)

    def keep_typed(self) -> None:
        """Put what is typed in safety; the editor stays open."""
        self._keeper.keep_now()

    def reject(self) -> None:
        """Esc and Cancel close; what was typed is kept."""
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep what was typed and not saved."""
        self._busy_timer.stop()
        self._clock_timer.stop()
        if self._keeper.end(saved=bool(self._stored_as)) and not self._saving:
            self.left_unsaved.emit()
        # QDialog's own would call reject(), which closes, which is already going on.
        event.accept()

    def showEvent(self, event: QShowEvent) -> None:
        """As high as the fields need, as far as the screen allows; a long title from its
        beginning."""
        super().showEvent(event)
        if self._event is not None and not event.spontaneous():
            QTimer.singleShot(0, self, lambda: self.form.title.setCursorPosition(0))
        self._scroll.fit()

    def sizeHint(self) -> QSize:
        """Wide enough for every line of the form at this scale."""
        return self._scroll.wanted()

    def _refuse_foreign(self) -> None:
        """An event of somebody else can be read here, and copied."""
        book, event = self._calendars, self._event
        calendar = book.get(event.calendar) if book is not None and event is not None else None
        if calendar is None or event is None or not calendar.read_only:
            return
        self.setWindowTitle(tr("Event"))
        self.form.setEnabled(False)
        self.form.scope.hide()
        legible = f"color: {tokens(self).text};"
        self.form.setStyleSheet(f"QLineEdit:disabled, QPlainTextEdit:disabled {{ {legible} }}")
        self.save_button.hide()
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("Close"))
        words = ReadOnlyCalendar(calendar.name).problem
        self.message.say(Level.INFO, words, tr("Duplicate"), self._duplicate)
        self.message.focus_link()

    def _duplicate(self) -> None:
        if self._event is not None:
            self.duplicate_wanted.emit(self._event.id)
        self.close()

    # Saving

    def _store(self, draft: EventDraft) -> Event:
        """On the worker thread: store, and forget the unsaved form in the same breath."""
        if self.scope is None:
            event = self._desk.events.create(draft)
            if self._calendars is not None and self._calendars.chosen_last != event.calendar:
                self._desk.calendars.choose(event.calendar)
        else:
            event = self.scope.store(self._desk, draft)
        self._keeper.stored()
        if event.time_zone:
            self._drafts.use_zone(event.time_zone)
        return event

    def _stored(self, event: Event) -> None:
        self._keeper.stored()  # once more: it may have been closed, and kept, meanwhile
        if isValid(self):
            self._stored_as = event.id
            self.saved.emit(event.id)
            self.close()

    def _failed(self, error: EventDeskError) -> None:
        if not isValid(self):
            return
        self._set_busy(False)
        if isinstance(error, InvalidInput):
            self._refuse(error.problems)
        else:
            problem = f"{error.problem} {error.remedy}".strip()
            self.message.say(Level.ERROR, tr("Not saved. {problem}", problem=problem))
        self._keeper.keep()

    def _refuse(self, problems: Sequence[FieldProblem]) -> None:
        self.form.show_problems(problems)
        if any(each.field in ORDER for each in problems):
            self.message.say(Level.ERROR, tr("Not saved yet: see the fields marked above."))
            QTimer.singleShot(0, self, self._reveal)
        else:
            self.message.say(Level.ERROR, " ".join(str(each) for each in problems))

    def _reveal(self) -> None:
        self._scroll.reveal(self.form.focusWidget())

    def _set_busy(self, busy: bool) -> None:
        self._saving = busy
        self.save_button.setEnabled(not busy)
        self.save_button.setText(tr("Saving…") if busy else tr("&Save"))
        if busy:
            self.message.clear()
            self._busy_timer.start()
            return
        self._busy_timer.stop()
        self.form.setEnabled(True)
        if self._focused is not None and isValid(self._focused):
            self._focused.setFocus()

    def _show_busy(self) -> None:
        self._focused = self.focusWidget()
        self.form.setEnabled(False)
        self.message.say(Level.BUSY, tr("Saving. What you typed stays here until it is stored."))

    # Typing

    def _changed(self) -> None:
        self.setWindowModified(self.is_changed())
        self.message.clear()
        self._keeper.edited()

    def _continue(self, kept: KeptForm) -> None:
        """Go on with an unsaved form; what is typed here now is kept in its place."""
        self._keeper.adopt(kept)
        if self.scope is not None:
            self.scope.put_raw(kept.values)
        self.form.put_raw(kept.values)
        self.form.title.setFocus()
        self.offer.look()

    def _raw(self) -> dict[str, Any]:
        return {**self.form.raw(), **(self.scope.raw() if self.scope is not None else {})}

    def _switched(self, changed: bool) -> None:
        """Another scope is no change by itself."""
        if not changed:
            self._keeper.take_as_unchanged()
        self._changed()
        self._scroll.later()

    def _offered(self) -> None:
        self._head.setContentsMargins(16, 0 if self.offer.bar.isHidden() else 16, 16, 0)
        self._scroll.later()

    def _connect(self) -> None:
        self.buttons.accepted.connect(self.save)
        self.buttons.rejected.connect(self.reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter", QKeySequence.StandardKey.Save):
            QShortcut(QKeySequence(keys), self).activated.connect(self.save)
        self.form.changed.connect(self._changed)
        self.form.mail_settings_wanted.connect(lambda: self.settings_wanted.emit("mail"))
        self.form.layout_changed.connect(self._scroll.later)
        if self.scope is not None:
            self.scope.switched.connect(self._switched)
            self.scope.series_wanted.connect(self.series_wanted)
        self.offer.taken.connect(self._continue)
        self.offer.changed.connect(self._offered)
        self._busy_timer.timeout.connect(self._show_busy)
        self._clock_timer.timeout.connect(self.form.refresh)

    def _lay_out(self) -> None:
        self.save_button = self.buttons.addButton(QDialogButtonBox.StandardButton.Save)
        cancel = self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self.save_button.setText(tr("&Save"))
        cancel.setText(tr("Cancel"))
        for button in (self.save_button, cancel):
            button.setIcon(QIcon())
        make_primary(self.save_button)
        self.save_button.setDefault(True)
        self.save_button.setToolTip(tr("Save (Ctrl+Enter)"))
        cancel.setToolTip(tr("Close (Esc). What you typed is kept until you save or discard it."))
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 16)
        foot.setSpacing(12)
        foot.addWidget(self.message, 1, Qt.AlignmentFlag.AlignVCenter)
        foot.addStretch(0)
        foot.addWidget(self.buttons, 0, Qt.AlignmentFlag.AlignVCenter)
        self._head = QHBoxLayout()
        self._head.setContentsMargins(16, 0, 16, 0)
        self._head.addWidget(self.offer.bar)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addWidget(self._scroll, 1)
        column.addLayout(foot)


def _quick_problems(draft: EventDraft, known: Sequence[FieldProblem]) -> list[FieldProblem]:
    """What the rules refuse, without the fields already refused. The recurrence rule takes
    longer to check; the services do that off the main thread."""
    refused = {each.field for each in known}
    if "start" in refused:
        refused |= {"end", "zone"}
    try:
        checked(replace(draft, recurrence=None))
    except InvalidInput as error:
        return [each for each in error.problems if each.field not in refused]
    return []
