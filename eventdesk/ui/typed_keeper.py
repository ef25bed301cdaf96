"""Keeps what is typed into a form while it is typed, so that nothing can lose it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, QTimer

from eventdesk.services.ports import Clock
from eventdesk.ui.draft_store import DraftStore, KeptForm
from eventdesk.ui.jobs import Jobs

KEEP_MS = 500


class TypedKeeper(QObject):
    """One form's place in the draft store. `raw` gives the fields as typed."""

    def __init__(
        self,
        drafts: DraftStore,
        jobs: Jobs,
        clock: Clock,
        event_id: str | None,
        raw: Callable[[], Mapping[str, Any]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._drafts = drafts
        self._jobs = jobs
        self._clock = clock
        self._event_id = event_id
        self._raw = raw
        self._clean = raw()
        self._ended = False
        self.slot = drafts.new_slot()
        self._timer = QTimer(self, singleShot=True, interval=KEEP_MS)
        self._timer.timeout.connect(self.keep)

    def is_changed(self) -> bool:
        """True when something differs from what was there at first."""
        return self._raw() != self._clean

    def edited(self) -> None:
        """Something was typed: keep it when the typing pauses."""
        self._timer.start()

    def take_as_unchanged(self) -> None:
        """What is shown now is what there is."""
        self._clean = self._raw()

    def pause(self) -> None:
        """Keep nothing for now."""
        self._timer.stop()

    def keep(self) -> None:
        """Keep what is typed, off the main thread."""
        if not self._ended and self.is_changed():
            form = self._form()
            self._jobs.run(lambda: self._drafts.keep(form))

    def keep_now(self) -> None:
        """Keep what is typed before this returns."""
        self._timer.stop()
        if not self._ended and self.is_changed():
            self._drafts.keep(self._form())

    def adopt(self, kept: KeptForm) -> None:
        """Go on with a form kept earlier; what is typed now stays kept under its own name."""
        self._put_down()
        self.slot = kept.slot
        self._drafts.adopt(kept.slot)

    def stored(self) -> None:
        """The form became an event: forget it. Any thread."""
        self._drafts.discard(self.slot)

    def end(self, *, saved: bool) -> bool:
        """The editor closes; True when something unsaved is kept. Writes before it returns,
        so that nothing is lost when the program ends right after."""
        self._timer.stop()
        if self._ended:
            return False
        self._ended = True
        if saved:
            self._drafts.release(self.slot)
            return False
        return self._put_down()

    def _put_down(self) -> bool:
        changed = self.is_changed()
        if changed:
            self._drafts.keep(self._form())
        else:
            self._drafts.discard(self.slot)
        self._drafts.release(self.slot)
        return changed

    def _form(self) -> KeptForm:
        return KeptForm(
            slot=self.slot,
            event_id=self._event_id,
            kept_at=self._clock.now(),
            values=self._raw(),
        )
