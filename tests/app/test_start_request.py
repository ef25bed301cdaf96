"""Which command lines open the window, and how a start hands its wishes to the one that runs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from eventdesk.app.start_request import StartRequest, take_home, wants_window


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--hidden"],
        ["a.ics"],
        ["A.ICS", "b.Ical", "--hidden"],
        ["C:\\Users\\me\\a.ics"],
        ["file:///home/me/a%20b.ics"],
        ["FILE:///home/me/invitation"],
        ["eventdesk:"],
        ["EventDesk:new?title=x"],
        ["webcal://example.org/a"],
        ["WEBCALS://example.org/a"],
        ["https://example.org/feed?id=3"],
    ],
)
def test_files_and_links_open_the_window(words: list[str]) -> None:
    assert wants_window(words)


@pytest.mark.parametrize(
    "words",
    [
        ["add", "Dentist"],
        ["imprt", "a.ics"],
        ["import", "a.ics"],
        ["lst"],
        ["--hiden"],
        ["--Hidden"],
        ["--version"],
        ["-V"],
        ["add:x"],
        [""],
        ["/no/such/file"],
        ["-x.ics"],
        ["mailto:me@example.org"],
    ],
)
def test_commands_and_mistyped_ones_do_not(words: list[str]) -> None:
    assert not wants_window(words)


def test_a_file_without_a_suffix_is_known_by_its_place(tmp_path: Path) -> None:
    file = tmp_path / "invitation"
    assert not wants_window([str(file)])
    file.write_text("")
    assert wants_window([str(file)])
    assert not wants_window([str(tmp_path)])


def test_a_bare_name_is_a_command_even_where_such_a_file_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "list").write_text("")
    monkeypatch.chdir(tmp_path)
    assert not wants_window(["list"])
    assert wants_window(["./list.ics"])


def test_paths_are_made_absolute_and_links_are_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    links = ("eventdesk:ledger", "webcal://x/y.ics", "file:///a.ics")
    request = StartRequest.of(["a.ics", "b:c.ics", *links])
    assert request.arguments == (str(tmp_path / "a.ics"), str(tmp_path / "b:c.ics"), *links)


@pytest.mark.parametrize(
    ("environ", "token"),
    [
        ({}, ""),
        ({"DESKTOP_STARTUP_ID": "x_TIME5"}, "x_TIME5"),
        ({"XDG_ACTIVATION_TOKEN": "abc", "DESKTOP_STARTUP_ID": "x_TIME5"}, "abc"),
        ({"XDG_ACTIVATION_TOKEN": ""}, ""),
    ],
)
def test_the_desktops_permission_goes_along(environ: dict[str, str], token: str) -> None:
    request = StartRequest.of(["a.ics"], environ)
    assert request.activation == token
    assert StartRequest.of(request.words()) == request


@pytest.mark.parametrize("words", [["--hidden"], [], ["/a b.ics", "eventdesk:"]])
def test_a_request_survives_being_handed_over(words: list[str]) -> None:
    request = StartRequest.of(words)
    assert StartRequest.of(request.words()) == request
    assert request.hidden is (words == ["--hidden"])


def test_what_is_to_be_shown_is_not_hidden() -> None:
    assert not StartRequest.of(["--hidden", "/a.ics"]).hidden


def test_the_home_of_an_entry_made_for_another_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTDESK_HOME", "/before")
    assert take_home(["--hidden"]) == ["--hidden"]
    assert os.environ["EVENTDESK_HOME"] == "/before"
    assert take_home(["--hidden", "--home=/my events"]) == ["--hidden"]
    assert os.environ["EVENTDESK_HOME"] == "/my events"


def test_to_end_the_running_one_is_a_request_of_its_own() -> None:
    assert wants_window(["--quit"])
    request = StartRequest.of(["--quit"])
    assert request == StartRequest(quit=True)
    assert StartRequest.of(request.words()) == request
