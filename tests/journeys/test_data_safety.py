"""A damaged database at start, and going back to a backup and forth, in the real window."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desktop import DesktopSession, eventually
from tests.journeys.program import Program

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]


def titles(program: Program) -> list[str]:
    return [each["title"] for each in program.ask("list")]


def log_has(program: Program, words: str) -> bool:
    folder = Path(program.env["EVENTDESK_HOME"])
    return any(words in each.read_text() for each in folder.glob("eventdesk.log"))


def test_a_damaged_database_is_replaced_by_its_backup_in_the_window(
    desktop_session: DesktopSession, tmp_path: Path
) -> None:
    desktop, home = desktop_session, tmp_path / "home"
    program = Program(desktop, home)
    program.command("add", "Dentist", "--start", "2027-01-01T10:00")
    program.command("backup")
    database = home / "eventdesk.db"
    broken = database.read_bytes()[: 10 * 4096]
    database.write_bytes(broken)
    window = program.open()
    eventually(lambda: log_has(program, "is damaged"), what="the damage in the log")
    desktop.activate(window)
    kept = home / "eventdesk.db.replaced-1"

    def pressed() -> bool:
        desktop.key("space")
        return kept.exists()

    eventually(pressed, what="the damaged file set aside")
    assert kept.read_bytes() == broken
    assert eventually(lambda: titles(program), what="the events") == ["Dentist"]
    assert program.end() == 0


def test_going_back_to_a_backup_and_forth_without_a_restart(
    desktop_session: DesktopSession, tmp_path: Path
) -> None:
    desktop, home = desktop_session, tmp_path / "home"
    program = Program(desktop, home)
    program.command("add", "Before", "--start", "2027-01-01T10:00")
    program.command("backup")
    program.command("add", "After", "--start", "2027-01-02T10:00")
    main = program.open()
    desktop.activate(main)

    def backups() -> list[str]:
        desktop.key("ctrl+shift+b")
        return desktop.windows("^Backups$")

    window = eventually(backups, what="the window of backups")[0]
    desktop.activate(window)

    def restored() -> bool:
        desktop.key("Return")
        desktop.key("space")
        return (home / "eventdesk.db.replaced-1").exists()

    eventually(restored, 20, "the database set aside")
    eventually(lambda: titles(program) == ["Before"], what="the events of the backup")
    desktop.is_gone("^Backups$")
    program.command("add", "Later", "--start", "2027-01-03T10:00")
    assert sorted(titles(program)) == ["Before", "Later"]
    program.command("list")
    assert program.end() == 0
    kept = str(home / "eventdesk.db.replaced-1")
    program.command("restore-backup", kept)
    assert sorted(titles(program)) == ["After", "Before"]
