"""Work off the Qt main thread, with its result brought back to it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from eventdesk.domain.errors import EventDeskError, InvalidInput

log = logging.getLogger(__name__)
Result = TypeVar("Result")


class Jobs(QObject):
    """Runs work on `executor` and calls back on the thread that made this object.

    Expected failures (EventDeskError) go to the caller's `failed`; anything else is raised
    again on the main thread, so that it reaches the excepthook. With an executor of one
    worker, jobs run in the order given. Tests inject an executor that runs at once.
    """

    _finished = Signal(object)

    def __init__(self, executor: Executor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executor = executor
        self._closed = False
        self._finished.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], object] | None = None,
        failed: Callable[[EventDeskError], object] | None = None,
    ) -> None:
        """Call `work` on the executor, then `done` with its result or `failed` with its error."""
        if not self._closed:
            self._executor.submit(self._work, work, done, failed)

    def close(self) -> None:
        """Wait for the running job; results that arrive later are dropped."""
        self._closed = True
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _work(self, work: Any, done: Any, failed: Any) -> None:
        callback: Callable[[Any], object] | None
        value: Any
        try:
            result = work()
        except EventDeskError as error:
            # What was typed may be in the words of refused input, and does not belong in the log.
            refused = isinstance(error, InvalidInput)
            log.info("expected failure: %s", type(error).__name__ if refused else error)
            callback, value = failed or self._raise, error
        except BaseException as error:  # noqa: BLE001 - handed to the main thread whole
            callback, value = self._raise, error
        else:
            callback, value = done, result
        if callback is not None and not self._closed:
            self._finished.emit((callback, value))

    def _call(self, finished: tuple[Callable[[Any], object], Any]) -> None:
        if not self._closed:
            callback, value = finished
            callback(value)

    @staticmethod
    def _raise(error: BaseException) -> None:
        raise error
