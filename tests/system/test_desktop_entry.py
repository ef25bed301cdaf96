"""Desktop entries: what is written is read back as it was meant, by us and by GLib."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.system.desktop_entry import exec_value, exec_words, plain, read_entry, write_entry

WORD = st.text(st.characters(exclude_characters="\0\r", exclude_categories=["Cs"]), max_size=20)


@given(st.lists(WORD, min_size=1, max_size=4))
def test_any_command_is_read_back(command: list[str]) -> None:
    written = write_entry({"Type": "Application", "Exec": exec_value(command)})
    lines = written.splitlines()
    if len(lines) == 3:  # other line ends than \n do not occur in file names of people
        assert exec_words(read_entry(written)["Exec"]) == command


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("eventdesk --hidden", ["eventdesk", "--hidden"]),
        ("/usr/bin/eventdesk %U", ["/usr/bin/eventdesk"]),
        ('env A=1 "/opt/Event Desk/eventdesk"', ["env", "A=1", "/opt/Event Desk/eventdesk"]),
        ("eventdesk 100%%", ["eventdesk", "100%"]),
        ('sh -c "sleep 5; eventdesk"', ["sh", "-c", "sleep 5; eventdesk"]),
        ("", []),
    ],
)
def test_commands_as_others_write_them(value: str, words: list[str]) -> None:
    assert exec_words(value) == words


def test_only_the_main_group_counts_and_its_first_keys() -> None:
    text = "\n".join(
        [
            "# a note",
            "[Desktop Entry]",
            "Name = EventDesk ",
            "Name[de]=EventDesk",
            "#Exec=no",
            "Exec=yes",
            "Exec=again",
            "[Desktop Action New]",
            "Exec=other",
        ]
    )
    assert read_entry(text) == {"Name": "EventDesk", "Name[de]": "EventDesk", "Exec": "yes"}


def test_values_are_escaped() -> None:
    assert plain("a\\b\nc") == "a\\\\b\\nc"
