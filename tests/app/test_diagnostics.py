"""Diagnostics and log hold no secrets and nothing that a person wrote."""

from __future__ import annotations

import json
import logging
import sqlite3
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from eventdesk import logs
from eventdesk.app.diagnostics import save_diagnostics
from eventdesk.app.doctor import DeskDoctor
from eventdesk.domain.calendar import Calendar, Subscription
from eventdesk.domain.errors import StorageFailure
from eventdesk.domain.settings import MailSettings, Settings
from eventdesk.paths import Paths
from eventdesk.services.ports import NotSent
from eventdesk.system.notifiers import plyer
from eventdesk.system.settings_file import TomlSettings
from tests.desks import TestDesk, in_minutes

PASSWORD = "Geh3im-word"
WRITTEN = {
    "title": "Zahnarzt Dr. Müller",
    "description": "Bring the x-ray pictures.\nAsk about the crown at the back.",
    "location": "Lindenweg 77, 2nd floor",
    "url": "https://praxis.example.net/termin?id=99",
    "tags": ("privatsache",),
}
MAIL = MailSettings(
    enabled=True,
    host="post.geheimfirma.example",
    user="lena.schmidt",
    sender="lena@geheimfirma.example",
    to="chef@geheimfirma.example, mama@familie.example",
)
PLANTED = (
    PASSWORD, "Zahnarzt", "Müller", "x-ray", "crown", "Lindenweg", "praxis.example", "privatsache",
    "geheimfirma", "lena", "familie.example", "chef@",
)  # fmt: skip


@pytest.fixture
def desk(paths: Paths) -> Iterator[TestDesk]:
    """A desk with a past that wrote a log: a delivery, failing mails, a failing database."""
    logs.configure(paths, stderr=False)
    logs.mask(PASSWORD)
    store = TomlSettings(paths.settings_file)
    store.save(replace(Settings(), mail=MAIL))
    test = TestDesk(paths, settings=store).open()  # type: ignore[arg-type]
    test.mailer.answer = NotSent("550 5.1.1 <chef@geheimfirma.example> no such user")
    both = in_minutes(5), in_minutes(4, *in_minutes(1).channels)
    test.create(test.clock.now() + timedelta(minutes=5), reminders=both, **WRITTEN)
    test.ring()
    test.send_mails()
    yield test
    test.desk.close()
    root = logging.getLogger()
    for handler in [each for each in root.handlers if logs._is_ours(each)]:
        root.removeHandler(handler)
        handler.close()
    sys.excepthook, threading.excepthook = sys.__excepthook__, threading.__excepthook__


