"""How often a subscription is fetched."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QWidget

from eventdesk.domain.calendar import LEAST_EVERY, MOST_EVERY
from eventdesk.domain.errors import InvalidInput
from eventdesk.domain.insistence_words import repeat_words
from eventdesk.domain.language import tr
from eventdesk.domain.reminder import parse_duration
from eventdesk.ui.icons import Icons
from eventdesk.ui.length_field import LengthChoice

USUAL = timedelta(hours=6)
_HOUR = timedelta(hours=1)
LENGTHS = (_HOUR / 4, _HOUR, USUAL, 12 * _HOUR, 24 * _HOUR, 168 * _HOUR)


def refresh_choice(icons: Icons, parent: QWidget) -> LengthChoice:
    """A choice of lengths from 15 minutes to a week, at 6 hours."""
    made = LengthChoice(
        icons,
        tr("Refresh"),
        LENGTHS,
        repeat_words,
        field="every",
        parse=_parse,
        suffix="",
        settled=True,
        parent=parent,
    )
    made.put(USUAL)
    return made


def _parse(text: str, field: str) -> timedelta:
    every = parse_duration(text, field)
    if not LEAST_EVERY <= every <= MOST_EVERY:
        raise InvalidInput.of(field, tr("That interval does not fit."), tr("Use 15 min to 7 d."))
    return every
