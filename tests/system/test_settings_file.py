"""The settings file: typed, atomic, tolerant of what it does not know."""

from __future__ import annotations

import os
import stat
import sys
import threading
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from eventdesk.domain.errors import SettingsFailure, UnfitSettings
from eventdesk.domain.late import LateMode, LateRule
from eventdesk.domain.reminder import parse_reminder
from eventdesk.domain.setting_keys import SETTING_KEYS
from eventdesk.domain.settings import (
    GeneralSettings,
    MailSecurity,
    MailSettings,
    ReminderSettings,
    Settings,
    Theme,
)
from eventdesk.system.settings_file import TomlSettings

posix_only = pytest.mark.skipif(os.name != "posix", reason="file modes")
CHANGED = Settings(
    general=GeneralSettings(theme=Theme.DARK, start_at_login=True, start_hidden=True),
    reminders=ReminderSettings(
        default=(parse_reminder("1h:desktop+email"), parse_reminder("0m")),
        all_day_default=(),
        late_rule=LateRule(LateMode.ALWAYS),
    ),
    mail=MailSettings(
        enabled=True,
        host="smtp.example.org",
        port=465,
        security=MailSecurity.TLS,
        user='o\'neil "x"',
        sender="ann@example.org",
        to="bob@example.org, carol@example.org",
        on_create=True,
        per_minute=5,
    ),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def test_without_a_file_the_defaults_count(path: Path) -> None:
    assert TomlSettings(path).load() == Settings()
    assert not path.exists()


@pytest.mark.parametrize("settings", [CHANGED, Settings()])
def test_everything_comes_back(path: Path, settings: Settings) -> None:
    TomlSettings(path).save(settings)

    assert TomlSettings(path).load() == settings


def test_the_file_has_one_table_a_section_and_every_key(path: Path) -> None:
    TomlSettings(path).save(CHANGED)

    table = tomllib.loads(path.read_text())
    assert table["mail"]["from"] == "ann@example.org"
    assert table["mail"]["port"] == 465
    assert table["reminders"]["default"] == ["1h:desktop+email", "0"]
    assert {f"{part}.{key}" for part in table for key in table[part]} == set(SETTING_KEYS)


def test_a_hand_written_file_may_be_partial_and_have_more(path: Path) -> None:
    path.write_text(
        "\ufeff# mine\nnewer = 1\n[mail]\nhost = 'smtp.example.org'\nsignature = 'Bye'\n"
        "[reminders]\ndefault = '10m, 1h'\n[future]\nx = [1, 2]\n",
        encoding="utf-8",
    )
    store = TomlSettings(path)

    settings = store.load()
    assert settings.mail.host == "smtp.example.org"
    assert settings.mail.port == 587
    assert settings.reminders.default == (parse_reminder("10m"), parse_reminder("1h"))
    store.save(replace(settings, mail=replace(settings.mail, port=25)))

    table = tomllib.loads(path.read_text())
    assert table["newer"] == 1
    assert table["future"] == {"x": [1, 2]}
    assert table["mail"]["signature"] == "Bye"
    assert table["mail"]["port"] == 25


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"[mail]\nhost = 'x'\nport = \n", 3),
        (b"[mail\n", 1),
        (b"[mail]\nport = 1\nport = 2\n", 3),
        (b"[mail]\n# ok\nhost = '\xff'\n", 3),
        (b"[mail]\nhost = '''\nx\n", 4),
    ],
)
def test_a_broken_file_names_itself_and_the_line(path: Path, data: bytes, line: int) -> None:
    path.write_bytes(data)

    with pytest.raises(SettingsFailure) as caught:
        TomlSettings(path).load()

    assert str(path) in caught.value.problem
    assert f"line {line}" in caught.value.problem
    assert caught.value.remedy
    assert path.read_bytes() == data


