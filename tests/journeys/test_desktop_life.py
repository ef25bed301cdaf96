"""Life on the desktop: logging in, starting again, links and files."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import need_desktop
from tests.desktop import DesktopSession, eventually, running_desktop
from tests.journeys.desktop_life import (
    entries,
    exec_of,
    has_icon,
    is_up,
    kept,
    main_window,
    managed,
    shown,
    start,
    with_another_in_front,
)
from tests.journeys.program import EDITOR, WINDOW, Program
from tests.smtp_server import silent_server

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:life-1
DTSTART:20301201T090000Z
SUMMARY:From a file
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def bare_desktop(tmp_path: Path) -> Iterator[DesktopSession]:
    """A desktop whose tray is not there yet."""
    need_desktop()
    with running_desktop(tmp_path / "desktop", tray=False) as session:
        yield session


@pytest.fixture
def program(desktop_session: DesktopSession, home: Path) -> Program:
    return Program(desktop_session, home)


# Logging in


def test_start_with_the_login_is_switched_on_and_off_in_the_settings(
    program: Program, home: Path
) -> None:
    desktop = program.desktop
    program.open()
    eventually(lambda: is_up(program, home), 20, "the services")

    def switched(count: int) -> bool:
        """Press the switch; what comes before the dialog knows the settings does nothing."""
        desktop.activate(program.window)
        desktop.key("ctrl+comma")
        settings = desktop.window("^Settings$")
        desktop.activate(settings)
        desktop.click(settings, 177, 140)
        desktop.key("Return")
        desktop.is_gone("^Settings$")
        return len(entries(desktop)) == count

    assert entries(desktop) == []
    eventually(lambda: switched(1), 20, "the entry")
    (entry,) = entries(desktop)
    if shutil.which("desktop-file-validate"):
        assert desktop.run("desktop-file-validate", str(entry)) == ""
    command = exec_of(entry)
    assert Path(command[0]).is_file()
    assert "--hidden" in command
    assert program.end() == 0

    # A login that starts it twice at the same instant makes one process, in the tray.
    both = [desktop.start(*command, name=f"login {number}") for number in (1, 2)]
    eventually(lambda: any(each.poll() is not None for each in both), 20, "the second one")
    (second,) = [each for each in both if each.poll() is not None]
    (first,) = [each for each in both if each is not second]
    assert second.poll() == 0
    eventually(lambda: has_icon(desktop), 20, "the tray icon")
    eventually(lambda: is_up(program, home), 20, "the services")
    assert first.poll() is None
    assert shown(desktop) == []

    # Starting it by hand shows what runs already; and it is switched off again.
    assert start(program).wait(20) == 0
    program.window = main_window(desktop)
    eventually(lambda: switched(0), 20, "the end of the entry")
    first.terminate()
    assert first.wait(20) == 0


def test_the_settings_tell_what_the_desktop_switched_off(program: Program, home: Path) -> None:
    desktop = program.desktop
    program.command("config", "general.start_at_login", "true")
    (entry,) = entries(desktop)
    assert program.ask("config", "general.start_at_login") is True
    entry.write_text(entry.read_text() + "Hidden=true\n")
    assert program.ask("config", "general.start_at_login") is False
    before = entry.read_text()

    program.open()
    eventually(lambda: is_up(program, home), 20, "the services")
    program.command("config", "general.theme", "dark")
    assert program.end() == 0
    assert entry.read_text() == before, "nobody fights the person"
    program.command("config", "general.start_at_login", "true")
    assert program.ask("config", "general.start_at_login") is True
    program.command("config", "general.start_at_login", "false")
    assert entries(desktop) == []


def test_an_entry_of_a_program_that_was_moved_is_mended_at_the_next_start(
    program: Program,
) -> None:
    program.command("config", "general.start_at_login", "true")
    (entry,) = entries(program.desktop)
    wanted = exec_of(entry)
    entry.write_text(entry.read_text().replace(wanted[0], "/opt/gone/eventdesk"))
    program.open()
    eventually(lambda: exec_of(entry) == wanted, 20, "the mended entry")
    assert program.end() == 0


def test_a_tray_that_comes_late_is_waited_for(bare_desktop: DesktopSession, home: Path) -> None:
    desktop, program = bare_desktop, Program(bare_desktop, home)
    other = with_another_in_front(desktop)
    first = start(program, "--hidden")
    seen: set[str] = set()

    def tray_after(ready: float) -> bool:
        seen.update(managed(desktop))
        return time.monotonic() > ready and is_up(program, home)

    eventually(lambda: tray_after(time.monotonic() - 1), 20, "the services")
    desktop.start_tray()
    eventually(lambda: has_icon(desktop), 20, "the tray icon")
    assert seen == set(), "the window never came up"
    assert managed(desktop) == []
    assert desktop.xdotool("getactivewindow") == other
    first.terminate()
    assert first.wait(20) == 0
    assert not has_icon(desktop)


def test_without_a_tray_the_window_is_minimised_until_one_comes(
    bare_desktop: DesktopSession, home: Path
) -> None:
    desktop, program = bare_desktop, Program(bare_desktop, home)
    other = with_another_in_front(desktop)
    first = start(program, "--hidden")
    known = eventually(lambda: desktop.windows(WINDOW, only_visible=False), 60, "the window")

    def state() -> str:
        return " ".join(desktop.run("xprop", "-id", each, "WM_STATE") for each in known)

    eventually(lambda: "Iconic" in state(), 60, "the minimised window")
    assert shown(desktop) == []
    assert desktop.xdotool("getactivewindow") == other
    desktop.start_tray()
    eventually(lambda: "Iconic" not in state(), 20, "the end of the minimised window")
    assert shown(desktop) == []
    first.terminate()
    assert first.wait(20) == 0


# Starting again


def test_a_second_start_comes_to_the_front_with_a_file_or_a_link(
    program: Program, home: Path, tmp_path: Path
) -> None:
    desktop = program.desktop
    first = start(program, "--hidden")
    eventually(lambda: is_up(program, home), 20, "the services")
    other = with_another_in_front(desktop)
    file = tmp_path / "my calendar.ics"
    file.write_text(CALENDAR)

    assert start(program, "--hidden").wait(20) == 0
    assert shown(desktop) == []
    assert desktop.xdotool("getactivewindow") == other

    # A desktop hands over URIs, and what permits the window to come up.
    permission = f"menu-1-host-eventdesk-0_TIME{2**31}"
    again = start(program, file.as_uri(), DESKTOP_STARTUP_ID=permission)
    assert again.wait(20) == 0
    asking = desktop.window("^Import")
    eventually(lambda: desktop.xdotool("getactivewindow") == asking, what="the import in front")
    window = main_window(desktop)
    desktop.key("Escape")
    desktop.is_gone("^Import")
    assert program.ask("list") == []

    # A link fills the editor in; nothing is saved before a person says so.
    desktop.activate(other)
    assert start(program, "eventdesk:new?title=Lunch&start=2030-12-01T12:30").wait(20) == 0
    editor = desktop.window(EDITOR)
    eventually(lambda: desktop.xdotool("getactivewindow") == editor, what="the editor in front")
    assert program.ask("list") == []
    desktop.key("Escape")
    desktop.is_gone(EDITOR)
    assert kept(home) == ""
    assert start(program, "eventdesk:new?title=Lunch&start=2030-12-01T12:30").wait(20) == 0
    desktop.activate(desktop.window(EDITOR))
    program.save()
    (event,) = program.ask("list")
    assert (event["title"], event["start"]) == ("Lunch", "2030-12-01T12:30:00+01:00")

    # Nothing hostile or broken does more than be told.
    desktop.activate(other)
    for bad in ("eventdesk:delete/all", "eventdesk:new?title=%00", str(tmp_path / "gone.ics")):
        assert start(program, bad).wait(20) == 0
    eventually(lambda: desktop.xdotool("getactivewindow") == window, what="the window in front")
    assert len(program.ask("list")) == 1
    assert first.poll() is None
    first.terminate()
    assert first.wait(20) == 0


def test_what_a_start_brings_while_the_first_is_still_starting_arrives(
    program: Program, tmp_path: Path
) -> None:
    file = tmp_path / "a.ics"
    file.write_text(CALENDAR)
    both = [start(program), start(program, str(file))]
    program.desktop.window("^Import")
    eventually(lambda: any(each.poll() is not None for each in both), 20, "one process")
    ended = [each.poll() for each in both]
    assert sorted(ended, key=str) == [0, None]
    (first,) = [each for each in both if each.poll() is None]
    first.terminate()
    assert first.wait(20) == 0


def test_another_folder_is_another_program(program: Program, tmp_path: Path) -> None:
    program.open()
    other = Program(program.desktop, tmp_path / "other home")
    other.open()
    eventually(lambda: len(shown(program.desktop)) == 2, 20, "both windows")
    assert program.end() == 0
    assert other.end() == 0


def test_a_start_while_the_first_is_ending_is_a_new_one(program: Program) -> None:
    with silent_server() as port:
        mail = {"enabled": "true", "host": "127.0.0.1", "port": str(port), "to": "me@example.org"}
        for key, value in {**mail, "from": "desk@example.org"}.items():
            program.command("config", f"mail.{key}", value)
        program.open()
        start_at = (datetime.now(UTC) + timedelta(minutes=4)).isoformat()
        program.command("add", "Dentist", "--start", start_at, "--remind", "5m", "--email")
        eventually(lambda: ("email", "claimed") in program.states(), 20, "a mail on its way")
        assert program.process is not None
        program.process.terminate()  # takes a while: it waits for the mail a little
        eventually(lambda: not shown(program.desktop), what="the beginning of the end")
        assert program.process.poll() is None
        second = start(program)
        assert program.process.wait(20) == 0
        main_window(program.desktop)
        assert second.poll() is None
        second.terminate()
        assert second.wait(20) == 0


def test_an_installer_can_end_it(program: Program, tmp_path: Path) -> None:
    program.open()
    assert start(program, "--quit").wait(30) == 0
    assert program.process is not None
    assert program.process.wait(1) == 0
    assert start(program, "--quit").wait(10) == 0
    nowhere = tmp_path / "nowhere"
    other = Program(program.desktop, nowhere)
    assert start(other, "--quit").wait(10) == 0
    assert not nowhere.exists()


def test_why_it_cannot_start_is_shown_to_those_without_a_terminal(
    program: Program, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    nowhere = {"EVENTDESK_HOME": str(tmp_path / "file/home")}
    program.env.update(nowhere)
    assert start(program, "--hidden").wait(20) == 4
    process = start(program)
    program.desktop.activate(program.desktop.window("^EventDesk cannot start$"))
    program.desktop.key("Escape")
    assert process.wait(20) == 4
