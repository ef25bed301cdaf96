"""A start that cannot be: it is told in the person's language, though none was chosen yet."""

from __future__ import annotations

from gettext import NullTranslations

import pytest

from eventdesk.app import window
from eventdesk.domain.errors import StorageFailure
from eventdesk.domain.language import speak
from eventdesk.paths import Paths
from tests.translations import german_catalogue


def test_problem_and_remedy_are_told_in_german(
    paths: Paths, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def no_folder() -> None:
        raise StorageFailure(
            "The folder /x cannot be created: File exists.",
            "Make it writable for your account, free some space, or name another folder in the "
            "environment variable EVENTDESK_HOME.",
        )

    def speak_german(*_: object) -> str:
        speak(german_catalogue(), german_catalogue().messages())
        return "de"

    told: list[str] = []
    monkeypatch.setattr(Paths, "ensure", lambda _paths: no_folder())
    monkeypatch.setattr(window, "speak_as_set", speak_german)
    monkeypatch.setattr(window, "_has_screen", lambda: True)
    monkeypatch.setattr("eventdesk.ui.refusal.show_refusal", told.append)
    try:
        assert window.run_window(paths, []) == 4
    finally:
        speak(NullTranslations())
    [words] = told
    assert words.startswith("Der Ordner /x kann nicht angelegt werden: File exists. Machen Sie ihn")
    assert words.endswith("EVENTDESK_HOME einen anderen Ordner.")
    assert capsys.readouterr().err.startswith("eventdesk: The folder /x cannot be created")
