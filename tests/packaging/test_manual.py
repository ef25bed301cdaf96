"""The manual page: complete, and clean to the programs that show it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from installers.commands import read_commands
from installers.manual import manual_page
from installers.project import Project

from eventdesk.cli.program import COMMANDS, program

PROJECT = Project.read()
FRAME = PROJECT.resources / "linux/eventdesk.1.in"
DATE = datetime(2026, 11, 21, tzinfo=UTC)
FOR_DEVELOPERS = {"EVENTDESK_TRACE_START", "EVENTDESK_PACKAGE"}


@pytest.fixture(scope="module")
def page() -> str:
    return manual_page(read_commands(program, "eventdesk"), FRAME, PROJECT.version, DATE)


@pytest.fixture
def shown(page: str, tmp_path: Path) -> str:
    """As man shows it, without marks and line ends."""
    if shutil.which("man") is None:
        pytest.skip("man is not installed")
    file = written(page, tmp_path)
    done = subprocess.run(
        ["man", "--local-file", str(file)],
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "MANWIDTH": "200"},
        capture_output=True,
        check=True,
    )
    text = re.sub(".\b", "", done.stdout.decode())
    return " ".join(text.split())


def written(page: str, folder: Path) -> Path:
    file = folder / "eventdesk.1"
    file.write_text(page, encoding="utf-8")
    return file


def options(command: click.Command, context: click.Context) -> Iterator[str]:
    for each in command.get_params(context):
        if isinstance(each, click.Option):
            yield from (*each.opts, *each.secondary_opts)


def test_every_command_and_option_is_in_it(shown: str) -> None:
    context = click.Context(program, info_name="eventdesk")
    for name in COMMANDS:
        command = program.get_command(context, name)
        assert command
        assert f"eventdesk {name} " in shown
        for option in options(command, click.Context(command, context)):
            assert option in shown, (name, option)


def test_it_tells_version_date_codes_and_files(shown: str) -> None:
    assert f"EventDesk {PROJECT.version} 2026-11-21" in shown
    for section in ("NAME", "SYNOPSIS", "EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES"):
        assert f" {section} " in shown
    for words in ("settings.toml", "eventdesk.db", "3 There is no such event", "TZ The local"):
        assert words in shown


def test_every_variable_that_the_program_reads_is_in_it(shown: str) -> None:
    sources = (PROJECT.root / "eventdesk").rglob("*.py")
    read = {
        name
        for file in sources
        for name in re.findall(r"\"(EVENTDESK_[A-Z_]+)\"", file.read_text(encoding="utf-8"))
    }
    assert read - FOR_DEVELOPERS
    section = shown.partition(" ENVIRONMENT ")[2].partition(" FILES ")[0]
    assert {each for each in read - FOR_DEVELOPERS if each not in section} == set()


def test_examples_keep_their_lines(page: str) -> None:
    assert '.EX\n  eventdesk add "Dentist" \\-\\-start 2026\\-11\\-27T14:30' in page
    assert page.isascii()


@pytest.mark.skipif(shutil.which("man") is None, reason="man is not installed")
def test_man_shows_it_without_a_warning(page: str, tmp_path: Path) -> None:
    done = subprocess.run(
        ["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", str(written(page, tmp_path))],
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "MANROFFSEQ": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""


@pytest.mark.skipif(shutil.which("mandoc") is None, reason="mandoc is not installed")
def test_mandoc_finds_nothing_wrong(page: str, tmp_path: Path) -> None:
    done = subprocess.run(
        ["mandoc", "-T", "lint", "-W", "warning", str(written(page, tmp_path))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_text_that_looks_like_markup_stays_text(tmp_path: Path) -> None:
    @click.command("odd")
    @click.option("--path", metavar="DIR\\NAME", help=".TH at the start, 'quoted' and `bold`.")
    def odd(path: str) -> None:
        """.SH is no heading, nor is 'this' a request \u2026

        \b
          .verbatim   'too'  \\n
        """

    @click.group("top")
    def top() -> None:
        """Top."""

    top.add_command(odd)
    frame = tmp_path / "frame"
    frame.write_text("@COMMANDS@\n")
    lines = manual_page(read_commands(top, "top"), frame, "1", DATE).splitlines()
    assert "\\&.SH is no heading, nor is \\(aqthis\\(aq a request \\[u2026]" in lines
    assert "\\&.TH at the start, \\(aqquoted\\(aq and \\fBbold\\fR." in lines
    assert "  .verbatim   \\(aqtoo\\(aq  \\en" in lines
    assert "\\fB\\-\\-path\\fR \\fIDIR\\eNAME\\fR" in lines


def test_a_frame_without_a_place_for_commands_is_refused(tmp_path: Path) -> None:
    frame = tmp_path / "frame"
    frame.write_text(".TH X 1\n")
    with pytest.raises(ValueError, match="has no line @COMMANDS@"):
        manual_page(read_commands(program, "eventdesk"), frame, "1", DATE)
