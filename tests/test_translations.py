"""The catalogues: a fitting translation of every text, compiled, for every language."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from importlib.util import module_from_spec, spec_from_file_location
from io import BytesIO
from pathlib import Path
from string import Formatter
from types import ModuleType
from typing import Any

import pytest
from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.mofile import read_mo

from eventdesk.domain.settings import Language

ROOT = Path(__file__).resolve().parent.parent
UNTRANSLATED = {Language.SYSTEM, Language.ENGLISH}


def loaded(path: Path) -> ModuleType:
    """A module that belongs to no package."""
    spec = spec_from_file_location(f"loaded_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


translations = loaded(ROOT / ".ci/translations.py")
FILES: list[Path] = list(translations.files())


def names(text: str) -> set[str]:
    """The {names} in a text. ValueError."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def key(message: Message) -> tuple[str | None, str]:
    """By what a text is known."""
    return message.context, forms(message.id)[0]


def texts(catalogue: Catalog) -> dict[tuple[str | None, str], Message]:
    return {key(each): each for each in catalogue if each.id}


def forms(text: str | Sequence[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else [each or "" for each in text or ()]


def keyboard_marks(text: str) -> int:
    return text.replace("&&", "").count("&")


def slips(english: Message, found: Message, plurals: int) -> Iterator[str]:
    """What is wrong with one translation."""
    own, other = forms(english.id), forms(found.string)
    if isinstance(english.id, tuple) is isinstance(found.string, str):
        yield "is a plural in one of them only"
        return
    if len(other) != (plurals if len(own) > 1 else 1) or not all(other):
        yield "has no translation"
        return
    if found.fuzzy:
        yield "is marked as doubtful"
    for index, each in enumerate(other):
        source = own[0] if index == 0 else own[-1]
        # The form for one thing may do without the number.
        spare = {"count"} if len(own) > 1 and index == 0 else set()
        try:
            alike = names(each) | spare == names(own[-1]) | spare
        except ValueError:
            alike = each == source
        if not alike:
            yield "has other {names}"
        if keyboard_marks(each) != keyboard_marks(source):
            yield "has other marks &"
        if each.endswith("…") is not source.endswith("…"):
            yield "ends otherwise with …"


def differences(code: Catalog, translated: Catalog) -> list[str]:
    """What is wrong with the texts of a catalogue, beside those that the code has."""
    wanted, there = texts(code), texts(translated)
    found = [f"{words!r} is not in it" for _, words in wanted.keys() - there.keys()]
    found += [f"{words!r} is no text of the code" for _, words in there.keys() - wanted.keys()]
    for name in wanted.keys() & there.keys():
        found += [
            f"{name[1]!r} {words}"
            for words in slips(wanted[name], there[name], translated.num_plurals)
        ]
    return sorted(found)


@pytest.fixture(scope="module")
def code() -> Catalog:
    found: Catalog = translations.texts_in_code()
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_text_is_translated(code: Catalog, file: Path) -> None:
    found = differences(code, translations.translated(file))
    assert not found, "\n".join(found)


WANTED: tuple[Any, ...] = (
    ("&Save", None),
    ("Open…", None),
    ("Moved to {day}", None),
    (("{count} event", "{count} events"), None),
    ("May", "short"),
)
GOOD: dict[Any, Any] = {
    "&Save": "&Speichern",
    "Open…": "Öffnen…",
    "Moved to {day}": "Auf {day} verschoben",
    ("{count} event", "{count} events"): ("ein Termin", "{count} Termine"),
    "May": "Mai",
}


def planted(changed: dict[Any, Any]) -> list[str]:
    """The differences of a small catalogue in which something was changed."""
    code, german = Catalog(), Catalog(locale="de")
    for text, context in WANTED:
        code.add(text, None, context=context)
    contexts = dict(WANTED)
    for text, translation in (GOOD | changed).items():
        if translation is not None:
            german.add(text, translation, context=contexts.get(text))
    return differences(code, german)


def test_a_good_catalogue_is_left_alone() -> None:
    assert planted({}) == []


@pytest.mark.parametrize(
    ("text", "translation", "wrong"),
    [
        ("&Save", None, "'&Save' is not in it"),
        ("&Save", "", "has no translation"),
        ("&Save", "Speichern", "other marks &"),
        ("Open…", "Öffnen", "ends otherwise"),
        ("May", "Mai…", "ends otherwise"),
        ("Moved to {day}", "Auf {tag} verschoben", "other {names}"),
        ("Moved to {day}", "Verschoben", "other {names}"),
        ("Moved to {day}", "Auf {day verschoben", "other {names}"),
        (("{count} event", "{count} events"), ("{count} Termin", "Termine"), "other {names}"),
        (("{count} event", "{count} events"), ("{count} Termin", ""), "has no translation"),
        ("Gone", "Fort", "is no text of the code"),
    ],
)
def test_a_wrong_translation_is_found(text: Any, translation: Any, wrong: str) -> None:
    (found,) = planted({text: translation})
    assert wrong in found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_the_program_reads_is_what_was_written(file: Path) -> None:
    compiled = file.with_suffix(".mo")
    assert compiled.is_file(), f"python {translations.__file__} compile"
    written = translations.mo_data(translations.translated(file))
    assert stored(compiled.read_bytes()) == stored(written)


def stored(data: bytes) -> dict[tuple[str | None, str], object]:
    """The texts of a compiled catalogue; its head also tells by which Babel it was made."""
    return {name: each.string for name, each in texts(read_mo(BytesIO(data))).items()}


def test_a_language_that_can_be_chosen_has_its_catalogue() -> None:
    wanted = sorted(str(each) for each in Language if each not in UNTRANSLATED)
    for ending in ("po", "mo"):
        found = sorted(path.stem for path in translations.FOLDER.glob(f"*.{ending}"))
        assert found == wanted, f"the .{ending} files"
