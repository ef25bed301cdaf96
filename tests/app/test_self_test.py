"""Each check of the self-test finds the fault that it is there for. See also the command."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import ssl
import sys
import threading
import wave
import zoneinfo
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from babel.messages import Catalog
from babel.messages.mofile import write_mo

from eventdesk.app import self_test_desk, self_test_desktop, self_test_system
from eventdesk.app.self_test_calendar import calendar_files
from eventdesk.app.self_test_desk import RecordingChannel, database, reminder
from eventdesk.app.self_test_outcomes import ANEW, MISSING_MODULE, named, within
from eventdesk.app.self_test_system import (
    certificates,
    processes,
    program,
    translations,
    zones,
)
from eventdesk.domain.errors import DatabaseDamaged, StorageFailure
from eventdesk.paths import Paths, resource_folder
from eventdesk.services.health import Check
from eventdesk.services.ports import Notice, Refused, Taken
from eventdesk.storage.migrations import run
from eventdesk.system import keyring_trial
from eventdesk.system.keyring_trial import Kept, KeyringTrial
from tests.tz_files import made_up_zones, tzif

SHIPPED = resource_folder() / "translations"
VERSIONS = Path(run.__file__).parent / "versions"


@pytest.fixture(autouse=True)
def _nothing_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path) -> Iterator[None]:
    """No check leaves anything in the folder for what is temporary, or touches the data."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    yield
    assert list(scratch.iterdir()) == []
    assert not home.exists()


def failed(check: Check) -> str:
    """The words of a row that has to be red; it always says what to do."""
    assert (check.ok, check.notice) == (False, False), check
    assert check.remedy
    return check.detail


def note(check: Check) -> str:
    """The words of a row that is well, but worth knowing."""
    assert (check.ok, check.notice) == (True, True), check
    assert check.remedy
    return check.detail


# -- the database


