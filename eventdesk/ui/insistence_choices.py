"""The lengths that editor and settings offer for repeating and for waiting e-mails."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QWidget

from eventdesk.domain.insistence import ONCE, parse_email_after, parse_repeat_every
from eventdesk.domain.insistence_words import length_words, repeat_words
from eventdesk.domain.language import tr
from eventdesk.ui.icons import Icons
from eventdesk.ui.length_field import LengthChoice


def _minutes(*counts: int) -> tuple[timedelta, ...]:
    return tuple(timedelta(minutes=count) for count in counts)


REPEATS = (ONCE, *_minutes(1, 2, 5, 10, 15, 30, 60))
WAITS = (ONCE, *_minutes(5, 10, 15, 30, 60))


def repeat_choice(icons: Icons, parent: QWidget, field: str, *, settled: bool) -> LengthChoice:
    """How often a reminder comes again; `settled`: without 'as in the settings'."""
    return LengthChoice(
        icons,
        tr("Keep reminding"),
        REPEATS,
        repeat_words,
        field=field,
        parse=parse_repeat_every,
        suffix=tr("until dismissed"),
        settled=settled,
        parent=parent,
    )


def email_choice(icons: Icons, parent: QWidget, field: str, *, settled: bool) -> LengthChoice:
    """How long an e-mail waits; `settled`: without 'as in the settings'."""
    return LengthChoice(
        icons,
        tr("Send the e-mail"),
        WAITS,
        _wait_words,
        field=field,
        parse=parse_email_after,
        suffix=tr("unless dismissed"),
        settled=settled,
        parent=parent,
    )


def _wait_words(after: timedelta) -> str:
    return tr("after {length}", length=length_words(after)) if after else tr("at once")
