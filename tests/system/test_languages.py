"""Which languages a system speaks, and catalogues read from files, good and broken."""

from __future__ import annotations

import subprocess
import sys
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo

from eventdesk.domain.language import retold, speak, tr, tr_c, tr_n
from eventdesk.system.languages import best_language, load_catalogue, preferred_languages


class TestVariables:
    @pytest.fixture(autouse=True)
    def unix(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "platform", "linux")

    @pytest.mark.parametrize(
        ("environment", "found"),
        [
            ({}, []),
            ({"LANG": "de_AT.UTF-8@euro"}, ["de_AT"]),
            ({"LANG": "de-AT"}, ["de_AT"]),
            ({"LANG": "de"}, ["de"]),
            ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "fr_FR.UTF-8"}, ["fr_FR"]),
            ({"LANG": "de_DE", "LC_MESSAGES": "fr_FR", "LC_ALL": "pt_BR"}, ["pt_BR"]),
            ({"LANG": "de_DE", "LC_MESSAGES": "", "LC_ALL": ""}, ["de_DE"]),
            ({"LANG": "", "LC_ALL": ""}, []),
            ({"LC_TIME": "de_DE.UTF-8", "LANG": "en_GB.UTF-8"}, ["en_GB"]),
        ],
    )
    def test_the_locale(self, environment: dict[str, str], found: list[str]) -> None:
        assert preferred_languages(environment) == found

    @pytest.mark.parametrize("locale", ["C", "POSIX", "C.UTF-8", "C.utf8"])
    @pytest.mark.parametrize("variable", ["LC_ALL", "LC_MESSAGES", "LANG"])
    def test_c_is_english_whatever_language_says(self, variable: str, locale: str) -> None:
        assert preferred_languages({variable: locale, "LANGUAGE": "de"}) == ["en"]

    @pytest.mark.parametrize(
        ("listed", "found"),
        [
            ("de", ["de"]),
            ("pt_BR.UTF-8:de_AT:de", ["pt_BR", "de_AT", "de"]),
            ("de:de", ["de"]),
            ("::de:", ["de"]),
            ("C", ["en"]),
            ("gl:C:de", ["gl", "en", "de"]),
            ("", ["fr_FR"]),
            (":", ["fr_FR"]),
        ],
    )
    def test_language_takes_the_place_of_the_locale(self, listed: str, found: list[str]) -> None:
        assert preferred_languages({"LANG": "fr_FR.UTF-8", "LANGUAGE": listed}) == found

    def test_language_alone_leaves_a_unix_in_the_locale_c(self) -> None:
        assert preferred_languages({"LANGUAGE": "de"}) == []

    @pytest.mark.parametrize("platform", ["win32", "darwin"])
    def test_language_alone_is_enough_elsewhere(
        self, platform: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "platform", platform)
        assert preferred_languages({"LANGUAGE": "de_CH:en"}) == ["de_CH", "en"]


class TestOfMacOs:
    @pytest.fixture(autouse=True)
    def mac(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "platform", "darwin")

    def test_what_the_person_chose(self, monkeypatch: pytest.MonkeyPatch) -> None:
        said = '(\n    "de-AT",\n    "zh-Hans-CN",\n    en\n)\n'
        done = subprocess.CompletedProcess([], 0, said, "")
        monkeypatch.setattr(subprocess, "run", lambda *_, **__: done)
        assert preferred_languages({}) == ["de_AT", "zh_Hans_CN", "en"]
        assert preferred_languages({"LANG": "fr_FR.UTF-8"}) == ["fr_FR"]

    @pytest.mark.parametrize(
        "failure", [FileNotFoundError("defaults"), subprocess.TimeoutExpired("defaults", 2)]
    )
    def test_what_cannot_be_asked(
        self, failure: Exception, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object, **__: object) -> None:
            raise failure

        monkeypatch.setattr(subprocess, "run", fail)
        assert preferred_languages({}) == []


@pytest.mark.parametrize(
    ("wanted", "best"),
    [
        ([], "en"),
        (["de"], "de"),
        (["de_AT"], "de"),
        (["pt_BR", "de"], "pt_BR"),
        (["pt_PT", "fr"], "en"),
        (["fr_FR", "de_DE"], "de"),
        (["en_GB", "de"], "en"),
        (["fr", "en", "de"], "en"),
        (["deutsch"], "en"),
        (["zh_Hans_CN", "de"], "de"),
    ],
)
def test_the_best_of_those_that_are_known(wanted: list[str], best: str) -> None:
    assert best_language(wanted, ["en", "de", "pt_BR"]) == best


def german() -> bytes:
    """A catalogue as it is shipped."""
    catalogue = Catalog(locale="de")
    catalogue.add("Stop", "Halt")
    catalogue.add("{place} is full", "{place} ist voll")
    catalogue.add("May", "Mai.", context="short")
    catalogue.add(("{count} piece", "{count} pieces"), ("{count} Stück", "{count} Stücke"))
    catalogue.add("Not translated yet", "")
    data = BytesIO()
    write_mo(data, catalogue)
    return data.getvalue()


class TestCatalogues:
    def test_one_that_is_well(self, tmp_path: Path) -> None:
        (tmp_path / "de.mo").write_bytes(german())
        catalogue = load_catalogue(tmp_path, "de")
        assert set(catalogue.messages()) == {"Stop", "{place} is full"}
        speak(catalogue, catalogue.messages())
        try:
            assert (tr("Stop"), tr("May"), tr_c("short", "May")) == ("Halt", "May", "Mai.")
            assert tr("Not translated yet") == "Not translated yet"
            assert tr_n("{count} piece", "{count} pieces", 1) == "1 Stück"
            assert tr_n("{count} piece", "{count} pieces", 0) == "0 Stücke"
            assert retold("Lunch is full") == "Lunch ist voll"
        finally:
            speak(NullTranslations())

    def test_one_that_is_missing(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            load_catalogue(tmp_path, "de")

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"\xde",
            b"msgid",
            german()[:4],
            german()[:19],
            german()[:40],
            german()[:-20],
            german().replace(b"charset=utf-8", b"charset=utf-X"),
            german().replace(b"nplurals=2; plural=(n", b"nplurals=2; plural=(]"),
            german().replace(b"nplurals=2; plural=", b"nplurals=2, plural,"),
            german().replace("Stück".encode(), b"St\xff\xffck"),
        ],
    )
    def test_one_that_is_broken(self, data: bytes, tmp_path: Path) -> None:
        (tmp_path / "de.mo").write_bytes(data)
        with pytest.raises(OSError):
            load_catalogue(tmp_path, "de")