@pytest.fixture
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the migration scripts, which the program uses."""
    folder = tmp_path / "migrations"
    shutil.copytree(VERSIONS, folder / "versions", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(run, "scripts", lambda: ScriptDirectory(str(folder)))
    return folder / "versions"


def test_a_database_of_the_first_version_is_migrated() -> None:
    found = database()
    assert found.ok
    assert "from 0001 to 0004" in found.detail
    assert f"SQLite {sqlite3.sqlite_version}" in found.detail


def test_the_newest_migration_is_missing(scripts: Path) -> None:
    (scripts / "0004_imports.py").unlink()
    assert failed(database()) == "migration scripts are missing: 0004"


def test_all_migrations_are_missing(scripts: Path) -> None:
    shutil.rmtree(scripts)
    assert "missing: 0001, 0002, 0003, 0004" in failed(database())


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM reminders", "lost its reminder"),
        ("UPDATE reminders SET due_at = due_at + 1", "not planned"),
        ("UPDATE events SET title = 'x'", "the event has changed"),
        ("DELETE FROM events_search", "the search (FTS5) does not find it"),
    ],
)
def test_a_migration_that_does_harm(scripts: Path, statement: str, words: str) -> None:
    newest = scripts / "0004_imports.py"
    harm = f'\n_well = upgrade\ndef upgrade():\n    _well()\n    op.execute("{statement}")\n'
    newest.write_text(newest.read_text() + harm)
    assert words in failed(database())


# -- the reminder


def test_a_reminder_is_rung_and_delivered() -> None:
    assert reminder().ok


def test_a_reminder_that_nobody_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(self_test_desk, "RING_S", 0.5)
    monkeypatch.setattr(RecordingChannel, "notify", lambda self, notice: Refused("no"))
    assert "handed over 0 times" in failed(reminder())


def test_a_reminder_that_comes_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    def twice(self: RecordingChannel, notice: Notice) -> Taken:
        self.notices += [notice, notice]
        return Taken("self-test")

    monkeypatch.setattr(RecordingChannel, "notify", twice)
    assert "handed over 2 times" in failed(reminder())


def test_an_alarm_that_does_not_ring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(self_test_desk, "RING_S", 0.5)
    monkeypatch.setattr(self_test_desk.ApschedulerAlarm, "start", lambda self, look: None)
    assert failed(reminder()) == "the alarm has not rung within 0.5 s"


# -- calendar files


def test_calendars_are_read_by_processes_too() -> None:
    assert calendar_files().ok


def test_no_process_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> None:
        raise OSError("there are no semaphores here")

    monkeypatch.setattr(ProcessPoolExecutor, "__init__", none)
    assert "no worker process" in failed(calendar_files())


def test_calendars_are_written_wrongly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eventdesk.interchange.write.escaped", lambda text: text.lower())
    assert "read as something else" in failed(calendar_files())


def test_calendars_are_read_wrongly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eventdesk.interchange.zone_names._windows", dict)
    assert "'UTC'" in failed(calendar_files())


# -- time zones


def test_both_sets_of_rules_are_looked_at(system_zone: Callable[[str], None]) -> None:
    system_zone("Asia/Tokyo")
    found = zones()
    assert found.ok
    assert found.detail.startswith("Asia/Tokyo; ")


def test_the_system_has_no_rules() -> None:
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([])
    try:
        found = zones()
    finally:
        zoneinfo.reset_tzpath(before)
    assert found.ok
    assert "of the system: none; came along: 20" in found.detail


def test_the_system_has_wrong_rules(tmp_path: Path) -> None:
    with made_up_zones(tmp_path / "zones") as made_up:
        made_up.write("Europe/Berlin", tzif(1))
        assert "Europe/Berlin is 1:00:00 ahead" in failed(zones())


def test_no_rules_came_along(monkeypatch: pytest.MonkeyPatch) -> None:
    for each in [each for each in sys.modules if each.partition(".")[0] == "tzdata"]:
        monkeypatch.delitem(sys.modules, each)
    monkeypatch.setitem(sys.modules, "tzdata", None)
    assert "that came along lack Asia/Kolkata" in failed(zones())


# -- translations


def test_catalogues_are_counted() -> None:
    found = translations(SHIPPED, ["de"])
    assert found.ok
    assert re.fullmatch(r"English; de \(\d{4} texts\)", found.detail)
    assert translations(SHIPPED, None).ok


@pytest.mark.parametrize("data", [None, b"", b"not a catalogue", b"\xde\x12\x04\x95 cut off"])
def test_a_catalogue_that_cannot_be_read(tmp_path: Path, data: bytes | None) -> None:
    if data is not None:
        (tmp_path / "de.mo").write_bytes(data)
    assert failed(translations(tmp_path, ["de"])).startswith("de: ")


def test_a_catalogue_that_lacks_nearly_all(tmp_path: Path) -> None:
    few = Catalog(locale="de")
    few.add("Today", "Heute")
    with (tmp_path / "de.mo").open("wb") as file:
        write_mo(file, few)
    assert failed(translations(tmp_path, ["de"])) == "de: only 1 texts"


def test_the_words_of_qt_are_missing() -> None:
    assert failed(translations(SHIPPED, ["fr"])) == "de: Qt's own words are missing"


# -- certificates


def test_authorities_are_counted() -> None:
    found = certificates()
    assert found.ok
    assert int(found.detail.split()[0]) > 10
    assert "; OpenSSL " in found.detail


@pytest.mark.parametrize("content", [b"", b"no certificate", None])
def test_a_file_of_certificates_that_is_none(
    tmp_path: Path, content: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "certificates.pem"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    check = certificates()
    assert "TLS: " in failed(check)
    assert "SSL_CERT_FILE" in check.remedy


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system is asked")
def test_a_system_without_certificates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    folder = tmp_path / "certs"
    folder.mkdir()
    nothing = ssl.DefaultVerifyPaths(
        None, str(folder), "SSL_CERT_FILE", "", "SSL_CERT_DIR", str(folder)
    )
    monkeypatch.setattr("ssl.get_default_verify_paths", lambda: nothing)
    monkeypatch.setattr("truststore._openssl._CA_FILE_CANDIDATES", [])
    check = certificates()
    assert "no certificate authority is trusted" in failed(check)
    assert "ca-certificates" in check.remedy
    # OpenSSL's own way: a folder whose files are named by what is in them, read when needed.
    (folder / "0a1b2c3d.0").touch()
    assert self_test_system._trusted(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)) == "1"


def test_tls_that_would_trust_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eventdesk.system.tls.system_tls", ssl._create_unverified_context)
    assert "trust everybody" in failed(certificates())


# -- sound


def test_the_sound_is_read(paths_here: Paths) -> None:
    assert "reminder.wav, 1." in self_test_desktop.sound(paths_here).detail


@pytest.mark.parametrize("fault", ["cut", "silent", "gone"])
def test_a_sound_that_cannot_be_heard(paths_here: Paths, tmp_path: Path, fault: str) -> None:
    folder = tmp_path / "resources/sounds"
    folder.mkdir(parents=True)
    shipped = paths_here.resources / "sounds/reminder.wav"
    if fault == "cut":
        (folder / "reminder.wav").write_bytes(shipped.read_bytes()[:20])
    elif fault == "silent":
        with wave.open(str(folder / "reminder.wav"), "wb") as file:
            file.setparams((1, 2, 44100, 0, "NONE", ""))
            file.writeframes(bytes(1000))
    moved = Paths(data=tmp_path, config=tmp_path, log=tmp_path, resources=tmp_path / "resources")
    assert "reminder.wav" in failed(self_test_desktop.sound(moved))


@pytest.mark.parametrize(("machine", "shipped"), [("x86_64", True), ("aarch64", False)])
def test_the_sound_library_is_missing(
    paths_here: Paths, machine: str, shipped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.machine", lambda: machine)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delitem(sys.modules, "eventdesk.system.sound_device", raising=False)
    monkeypatch.delattr("eventdesk.system.sound_device", raising=False)
    monkeypatch.setitem(sys.modules, "miniaudio", None)
    found = named("sound", lambda: self_test_desktop.sound(paths_here))[1]()
    if shipped:
        assert failed(found) == "the module miniaudio is missing"
        assert found.remedy == MISSING_MODULE
    else:
        assert "not shipped for aarch64" in note(found)


@pytest.fixture
def paths_here() -> Paths:
    """The real resources; folders that are not made."""
    return Paths.from_environment()


# -- the keyring


def test_no_keyring_is_no_failure() -> None:
    found = self_test_desktop.keyring()
    assert note(found) == "there is no keyring"
    assert "EVENTDESK_MAIL_PASSWORD" in found.remedy


@pytest.mark.parametrize(
    ("trial", "ok", "words"),
    [
        (KeyringTrial(Kept.YES, "Vault"), True, "Vault: kept, read again and removed"),
        (KeyringTrial(Kept.NO, "Vault", "full"), False, "Vault: not kept (full)"),
        (
            KeyringTrial(Kept.UNTRIED, "Vault", "it is locked"),
            True,
            "Vault: not tried, because it is locked",
        ),
    ],
)
def test_what_a_keyring_does(
    trial: KeyringTrial, ok: bool, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring_trial, "try_keyring", lambda: trial)
    found = self_test_desktop.keyring()
    assert (found.ok, found.detail, bool(found.remedy)) == (ok, words, not ok)


# -- the rest


def test_what_is_running() -> None:
    found = program("6.9.9")
    assert found.ok
    assert "source tree in " in found.detail
    assert "Qt 6.9.9" in found.detail


def test_processes_that_are_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    assert processes().ok
    monkeypatch.setattr("eventdesk.system.processes.SystemProcesses.alive", lambda *_: True)
    assert failed(processes())


def test_failures_become_rows_and_name_what_is_missing() -> None:
    def raises(error: Exception) -> Check:
        def check() -> Check:
            raise error

        return named("x", check)[1]()

    assert raises(ModuleNotFoundError("No", name="_cffi")).detail == "the module _cffi is missing"
    assert raises(RuntimeError("odd")) == Check("x", False, "RuntimeError: odd", ANEW)
    assert raises(StorageFailure("Full.", "Make room.")) == Check("x", False, "Full.", "Make room.")
    # Following advice on the scratch database would replace the person's own.
    assert raises(DatabaseDamaged("Bad.", "Run restore-backup.")) == Check("x", False, "Bad.", ANEW)


def test_what_hangs_is_left_behind() -> None:
    never = threading.Event()
    with pytest.raises(TimeoutError, match=r"it did not answer within 0\.1 s"):
        within(0.1, "it", never.wait)
    never.set()
    assert within(5, "it", lambda: 3) == 3
    with pytest.raises(KeyError):
        within(5, "it", lambda: {}["x"])


def test_the_offsets_are_those_of_the_clocks() -> None:
    # From the tz database's own texts: Lord Howe is at +10:30, in summer half an hour ahead.
    for key, at, hours in self_test_system.OFFSETS:
        assert at.astimezone(zoneinfo.ZoneInfo(key)).utcoffset() == timedelta(hours=hours)
    assert os.environ["TZ"] == "Europe/Berlin"
