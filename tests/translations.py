"""The German catalogue for tests, made from the .po file as it stands."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

import pytest

from eventdesk.domain.language import speak
from eventdesk.system.languages import Catalogue

GERMAN = Path(__file__).parents[1] / "resources" / "translations" / "de.po"


@cache
def german_catalogue() -> Catalogue:
    """What resources/translations/de.po says."""
    from translations import mo_data, translated  # of .ci; babel takes a moment to import

    return Catalogue(BytesIO(mo_data(translated(GERMAN))))


@pytest.fixture
def german() -> Iterator[Catalogue]:
    """EventDesk speaks German during a test."""
    catalogue = german_catalogue()
    speak(catalogue, catalogue.messages())
    yield catalogue
    speak(NullTranslations())
