"""Settings as one service: on disk, and where the system has the last word, in the system."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from eventdesk.domain.errors import SettingsFailure, UnfitSettings
from eventdesk.domain.settings import GeneralSettings, Settings, Theme
from eventdesk.services.ports import Change, LoginState, SettingsChanged
from eventdesk.services.preferences import Preferences
from eventdesk.system.settings_file import TomlSettings
from tests.fakes import MemorySecrets


class Login:
    """A system that starts the program with the login or not."""

    def __init__(self) -> None:
        self.on = False
        self.switched: list[bool] = []
        self.fails = False

    def look(self) -> LoginState:
        return LoginState(self.on, "" if self.on else "It was switched off elsewhere.")

    def switch(self, on: bool) -> None:
        if self.fails:
            raise SettingsFailure("The system says no.")
        self.switched.append(on)
        self.on = on


class Kit:
    def __init__(self, folder: Path) -> None:
        self.file = folder / "settings.toml"
        self.login = Login()
        self.changes: list[Change] = []
        store = TomlSettings(self.file)
        self.preferences = Preferences(store, MemorySecrets(), self.changes.append, self.login)
        self.store = store

    def change(self, **general: object) -> None:
        """What a person changes is made from what is shown."""
        shown = self.preferences.current()
        self.preferences.change(replace(shown, general=replace(shown.general, **general)))


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    return Kit(tmp_path)


def test_the_switch_switches_the_system(kit: Kit) -> None:
    kit.change(start_at_login=True)
    assert kit.login.switched == [True]
    assert kit.store.load().general.start_at_login
    assert kit.preferences.current().general.start_at_login
    kit.change(theme=Theme.DARK)
    assert kit.login.switched == [True]
    kit.change(start_at_login=False)
    assert kit.login.switched == [True, False]
    assert isinstance(kit.changes[-1], SettingsChanged)


def test_what_was_switched_off_elsewhere_is_shown_and_not_fought(kit: Kit) -> None:
    kit.change(start_at_login=True)
    kit.login.on = False
    assert not kit.preferences.current().general.start_at_login
    assert kit.preferences.login_note() == "It was switched off elsewhere."
    kit.change(theme=Theme.DARK)
    assert kit.login.switched == [True]
    assert not kit.store.load().general.start_at_login
    assert kit.preferences.login_note() == ""
    kit.change(start_at_login=True)
    assert kit.login.switched == [True, True]


def test_what_was_switched_on_elsewhere_is_shown(kit: Kit) -> None:
    kit.login.on = True
    assert kit.preferences.current().general.start_at_login
    assert kit.preferences.login_note() == ""
    kit.change(theme=Theme.DARK)
    assert kit.login.switched == []
    assert kit.store.load().general.start_at_login


def test_when_the_system_says_no_nothing_is_changed(kit: Kit) -> None:
    kit.login.fails = True
    with pytest.raises(SettingsFailure, match="says no"):
        kit.change(start_at_login=True, theme=Theme.DARK)
    assert not kit.file.exists()
    assert kit.changes == []


def test_settings_that_do_not_fit_carry_the_systems_word_too(kit: Kit) -> None:
    kit.file.write_text('[general]\ntheme = "pink"\nstart_at_login = false\n')
    kit.login.on = True
    with pytest.raises(UnfitSettings) as caught:
        kit.preferences.current()
    assert caught.value.settings.general.start_at_login


def test_without_a_system_it_is_a_setting_like_any_other(tmp_path: Path) -> None:
    store = TomlSettings(tmp_path / "settings.toml")
    preferences = Preferences(store, MemorySecrets(), lambda change: None)
    wanted = Settings(general=GeneralSettings(start_at_login=True))
    preferences.change(wanted)
    assert preferences.current() == wanted
    assert preferences.login_note() == ""
