"""Starting again after the end: the same folders, and never without being asked."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from eventdesk.app.restart import Restart, restart_command
from eventdesk.system.own_program import Running


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a start leaves its arguments."""
    said = tmp_path / "said"
    script = f"import sys; open({str(said)!r}, 'w').write(' '.join(sys.argv[1:]))"
    monkeypatch.setattr(Running, "command", lambda self: [sys.executable, "-c", script])
    return said


def test_not_without_being_asked(started: Path) -> None:
    Restart().begin()
    assert not started.exists()


def test_once_and_with_the_same_folders(
    started: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVENTDESK_HOME", str(tmp_path / "home"))
    restart = Restart()
    restart.want()
    process = restart.begin()
    assert process is not None
    assert process.wait(20) == 0
    assert started.read_text() == f"--home={tmp_path / 'home'}"


def test_the_usual_folders_need_no_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EVENTDESK_HOME", raising=False)
    assert restart_command() == Running.here().command()


def test_a_program_that_is_gone_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(Running, "command", lambda self: ["/nonexistent/eventdesk"])
    restart = Restart()
    restart.want()
    assert restart.begin() is None
    assert "could not be started again" in caplog.text
