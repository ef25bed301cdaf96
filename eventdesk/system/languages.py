"""Which languages the person's system speaks, and the catalogues that EventDesk brings."""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Iterator, Mapping, Sequence
from gettext import GNUTranslations
from pathlib import Path

ENGLISH = "en"
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
_UNTRANSLATED = frozenset({"C", "POSIX"})


class Catalogue(GNUTranslations):
    """A catalogue from a file (.mo), which also tells what texts it has."""

    def messages(self) -> Iterator[str]:
        """The English texts, without those of more than one form or with a context."""
        for key in vars(self)["_catalog"]:
            if isinstance(key, str) and key and "\x04" not in key:
                yield key


def load_catalogue(folder: Path, language: str) -> Catalogue:
    """The catalogue of a language such as 'de'. OSError when it cannot be read, or is broken."""
    path = folder / f"{language}.mo"
    with path.open("rb") as file:
        try:
            return Catalogue(file)
        except (ValueError, LookupError, struct.error) as error:
            raise OSError(f"{path} is no catalogue") from error


def preferred_languages(environment: Mapping[str, str] = os.environ) -> list[str]:
    """What the person reads, best first: 'de', 'pt_BR'; [] when the system does not tell.

    The variables of gettext (GNU gettext manual, 'Locale Environment Variables') come first,
    on every system; then what Windows and macOS were set to. As there, LANGUAGE takes the place
    of the locale, but for the locale C, in which everything is English.
    """
    chosen = next((environment[each] for each in _VARIABLES if environment.get(each)), "")
    if chosen and _bare(chosen) in _UNTRANSLATED:
        return [ENGLISH]
    # Without a locale a Unix is in C.
    heeded = bool(chosen) or sys.platform in {"win32", "darwin"}
    listed = environment.get("LANGUAGE", "").split(":") if heeded else []
    return _named(listed) or _named([chosen]) or _of_system()


def best_language(wanted: Sequence[str], known: Sequence[str]) -> str:
    """The first of `wanted` that is `known`, also without its country; else English."""
    for each in wanted:
        for name in (each, each.partition("_")[0]):
            if name in known or name == ENGLISH:
                return name
    return ENGLISH


def _named(locales: Sequence[str]) -> list[str]:
    """The languages of locales, each once; C and POSIX are English."""
    bare = (_bare(each) for each in locales)
    return list(dict.fromkeys(ENGLISH if each in _UNTRANSLATED else each for each in bare if each))


def _bare(locale_name: str) -> str:
    """'de_AT.UTF-8@euro' -> 'de_AT'; 'de-AT' -> 'de_AT'."""
    return locale_name.strip().partition(".")[0].partition("@")[0].replace("-", "_")


def _of_system() -> list[str]:
    if sys.platform == "win32":
        import ctypes
        import locale

        number = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        return [name] if (name := locale.windows_locale.get(number)) else []
    if sys.platform == "darwin":
        import subprocess

        command = ["defaults", "read", "-g", "AppleLanguages"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=2, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return []
        return _named([each.strip(' ,"()') for each in done.stdout.splitlines()])
    return []
