"""How wide the event list's columns are, and which give way when there is no room for all."""

from __future__ import annotations

from collections.abc import Mapping

from eventdesk.services.views import AgendaColumn

WIDTHS = {
    AgendaColumn.WHEN: 26,
    AgendaColumn.DURATION: 13,
    AgendaColumn.REMINDER: 22,
    AgendaColumn.STATE: 21,
}
"""Preferred widths in digits of the font; the title takes the rest."""
TITLE_LEAST = 32
FIRST_TO_GO = (AgendaColumn.DURATION, AgendaColumn.REMINDER)


def left_out(wanted: Mapping[AgendaColumn, int], room: int, digit: int) -> set[AgendaColumn]:
    """The columns to hide, which the details tell too, so that the title keeps its least
    width. All in pixels; `digit` is how wide one is."""
    hidden: set[AgendaColumn] = set()
    for column in FIRST_TO_GO:
        shown = sum(width for each, width in wanted.items() if each not in hidden)
        if shown > room - digit * TITLE_LEAST:
            hidden.add(column)
    return hidden


def least_width(digit: int) -> int:
    """Room for the columns that always stay, in pixels."""
    stay = sum(width for column, width in WIDTHS.items() if column not in FIRST_TO_GO)
    return digit * (stay + TITLE_LEAST)
