"""What reaches the terminal: aligned, cut to its width, harmless."""

from __future__ import annotations

import os
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.cli.output import Column, clipped, columns_of, print_table, printable


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("医者", 4), ("é", 1), ("e\u0301", 1), ("👩\u200d⚕️", 3)]
)
def test_cells(text: str, width: int) -> None:
    assert columns_of(text) == width


@given(st.text(), st.integers(1, 30))
def test_clipped_text_fits(text: str, width: int) -> None:
    assert columns_of(clipped(text, width)) <= width


@given(st.text())
def test_printable_text_has_no_control_characters(text: str) -> None:
    shown = printable(text)
    assert not any(ord(each) < 32 or 127 <= ord(each) < 160 for each in shown)
    assert not set("\u2028\u2029\u202e\u2066") & set(shown)
    shown.encode("utf-8")


def test_a_table_is_as_wide_as_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "40")
    columns = (Column("WHEN"), Column("TITLE", elastic=True), Column("ID"))
    print_table(columns, [("Today 12:00", "医" * 40, "12345678"), ("x", "short", "y")])
    lines = capsys.readouterr().out.splitlines()
    assert max(map(columns_of, lines)) <= 40
    assert lines[1] == "Today 12:00  医医医医医医医医…  12345678"
    assert lines[2].endswith("y")
    assert "COLUMNS" in os.environ


def test_a_table_in_a_pipe_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    print_table((Column("TITLE", elastic=True), Column("N", right=True)), [("x" * 300, "7")])
    assert capsys.readouterr().out.splitlines() == [f"{'TITLE':<300}  N", f"{'x' * 300}  7"]