def texts_of(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def planted_in(text: str) -> list[str]:
    return [each for each in PLANTED if each.lower() in text.lower()]


def test_the_zip_tells_much_and_nothing_private(desk: TestDesk, tmp_path: Path) -> None:
    log = logging.getLogger("eventdesk.test")
    log.info("a careless line: %s at %s", WRITTEN["title"], WRITTEN["location"])
    log.info("as Python shows it: %r, %a", WRITTEN["description"], WRITTEN["title"])
    log.info("smtp lena.schmidt password=%s at %s", PASSWORD, MAIL.host)
    DeskDoctor(desk.paths, desk.desk).save(tmp_path / "x.zip")
    found = texts_of(tmp_path / "x.zip")
    assert {each: planted_in(text) for each, text in found.items() if planted_in(text)} == {}
    assert str(Path.home()) not in "".join(found.values())
    assert set(found) == {
        "doctor.json", "versions.json", "settings.json", "ledger.json", "logs/eventdesk.log",
    }  # fmt: skip
    settings = json.loads(found["settings.json"])
    assert (settings["mail.host"], settings["mail.port"]) == ("set", 587)
    versions = json.loads(found["versions.json"])
    assert versions["sqlite"] == sqlite3.sqlite_version
    assert versions["system"]
    ledger = json.loads(found["ledger.json"])
    assert ledger["events"] == 1
    assert {"channel": "desktop", "state": "delivered", "backend": "recording", "count": 1} in (
        ledger["rows"]
    )
    assert ledger["lateness_ms"]["desktop"]["p50"] == 0.0
    assert "a careless line: ‹text" in found["logs/eventdesk.log"]
    checks = {each["name"]: each for each in json.loads(found["doctor.json"])}
    assert checks["last delivery"]["detail"].startswith("‹text")


@pytest.mark.usefixtures("german")
def test_it_is_english_in_every_language(desk: TestDesk, tmp_path: Path) -> None:
    doctor = DeskDoctor(desk.paths, desk.desk)
    spoken = {each.name: each for each in doctor.examine()}
    assert spoken["pause"].detail == "Erinnerungen sind an"
    doctor.save(tmp_path / "x.zip")
    checks = json.loads(texts_of(tmp_path / "x.zip")["doctor.json"])
    told = {each["name"]: each["detail"] for each in checks}
    assert told["pause"] == "reminders are on"
    assert told["e-mail"].startswith("on, but the password")
    with pytest.raises(StorageFailure):
        doctor.save(tmp_path / "no" / "x.zip")


def test_what_was_deleted_or_changed_is_private_too(desk: TestDesk, tmp_path: Path) -> None:
    event = desk.desk.events.all().__iter__().__next__()
    desk.desk.events.update(event.id, replace(event.draft(), title="Friseur"))
    desk.desk.events.delete([event.id])
    logging.getLogger("eventdesk.test").info("old: %s new: Friseur", WRITTEN["title"])
    DeskDoctor(desk.paths, desk.desk).save(tmp_path / "x.zip")
    text = "".join(texts_of(tmp_path / "x.zip").values())
    assert planted_in(text) == []
    assert "friseur" not in text.lower()


def test_names_and_hosts_of_calendars_are_private(desk: TestDesk, tmp_path: Path) -> None:
    feed = Subscription(url="https://calendar.example.net/secret-token/all.ics")
    with desk.desk.events._database.write() as tx:
        tx.calendars.add(Calendar(id="c1", name="Chess club", subscription=feed))
    logging.getLogger("eventdesk.test").info("Chess club at calendar.example.net failed")
    DeskDoctor(desk.paths, desk.desk).save(tmp_path / "x.zip")
    text = "".join(texts_of(tmp_path / "x.zip").values())
    for private in ("chess", "calendar.example.net", "secret-token"):
        assert private not in text.lower()


def test_a_broken_database_leaves_only_the_heads_of_lines(desk: TestDesk, tmp_path: Path) -> None:
    logging.getLogger("eventdesk.test").warning("careless: %s", WRITTEN["title"])
    desk.desk.close()
    desk.paths.database.write_bytes(b"this is no database, " * 400)
    save_diagnostics(tmp_path / "x.zip", desk.paths, [])
    found = texts_of(tmp_path / "x.zip")
    assert planted_in("".join(found.values())) == []
    assert "WARNING [MainThread] eventdesk.test:" in found["logs/eventdesk.log"]
    assert json.loads(found["ledger.json"])["problem"]


def test_a_place_that_cannot_be_written(desk: TestDesk, tmp_path: Path) -> None:
    with pytest.raises(StorageFailure, match="could not be written"):
        save_diagnostics(tmp_path / "none" / "x.zip", desk.paths, [])
    assert list(tmp_path.glob("**/*.partial")) == []


def test_the_log_holds_nothing_a_person_wrote(desk: TestDesk) -> None:
    """Also where things fail with the texts in their hands."""
    with closing(sqlite3.connect(desk.paths.database)) as connection:
        connection.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON ledger BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    desk.create(desk.clock.now() + timedelta(minutes=5), **WRITTEN)
    desk.ring()
    desk.ring()
    written = desk.paths.log_file.read_text()
    assert "delivering failed" in written, "the failure itself is told"
    assert planted_in(written) == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="notify-send")
def test_a_notify_send_that_hangs_tells_no_texts(
    desk: TestDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "notify-send"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nexec sleep 30\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    monkeypatch.setattr(plyer, "WAIT_S", 0.2)
    with pytest.raises(TimeoutError) as failed:
        plyer.show_on_linux(str(WRITTEN["title"]), str(WRITTEN["location"]), "")
    assert planted_in(str(failed.value)) == []
    assert failed.value.__suppress_context__
