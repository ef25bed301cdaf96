"""The chosen language: messages, plurals, stored texts, and what a slip in a catalogue does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from gettext import NullTranslations

import pytest

from eventdesk.domain.language import (
    decimal,
    grouped,
    in_english,
    later,
    retold,
    speak,
    tr,
    tr_c,
    tr_n,
)

GERMAN = {
    "Stop": "Halt",
    "{place} is full": "{place} ist voll",
    "The disk": "Die Platte",
    "too late: {why}": "zu spät: {why}",
    "{a}: {b}": "{a} - {b}",
    "{title}, {when}, {ago}, by {backend}": "{title}, {when}, {ago}, {backend}",
    "{name} answered {name}": "{name} sagte {name}",
    "Broken {name}": "Kaputt {nmae}",
    "May": "Mai",
    "Created “{title}”": "„{title}“ angelegt",
    "{count} events were read": "{count} Termine gelesen",
    "Nothing answers at {host}": "Nichts antwortet an {host}",
    "Nothing answers at {host} through the proxy": "Über den Proxy antwortet nichts an {host}",
}
PLURALS = {("{count} piece", "{count} pieces"): ("{count} Stück", "{count} Stücke")}
IN_CONTEXT = {("short", "May"): "Mai.", ("between thousands", ","): ".", ("decimal mark", "."): ","}


class Catalogue(NullTranslations):
    """As one that was read from a file."""

    def gettext(self, message: str) -> str:
        return GERMAN.get(message, message)

    def pgettext(self, context: str, message: str) -> str:
        return IN_CONTEXT.get((context, message), message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return (
            ("{count} Stück" if n == 1 else "{count} Stücke") if msgid1 == "{count} piece" else ""
        )


@pytest.fixture
def german() -> Iterator[Mapping[str, str]]:
    speak(Catalogue(), GERMAN)
    yield GERMAN
    speak(NullTranslations())


class TestEnglish:
    def test_is_what_the_code_says(self) -> None:
        assert tr("Stop") == "Stop"
        assert tr("{place} is full", place="{x}") == "{x} is full"
        assert tr_c("short", "May") == "May"
        assert tr("") == ""
        assert later("Stop") == "Stop"

    def test_braces_stay_where_nothing_is_filled_in(self) -> None:
        assert tr("{place}") == "{place}"

    def test_counts(self) -> None:
        assert tr_n("{count} piece", "{count} pieces", 1) == "1 piece"
        assert tr_n("{count} piece", "{count} pieces", 12_345) == "12,345 pieces"
        assert tr_n("{count} of {all}", "{count} of {all}", 0, all=3) == "0 of 3"

    def test_numbers(self) -> None:
        assert grouped(-1_234_567) == "-1,234,567"
        assert (decimal(1.25), decimal(2, 0), decimal(0.04, 2)) == ("1.2", "2", "0.04")

    def test_a_stored_text_stays(self) -> None:
        assert retold("The disk is full") == "The disk is full"


@pytest.mark.usefixtures("german")
class TestAnother:
    def test_messages(self) -> None:
        assert tr("Stop") == "Halt"
        assert tr("{place} is full", place="A{b}") == "A{b} ist voll"
        assert tr("Not in it") == "Not in it"
        assert tr("") == ""

    def test_contexts_are_apart(self) -> None:
        assert (tr("May"), tr_c("short", "May"), tr_c("other", "May")) == ("Mai", "Mai.", "May")

    def test_counts_and_numbers(self) -> None:
        assert tr_n("{count} piece", "{count} pieces", 1) == "1 Stück"
        assert tr_n("{count} piece", "{count} pieces", 1_500) == "1.500 Stücke"
        assert decimal(1.5) == "1,5"

    def test_a_wrong_name_in_the_catalogue_falls_back_to_english(self) -> None:
        assert tr("Broken {name}", name="x") == "Broken x"

    @pytest.mark.parametrize(
        ("stored", "told"),
        [
            ("Stop", "Halt"),
            ("", ""),
            ("Lunch is full", "Lunch ist voll"),
            ("too late: The disk is full", "zu spät: Die Platte ist voll"),
            ("too late: something new\nof two lines", "zu spät: something new\nof two lines"),
            ("a answered a", "a sagte a"),
            ("a answered b", "a answered b"),
            (" is full", " is full"),
            ("no such text", "no such text"),
            ("Created “Stop”", "„Stop“ angelegt"),
            ("1,234,567 events were read", "1.234.567 Termine gelesen"),
            ("12 events were read", "12 Termine gelesen"),
            ("1,2,3 events were read", "1,2,3 Termine gelesen"),
            ("too late: 2.0", "zu spät: 2,0"),
            ("too late: 1.2.3", "zu spät: 1.2.3"),
            ("Nothing answers at x.org", "Nichts antwortet an x.org"),
            (
                "Nothing answers at x.org through the proxy",
                "Über den Proxy antwortet nichts an x.org",
            ),
        ],
    )
    def test_stored_texts(self, stored: str, told: str) -> None:
        assert retold(stored) == told

    def test_a_template_of_hardly_any_words_is_not_guessed(self) -> None:
        assert retold("smtp.example.org: refused") == "smtp.example.org: refused"

    def test_a_long_text_takes_no_long_time(self) -> None:
        text = "a, " * 30_000
        assert retold(text) == text
        assert retold(f"{text}, by x") == f"{text}, x"

    def test_english_can_be_had_for_what_is_stored(self) -> None:
        assert retold("Stop") == "Halt"
        with in_english():
            assert (tr("Stop"), retold("Stop"), tr_c("short", "May")) == ("Stop", "Stop", "May")
            assert tr_n("{count} piece", "{count} pieces", 1_500) == "1,500 pieces"
            with ThreadPoolExecutor(1) as others:
                assert others.submit(tr, "Stop").result() == "Halt"
        assert tr("Stop") == "Halt"


def test_another_language_forgets_what_was_told(german: Mapping[str, str]) -> None:
    assert retold("Lunch is full") == "Lunch ist voll"
    speak(NullTranslations())
    assert retold("Lunch is full") == "Lunch is full"
