"""The view values of `domain.views`, under the name the window and command line use."""

from __future__ import annotations

from eventdesk.domain.views import (
    AgendaColumn,
    AgendaRow,
    AgendaView,
    LedgerFilter,
    NextReminder,
    QuickFilter,
    TimelineEntry,
)

__all__ = [
    "AgendaColumn",
    "AgendaRow",
    "AgendaView",
    "LedgerFilter",
    "NextReminder",
    "QuickFilter",
    "TimelineEntry",
]
