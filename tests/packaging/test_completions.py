"""Completions, tried out in real shells with the Tab key."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from installers import completions
from installers.commands import Command, read_commands

from eventdesk.cli.program import COMMANDS, program
from eventdesk.domain.setting_keys import SETTING_KEYS
from tests.packaging.shells import terminal

TYPED = {
    "salv": "salvage",
    "calendars rem": "calendars remove",
    "--vers": "--version",
    "add --dur": "add --duration",
    "add x --no-e": "add x --no-even-when-quiet",
    "add --sound of": "add --sound off",
    "add --start 2026-11-27T14:30 --dur": "add --start 2026-11-27T14:30 --duration",
    "add --title calendars --dur": "add --title calendars --duration",
    "calendars --json rem": "calendars --json remove",
    "calendars add x --col": "calendars add x --colour",
    "edit abc --sco": "edit abc --scope",
    "log --state sno": "log --state snoozed",
    "config mail.po": "config mail.port",
    "doctor --save wal": "doctor --save wall.txt",
    "export wal": "export wall.txt",
    "import wor": "import work.ics",
    "wor": "work.ics",
    "restore-backup old": "restore-backup old.db",
}
CALENDARS_ONLY = {"import work.ics hol": "import work.ics holidays.ICAL"}
"""fish puts calendar files first, and then offers the others too."""
SCRIPTS = {
    "bash": ("eventdesk", completions.bash),
    "zsh": ("_eventdesk", completions.zsh),
    "fish": ("eventdesk.fish", completions.fish),
}


@pytest.fixture(scope="module")
def tree() -> Command:
    return read_commands(program, "eventdesk")


def test_the_tree_holds_every_command(tree: Command) -> None:
    assert [each.name for each in tree.commands] == list(COMMANDS)
    names = {" ".join(each.path) for each in tree.walk()}
    assert {"eventdesk", "eventdesk calendars add", "eventdesk self-test"} <= names
    add = next(each for each in tree.commands if each.name == "add")
    assert {"--help", "--start"} <= {name for option in add.options for name in option.names}


@pytest.mark.parametrize("shell", SCRIPTS)
def test_a_shell_completes(shell: str, tree: Command, tmp_path: Path) -> None:
    if sys.platform == "win32" or shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    folder = tmp_path / "files"
    folder.mkdir()
    for name in ("work.ics", "wall.txt", "holidays.ICAL", "holidays.odt", "old.db"):
        (folder / name).touch()
    name, write = SCRIPTS[shell]
    script = tmp_path / name
    script.write_text(write(tree, {"KEY": tuple(SETTING_KEYS)}), encoding="utf-8")

    wanted = TYPED if shell == "fish" else TYPED | CALENDARS_ONLY
    with terminal(shell, script, folder) as shown:
        got = {typed: shown.completed(typed) for typed in wanted}

    assert got == wanted
