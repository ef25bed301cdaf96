"""What `add` and `edit` take for an event that wants more, or less, than the settings say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import click

from eventdesk.cli.typed import Typed
from eventdesk.domain.errors import FieldProblem, InvalidInput
from eventdesk.domain.event import EventDraft
from eventdesk.domain.insistence import (
    Insistence,
    is_default,
    parse_email_after,
    parse_repeat_every,
)
from eventdesk.domain.late import LateRule, parse_late_rule
from eventdesk.domain.reminder import DESKTOP_AND_EMAIL, Channel

Value = TypeVar("Value")
_SOUND = {"on": True, "yes": True, "true": True, "off": False, "no": False, "false": False}

OPTIONS = (
    click.option(
        "--repeat-every",
        metavar="LENGTH",
        help="Keep reminding until it is dismissed, such as every 5m; never, or 'default' for "
        "what the settings say.",
    ),
    click.option(
        "--email-after",
        metavar="LENGTH",
        help="Send the e-mail of a desktop reminder only if it is not dismissed after so long, "
        "such as 10m; 0 for at once, or 'default'.",
    ),
    click.option(
        "--sound", metavar="on|off|default", help="Play a sound with its desktop reminders."
    ),
    click.option(
        "--even-when-quiet/--no-even-when-quiet",
        default=None,
        help="Whether it is shown in quiet hours too, and while the desktop is set to do not "
        "disturb.",
    ),
    click.option(
        "--late-rule",
        metavar="RULE",
        help="What still comes when the computer slept through it: until-end, always, "
        "'within 15m', or 'default'.",
    ),
)


class Wishes:
    """What was typed, as values; `problems` are the refused fields, `notes` what the person
    should know."""

    def __init__(self, typed: Typed, base: EventDraft) -> None:
        self.problems: list[FieldProblem] = []
        self.notes: list[str] = []
        self._typed = typed
        was = base.insistence
        self.late_rule: LateRule | None = self._read(
            typed.late_rule, "late-rule", parse_late_rule, base.late_rule
        )
        quiet = typed.even_when_quiet
        self.insistence = Insistence(
            self._read(typed.repeat_every, "repeat-every", parse_repeat_every, was.repeat_every),
            self._read(typed.email_after, "email-after", parse_email_after, was.email_after),
            self._read(typed.sound, "sound", _sound, was.sound),
            was.even_when_quiet if quiet is None else quiet,
        )

    def into(self, draft: EventDraft) -> EventDraft:
        """The draft with these wishes; notes what its reminders leave without effect."""
        channels = [each.channels for each in draft.reminders]
        if self._typed.repeat_every is not None and self.insistence.repeats_every:
            if not any(Channel.DESKTOP in each for each in channels):
                self.notes.append("Only desktop reminders are repeated, and it has none.")
        if self._typed.email_after is not None and self.insistence.email_waits:
            if not any(each >= DESKTOP_AND_EMAIL for each in channels):
                self.notes.append(
                    "No reminder goes to desktop and e-mail, so no e-mail waits. "
                    "Such a one is --remind 5m:desktop+email."
                )
        return replace(draft, late_rule=self.late_rule, insistence=self.insistence)

    def _read(
        self,
        text: str | None,
        field: str,
        parse: Callable[[str, str], Value],
        before: Value | None,
    ) -> Value | None:
        """The value typed, the one before where nothing was; None for 'default'."""
        if text is None:
            return before
        if is_default(text):
            return None
        try:
            return parse(text, field)
        except InvalidInput as error:
            self.problems += error.problems
            return before


def _sound(text: str, field: str) -> bool:
    try:
        return _SOUND[text.strip().lower()]
    except KeyError:
        raise InvalidInput.of(
            field, f"{text!r} is neither on nor off.", "Use on, off or default."
        ) from None
