"""Noticing what other processes did: the command line beside the window, an edited file."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from eventdesk.domain.errors import EventDeskError
from eventdesk.domain.settings import Settings
from eventdesk.services.ports import (
    CalendarsChanged,
    EventsChanged,
    LedgerChanged,
    Publish,
    SettingsChanged,
)

if TYPE_CHECKING:
    from eventdesk.storage.change_counter import ChangeCounter

log = logging.getLogger(__name__)
INTERVAL_S = 0.5


class Watch:
    """Looks twice a second, on its own thread, whether the database or settings changed."""

    def __init__(
        self,
        counter: Callable[[], ChangeCounter],
        settings: Callable[[], Settings],
        publish: Publish,
        changed: Callable[[], None],
    ) -> None:
        self._make_counter = counter
        self._settings = settings
        self._publish = publish
        self._changed = changed
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="watch", daemon=True)

    def start(self) -> None:
        """Begin watching."""
        self._thread.start()

    def close(self) -> None:
        """Stop watching; returns when the thread is gone."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(2.0)

    def _work(self) -> None:
        counter = self._make_counter()
        try:
            version, settings = counter.version(), self._settings()
            while not self._stop.wait(INTERVAL_S):
                version = self._look_at_database(counter, version)
                current = self._settings()
                if current != settings:
                    settings = current
                    self._publish(SettingsChanged(settings))
        finally:
            counter.close()

    def _look_at_database(self, counter: ChangeCounter, known: int) -> int:
        try:
            version = counter.version()
            if version != known:
                self._changed()
                self._publish(CalendarsChanged())
                self._publish(EventsChanged())
                self._publish(LedgerChanged())
        except EventDeskError:
            log.warning("looking for changes failed", exc_info=True)
            return known
        return version
