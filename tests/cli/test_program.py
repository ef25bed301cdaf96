"""The real program, as a process of its own."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Done

Program = Callable[..., Done]
AT = ("--start", "2030-11-27T14:30")


def test_what_one_process_adds_another_sees(program: Program, home: Path) -> None:
    added = program("add", "Größe 医者", *AT, "--json")
    assert added.code == 0, added.err
    event = added.json
    (listed,) = program("list", "--json").json
    listed.pop("occurrence")
    assert listed == event
    assert home.is_dir()


def test_an_event_is_on_disk_when_the_command_returns(program: Program, home: Path) -> None:
    program("add", "Kept", *AT)
    with sqlite3.connect(next(home.rglob("*.db"))) as connection:
        found = connection.execute("select count(*) from events").fetchone()
    connection.close()
    assert found == (1,)


def test_quick_answers_import_neither_database_nor_calendars(home: Path) -> None:
    code = (
        "import sys; from eventdesk.__main__ import main\n"
        "main(sys.argv[1:])\n"
        "heavy = {'sqlalchemy', 'icalendar', 'PySide6', 'apscheduler', 'keyring'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    for argv in (["--version"], ["--help"]):
        done = subprocess.run(
            [sys.executable, "-c", code, *argv],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.splitlines()[-1] == "[]"


def test_exit_codes(program: Program) -> None:
    assert program("list").code == 0
    assert program("add", "x", "--start", "never").code == 2
    assert program("show", "unknown").code == 3
    assert program("dismiss", "9").code == 3
    assert program("nonsense").code == 2


def test_a_file_that_is_no_database(program: Program, home: Path) -> None:
    program("list")
    path = next(home.rglob("*.db"))
    for each in home.rglob("*.db*"):
        each.unlink()
    path.write_bytes(b"This is no database. " * 100)
    before = path.read_bytes()
    for argv in (("list", "--json"), ("add", "x", *AT), ("next",)):
        done = program(*argv)
        assert done.code == 4, done.err
        assert done.out == ""
        assert done.err.startswith("eventdesk: ")
        assert "Traceback" not in done.err
    assert program("doctor").code == 4
    assert path.read_bytes() == before, "nothing is lost"


def test_a_database_locked_by_another_program(program: Program, home: Path) -> None:
    program("add", "Kept", *AT)
    connection = sqlite3.connect(next(home.rglob("*.db")), isolation_level=None)
    try:
        connection.execute("begin immediate")
        done = program("add", "Late", *AT)
    finally:
        connection.execute("rollback")
        connection.close()
    assert done.code == 4
    assert "another program" in done.err
    assert [each["title"] for each in program("list", "--json").json] == ["Kept"]


def bound_by_permissions() -> list[str]:
    """What goes before a command so that file permissions hold for it, even for root."""
    if not hasattr(os, "geteuid"):
        pytest.skip("file permissions work differently here")
    if os.geteuid() != 0:
        return []
    found = shutil.which("setpriv")
    if found is None:
        pytest.skip("root may write everywhere, and setpriv is not installed")
    return [found, "--bounding-set=-dac_override,-dac_read_search"]


def test_a_read_only_folder(program: Program, home: Path) -> None:
    program("add", "Kept", *AT)
    before = [(each, each.stat().st_mode) for each in [home, *home.rglob("*")]]
    for each, mode in before:
        each.chmod(mode & ~0o222)
    try:
        done = subprocess.run(
            [*bound_by_permissions(), sys.executable, "-m", "eventdesk", "add", "Late", *AT],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        for each, mode in before:
            each.chmod(mode)
    assert done.returncode == 4, done.stderr
    assert done.stderr.startswith("eventdesk: ")
    assert "Traceback" not in done.stderr
    assert [each["title"] for each in program("list", "--json").json] == ["Kept"]


def test_a_broken_settings_file(program: Program, home: Path) -> None:
    assert program("config", "mail.host", "smtp.example.org").code == 0
    path = next(home.rglob("*.toml"))
    path.write_text("[mail\nhost = 1")
    done = program("config")
    assert done.code == 4
    assert str(path) in done.err
    assert path.read_text() == "[mail\nhost = 1", "it is left for the person to repair"


def test_a_reader_that_goes_away_is_no_error(program: Program) -> None:
    for number in range(3):
        program("add", f"Event {number}", *AT)
    code = f"'{sys.executable}' -m eventdesk list --json | head -c 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "[0\n"
    assert done.stderr == ""


def test_a_terminal_without_unicode(program: Program) -> None:
    ascii_only = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = program("add", "医者", *AT, "--json", env=ascii_only)
    assert done.code == 0, done.err
    assert done.json["title"] == "医者"
    assert program("list", env=ascii_only).code == 0


def test_the_password_comes_from_the_environment_only(program: Program, home: Path) -> None:
    done = program("config", "mail.password", "hunter2")
    assert done.code == 2
    assert "hunter2" not in done.err
    secret = {"EVENTDESK_MAIL_PASSWORD": "hunter2"}
    out = program("config", "--json", env=secret).out + program("doctor", env=secret).out
    assert "hunter2" not in out
    assert not any(b"hunter2" in each.read_bytes() for each in home.rglob("*") if each.is_file())


def test_backup_and_restore(program: Program, home: Path) -> None:
    program("add", "First", *AT)
    path = Path(program("backup").out.strip())
    assert path.is_file()
    program("add", "Second", *AT)
    assert program("restore-backup", str(path)).code == 0
    assert [each["title"] for each in program("list", "--json").json] == ["First"]


def test_a_backup_that_is_none(program: Program, tmp_path: Path) -> None:
    program("add", "Kept", *AT)
    path = tmp_path / "broken.db"
    path.write_text("no database")
    done = program("restore-backup", str(path))
    assert done.code in (2, 4)
    assert done.err.startswith("eventdesk: ")
    assert [each["title"] for each in program("list", "--json").json] == ["Kept"]


def test_doctor_and_self_test(program: Program) -> None:
    done = program("doctor", "--json")
    assert done.code == 0, done.out
    assert {"name", "ok", "detail", "remedy"} == set(done.json[0])
    done = program("self-test", "--json")
    assert done.code == 0, done.out
    assert all(each["ok"] for each in done.json)


def test_the_service_delivers_what_another_process_adds(
    program: Program, home: Path, tmp_path: Path
) -> None:
    log = tmp_path / "service.log"
    with log.open("wb") as out:
        service = subprocess.Popen(
            [sys.executable, "-m", "eventdesk", "service"],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=out,
            stderr=out,
        )
    try:
        _wait(lambda: b"Reminders are on" in log.read_bytes() and list(home.rglob("*.db")))
        start = (datetime.now(UTC) + timedelta(minutes=2)).isoformat()
        event = program("add", "Soon", "--start", start, "--remind", "5m", "--json").json
        rows: list[dict[str, str]] = []

        def delivered() -> bool:
            rows[:] = program("log", "--event", event["id"], "--json").json
            return bool(rows) and rows[0]["state"] not in ("claimed",)

        _wait(delivered)
        assert len(rows) == 1, "inside its window it is reminded at once, and once"
        service.send_signal(signal.SIGTERM)
        assert service.wait(20) == 0, log.read_text()
    finally:
        if service.poll() is None:
            service.kill()
            service.wait()


def _wait(until: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)
