"""The offer to go on with an event that was typed and never saved."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from eventdesk.domain.day_words import short_date
from eventdesk.domain.language import tr, tr_n
from eventdesk.ui.draft_store import DraftStore, KeptForm
from eventdesk.ui.icons import Icons
from eventdesk.ui.jobs import Jobs
from eventdesk.ui.notice_bar import NoticeBar


class KeptOffer(QObject):
    """A bar that offers unsaved forms of one event (None: of new events), newest first."""

    taken = Signal(object)
    changed = Signal()

    def __init__(
        self, icons: Icons, jobs: Jobs, drafts: DraftStore, event_id: str | None, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._drafts = drafts
        self._event_id = event_id
        self.bar = NoticeBar(icons, parent)

    def look(self) -> None:
        """Offer what is there now; the file is read off the main thread."""
        self._jobs.run(lambda: self._drafts.kept(self._event_id), self._show)

    def _show(self, kept: list[KeptForm]) -> None:
        if not isValid(self) or not isValid(self.bar):
            return
        if kept:
            form = kept[0]
            words = self._words(form)
            if more := len(kept) - 1:
                words = tr_n("{words} ({count} more)", "{words} ({count} more)", more, words=words)
            self.bar.say(
                words,
                (tr("Continue"), lambda: self._take(form)),
                (tr("Discard"), lambda: self._discard(form)),
            )
            self.bar.buttons[0].setAccessibleName(tr("Continue with the unsaved event"))
        else:
            self.bar.clear()
        self.changed.emit()

    def _words(self, form: KeptForm) -> str:
        title = " ".join(str(form.values.get("title", "")).split())
        if self._event_id is not None:
            return tr("There are unsaved changes from {day}.", day=_day(form.kept_at))
        if not title:
            return tr("You did not save an event.")
        short = f"{title[:40].rstrip()}…" if len(title) > 40 else title
        return tr("You did not save “{title}”.", title=short)

    def _take(self, form: KeptForm) -> None:
        self.bar.clear()
        self.changed.emit()
        self.taken.emit(form)

    def _discard(self, form: KeptForm) -> None:
        self._jobs.run(lambda: self._drafts.discard(form.slot))
        self.bar.say(tr("Discarded."), (tr("Undo"), lambda: self._undo(form)))

    def _undo(self, form: KeptForm) -> None:
        self._jobs.run(lambda: self._drafts.keep(form))
        self.look()


def _day(instant: datetime) -> str:
    local = instant.astimezone()
    return f"{short_date(local)}, {local:%H:%M}"
