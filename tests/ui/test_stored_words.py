"""What the ledger stores in English is told in the chosen language, and so is a reminder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from gettext import NullTranslations

import pytest

from eventdesk.domain.holding import HoldCause
from eventdesk.domain.language import speak
from eventdesk.domain.ledger import LedgerState
from eventdesk.ui.away_words import what_happened
from eventdesk.ui.held_words import held_look, soon_words
from eventdesk.ui.ledger_words import facts, row_look, why_words
from tests.ui.away_rows import FRIDAY, MONDAY, ZONE, away_row

GERMAN = {
    "tray: EventDesk is closing.": "Infobereich: EventDesk wird beendet.",
    "Could not be shown: {why}": "Nicht angezeigt: {why}",
    "by popup": "in der Karte",
    "Dismissed": "Erledigt",
    "Held": "Zurückgehalten",
    "until {when}, quiet hours": "bis {when}, Ruhezeiten",
    "tomorrow": "morgen",
}


class Catalogue(NullTranslations):
    """As one that was read from a file."""

    def gettext(self, message: str) -> str:
        return GERMAN.get(message, message)

    def pgettext(self, context: str, message: str) -> str:
        return message


@pytest.fixture
def german() -> Iterator[None]:
    speak(Catalogue(), GERMAN)
    yield
    speak(NullTranslations())


def test_a_stored_error_is_told_in_the_chosen_language(german: None) -> None:
    row = away_row(1, LedgerState.GAVE_UP, error="tray: EventDesk is closing.")
    assert why_words(row, MONDAY, ZONE) == "Infobereich: EventDesk wird beendet."
    words = "Nicht angezeigt: Infobereich: EventDesk wird beendet."
    assert what_happened(row, MONDAY, ZONE) == words


def test_an_unknown_error_stays_as_it_is(german: None) -> None:
    row = away_row(1, LedgerState.GAVE_UP, error="Bus went away")
    assert why_words(row, MONDAY, ZONE) == "Bus went away"
    assert what_happened(row, MONDAY, ZONE) == "Nicht angezeigt: bus went away"


def test_who_dismissed_is_told_in_words(german: None) -> None:
    known = {"acknowledged_at": MONDAY, "acknowledged_by": "popup"}
    row = away_row(1, LedgerState.ACKNOWLEDGED, **known)  # type: ignore[arg-type]
    assert why_words(row, MONDAY, ZONE) == "in der Karte"
    assert dict(facts(row, MONDAY, ZONE))["Erledigt"] == "Today 08:55:00, in der Karte"
    other = away_row(1, LedgerState.ACKNOWLEDGED, acknowledged_by="somebody")
    assert why_words(other, MONDAY, ZONE) == "by somebody"


def test_what_is_held_is_recognised_by_the_stored_reason(german: None) -> None:
    reason, until = HoldCause.QUIET_HOURS.value, MONDAY + timedelta(days=1)
    row = away_row(1, LedgerState.SNOOZED, reason=reason, snoozed_until=until)
    assert row_look(row).words == "Zurückgehalten"
    look = held_look(reason, until, MONDAY, ZONE)
    assert look is not None
    assert look.detail == "bis morgen 08:55, Ruhezeiten"


def test_a_day_in_the_middle_of_a_sentence() -> None:
    assert soon_words(FRIDAY, FRIDAY, ZONE) == "17:02"
    assert soon_words(FRIDAY, FRIDAY - timedelta(days=1), ZONE) == "tomorrow 17:02"
    assert soon_words(FRIDAY, MONDAY, ZONE) == "Fri 20 Nov 17:02"
