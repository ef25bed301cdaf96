"""The form of a new event, filled in by a link."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from eventdesk.domain.language import later
from eventdesk.domain.link import NewEvent
from eventdesk.ui.editor_form import EditorForm
from eventdesk.ui.when_field import HOUR
from eventdesk.ui.when_reader import When

WORDS = later("A link filled this in. Nothing is saved yet.")


def fill_form(form: EditorForm, wish: NewEvent, zone: ZoneInfo) -> None:
    """Show what the link says; all else stays as for any new event."""
    times = wish.times(zone)
    if times is not None:
        start, end = times
        form.reminders.set_all_day(wish.all_day)
        form.when.put(When(start, end or start + HOUR, zone.key, wish.all_day))
    draft, _ = form.draft()
    filled = replace(
        draft,
        title=wish.title,
        location=wish.location,
        url=wish.url,
        description=wish.description,
    )
    form.put(filled, stored=False)
