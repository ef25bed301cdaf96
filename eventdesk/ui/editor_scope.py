"""What an editor of a series changes: one occurrence, one and all that follow, or all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from eventdesk.domain.day_words import full_date
from eventdesk.domain.event import Event, EventDraft
from eventdesk.domain.language import tr
from eventdesk.domain.occurrence import Occurrence
from eventdesk.domain.planning import occurrence_starting
from eventdesk.domain.series import Scope, following, occurrence_draft, rebased
from eventdesk.ui.editor_form import EditorForm
from eventdesk.ui.jobs import Jobs

if TYPE_CHECKING:
    from eventdesk.services.desk import Desk


class EditorScope(QObject):
    """The event in the editor, or an occurrence of it. Qt main thread, but for `store`.

    `start` (UTC) is the occurrence that was opened; None, or one that is not there any more,
    means the whole event. `switched` comes when another scope was chosen, with whether
    anything was typed before; `series_wanted` carries the id of the series of an occurrence
    that was changed by itself.
    """

    switched = Signal(bool)
    series_wanted = Signal(str)

    def __init__(
        self,
        desk: Desk,
        jobs: Jobs,
        form: EditorForm,
        event: Event,
        start: datetime | None,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desk, self._jobs, self._form, self._event = desk, jobs, form, event
        self._occurrence: Occurrence | None = None
        self._scope = Scope.ALL
        self._changed: list[datetime] | None = None
        self._repeats: dict[Scope, Mapping[str, Any]] = {}
        self._bases: dict[Scope, EventDraft] = {}
        self.choice = form.scope
        self.choice.chosen.connect(self._choose)
        self.choice.series_wanted.connect(lambda: self.series_wanted.emit(event.series_id))
        self._open(start)
        if event.series_id is not None:
            self.choice.say(
                tr("This is a changed occurrence of a series. Only it is changed here.")
            )
        if event.recurrence is not None:
            self._jobs.run(
                lambda: desk.series.changed(event.id), self._know_changed, lambda _: None
            )

    @property
    def start(self) -> datetime | None:
        """The start (UTC) of the occurrence that was opened."""
        return None if self._occurrence is None else self._occurrence.start

    @property
    def scope(self) -> Scope:
        """What a save changes."""
        return self._scope

    def choose(self, scope: Scope) -> None:
        """Choose as a person would."""
        if scope in self._offered():
            self._choose(scope)

    def store(self, desk: Desk, draft: EventDraft) -> Event:
        """Save what the form gave; the event that holds it. On the worker thread.

        An occurrence that was not changed stays part of its series.
        """
        base = self._bases[self._scope]
        if self._occurrence is None or self._scope is Scope.ALL:
            return desk.events.update(self._event.id, draft, base=base)
        if draft == base:
            return self._event
        return desk.series.edit(self._event.id, self._occurrence.start, draft, self._scope)

    def raw(self) -> dict[str, Any]:
        """Scope and occurrence as plain JSON values; nothing for a whole event."""
        if self._occurrence is None:
            return {}
        return {"scope": self._scope.value, "occurrence": self._occurrence.start.isoformat()}

    def put_raw(self, raw: Mapping[str, Any]) -> None:
        """Go on with what `raw` gave."""
        start = raw.get("occurrence")
        self._open(datetime.fromisoformat(start) if start else None)
        scope = Scope(raw["scope"]) if raw.get("scope") in list(Scope) else Scope.ALL
        if scope in self._offered() and scope is not self._scope:
            self._choose(scope)

    # How it is done

    def _open(self, start: datetime | None) -> None:
        """Show the occurrence, or the whole event."""
        event = self._event
        self._occurrence = None
        if start is not None and event.recurrence is not None:
            zone = self._desk.clock.zone()
            self._occurrence = occurrence_starting(event, start, zone)
        self._repeats.clear()
        self._bases = {scope: self._read_base(scope) for scope in reversed(self._offered())}
        self._scope = self._offered()[0]
        self._form.put(self._draft(self._scope), stored=True)
        self._show()

    def _offered(self) -> list[Scope]:
        if self._occurrence is None:
            return [Scope.ALL]
        if self._occurrence.wall_start <= self._event.start:
            return [Scope.ONE, Scope.ALL]
        return list(Scope)

    def _draft(self, scope: Scope) -> EventDraft:
        """The event as it stands, seen from a scope."""
        event = self._event
        if scope is Scope.ALL or self._occurrence is None or event.recurrence is None:
            return event.draft()
        one = occurrence_draft(event.draft(), self._occurrence, self._desk.clock.zone())
        if scope is Scope.ONE:
            return one
        wall = self._occurrence.wall_start
        rest = following(event.recurrence, event.start, wall, all_day=event.all_day)
        return replace(one, recurrence=rest)

    def _read_base(self, scope: Scope) -> EventDraft:
        """As the form reads it, so that what nobody touches does not count as changed."""
        draft = self._draft(scope)
        self._form.put(draft, stored=True)
        base, unread = self._form.draft()
        return draft if unread else base

    def _choose(self, scope: Scope) -> None:
        """Take what was typed along: the times as far from the start, and as long."""
        if scope is self._scope:
            return
        form, old, new = self._form, self._draft(self._scope), self._draft(scope)
        self._repeats[self._scope] = form.repeat.raw()
        typed, problems = form.draft()
        times = new if problems else rebased(typed, old, new)
        touched = bool(problems) or typed != self._bases[self._scope]
        self._scope = scope
        form.put_times(replace(times, recurrence=new.recurrence), before=new)
        if scope in self._repeats:
            form.repeat.put_raw(self._repeats[scope])
        self._show()
        self.switched.emit(touched)

    def _show(self) -> None:
        # An occurrence by itself does not repeat.
        alone = self._scope is Scope.ONE or self._event.series_id is not None
        self._form.show_repeat(not alone)
        if self._changed is not None:
            self._form.repeat.put_changed(self._changed)
        if self._occurrence is None:
            if self._event.recurrence is not None:
                self._form.say_series()
            return
        first, zone = self._event.start, self._desk.clock.zone()
        own = occurrence_draft(self._event.draft(), self._occurrence, zone).start
        day = full_date(own)
        words = {
            Scope.ONE: tr("Only {day} is changed. The series goes on as before.", day=day),
            Scope.FOLLOWING: tr("From {day} on. What comes before stays as it is.", day=day),
            Scope.ALL: tr(
                "Every occurrence. The date below is that of the first one, {day}.",
                day=full_date(first),
            ),
        }
        self.choice.offer(self._offered(), self._scope, words[self._scope])

    def _know_changed(self, changed: list[Event]) -> None:
        if isValid(self._form):
            self._changed = [each.recurrence_id for each in changed if each.recurrence_id]
            self._form.repeat.put_changed(self._changed)
