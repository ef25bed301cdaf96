"""Tries notification back ends in turn."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from eventdesk.domain.language import later
from eventdesk.services.ports import Notice, Notifier, Refused, Taken

log = logging.getLogger(__name__)
BOTH = later("D-Bus: {bus}; plyer: {reason}")
"""What all refusals on Linux look like together, for whoever retells them."""


class FirstThatTakes:
    """A Notifier made of several, the preferred first: the first one that takes a notice has it.

    When all refuse, the words of each are in the answer. Handles begin with the name of
    their back end, and every back end ignores those of others.
    """

    def __init__(self, backends: Sequence[Notifier]) -> None:
        self._backends = tuple(backends)

    def notify(self, notice: Notice) -> Taken | Refused:
        """Hand over to the first back end that takes it."""
        errors = []
        for backend in self._backends:
            try:
                outcome = backend.notify(notice)
            except Exception as error:
                log.exception("%s failed", type(backend).__name__)
                outcome = Refused(f"{type(backend).__name__}: {error}")
            if isinstance(outcome, Taken):
                return outcome
            errors.append(outcome.error)
        return Refused("; ".join(errors) or later("there is no way to show notifications"))

    def withdraw(self, ref: str) -> None:
        """Close a shown notice, whichever back end shows it."""
        if not ref:
            return
        for backend in self._backends:
            try:
                backend.withdraw(ref)
            except Exception:
                log.exception("%s failed to close %s", type(backend).__name__, ref)

    def close(self) -> None:
        """Close all back ends."""
        for backend in self._backends:
            try:
                backend.close()
            except Exception:
                log.exception("%s failed to close", type(backend).__name__)
