"""Choosing the language, once, before a window or a thread is there."""

from __future__ import annotations

import logging

from eventdesk.domain.language import speak
from eventdesk.domain.settings import Language, Settings
from eventdesk.paths import Paths

log = logging.getLogger(__name__)


def speak_as_set(paths: Paths, settings: Settings) -> str:
    """Speak what the settings say, or else what the system speaks; its code, such as 'de'.

    English where there is no catalogue or it cannot be read: reminders come all the same.
    """
    from eventdesk.system.languages import (
        ENGLISH,
        best_language,
        load_catalogue,
        preferred_languages,
    )

    wanted = settings.general.language
    chosen = str(wanted)
    if wanted is Language.SYSTEM:
        known = [str(each) for each in Language if each is not Language.SYSTEM]
        chosen = best_language(preferred_languages(), known)
    if chosen == ENGLISH:
        return chosen
    try:
        catalogue = load_catalogue(paths.translations, chosen)
    except (OSError, ValueError, EOFError, UnicodeError) as error:
        log.warning("no catalogue for %s: %s", chosen, type(error).__name__)
        return ENGLISH
    speak(catalogue, catalogue.messages())
    return chosen
