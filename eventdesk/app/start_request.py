"""What a start of the window is asked for: calendar files, links, to stay hidden."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eventdesk.domain.link import CALENDARS, SCHEME, link_scheme
from eventdesk.paths import HOME_VARIABLE

HIDDEN = "--hidden"
QUIT = "--quit"
"""End the window that runs, as its menu does: for installers."""
HOME = "--home="
SUFFIXES = (".ics", ".ical", ".ifb", ".icalendar")
SCHEMES = frozenset({SCHEME, *CALENDARS, "file"})
_ACTIVATION = "--activation="
_ACTIVATIONS = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")
"""By which desktops tell what asked for a window: xdg-activation of Wayland, and the Startup
Notification Protocol of X11."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRequest:
    """One start. `arguments` are links as given and absolute paths of files; `activation` is
    the desktop's permission to come to the front, '' for none; with `quit` the one that runs is
    to end."""

    arguments: tuple[str, ...] = ()
    hidden: bool = False
    activation: str = ""
    quit: bool = False

    @classmethod
    def of(cls, words: Sequence[str], environ: Mapping[str, str] | None = None) -> StartRequest:
        """The request in a command line, or in what `words` of another start gave."""
        token = next((each for each in map((environ or {}).get, _ACTIVATIONS) if each), "")
        arguments = []
        hidden = False
        for word in words:
            if word == QUIT:
                return cls(quit=True)
            if word == HIDDEN:
                hidden = True
            elif word.startswith(_ACTIVATION):
                token = word.removeprefix(_ACTIVATION)
            else:
                arguments.append(_absolute(word))
        # What is to be shown cannot be shown in a hidden window.
        return cls(arguments=tuple(arguments), hidden=hidden and not arguments, activation=token)

    def words(self) -> list[str]:
        """The request as `of` reads it, for the one that runs already."""
        if self.quit:
            return [QUIT]
        hidden = [HIDDEN] if self.hidden else []
        token = [f"{_ACTIVATION}{self.activation}"] if self.activation else []
        return [*hidden, *token, *self.arguments]


def wants_window(words: Sequence[str]) -> bool:
    """True when nothing is given, or only calendar files, links, --hidden or --quit: no command."""
    return all(map(_is_for_window, words))


def take_home(words: Sequence[str]) -> list[str]:
    """The words without `--home=DIR`, which means the same as EVENTDESK_HOME=DIR: a start with
    the login has no other way to say so on every system."""
    for word in words:
        if word.startswith(HOME):
            os.environ[HOME_VARIABLE] = word.removeprefix(HOME)
    return [each for each in words if not each.startswith(HOME)]


def _is_for_window(word: str) -> bool:
    if word in {HIDDEN, QUIT} or link_scheme(word) in SCHEMES:
        return True
    if word.startswith("-"):
        return False
    # A file without such a suffix is told from a mistyped command by its folder.
    return Path(word).suffix.lower() in SUFFIXES or (
        len(Path(word).parts) > 1 and Path(word).is_file()
    )


def _absolute(argument: str) -> str:
    return argument if link_scheme(argument) in SCHEMES else str(Path(argument).absolute())