@pytest.mark.parametrize(
    ("text", "key", "remedy"),
    [
        ("[mail]\nport = 0", "mail.port", "1 to 65535"),
        ("[mail]\nport = '25'", "mail.port", "a whole number"),
        ("[mail]\nport = 25.5", "mail.port", "a whole number"),
        ("[mail]\nport = true", "mail.port", "a whole number"),
        ("[mail]\nenabled = 1", "mail.enabled", "true or false"),
        ("[mail]\nenabled = 'yes'", "mail.enabled", "true or false"),
        ("[mail]\nhost = ['a']", "mail.host", "text in quotes"),
        ("[mail]\nfrom = 'nobody'", "mail.from", "name@example.org"),
        ("[mail]\nto = 'a@b, nobody'", "mail.to", "name@example.org"),
        ("[mail]\nsecurity = 'ssl'", "mail.security", "starttls, tls, none"),
        ("[general]\ntheme = 'pink'", "general.theme", "dark"),
        ("[reminders]\ndefault = 5", "reminders.default", "a list"),
        ("[reminders]\ndefault = ['soon']", "reminders.default", ""),
        ("[reminders]\nlate_rule = 'never'", "reminders.late_rule", "until-end"),
        ("mail = 5", "mail", "[mail]"),
    ],
)
def test_an_unfit_value_names_its_key_and_the_remedy(
    path: Path, text: str, key: str, remedy: str
) -> None:
    path.write_text(text)

    with pytest.raises(SettingsFailure) as caught:
        TomlSettings(path).load()

    assert key in caught.value.problem
    assert remedy in caught.value.remedy
    assert caught.value.remedy


def test_what_does_not_fit_hides_nothing_else(path: Path) -> None:
    path.write_text("[mail]\nport = 0\nhost = 'x.org'\n[quiet]\nhours = ['soon']\n")

    with pytest.raises(UnfitSettings) as caught:
        TomlSettings(path).load()

    assert caught.value.unfit == {"mail.port": 0, "quiet.hours": ["soon"]}
    assert caught.value.settings == Settings(mail=MailSettings(host="x.org"))


def test_mending_the_file_is_noticed(path: Path) -> None:
    store = TomlSettings(path)
    assert store.load() == Settings()
    path.write_text("[mail]\nport = x\n")
    for _ in range(2):
        with pytest.raises(SettingsFailure):
            store.load()

    path.write_text("[mail]\nport = 25\n")
    assert store.load().mail.port == 25
    path.unlink()
    assert store.load() == Settings()


def test_an_unchanged_file_is_not_read_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = TomlSettings(path)
    store.save(CHANGED)
    first = store.load()
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail("read again"))

    assert store.load() is first


def test_what_another_process_saves_is_seen(path: Path) -> None:
    here, there = TomlSettings(path), TomlSettings(path)
    here.save(Settings())
    assert here.load() == Settings()

    there.save(CHANGED)

    assert here.load() == CHANGED


def test_saving_over_a_broken_file_sets_it_aside(path: Path) -> None:
    path.write_text("[mail\nhost = 'precious'")

    TomlSettings(path).save(CHANGED)

    assert TomlSettings(path).load() == CHANGED
    assert "precious" in path.with_name("settings.toml.broken").read_text()


@posix_only
def test_only_the_owner_may_read_it(path: Path) -> None:
    path.write_text("")
    path.chmod(0o644)

    TomlSettings(path).save(CHANGED)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@posix_only
def test_a_link_into_other_folders_stays_a_link(path: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles" / "eventdesk.toml"
    real.parent.mkdir()
    real.write_text("[mail]\nport = 25\n")
    path.symlink_to(real)

    TomlSettings(path).save(CHANGED)

    assert path.is_symlink()
    assert TomlSettings(real).load() == CHANGED


def test_the_folder_is_made(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "settings.toml"

    TomlSettings(path).save(CHANGED)

    assert TomlSettings(path).load() == CHANGED


def test_a_failed_write_leaves_the_old_file_and_no_rubbish(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = TomlSettings(path)
    store.save(CHANGED)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(SettingsFailure, match="No space left on device"):
            store.save(Settings())

    assert store.load() == CHANGED
    assert list(path.parent.glob("*settings*")) == [path]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    path = tmp_path / "file" / "settings.toml"

    with pytest.raises(SettingsFailure) as caught:
        TomlSettings(path).save(Settings())

    assert str(path) in caught.value.problem
    assert caught.value.remedy


@pytest.mark.skipif(sys.platform == "win32", reason="a folder is no file there either")
def test_a_place_that_cannot_be_read_is_named(path: Path) -> None:
    path.mkdir()

    with pytest.raises(SettingsFailure) as caught:
        TomlSettings(path).load()

    assert str(path) in caught.value.problem


def test_readers_never_see_half_a_file(path: Path) -> None:
    writer, reader = TomlSettings(path), TomlSettings(path)
    writer.save(CHANGED)
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            writer.save(CHANGED)
            writer.save(Settings())

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for _ in range(300):
            assert reader.load() in (CHANGED, Settings())
    finally:
        stop.set()
        thread.join()
