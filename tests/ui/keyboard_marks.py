"""The letters that labels and buttons are marked with, for tests that they are told apart."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget


def marked(*parents: QWidget) -> list[str]:
    """The marks of all that is in `parents`, such as 'Alt+S', in order."""
    texts: list[str] = []
    for parent in parents:
        texts += [each.text() for each in parent.findChildren(QAbstractButton)]
        texts += [each.text() for each in parent.findChildren(QLabel) if each.buddy()]
    found = (QKeySequence.mnemonic(each).toString() for each in texts)
    return sorted(each for each in found if each)


def assert_told_apart(marks: list[str], least: int) -> None:
    """At least so many, each once."""
    twice = {each for each in marks if marks.count(each) > 1}
    assert not twice, f"marked twice: {', '.join(sorted(twice))}"
    assert len(marks) >= least, marks
